"""The JSON beside a saved view: which model, tokens and seed it is of, what was off, and what its kind needs besides.

Every kind of view writes and reads the same frame; what is in `shown` and besides is read by the kind itself. Qt-free.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gpt_studio import __version__
from gpt_studio.files.bounded import open_regular, read_json
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import PRECISIONS, ModelKey
from gpt_studio.protocol.records import Parts, TokenRecord
from gpt_studio.protocol.switches import Switches
from gpt_studio.store.switch_json import switches_from_json, switches_to_json

from .fingerprint import files_of, model_sha256

KINDS = ("attention", "lens", "calculation", "attribution", "ablation", "sweep", "heads_over")
SUFFIX = ".json"
MOST_ADAPTERS = 100
BEGINS = 200  # bytes
BEGINNING = re.compile(rb'\s*\{\s*"kind":\s*"(%s)",\s*"made_by":\s*"gpt-studio ' % "|".join(KINDS).encode())


@dataclass(frozen=True)
class Told:
    """What a view tells of itself: `front` are the tokens that the tokenizer puts before every text.

    `version` is the version of the document, as store/document_file.py writes it; None where there is no document.
    """

    kind: str
    key: ModelKey
    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    front: int
    switches: Switches
    seed: int | None
    shown: Mapping[str, Any]
    more: Mapping[str, Any]
    version: Any = None

    @classmethod
    def about(
        cls,
        kind: str,
        key: ModelKey,
        records: Sequence[TokenRecord],
        *,
        switches: Switches,
        seed: int | None,
        shown: Mapping[str, Any],
        more: Mapping[str, Any],
    ) -> Told:
        """Of a view over these tokens."""
        ids, tokens = tuple(record.id for record in records), tuple(record.text for record in records)
        return cls(kind, key, ids, tokens, front_of(records), switches, seed, shown, more)


@dataclass(frozen=True)
class SavedView:
    """A sidecar as read from `file`. `document` is all of it; `sha256` tells whether the model is still the same.

    Numbers in `document` are unchecked: kinds read them with `count` and `counts` under `understood`.
    """

    file: Path
    kind: str
    key: ModelKey
    sha256: str
    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    front: int
    switches: Switches
    seed: int | None
    document: Mapping[str, Any]

    @property
    def parts(self) -> Parts:
        """What the engine is sent to read the same tokens."""
        return (self.ids,) if self.ids else ()

    @property
    def shown(self) -> Mapping[str, Any]:
        """What is on screen, as the kind tells it."""
        return self.document["shown"]

    @property
    def dark(self) -> bool:
        """Whether its picture was on dark paper."""
        return bool(self.shown.get("dark", False))

    def key_for(self, key: ModelKey) -> ModelKey:
        """The key of a model as it was loaded then: precision and adapters where `key` leaves them open.

        Raises StudioError `other_model` when its files are not those with which the view was saved.
        """
        found = replace(
            key, dtype=self.key.dtype if key.dtype == "auto" else key.dtype, adapters=key.adapters or self.key.adapters
        )
        self.check(found)
        return found

    def check(self, key: ModelKey) -> None:
        """Raise StudioError `other_model` when the files of a model are not those with which the view was saved."""
        try:
            found = model_sha256(key.path, key.adapters)
        except OSError as error:
            found = f"{key.path}, which cannot be read: {error.strerror or error}"
        if found != self.sha256:
            raise StudioError(
                "other_model",
                f"{self.file.name} was saved with another model",
                expected=f"{self.key.path} (SHA-256 {self.sha256[:12]}…)",
                found=f"{key.path} ({found[:12]}…)" if len(found) == 64 else found,
                remedy="Open the model with which it was saved, then the view",
            )


def beside(out: Path) -> Path:
    """Where the sidecar of a saved file lies: `a.png.json`."""
    return out.with_name(out.name + SUFFIX)


def front_of(records: Sequence[TokenRecord]) -> int:
    """How many tokens the tokenizer put before the text: those that stand for none of it."""
    return next((at for at, record in enumerate(records) if record.text or _is_part(record.bytes)), len(records))


def sidecar(told: Told, *, dark: bool) -> str:
    """The sidecar's text: a line for each key."""
    key = told.key
    document = {
        "kind": told.kind,
        "made_by": f"gpt-studio {__version__}",
        "model": {
            "path": key.path,
            "file_bytes": sum(path.stat().st_size for path in files_of(key.path)),
            "sha256": model_sha256(key.path, key.adapters),
            "dtype": key.dtype,
            "adapters": key.adapters,
        },
        "ids": told.ids,
        "tokens": told.tokens,
        "front": told.front,
        **told.more,
        "shown": {**told.shown, "dark": dark},
        "switches": switches_to_json(told.switches),
        "seed": told.seed,
        **({} if told.version is None else {"version": told.version}),
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in document.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def is_view(file: Path) -> bool:
    """Whether a JSON begins as a sidecar does; false where it cannot be read."""
    try:
        with open_regular(file) as f:
            return BEGINNING.match(f.read(BEGINS)) is not None
    except OSError:
        return False


def read_view(file: Path, *kinds: str) -> SavedView:
    """A sidecar as it was saved, of one of these kinds (none named: of any). Raises StudioError naming the file."""
    with understood(file):
        document = read_json(file)
        kind, model = str(document["kind"]), document["model"]
        if kind not in KINDS:
            raise ValueError(f"kind {kind!r}")
        if kinds and kind not in kinds:
            raise StudioError(
                "other_kind",
                f"{file.name} describes another view",
                expected=" or ".join(kinds),
                found=kind,
                remedy="The window opens all of them: File, Open a view; on the command line: attention, lens, ablate",
            )
        ids = counts(document["ids"])
        tokens = tuple(str(text) for text in document["tokens"])
        front = count(document.get("front", 0))
        if not isinstance(document["shown"], dict):
            raise TypeError("shown is no object")
        if len(tokens) != len(ids) or front > len(ids):
            raise ValueError(f"{len(ids)} ids, {len(tokens)} tokens, {front} of them before the text")
        return SavedView(
            file, kind, _key(model), str(model["sha256"]), ids, tokens, front,
            switches_from_json(document.get("switches", {})),
            None if document.get("seed") is None else count(document["seed"]), document,
        )  # fmt: skip


@contextmanager
def understood(file: Path) -> Generator[None]:
    """What is absent, missing or wrong in a sidecar is a StudioError that names it."""
    try:
        yield
    except FileNotFoundError as error:
        raise StudioError("absent", f"{file} does not exist", expected="the JSON beside a saved view") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudioError(
            "damaged",
            f"{file} describes no saved view",
            expected="the JSON beside a saved view",
            found=f"{type(error).__name__}: {error}",
        ) from error


def count(value: Any, low: int = 0) -> int:
    """A whole number from `low` on; raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise ValueError(f"{value!r} where a number from {low} on belongs")
    return value


def counts(values: Any) -> tuple[int, ...]:
    """Whole numbers from 0 on."""
    return tuple(count(value) for value in values)


def one_of(value: Any, choices: Sequence[str]) -> str:
    """A word out of `choices`; raises ValueError for any other."""
    if value not in choices:
        raise ValueError(f"{value!r} where one of {', '.join(choices)} belongs")
    return value


def _key(model: Mapping[str, Any]) -> ModelKey:
    adapters = tuple(str(adapter) for adapter in model.get("adapters", ()))[:MOST_ADAPTERS]
    return ModelKey(str(model["path"]), one_of(model.get("dtype", "auto"), PRECISIONS), adapters=adapters)


def _is_part(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False
