"""Runs that learn from files of examples: from the file to the checkpoint, stopped and gone on with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import loop, start, step
from gpt_studio.training.datasets.beginning import Beginning, read_beginning
from gpt_studio.training.datasets.source import read_source


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {"instruction": f"say {n % 7}", "input": "", "output": "abcdefg"[n % 7] * (1 + n % 3)} for n in range(count)
    ]


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    path = tmp_path / "skill.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(60)))
    return path


@pytest.fixture
def taught(params: TrainParams, examples: Path) -> TrainParams:
    return replace(params, data=(str(examples),), mask_prompt=True, steps=12, eval_every=4, context=48)


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_a_run_learns_what_is_answered(taught: TrainParams, quiet: start.Speech) -> None:
    outcome = start.begin(replace(taught, steps=40, lr=1e-2), Path("unused"), quiet)
    found = metrics(outcome.folder)
    assert outcome.status == "finished"
    losses = [line["val_loss"] for line in found if line["val_loss"]]
    assert losses[-1] < 0.5 * losses[0]


def test_a_run_on_examples_that_is_stopped_goes_on_bit_by_bit(
    taught: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = start.begin(replace(taught, run=f"{taught.run}-straight", dropout=0.1), Path("unused"), quiet).folder
    run = Path(taught.run or "")

    def take(*args: Any) -> Any:
        if args[4] == 6:
            request_stop(run)
        return step.take_step(*args)

    monkeypatch.setattr(loop, "take_step", take)
    assert start.begin(replace(taught, dropout=0.1), Path("unused"), quiet).status == "stopped"
    monkeypatch.undo()
    start.resume(run, speech=quiet)
    assert [line["loss"] for line in metrics(run)] == [line["loss"] for line in metrics(straight)]


def test_a_line_that_holds_no_example_is_refused_by_its_number_or_skipped(examples: Path) -> None:
    examples.write_text(examples.read_text() + '{"instruction": "a"}\n{"instruction"\n')
    params = TrainParams(from_scratch="1x1x8", data=(str(examples),))
    with pytest.raises(StudioError, match="line 61") as refused:
        list(read_source(params).rows())
    assert "output is missing" in refused.value.found and "--bad-lines skip" in refused.value.remedy
    kept = read_source(replace(params, bad_lines="skip"))
    assert [row.line for row in kept.rows()] == list(range(1, 61))


def test_columns_of_no_known_format_are_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("question,answer\nwhat?,that\n")
    params = TrainParams(from_scratch="1x1x8", data=(str(path),))
    with pytest.raises(StudioError, match="known format") as refused:
        list(read_source(params).rows())
    assert refused.value.found == "question, answer" and "--columns" in refused.value.remedy
    mapped = read_source(replace(params, columns=("prompt=question", "completion=answer")))
    (row,) = mapped.rows()
    assert [message.content for message in row.content.messages] == ["what?", "that"]


def test_examples_with_nothing_to_learn_within_the_context_are_refused(
    taught: TrainParams, examples: Path, quiet: start.Speech
) -> None:
    examples.write_text(json.dumps({"prompt": "a" * 500, "completion": "b"}) + "\n")
    with pytest.raises(StudioError, match="anything to learn"):
        start.begin(replace(taught, val_fraction=0.0), Path("unused"), quiet)


def test_named_columns_say_that_a_file_holds_rows_whatever_its_ending(tmp_path: Path) -> None:
    """As the look before the run takes it."""
    path = tmp_path / "questions.txt"
    path.write_text(json.dumps({"q": "what?", "a": "that"}) + "\n")
    params = TrainParams(from_scratch="1x1x8", data=(str(path),), columns=("prompt=q", "completion=a"))
    looked_at = read_to_the_end(params)
    assert looked_at.contents == [row.content for row in read_source(params).rows()] and len(looked_at.contents) == 1


def read_to_the_end(params: TrainParams) -> Beginning:
    steps = read_beginning(params)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
