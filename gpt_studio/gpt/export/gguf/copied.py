"""What one GGUF file says and another says after it: tokenizer and notes, but not what describes the network."""

from __future__ import annotations

from gpt_studio.gpt.checkpoints.gguf.header import Array
from gpt_studio.gpt.checkpoints.gguf.metadata import GGUF
from gpt_studio.gpt.folder import open_inside

from .networks import Keys
from .values import RawArray

_ANEW = ("general.architecture", "general.alignment", "general.file_type", "general.quantization_version")


def copied_keys(file: GGUF) -> Keys:
    """The metadata of another file, long lists byte for byte."""
    found: Keys = {}
    with open_inside(file.folder, file.name) as f:
        for key, value in file.header.metadata.items():
            if key.startswith((f"{file.architecture}.", "split.")) or key in _ANEW:
                continue
            if isinstance(value, Array):
                f.seek(value.start)
                found[key] = RawArray(value.type, value.count, f.read(value.end - value.start))
            else:
                found[key] = value
    return found
