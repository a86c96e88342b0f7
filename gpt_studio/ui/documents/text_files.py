"""New, open, save: the version on screen as a UTF-8 text file, newlines kept."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gpt_studio.files.bounded import TooLarge, read_bytes
from gpt_studio.files.durable import replace_text
from gpt_studio.store.document import Document
from gpt_studio.store.document_file import SUFFIX
from gpt_studio.ui.workspace import Workspace
from gpt_studio.ui.write.editor import Editor
from gpt_studio.ui.write.undo import Undo

LARGEST_BYTES = 16 * 1024 * 1024


class TextFiles(QObject):
    """Each document's file, if it has one: Undo may bring back another document, and its file with it."""

    named = Signal(str)  # the file's path, '' for none
    told = Signal(str)  # one line: what was done
    failed = Signal(str)
    document_asked = Signal(str)  # a document's file was chosen, which is no text

    def __init__(self, workspace: Workspace, undo: Undo, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._undo = undo
        self._editor = editor
        self._window = parent
        self._paths: WeakKeyDictionary[Document, str] = WeakKeyDictionary()
        self._shown = ""
        workspace.text_changed.connect(self._on_text_changed)

    @property
    def path(self) -> str:
        """The file of the document on screen, or ''."""
        return self._paths.get(self._workspace.document, "")

    def new(self) -> None:
        """An empty document; Undo brings the old one back."""
        self.put(Document())

    def open(self) -> None:
        """Ask for a text file, or a document's, and read it."""
        dialog = self._dialog(QFileDialog.AcceptMode.AcceptOpen)
        text, document = self.tr("Text (*.txt *.md)"), self.tr("GPT Studio document (*{suffix})")
        both = self.tr("Texts and documents (*.txt *.md *{suffix})")
        names = [both, document, text, self.tr("All files (*)")]
        dialog.setNameFilters([name.format(suffix=SUFFIX) for name in names])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def save(self) -> None:
        """Write to the document's file, or ask for one."""
        if self.path:
            self.write(self.path)
        else:
            self.save_as()

    def save_as(self) -> None:
        """Ask for a file and write to it."""
        dialog = self._dialog(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def read(self, path: str) -> None:
        """Read a text file into a new document."""
        name = Path(path).name
        if name.endswith(SUFFIX):
            self.document_asked.emit(path)
            return
        try:
            text = read_bytes(Path(path), LARGEST_BYTES).decode("utf-8")
        except UnicodeDecodeError as error:
            self.failed.emit(
                self.tr("{name} is no UTF-8 text: byte {byte} cannot be read.").format(name=name, byte=error.start)
            )
        except (OSError, TooLarge) as error:
            self.failed.emit(self.tr("{name} cannot be opened: {reason}.").format(name=name, reason=error))
        else:
            self.put(Document(text), path)
            self.told.emit(self.tr("{name} opened").format(name=name))

    def write(self, path: str) -> None:
        """Write the version on screen, durably."""
        name = Path(path).name
        try:
            replace_text(Path(path), self._workspace.document.text())
        except OSError as error:
            self.failed.emit(
                self.tr("{name} was not saved: {reason}.").format(name=name, reason=error.strerror or error)
            )
            return
        self._name(path)
        self.told.emit(self.tr("{name} saved").format(name=name))

    def put(self, document: Document, path: str = "") -> None:
        """Have another document on screen; Undo brings the one before back."""
        self._undo.note(self._workspace.document, self._editor.caret())
        document.set_model(self._workspace.document.model)
        self._workspace.set_pinned(-1)
        self._workspace.document = document
        self._name(path)
        self._workspace.touch_text()
        self._editor.set_caret(len(document.text()))

    def _name(self, path: str) -> None:
        self._paths[self._workspace.document] = path
        self._on_text_changed()

    def _on_text_changed(self) -> None:
        if self.path != self._shown:
            self._shown = self.path
            self.named.emit(self.path)

    def _dialog(self, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        dialog.setNameFilters([self.tr("Text (*.txt *.md)"), self.tr("All files (*)")])
        if self.path:
            dialog.setDirectory(str(Path(self.path).parent))
        return dialog
