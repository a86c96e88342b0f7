"""nanoGPT's folders of ids: the same losses as from the text, and what is refused by name."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gpt_studio.gpt.tokenizers import chars_of, gpt2, save_tokenizer, train_bytes_bpe
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start
from gpt_studio.training.datasets.nanogpt import holds_ids
from gpt_studio.training.datasets.repeats import repeats
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.datasets.stored import Stored


def prepare(folder: Path, text: str, *, meta: bool = True) -> Path:
    """What nanoGPT's data/shakespeare_char/prepare.py does."""
    folder.mkdir()
    characters = sorted(set(text))
    stoi = {character: i for i, character in enumerate(characters)}
    itos = dict(enumerate(characters))
    kept = int(len(text) * 0.9)
    for name, part in (("train.bin", text[:kept]), ("val.bin", text[kept:])):
        np.array([stoi[character] for character in part], dtype=np.uint16).tofile(folder / name)
    if meta:
        values = {"vocab_size": len(characters), "itos": itos, "stoi": stoi}
        (folder / "meta.pkl").write_bytes(pickle.dumps(values))
    return folder


@pytest.fixture
def folder(tmp_path: Path, text_file: Path) -> Path:
    return prepare(tmp_path / "shakespeare_char", text_file.read_text())


def asked(folder: Path, **changes: Any) -> TrainParams:
    return TrainParams(**({"from_scratch": "1x1x8", "data": (str(folder),)} | changes))


def tokens(params: TrainParams) -> Any:
    source = read_source(params)
    return source.tokens(source.vocabulary(params.tokenizer), None, params)


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_a_run_on_ids_has_the_losses_of_a_run_on_their_text_also_when_it_goes_on(
    params: TrainParams, folder: Path, quiet: start.Speech
) -> None:
    def losses(run: Path) -> list[tuple[str, float | None]]:
        return [(line["loss"].hex(), line["val_loss"]) for line in metrics(run)]

    text = start.begin(params, Path("unused"), quiet).folder
    ids = start.begin(replace(params, data=(str(folder),), run=f"{params.run}-ids"), Path("unused"), quiet).folder
    assert losses(ids) == losses(text) and len(losses(ids)) == 12
    for run in (text, ids):
        start.resume(run, extend=2, speech=quiet)
    assert losses(ids) == losses(text) and len(losses(ids)) == 14


def test_ids_are_those_of_the_files_and_are_read_where_they_are_asked_for(folder: Path) -> None:
    found = tokens(asked(folder))
    for name, ids in (("train.bin", found.train), ("val.bin", found.val)):
        assert isinstance(ids, Stored)
        assert ids[:].tolist() == np.fromfile(folder / name, np.uint16).tolist()
    assert len(tokens(asked(folder, val_fraction=0.0)).val) == 0


def grow(path: Path, data: bytes) -> None:
    path.write_bytes(path.read_bytes() + data)


def test_what_is_no_row_of_ids_is_refused_by_name(folder: Path, tmp_path: Path) -> None:
    def refusal(**changes: Any) -> str:
        with pytest.raises(StudioError) as caught:
            tokens(asked(folder, **changes))
        return caught.value.one_line()

    size = len(np.fromfile(folder / "val.bin", np.uint16))
    grow(folder / "val.bin", np.array([99, 7], np.uint16).tobytes())
    said = refusal()
    assert "val.bin holds ids beyond the vocabulary" in said and f"99 at place {size}" in said
    grow(folder / "val.bin", b"x")
    assert f"val.bin holds no 16-bit ids: expected two bytes for each, found {2 * size + 5} bytes" in refusal()
    (folder / "val.bin").write_bytes(b"")
    assert "val.bin is empty" in refusal()
    (folder / "val.bin").unlink()
    assert "val.bin does not exist" in refusal() and "--val-fraction 0" in refusal()
    assert len(tokens(asked(folder, val_fraction=0.0)).train)
    assert "stand alone" in refusal(data=(str(folder), str(folder)))
    assert "stand alone" in refusal(data=(str(folder / "meta.pkl"),), format="nanogpt")
    (folder / "train.bin").unlink()
    assert "train.bin does not exist" in refusal(val_fraction=0.0)


