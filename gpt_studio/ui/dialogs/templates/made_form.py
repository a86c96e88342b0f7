"""How a template is made: its text, the pattern of its examples, its name, and whether that is saved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from gpt_studio.store.templates import Template
from gpt_studio.ui import theme

_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"))


class MadeForm(QGroupBox):
    """The fields; `separator` is written with \\n and \\t."""

    changed = Signal()  # text or example: other variables may be in it
    separator_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text, self.example = QPlainTextEdit(self), QPlainTextEdit(self)
        self.separator, self.name = QLineEdit(self), QLineEdit(self)
        self.save, self.discard = QPushButton(self), QPushButton(self)
        self.unsaved = QLabel(self)
        self._rows = {name: QLabel(self) for name in ("text", "example", "separator", "name")}
        for field, lines in ((self.text, 5), (self.example, 3)):
            field.setProperty("kind", "field")
            field.setFont(theme.mono_font(10))
            field.setTabChangesFocus(True)
            field.setFixedHeight(lines * field.fontMetrics().lineSpacing() + 14)
        self.unsaved.setProperty("role", "muted")
        self.discard.setProperty("kind", "link")
        form = QFormLayout(self)
        for name, field in self._fields():
            form.addRow(self._rows[name], field)
        kept = QHBoxLayout()
        for widget in (self.name, self.save):
            kept.addWidget(widget)
        form.addRow(self._rows["name"], kept)
        form.addRow(self.unsaved, self.discard)
        for field in (self.text, self.example):
            field.textChanged.connect(self.changed)
        self.separator.textChanged.connect(self.separator_changed)
        self._retranslate()

    def show_template(self, name: str, template: Template) -> None:
        """Fill the fields, and say nothing of it."""
        self.blockSignals(True)
        self.text.setPlainText(template.text)
        self.example.setPlainText(template.example)
        self.separator.setText(_written(template.separator))
        self.blockSignals(False)
        self.name.setText(name)

    def separates(self) -> str:
        """What stands behind each example."""
        return _read(self.separator.text())

    def tell(self, *, unsaved: bool) -> None:
        """Whether something here is not saved."""
        for widget in (self.unsaved, self.discard):
            widget.setVisible(unsaved)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return ("text", self.text), ("example", self.example), ("separator", self.separator)

    def _retranslate(self) -> None:
        self.setTitle(self.tr("The template"))
        self._rows["text"].setText(self.tr("Text"))
        self._rows["example"].setText(self.tr("Each example"))
        self._rows["separator"].setText(self.tr("Behind each"))
        self._rows["name"].setText(self.tr("Name"))
        self.text.setToolTip(self.tr("{{name}} is a variable, {{examples}} the place of the examples."))
        self.example.setToolTip(self.tr("How an example is written: {{input}} and {{output}} stand for its two sides."))
        self.separator.setToolTip(self.tr("\\n is a line break, \\t a tab."))
        for name, field in (*self._fields(), ("name", self.name)):
            field.setAccessibleName(self._rows[name].text())
        self.unsaved.setText(self.tr("Not saved"))
        self.discard.setText(self.tr("Back to what is saved"))
        self.save.setText(self.tr("Save"))


def _written(text: str) -> str:
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return text


def _read(line: str) -> str:
    pieces = line.split("\\\\")
    return "\\".join(piece.replace("\\n", "\n").replace("\\t", "\t") for piece in pieces)
