"""A pool with one tiny network of tests/inspection's matrix and a vocabulary of characters."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey

sys.path.insert(0, str(Path(__file__).parents[1] / "inspection"))
from models import VOCAB, network

KEY = ModelKey("tiny")
TOKENIZER = Chars({chr(ord("0") + i): i for i in range(VOCAB)})
PROMPT = "ABCACABA?"


def pool_of(model, context=96):
    """The network of this name of the matrix, or a network, in a pool of its own."""
    model = network(model) if isinstance(model, str) else model
    pool = Pool(1 << 40, threads=1)
    info = SimpleNamespace(memory_estimate_bytes=SimpleNamespace(weights=0))
    pool.add(KEY, LoadedModel(info, model, TOKENIZER, context))
    return pool


def steps(pool, command, token=None):
    """The events of a command, one by one."""
    return (e for e in start(command, pool, token or CancelToken(), lambda _: None) if e is not None)


def ask(pool, command, token=None):
    return list(steps(pool, command, token))


def records(events, member=0):
    return [r for e in events if isinstance(e, ev.TokensArrived) and e.member == member for r in e.records]


def ids_of(events, member=0):
    return [r.id for r in records(events, member)]


def told(events):
    """What was drawn, to the last bit (all but the number of the row that is kept)."""
    return [(r.id, r.logprob, r.entropy, r.probability, r.margin) for r in records(events)]


def done(events, member=0):
    return next(e for e in events if isinstance(e, ev.GenerationDone) and e.member == member)
