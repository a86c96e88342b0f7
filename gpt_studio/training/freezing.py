"""Which weights stay as they are: the words of `--freeze`, and the parameters that they mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError

_ENDS = {"embeddings": ("wte", "wpe"), "head": ("lm_head",)}
_LAST = "all-but-last-"


def freeze(model: Decoder, words: Iterable[str]) -> None:
    """Take the gradient from every weight that one of the words names. Raises StudioError where none is left.

    `embeddings` (of tokens and positions), `head`, `attention`, `mlp` and `norms` mean that part in every layer,
    `layers 0-3` or `layers 0,2,5` whole blocks, `all-but-last-2` all but the last two blocks, the final norm and a
    head of its own. A tied head is the embedding.
    """
    names = {name for word in words for name in _named(model, word)}
    for name, weight in model.named_parameters():
        weight.requires_grad_(name not in names)
    if not any(weight.requires_grad for weight in model.parameters()):
        raise StudioError(
            "bad_parameter", "everything is frozen", expected="some weights to train", found=", ".join(words)
        )


def _named(model: Decoder, word: str) -> list[str]:
    """The parameters that one word means. Raises StudioError where there are none."""
    every = [name for name, _ in model.named_parameters()]
    if word.startswith("layers "):
        layers = _layers(word, model.config.n_layer)
        return [name for name in every if _layer(name) in layers]
    if word.startswith(_LAST):
        first = model.config.n_layer - int(word.removeprefix(_LAST))
        _check_layers(word, (model.config.n_layer - first,), model.config.n_layer + 1)
        return [name for name in every if name.startswith(_ENDS["embeddings"]) or -1 < _layer(name) < first]
    found = [name for name in every if _is_part(name, word)]
    if word == "head" and model.config.tie_embeddings:
        found = ["wte.weight"]
    if not found:
        raise StudioError("bad_parameter", "freeze names what the network has not", expected="a part of it", found=word)
    return found


def _is_part(name: str, word: str) -> bool:
    parts = name.split(".")
    if word in _ENDS:
        return parts[0] in _ENDS[word]
    if word == "norms":
        return any(part.startswith(("ln_", "norm_")) for part in parts)
    return {"attention": "attn", "mlp": "mlp"}[word] in parts and "norm_" not in name


def _layer(name: str) -> int:
    """The block of a parameter, -1 outside the blocks."""
    parts = name.split(".")
    return int(parts[1]) if parts[0] == "blocks" else -1


def _layers(word: str, many: int) -> set[int]:
    found: set[int] = set()
    for piece in word.removeprefix("layers ").split(","):
        first, _, last = piece.partition("-")
        _check_layers(word, (int(first), int(last or first)), many)
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _check_layers(word: str, numbers: Collection[int], many: int) -> None:
    if max(numbers) >= many or list(numbers) != sorted(numbers):
        raise StudioError(
            "bad_parameter", "freeze names layers that the network has not", expected=f"layers 0-{many - 1}", found=word
        )
