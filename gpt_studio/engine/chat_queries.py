"""The query of the chat view: a conversation as the loaded model's template has it."""

from __future__ import annotations

from collections.abc import Iterator

from gpt_studio.gpt.chat.layout import lay_out
from gpt_studio.gpt.checkpoints.chat_template_of import template_of
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev

from .pool import Pool


def chat_steps(command: cmd.RenderChat, pool: Pool) -> Iterator[ev.Event | None]:
    """From the checkpoint's headers; no forward pass."""
    tokenizer = pool.at_hand(command.key).loaded.tokenizer
    checkpoint = read_checkpoint(command.key.path)
    layout = lay_out(checkpoint, tokenizer, command.messages)
    templated = template_of(checkpoint) is not None
    yield ev.ChatRendered(command.job, command.key, layout.pieces, layout.stop, templated)
