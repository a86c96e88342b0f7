"""Sums and choices of the comparison as people read them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.ui.comparison.nats import kl_text
from gpt_studio.ui.model_loader import model_title
from gpt_studio.ui.switch_words import counted
from gpt_studio.ui.write.sampler_texts import title_of

from .choice import Choice


def sum_and_mean(kl: NDArray[np.float64]) -> str:
    """`sum 1.20 nats, mean 0.03 nats` of the tokens where it is finite, and how often it is not."""
    known = kl[~np.isnan(kl)]
    finite = known[np.isfinite(known)]
    said: list[str] = []
    if finite.size < known.size:
        text = QCoreApplication.translate("Beside", "∞ at {count} of {all} tokens")
        said.append(text.format(count=known.size - finite.size, all=known.size))
    if finite.size:
        text = QCoreApplication.translate("Beside", "sum {total}, mean {mean}")
        others = QCoreApplication.translate("Beside", "at the others sum {total}, mean {mean}")
        total, mean = kl_text(float(finite.sum())), kl_text(float(finite.mean()))
        said.append((others if said else text).format(total=total, mean=mean))
    return " · ".join(said) or "–"


def differences(choice: Choice, left_seed: int | None, off: Switches = NOTHING_OFF) -> list[str]:
    """What is otherwise on the right, each in a few words."""
    titles = {info.name: title_of(info) for info in parameters_of(SamplingParams)}
    found = [] if choice.path is None else [model_title(choice.path)]
    if choice.dtype is not None:
        found.append(choice.dtype)
    if choice.adapters is not None:
        names = ", ".join(model_title(path) for path in choice.adapters)
        found.append(names or QCoreApplication.translate("Beside", "no adapter"))
    found += [f"{titles[name]} {value:g}" for name, value in choice.samplers.items()]
    if choice.order is not None:
        found.append(QCoreApplication.translate("Beside", "order {name}").format(name=choice.order))
    if choice.apart:
        found.append(counted(off) or QCoreApplication.translate("Beside", "nothing switched off yet"))
    if choice.seed is not None and choice.seed != left_seed:
        found.append(QCoreApplication.translate("Beside", "seed {seed}").format(seed=choice.seed))
    return found
