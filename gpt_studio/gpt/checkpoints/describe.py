"""The card of a checkpoint, from its headers alone: no weights are read or allocated, and torch is not imported."""

from __future__ import annotations

from pathlib import Path

from gpt_studio.gpt.adapters.fitting import fit_all
from gpt_studio.gpt.packed.sizes import PACKED_BITS
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import MemoryEstimate, ModelInfo, TokenizerInfo

from .chat_template_of import has_template
from .checkpoint import Checkpoint
from .precision import number_bytes, precision_of, reading_bytes, weight_bytes
from .recognise import read_checkpoint
from .sampling_of import sampling_defaults
from .tensors import WEIGHT_TYPES
from .tokenizer_of import tokenizer_info


def describe(
    path: str | Path, context: int | None = None, dtype: str = "auto", adapters: tuple[str, ...] = ()
) -> ModelInfo:
    """What is known of a MODEL before it is loaded; the KV cache is for `context` (default min(model, 4096)).

    `dtype` is the precision in which the weights would be held, auto that of loading by the same rule; `adapters` are
    folders of PEFT adapters that would be put on it. Raises StudioError with one clear line.
    """
    return card(read_checkpoint(path), context, dtype, adapters)


def card(
    checkpoint: Checkpoint, context: int | None = None, dtype: str = "auto", adapters: tuple[str, ...] = ()
) -> ModelInfo:
    """The card of a checkpoint whose headers were read, with adapters that fit it."""
    config = checkpoint.config
    fitted = [each.adapter for each in fit_all((*checkpoint.adapters, *adapters), config, checkpoint.family)]
    context = usable_context(checkpoint, context)
    tokenizer = tokenizer_info(checkpoint)
    precision = precision_of(checkpoint, dtype)
    return ModelInfo(
        path=str(checkpoint.path),
        format=checkpoint.format,
        family=checkpoint.family,
        parameters=parameter_count(config),
        layers=config.n_layer,
        heads=config.n_head,
        kv_heads=config.n_kv_head,
        width=config.d_model,
        head_dim=config.head_dim,
        context=config.max_len,
        vocab=config.vocab_size,
        dtype=precision if precision in PACKED_BITS else _dtype(checkpoint),
        quantisation=None if checkpoint.packed is None else checkpoint.packed.quantisation,
        tied_embeddings=config.tie_embeddings,
        tokenizer=tokenizer or TokenizerInfo("none", 0),
        chat_template=has_template(checkpoint),
        file_bytes=checkpoint.file_bytes + sum(adapter.file_bytes for adapter in fitted),
        memory_estimate_bytes=_memory(checkpoint, context, precision, sum(adapter.memory_bytes for adapter in fitted)),
        warnings=(
            *checkpoint.warnings,
            *_warnings(checkpoint, tokenizer),
            *(adapter.summary for adapter in fitted),
        ),
        sampling_defaults=sampling_defaults(checkpoint),
    )


def usable_context(checkpoint: Checkpoint, asked: int | None) -> int:
    """The context asked for, or the default. Raises StudioError when the network has fewer positions."""
    most = checkpoint.config.max_len
    if asked is None:
        return checkpoint.default_context()
    if not 1 <= asked <= most:
        raise StudioError(
            "bad_parameter", f"{checkpoint.path}: the context does not fit the network", expected=f"1 to {most} tokens",
            found=str(asked),
        )  # fmt: skip
    return asked


def _memory(checkpoint: Checkpoint, context: int, precision: str, besides: int) -> MemoryEstimate:
    """Loading holds the network and what is being read; afterwards the cache takes the place of the latter."""
    weights = weight_bytes(checkpoint, precision) + besides
    cache = checkpoint.config.kv_cache_bytes(context, number_bytes(precision))
    return MemoryEstimate(weights, cache, weights + max(cache, reading_bytes(checkpoint, precision)))


def _dtype(checkpoint: Checkpoint) -> str:
    """The element type of the file's numbers, or of what they unpack to."""
    if checkpoint.packed is None:
        return WEIGHT_TYPES[checkpoint.dtype]
    return WEIGHT_TYPES.get(checkpoint.packed.largest_kind, "float32")


def _warnings(checkpoint: Checkpoint, tokenizer: TokenizerInfo | None) -> tuple[str, ...]:
    vocab = checkpoint.config.vocab_size
    if tokenizer is None:
        return ("no tokenizer beside the weights: the model can be described, but not be loaded",)
    if tokenizer.size < vocab:
        return (f"{vocab - tokenizer.size} of {vocab} rows of the head stand for no token; they are never drawn",)
    return ()
