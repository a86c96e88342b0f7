"""The generation loop against plain uncached loops and against transformers."""

from __future__ import annotations

import pytest
import torch

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.bytes_bpe import gpt2
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import GenerationDone, Progress, PromptRead, TokensArrived
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling import loop
from gpt_studio.sampling.prefix import Prefix

LETTERS = "abcdefghijklmnopqrstuvwxyz .\n"
TOKENIZER = Chars({c: i for i, c in enumerate(LETTERS)})
KEY = ModelKey("test")


@pytest.fixture(scope="module")
def model():
    network = Decoder(DecoderConfig(vocab_size=len(LETTERS) + 3, n_layer=2, n_head=2, d_model=16, max_len=32)).eval()
    init_weights(network, 1)
    with torch.no_grad():
        for weight in network.parameters():
            weight.mul_(3)
    return network


def command(**changed):
    return Generate(**({"job": 1, "key": KEY, "parts": ("hello there",), "max_tokens": 12, "top": 3} | changed))


def run(model, asked, *, cancelled=lambda: False, prefix=None, tokenizer=TOKENIZER):
    return list(loop.generate(model, tokenizer, model.config.max_len, asked, cancelled=cancelled, prefix=prefix))


def records(events, member=0):
    return [r for e in events if isinstance(e, TokensArrived) and e.member == member for r in e.records]


def ids(events, member=0):
    return [r.id for r in records(events, member)]


def ends(events):
    return {e.member: e for e in events if isinstance(e, GenerationDone)}


def naive_greedy(model, prompt, count):
    found = list(prompt)
    for _ in range(count):
        with torch.no_grad():
            logits = model(torch.tensor([found[-model.config.max_len :]]))[0, -1]
        found.append(int(logits[: TOKENIZER.size].argmax()))
    return found[len(prompt) :]


GREEDY = SamplingParams(temperature=0)


def test_greedy_equals_an_uncached_loop(model):
    events = run(model, command(sampling=GREEDY))
    assert ids(events) == naive_greedy(model, TOKENIZER.encode("hello there"), 12)
    assert ends(events)[0].stop_reason == "max_tokens"


def test_sliding_recomputes_the_newest_context_at_each_step(model):
    events = run(model, command(sampling=GREEDY, max_tokens=40, on_full="slide"))
    assert ids(events) == naive_greedy(model, TOKENIZER.encode("hello there"), 40)


def test_a_full_context_stops_and_says_so(model):
    events = run(model, command(max_tokens=None))
    assert len(ids(events)) == 32 - len("hello there")
    assert ends(events)[0].stop_reason == "context_full"


def test_a_prompt_that_fills_the_context_draws_nothing(model):
    events = run(model, command(parts=("a" * 32,)))
    assert ids(events) == []
    assert ends(events)[0].stop_reason == "context_full"


def test_a_prompt_beyond_the_context_is_refused_with_the_numbers(model):
    with pytest.raises(StudioError, match="33 tokens"):
        run(model, command(parts=("a" * 33,)))
    with pytest.raises(StudioError, match="empty"):
        run(model, command(parts=()))


def test_the_same_seed_writes_the_same_text_and_another_seed_another(model):
    texts = {tuple(ids(run(model, command(seed=5)))) for _ in range(10)}
    assert len(texts) == 1
    assert tuple(ids(run(model, command(seed=6)))) not in texts


def test_a_batch_has_the_plain_run_as_member_0_and_three_others(model):
    batch = run(model, command(seed=5, members=(0, 1, 2, 3)))
    assert ids(batch) == ids(run(model, command(seed=5)))
    for member in range(4):
        assert ids(batch, member) == ids(run(model, command(seed=5, members=(member,))), member)
    assert len({tuple(ids(batch, m)) for m in range(4)}) == 4


def test_members_that_end_early_leave_the_others_as_they_were(model):
    stop = (LETTERS[ids(run(model, command(seed=5)))[3]],)
    batch = run(model, command(seed=5, members=(0, 1, 2, 3), stop=stop))
    for member in range(4):
        alone = run(model, command(seed=5, members=(member,), stop=stop))
        assert ids(batch, member) == ids(alone, member)
        assert ends(batch)[member].text == ends(alone)[member].text
    assert ends(batch)[0].stop_reason == "stop_string"


