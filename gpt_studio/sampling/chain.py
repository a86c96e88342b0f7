"""The samplers in their order: a visible list of named steps, each a function from logits to logits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from torch import Tensor

from gpt_studio.protocol.sampling import SamplingParams

from . import samplers

Step = Callable[[Tensor, Tensor, SamplingParams], Tensor]


def _repetition(logits: Tensor, seen: Tensor, params: SamplingParams) -> Tensor:
    window = seen[-params.repetition_window :] if params.repetition_window else seen
    return samplers.repetition(logits, window, params.repetition_penalty)


STEPS: dict[str, Step] = {
    "repetition": _repetition,
    "temperature": lambda logits, _, params: samplers.temperature(logits, params.temperature),
    "top_k": lambda logits, _, params: samplers.top_k(logits, params.top_k),
    "top_p": lambda logits, _, params: samplers.top_p(logits, params.top_p),
    "min_p": lambda logits, _, params: samplers.min_p(logits, params.min_p),
}


def steps(logits: Tensor, seen: Tensor, params: SamplingParams) -> Iterator[tuple[str, Tensor]]:
    """(name, logits after it) for each sampler in the order of `params.order`.

    `logits` (V,) with −inf for ids that must not be drawn; `seen` (N,) ids of the text so far.
    """
    for name in params.order:
        logits = STEPS[name](logits, seen, params)
        yield name, logits


def apply(logits: Tensor, seen: Tensor, params: SamplingParams) -> Tensor:
    """Logits (V,) after all samplers."""
    for name in params.order:
        logits = STEPS[name](logits, seen, params)
    return logits
