"""A FakeHost that explains, replays and names tokens: scripted answers for the tests of the samplers."""

from __future__ import annotations

import math
from dataclasses import replace

from fake_host import STATS, bare, token

from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.effects import Candidate, Effect, Explanation
from gpt_studio.protocol.records import Alternative, TokenForm

VOCABULARY = 50_257


def effect(sampler: str, **changes) -> Effect:
    """A cut that left 41 of 50,257 tokens."""
    gone = (Alternative(900, " grief", math.log(0.02)), Alternative(901, " joy", math.log(0.01)))
    values = {
        "before": VOCABULARY, "kept": 41, "removed": 0.031, "entropy_before": 2.31, "entropy_after": 1.8,
        "changed": True, "gone": gone,
    }  # fmt: skip
    return Effect(sampler, **(values | changes))


def idle(sampler: str) -> Effect:
    """A sampler that did nothing at this token."""
    return effect(sampler, before=41, kept=41, removed=0.0, entropy_after=2.31, changed=False, gone=())


def explanation(*effects: Effect, token: int = 3, rank: int = 1) -> Explanation:
    """Three candidates: the token itself, another that stays, and one that top-p removed."""
    candidates = (
        Candidate(token, " art", math.log(0.5), rank, 0.7),
        Candidate(800, " was", math.log(0.2), 2, 0.3),
        Candidate(801, " is", math.log(0.1), 3, 0.0, "top_p"),
    )
    gone = (
        Candidate(900, " grief", math.log(0.015), 9, 0.0, "top_p"),
        Candidate(901, " joy", math.log(0.008), 12, 0.0, "top_p"),
    )
    return Explanation(effects, candidates, gone)


class Answers:
    """Put into `studio.host.answers`; what it says can be changed between two questions."""

    def __init__(self, studio) -> None:
        self.studio = studio
        self.told: Explanation | None = None
        self.first: tuple[int, int, str] | None = None
        self.complete = True
        self.since: int | None = 0
        self.held = True
        studio.host.answers |= {
            cmd.Generate: self.on_generate,
            cmd.Explain: self.on_explain,
            cmd.Replay: self.on_replay,
            cmd.Retune: self.on_retune,
            cmd.Tokenise: self.on_tokenise,
        }

    def on_generate(self, command):
        """As the window's own answer, with the numbers of kept rows."""
        studio = self.studio
        prompt = tuple(bare(t, i) for i, t in enumerate(studio.texts_of(command.parts)))
        drawn = studio.records(studio.answer, len(prompt), drawn=True)
        drawn = tuple(replace(r, logits=100 + i if self.held else None) for i, r in enumerate(drawn))
        told = [ev.PromptRead(command.job, prompt, 1024), ev.TokensArrived(command.job, 0, drawn)]
        if studio.reason:
            told.append(ev.GenerationDone(command.job, 0, studio.answer, studio.reason, "", STATS))
        return told

    def on_explain(self, command):
        known = command.logits is not None or command.forward
        told = self.told or explanation(*(effect(name) for name in command.sampling.active), token=command.token)
        number = command.logits or (555 if command.forward else None)
        kept = command.logits is not None
        return [ev.Explained(command.job, told if known else None, kept=kept, logits=number)]

    def on_replay(self, command):
        if self.first is None:
            return [ev.Replayed(command.job, None, None, "", complete=self.complete)]
        index, number, text = self.first
        if not self.complete:
            return [ev.Replayed(command.job, index, None, "", complete=False)]
        return [ev.Replayed(command.job, index, number, text, complete=True)]

    def on_retune(self, command):
        return [ev.Retuned(command.job, command.target, self.since)]

    def on_tokenise(self, command):
        def form(text):
            return TokenForm(sum(text.encode()) % 1000, text, text.encode())

        texts = tuple((form(t),) if len(t) < 6 else (form(t[:3]), form(t[3:])) for t in command.texts)
        ids = tuple(TokenForm(i, f"w{i}", f"w{i}".encode()) for i in command.ids)
        return [ev.Tokenised(command.job, command.key, texts, ids)]


def write(studio, qtbot, text: str = "ROMEO") -> Answers:
    """A prompt and a finished answer, with logits that are held."""
    answers = Answers(studio)
    studio.type(qtbot, text)
    studio.generate()
    studio.score()
    settle(studio, qtbot)
    return answers


def settle(studio, qtbot) -> None:
    """Let the pauses between questions pass, and the answers come."""
    qtbot.wait(40)
    studio.turn()
    qtbot.wait(40)
    studio.turn()


__all__ = ["VOCABULARY", "Answers", "effect", "explanation", "idle", "settle", "token", "write"]
