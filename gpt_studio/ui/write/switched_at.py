"""With what a token of the document got its numbers: the parts that were off, and the text that a mean is over."""

from __future__ import annotations

from gpt_studio.protocol.records import Parts
from gpt_studio.protocol.switches import Switches
from gpt_studio.ui.workspace import Workspace

from .drawn_with import switched_with
from .one_generation import first_span, ids_before

Off = tuple[Switches, Parts]


def switched_at(workspace: Workspace, index: int) -> Off:
    """What was off when token `index` was drawn, or when it was read; and, where a mean of this text stands in its
    place, the text that it is over: what the generation began behind, or the document."""
    document, model = workspace.document, workspace.model
    token = document.tokens()[index]
    if token.drawn:
        off, text = switched_with(document.node(token.node).settings), _prompt(workspace, token.node)
    else:
        off, text = workspace.switches_in_text, tuple(t.record.id for t in document.tokens() if t.node)
    if model is not None:
        off = off.fitting(model.info.layers, model.info.heads, model.info.kv_heads)
    return off, (text,) if off.over_text and text else ()


def _prompt(workspace: Workspace, node: int) -> tuple[int, ...]:
    """The ids behind which the generation of a drawn span began, without those that the tokenizer puts in front."""
    path = workspace.document.path()
    last = next(at for at, span in enumerate(path) if span.id == node)
    return ids_before(workspace.document, path[first_span(path, last) : last + 1])[1]
