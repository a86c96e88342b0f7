"""What a path holds: a nanoGPT file, a Hugging Face folder, a run, safetensors beside a config. No torch here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gpt_studio.files.places import model_path
from gpt_studio.gpt.adapters.file import FILES as ADAPTER_FILES
from gpt_studio.gpt.adapters.file import is_adapter
from gpt_studio.gpt.folder import absent, has, meant, open_inside, shown, snapshot_of_cache
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.runs import MANIFEST_FILE, STATE_FILE

from .adapter_of_base import with_base
from .bare import refuse_bare
from .checkpoint import Checkpoint
from .gguf.checkpoint import read_gguf
from .gguf.split import first_parts
from .huggingface import CONFIG, read_huggingface
from .run_folder import checkpoint_of_run
from .tensors import Entry
from .torch_files.nanogpt import CKPT
from .torch_files.recognise import read_torch_file
from .weight_files import SAFETENSORS, find_weights, read_weights

_READABLE = f"{CONFIG} with {SAFETENSORS} or pytorch_model.bin, {CKPT}, or a run"
# files that show what else a folder holds
_OTHERS = {
    "lit_model.pth": ("a litgpt checkpoint", "Convert it with litgpt convert_from_litgpt"),
    "params.json": ("a checkpoint of Meta's layout", "Convert it with transformers' convert_llama_weights_to_hf.py"),
    "hparams.json": ("an OpenAI TensorFlow checkpoint", "Convert it with transformers, or take its gpt2 folder"),
    "token_bytes.pt": ("a nanochat folder", "Its network has parts that this one does not compute"),
}


def read_checkpoint(model: str | Path) -> Checkpoint:
    """The headers of a MODEL (`bundled`, a file or a folder). Raises StudioError with one clear line."""
    try:
        path = model_path(str(model))
        if not path.exists():
            raise absent(path)
        return _of_folder(path, path) if path.is_dir() else _of_file(path)
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, a home folder that is not there, …
        found = error.strerror if isinstance(error, OSError) else ""
        raise StudioError(
            "absent",
            f"{shown(str(model), 400)} cannot be read",
            expected="a file or a folder",
            found=found or shown(str(error), 200),
        ) from error


def _of_folder(asked: Path, folder: Path) -> Checkpoint:
    weights = find_weights(folder)
    if has(folder, CONFIG) and weights is not None:
        return read_huggingface(asked, folder, weights, "run" if has(folder, MANIFEST_FILE) else "huggingface")
    if has(folder, CKPT):
        return read_torch_file(asked, folder, CKPT)
    if has(folder, STATE_FILE):
        home = checkpoint_of_run(folder)
        if is_adapter(home):
            return with_base(asked, home, read_checkpoint)
        return read_huggingface(asked, home, find_weights(home) or SAFETENSORS, "run")
    if is_adapter(folder):
        return with_base(asked, folder, read_checkpoint)
    pickled = sorted(path.name for path in folder.glob("*.pt"))
    if len(pickled) == 1 and not any(has(folder, name) for name in _OTHERS):
        return read_torch_file(asked, folder, pickled[0])
    packed = first_parts(sorted(path.name for path in folder.glob("*.gguf")))
    if len(packed) == 1:
        return read_gguf(asked, folder, packed[0])
    if (snapshot := snapshot_of_cache(folder)) is not None:
        return _of_folder(asked, snapshot)
    raise _nothing_readable(folder, packed)


def _of_file(asked: Path) -> Checkpoint:
    path = meant(asked)
    folder, name = path.parent, path.name
    if name in ADAPTER_FILES or name == CONFIG or name.endswith(".index.json") or _is_shard(name):
        return _of_folder(path, folder)
    with open_inside(folder, name) as f:
        start = f.read(4)
    if start == b"GGUF":
        return read_gguf(path, folder, name)
    if name.endswith(".safetensors"):
        return _beside_config(path, "safetensors")
    if name.endswith(".bin"):
        return _beside_config(path, "huggingface")
    if name.endswith((".pt", ".pth")) or start == b"PK\x03\x04":
        return read_torch_file(path, folder, name)
    raise _not_read(path, "a file of another kind" if start else "an empty file")


def _is_shard(name: str) -> bool:
    return re.search(r"-\d{5}-of-\d{5}\.(safetensors|bin)$", name) is not None


def _beside_config(path: Path, kind: str) -> Checkpoint:
    if not has(path.parent, CONFIG):
        entries: Mapping[str, Entry] = {}
        with suppress(StudioError):  # what it lacks is said even of one that cannot be read
            entries = read_weights(path.parent, path.name).entries
        raise refuse_bare(path, entries)
    return read_huggingface(path, path.parent, path.name, kind)


def _nothing_readable(folder: Path, packed: list[str]) -> StudioError:
    for name, (kind, remedy) in _OTHERS.items():
        if has(folder, name):
            return _not_read(folder, kind, remedy)
    if packed:
        return StudioError(
            "unsupported", f"{folder} holds several GGUF files", expected="the name of one of them",
            found=", ".join(shown(name) for name in packed[:3]),
        )  # fmt: skip
    found = "an empty folder"
    if has(folder, CONFIG):
        found = f"{CONFIG} without weights"
    elif any(folder.iterdir()):
        found = "other files"
    return StudioError("absent", f"{folder} holds no model", expected=_READABLE, found=found)


def _not_read(path: Path, found: str, remedy: str = "") -> StudioError:
    return StudioError(
        "unsupported", f"{path} is not read by this version", expected=_READABLE, found=found, remedy=remedy
    )
