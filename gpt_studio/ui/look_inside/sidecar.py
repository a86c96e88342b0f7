"""The JSON beside a saved picture or table: which model, ids, heads and token it shows, to make it again. Qt-free."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gpt_studio import __version__
from gpt_studio.files.bounded import open_regular, read_json
from gpt_studio.files.places import model_path
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.switch_json import switches_from_json, switches_to_json

from .grain import GRAINS
from .view import AttentionView
from .viewing import LEFT_OUT, PLAIN, Viewing

KIND = "attention"
HEAD_BYTES = 1 << 20
MOST_FILES = 1000


@dataclass(frozen=True)
class SavedView:
    """What a sidecar says. `header_sha256` tells whether the model is still the one that it was."""

    model: str
    header_sha256: str
    ids: tuple[int, ...]
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    layer: int
    head: int
    query: int
    dark: bool
    note: str
    viewing: Viewing = PLAIN
    average: tuple[int, ...] = ()
    seed: int | None = None
    switches: Switches = NOTHING_OFF


def beside(out: Path) -> Path:
    """Where the sidecar of a saved file lies: `a.png.json`."""
    return out.with_name(out.name + ".json")


def sidecar(view: AttentionView, dark: bool, note: str) -> str:
    """The sidecar's text: a line for each key."""
    files = _files_of(model_path(view.path))
    query = view.query if view.viewing.grain == "tokens" else view.query_token
    document = {
        "kind": KIND,
        "made_by": f"gpt-studio {__version__}",
        "model": {
            "path": view.path,
            "file_bytes": sum(path.stat().st_size for path in files),
            "header_sha256": header_sha256(view.path),
        },
        "ids": view.ids,
        "tokens": view.texts,
        "layers": view.layers,
        "heads": view.heads,
        "shown": {"layer": view.layer, "head": view.head, "query": query, "dark": dark, "note": note},
        "viewing": asdict(view.viewing) | {"average": view.average, "numbers": _numbers(view)},
        "switches": switches_to_json(view.switches),
        "seed": view.seed,
    }
    lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in document.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_sidecar(path: Path) -> SavedView:
    """A sidecar as it was saved. Raises StudioError naming the file when it is absent or is none."""
    try:
        document = read_json(path)
        if document["kind"] != KIND:
            raise ValueError(f"kind {document['kind']!r}")
        model, shown = document["model"], document["shown"]
        return SavedView(
            model=str(model["path"]),
            header_sha256=str(model["header_sha256"]),
            ids=_counts(document["ids"]),
            layers=_counts(document["layers"]),
            heads=_counts(document["heads"]),
            layer=_count(shown["layer"]),
            head=_count(shown["head"]),
            query=_count(shown["query"], -1),
            dark=bool(shown["dark"]),
            note=str(shown["note"]),
            viewing=_viewing(document.get("viewing", {})),
            average=_counts(document.get("viewing", {}).get("average", [])),
            seed=None if document.get("seed") is None else _count(document["seed"]),
            switches=switches_from_json(document.get("switches", {})),
        )
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="the JSON beside a saved picture") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudioError(
            "damaged",
            f"{path} describes no saved attention",
            expected="the JSON beside a saved picture",
            found=f"{type(error).__name__}: {error}",
        ) from error


def _numbers(view: AttentionView) -> str:
    """What the saved numbers are."""
    said = ["norm of what each key brings" if view.viewing.value_weighted else "attention"]
    if view.average:
        said.append("mean over heads")
    if view.viewing.renormalises:
        said.append("rows divided by what is not left out")
    if view.viewing.grain != "tokens":
        said.append(f"regrouped into {view.viewing.grain}")
    return ", ".join(said)


def _viewing(said: dict[str, Any]) -> Viewing:
    """A viewing as it was saved; of a file without one the plain one."""
    viewing = Viewing(
        grain=str(said.get("grain", "tokens")),
        left_out=str(said.get("left_out", "nothing")),
        renormalised=bool(said.get("renormalised", False)),
        value_weighted=bool(said.get("value_weighted", False)),
        logarithmic=bool(said.get("logarithmic", False)),
    )
    if viewing.grain not in GRAINS or viewing.left_out not in LEFT_OUT:
        raise ValueError(f"{viewing} is no way to look")
    return viewing


def header_sha256(model: str) -> str:
    """SHA-256 over names, sizes and the first megabyte of the files of a model (of a folder, those right in it)."""
    digest = hashlib.sha256()
    for path in _files_of(model_path(model)):
        with open_regular(path) as f:
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            digest.update(f.read(HEAD_BYTES))
    return digest.hexdigest()


def _files_of(path: Path) -> list[Path]:
    inside = [path] if not path.is_dir() else sorted(p for p in path.iterdir() if p.is_file())
    return inside[:MOST_FILES]


def _counts(values: list[Any]) -> tuple[int, ...]:
    return tuple(_count(value) for value in values)


def _count(value: Any, low: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise ValueError(f"{value!r} where a number from {low} on belongs")
    return value
