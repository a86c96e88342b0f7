"""The look at data before a run: counts told by hand, exact tokens, and what a run would really be given."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path

import numpy as np
import pytest

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.datasets import DataPreviewed, MakeSampleData, PreviewData, SampleDataMade
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.datasets import beginning
from gpt_studio.training.datasets.source import read_source


def ask(*paths: Path, **params: object) -> DataPreviewed:
    asked = TrainParams(**({"from_scratch": "1x1x8"} | params | {"data": tuple(map(str, paths))}))  # type: ignore[arg-type]
    events = list(start(PreviewData(1, asked), Pool(1 << 30), CancelToken(), lambda event: None))
    (found,) = [event for event in events if isinstance(event, DataPreviewed)]
    return found


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def pair(prompt: str, completion: str) -> dict[str, str]:
    return {"prompt": prompt, "completion": completion}


def test_what_is_learnt_and_what_is_masked_is_told_token_by_token(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", pair("ab", "cd"), pair("b ", "a"))
    open_, masked = ask(path), ask(path, mask_prompt=True)
    assert [(t.text, t.learnt) for t in open_.rows[0].tokens] == [("a", False), ("b", True), ("c", True), ("d", True)]
    assert [t.learnt for t in masked.rows[0].tokens] == [False, False, True, True]
    assert [t.text for t in masked.rows[1].tokens] == ["b", " ", "a"]
    assert (open_.facts.tokens, open_.facts.learnt, masked.facts.learnt) == (7, 5, 3)
    assert (masked.facts.form, masked.facts.columns, masked.facts.first) == (
        "prompt_completion", ("prompt", "completion"), ("ab", "cd"),
    )  # fmt: skip


def test_lengths_duplicates_overlap_and_what_the_context_cuts_off_are_counted(tmp_path: Path) -> None:
    rows = [pair("q", "x" * n) for n in (1, 2, 2, 3, 9)] + [pair("q", "xx"), pair("other", "y")]
    facts = ask(lines(tmp_path / "a.jsonl", *rows), context=5, val_fraction=2 / 7).facts
    assert (facts.rows, facts.val_rows, facts.context) == (7, 2, 5)
    assert facts.lengths is not None
    assert (facts.lengths.least, facts.lengths.median, facts.lengths.longest) == (2, 3, 10)
    assert facts.duplicates == 2  # qxx stands three times
    assert facts.overlap == 1  # the last qxx is kept for validation, two are learnt from
    assert facts.truncated == 1  # ten tokens; six fit: five positions and what follows the last


def test_an_example_whose_answer_lies_beyond_the_context_is_counted_as_empty(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", pair("a long question", "yes"), pair("q", "no"))
    assert ask(path, context=6, mask_prompt=True).facts.empty == 1


def test_bad_lines_are_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    facts = ask(lines(tmp_path / "a.jsonl", pair("a", "b"), "{broken", pair("a", ""), pair("b", "a"))).facts
    assert (facts.rows, facts.bad) == (2, 2)
    assert [(bad.file, bad.line) for bad in facts.bad_rows] == [("a.jsonl", 2), ("a.jsonl", 3)]
    assert "no JSON" in facts.bad_rows[0].reason and "empty" in facts.bad_rows[1].reason


def test_unknown_columns_are_shown_and_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("question,answer\nhow,so\nwhy,because\n")
    found = ask(path)
    assert (found.facts.form, found.facts.columns, found.facts.first) == ("", ("question", "answer"), ("how", "so"))
    assert found.facts.rows == 0 and found.rows == ()
    said = ask(path, columns=("prompt=question", "completion=answer"), mask_prompt=True)
    assert (said.facts.form, said.facts.rows) == ("table", 2)
    assert "".join(t.text for t in said.rows[0].tokens if t.learnt).startswith("so")


def test_the_counts_are_those_of_the_run(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *[pair(f"number {i}", "odd" if i % 2 else "even") for i in range(50)])
    facts = ask(path, mask_prompt=True).facts
    params = TrainParams(from_scratch="1x1x8", data=(str(path),), mask_prompt=True)
    source = read_source(params)
    tokens = source.tokens(source.vocabulary("char"), None, params)
    assert facts.tokens == tokens.train_tokens + tokens.val_tokens
    assert (facts.rows - facts.val_rows, facts.val_rows) == (45, 5)


def test_running_text_is_shown_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one\n\ntwo\nthree")
    found = ask(path, tokenizer="gpt2")
    assert ["".join(t.text for t in row.tokens) for row in found.rows][-2:] == ["two\n", "three"]
    assert found.rows[-1].line == 4
    assert (found.facts.form, found.facts.rows, found.facts.complete) == ("text", 4, True)
    assert found.facts.tokens == sum(len(row.tokens) for row in found.rows)


def test_a_long_file_is_read_to_a_bound_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "MOST_ROWS", 10)
    path = lines(tmp_path / "a.jsonl", *[pair(f"{i}", "x") for i in range(25)])
    facts = ask(path).facts
    assert (facts.rows, facts.complete, facts.total_bytes) == (10, False, path.stat().st_size)


@pytest.mark.parametrize("wrapped", [False, True])
def test_of_a_long_json_list_the_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: bool
) -> None:
    monkeypatch.setattr(beginning, "MOST_BYTES", 400)
    rows = [pair(f"{i}", "x") for i in range(40)]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"data": rows} if wrapped else rows))
    found = ask(path)
    assert 5 < found.facts.rows < 40 and not found.facts.complete
    assert [row.line for row in found.rows] == list(range(1, found.facts.rows + 1))


def test_the_model_that_is_gone_on_from_reads_with_its_own_tokenizer(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", pair("ROMEO:", " speak"))
    found = ask(path, model=BUNDLED, from_scratch=None, mask_prompt=True)
    assert "".join(t.text for t in found.rows[0].tokens if t.learnt).startswith(" speak")


def test_pieces_of_words_made_from_a_part_are_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("to be or not to be\n" * 200)
    assert ask(path, tokenizer="bpe:300").facts.exact_vocabulary
    monkeypatch.setattr("gpt_studio.engine.data_queries.LEARNT_FROM", 500)
    assert not ask(path, tokenizer="bpe:300").facts.exact_vocabulary


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"gone\.jsonl"):
        ask(tmp_path / "gone.jsonl")


def test_samples_go_on_from_what_is_asked_in_the_validation(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *[pair(f"asked {i}:", " said") for i in range(10)])
    assert ask(path, val_fraction=0.3).prompts == ("asked 7:", "asked 8:")


def test_sample_data_is_written_once_and_can_be_learnt_from(tmp_path: Path) -> None:
    folder = tmp_path / "samples"
    made = None
    for _ in range(2):
        (made,) = start(MakeSampleData(1, str(folder)), Pool(1 << 30), CancelToken(), lambda event: None)
    assert isinstance(made, SampleDataMade)
    found = ask(Path(made.path), mask_prompt=True)
    assert (found.facts.form, found.facts.rows, found.facts.bad) == ("messages", 500, 0)
    assert 0 < found.facts.learnt < found.facts.tokens / 2


def test_ids_of_nanogpt_are_shown_as_the_text_that_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "First Citizen:\nBefore we proceed any further, hear me speak.\n\n" * 30
    characters = sorted(set(text))
    ids = np.array([characters.index(character) for character in text], np.uint16)
    ids[:1500].tofile(tmp_path / "train.bin")
    ids[1500:].tofile(tmp_path / "val.bin")
    stoi = {character: at for at, character in enumerate(characters)}
    meta = {"vocab_size": len(stoi), "stoi": stoi, "itos": dict(enumerate(characters))}
    (tmp_path / "meta.pkl").write_bytes(pickle.dumps(meta))
    found = ask(tmp_path, context=32)
    assert ["".join(token.text for token in row.tokens) for row in found.rows[:2]] == text.splitlines(keepends=True)[:2]
    facts = found.facts
    assert (facts.form, facts.tokens, facts.val_tokens, facts.learnt) == ("nanogpt", len(ids), len(ids) - 1500, 1499)
    assert (facts.rows, facts.stretch, facts.complete, facts.truncated) == (text[:1500].count("\n"), 32, True, 0)
    assert (facts.val_rows, facts.overlap) == ((len(ids) - 1500) // 32,) * 2  # a text that says the same all over
    assert facts.duplicates == 1500 // 32 - 2  # all but the first 62 characters have been said before
    assert found.prompts == ("First Citizen:",)
    monkeypatch.setattr(beginning, "MOST_IDS", 700)
    part = ask(tmp_path).facts
    assert (part.tokens, part.complete) == (len(ids), False)
    (tmp_path / "meta.pkl").unlink()
    with pytest.raises(StudioError, match="--tokenizer gpt2"):
        ask(tmp_path)


def test_running_text_tells_what_is_said_twice_and_what_the_validation_shares(tmp_path: Path) -> None:
    rng = random.Random(0)
    text = "".join(rng.choice("abcdefgh \n") for _ in range(4000))
    (tmp_path / "a.txt").write_text(text)
    plain = ask(tmp_path / "a.txt").facts
    assert (plain.stretch, plain.duplicates, plain.overlap, plain.val_rows) == (64, 0, 0, 400 // 64)
    assert plain.val_tokens == 400
    (tmp_path / "a.txt").write_text(text[:3600] + text[7 : 7 + 400])
    assert ask(tmp_path / "a.txt").facts.overlap == 400 // 64
