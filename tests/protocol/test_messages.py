"""Commands and events survive pickle, so that the engine could live in a process of its own."""

from __future__ import annotations

import dataclasses
import pickle
import typing

import numpy as np
import pytest

from gpt_studio.protocol import commands, datasets, events, heads_over, looking
from gpt_studio.protocol.chat import ChatMessage, ChatPiece
from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import (
    AdapterOn,
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
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.protocol.training import TrainParams

KEY = ModelKey("a/b")
OFF = Switches((Switch(0, "head", 1), Switch(1, "mlp")), "mean", 3)
RECORD = TokenRecord(1, "a", b"a", 0, -1.0, 1, 0.5, 0.3, 0.1, (Alternative(1, "a", -1.0),))
STATS = GenerationStats(0.1, 3, 0, 30.0, 20.0, 5)
INFO = ModelInfo(
    "a/b", "nanogpt", "nanogpt", 1, 1, 1, 1, 1, 1, 1, 1, "float32", None, True, TokenizerInfo("char", 1), False, 1,
    MemoryEstimate(1, 1, 1),
)  # fmt: skip

DATA = datasets.DataFacts(
    "text",
    (),
    (),
    1,
    0,
    0,
    (datasets.BadRow("a", 1, "b"),),
    1,
    1,
    datasets.Lengths(1, 1, 1, 1),
    0,
    0,
    0,
    0,
    8,
    3,
    4,
    True,
)

COMMANDS = [
    commands.LoadModel(1, KEY),
    commands.UnloadModel(1, KEY),
    commands.Merge(1, KEY, (0, 2)),
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
    looking.Lens(1, KEY, ("a",), token=3, switches=OFF),
    looking.Attribute(1, KEY, ("a",), 0, 3, foil=4),
    looking.Calculate(1, KEY, ("a",), 0, 1, 2),
    looking.Ablate(1, KEY, ("a",), OFF),
    looking.Sweep(1, KEY, ("a",)),
    looking.Show(1, 2, (0, 3)),
    heads_over.HeadsOver(1, KEY, "a.txt"),
    datasets.PreviewData(1, TrainParams(data=("a",))),
    datasets.MakeSampleData(1, "a"),
    commands.Compare(1, KEY, KEY, ("a",), (DrawnWith(), DrawnWith(SamplingParams(top_k=3), seed=4, member=1))),
]
EVENTS = [
    events.Progress(1, "reading", 1, 2),
    events.ModelLoaded(1, KEY, INFO, 0.1, 64, (AdapterOn("a", "b", (("w", 8),), True),)),
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
    looking.Showing(1, 2, 7),
    datasets.DataPreviewed(
        1, TrainParams(), DATA, (datasets.PreviewRow("a", 1, (datasets.PreviewToken(1, "a", b"a", True),), 1),)
    ),
    datasets.SampleDataMade(1, "a"),
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


def looked() -> list[events.Event]:
    """Messages with arrays, which have no equality of their own."""
    row, table = np.ones(2, np.float32), np.ones((3, 2), np.float32)
    ids, exact = np.ones((3, 2), np.int32), np.ones(2)
    checks = (looking.Check("logit", 1e-7, 1e-4),)
    records = (RECORD, RECORD)
    return [
        looking.LensReady(
            1, KEY, records, ids[..., None], table[..., None], table, table, table, ids, 3, table, ids, {1: "a"}, checks
        ),
        looking.Attributed(1, KEY, records, 0, 3, None, 1.5, (looking.Component("head", 0, 1, 1.5),), row, checks),
        looking.Calculated(
            1, KEY, records, 0, 1, 0, 1, 0.5, 0.0, row, table, table, row, row, row, row, row,
            (looking.BlockStep("embedding", -1, 2, 1.0, (0.5, 0.5)),), checks,
        ),
        looking.Ablated(1, KEY, OFF, records, exact, exact, exact, exact > 0),
        looking.Swept(1, KEY, records, 2.5, exact[None], None, exact[None]),
        looking.RowsArrived(1, 0, (0,), 1, (np.ones((1, 2, 2), np.float32),)),
        heads_over.HeadsFound(
            1, KEY, "a.txt", 2, 7, 0, 512, False, np.array([2]), exact[None, None], exact[None, None],
            np.ones((3, 1, 1, 2)), (((heads_over.Span(1, 2, 4, 0.5, "a", " b", "c", " d", ""),), ()),),
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("event", looked(), ids=lambda m: type(m).__name__)
def test_an_answer_about_the_inside_survives_pickle_with_its_numbers(event):
    again = pickle.loads(pickle.dumps(event))
    for field in dataclasses.fields(event):
        np.testing.assert_equal(getattr(again, field.name), getattr(event, field.name))


def test_attention_rows_of_one_text_append_where_they_follow_each_other():
    def rows(first: int, *lengths: int) -> looking.RowsArrived:
        return looking.RowsArrived(1, 0, (0,), first, tuple(np.ones((1, 2, n), np.float32) for n in lengths))

    both = events.merge(rows(3, 4, 5), rows(5, 6))
    assert isinstance(both, looking.RowsArrived) and both.first == 3
    assert [row.shape[-1] for row in both.rows] == [4, 5, 6]
    assert events.merge(rows(3, 4), rows(5, 6)) is None


def test_a_switch_that_the_network_does_not_have_is_named():
    OFF.check(layers=2, heads=2, kv_heads=1)
    for wrong in (Switch(2), Switch(0, "head", 2), Switch(0, "kv_group", 1), Switch(0, "mlp", 1), Switch(0, "bias")):
        with pytest.raises(StudioError):
            Switches((wrong,)).check(layers=2, heads=2, kv_heads=1)
    with pytest.raises(StudioError, match="mode"):
        Switches((), "median").check(2, 2, 1)


def test_every_message_is_tested_here():
    tested = {type(m) for m in [*COMMANDS, *EVENTS, *looked()]} | {events.AttentionReady, events.Compared}
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
