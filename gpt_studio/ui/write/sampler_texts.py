"""What samplers are called in the window, and their tooltips: one sentence, the formula, the paper."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.parameters import ParameterInfo, parameters_of
from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, SamplingParams


class Text(NamedTuple):
    """Title and tooltip, in English."""

    title: str
    tip: str


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for translation, by the name that lupdate looks for."""
    return text


# By the field of SamplingParams; the bias is a list of its own.
TEXTS: dict[str, Text] = {
    "logit_bias": Text(
        QT_TRANSLATE_NOOP("Samplers", "Bias"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Bans single tokens, makes them likelier or less likely, or leaves only those that are forced.\n"
            "logit + b; b = −∞ bans. OpenAI's API reference, 2021.",
        ),
    ),
    "temperature": Text(
        QT_TRANSLATE_NOOP("Samplers", "Temperature"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Below 1 the likely tokens become likelier, above 1 the unlikely ones; 0 always takes the best.\n"
            "logits / T. Ackley, Hinton and Sejnowski 1985.",
        ),
    ),
    "top_k": Text(
        QT_TRANSLATE_NOOP("Samplers", "Top-k"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the k most probable tokens and ties with the last of them; 0 keeps all.\n"
            "logit ≥ the k-th largest. Fan, Lewis and Dauphin 2018, arXiv 1805.04833.",
        ),
    ),
    "top_p": Text(
        QT_TRANSLATE_NOOP("Samplers", "Top-p"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the fewest most probable tokens that together reach p; 1 keeps all.\n"
            "smallest set with Σ p ≥ top-p. Holtzman et al. 2019, arXiv 1904.09751.",
        ),
    ),
    "min_p": Text(
        QT_TRANSLATE_NOOP("Samplers", "Min-p"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the tokens that are at least m times as probable as the best one; 0 keeps all.\n"
            "p ≥ m · max p. Nguyen et al. 2024, arXiv 2407.01082.",
        ),
    ),
    "typical_p": Text(
        QT_TRANSLATE_NOOP("Samplers", "Typical-p"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the tokens that surprise about as much as is to be expected here, until they reach "
            "this share; 1 keeps all.\n"
            "least |−ln p − H| first, until Σ p ≥ τ. Meister et al. 2022, arXiv 2202.00666.",
        ),
    ),
    "top_a": Text(
        QT_TRANSLATE_NOOP("Samplers", "Top-a"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the tokens that are not far below the best one, the fewer the surer the model is; 0 keeps all.\n"
            "p ≥ a · (max p)². BlinkDL, RWKV-LM 2022.",
        ),
    ),
    "tfs": Text(
        QT_TRANSLATE_NOOP("Samplers", "Tail-free sampling"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Cuts the tail off where the curve of the sorted probabilities has become flat; 1 keeps all.\n"
            "sorted p up to where Σ |Δ²p| / Σ |Δ²p| of all > z. Phénix and Egan 2019.",
        ),
    ),
    "epsilon_cutoff": Text(
        QT_TRANSLATE_NOOP("Samplers", "Epsilon cutoff"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the tokens with at least this probability; 0 keeps all.\n"
            "p ≥ ε. Hewitt, Manning and Liang 2022, arXiv 2210.15191.",
        ),
    ),
    "eta_cutoff": Text(
        QT_TRANSLATE_NOOP("Samplers", "Eta cutoff"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the tokens above a probability that falls where the model is unsure; 0 keeps all.\n"
            "p ≥ min(ε, √ε · e^(−H)). Hewitt, Manning and Liang 2022, arXiv 2210.15191.",
        ),
    ),
    "top_n_sigma": Text(
        QT_TRANSLATE_NOOP("Samplers", "Top-nσ"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Keeps the tokens whose logit is within n standard deviations of the best one; 0 keeps all.\n"
            "l ≥ max l − n · σ(l). Tang et al. 2024, arXiv 2411.07641.",
        ),
    ),
    "repetition_penalty": Text(
        QT_TRANSLATE_NOOP("Samplers", "Repetition penalty"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Makes tokens that already occurred less probable; 1 does nothing.\n"
            "logit / r where positive, logit · r where negative. Keskar et al. 2019 (CTRL), arXiv 1909.05858.",
        ),
    ),
    "repetition_window": Text(
        QT_TRANSLATE_NOOP("Samplers", "over the last tokens"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "How many of the last tokens the repetition, frequency and presence penalties look at; 0 looks at all.",
        ),
    ),
    "frequency_penalty": Text(
        QT_TRANSLATE_NOOP("Samplers", "Frequency penalty"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Lowers a token once for each time that it occurred; negative values raise it, 0 does nothing.\n"
            "logit − count · α. OpenAI's API reference, 2021.",
        ),
    ),
    "presence_penalty": Text(
        QT_TRANSLATE_NOOP("Samplers", "Presence penalty"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Lowers every token that occurred, however often; negative values raise it, 0 does nothing.\n"
            "logit − [count > 0] · α. OpenAI's API reference, 2021.",
        ),
    ),
    "no_repeat_ngram": Text(
        QT_TRANSLATE_NOOP("Samplers", "No repeated n-gram"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Removes the tokens that would repeat a sequence of n tokens of the text; 0 does nothing.\n"
            "no n-gram twice. Paulus, Xiong and Socher 2017, arXiv 1705.04304.",
        ),
    ),
    "dry_multiplier": Text(
        QT_TRANSLATE_NOOP("Samplers", "DRY"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Lowers the tokens that would go on repeating a longer stretch of the text (don't repeat "
            "yourself); 0 does nothing.\n"
            "logit − m · b^(n − L) behind a repetition of n ≥ L tokens. p-e-w 2024, text-generation-webui #5677.",
        ),
    ),
    "dry_base": Text(
        QT_TRANSLATE_NOOP("Samplers", "base"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "How fast the penalty of DRY grows with the length of the repetition.\nb in m · b^(n − L).",
        ),
    ),
    "dry_length": Text(
        QT_TRANSLATE_NOOP("Samplers", "free length"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Repetitions that are shorter than this are not penalised by DRY.\nL in m · b^(n − L).",
        ),
    ),
    "dry_window": Text(
        QT_TRANSLATE_NOOP("Samplers", "over the last tokens"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "How many of the last tokens DRY looks at; 0 looks at all.",
        ),
    ),
    "dynamic_temperature_high": Text(
        QT_TRANSLATE_NOOP("Samplers", "Dynamic temperature"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "A temperature that is high where the model is unsure and falls to the low one where it is "
            "sure; 0 does nothing.\n"
            "T = low + (high − low) · (H / ln n)^e. Kalomaze 2023, koboldcpp.",
        ),
    ),
    "dynamic_temperature_low": Text(
        QT_TRANSLATE_NOOP("Samplers", "lowest"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "The temperature where the model is sure of the next token.\nlow in T = low + (high − low) · (H / ln n)^e.",
        ),
    ),
    "dynamic_temperature_exponent": Text(
        QT_TRANSLATE_NOOP("Samplers", "exponent"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Bends the way between the lowest and the highest temperature.\n"
            "e in T = low + (high − low) · (H / ln n)^e.",
        ),
    ),
    "smoothing": Text(
        QT_TRANSLATE_NOOP("Samplers", "Quadratic smoothing"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Bends the logits to a parabola below the best one: close rivals come closer, the tail "
            "falls; 0 does nothing.\n"
            "max l − s · (l − max l)². Kalomaze 2024, text-generation-webui.",
        ),
    ),
    "smoothing_curve": Text(
        QT_TRANSLATE_NOOP("Samplers", "curve"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Adds a cubic part to the smoothing; 1 leaves the parabola.\n"
            "−s · (3 − c)/2 · d² + s · (c − 1)/2 · d³ with d = l − max l.",
        ),
    ),
    "xtc_probability": Text(
        QT_TRANSLATE_NOOP("Samplers", "XTC"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "So often, removes all the likely tokens but the least likely of them (exclude top "
            "choices); 0 does nothing.\n"
            "with probability q: of all p ≥ t only the smallest stays. p-e-w 2024, text-generation-webui #6335.",
        ),
    ),
    "xtc_threshold": Text(
        QT_TRANSLATE_NOOP("Samplers", "from probability"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "From which probability on a token counts as likely.\nt in p ≥ t.",
        ),
    ),
    "mirostat_tau": Text(
        QT_TRANSLATE_NOOP("Samplers", "Mirostat 2"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "Steers how surprising the drawn tokens are to this many bits by a bound that follows "
            "them; 0 does nothing.\n"
            "keep −log₂ p ≤ μ; μ ← μ − η · (surprise − τ). Basu et al. 2021, arXiv 2007.14966.",
        ),
    ),
    "mirostat_eta": Text(
        QT_TRANSLATE_NOOP("Samplers", "learning rate"),
        QT_TRANSLATE_NOOP(
            "Samplers",
            "How fast the bound of mirostat follows what was drawn.\nη in μ ← μ − η · (surprise − τ).",
        ),
    ),
}


def title_of(info: ParameterInfo) -> str:
    """The name of a parameter of SamplingParams, in the language in force."""
    return QCoreApplication.translate("Samplers", TEXTS[info.name].title)


def tip_of(info: ParameterInfo) -> str:
    """Its tooltip."""
    return QCoreApplication.translate("Samplers", TEXTS[info.name].tip)


def sampler_title(sampler: str) -> str:
    """The name of a sampler: that of the parameter that says whether it acts."""
    return QCoreApplication.translate("Samplers", TEXTS[_field_of(sampler)].title)


def sampler_tip(sampler: str) -> str:
    """Its tooltip."""
    return QCoreApplication.translate("Samplers", TEXTS[_field_of(sampler)].tip)


@lru_cache(maxsize=32)
def fields_of(sampler: str) -> tuple[ParameterInfo, ...]:
    """The parameters of one sampler: the one that says whether it acts, and those declared after it without one."""
    found: list[ParameterInfo] = []
    for info in parameters_of(SamplingParams):
        if info.name == FIELD_OF_SAMPLER.get(sampler) or (found and info.neutral is None):
            found.append(info)
        elif found:
            break
    return tuple(found)


def _field_of(sampler: str) -> str:
    return FIELD_OF_SAMPLER.get(sampler, "logit_bias")
