"""Lines of the data that hold no example are counted and named wherever a run tells of itself."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from gpt_studio.protocol.datasets import BadRow
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.run_card import write_card
from gpt_studio.store.run_record import skipped_lines
from gpt_studio.store.runs import read_settings
from gpt_studio.training import start
from gpt_studio.training.datasets.skipped import NAMED
from gpt_studio.training.datasets.token_cache import TokenCache

GOOD = '{"prompt": "say it", "completion": " the king my lord"}'
BAD = {2: "no JSON", 4: '{"prompt": "say it", "completion": ""}', 5: '{"prompt": 3, "completion": "x"}'}
REASONS = [(2, "no JSON: Expecting value at column 1"), (4, "completion is empty"),
           (5, "prompt and completion: two texts were expected")]  # fmt: skip


@pytest.fixture
def mixed(params: TrainParams, tmp_path: Path) -> TrainParams:
    """Two files; of the first three lines hold no example."""
    (tmp_path / "a.jsonl").write_text("".join(BAD.get(n, GOOD) + "\n" for n in range(1, 21)))
    (tmp_path / "b.jsonl").write_text((GOOD + "\n") * 20)
    data = (str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"))
    return replace(params, data=data, steps=2, bad_lines="skip")


def test_they_are_in_the_lines_the_log_the_record_and_the_card(mixed: TrainParams, tmp_path: Path) -> None:
    lines: list[str] = []
    people = io.StringIO()
    cache = TokenCache(tmp_path / "cache")
    run = start.begin(mixed, Path("unused"), start.Speech(lines.append, people), cache=cache).folder
    first = [{"file": "a.jsonl", "line": line, "reason": reason} for line, reason in REASONS]
    assert [json.loads(line)["step"] for line in lines] == [0, 1, 2]
    assert json.loads(lines[0])["skipped"] == {"count": 3, "first": first}
    assert "3 lines of the data hold no example and were skipped" in people.getvalue()
    assert all(f"a.jsonl, line {line}: {reason}" in people.getvalue() for line, reason in REASONS)
    found = skipped_lines(read_settings(run))
    assert found is not None and found.first == tuple(BadRow("a.jsonl", *reason) for reason in REASONS)
    card = write_card(run, tmp_path / "card.md")[0].read_text()
    assert "3 lines of the data hold no example and were skipped" in card
    assert "| a.jsonl, line 4 | `completion is empty` |" in card
    again = start.begin(replace(mixed, run=f"{mixed.run}-2"), Path("unused"), start.Speech(None, people), cache=cache)
    assert skipped_lines(read_settings(again.folder)) == found  # though the tokens come from the disk


def test_of_many_the_first_are_named_and_all_are_counted(mixed: TrainParams, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n" * 1200 + "x" * 5000 + "\n")
    people = io.StringIO()
    run = start.begin(mixed, Path("unused"), start.Speech(None, people)).folder
    found = skipped_lines(read_settings(run))
    assert found is not None and (found.count, len(found.first)) == (1201, NAMED)
    assert "1,201 lines" in people.getvalue() and "and 1,196 more" in people.getvalue()
    assert "| and 1,181 more |" in write_card(run, tmp_path / "card.md")[0].read_text()


def test_a_first_line_of_no_known_format_is_one_of_them_unless_no_other_is_known(
    mixed: TrainParams, tmp_path: Path, quiet: start.Speech
) -> None:
    (tmp_path / "a.jsonl").write_text('{"other": 1}\n')
    run = start.begin(mixed, Path("unused"), quiet).folder
    found = skipped_lines(read_settings(run))
    assert found is not None and found.first == (BadRow("a.jsonl", 1, "columns of no known format"),)
    for alone in (replace(mixed, bad_lines="refuse"), replace(mixed, data=mixed.data[:1])):
        with pytest.raises(StudioError, match=r"a\.jsonl has columns of no known format.*found other.*--columns"):
            start.begin(replace(alone, run=None), tmp_path / "runs", quiet)


def test_where_they_are_refused_the_first_one_ends_the_run(mixed: TrainParams, quiet: start.Speech) -> None:
    with pytest.raises(StudioError, match="line 2, holds no example"):
        start.begin(replace(mixed, bad_lines="refuse"), Path("unused"), quiet)


def test_a_run_that_skips_none_says_nothing_of_it(mixed: TrainParams, tmp_path: Path) -> None:
    people = io.StringIO()
    whole = replace(mixed, data=(str(tmp_path / "b.jsonl"),))
    run = start.begin(whole, Path("unused"), start.Speech(None, people)).folder
    assert "skipped" not in people.getvalue() and "skipped" not in (run / "run.toml").read_text()
    assert [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()] == [1, 2]
