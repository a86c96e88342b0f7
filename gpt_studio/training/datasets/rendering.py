"""Contents as tokens, and which of them are learnt.

A conversation is laid out by the model's own chat template (plain lines where it brings none), so that what is learnt
is what the model will be asked in the window. Of a masked conversation each assistant's content is learnt, and the
control token that ends its turn; a token that is partly content is content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gpt_studio.gpt.chat.layout import STOP_OF_PLAIN, lay_out
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.gpt.tokenizers.spans import token_spans
from gpt_studio.protocol.chat import ChatMessage, ChatPiece
from gpt_studio.protocol.errors import StudioError

from .formats import Content, Pair, Talk, Text


@dataclass(frozen=True, slots=True)
class Example:
    """Token ids, and for each whether the network learns to say it. The first of a text is never a target."""

    ids: tuple[int, ...]
    learnt: tuple[bool, ...]

    @property
    def targets(self) -> int:
        """How many tokens are learnt."""
        return sum(self.learnt[1:])


Stretch = tuple[str | int, bool]  # a text or a control token, and whether it is learnt


class Renderer:
    """Makes examples for one tokenizer. `checkpoint` brings the chat template (None: there is none)."""

    def __init__(self, tokenizer: Tokenizer, checkpoint: Checkpoint | None, *, mask_prompt: bool) -> None:
        self._tokenizer, self._checkpoint, self._mask = tokenizer, checkpoint, mask_prompt
        self._end = min(tokenizer.eos_ids, default=None)

    def example(self, content: Content) -> Example:
        """Raises StudioError for a character that the vocabulary lacks and for a template that fails."""
        says_last = True  # whether the end is learnt
        match content:
            case Text(text):
                stretches: list[Stretch] = [(text, True)]
            case Pair(prompt, completion):
                stretches = [(prompt, not self._mask), (completion, True)]
            case Talk(messages, unlearnt):
                stretches, says_last = self._talk(messages, unlearnt), len(messages) - 1 not in unlearnt
        if self._end is not None:
            stretches = self._ended(stretches, (self._end, says_last))
        elif isinstance(content, Talk):  # no token says the end: what ends a turn in the window does
            stretches = [*stretches, (STOP_OF_PLAIN[0], says_last)]
        return self._tokens(stretches)

    def _ended(self, stretches: list[Stretch], end: Stretch) -> list[Stretch]:
        """With the end of the text behind it, unless the conversation has ended its last turn with a control token."""
        last = next((what for what, _ in reversed(stretches) if not isinstance(what, str) or what.strip()), None)
        return stretches if isinstance(last, int) else [*stretches, end]

    def _talk(self, messages: Sequence[ChatMessage], unlearnt: frozenset[int]) -> list[Stretch]:
        pieces = lay_out(self._checkpoint, self._tokenizer, messages, ask=False).pieces
        numbers = range(len(messages))
        asked = [not self._mask or messages[number].role == "assistant" for number in numbers]
        return _learnt(pieces, [asked[number] and number not in unlearnt for number in numbers], rest=not self._mask)

    def _tokens(self, stretches: Sequence[Stretch]) -> Example:
        """Neighbouring texts are read as one, as they will be when the model is asked."""
        prefix = [] if stretches and isinstance(stretches[0][0], int) else self._tokenizer.prefix()
        ids, learnt = list(prefix), [False] * len(prefix)
        text: list[tuple[str, bool]] = []
        for what, wanted in [*stretches, (-1, False)]:
            if isinstance(what, str):
                text.append((what, wanted))
                continue
            self._add_text(ids, learnt, text)
            text = []
            if what >= 0:
                ids.append(what)
                learnt.append(wanted)
        return Example(tuple(ids), tuple(learnt))

    def _add_text(self, ids: list[int], learnt: list[bool], text: Sequence[tuple[str, bool]]) -> None:
        whole = "".join(part for part, _ in text)
        if not whole:
            return
        after = ids[-1] if ids else None
        found = self._tokenizer.encode(whole, after=after)
        wishes = {wish for part, wish in text if part}
        if len(wishes) == 1:  # wherever the tokens stand
            ids += found
            learnt += [*wishes] * len(found)
            return
        wanted = [wish for part, wish in text for _ in part]
        for token, (start, end) in zip(found, token_spans(whole, self._tokenizer, found, after), strict=True):
            ids.append(token)
            learnt.append(any(wanted[start:end]) if end > start else wanted[min(start, len(wanted) - 1)])


def example_at(renderer: Renderer, content: Content, path: Path, line: int) -> Example:
    """The example that stands on a line of a file. Raises StudioError naming both."""
    try:
        return renderer.example(content)
    except StudioError as error:
        raise StudioError(
            "bad_data", f"{path.name}, line {line}: {error.message}", expected=error.expected,
            found=error.found, remedy=error.remedy,
        ) from error  # fmt: skip


def _learnt(pieces: Sequence[ChatPiece], wanted: Sequence[bool], *, rest: bool) -> list[Stretch]:
    """Learnt: the messages that are `wanted`, and the control token right behind each; the `rest` of the template or
    nothing of it."""
    found: list[Stretch] = []
    behind = rest  # what becomes of a control token here: as the message that has just ended
    for piece in pieces:
        says = rest if piece.message is None else wanted[piece.message]
        if piece.token is None:
            found.append((piece.text, says))
            behind = behind if piece.message is None and not piece.text else says
        else:
            found.append((piece.token, behind))
            behind = rest
    return found
