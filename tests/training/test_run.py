from __future__ import annotations

import io
import json
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from gpt_studio.gpt.checkpoints import write
from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import DONE, MetricsLine
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store import runs as reader
from gpt_studio.store.run_lines import MetricsTail
from gpt_studio.training import checkpoints, heartbeat, loop, start, step
from gpt_studio.training.run_file import read_run_file


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def state(run: Path) -> dict[str, Any]:
    return json.loads((run / "state.json").read_text())


def names(run: Path) -> list[str]:
    return sorted(path.name for path in (run / "checkpoints").iterdir())


def asking_at(run: Path, at: int, request: Callable[[Path], None]) -> Callable[..., Any]:
    """take_step that makes a request while step `at` is taken."""

    def take(*args: Any) -> Any:
        if args[4] == at:
            request(run)
        return step.take_step(*args)

    return take


def test_a_run_leaves_a_folder_that_says_everything(params: TrainParams, quiet: start.Speech) -> None:
    outcome = start.begin(params, Path("unused"), quiet)
    run = outcome.folder
    assert (outcome.status, outcome.step, outcome.interrupted) == ("finished", 12, False)
    lines = metrics(run)
    assert [line["step"] for line in lines] == list(range(1, 13))
    assert [line["step"] for line in lines if line["val_loss"] is not None] == [4, 8, 12]
    assert [line["tokens"] for line in lines] == [64 * n for n in range(1, 13)]
    assert all(set(line) == set(MetricsLine.__dataclass_fields__) for line in lines)
    now = state(run)
    assert (now["status"], now["step"], now["steps"], now["pid"]) == ("finished", 12, 12, os.getpid())
    validated = {line["val_loss"]: f"step-{line['step']:06d}" for line in lines if line["val_loss"] is not None}
    assert (now["best"], now["last"]) == (validated[min(validated)], "step-000012")
    assert now["best_val_loss"] == min(validated)
    settled, record = read_run_file(run / "run.toml")
    assert record is not None and record.train_tokens + record.val_tokens == len(Path(params.data[0]).read_text())
    assert (settled.warmup, settled.min_lr, settled.threads) == (0, 3e-3 / 10, 1)
    assert not [path for path in run.rglob("*") if ".tmp-" in path.name]


