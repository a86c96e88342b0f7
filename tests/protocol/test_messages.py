"""Commands and events survive pickle, so that the engine could live in a process of its own."""

from __future__ import annotations

import dataclasses
import pickle
import typing

import numpy as np
import pytest

from gpt_studio.protocol import commands, events
from gpt_studio.protocol.chat import ChatMessage, ChatPiece
from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import (
    ExportResult,
    MemoryEstimate,
    ModelFacts,
    ModelInfo,
    ModelKey,
    TensorInfo,
    TokenizerInfo,
)
from gpt_studio.protocol.records import Alternative, GenerationStats, TokenForm, TokenRecord
from gpt_studio.protocol.sampling import DrawnWith, SamplingParams

KEY = ModelKey("a/b")
RECORD = TokenRecord(1, "a", b"a", 0, -1.0, 1, 0.5, 0.3, 0.1, (Alternative(1, "a", -1.0),))
STATS = GenerationStats(0.1, 3, 0, 30.0, 20.0, 5)
INFO = ModelInfo(
    "a/b", "nanogpt", "nanogpt", 1, 1, 1, 1, 1, 1, 1, 1, "float32", None, True, TokenizerInfo("char", 1), False, 1,
    MemoryEstimate(1, 1, 1),
)  # fmt: skip

COMMANDS = [
    commands.LoadModel(1, KEY),
    commands.UnloadModel(1, KEY),
    commands.Generate(1, KEY, ("a", (1, 2))),
    commands.Describe(1, "a"),
    commands.Facts(1, "a"),
    commands.Export(1, KEY, "a.gguf", "gguf"),
    commands.Score(1, KEY, ("a",)),
    commands.Attend(1, KEY, ("a",), (0,)),
    commands.Explain(1, KEY, ("a",), 3),
    commands.Replay(1, KEY, ("a", (1,)), (commands.DrawnToken(1, 1, 7),), SamplingParams(top_k=3), 5),
    commands.Retune(1, 2, SamplingParams(temperature=0.5)),
    commands.Tokenise(1, KEY, (" the", "the"), (5,)),
    commands.RenderChat(1, KEY, (ChatMessage("user", "Hi"),)),
    commands.Compare(1, KEY, KEY, ("a",), (DrawnWith(), DrawnWith(SamplingParams(top_k=3), seed=4, member=1))),
]
EVENTS = [
    events.Progress(1, "reading", 1, 2),
    events.ModelLoaded(1, KEY, INFO, 0.1, 64),
    events.ModelUnloaded(1, KEY),
    events.ModelDescribed(1, INFO, 5),
    events.FactsRead(1, "a", ModelFacts((TensorInfo("w", (1, 2), "F32", 8, "a"),), (("general.name", "a"),))),
    events.Exported(1, ExportResult("a.gguf", "gguf", 5, True)),
    events.PromptRead(1, (RECORD,), 64),
    events.TokensArrived(1, 0, (RECORD,)),
    events.GenerationDone(1, 0, "a", "eos", "", STATS),
    events.TextScored(1, KEY, (RECORD,), 0.1),
    events.Explained(
        1, Explanation((Effect("top_k", 5, 3, 0.1, 1.5, 1.0, True),), (Candidate(1, "a", -1, 1, 0.4),)), True
    ),
    events.Replayed(1, 0, 3, "b", True),
    events.Retuned(1, 2, 4),
    events.Tokenised(1, KEY, ((TokenForm(5, " the", b" the"),),), ()),
    events.ChatRendered(1, KEY, (ChatPiece("<s>", 1), ChatPiece("Hi", None, 0)), (), True),
    events.JobFailed(1, "absent", "a"),
    events.JobCancelled(1),
    events.EngineStopped(),
]


@pytest.mark.parametrize("message", [*COMMANDS, *EVENTS], ids=lambda m: type(m).__name__)
def test_a_message_survives_pickle_and_is_frozen(message):
    assert pickle.loads(pickle.dumps(message)) == message
    with pytest.raises(dataclasses.FrozenInstanceError):
        message.job = 2


def test_attention_survives_pickle_with_its_numbers():
    weights = np.random.default_rng(0).random((1, 2, 3, 3), dtype=np.float32)
    event = events.AttentionReady(1, KEY, (0,), (RECORD,) * 3, weights)
    again = pickle.loads(pickle.dumps(event))
    assert np.array_equal(again.weights, weights)
    assert again.records == event.records


def test_a_comparison_survives_pickle_with_its_numbers():
    numbers = [np.array([np.nan, x, np.inf]) for x in (-1.0, -2.0, 0.5, 0.25)]
    again = pickle.loads(pickle.dumps(events.Compared(1, KEY, KEY, (1, 2, 3), *numbers, seconds=0.1)))
    for name, expected in zip(("logprob_a", "logprob_b", "kl", "draw_kl"), numbers, strict=True):
        np.testing.assert_array_equal(getattr(again, name), expected)


def test_every_message_is_tested_here():
    tested = {type(m) for m in COMMANDS} | {type(m) for m in EVENTS} | {events.AttentionReady, events.Compared}
    assert tested == set(typing.get_args(commands.Command)) | set(typing.get_args(events.Event))


def test_tokens_of_one_job_append_and_progress_keeps_the_last():
    other = dataclasses.replace(RECORD, id=2)
    merged = events.merge(events.TokensArrived(1, 0, (RECORD,)), events.TokensArrived(1, 0, (other,)))
    assert merged == events.TokensArrived(1, 0, (RECORD, other))
    assert events.merge(events.TokensArrived(1, 0, (RECORD,)), events.TokensArrived(2, 0, (RECORD,))) is None
    assert events.merge(events.TokensArrived(1, 0, (RECORD,)), events.TokensArrived(1, 1, (RECORD,))) is None
    assert events.merge(events.Progress(1, "a", 1, 9), events.Progress(1, "a", 2, 9)) == events.Progress(1, "a", 2, 9)


def test_an_error_is_one_line_that_names_everything_and_survives_pickle():
    error = StudioError("absent", "no\nfile", expected="a", found="b", remedy="do c")
    assert error.one_line() == "no file: expected a, found b. do c"
    assert pickle.loads(pickle.dumps(error)).one_line() == error.one_line()
