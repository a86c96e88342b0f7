"""What is known of the data before a run starts, in a few lines; what should give pause in another tone."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gpt_studio.protocol.datasets import DataFacts
from gpt_studio.ui.errors.saying import translated

from .labels import bytes_text, count_text, problem_label, quiet_label


class DataFactsView(QWidget):
    """Facts, warnings, or that they are being counted; `fail` says why there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: DataFacts | None = None
        self._waiting, self._failure = False, ""
        self.counts, self.warnings, self.failure = quiet_label(self), quiet_label(self), problem_label(self)
        self.warnings.setProperty("role", "warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for label in (self.counts, self.warnings, self.failure):
            column.addWidget(label)
        self._show()

    def show_facts(self, facts: DataFacts | None, *, waiting: bool = False) -> None:
        """Show the facts; while others are awaited those that are there stay."""
        self.facts, self._waiting, self._failure = facts, waiting, ""
        self._show()

    def fail(self, line: str) -> None:
        """The data cannot be learnt from as it is asked for."""
        self.facts, self._waiting, self._failure = None, False, line
        self._show()

    def _show(self) -> None:
        facts = self.facts
        lines = self._counts(facts) if facts and (facts.rows or facts.form) else []
        if facts is None and self._waiting:
            lines = [self.tr("Looking at the data…")]
        said = self._warnings(facts) if facts else []
        for label, text in (
            (self.counts, "\n".join(lines)),
            (self.warnings, "\n".join(said)),
            (self.failure, translated(self._failure)),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.setVisible(bool(lines or said or self._failure))

    # -- sentences -------------------------------------------------------------------------------------

    def _counts(self, facts: DataFacts) -> list[str]:
        tokens = self.tr("{count} tokens, {learnt} of them learnt ({share} %)").format(
            count=count_text(facts.tokens),
            learnt=count_text(facts.learnt),
            share=round(100 * facts.learnt / max(1, facts.tokens)),
        )
        if facts.running:
            return [self._read(facts, self._running(facts)), tokens, *self._said_twice(facts)]
        lines = [self._read(facts, self._found(facts)), tokens]
        if facts.lengths is not None:
            text = self.tr(
                "Lengths: half have at most {median} tokens, nine of ten {ninety}, the longest {longest}; "
                "the context is {context}"
            )
            lines.append(
                text.format(
                    median=count_text(facts.lengths.median),
                    ninety=count_text(facts.lengths.ninety),
                    longest=count_text(facts.lengths.longest),
                    context=count_text(facts.context),
                )
            )
        if not (facts.duplicates or facts.truncated or facts.overlap):
            lines.append(self.tr("No duplicates, nothing cut, no overlap of training and validation"))
        return lines

    def _running(self, facts: DataFacts) -> str:
        if facts.form == "text":
            return self.tr("Running text: %n lines", "", facts.rows)
        text = self.tr("nanoGPT's ids: {train} to train on, {kept} to validate on")
        return text.format(train=count_text(facts.tokens - facts.val_tokens), kept=count_text(facts.val_tokens))

    def _said_twice(self, facts: DataFacts) -> list[str]:
        """Of running text it is usual that some of it is said again."""
        if not facts.stretch:
            return []
        if facts.duplicates:
            text = self.tr("%n stretches of {length} tokens repeat an earlier one", "", facts.duplicates)
            return [text.format(length=count_text(facts.stretch))]
        if facts.overlap:
            return []
        text = self.tr("No stretch of {length} tokens repeats, nothing is cut, no overlap of training and validation")
        return [text.format(length=count_text(facts.stretch))]

    def _found(self, facts: DataFacts) -> str:
        many = self.tr("%n examples", "", facts.rows)
        kept = self.tr("{count} kept for validation").format(count=count_text(facts.val_rows))
        return self.tr("{form}: {many}, {kept}").format(form=self.form_name(facts.form), many=many, kept=kept)

    def _read(self, facts: DataFacts, text: str) -> str:
        if facts.complete:
            return text
        part = self.tr("only the beginning of {size} was looked at").format(size=bytes_text(facts.total_bytes))
        return f"{text} ({part})"

    def form_name(self, form: str) -> str:
        """What a format is called."""
        return {
            "messages": self.tr("Conversations (messages)"),
            "sharegpt": self.tr("Conversations (ShareGPT)"),
            "alpaca": self.tr("Instructions and outputs (Alpaca)"),
            "prompt_completion": self.tr("Prompts and completions"),
            "text": self.tr("Texts"),
            "table": self.tr("Table"),
        }.get(form, form)

    def _warnings(self, facts: DataFacts) -> list[str]:
        if facts.running:
            return [*self._shared(facts), *self._inexact(facts)]
        found: list[str] = []
        if facts.truncated:
            text = self.tr("%n examples are longer than the context and lose their end", "", facts.truncated)
            found.append(text)
        if facts.empty:
            found.append(self.tr("%n examples have nothing to learn within the context", "", facts.empty))
        if facts.duplicates:
            found.append(self.tr("%n examples stand there more than once", "", facts.duplicates))
        if facts.overlap:
            found.append(self.tr("%n examples of the validation are learnt from too", "", facts.overlap))
        return found + self._inexact(facts)

    def _shared(self, facts: DataFacts) -> list[str]:
        if not facts.overlap:
            return []
        text = self.tr(
            "%n of {count} stretches of the validation, {length} tokens each, are learnt from too", "", facts.overlap
        )
        return [text.format(count=count_text(facts.val_rows), length=count_text(facts.stretch))]

    def _inexact(self, facts: DataFacts) -> list[str]:
        if facts.exact_vocabulary:
            return []
        return [self.tr("The pieces of words are made from the beginning; the run makes them from all")]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
