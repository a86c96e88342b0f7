"""Templates: choose one, fill in its variables, see the prompt, put it into the document. Saved as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
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
    drafts_folder,
    load_template,
    names,
    own_names,
    read_template,
    save_template,
    write_template,
)
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.errors.saying import translated

from .made_form import MadeForm
from .names_list import NamesList
from .values_form import ExamplesTable, ValuesForm

PAUSE_MS = 1000  # from a change to its draft


class Templates(QDialog):
    """Does not block the window; what is inserted goes through a signal.

    What is not saved is kept as a draft of the template that it was made from, also when the dialog is closed.
    """

    inserted = Signal(str)

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder, self._drafts = folder, drafts_folder(folder)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.banner = Banner(self)
        self.names = NamesList(self)
        self.form = ValuesForm(self)
        self.examples = ExamplesTable(self)
        self.made = MadeForm(self)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self._heads = {name: QLabel(self) for name in ("values", "examples", "preview")}
        self.delete = QPushButton(self)
        self._shown = ""  # the template that stands in the fields
        self._saved = Template()  # as it is saved
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
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
        inner = QWidget()
        inner.setProperty("role", "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        for widget in (self._heads["values"], self.form, self._heads["examples"], self.examples, self.made):
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
        self.names.chosen.connect(self._on_chosen)
        self._pause.timeout.connect(self._keep_draft)
        for signal in (self.made.changed, self.examples.changed):
            signal.connect(self._on_made_changed)
        for signal in (self.form.changed, self.made.separator_changed):
            signal.connect(self._show_preview)
        self.made.save.clicked.connect(self._on_save)
        self.made.discard.clicked.connect(self._on_discard)
        self.delete.clicked.connect(self._on_delete)
        self.bring.clicked.connect(self._on_import)
        self.give.clicked.connect(self._on_export)
        self.insert.clicked.connect(self._on_insert)
        self._close.clicked.connect(self.close)

    # -- what stands here -----------------------------------------------------------------------------------------

    def template(self) -> Template:
        """The template as it stands in the fields."""
        made = self.made
        return Template(
            made.text.toPlainText(), self.form.values(), made.example.toPlainText(), made.separates(),
            self.examples.pairs(),
        )  # fmt: skip

    def filled(self) -> str:
        """The prompt as it would be inserted."""
        return self.template().filled(self.form.values())

    def _list(self, chosen: str) -> None:
        self._keep_draft()
        self.names.show_names(names(self._folder), own_names(self._drafts), chosen)

    def _on_chosen(self, name: str) -> None:
        self._keep_draft()
        self._shown = ""
        self._try(lambda: self._open(name))

    def _open(self, name: str) -> None:
        """The template as it is saved, then what was made of it since."""
        self._show(name, load_template(self._folder, name))
        self._saved = self.template()
        if name in own_names(self._drafts):
            self._show(name, load_template(self._drafts, name))
        self._shown = name
        self._show_preview()

    def _show(self, name: str, template: Template) -> None:
        self.made.show_template(name, template)
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
        if self._shown:
            unsaved = self.template() != self._saved
            self.made.tell(unsaved=unsaved)
            self.names.mark(self._shown, unsaved=unsaved)
            self._pause.start()

    # -- what is not saved ----------------------------------------------------------------------------------------

    def _keep_draft(self) -> None:
        """Write what stands in the fields where it differs from what is saved."""
        self._pause.stop()
        name, template = self._shown, self.template()
        if not name:
            return
        if template != self._saved:
            self._try(lambda: save_template(self._drafts, name, template))
        else:
            self._try(lambda: delete_template(self._drafts, name))

    def _on_discard(self) -> None:
        """Back to what is saved."""
        name, self._shown = self._shown, ""
        if name and self._try(lambda: delete_template(self._drafts, name)):
            self._try(lambda: self._open(name))

    def done(self, result: int) -> None:
        self._keep_draft()
        super().done(result)

    # -- what can be done -----------------------------------------------------------------------------------------

    def _on_insert(self) -> None:
        self.inserted.emit(self.filled())
        self.close()

    def _on_save(self) -> None:
        name = self.made.name.text().strip()
        if self._try(lambda: save_template(self._folder, name, self.template())):
            self._forget_draft(self._shown)
            self._list(name)

    def _on_delete(self) -> None:
        name = self.names.current()
        if name and self._try(lambda: delete_template(self._folder, name)):
            self._forget_draft(name)
            self._list("")

    def _forget_draft(self, name: str) -> None:
        self._shown = ""
        if name:
            self._try(lambda: delete_template(self._drafts, name))

    def _on_import(self) -> None:
        picker = self._picker(QFileDialog.AcceptMode.AcceptOpen)
        picker.fileSelected.connect(self.import_file)
        picker.open()

    def _on_export(self) -> None:
        picker = self._picker(QFileDialog.AcceptMode.AcceptSave)
        picker.selectFile(f"{self.made.name.text()}.json")
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
        self.names.setAccessibleName(self.tr("Templates"))
        self.preview.setAccessibleName(self._heads["preview"].text())
        self.delete.setText(self.tr("Delete"))
        self.bring.setText(self.tr("Import…"))
        self.give.setText(self.tr("Export…"))
        self.insert.setText(self.tr("Insert"))
        self.insert.setToolTip(self.tr("Puts the prompt into the document, at the cursor"))
        self._close.setText(self.tr("Close"))
