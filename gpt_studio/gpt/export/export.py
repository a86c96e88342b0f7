"""One entry for every format: what is asked is checked, the model read from its files, the result published whole."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gpt_studio.gpt.adapters.fitting import fit_all
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import EXPORT_FORMATS, ExportResult

from .adapter_files import copy_adapters, merged
from .fidelity import Fidelity
from .place import beside, check_beside, check_place, check_room, publish, publish_files

if TYPE_CHECKING:
    from .numbers import Numbers

PLAIN = ("float32", "float16", "bfloat16")
QUANTISED = ("Q8_0", "Q4_1", "Q4_0")
# What --dtype may say, as a format calls it
_GGUF = dict(zip(PLAIN, ("F32", "F16", "BF16"), strict=True)) | {
    name.lower(): name for name in ("F32", "F16", "BF16", *QUANTISED)
}
DTYPES: dict[str, tuple[str, ...]] = {
    "huggingface": PLAIN, "safetensors": PLAIN, "nanogpt": PLAIN, "gguf": ("F32", "F16", "BF16", *QUANTISED)
}  # fmt: skip
WEIGHTS = "model.safetensors"

# (bytes of tensors written, bytes in all)
Steps = Generator[tuple[int, int], None, ExportResult]


def export_model(
    model: str | Path,
    out: str | Path,
    to: str,
    *,
    dtype: str = "",
    adapters: tuple[str, ...] = (),
    merge: bool = False,
    force: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> ExportResult:
    """Write a MODEL as `to` (one of EXPORT_FORMATS) at `out`.

    `dtype` is one of DTYPES[to] ('': the type that the numbers have). `adapters` are folders of PEFT adapters: with
    `merge` they are added to the weights, without a Hugging Face folder keeps them apart. `force` allows what loses
    information, and to write over `out`. Raises StudioError (`lossy`, `exists`, `unsupported`, …) and leaves then
    nothing behind, and what stood at `out` as it was.
    """
    steps = export_steps(model, out, to, dtype=dtype, adapters=adapters, merge=merge, force=force)
    while True:
        try:
            done, total = next(steps)
        except StopIteration as end:
            return end.value
        if on_progress is not None:
            on_progress(done, total)


def export_steps(
    model: str | Path,
    out: str | Path,
    to: str,
    *,
    dtype: str = "",
    adapters: tuple[str, ...] = (),
    merge: bool = False,
    force: bool = False,
) -> Steps:
    """`export_model` step by step: (done, total) in bytes after each tensor. Closing it leaves nothing behind."""
    dtype = _checked(to, dtype)
    place = Path(out).expanduser().absolute()
    checkpoint = read_checkpoint(model)
    check_place(place, checkpoint, force=force)
    adapters = (*checkpoint.adapters, *adapters)
    if adapters and not merge and to != "huggingface":
        raise StudioError(
            "unsupported", f"{to} has no adapters apart from the weights", expected="--merge", found="adapters without"
        )
    fitted = fit_all(adapters, checkpoint.config, checkpoint.family)
    single = _is_file(to, place)
    loss = Fidelity(force=force)
    try:
        with _numbers(checkpoint, adapters if merge else ()) as numbers, beside(place) as folder:
            yield from _written(to, folder, place, checkpoint, numbers, dtype, loss)
            if adapters and not merge:
                copy_adapters(folder, fitted)
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            if single:
                check_beside(place, {path.name for path in folder.iterdir()}, force=force)
            (publish_files if single else publish)(folder, place)
    except OSError as error:
        raise StudioError(
            "absent", f"{place} cannot be written", expected="a place to write to", found=error.strerror or str(error)
        ) from error
    return ExportResult(str(place), to, size, loss.lossless)


def _is_file(to: str, place: Path) -> bool:
    """Whether `place` is a file; else it is a folder. Raises StudioError for a folder in its way."""
    single = to == "gguf" or (to == "safetensors" and place.suffix == ".safetensors")
    if place.is_dir() and single:
        raise StudioError("exists", f"{place} is a folder", expected="a file", found="a folder")
    return single


def _written(
    to: str, folder: Path, place: Path, checkpoint: Checkpoint, numbers: Numbers, dtype: str, loss: Fidelity
) -> Generator[tuple[int, int]]:
    """Write a format's files into `folder`; (done, total) in bytes after each tensor."""
    if to in ("huggingface", "safetensors"):
        from .folder import layout_of, write_model

        layout = layout_of(checkpoint, numbers.config, own=to == "safetensors")
        total, name = layout.bytes, place.name if _is_file(to, place) else WEIGHTS
        check_room(place, total)
        steps = write_model(folder, name, checkpoint, numbers, layout, dtype, loss)
    elif to == "gguf":
        from .gguf.file import plan, write_gguf

        planned = plan(checkpoint, numbers, _GGUF[dtype] if dtype else "", loss)
        total = planned.bytes
        check_room(place, total)
        steps = write_gguf(folder / place.name, planned, numbers, loss)
    else:
        from .nanogpt import write_nanogpt

        total = 4 * parameter_count(numbers.config)
        check_room(place, total)
        steps = write_nanogpt(folder, place.name, checkpoint, numbers, dtype, loss)
    for done in steps:
        yield min(done, total), total


@contextmanager
def _numbers(checkpoint: Checkpoint, adapters: tuple[str, ...]) -> Generator[Numbers]:
    """The model's numbers: of its files, or with adapters added to them."""
    from .numbers import InMemory, numbers_of

    if adapters:
        yield InMemory(merged(checkpoint, adapters[len(checkpoint.adapters) :]))
        return
    with numbers_of(checkpoint) as numbers:
        yield numbers


def _checked(to: str, dtype: str) -> str:
    """The dtype in lower case. Raises StudioError for a format or a dtype that there is not."""
    if to not in EXPORT_FORMATS:
        raise StudioError("bad_parameter", "--to is not understood", expected=" or ".join(EXPORT_FORMATS), found=to)
    asked = "" if dtype == "auto" else dtype.lower()
    if asked and asked not in (_GGUF if to == "gguf" else PLAIN):
        raise StudioError(
            "bad_parameter", f"--dtype is nothing that {to} has", expected=" or ".join(DTYPES[to]), found=dtype
        )
    return asked
