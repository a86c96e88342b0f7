"""run.toml: the parameters of a run at the top level, and under [record] what it found. Also any CONFIG.toml.

Only the top level is read back as parameters, so the run.toml of one run is the configuration of the next.
"""

from __future__ import annotations

import platform
import tomllib
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from gpt_studio import __version__
from gpt_studio.files import bounded, durable
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import SkippedLines
from gpt_studio.protocol.training import TrainParams

LARGEST = 1024 * 1024  # bytes
RECORD = "record"


@dataclass(frozen=True)
class DataRecord:
    """A file of the data as the run read it."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class RunRecord:
    """What a run found when it started. Sizes in tokens, numbers and bytes. `probe` are the ids of training.heads,
    `trained` the numbers that change, `base` the files of the model under an adapter, `skipped` the lines of the data
    that hold no example."""

    data: list[DataRecord]
    tokenizer: str
    vocabulary: int
    train_tokens: int
    val_tokens: int
    parameters: int
    versions: dict[str, str] = field(default_factory=dict[str, str])
    probe: list[int] = field(default_factory=list[int])
    trained: int | None = None
    base: list[DataRecord] = field(default_factory=list[DataRecord])
    skipped: SkippedLines | None = None


def versions() -> dict[str, str]:
    """Versions of what the numbers of a run depend on."""
    return {
        "gpt_studio": __version__,
        "torch": metadata.version("torch"),
        "numpy": metadata.version("numpy"),
        "python": platform.python_version(),
    }


def write_run_file(path: Path, params: TrainParams, record: RunRecord | None) -> None:
    """Replace run.toml. Parameters that are None are left out."""
    document = _without_none(asdict(params))
    if params.model is not None:
        del document["tokenizer"]  # the model has its own
    if record is not None:
        document[RECORD] = _without_none(asdict(record))
    durable.replace_text(path, tomli_w.dumps(document))


def read_run_file(path: Path) -> tuple[TrainParams, RunRecord | None]:
    """Parameters and record of a run.toml or a CONFIG.toml. Raises StudioError naming file and field."""
    document = _read_toml(path)
    record = document.pop(RECORD, None)
    unknown = sorted(document.keys() - {f.name for f in fields(TrainParams)})
    if unknown:
        raise StudioError(
            "bad_parameter",
            f"{path.name} has a parameter that training does not know",
            found=", ".join(unknown),
        )
    try:
        params = msgspec.convert(document, TrainParams)
        return params, None if record is None else msgspec.convert(record, RunRecord)
    except msgspec.ValidationError as error:
        raise StudioError("bad_parameter", f"{path.name} is not understood", found=str(error)) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(bounded.read_bytes(path, LARGEST).decode("utf-8"))
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="a configuration in TOML") from error
    except (OSError, ValueError, RecursionError) as error:
        raise StudioError("damaged", f"{path} cannot be read", expected="TOML", found=str(error)) from error


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
