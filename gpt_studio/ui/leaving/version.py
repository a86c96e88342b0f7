"""The version of the document that a view is of: it leaves with the view, so that both come back as they were."""

from __future__ import annotations

from dataclasses import replace

from gpt_studio.store.document import Document
from gpt_studio.store.document_file import version_from_json, version_to_json

from .saving import Leaving
from .sidecar import SavedView, understood


def with_version(leaving: Leaving, document: Document) -> Leaving:
    """The same with the version on screen, where the view is of just that text."""
    told, ids = leaving.told, tuple(token.record.id for token in document.tokens())
    if not ids or not document.is_scored() or ids not in (told.ids, told.ids[told.front :]):
        return leaving
    return replace(leaving, told=replace(told, version=version_to_json(document)))


def version_of(saved: SavedView) -> Document | None:
    """The document with which a view was saved; None where it left without one.

    What is off is as the view has it, but for that of a drawn token: its span tells. Raises StudioError for one that
    is damaged.
    """
    found = saved.document.get("version")
    if found is None:
        return None
    with understood(saved.file):
        document = version_from_json(found)
        if not saved.shown.get("drawn"):
            document.switches = saved.switches
        return document