def test_a_run_file_repeats_its_run_exactly(params: TrainParams, tmp_path: Path, quiet: start.Speech) -> None:
    first = start.begin(params, tmp_path, quiet).folder
    again, _ = read_run_file(first / "run.toml")
    second = start.begin(again, tmp_path / "runs", quiet).folder
    assert second.parent == tmp_path / "runs" and second.name == "prose-1x2x16"
    assert [line["loss"] for line in metrics(first)] == [line["loss"] for line in metrics(second)]
    files = [run / "checkpoints/step-000012/manifest.json" for run in (first, second)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_reader_of_run_folders_reads_what_the_run_wrote(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(params, Path("unused"), quiet).folder
    summary = reader.summarise(run)
    assert (summary.status, summary.step, summary.model, summary.problem) == ("finished", 12, "1x2x16", "")
    assert len(MetricsTail(run).read().lines) == 12
    assert reader.result(run, "last") == run / "checkpoints/step-000012"


def test_the_lines_of_metrics_are_handed_out_as_they_are_written(params: TrainParams) -> None:
    lines: list[str] = []
    run = start.begin(params, Path("unused"), start.Speech(lines.append, io.StringIO())).folder
    assert lines == (run / "metrics.jsonl").read_text().splitlines()


def test_a_checkpoint_is_a_model_for_us_and_for_transformers(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(params, Path("unused"), quiet).folder
    folder = run / "checkpoints/step-000012"
    ours = load_model(folder)
    theirs = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    text = "the king my lord"
    ids = ours.tokenizer.encode(text)
    assert AutoTokenizer.from_pretrained(folder)(text).input_ids == ids
    with torch.inference_mode():
        difference = ours.model(torch.tensor([ids])) - theirs(torch.tensor([ids])).logits
    assert difference.abs().max() < 1e-5
    assert load_model(run).info.path == str(run)


def test_a_run_goes_on_from_a_model_with_its_vocabulary(
    params: TrainParams, tmp_path: Path, quiet: start.Speech
) -> None:
    first = start.begin(params, Path("unused"), quiet).folder
    more = replace(params, from_scratch=None, model=str(first), run=str(tmp_path / "more"), lr=None, context=None)
    second = start.begin(more, Path("unused"), quiet).folder
    settled, _ = read_run_file(second / "run.toml")
    assert (settled.lr, settled.context) == (5e-5, 16)
    assert abs(metrics(second)[0]["loss"] - metrics(first)[-1]["loss"]) < 0.3
    strange = tmp_path / "strange.txt"
    strange.write_text("the king ☃ 你好\n" * 50)
    with pytest.raises(StudioError, match=r"'☃' '你' '好'"):
        start.begin(replace(more, data=(str(strange),), run=str(tmp_path / "third")), Path("unused"), quiet)
    assert state(tmp_path / "third")["status"] == "failed"
    assert "☃" in state(tmp_path / "third")["message"]


@pytest.mark.parametrize(("tokenizer", "size"), [("bpe:300", 300), ("gpt2", 50257)])
def test_a_network_from_scratch_takes_other_vocabularies(
    params: TrainParams, quiet: start.Speech, tokenizer: str, size: int
) -> None:
    run = start.begin(replace(params, tokenizer=tokenizer, steps=1, context=8), Path("unused"), quiet).folder
    loaded = load_model(run)
    assert (loaded.info.vocab, loaded.tokenizer.kind) == (size, "bpe")
    assert metrics(run)[0]["loss"] == pytest.approx(math.log(size), abs=0.3)
    assert loaded.tokenizer.decode(loaded.tokenizer.encode("où ☃")) == "où ☃"


def test_a_network_from_a_configuration_file_keeps_its_sizes(
    params: TrainParams, tmp_path: Path, quiet: start.Speech
) -> None:
    config = {"model_type": "gpt2", "n_layer": 1, "n_head": 2, "n_embd": 8, "vocab_size": 40, "n_positions": 20}
    (tmp_path / "config.json").write_text(json.dumps(config))
    shaped = replace(params, from_scratch=str(tmp_path / "config.json"), steps=1)
    info = load_model(start.begin(shaped, Path("unused"), quiet).folder).info
    assert (info.layers, info.width, info.vocab, info.context) == (1, 8, 40, 20)
    with pytest.raises(StudioError, match=r"config\.json has too small a context: expected at least 30, found 20"):
        start.begin(replace(shaped, context=30, run=str(tmp_path / "b")), Path("unused"), quiet)


def test_best_last_and_asked_for_checkpoints_stay_and_others_go(
    params: TrainParams, tmp_path: Path, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([3.0, 1.0, 2.0, 2.5, 2.4, 2.3] * 2)
    monkeypatch.setattr(loop, "validate", lambda *_: next(losses))
    plain = start.begin(replace(params, eval_every=2), Path("unused"), quiet).folder
    assert names(plain) == ["step-000004", "step-000012"]
    asked = replace(params, eval_every=2, save_every=5, run=str(tmp_path / "asked"))
    assert names(start.begin(asked, Path("unused"), quiet).folder) == [
        "step-000004", "step-000005", "step-000010", "step-000012"]  # fmt: skip


def test_without_validation_the_best_is_the_last(params: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(params, val_fraction=0.0), Path("unused"), quiet).folder
    assert names(run) == ["step-000012"]
    assert (state(run)["best"], state(run)["best_val_loss"]) == ("step-000012", None)


def test_a_validation_loss_that_is_not_finite_is_never_the_best(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([math.nan, 2.0, math.inf])
    monkeypatch.setattr(loop, "validate", lambda *_: next(losses))
    run = start.begin(params, Path("unused"), quiet).folder
    assert (state(run)["best"], state(run)["best_val_loss"]) == ("step-000008", 2.0)
    assert [line["val_loss"] for line in metrics(run) if line["step"] % 4 == 0] == [None, 2.0, None]


def test_a_stop_request_saves_within_the_step(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "take_step", asking_at(Path(params.run or ""), 6, reader.request_stop))
    outcome = start.begin(params, Path("unused"), quiet)
    assert (outcome.status, outcome.step, outcome.interrupted) == ("stopped", 5, False)
    assert checkpoints.verifies(outcome.folder / "checkpoints/step-000005")
    assert (state(outcome.folder)["status"], state(outcome.folder)["last"]) == ("stopped", "step-000005")
    assert not (outcome.folder / "stop.request").exists()
    monkeypatch.undo()
    assert start.resume(outcome.folder, speech=quiet).step == 12


def test_a_run_that_is_stopped_before_its_first_step_can_be_started_again(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "take_step", asking_at(Path(params.run or ""), 1, reader.request_stop))
    outcome = start.begin(params, Path("unused"), quiet)
    assert (outcome.status, outcome.step, names(outcome.folder)) == ("stopped", 0, [])
    monkeypatch.undo()
    assert start.resume(outcome.folder, speech=quiet).status == "finished"
    assert [line["step"] for line in metrics(outcome.folder)] == list(range(1, 13))


def test_a_paused_run_waits_and_goes_on(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Path(params.run or "")
    seen: list[str] = []

    def watch() -> None:
        while not (run / "state.json").exists() or state(run)["status"] != "paused":
            time.sleep(0.01)
        seen.append("paused")
        (run / "pause.request").unlink()

    watcher = threading.Thread(target=watch)
    watcher.start()
    monkeypatch.setattr(loop, "take_step", asking_at(run, 3, lambda r: (r / "pause.request").touch()))
    outcome = start.begin(params, Path("unused"), quiet)
    watcher.join()
    assert (seen, outcome.status) == (["paused"], "finished")


def test_the_heart_beats_while_a_step_is_long(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Path(params.run or "")
    beats: list[float] = []

    def slow(*args: Any) -> Any:
        while args[4] == 2 and len(set(beats)) < 3:
            beats.append(state(run)["heartbeat"])
            time.sleep(0.01)
        return step.take_step(*args)

    monkeypatch.setattr(heartbeat, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(loop, "take_step", slow)
    assert start.begin(replace(params, steps=2), Path("unused"), quiet).status == "finished"
    assert beats == sorted(beats)


def test_a_checkpoint_that_cannot_be_written_is_said_and_the_one_before_stays(
    params: TrainParams, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = io.StringIO()
    real = write.save_checkpoint

    def full(folder: Path, *args: Any) -> None:
        real(folder, *args)
        if "000008" in folder.name:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints, "save_checkpoint", full)
    outcome = start.begin(params, Path("unused"), start.Speech(None, people))
    assert "step 8 was not saved" in people.getvalue() and "the last checkpoint is step-000004" in people.getvalue()
    assert outcome.status == "finished" and checkpoints.verifies(outcome.folder / "checkpoints/step-000012")
    best = state(outcome.folder)["best"]
    assert best != "step-000008" and best in names(outcome.folder)


def test_a_last_checkpoint_that_cannot_be_written_fails_the_run(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, *_: Any) -> None:
        if "000012" in folder.name:
            raise OSError(28, "No space left on device")
        write.save_checkpoint(folder, *_)

    monkeypatch.setattr(checkpoints, "save_checkpoint", full)
    with pytest.raises(StudioError, match="step 12 was not saved"):
        start.begin(params, Path("unused"), quiet)
    run = Path(params.run or "")
    assert state(run)["status"] == "failed" and checkpoints.verifies(run / "checkpoints" / state(run)["last"])
    monkeypatch.undo()
    assert start.resume(run, speech=quiet).status == "finished"


def test_pinned_prompts_are_continued_with_the_same_random_numbers(params: TrainParams, quiet: start.Speech) -> None:
    sampling = replace(params, sample_every=5, sample_prompt=("ROMEO:\n", "the"), sample_tokens=20)
    run = start.begin(sampling, Path("unused"), quiet).folder
    lines = [json.loads(line) for line in (run / "samples.jsonl").read_text().splitlines()]
    assert [(line["step"], line["prompt"]) for line in lines] == [
        (0, "ROMEO:\n"), (0, "the"), (5, "ROMEO:\n"), (5, "the"), (10, "ROMEO:\n"), (10, "the")]  # fmt: skip
    assert all(len(line["text"]) == 20 and line["stop_reason"] == "max_tokens" for line in lines)
    without = start.begin(replace(params, run=f"{params.run}-2"), Path("unused"), quiet).folder
    assert [line["loss"] for line in metrics(run)] == [line["loss"] for line in metrics(without)]


def test_minutes_without_steps_measure_how_many_fit(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = start.begin(replace(params, steps=None, minutes=0.02), Path("unused"), quiet)
    settled, _ = read_run_file(outcome.folder / "run.toml")
    assert outcome.status in DONE and settled.steps == state(outcome.folder)["steps"]
    straight = replace(settled, minutes=None, steps=outcome.step, decay_steps=settled.steps, run=f"{params.run}-2")
    again = start.begin(straight, Path("unused"), quiet).folder
    assert [line["loss"] for line in metrics(outcome.folder)] == [line["loss"] for line in metrics(again)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data": ("nowhere.txt",)}, "absent"),
        ({"data": ()}, "bad_parameter"),
        ({"from_scratch": None}, "bad_parameter"),
        ({"model": "bundled"}, "bad_parameter"),
        ({"method": "lora"}, "bad_parameter"),
        ({"steps": 0}, "bad_parameter"),
        ({"lr": math.nan}, "bad_parameter"),
        ({"sample_every": 3}, "bad_parameter"),
        ({"betas": (0.9, 1.0)}, "bad_parameter"),
    ],
)
def test_what_is_wrong_from_the_start_makes_no_folder(
    params: TrainParams, quiet: start.Speech, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(StudioError) as caught:
        start.begin(replace(params, **changes), Path("unused"), quiet)
    assert caught.value.code == code
    assert not Path(params.run or "").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"from_scratch": "big"}, "LAYERSxHEADSxWIDTH"),
        ({"from_scratch": "1x3x16"}, "heads"),
        ({"tokenizer": "bpe:12"}, "bpe:N"),
        ({"context": 20_000}, "more than 20000 tokens"),
        ({"sample_prompt": ("ROMEO: ☃",)}, "☃"),
        ({"sample_prompt": ("",)}, "the prompt is empty"),
    ],
)
def test_what_the_data_shows_to_be_wrong_fails_the_run_and_says_why(
    params: TrainParams, quiet: start.Speech, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(StudioError, match=said):
        start.begin(replace(params, **changes), Path("unused"), quiet)
    now = state(Path(params.run or ""))
    assert now["status"] == "failed" and said in now["message"]


def test_a_folder_that_holds_something_else_is_not_written_into(params: TrainParams, quiet: start.Speech) -> None:
    run = Path(params.run or "")
    run.mkdir()
    (run / "log.txt").write_text("started\n")
    start.begin(params, Path("unused"), quiet)  # a log alone is what the window leaves there
    with pytest.raises(StudioError, match="holds a run already"):
        start.begin(params, Path("unused"), quiet)
    (run.parent / "thesis").mkdir()
    (run.parent / "thesis/chapter.txt").touch()
    with pytest.raises(StudioError, match="is not empty"):
        start.begin(replace(params, run=str(run.parent / "thesis")), Path("unused"), quiet)
