"""What the column says in words: what is otherwise, what happens, the numbers, the pinned token."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.switches import Switches
from gpt_studio.store.document import Token
from gpt_studio.ui.comparison.nats import signed_nats
from gpt_studio.ui.comparison.numbers import Numbers
from gpt_studio.ui.model_loader import model_title
from gpt_studio.ui.token_text import surprise, visible_token

from .choice import Choice
from .column import BesideColumn
from .sides import Sides
from .words import differences, sum_and_mean


def tell_summary(column: BesideColumn, choice: Choice, left_seed: int | None, off: Switches) -> None:
    """The head: what is otherwise."""
    found = differences(choice, left_seed, off)
    as_left = QCoreApplication.translate("Beside", "Right: everything as on the left")
    column.set_summary(QCoreApplication.translate("Beside", "Right: ") + " · ".join(found) if found else as_left)


def tell_state(column: BesideColumn, sides: Sides, kept: str, *, left_busy: bool) -> None:
    """What happens on the right; nothing where nothing does."""
    column.state.setText(_state(sides, left_busy) or kept)
    column.state.setVisible(bool(column.state.text()))


def _state(sides: Sides, left_busy: bool) -> str:
    if sides.second.loading:
        name = (
            model_title(sides.choice.path or "")
            if sides.choice.path
            else QCoreApplication.translate("Beside", "the second model")
        )
        progress = sides.second.progress
        share = "" if progress is None or not progress.total else f" {round(100 * progress.done / progress.total)} %"
        return QCoreApplication.translate("Beside", "Loading {name}…").format(name=name) + share
    writing = sides.writing
    if writing.state == "waiting":
        if left_busy:
            return QCoreApplication.translate("Beside", "The right waits: the left is written first")
        return QCoreApplication.translate("Beside", "Reading the prompt…")
    if writing.state == "writing" and writing.written is not None:
        return QCoreApplication.translate("Beside", "Writing the right… {count} tokens").format(
            count=len(writing.written.records)
        )
    if sides.staleness() == "choice":
        return QCoreApplication.translate(
            "Beside", "The right was written with other settings. Write again to compare."
        )
    if sides.staleness() == "text":
        return QCoreApplication.translate(
            "Beside", "The document was changed: the right belongs to the text before. Write again to compare."
        )
    if sides.comparing.busy:
        return QCoreApplication.translate("Beside", "Comparing…")
    return ""


def tell_lost_bias(column: BesideColumn, count: int, *, other_tokens: bool) -> None:
    """That the left's logit bias does not act on the right; nothing where it has none."""
    column.lost.setVisible(bool(count))
    why = (
        QCoreApplication.translate("Beside", "its model has another vocabulary.")
        if other_tokens
        else QCoreApplication.translate("Beside", "whether its model has the same vocabulary is not known yet.")
    )
    text = QCoreApplication.translate("Beside", "The logit bias of %n token(s) is left out on the right:", "", count)
    column.lost.setText(f"{text} {why}")


def tell_numbers(column: BesideColumn, numbers: Numbers, *, known: bool) -> None:
    """Sum and mean of KL and Δ."""
    differ = known and (numbers.has_draws or not numbers.one_model)
    column.kl.setVisible(known)
    column.strip.setVisible(differ)
    column.delta.setVisible(known and not numbers.one_model)
    column.measure.setVisible(numbers.has_draws and not numbers.one_model)
    if not differ:
        column.kl.setText(QCoreApplication.translate("Beside", "One model with the same samplers on both sides"))
        return
    head = (
        QCoreApplication.translate("Beside", "KL of the draws: {numbers}")
        if numbers.draws
        else QCoreApplication.translate("Beside", "KL of the models: {numbers}")
    )
    column.kl.setText(head.format(numbers=sum_and_mean(numbers.kl)))
    delta = numbers.delta[np.isfinite(numbers.delta)]
    said = QCoreApplication.translate("Beside", "Δ log-probability: sum {total}, mean {mean}")
    total, mean = (float(delta.sum()), float(delta.mean())) if delta.size else (0.0, 0.0)
    column.delta.setText(said.format(total=signed_nats(total), mean=signed_nats(mean)))


def tell_written(column: BesideColumn, left: float | None, right: float | None, difference: tuple[int, int]) -> None:
    """Perplexity of what each side wrote by its own model, and where they part."""
    said: list[str] = []
    if right is not None:
        numbers = ["–" if value is None else f"{value:.2f}" for value in (left, right)]
        text = QCoreApplication.translate("Beside", "Perplexity of what each wrote: left {left}, right {right}")
        said.append(text.format(left=numbers[0], right=numbers[1]))
        if difference[1] >= 0:
            said.append(
                QCoreApplication.translate("Beside", "first difference at token {number}").format(
                    number=difference[0] + 1
                )
            )
        else:
            said.append(QCoreApplication.translate("Beside", "no difference"))
    column.wrote.setText(" · ".join(said))
    column.wrote.setVisible(bool(said))


def tell_pinned(column: BesideColumn, left: list[Token], pinned: int, other: int) -> None:
    """The pinned position on both sides: the tokens, and how probable each was to its own model."""
    right = column.text.tokens
    known = 0 <= pinned < len(left) and 0 <= other < len(right)
    column.pinned.setVisible(known)
    if not known:
        return
    text = QCoreApplication.translate("Beside", "Token {number}: left {left} · right {right}")
    said = text.format(number=pinned + 1, left=_token(left[pinned].record), right=_token(right[other].record))
    column.pinned.setText("\n".join(line for line in (said, column.strip.said(pinned)) if line))


def _token(record: TokenRecord) -> str:
    shown = visible_token(record)
    return shown if record.logprob is None else f"{shown} {surprise(record.logprob)}"
