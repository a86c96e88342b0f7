"""Stretches of a text that stand in the training data: those that a plain search for strings finds."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpt_studio.gpt.tokenizers import Tokenizer, chars_of, gpt2, train_bytes_bpe
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training import samples, start
from gpt_studio.training.data import encode
from gpt_studio.training.datasets import matching
from gpt_studio.training.datasets.origins import Origins, of_ids
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.datasets.verbatim import LEAST_CHARACTERS, TrainingText, share

WORDS = "the king my lord and thou art not so fair as night come hither speak of love".split()  # noqa: SIM905


def learnt(text: str, tokenizer: Tokenizer) -> TrainingText:
    ids = encode(text, tokenizer)
    return TrainingText(ids, tokenizer, of_ids("a.txt", len(ids)))


def covered_by_plain_search(text: str, data: Sequence[str], least: int) -> set[int]:
    """The characters of every stretch of `least` that stands in one of the texts of the data."""
    begins = [i for i in range(len(text) - least + 1) if any(text[i : i + least] in one for one in data)]
    return {at for begin in begins for at in range(begin, begin + least)}


def marked(found: Sequence) -> set[int]:
    return {at for span in found for at in range(span.start, span.end)}


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_characters_are_marked_as_a_search_for_strings_finds_them(seed: int) -> None:
    rng = random.Random(seed)
    data = "".join(rng.choice("ab\n") for _ in range(400)) + "".join(rng.choice("ab") * 20 for _ in range(4))
    cuts = [data[(at := rng.randrange(len(data))) : at + rng.randrange(70)] for _ in range(4)]
    text = "☃".join(cuts) + "".join(rng.choice("ab") for _ in range(30))
    (found,) = learnt(data, chars_of([data])).find([text])
    assert marked(found) == covered_by_plain_search(text, [data], LEAST_CHARACTERS)
    for span in found:
        assert span.start < span.end


def test_pieces_of_words_are_compared_token_by_token_and_told_by_file_and_line() -> None:
    rng = random.Random(1)
    lines = [" ".join(rng.choices(WORDS, k=9)) for _ in range(300)]
    data = "\n".join(lines)
    for tokenizer in (gpt2(), train_bytes_bpe([data], 300)):
        known = learnt(data, tokenizer)
        text = f" zebras, {lines[41]}\n{lines[42][:30]} quagga {lines[7][:20]}"
        ids = tokenizer.encode(text)
        as_text, as_data = "".join(map(chr, ids)), "".join(map(chr, known.ids.tolist()))
        tokens = covered_by_plain_search(as_text, [as_data], 8)
        (found,) = known.find([text])
        assert found and {text[at] for at in marked(found)} <= set(data)
        for span in found:
            assert text[span.start : span.end] in data
            assert span.end - span.start >= LEAST_CHARACTERS
            at = data.count("\n", 0, data.index(text[span.start : span.end])) + 1
            assert (span.file, span.line) == ("a.txt", at)
        words = {at for at, token in enumerate(ids) if at in tokens}
        assert len(words) >= 8 and found[0].line in (41, 42)  # the line may be told by the space before it


def test_a_stretch_stays_within_an_example_and_each_text_is_looked_for_by_itself() -> None:
    rng = random.Random(2)
    rows = ["".join(rng.choice("abcd") for _ in range(60)) for _ in range(5)]
    tokenizer = chars_of(rows)
    begins = np.cumsum([0, *map(len, rows)])
    origins = Origins(["a.jsonl", "b.jsonl"], begins, np.array([0, 0, 0, 1, 1]), np.array([1, 2, 9, 1, 4]))
    known = TrainingText(encode("".join(rows), tokenizer), tokenizer, origins)
    across = rows[1][-30:] + rows[2][:30]
    inside = "☃" + rows[3][5:55]
    first, second, third = known.find([across, inside, ""])
    assert first == () and third == ()
    assert [(s.start, s.end, s.file, s.line) for s in second] == [(1, 51, "b.jsonl", 1)]
    assert share([across, inside], [first, second]) == pytest.approx(50 / 111)


def test_no_stretch_is_missed_at_the_edges_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "BLOCK", 64)
    monkeypatch.setattr(matching, "FOLLOWED", 3)
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 50, 1000).astype(np.uint16)
    for least in (8, 9, 40):
        for begin in range(0, 300, 43):
            text = [60, *ids[begin : begin + least].tolist(), 60]
            found = matching.match(ids, np.array([0, 1000]), [text], least)
            assert (begin, 1, least) in zip(found.long, found.short, found.length, strict=True)
            assert not len(matching.match(ids, np.array([0, 1000]), [text[2:-1]], least).long)
    assert matching.match(ids, np.array([0, 1000]), [[1]], 8, lambda: True) is None


def test_lines_are_those_of_the_files_that_were_read(tmp_path: Path) -> None:
    rng = random.Random(3)
    texts = ["\n".join("".join(rng.choice("abcd ") for _ in range(50)) for _ in range(30)) for _ in range(2)]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
    params = TrainParams(from_scratch="1x1x8", data=(str(tmp_path / "0.txt"), str(tmp_path / "1.txt")), val_fraction=0)
    for named in ("char", "bpe:300"):
        source = read_source(params)
        tokenizer = source.vocabulary(named)
        tokens = source.tokens(tokenizer, None, params)
        known = TrainingText(tokens.train_ids, tokenizer, tokens.origins)
        wanted = texts[1].splitlines()[17]
        (found,) = known.find([wanted])
        assert [(span.file, span.line) for span in found] == [("1.txt", 18)]


def test_a_run_writes_what_of_its_samples_is_word_for_word_and_how_much_of_all(
    params: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Path(params.data[0]).read_text()
    written = text[200:280] + "☃" * 20
    done = SimpleNamespace(text=written, stop_reason="max_tokens")
    monkeypatch.setattr(samples, "continued", lambda *_: done)
    asked = replace(params, steps=3, eval_every=3, sample_every=2, sample_prompt=("the", "my"))
    run = start.begin(asked, Path("unused"), quiet).folder
    lines = [json.loads(line) for line in (run / "samples.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [0, 0, 2, 2]
    for line in lines:
        (span,) = line["verbatim"]
        assert (span["start"], span["file"]) == (0, "prose.txt") and span["end"] == 80
        assert text.splitlines()[span["line"] - 1] in text[:280]
    metrics = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [line["verbatim"] for line in metrics] == [None, pytest.approx(0.8), None]
