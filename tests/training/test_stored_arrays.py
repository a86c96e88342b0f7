"""Arrays in files: what is read, and what becomes of a run whose file loses bytes, is written to or is replaced."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import checkpoints, start
from gpt_studio.training.batches import windows_at
from gpt_studio.training.datasets.origins import of_ids
from gpt_studio.training.datasets.stored import Stored, stored, stretch
from gpt_studio.training.datasets.token_cache import TokenCache
from gpt_studio.training.datasets.verbatim import TrainingText


@pytest.fixture(scope="module")
def array(tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, Stored]:
    ids = np.random.default_rng(0).integers(0, 60000, 300).astype("<u2")
    path = tmp_path_factory.mktemp("stored") / "ids.bin"
    ids.tofile(path)
    return ids, stored(path, "<u2", "")


BOUND = st.one_of(st.none(), st.integers(-400, 400))


@settings(deadline=None)
@given(BOUND, BOUND, st.integers(0, 300), st.integers(0, 300))
def test_a_part_of_a_stretch_is_that_of_an_array_in_memory(
    array: tuple[np.ndarray, Stored], first: int | None, last: int | None, start: int, end: int
) -> None:
    ids, found = array
    part = stretch(found, start, end)
    assert isinstance(part, Stored) and len(part) == len(ids[start:end])
    assert part[first:last].tolist() == ids[start:end][first:last].tolist() and part[0:0].dtype == ids.dtype


def test_windows_from_a_file_are_those_from_memory(array: tuple[np.ndarray, Stored]) -> None:
    ids, found = array
    starts = np.array([0, 283, 7, 7])
    for one, other in zip(windows_at(found, starts, 16), windows_at(ids, starts, 16), strict=True):
        assert one.tolist() == other.tolist() and one.dtype == other.dtype


def test_a_file_that_changes_while_it_is_in_use_is_named(tmp_path: Path) -> None:
    path = tmp_path / "train.bin"
    ids = np.arange(20000, dtype="<u2")

    def refusal(change: Callable[[], Any]) -> str:
        ids.tofile(path)
        found = stored(path, "<u2", "Put it back")
        assert found[5:8].tolist() == [5, 6, 7]
        change()
        with pytest.raises(StudioError) as caught:
            found[5:8]
        said = caught.value.one_line()
        del caught, found
        gc.collect()  # the error and its traceback hold each other, and what was read
        return said

    said = refusal(lambda: os.truncate(path, 100))
    assert f"{path} was cut short while it was in use: expected 40000 bytes, found 100 bytes. Put it back" in said
    assert "was cut short" in refusal(lambda: os.truncate(path, 39_999))  # also where the part itself is still there
    assert "was written to" in refusal(lambda: os.utime(path, (1, 1)))
    assert "was written to" in refusal(lambda: os.truncate(path, 50_000))


def test_a_file_that_is_removed_or_replaced_is_read_on_as_it_was(tmp_path: Path) -> None:
    path, ids = tmp_path / "train.bin", np.arange(2000, dtype="<u2")
    ids.tofile(path)
    found = stored(path, "<u2", "")
    (tmp_path / "other").write_bytes(b"\0" * 10)
    (tmp_path / "other").replace(path)
    assert found[:].tolist() == ids.tolist()
    path.unlink()
    assert found[1990:].tolist() == ids[1990:].tolist()


def test_a_file_is_closed_with_the_last_array_that_reads_it(tmp_path: Path) -> None:
    np.arange(9, dtype="<u2").tofile(tmp_path / "a.bin")
    part = stored(tmp_path / "a.bin", "<u2", "").stretch(2, 5)
    opened = [file.path for file in psutil.Process().open_files()]
    assert str(tmp_path / "a.bin") in opened and part[:].tolist() == [2, 3, 4]
    del part
    gc.collect()
    assert str(tmp_path / "a.bin") not in [file.path for file in psutil.Process().open_files()]


def test_what_is_no_regular_file_or_no_whole_number_of_entries_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        stored(tmp_path / "pipe", "<u2", "")
    (tmp_path / "odd").write_bytes(b"123")
    with pytest.raises(ValueError, match="3 bytes"):
        stored(tmp_path / "odd", "<u2", "")


def ids_folder(params: TrainParams, folder: Path) -> TrainParams:
    """The same text as nanoGPT's ids."""
    text = Path(params.data[0]).read_text()
    tokenizer = chars_of([text])
    folder.mkdir()
    np.array(tokenizer.encode(text), "<u2").tofile(folder / "train.bin")
    np.array(tokenizer.encode(text[:200]), "<u2").tofile(folder / "val.bin")
    (folder / "tokenizer").mkdir()
    save_tokenizer(folder / "tokenizer", tokenizer)
    return replace(params, data=(str(folder),), tokenizer=str(folder / "tokenizer"))


def losses(run: Path) -> list[str]:
    return [json.loads(line)["loss"].hex() for line in (run / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("kind", ["nanogpt", "cache"])
def test_a_run_whose_data_is_cut_short_ends_by_name_and_goes_on_once_it_is_back(
    params: TrainParams, tmp_path: Path, quiet: start.Speech, kind: str
) -> None:
    cache = TokenCache(tmp_path / "token-cache")
    asked = ids_folder(params, tmp_path / "ids") if kind == "nanogpt" else params
    asked = replace(asked, steps=7, eval_every=3)
    whole = start.begin(replace(asked, run=f"{params.run}-whole"), Path("unused"), quiet, cache=cache).folder
    path = tmp_path / "ids" / "train.bin" if kind == "nanogpt" else next(cache.folder.glob("*/ids.bin"))  # pyright: ignore[reportOptionalMemberAccess]
    kept = path.read_bytes()

    def cut(line: str) -> None:
        if json.loads(line)["step"] == 5:
            os.truncate(path, 64)

    run = Path(params.run or "")
    with pytest.raises(StudioError, match=r"was cut short while it was in use: expected \d+ bytes, found 64 bytes"):
        start.begin(asked, Path("unused"), replace(quiet, on_line=cut), cache=cache)
    state = json.loads((run / "state.json").read_text())
    assert state["status"] == "failed" and str(path) in state["message"] and "--resume" in state["message"]
    assert [place.name for place in checkpoints.all_names(run / "checkpoints")] == ["step-000003"]
    if kind == "nanogpt":
        with pytest.raises(StudioError, match=r"train\.bin is not what the run was started with"):
            start.resume(run, speech=quiet, cache=cache)
        path.write_bytes(kept)
    start.resume(run, speech=quiet, cache=cache)
    assert losses(run) == losses(whole) and len(losses(run)) == 7
    assert path.read_bytes() == kept


def test_a_look_for_stretches_in_a_file_that_was_cut_short_names_it(tmp_path: Path) -> None:
    text = "to be or not to be, that is the question: whether it is nobler"
    tokenizer = chars_of([text])
    np.array(tokenizer.encode(text), "<u2").tofile(tmp_path / "train.bin")
    known = TrainingText(stored(tmp_path / "train.bin", "<u2", ""), tokenizer, of_ids("train.bin", len(text)))
    (found,) = known.find([text]) or [()]
    assert [(span.start, span.end) for span in found] == [(0, len(text))]
    os.truncate(tmp_path / "train.bin", 10)
    with pytest.raises(StudioError, match=r"train\.bin was cut short"):
        known.find([text])
    del known
    gc.collect()
