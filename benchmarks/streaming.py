"""The window while text streams in: what a batch costs as the text grows, and how late the window's timers are.

Each batch is timed from the engine's events to the painted screen. The engine is the tests' FakeHost: no model runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "ui"))

from fake_host import FakeHost, bare, token
from machine import machine, median
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication
from window_fixture import Studio, end_studio, make_studio

from gpt_studio.protocol.chat import ChatPiece
from gpt_studio.protocol.commands import Generate, RenderChat
from gpt_studio.protocol.events import ChatRendered, Event, PromptRead, TokensArrived
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.program.collector import Collector

BATCH = 33  # tokens in 33 ms at 1,000 tokens/s
WORDS = (" the", " old", " king", " of", " a", " quiet", " land", " by", " river", " went", " home", " 王", " 😀", ",")


def records(count: int, paragraph: int) -> list[TokenRecord]:
    """Tokens of a text with a line feed every `paragraph` tokens (0: none)."""
    return [
        token("\n" if paragraph and i % paragraph == paragraph - 1 else WORDS[i % len(WORDS)], i + 1, 0.1 + i % 8 / 10)
        for i in range(count)
    ]


def rendered(command: RenderChat) -> list[Event]:
    """A template of lines."""
    pieces = [ChatPiece(m.content, None, number) for number, m in enumerate(command.messages)]
    return [ChatRendered(command.job, command.key, (*pieces, ChatPiece("\n")), (), True)]


def begin(folder: Path, tokens: int, *, chat: bool) -> tuple[Studio, int]:
    """The window, shown, with a generation that has not answered yet; and its job."""
    studio = make_studio(folder)
    studio.window.resize(1280, 800)
    studio.window.show()
    studio.window.page.settings.set_max_tokens(tokens)
    if chat:
        studio.host.answers[RenderChat] = rendered
        studio.window.commands["view.chat"].trigger()
        studio.host.answers.pop(Generate)
        studio.window.page.talk.send("Once")
        studio.turn()
        prompt = (bare("Once", 0), bare("\n", 1))
        studio.host.say(PromptRead(studio.host.last(Generate).job, prompt, tokens))
        studio.turn()
    else:
        studio.editor.insertPlainText("Once")
        studio.score()
        studio.host.answers.pop(Generate)
        studio.window.commands["generate.start"].trigger()
    QApplication.processEvents()  # noqa: TID251  (a benchmark has no event loop to wait in)
    return studio, studio.host.last(Generate).job


def settle() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.processEvents()  # noqa: TID251  (a benchmark has no event loop to wait in)


def collecting(studio: Studio) -> Collector:
    """Garbage is collected as the program does it: without it Python's own collections are the longest batches."""
    collector = Collector(studio.workspace, studio.window)
    collector.settle()
    return collector


def flushes(folder: Path, tokens: int, paragraph: int, *, chat: bool, clock: Callable[[], float]) -> list[float]:
    """Milliseconds of each batch, with layout and painting."""
    studio, job = begin(folder, tokens, chat=chat)
    drawn, found = records(tokens, paragraph), []
    collector = collecting(studio)
    for at in range(0, tokens, BATCH):
        studio.host.say(TokensArrived(job, 0, tuple(drawn[at : at + BATCH])))
        start = clock()
        studio.turn()
        settle()
        found.append(1000 * (clock() - start))
    collector.stop()
    end_studio(studio)
    return found


class Paced(FakeHost):
    """Tokens at a rate, by the clock, whenever the window looks."""

    def begin(self, job: int, drawn: list[TokenRecord], per_s: float) -> None:
        self._job, self._drawn, self._per_s, self._given = job, drawn, per_s, 0
        self._start = time.perf_counter()

    def poll(self) -> list[Event]:
        found = super().poll()
        if not hasattr(self, "_job"):
            return found
        due = min(len(self._drawn), int((time.perf_counter() - self._start) * self._per_s))
        new, self._given = tuple(self._drawn[self._given : due]), due
        return [*found, TokensArrived(self._job, 0, new)] if new else found

    @property
    def over(self) -> bool:
        return hasattr(self, "_job") and self._given == len(self._drawn)


def lateness(folder: Path, tokens: int, paragraph: int, per_s: float, *, chat: bool) -> list[float]:
    """Milliseconds by which a timer of 5 ms fires late while tokens stream in."""
    studio, job = begin(folder, tokens, chat=chat)
    collector = collecting(studio)
    host = Paced()
    studio.bridge._host = host
    host.begin(job, records(tokens, paragraph), per_s)
    late: list[float] = []
    due = time.perf_counter() + 0.005
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal due
        now = time.perf_counter()
        late.append(1000 * max(0.0, now - due))
        due = now + 0.005
        if host.over:
            QApplication.quit()

    timer.timeout.connect(tick)
    timer.start(5)
    QApplication.exec()
    timer.stop()
    collector.stop()
    end_studio(studio)
    return late


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=1000.0, help="tokens per second")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-timers", action="store_true")
    parser.add_argument("--busy", action="store_true", help="count the thread's own time: other work is done beside")
    parser.add_argument("--only", choices=("text", "chat"))
    options = parser.parse_args()
    app = QApplication.instance() or QApplication([])
    app.setQuitOnLastWindowClosed(False)
    print(json.dumps(machine()))
    clock = time.thread_time if options.busy else time.perf_counter
    span = 15  # batches about a place in the text
    cases = [(view, paragraph) for view in ("text", "chat") for paragraph in (200, 0)]
    for view, paragraph in cases:
        if options.only not in (None, view):
            continue
        name = f"{view}, {f'a paragraph every {paragraph} tokens' if paragraph else 'one paragraph'}"
        rounds = []
        for _ in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                rounds.append(flushes(Path(folder), options.tokens, paragraph, chat=view == "chat", clock=clock))
        early = 1000 // BATCH
        first = median([median(r[early - span : early + span]) for r in rounds])
        last = median([median(r[-2 * span :]) for r in rounds])
        every = [batch for r in rounds for batch in r]
        print(f"{name}: {first:.1f} ms at 1,000, {last:.1f} ms at {options.tokens:,}", end=", ")
        print(f"ratio {last / first:.2f}", end=", ")
        print(f"median {median(every):.1f} ms, p99 {quantile(every, 0.99):.1f} ms, most {max(every):.1f} ms")
        if not options.no_timers:
            with tempfile.TemporaryDirectory() as folder:
                late = lateness(Path(folder), options.tokens, paragraph, options.rate, chat=view == "chat")
            print(f"  timer late: median {median(late):.1f} ms", end=", ")
            print(f"p99 {quantile(late, 0.99):.1f} ms, most {max(late):.1f} ms")


if __name__ == "__main__":
    main()
