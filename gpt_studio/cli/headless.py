"""A model loaded for one command line: the engine's own jobs, without its thread."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.records import Parts

if TYPE_CHECKING:
    from gpt_studio.gpt.chat.prompt import ChatPrompt
    from gpt_studio.gpt.loaded import LoadedModel


def load(key: ModelKey, threads: int | None) -> LoadedModel:
    """The model of a key, with torch's threads set for it as the engine sets them. Raises StudioError."""
    from gpt_studio.engine.threads import use_threads_for
    from gpt_studio.gpt.loaded import load_model

    loaded = load_model(key.path, dtype=key.dtype, device=key.device, context=key.context, adapters=key.adapters)
    use_threads_for(loaded.model.config, threads)
    return loaded


class Headless:
    """Runs commands one after another in the calling thread. The first Ctrl-C or SIGTERM cancels the job."""

    def __init__(self, key: ModelKey, threads: int | None) -> None:
        from gpt_studio.engine.cancel import CancelToken
        from gpt_studio.engine.pool import Pool

        self.key = key
        self.interrupted = False
        self._token = CancelToken()
        self._pool = Pool(1 << 62, threads)
        for _ in self.run(cmd.LoadModel(0, key)):
            pass

    def run(self, command: cmd.Command) -> Iterator[ev.Event]:
        """The events of a command."""
        from gpt_studio.engine.jobs import start

        before = {s: signal.signal(s, self._interrupt) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            for event in start(command, self._pool, self._token, _ignore):
                if event is not None:
                    yield event
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def chat(self, messages: list[dict[str, str]]) -> ChatPrompt:
        """The prompt that asks the loaded model for its next turn. Raises StudioError."""
        from gpt_studio.gpt.chat.prompt import chat_prompt

        return chat_prompt(self.key.path, self._pool.get(self.key).loaded.tokenizer, messages)

    def heal(self, parts: Parts) -> tuple[Parts, str]:
        """The prompt without its last token, and the text that was taken back."""
        from gpt_studio.sampling.healing import heal

        return heal(parts, self._pool.get(self.key).loaded.tokenizer)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True
        self._token.cancel()


def _ignore(event: ev.Event) -> None:
    """Progress of loading is not shown on the command line."""