def test_records_equal_log_softmax_of_an_uncached_forward(model):
    events = run(model, command(seed=3))
    prompt, drawn = TOKENIZER.encode("hello there"), records(events)
    with torch.no_grad():
        logits = model(torch.tensor([prompt + [r.id for r in drawn]]))[0].double()
    for i, r in enumerate(drawn):
        row = logits[len(prompt) - 1 + i]
        log_p = row.log_softmax(-1)
        assert r.position == len(prompt) + i
        assert r.logprob == pytest.approx(log_p[r.id].item(), abs=1e-5)
        assert r.entropy == pytest.approx(-(log_p.exp() * log_p).sum().item(), abs=1e-5)
        assert r.rank == 1 + int((row > row[r.id]).sum())
        assert [a.id for a in r.top] == row.topk(3).indices.tolist()
        assert [a.logprob for a in r.top] == pytest.approx(log_p.topk(3).values.tolist(), abs=1e-5)
        used = row[: TOKENIZER.size].softmax(-1)[r.id].item()
        assert r.probability == pytest.approx(used, abs=1e-6)


def test_rows_of_the_head_beyond_the_tokenizer_are_never_drawn(model):
    drawn = {
        i for seed in range(30) for i in ids(run(model, command(seed=seed, sampling=SamplingParams(temperature=9))))
    }
    assert max(drawn) < TOKENIZER.size


def test_a_prompt_read_in_pieces_gives_the_same_text(model, monkeypatch):
    whole = run(model, command(seed=2))
    monkeypatch.setattr(loop, "piece_length", lambda *_: 3)
    pieces = run(model, command(seed=2))
    assert ids(pieces) == ids(whole)
    assert [(e.done, e.total) for e in pieces if isinstance(e, Progress)][-1] == (11, 11)


@pytest.mark.parametrize("edit", ["hello there", "hello thexx", "zello", "hello there and more"])
def test_a_reused_prefix_changes_nothing_but_what_is_read(model, edit):
    prefix = Prefix()
    run(model, command(seed=1), prefix=prefix)
    again = run(model, command(seed=4, parts=(edit,)), prefix=prefix)
    cold = run(model, command(seed=4, parts=(edit,)))
    assert ids(again) == ids(cold)
    shared = next((i for i, (a, b) in enumerate(zip("hello there", edit, strict=False)) if a != b), min(11, len(edit)))
    assert ends(again)[0].stats.cached_tokens >= min(shared, len(edit) - 1)
    stats = ends(again)[0].stats
    assert stats.cached_tokens + stats.prefill_tokens == len(edit)


def test_a_cancel_is_obeyed_between_two_tokens_and_keeps_the_text(model):
    seen, events = [], []
    for event in loop.generate(model, TOKENIZER, 32, command(max_tokens=None), cancelled=lambda: len(seen) >= 3):
        events.append(event)
        if isinstance(event, TokensArrived):
            seen.append(event)
    assert len(ids(events)) == 3
    assert ends(events)[0].stop_reason == "cancelled"
    assert len(ends(events)[0].text) == 3


def test_a_cancel_while_the_prompt_is_read_ends_the_run(model, monkeypatch):
    monkeypatch.setattr(loop, "piece_length", lambda *_: 3)
    events = run(model, command(), cancelled=lambda: True)
    assert ids(events) == []
    assert ends(events)[0].stop_reason == "cancelled"


def test_a_cancel_is_obeyed_between_two_layers_and_what_was_read_before_stays(model, monkeypatch):
    """The forward that is under way is given up, its tokens are read again by the next run."""
    monkeypatch.setattr(loop, "piece_length", lambda *_: 3)
    asked, prefix = [], Prefix()

    def cancelled():
        asked.append(1)
        return len(asked) > 5  # one question before each piece, one before each of the two layers: in the second piece

    events = run(model, command(seed=2), cancelled=cancelled, prefix=prefix)
    assert len(asked) == 6
    assert ends(events)[0].stop_reason == "cancelled"
    assert prefix.cache.length == len(prefix.ids) == 3
    again = run(model, command(seed=2), prefix=prefix)
    assert ends(again)[0].stats.cached_tokens == 3
    assert ids(again) == ids(run(model, command(seed=2)))


