"""The document: one text over a tree of versions. A node is a span, typed or drawn, with the settings that made it.

Nothing is overwritten: generating, another version, an edit and a chosen alternative make siblings. Qt-free.
Positions are in characters (code points) of the text.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gpt_studio.protocol.records import Parts, TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches

from .spans import (
    DrawnRun,
    Node,
    Run,
    Scores,
    Token,
    bare,
    is_part,
    parts_of,
    records_before,
    runs_of,
    share_out,
    shown_text,
)
from .tree import Tree

__all__ = ["Document", "Node", "State", "Token"]


@dataclass(frozen=True)
class State:
    """A version to come back to: its last node and, where that is typed, what it said."""

    node: int
    typed: str | None


class Document(Tree):
    """The tree, and what the version on screen reads as: text, tokens, parts for the engine."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._scores: dict[int, Scores] = {}  # by the node in which a text run begins
        self._front: tuple[TokenRecord, ...] = ()  # tokens that the tokenizer puts before every text
        self._model = ""
        self.switches: Switches = NOTHING_OFF  # what is off of the network that reads and writes it
        self.remade = 0  # how often the version changed otherwise than by tokens at its end
        self._text: str | None = None
        self._runs: list[Run] | None = None
        self._tokens: list[Token] | None = None
        if text:
            self.edit(0, 0, text)

    @classmethod
    def from_nodes(cls, nodes: Iterable[Node], current: int, trashed: Mapping[int, float] | None = None) -> Document:
        """A document from its nodes, parents before children. Raises ValueError when they make no tree."""
        document = cls()
        for node in nodes:
            document._adopt(node)
        if current not in document._nodes:
            raise ValueError(f"version {current} is missing")
        document._go(current)
        document.set_trashed(trashed or {})
        return document

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def model(self) -> str:
        """The name of the model whose view this is; '' before any was loaded."""
        return self._model

    def text(self) -> str:
        """The text of the current version."""
        if self._text is None:
            self._text = "".join(node.text for node in self.path())
        return self._text

    def parts(self) -> Parts:
        """What the engine is sent: text as text, tokens that the loaded model drew as the ids that were drawn."""
        return parts_of(self.runs())

    def runs(self) -> list[Run]:
        """The current version as runs of drawn tokens and of text."""
        if self._runs is None:
            self._runs = runs_of(self.path(), self._model)
        return self._runs

    def tokens(self) -> list[Token]:
        """Tokens of the current version in order; text that was not scored has none. Not to be changed or kept."""
        if self._tokens is None:
            self._tokens = list(self._walk_tokens())
        return self._tokens

    def is_scored(self) -> bool:
        """Whether every character belongs to a token, so that token indices equal positions of the model."""
        return all(isinstance(run, DrawnRun) or self._scores_of(run) for run in self.runs())

    def needs_score(self) -> bool:
        """Whether there is text of which the model was not asked."""
        runs = (run for run in self.runs() if not isinstance(run, DrawnRun))
        return any(not (found := self._scores_of(run)) or not found.measured for run in runs)

    def token_at(self, position: int) -> int:
        """Index of the token that holds the character at `position`, or -1."""
        tokens = self.tokens()
        at = bisect.bisect_right(tokens, position, key=lambda token: token.end)
        if at < len(tokens) and tokens[at].start <= position < tokens[at].end:
            return at
        return -1

    def state(self) -> State:
        """The current version, to be restored later."""
        node = self._nodes[self.current]
        return State(node.id, None if node.drawn else node.typed)

    # -- changing --------------------------------------------------------------------------------------

    def edit(self, position: int, removed: int, inserted: str) -> None:
        """Replace `removed` characters at `position`. Tokens wholly before stay; what follows is text to score.

        Typing on in a typed leaf changes it in place; any other edit makes a sibling.
        """
        if not removed and not inserted:
            return
        node, start = self._node_holding(position)
        local = position - start
        if not node.drawn and not node.children and node.id == self.current and node.id:
            node.typed = node.typed[:local] + inserted + node.typed[local + removed :]
            self._changed()
            return
        tail = self.text()[position + removed :]
        parent, kept = self._cut(node, local)
        while parent and not self._nodes[parent].drawn:  # typed spans never follow one another
            kept = self._nodes[parent].typed + kept
            parent = self._nodes[parent].parent or 0
        self._add(parent, drawn=False, typed=kept + inserted + tail)

    def begin_drawn(self, settings: dict[str, Any]) -> int:
        """A new drawn span after the current version; returns its node, now current."""
        return self._add(self.current, drawn=True, settings=settings)

    def begin_typed(self, text: str) -> int:
        """A new typed span after the current version; returns its node, now current."""
        return self._add(self.current, drawn=False, typed=text)

    def begin_sibling(self, node: int, settings: dict[str, Any]) -> int:
        """A new drawn span beside `node` (another version of it); returns it, now current."""
        return self._add(self._nodes[node].parent or 0, drawn=True, settings=settings)

    def extend(self, node: int, records: Iterable[TokenRecord]) -> None:
        """Tokens that were drawn, at the end of a drawn span."""
        new = tuple(records)
        at = len(self._nodes[node].records)
        self._nodes[node].records += new
        if node != self.current and not any(above.id == node for above in self.path()):
            return
        if node != self.current or self._text is None or self._tokens is None or any(r.hidden for r in new):
            self._changed()
            return
        start = len(self._text)
        for offset, record in enumerate(new, at):
            end = start + len(record.text)
            self._tokens.append(Token(record, start, end, node, offset, drawn=True))
            start = end
        self._text += shown_text(new)
        if self._runs is not None:
            before = self._runs[:-1] if self._runs and self._runs[-1].node == node else self._runs
            self._runs = [*before, DrawnRun(node, self._nodes[node].records)]

    def amend(self, node: int, offset: int, record: TokenRecord) -> None:
        """Correct one record of a drawn span (a chosen alternative's bytes become known once it is read)."""
        records = self._nodes[node].records
        self._nodes[node].records = (*records[:offset], record, *records[offset + 1 :])
        self._changed()

    def finish(self, node: int, stop_reason: str, stop_string: str = "") -> None:
        """Why the drawn span ended, and the stop string that came, if one did."""
        self._nodes[node].end(stop_reason, stop_string)

    def choose(self, index: int, record: TokenRecord, settings: dict[str, Any]) -> int:
        """A new version with `record` in the place of token `index`, cut behind it; returns the new drawn span."""
        self.cut_before(index)
        chosen = self._add(self.current, drawn=True, settings=settings)
        self.extend(chosen, (record,))
        return chosen

    def cut_before(self, index: int) -> None:
        """Come to the version that ends before token `index`; what stood behind stays beside it."""
        token = self.tokens()[index]
        if token.drawn:
            self._go(self._split(self._nodes[token.node], token.offset))
            return
        node, start = self._node_holding(token.start)
        parent, kept = self._cut(node, token.start - start)
        if kept:
            self._add(parent, drawn=False, typed=kept)
        else:
            self._go(parent)

    def set_scores(self, records: tuple[TokenRecord, ...], *, measured: bool = True) -> bool:
        """What the model says of `parts()`, kept for the text in it. False when the records are of another text.

        Records that were not measured give boundaries only, and never replace measured ones.
        """
        front = next((i for i, r in enumerate(records) if r.text or is_part(r.bytes)), len(records))
        shares = share_out(self.runs(), records[front:])
        if shares is None:
            return False
        self._front = records[:front]
        for run, share in shares:
            known = self._scores_of(run)
            if measured or known is None:
                self._scores[run.node] = Scores(run.text, share, measured)
        self._changed()
        return True

    def set_model(self, model: str) -> None:
        """Read the document as another model does: what was said of text is forgotten, foreign tokens are text."""
        if model == self._model:
            return
        self._model, self._front = model, ()
        self._scores.clear()
        self._changed()

    def forget_numbers(self) -> None:
        """Keep of what was said of text only where its tokens are: it is to be asked again."""
        self._front = bare(self._front)
        self._scores = {n: Scores(s.text, bare(s.records), measured=False) for n, s in self._scores.items()}
        self._changed()

    def restore(self, state: State) -> None:
        """Come back to a version. A typed span that others have grown from since is repeated beside it."""
        node = self._nodes.get(state.node)
        if node is None or node.id in self._trashed:  # a span that got no token, or was thrown away
            return
        self._go(node.id)
        if state.typed is None or node.drawn or node.typed == state.typed:
            return
        if node.children or not node.id:
            self._add(node.parent or 0, drawn=False, typed=state.typed)
        else:
            node.typed = state.typed
            self._changed()

    # -- inside ----------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.remade += 1
        self._text = self._runs = self._tokens = None

    def _forgotten(self, number: int) -> None:
        self._scores.pop(number, None)

    def _scores_of(self, run: Run) -> Scores | None:
        found = self._scores.get(run.node)
        return found if found and not isinstance(run, DrawnRun) and found.text == run.text else None

    def _walk_tokens(self) -> Iterator[Token]:
        yield from (Token(record, 0, 0, 0, i, drawn=False) for i, record in enumerate(self._front))
        at = 0
        for run in self.runs():
            drawn = isinstance(run, DrawnRun)
            found = self._scores_of(run)
            records = run.records if drawn else found.records if found else ()
            start = at
            for offset, record in enumerate(records):
                end = start + len(record.text)
                yield Token(record, start, end, run.node, offset, drawn)
                start = end
            at = start if drawn else at + len(run.text)

    def _node_holding(self, position: int) -> tuple[Node, int]:
        """The last node that begins at or before `position` and ends behind it (or the leaf), with its start."""
        start, path = 0, self.path()
        for node in path[:-1]:
            end = start + len(node.text)
            if position < end:
                return node, start
            start = end
        return path[-1], start

    def _cut(self, node: Node, local: int) -> tuple[int, str]:
        """(the node to hang a new version on, text of `node` before character `local` that it must repeat)."""
        if not node.drawn:
            return node.parent or 0, node.typed[:local]
        count = records_before(node.records, local)
        kept = node.text[len(shown_text(node.records[:count])) : local]
        return self._split(node, count), kept
