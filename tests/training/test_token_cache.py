"""Tokens of a data set on disk: made once, checked before use, made again where they are damaged, bounded."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gpt_studio.gpt.tokenizers import Chars, Tokenizer, chars_of, gpt2, load_tokenizer, save_tokenizer, train_bytes_bpe
from gpt_studio.gpt.tokenizers.fingerprint import fingerprint
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import start
from gpt_studio.training.datasets import data_file as reading
from gpt_studio.training.datasets import pieces as cutting
from gpt_studio.training.datasets import running_text, token_cache
from gpt_studio.training.datasets.arrays import Sink
from gpt_studio.training.datasets.pieces import encoded
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.datasets.stored import Stored
from gpt_studio.training.datasets.token_cache import TokenCache

ROWS = [{"prompt": f"say {n % 7}", "completion": "abcdefg"[n % 7] * (1 + n % 3)} for n in range(40)]


@pytest.fixture
def cache(tmp_path: Path) -> TokenCache:
    return TokenCache(tmp_path / "token-cache")


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def entries(cache: TokenCache) -> list[Path]:
    assert cache.folder is not None
    return sorted(cache.folder.iterdir())


def tokens_of(params: TrainParams, cache: TokenCache, tokenizer: Tokenizer | None = None) -> Any:
    source = read_source(params, cache)
    return source.tokens(tokenizer or source.vocabulary("char"), None, params)


def same(a: Any, b: Any) -> bool:
    pairs = [(a.train_ids[:], b.train_ids[:]), (a.origins.begins, b.origins.begins)]
    pairs += [(a.origins.line[:], b.origins.line[:]), (a.origins.file[:], b.origins.file[:])]
    if hasattr(a.train, "learnt"):
        pairs += [(a.train.learnt[:], b.train.learnt[:]), (a.train.begins, b.train.begins)]
        pairs += [(a.val.ids[:], b.val.ids[:])]
    return all(one.dtype == other.dtype and np.array_equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("kind", ["text", "rows"])
def test_what_is_read_back_is_what_was_made_without_tokenising_again(
    params: TrainParams, cache: TokenCache, rows_file: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    asked = params if kind == "text" else replace(params, data=(str(rows_file),), mask_prompt=True)
    plain, made = tokens_of(asked, TokenCache()), tokens_of(asked, cache)
    tokenizer = read_source(asked).vocabulary("char")
    monkeypatch.setattr(Chars, "encode", None)
    kept = tokens_of(asked, cache, tokenizer)
    assert same(plain, made) and same(plain, kept)
    assert isinstance(kept.train_ids, Stored)
    assert len(entries(cache)) == 1


def test_other_data_another_tokenizer_and_other_settings_have_entries_of_their_own(
    params: TrainParams, cache: TokenCache, rows_file: Path
) -> None:
    rows = replace(params, data=(str(rows_file),))
    tokens_of(rows, cache)
    tokens_of(replace(rows, val_fraction=0.3, context=8, seed=9), cache)  # what does not change the ids
    assert len(entries(cache)) == 1
    tokens_of(replace(rows, mask_prompt=True), cache)
    tokens_of(rows, cache, train_bytes_bpe([rows_file.read_text()], 270))
    rows_file.write_text(json.dumps(ROWS[0]) + "\n")
    tokens_of(replace(rows, val_fraction=0.0), cache)
    assert len(entries(cache)) == 4


def test_a_tokenizer_is_the_same_once_it_was_saved_and_loaded(tmp_path: Path) -> None:
    bpe = train_bytes_bpe(["to be or not to be"], 270)
    for number, tokenizer in enumerate((chars_of(["abc"]), bpe)):
        folder = tmp_path / str(number)
        folder.mkdir()
        save_tokenizer(folder, tokenizer)
        assert fingerprint(load_tokenizer(folder)) == fingerprint(tokenizer)
    assert fingerprint(chars_of(["abd"])) != fingerprint(chars_of(["abc"]))
    bpe.eos_ids = frozenset()
    assert fingerprint(bpe) != fingerprint(load_tokenizer(tmp_path / "1"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 16
    path.write_bytes(bytes(data))


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a bit of the ids": lambda entry: flip(entry / "ids.bin"),
    "the end of the ids": lambda entry: os.truncate(entry / "ids.bin", 100),
    "a bit of the facts": lambda entry: flip(entry / "facts.json"),
    "a bit of the manifest": lambda entry: flip(entry / "manifest.json"),
    "the manifest": lambda entry: (entry / "manifest.json").unlink(),
    "an array": lambda entry: (entry / "ids.bin").unlink(),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_entry_is_made_again_and_never_believed(params: TrainParams, cache: TokenCache, what: str) -> None:
    said: list[str] = []
    cache = replace(cache, say=said.append)
    plain = tokens_of(params, TokenCache())
    tokens_of(params, cache)
    (entry,) = entries(cache)
    DAMAGE[what](entry)
    assert same(tokens_of(params, cache), plain)
    assert len(said) == 1 and "made again" in said[0]
    assert same(tokens_of(params, cache), plain) and len(said) == 1 and entries(cache) == [entry]


def test_a_disk_that_does_not_take_the_tokens_leaves_them_in_memory(
    params: TrainParams, cache: TokenCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    plain = tokens_of(params, TokenCache())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(token_cache, "seal", full)
    assert same(tokens_of(params, replace(cache, say=said.append)), plain)
    assert entries(cache) == [] and "No space left" in said[0]


def test_what_a_crash_left_goes_and_what_is_being_written_stays(params: TrainParams, cache: TokenCache) -> None:
    assert cache.folder is not None
    for name, age in (("old", 7200), ("new", 0)):
        stray = cache.folder / f".{name}.tmp-1-aa"
        stray.mkdir(parents=True)
        (stray / "ids.bin").write_bytes(b"1234")
        for path in (stray / "ids.bin", stray):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    tokens_of(params, cache)
    assert [path.name for path in entries(cache) if path.name.startswith(".")] == [".new.tmp-1-aa"]


def test_entries_stay_below_a_bound_and_those_used_longest_ago_go(cache: TokenCache) -> None:
    def make(sink: Sink) -> dict[str, Any]:
        sink.add("ids", np.zeros(5000, np.uint16))
        return {}

    cache = replace(cache, limit=35_000)
    for name in ("a", "b", "c"):
        cache.arrays(lambda name=name: name, make)
        os.utime(cache.folder / name / "manifest.json", (1, {"a": 10, "b": 20, "c": 30}[name]))
    cache.arrays(lambda: "a", make)  # used again, by now
    cache.arrays(lambda: "d", make)
    assert [path.name for path in entries(cache)] == ["a", "c", "d"]
    replace(cache, limit=1).arrays(lambda: "e", make)
    assert [path.name for path in entries(cache)] == ["e"]  # the one in use stays in any case


def test_data_that_changes_while_it_is_read_is_refused(params: TrainParams, rows_file: Path, cache: TokenCache) -> None:
    text = Path(params.data[0])
    for path, asked in ((text, params), (rows_file, replace(params, data=(str(rows_file),)))):
        source = read_source(asked, cache)
        tokenizer = source.vocabulary("char")
        path.write_text(path.read_text() + path.read_text()[:20].replace("\n", "") + ("\n" if path == text else ""))
        path.write_text(path.read_text().replace("\n\n", "\n"))
        if path == rows_file:
            path.write_text("".join(json.dumps(row) + "\n" for row in ROWS[1:]))
        with pytest.raises(StudioError, match="changed while it was read"):
            source.tokens(tokenizer, None, asked)
    assert entries(cache) == []


def test_losses_are_the_same_with_a_cache_without_one_and_with_one_that_was_there(
    params: TrainParams, quiet: start.Speech, cache: TokenCache
) -> None:
    found = []
    short = replace(params, steps=4, eval_every=2)
    for number, chosen in enumerate((TokenCache(), cache, cache)):
        run = start.begin(replace(short, run=f"{params.run}-{number}"), Path("unused"), quiet, cache=chosen).folder
        start.resume(run, extend=2, speech=quiet, cache=chosen)
        lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        found.append([(line["loss"].hex(), line["val_loss"]) for line in lines])
    assert found[0] == found[1] == found[2] and len(found[0]) == 6
    assert len(entries(cache)) == 1  # the tokenizer of the checkpoint is the one that the run began with


def test_small_pieces_and_small_blocks_give_the_ids_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(0)
    tokenizer = gpt2()
    alphabet = ["a", "b", " ", "  ", "\n", "\n\n", "é", "字", "'s", "1", "12", "!", "\t", "the", "\u2028"]
    monkeypatch.setattr(reading, "BLOCK", 7)
    monkeypatch.setattr(running_text, "encoded", lambda parts, tokenizer: encoded(parts, tokenizer, 5))
    monkeypatch.setattr(cutting, "REACH", 12)
    for number in range(25):
        text = "".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 300)))
        path = tmp_path / f"{number}.txt"
        path.write_bytes(text.encode())
        asked = TrainParams(from_scratch="1x1x8", data=(str(path),), val_fraction=0.0)
        assert tokens_of(asked, TokenCache(), tokenizer).train_ids.tolist() == tokenizer.encode(text)
