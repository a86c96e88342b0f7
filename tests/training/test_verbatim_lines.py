"""Lines of stretches that stand in the training data, also where the tokenizer drops newlines."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gpt"))
from tokenizer_kinds import CORPUS, KINDS, json_of

from gpt_studio.gpt.tokenizers import Tokenizer, chars_of, gpt2
from gpt_studio.gpt.tokenizers.tokenizer_json import tokenizer_from_json
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.data import encode, newline_counts
from gpt_studio.training.datasets import running_text
from gpt_studio.training.datasets.origins import of_ids
from gpt_studio.training.datasets.pieces import encoded
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.datasets.token_cache import TokenCache
from gpt_studio.training.datasets.verbatim import TrainingText

LINES = [line.replace("number", "number " * (1 + i % 3)) for i, line in enumerate(CORPUS)]
DROPS = [name for name in KINDS if not newline_counts(tokenizer_from_json(json.loads(json_of(name)))).any()]


def text_of(first: int) -> str:
    """Sixty lines, blank ones and such that begin with blanks between them."""
    rng = random.Random(first)
    return "".join(rng.choice(["\n", "\n\n", "\n  ", "\n\n\n"]) + line for line in LINES[first : first + 60])


def learnt(folder: Path, tokenizer: Tokenizer, cache: TokenCache, val_fraction: float = 0.0) -> TrainingText:
    for number in range(2):
        (folder / f"{number}.txt").write_text(text_of(60 * number))
    data = tuple(str(folder / f"{number}.txt") for number in range(2))
    params = TrainParams(from_scratch="1x1x8", data=data, val_fraction=val_fraction)
    tokens = read_source(params, cache).tokens(tokenizer, None, params)
    return TrainingText(tokens.train_ids, tokenizer, tokens.origins)


def line_of(number: int) -> tuple[str, int]:
    """Where one of the LINES stands, by a search for strings."""
    text = text_of(number // 60 * 60)
    return f"{number // 60}.txt", text.count("\n", 0, text.index(LINES[number])) + 1


def test_some_tokenizers_drop_newlines() -> None:
    assert len(DROPS) >= 2


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_tokenizer_names_the_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_text, "encoded", lambda parts, tokenizer: encoded(parts, tokenizer, 300))
    tokenizer = tokenizer_from_json(json.loads(json_of(name)))
    for cache in (TokenCache(), TokenCache(tmp_path / "cache")):
        known = learnt(tmp_path, tokenizer, cache, 0.1)
        assert (known.origins.marks is not None) == (name in DROPS)
        for number in (0, 7, 59, 60, 61, 88):
            text = tokenizer.decode(tokenizer.encode(LINES[number]))
            (found,) = known.find([text]) or [()]
            assert line_of(number) in [(span.file, span.line) for span in found]
            assert max(span.end - span.start for span in found) > 0.8 * len(text)


def test_a_text_that_is_gone_or_another_by_now_leaves_the_line_open(tmp_path: Path) -> None:
    tokenizer = tokenizer_from_json(json.loads(json_of(DROPS[0])))
    text = tokenizer.decode(tokenizer.encode(LINES[7]))

    def found(known: TrainingText) -> list[tuple[str, int]]:
        return [(span.file, span.line) for span in (known.find([text]) or [()])[0]]

    known = learnt(tmp_path, tokenizer, TokenCache())
    (tmp_path / "0.txt").write_text("x" + text_of(0).replace("fox", "cat"))
    assert {line for _, line in found(known)} == {0} and found(known)[0][0] == "0.txt"
    known = learnt(tmp_path, tokenizer, TokenCache())
    (tmp_path / "0.txt").unlink()
    assert {line for _, line in found(known)} == {0}


def test_ids_of_a_vocabulary_without_newlines_have_no_lines() -> None:
    text = " ".join(LINES[:3])
    for tokenizer in (chars_of([text]), tokenizer_from_json(json.loads(json_of(DROPS[0])))):
        ids = encode(text, tokenizer)
        known = TrainingText(ids, tokenizer, of_ids("train.bin", len(ids)))
        (found,) = known.find([tokenizer.decode(ids.tolist())]) or [()]
        assert found and {span.line for span in found} == {0}


def test_a_stretch_that_begins_with_a_newline_is_on_the_line_of_its_first_letter() -> None:
    text = text_of(0)
    for tokenizer in (gpt2(), chars_of([text, "☃"])):
        ids = encode(text, tokenizer)
        known = TrainingText(ids, tokenizer, of_ids("a.txt", len(ids)))
        at = text.index(LINES[20])
        begin = len(text[:at].rstrip())
        (found,) = known.find(["☃" + text[begin : at + len(LINES[20])]]) or [()]
        assert [(span.start, span.line) for span in found] == [(1, line_of(20)[1])]
