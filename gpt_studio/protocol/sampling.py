"""Sampling parameters: one field a sampler, and the order in which they act."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan

from .errors import StudioError
from .parameters import parameter, parameters_of, validate

# The samplers, in Hugging Face's order: what looks at single tokens, then the temperature, then the cuts.
HF_ORDER: tuple[str, ...] = (
    "bias", "repetition", "frequency", "presence", "no_repeat_ngram", "dry", "temperature", "dynamic_temperature",
    "smoothing", "top_k", "top_p", "min_p", "typical_p", "top_a", "tfs", "epsilon_cutoff", "eta_cutoff", "top_n_sigma",
    "xtc", "mirostat",
)  # fmt: skip
# llama.cpp's customary order: the cuts first, temperature last.
LLAMA_CPP_ORDER: tuple[str, ...] = (
    "bias", "repetition", "frequency", "presence", "no_repeat_ngram", "dry", "top_n_sigma", "top_k", "typical_p",
    "top_p", "min_p", "top_a", "tfs", "epsilon_cutoff", "eta_cutoff", "xtc", "temperature", "dynamic_temperature",
    "smoothing", "mirostat",
)  # fmt: skip
ORDERS: dict[str, tuple[str, ...]] = {"hf": HF_ORDER, "llama.cpp": LLAMA_CPP_ORDER}

LARGEST_VALUE = 1_000_000
# Where a repetition ends by custom (text-generation-webui, koboldcpp, llama.cpp): lines, speakers, quotes, emphasis.
DRY_BREAKERS: tuple[str, ...] = ("\n", ":", '"', "*")


@dataclass(frozen=True)
class SamplingParams:
    """What happens between logits and the draw. At its neutral value a sampler is an exact no-op.

    `logit_bias` holds (id, value) pairs, each id once; −inf bans a token, +inf leaves only those that have it. DRY does
    not look over tokens that hold one of the texts `dry_breakers`.
    """

    repetition_penalty: float = parameter(
        1.0, low=0.01, high=10.0, neutral=1.0, step=0.05,
        help="Divides positive and multiplies negative logits of tokens that already occurred. 1 does nothing.",
    )  # fmt: skip
    repetition_window: int = parameter(
        0, low=0, high=LARGEST_VALUE, unit="tokens", step=16,
        help="How many of the last tokens the repetition, frequency and presence penalties look at. 0 looks at all.",
    )  # fmt: skip
    frequency_penalty: float = parameter(
        0.0, low=-10.0, high=10.0, neutral=0.0, step=0.05,
        help="Subtracted from a token's logit once for each time it occurred. 0 does nothing.",
    )  # fmt: skip
    presence_penalty: float = parameter(
        0.0, low=-10.0, high=10.0, neutral=0.0, step=0.05,
        help="Subtracted from the logit of every token that occurred. 0 does nothing.",
    )  # fmt: skip
    no_repeat_ngram: int = parameter(
        0, low=0, high=1000, neutral=0, unit="tokens", step=1,
        help="Removes tokens that would repeat a sequence of n tokens. 0 does nothing.",
    )  # fmt: skip
    dry_multiplier: float = parameter(
        0.0, low=0.0, high=100.0, neutral=0.0, step=0.1,
        help="Penalty m · b^(n − L) for a token that would continue a repetition of n tokens. 0 does nothing.",
    )  # fmt: skip
    dry_base: float = parameter(
        1.75, low=1.0, high=10.0, step=0.05, help="How fast the DRY penalty grows with the repetition's length (b).",
    )  # fmt: skip
    dry_length: int = parameter(
        2, low=1, high=1000, unit="tokens", step=1, help="Repetitions shorter than this are free (L).",
    )  # fmt: skip
    dry_window: int = parameter(
        0, low=0, high=LARGEST_VALUE, unit="tokens", step=64,
        help="How many of the last tokens DRY looks at. 0 looks at all.",
    )  # fmt: skip
    temperature: float = parameter(
        1.0, low=0.0, high=10.0, neutral=1.0, step=0.05,
        help="Divides the logits. Below 1 sharper, above 1 flatter; 0 always takes the best token.",
    )  # fmt: skip
    dynamic_temperature_high: float = parameter(
        0.0, low=0.0, high=10.0, neutral=0.0, step=0.05,
        help="Temperature where the model is least sure, falling to the low one where it is sure. 0 does nothing.",
    )  # fmt: skip
    dynamic_temperature_low: float = parameter(
        0.0, low=0.0, high=10.0, step=0.05, help="Temperature where the model is sure of the next token.",
    )  # fmt: skip
    dynamic_temperature_exponent: float = parameter(
        1.0, low=0.1, high=10.0, step=0.1, help="Bends the way between them: T = low + (high − low) · (H / ln n)^e.",
    )  # fmt: skip
    smoothing: float = parameter(
        0.0, low=0.0, high=10.0, neutral=0.0, step=0.05,
        help="Replaces logits by a parabola below the best one, l₁ − s · (l − l₁)². 0 does nothing.",
    )  # fmt: skip
    smoothing_curve: float = parameter(
        1.0, low=1.0, high=10.0, step=0.1, help="Bends the parabola of the smoothing; 1 leaves it.",
    )  # fmt: skip
    top_k: int = parameter(
        0, low=0, high=LARGEST_VALUE, neutral=0, unit="tokens", step=1,
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
    typical_p: float = parameter(
        1.0, low=0.0, high=1.0, neutral=1.0, step=0.01,
        help="Keeps the tokens whose surprisal is nearest to the entropy, until they reach this share. 1 keeps all.",
    )  # fmt: skip
    top_a: float = parameter(
        0.0, low=0.0, high=1.0, neutral=0.0, step=0.01,
        help="Keeps tokens with a probability of at least a · p², p the best one's. 0 keeps all.",
    )  # fmt: skip
    tfs: float = parameter(
        1.0, low=0.0, high=1.0, neutral=1.0, step=0.01,
        help="Tail-free: cuts where the curve of the sorted probabilities has flattened. 1 keeps all.",
    )  # fmt: skip
    epsilon_cutoff: float = parameter(
        0.0, low=0.0, high=1.0, neutral=0.0, step=0.0001,
        help="Keeps tokens with at least this probability. 0 keeps all.",
    )  # fmt: skip
    eta_cutoff: float = parameter(
        0.0, low=0.0, high=1.0, neutral=0.0, step=0.0001,
        help="Keeps tokens with p ≥ min(η, √η · e^−H): fewer where the model is sure. 0 keeps all.",
    )  # fmt: skip
    top_n_sigma: float = parameter(
        0.0, low=0.0, high=100.0, neutral=0.0, step=0.1,
        help="Keeps tokens whose logit is within n standard deviations of the best one. 0 keeps all.",
    )  # fmt: skip
    xtc_probability: float = parameter(
        0.0, low=0.0, high=1.0, neutral=0.0, step=0.05,
        help="How often the likely tokens but the least likely of them are removed. 0 does nothing.",
    )  # fmt: skip
    xtc_threshold: float = parameter(
        0.1, low=0.0, high=1.0, step=0.01, help="From which probability on a token counts as likely.",
    )  # fmt: skip
    mirostat_tau: float = parameter(
        0.0, low=0.0, high=100.0, neutral=0.0, unit="bits", step=0.1,
        help="Mirostat 2: steers the surprise of the drawn tokens to this many bits. 0 does nothing.",
    )  # fmt: skip
    mirostat_eta: float = parameter(
        0.1, low=0.0, high=1.0, step=0.01, help="How fast mirostat corrects itself.",
    )  # fmt: skip
    logit_bias: tuple[tuple[int, float], ...] = ()
    dry_breakers: tuple[str, ...] = DRY_BREAKERS
    order: tuple[str, ...] = field(default=HF_ORDER)

    def check(self) -> None:
        """Raise StudioError when a value is out of range or the order is not a permutation of the samplers."""
        validate(self)
        ids = [token for token, _ in self.logit_bias]
        if min(ids, default=0) < 0 or len(set(ids)) < len(ids) or any(isnan(value) for _, value in self.logit_bias):
            raise StudioError(
                "bad_parameter", "logit_bias is not understood", expected="token ids, each once, and numbers",
                found=", ".join(f"{token}={value:g}" for token, value in self.logit_bias[:8]),
            )  # fmt: skip
        if not all(self.dry_breakers):
            raise StudioError(
                "bad_parameter", "dry_breakers is not understood", expected="texts that are not empty", found='""'
            )
        if sorted(self.order) != sorted(HF_ORDER):
            raise StudioError(
                "bad_parameter",
                "order must list every sampler once",
                expected=",".join(HF_ORDER),
                found=",".join(self.order),
            )

    def acts(self, sampler: str) -> bool:
        """Whether a sampler differs from neutral."""
        if sampler == "bias":
            return bool(self.logit_bias)
        return getattr(self, FIELD_OF_SAMPLER[sampler]) != NEUTRAL[sampler]

    @property
    def active(self) -> tuple[str, ...]:
        """The samplers that differ from neutral, in the order in which they act."""
        return tuple(name for name in self.order if self.acts(name))

    @property
    def looks_back(self) -> bool:
        """Whether a sampler that acts looks at the tokens of the text so far."""
        return any(self.acts(name) for name in LOOKING_BACK)

    def differing(self) -> dict[str, float | int]:
        """The samplers that differ from neutral, by field name; further values where they differ from the default."""
        return {
            info.name: getattr(self, info.name)
            for info in parameters_of(self)
            if getattr(self, info.name) != (info.default if info.neutral is None else info.neutral)
        }


@dataclass(frozen=True, slots=True)
class DrawnWith:
    """How a text is drawn: its samplers, and what its random numbers are made from."""

    sampling: SamplingParams = field(default_factory=SamplingParams)
    seed: int = 0
    member: int = 0


# The one field of each sampler that says whether it acts ("bias" is a list of its own).
FIELD_OF_SAMPLER: dict[str, str] = {
    "repetition": "repetition_penalty", "frequency": "frequency_penalty", "presence": "presence_penalty",
    "no_repeat_ngram": "no_repeat_ngram", "dry": "dry_multiplier", "temperature": "temperature",
    "dynamic_temperature": "dynamic_temperature_high", "smoothing": "smoothing", "top_k": "top_k", "top_p": "top_p",
    "min_p": "min_p", "typical_p": "typical_p", "top_a": "top_a", "tfs": "tfs", "epsilon_cutoff": "epsilon_cutoff",
    "eta_cutoff": "eta_cutoff", "top_n_sigma": "top_n_sigma", "xtc": "xtc_probability", "mirostat": "mirostat_tau",
}  # fmt: skip
NEUTRAL: dict[str, float] = {
    sampler: info.neutral
    for sampler, name in FIELD_OF_SAMPLER.items()
    for info in parameters_of(SamplingParams)
    if info.name == name
}
LOOKING_BACK: tuple[str, ...] = ("repetition", "frequency", "presence", "no_repeat_ngram", "dry")


def complete_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Every sampler once: the known ones of `names` in their order, the others where Hugging Face's order has them.

    A sampler that `names` leaves out acts right behind the one that precedes it in Hugging Face's order.
    """
    order = [name for name in dict.fromkeys(names) if name in HF_ORDER]
    for at, name in enumerate(HF_ORDER):
        if name not in order:
            order.insert(order.index(HF_ORDER[at - 1]) + 1 if at else 0, name)
    return tuple(order)


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