@pytest.mark.parametrize("wide", ["<u4", "<u8", "<i4"])
def test_ids_wider_than_sixteen_bits_are_refused_and_not_read_as_twice_as_many(folder: Path, wide: str) -> None:
    np.fromfile(folder / "train.bin", "<u2").astype(wide).tofile(folder / "train.bin")
    with pytest.raises(StudioError, match=r"train\.bin holds no 16-bit ids.*32 bits"):
        tokens(asked(folder))
    large = np.random.default_rng(0).integers(0, 200_000, 500)  # a vocabulary of more than 16 bits
    large.astype("<u4").tofile(folder / "train.bin")
    (folder / "meta.pkl").unlink()
    with pytest.raises(StudioError, match=r"train\.bin holds no 16-bit ids"):
        tokens(asked(folder, tokenizer="gpt2"))


def test_one_of_the_files_names_its_folder_too(folder: Path) -> None:
    for name in ("train.bin", "val.bin"):
        found = tokens(asked(folder / name))
        assert found.train[:].tolist() == np.fromfile(folder / "train.bin", "<u2").tolist()
    assert holds_ids(asked(folder / "train.bin")) and not holds_ids(asked(folder / "train.bin", format="text"))


def test_what_ids_mean_is_read_from_meta_pkl_or_has_to_be_said(folder: Path, tmp_path: Path, text_file: Path) -> None:
    assert read_source(asked(folder)).vocabulary("char").stoi == chars_of([text_file.read_text()]).stoi
    for named in ("gpt2", "bpe:300"):
        with pytest.raises(StudioError, match=r"of another vocabulary.*meta\.pkl"):
            read_source(asked(folder)).vocabulary(named)
    other = chars_of([text_file.read_text() + "☃"])
    with pytest.raises(StudioError, match="of another vocabulary"):
        read_source(asked(folder)).tokens(other, None, asked(folder))
    bare = prepare(tmp_path / "bare", text_file.read_text(), meta=False)
    with pytest.raises(StudioError, match="--tokenizer gpt2"):
        read_source(asked(bare)).vocabulary("char")
    bpe = train_bytes_bpe([text_file.read_text()], 280)
    save_tokenizer(tmp_path, bpe)
    assert read_source(asked(bare)).vocabulary(str(tmp_path)).size == bpe.size
    assert read_source(asked(bare)).vocabulary("gpt2").size == gpt2().size


def test_a_hostile_meta_pkl_runs_nothing(folder: Path, tmp_path: Path) -> None:
    class Payload:
        def __reduce__(self) -> Any:
            return (Path.touch, (tmp_path / "canary",))

    (folder / "meta.pkl").write_bytes(pickle.dumps(Payload()))
    with pytest.raises(StudioError, match=r"meta\.pkl is refused"):
        tokens(asked(folder))
    assert not (tmp_path / "canary").exists()


def test_changed_ids_are_not_gone_on_from(params: TrainParams, folder: Path, quiet: start.Speech) -> None:
    run = start.begin(replace(params, data=(str(folder),), steps=2), Path("unused"), quiet).folder
    ids = np.fromfile(folder / "val.bin", np.uint16)
    ids[3] = ids[3] ^ 1
    ids.tofile(folder / "val.bin")
    with pytest.raises(StudioError, match=r"val\.bin is not what the run was started with"):
        start.resume(run, extend=2, speech=quiet)


def test_a_folder_without_ids_makes_no_run(params: TrainParams, tmp_path: Path, quiet: start.Speech) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudioError, match=r"train\.bin does not exist"):
        start.begin(replace(params, data=(str(tmp_path / "empty"),)), Path("unused"), quiet)
    assert not Path(params.run or "").exists()


def test_repeated_stretches_are_those_that_a_loop_counts() -> None:
    rng = np.random.default_rng(0)
    train = rng.integers(0, 4, 900).astype(np.uint16)
    train[500:640] = train[101:241]
    val = rng.integers(0, 4, 200).astype(np.uint16)
    val[17:150] = train[333:466]
    for context, stretch in ((8, 8), (30, 16), (64, 64), (500, 64)):
        found = repeats(train, val, context)
        rows = ["".join(map(chr, ids)) for ids in (train, val)]
        own = range(0, 900 - stretch + 1, stretch)
        other = range(0, 200 - stretch + 1, stretch)
        duplicates = sum(0 <= rows[0].find(rows[0][at : at + stretch]) < at for at in own)
        overlap = sum(rows[1][at : at + stretch] in rows[0] for at in other)
        assert (found.stretch, found.duplicates, found.validated, found.overlap) == (
            stretch, duplicates, len(other), overlap,
        )  # fmt: skip
        assert duplicates and (overlap or stretch > 60)
    short = repeats(train[:5], val[:3], 64)
    assert (short.duplicates, short.validated, short.overlap) == (0, 0, 0)
