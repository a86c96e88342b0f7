"""Templates: choose one, fill in its variables, see the prompt, put it into the document. Saved as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gpt_studio.protocol.errors import StudioError
from gpt_studio.store.templates import (
    Template,
    delete_template,
    load_template,
    names,
    own_names,
    read_template,
    save_template,
    write_template,
)
from gpt_studio.ui import theme
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.errors.saying import translated

from .values_form import ExamplesTable, ValuesForm

_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"))


class Templates(QDialog):
    """Does not block the window; what is inserted goes through a signal."""

    inserted = Signal(str)

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.banner = Banner(self)
        self.names = QListWidget(self)
        self.form = ValuesForm(self)
        self.examples = ExamplesTable(self)
        self.text, self.example = QPlainTextEdit(self), QPlainTextEdit(self)
        self.separator, self.name = QLineEdit(self), QLineEdit(self)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self._heads = {name: QLabel(self) for name in ("values", "examples", "preview")}
        self._rows = {name: QLabel(self) for name in ("text", "example", "separator", "name")}
        self._made = QGroupBox(self)
        self.save, self.delete = QPushButton(self), QPushButton(self)
        self.bring, self.give = QPushButton(self), QPushButton(self)
        self.insert, self._close = QPushButton(self), QPushButton(self)
        self.insert.setProperty("kind", "primary")
        self.insert.setDefault(True)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._list("")
        self.resize(980, 700)

    def _lay_out(self) -> None:
        for head in self._heads.values():
            head.setProperty("role", "heading")
            head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.preview.setProperty("kind", "field")
        for field, lines in ((self.text, 5), (self.example, 3)):
            field.setProperty("kind", "field")
            field.setFont(theme.mono_font(10))
            field.setTabChangesFocus(True)
            field.setFixedHeight(lines * field.fontMetrics().lineSpacing() + 14)
        made = QFormLayout(self._made)
        for name, field in (("text", self.text), ("example", self.example), ("separator", self.separator)):
            made.addRow(self._rows[name], field)
        kept = QHBoxLayout()
        for widget in (self.name, self.save):
            kept.addWidget(widget)
        made.addRow(self._rows["name"], kept)
        inner = QWidget()
        inner.setProperty("role", "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        for widget in (self._heads["values"], self.form, self._heads["examples"], self.examples, self._made):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left, right = QVBoxLayout(), QVBoxLayout()
        self.names.setFixedWidth(200)
        left.addWidget(self.names, 1)
        for button in (self.bring, self.give, self.delete):
            button.setProperty("kind", "link")
            left.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._heads["preview"])
        right.addWidget(self.preview, 1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left)
        middle.addWidget(area, 3)
        middle.addLayout(right, 2)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        foot.addWidget(self.insert)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.names.currentTextChanged.connect(self._on_chosen)
        for signal in (self.text.textChanged, self.example.textChanged, self.examples.changed):
            signal.connect(self._on_made_changed)
        for signal in (self.form.changed, self.separator.textChanged):
            signal.connect(self._show_preview)
        self.save.clicked.connect(self._on_save)
        self.delete.clicked.connect(self._on_delete)
        self.bring.clicked.connect(self._on_import)
        self.give.clicked.connect(self._on_export)
        self.insert.clicked.connect(self._on_insert)
        self._close.clicked.connect(self.close)

    # -- what stands here -----------------------------------------------------------------------------------------

    def template(self) -> Template:
        """The template as it stands in the fields."""
        return Template(
            self.text.toPlainText(), self.form.values(), self.example.toPlainText(), _read(self.separator.text()),
            self.examples.pairs(),
        )  # fmt: skip

    def filled(self) -> str:
        """The prompt as it would be inserted."""
        return self.template().filled(self.form.values())

    def _list(self, chosen: str) -> None:
        self.names.blockSignals(True)
        self.names.clear()
        self.names.addItems(list(names(self._folder)))
        self.names.blockSignals(False)
        found = self.names.findItems(chosen, Qt.MatchFlag.MatchExactly)
        self.names.setCurrentItem(found[0] if found else self.names.item(0))

    def _on_chosen(self, name: str) -> None:
        if name:
            self._try(lambda: self._show(name, load_template(self._folder, name)))

    def _show(self, name: str, template: Template) -> None:
        fields = (self.text, self.example, self.separator)
        for field in fields:
            field.blockSignals(True)
        self.text.setPlainText(template.text)
        self.example.setPlainText(template.example)
        self.separator.setText(_written(template.separator))
        for field in fields:
            field.blockSignals(False)
        self.name.setText(name)
        self.examples.show_pairs(template.examples)
        self.form.show_variables(template.variables, template.values)
        own = name in own_names(self._folder)
        self.delete.setEnabled(own)
        self.delete.setVisible(own)
        self._show_preview()

    def _on_made_changed(self) -> None:
        self.form.show_variables(self.template().variables, {})
        self._show_preview()

    def _show_preview(self, _text: str = "") -> None:
        self.preview.setPlainText(self.filled())

    # -- what can be done -----------------------------------------------------------------------------------------

    def _on_insert(self) -> None:
        self.inserted.emit(self.filled())
        self.close()

    def _on_save(self) -> None:
        name = self.name.text().strip()
        if self._try(lambda: save_template(self._folder, name, self.template())):
            self._list(name)

    def _on_delete(self) -> None:
        item = self.names.currentItem()
        if item is not None and self._try(lambda: delete_template(self._folder, item.text())):
            self._list("")

    def _on_import(self) -> None:
        picker = self._picker(QFileDialog.AcceptMode.AcceptOpen)
        picker.fileSelected.connect(self.import_file)
        picker.open()

    def _on_export(self) -> None:
        picker = self._picker(QFileDialog.AcceptMode.AcceptSave)
        picker.selectFile(f"{self.name.text()}.json")
        picker.fileSelected.connect(self.export_file)
        picker.open()

    def import_file(self, path: str) -> None:
        """Take a template of a file among one's own, by the file's name."""
        name = Path(path).stem
        if self._try(lambda: save_template(self._folder, name, read_template(Path(path)))):
            self._list(name)

    def export_file(self, path: str) -> None:
        """Write the template as it stands here to a file."""
        self._try(lambda: write_template(Path(path), self.template()))

    def _picker(self, mode: QFileDialog.AcceptMode) -> QFileDialog:
        picker = QFileDialog(self, self.windowTitle(), "", "JSON (*.json)")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(mode)
        picker.setDefaultSuffix("json")
        return picker

    def _try(self, act: Callable[[], object]) -> bool:
        """Do it; what goes wrong is said in the banner."""
        try:
            act()
        except StudioError as error:
            self.banner.tell_failure(error)
            return False
        except OSError as error:
            self.banner.tell(
                self.tr("It could not be written: {reason}").format(reason=translated(error.strerror or str(error)))
            )
            return False
        self.banner.clear()
        return True

    # -- words ----------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Templates"))
        self._heads["values"].setText(self.tr("Fill in"))
        self._heads["examples"].setText(self.tr("Examples"))
        self._heads["preview"].setText(self.tr("The prompt"))
        self._made.setTitle(self.tr("The template"))
        self._rows["text"].setText(self.tr("Text"))
        self._rows["example"].setText(self.tr("Each example"))
        self._rows["separator"].setText(self.tr("Behind each"))
        self._rows["name"].setText(self.tr("Name"))
        self.text.setToolTip(self.tr("{{name}} is a variable, {{examples}} the place of the examples."))
        self.example.setToolTip(self.tr("How an example is written: {{input}} and {{output}} stand for its two sides."))
        self.separator.setToolTip(self.tr("\\n is a line break, \\t a tab."))
        for name, field in (("text", self.text), ("example", self.example), ("separator", self.separator)):
            field.setAccessibleName(self._rows[name].text())
        self.name.setAccessibleName(self._rows["name"].text())
        self.names.setAccessibleName(self.tr("Templates"))
        self.preview.setAccessibleName(self._heads["preview"].text())
        self.save.setText(self.tr("Save"))
        self.delete.setText(self.tr("Delete"))
        self.bring.setText(self.tr("Import…"))
        self.give.setText(self.tr("Export…"))
        self.insert.setText(self.tr("Insert"))
        self.insert.setToolTip(self.tr("Puts the prompt into the document, at the cursor"))
        self._close.setText(self.tr("Close"))


def _written(text: str) -> str:
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return text


def _read(line: str) -> str:
    pieces = line.split("\\\\")
    return "\\".join(piece.replace("\\n", "\n").replace("\\t", "\t") for piece in pieces)
