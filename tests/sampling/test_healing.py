"""Token healing: the end of a prompt is taken back, and what is drawn begins with it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "gpt"))

from gguf_files import smollm2  # noqa: F401  (a fixture)

from gpt_studio.cli.main import main
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.bytes_bpe import gpt2
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import PromptRead, TokensArrived
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling import loop
from gpt_studio.sampling.healing import Beginning, heal

KEY = ModelKey("test")


@pytest.fixture(scope="module")
def tokenizer():
    return gpt2()


@pytest.fixture(scope="module")
def model():
    network = Decoder(DecoderConfig(vocab_size=50257, n_layer=1, n_head=2, d_model=16, max_len=64)).eval()
    init_weights(network, 3)
    return network


def drawn(model, tokenizer, parts, begin, **changed):
    asked = Generate(1, KEY, parts, begin=begin, **({"max_tokens": 6, "top": 3} | changed))
    events = list(loop.generate(model, tokenizer, model.config.max_len, asked, cancelled=lambda: False))
    return [r for e in events if isinstance(e, TokensArrived) for r in e.records], events


@pytest.mark.parametrize(
    ("text", "kept", "taken"),
    [
        ("The capital of France is ", "The capital of France is", " "),
        ("two  ", "two", "  "),
        ("tab\t", "tab", "\t"),
        ("The capital of Fra", "The capital of", " Fra"),
        ("好", "好", ""),
        ("The", "The", ""),
        ("", "", ""),
    ],
)
def test_the_last_token_of_the_typed_text_is_taken_back(tokenizer, text, kept, taken):
    parts, begin = heal((text,), tokenizer)
    if text == "好":  # three tokens, of one character: it is never cut
        assert "".join(parts) + begin == text
        return
    assert ("".join(parts), begin) == (kept, taken)


def test_drawn_tokens_are_never_taken_back(tokenizer):
    assert heal(("The", (262,)), tokenizer) == (("The", (262,)), "")
    assert heal(((464,), " "), tokenizer) == (((464,),), " ")


@settings(deadline=None, max_examples=15)
@given(text=st.text(alphabet="ab Tthe\n好😀é.", min_size=1, max_size=6))
def test_tokens_are_allowed_that_can_still_write_the_beginning(tokenizer, text):
    letters = {tokenizer.token_bytes(i): i for i in range(256)}
    beginning, rest = Beginning(text, tokenizer, 50257), text.encode()
    while beginning.open:
        allowed = beginning.allowed()
        for token in (0, 11, 220, 262, 464, 198, letters[rest[:1]], *tokenizer.encode(text)):
            data = tokenizer.token_bytes(token)
            expected = data[: len(rest)] == rest[: len(data)]
            assert bool(allowed[token]) == expected, data
        assert not allowed[50256]
        beginning.take(letters[rest[:1]])
        rest = rest[1:]
    assert rest == b""


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("begin", [" ", " Pa", "好", "  x"])
def test_what_is_drawn_begins_with_what_was_taken_back(model, tokenizer, begin, seed):
    found, events = drawn(model, tokenizer, ("The capital is",), begin, seed=seed)
    assert b"".join(r.bytes for r in found).startswith(begin.encode())
    prompt = next(e for e in events if isinstance(e, PromptRead))
    assert [r.id for r in prompt.records] == tokenizer.encode("The capital is")


def test_the_first_token_is_the_best_of_those_that_are_allowed(model, tokenizer):
    found, _ = drawn(model, tokenizer, ("The capital is",), " ", sampling=SamplingParams(temperature=0))
    with torch.no_grad():
        logits = model(torch.tensor([tokenizer.encode("The capital is")]))[0, -1]
    fits = [i for i in range(50256) if tokenizer.token_bytes(i)[:1] == b" "]
    assert found[0].id == max(fits, key=lambda i: float(logits[i]))
    free, _ = drawn(model, tokenizer, ("The capital is",), "", sampling=SamplingParams(temperature=0))
    assert free[0].id == int(logits.argmax())


def test_a_beginning_that_no_token_can_write_is_refused():
    letters = Chars({c: i for i, c in enumerate("abc")})
    with pytest.raises(StudioError):
        Beginning("x", letters, 3).allowed()


@pytest.mark.slow
def test_after_a_blank_smollm2_writes_paris_once_the_blank_is_healed(smollm2, capsys):  # noqa: F811
    asked = ["generate", str(smollm2), "--prompt", "The capital of France is ", "--max-tokens", "2"]
    asked += ["--temperature", "0", "--json"]
    healed, plain = said([*asked, "--heal"], capsys), said(asked, capsys)
    assert healed["healed"] == " "
    assert healed["completions"][0]["text"].startswith(" Paris")
    assert "healed" not in plain
    assert len(plain["prompt_ids"]) == len(healed["prompt_ids"]) + 1


def said(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    return json.loads(capsys.readouterr().out)
