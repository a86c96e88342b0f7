"""State dicts without a configuration: what their shapes say, what they do not, and which kinds are refused by name.

No torch here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from gpt_studio.protocol.errors import StudioError

from .tensors import Entry

CONFIG = "config.json"

# Layouts of others: a name that only they have, what they are, and why they are not read or what to do.
_LAYOUTS = (
    (r"transformer\.h\.\d+\.attn\.c_q\.weight", "a nanochat checkpoint",
     "Its network has parts that this one does not compute"),
    (r"transformer\.h\.\d+\.(norm_1\.\w+|attn\.(qkv|attn)\.weight)", "a litgpt checkpoint",
     "Convert it with litgpt convert_from_litgpt and put its config.json beside it"),
    (r"layers\.\d+\.attention\.wq\.weight|tok_embeddings\.weight", "a Llama checkpoint of Meta's layout",
     "Convert it with transformers' convert_llama_weights_to_hf.py"),
    (r"blocks\.\d+\.attn\.(key|query)\.weight", "a checkpoint of an early minGPT", "Save it with a later minGPT"),
    (r"base_model\.model\..*\.lora_(A|B)\..*", "a PEFT adapter", "Put its adapter_config.json beside it"),
)  # fmt: skip
_EMBEDDING = re.compile(r".*\b(wte|embed_tokens|tok_embeddings|embed_in|word_embeddings|token_emb\w*|tok_emb)\.weight")
_POSITIONS = re.compile(r".*\b(wpe|embed_positions|position_embeddings?|pos_emb)(\.weight)?")
_LAYER = re.compile(r"(?:.*\.)?(?:h|layers|blocks|block)\.(\d{1,4})\..*")


def shape_of(entries: Mapping[str, Entry], name: str) -> tuple[int, int]:
    """The shape of a matrix. Raises StudioError where there is none of that name."""
    entry = entries.get(name)
    if entry is None or len(entry.shape) != 2 or 0 in entry.shape:
        raise StudioError(
            "damaged",
            f"{name} is broken",
            expected="a matrix",
            found="none" if entry is None else str(list(entry.shape)),
        )
    return entry.shape[0], entry.shape[1]


def refuse_bare(path: Path, entries: Mapping[str, Entry]) -> StudioError:
    """The refusal of tensors without a configuration: the layout by name, or what has to stand beside them."""
    for pattern, kind, what in _LAYOUTS:
        if any(re.fullmatch(pattern, name[:300]) for name in entries):
            return StudioError(
                "unsupported", f"{path} is not read by this version",
                expected="a checkpoint of transformers, nanoGPT, minGPT or llama2.c", found=kind, remedy=what,
            )  # fmt: skip
    said = _said(entries)
    more = "" if "positions" in said else ", the rotary base and the context"
    keys = f"model_type, the number of heads (and of key/value heads), the activation, the norm's epsilon{more}"
    return StudioError(
        "absent", f"{path} holds tensors and says nothing about its network",
        expected=f"a {CONFIG} beside it", found=f"only what shapes say: {said or 'nothing known'}",
        remedy=f"Put the model's {CONFIG} beside it; shapes do not say {keys}",
    )  # fmt: skip


def _said(entries: Mapping[str, Entry]) -> str:
    said: list[str] = []
    for name, entry in entries.items():
        if len(entry.shape) == 2 and _EMBEDDING.fullmatch(name[:200]):
            said.append("a vocabulary of {:,}, width {:,}".format(*entry.shape))
            break
    layers = {int(found.group(1)) for found in (_LAYER.fullmatch(name[:200]) for name in entries) if found}
    if layers:
        said.append(f"{max(layers) + 1} layers")
    for name, entry in entries.items():
        if len(entry.shape) >= 2 and _POSITIONS.fullmatch(name[:200]):
            said.append(f"{entry.shape[-2]:,} positions")
            break
    return ", ".join(said)