def test_a_cancel_while_a_token_is_made_adds_no_token(model):
    seen = []

    def cancelled():
        return len(seen) >= 2 and seen.append("asked") is None and len(seen) > 3  # inside the third forward

    for event in loop.generate(model, TOKENIZER, 32, command(max_tokens=None, seed=1), cancelled=cancelled):
        if isinstance(event, TokensArrived):
            seen.append(event)
    assert len([e for e in seen if e != "asked"]) == 2


def test_a_slid_context_is_read_in_pieces_between_which_a_cancel_is_obeyed(model, monkeypatch):
    monkeypatch.setattr(loop, "piece_length", lambda *_: 5)
    whole = run(model, command(sampling=GREEDY, max_tokens=30, on_full="slide"))
    assert ids(whole) == naive_greedy(model, TOKENIZER.encode("hello there"), 30)
    slid, forwards = [], 0
    for event in loop.generate(
        model, TOKENIZER, 32, command(max_tokens=None, on_full="slide"), cancelled=lambda: len(slid) >= 2
    ):
        forwards += isinstance(event, TokensArrived)
        if isinstance(event, Progress) and forwards:
            slid.append(event.done)
    assert slid == [5, 10]


def test_pieces_become_shorter_as_attention_grows():
    config = DecoderConfig(vocab_size=50000, n_layer=12, n_head=12, d_model=768, max_len=8192)
    lengths = [loop.piece_length(config, behind) for behind in (0, 1024, 8192)]
    assert lengths == sorted(lengths, reverse=True)
    assert 8 <= lengths[2] < lengths[0] <= 512


def test_the_prompt_comes_back_as_tokens_whose_texts_are_the_prompt(model):
    read = next(e for e in run(model, command()) if isinstance(e, PromptRead))
    assert "".join(r.text for r in read.records) == "hello there"


def test_drawn_ids_in_a_prompt_stay_as_they_were_drawn(model):
    read = next(e for e in run(model, command(parts=("ab", (5, 6), "c"))) if isinstance(e, PromptRead))
    assert [r.id for r in read.records] == [0, 1, 5, 6, 2]
    with pytest.raises(StudioError, match="vocabulary"):
        run(model, command(parts=((TOKENIZER.size,),)))


def test_characters_are_held_back_until_they_are_whole():
    bpe = gpt2()
    network = Decoder(DecoderConfig(vocab_size=50304, n_layer=1, n_head=1, d_model=4, max_len=64)).eval()
    init_weights(network, 0)
    emoji = bpe.encode(" 😀漢")
    wanted = iter(emoji)

    def forced(_ids, _cache=None, **_):
        row = torch.full((1, 1, 50304), -50.0)
        row[0, 0, next(wanted, bpe.encode("!")[0])] = 50.0
        return row

    network.forward = forced
    events = run(network, command(parts=("x",), max_tokens=len(emoji), sampling=GREEDY), tokenizer=bpe)
    assert "".join(r.shown for r in records(events)) == " 😀漢" == ends(events)[0].text
    assert "" in [r.text for r in records(events)]


def test_the_end_of_text_token_ends_the_text_and_is_not_shown():
    bpe = gpt2()
    network = Decoder(DecoderConfig(vocab_size=50257, n_layer=1, n_head=1, d_model=4, max_len=64)).eval()
    row = torch.zeros(1, 1, 50257)
    row[0, 0, 50256] = 9.0
    network.forward = lambda *_, **__: row
    events = run(network, command(parts=("x",), max_tokens=5, sampling=GREEDY), tokenizer=bpe)
    assert ids(events) == [50256]
    assert (ends(events)[0].stop_reason, ends(events)[0].text) == ("eos", "")
    ignored = run(network, command(parts=("x",), max_tokens=5, sampling=GREEDY, ignore_eos=True), tokenizer=bpe)
    assert ids(ignored) == [50256] * 5
