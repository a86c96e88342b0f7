"""What samplers are called in the window, and their tooltips: one sentence, the formula, the paper."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.parameters import ParameterInfo


def title_of(info: ParameterInfo) -> str:
    """The name of a parameter of SamplingParams, in the language in force."""
    return {
        "temperature": QCoreApplication.translate("Samplers", "Temperature"),
        "top_k": QCoreApplication.translate("Samplers", "Top-k"),
        "top_p": QCoreApplication.translate("Samplers", "Top-p"),
        "min_p": QCoreApplication.translate("Samplers", "Min-p"),
        "repetition_penalty": QCoreApplication.translate("Samplers", "Repetition penalty"),
        "repetition_window": QCoreApplication.translate("Samplers", "over the last tokens"),
    }.get(info.name, info.name.replace("_", " "))


def tip_of(info: ParameterInfo) -> str:
    """The tooltip of a parameter; the protocol's own help where there is no better."""
    return {
        "temperature": QCoreApplication.translate(
            "Samplers",
            "Below 1 the likely tokens become likelier, above 1 the unlikely ones; 0 always takes the best.\n"
            "logits / T. Ackley, Hinton and Sejnowski 1985.",
        ),
        "top_k": QCoreApplication.translate(
            "Samplers",
            "Keeps the k most probable tokens; 0 keeps all.\nlogit ≥ the k-th largest. Fan, Lewis and Dauphin 2018.",
        ),
        "top_p": QCoreApplication.translate(
            "Samplers",
            "Keeps the fewest most probable tokens that together reach p; 1 keeps all.\n"
            "smallest set with Σ p ≥ top-p. Holtzman et al. 2019, arXiv 1904.09751.",
        ),
        "min_p": QCoreApplication.translate(
            "Samplers",
            "Keeps the tokens that are at least m times as probable as the best one; 0 keeps all.\n"
            "p ≥ m · max p. Nguyen et al. 2024, arXiv 2407.01082.",
        ),
        "repetition_penalty": QCoreApplication.translate(
            "Samplers",
            "Makes tokens that already occurred less probable; 1 does nothing.\n"
            "logit / r where positive, logit · r where negative. Keskar et al. 2019 (CTRL), arXiv 1909.05858.",
        ),
        "repetition_window": QCoreApplication.translate(
            "Samplers", "How many of the last tokens the repetition penalty looks at; 0 looks at all."
        ),
    }.get(info.name, info.help)
