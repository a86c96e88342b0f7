"""Sampling parameters: one field a sampler, and the order in which they act."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import StudioError
from .parameters import parameter, parameters_of, validate

# Names of the samplers that `order` may list, in Hugging Face's order (transformers generation/utils).
HF_ORDER: tuple[str, ...] = ("repetition", "temperature", "top_k", "top_p", "min_p")
# llama.cpp's customary order: temperature last.
LLAMA_CPP_ORDER: tuple[str, ...] = ("repetition", "top_k", "top_p", "min_p", "temperature")
ORDERS: dict[str, tuple[str, ...]] = {"hf": HF_ORDER, "llama.cpp": LLAMA_CPP_ORDER}


@dataclass(frozen=True)
class SamplingParams:
    """What happens between logits and the draw. At its neutral value a sampler is an exact no-op."""

    temperature: float = parameter(
        1.0, low=0.0, high=10.0, neutral=1.0, step=0.05,
        help="Divides the logits. Below 1 sharper, above 1 flatter; 0 always takes the best token.",
    )  # fmt: skip
    top_k: int = parameter(
        0, low=0, high=1_000_000, neutral=0, unit="tokens", step=1,
        help="Keeps the k best tokens (and ties with the k-th). 0 keeps all.",
    )  # fmt: skip
    top_p: float = parameter(
        1.0, low=0.0, high=1.0, neutral=1.0, step=0.01,
        help="Keeps the fewest best tokens whose probabilities reach p. 1 keeps all.",
    )  # fmt: skip
    min_p: float = parameter(
        0.0, low=0.0, high=1.0, neutral=0.0, step=0.01,
        help="Keeps tokens at least m times as probable as the best one. 0 keeps all.",
    )  # fmt: skip
    repetition_penalty: float = parameter(
        1.0, low=0.01, high=10.0, neutral=1.0, step=0.05,
        help="Divides positive and multiplies negative logits of tokens that already occurred. 1 does nothing.",
    )  # fmt: skip
    repetition_window: int = parameter(
        0, low=0, high=1_000_000, unit="tokens", step=16,
        help="How many of the last tokens the repetition penalty looks at. 0 looks at all.",
    )  # fmt: skip
    order: tuple[str, ...] = field(default=HF_ORDER)

    def check(self) -> None:
        """Raise StudioError when a value is out of range or the order is not a permutation of the samplers."""
        validate(self)
        if sorted(self.order) != sorted(HF_ORDER):
            raise StudioError(
                "bad_parameter",
                "order must list every sampler once",
                expected=",".join(HF_ORDER),
                found=",".join(self.order),
            )

    @property
    def looks_back(self) -> bool:
        """Whether a sampler that acts looks at the tokens of the text so far."""
        return self.repetition_penalty != 1.0

    def differing(self) -> dict[str, float | int]:
        """The samplers that differ from neutral, by field name."""
        return {
            info.name: getattr(self, info.name)
            for info in parameters_of(self)
            if info.neutral is not None and getattr(self, info.name) != info.neutral
        }


# The one field of each sampler that says whether it acts.
FIELD_OF_SAMPLER: dict[str, str] = {
    "repetition": "repetition_penalty",
    "temperature": "temperature",
    "top_k": "top_k",
    "top_p": "top_p",
    "min_p": "min_p",
}


def order_named(text: str) -> tuple[str, ...]:
    """`hf`, `llama.cpp` or a comma-separated list. Samplers that a list leaves out follow in Hugging Face's order."""
    if text in ORDERS:
        return ORDERS[text]
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in HF_ORDER]
    if unknown or len(set(names)) != len(names) or not names:
        raise StudioError(
            "bad_parameter",
            "--order is not understood",
            expected="hf, llama.cpp or each once of " + ",".join(HF_ORDER),
            found=text,
        )
    return names + tuple(name for name in HF_ORDER if name not in names)
