"""The card of a checkpoint: what it is and what it needs, before it is loaded."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from gpt_studio.protocol.models import MEMORY_SHARE, ModelInfo
from gpt_studio.ui.errors.saying import translated
from gpt_studio.ui.style import restyle
from gpt_studio.ui.token_text import byte_count, parameter_count


class ModelCard(QWidget):
    """Name and value in two columns, warnings beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = _label("")
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self._title.setFont(font)
        self._path = _label("muted")
        self._path.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._warnings = _label("warning")
        self._warnings.setWordWrap(True)
        self._shown: tuple[str, ModelInfo, int] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._path)
        layout.addSpacing(10)
        layout.addLayout(self._grid)
        layout.addSpacing(8)
        layout.addWidget(self._warnings)
        layout.addStretch(1)

    def show_info(self, title: str, info: ModelInfo, free_bytes: int) -> None:
        """Fill the card. `free_bytes` is the memory that is free now."""
        self._shown = title, info, free_bytes
        self._title.setText(title)
        self._path.setText(info.path)
        rows = self._measures(info, free_bytes)
        while len(self._rows) < len(rows):
            self._add_row()
        for number, pair in enumerate(self._rows):
            for label in pair:
                label.setVisible(number < len(rows))
        for (name, value), (said, text, tip) in zip(self._rows, rows, strict=False):
            name.setText(said)
            value.setText(text)
            for label in (name, value):
                label.setToolTip(tip)
        needed = self._rows[len(rows) - 1][1]
        restyle(needed, role="" if fits(info, free_bytes) else "error")
        self._warnings.setText("\n".join(translated(warning) for warning in info.warnings))
        self._warnings.setVisible(bool(info.warnings))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._shown:
            self.show_info(*self._shown)
        super().changeEvent(event)

    def names_width(self) -> int:
        """How wide the column of names is."""
        return max((name.sizeHint().width() for name, _ in self._rows if not name.isHidden()), default=0)

    def values(self) -> dict[str, str]:
        """What the card says, by name."""
        return {name.text(): value.text() for name, value in self._rows if not name.isHidden()}

    def _measures(self, info: ModelInfo, free: int) -> list[tuple[str, str, str]]:
        shape = self.tr("{layers} layers, {heads} heads, width {width}").format(
            layers=info.layers, heads=info.heads, width=info.width
        )
        precision = info.dtype if info.quantisation is None else f"{info.quantisation} ({info.dtype})"
        memory = info.memory_estimate_bytes
        suggested = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in info.sampling_defaults.items())
        return [
            (self.tr("Family"), f"{info.family} ({info.format})", self.tr("The kind of network, and of file.")),
            (
                self.tr("Parameters"),
                f"{parameter_count(info.parameters)}  ·  {shape}",
                self.tr("Numbers that were learned; a matrix that is used twice counts once."),
            ),
            (
                self.tr("Context"),
                self.tr("{count} tokens").format(count=f"{info.context:,}"),
                self.tr("The most tokens that the network can look at at once."),
            ),
            (
                self.tr("Tokenizer"),
                self.tr("{kind}, {count} tokens").format(kind=info.tokenizer.kind, count=f"{info.tokenizer.size:,}"),
                self.tr("How text is cut into tokens. The network has {rows} rows for them.").format(
                    rows=f"{info.vocab:,}"
                ),
            ),
            (self.tr("Precision"), precision, self.tr("How each parameter is stored in the file (dtype).")),
            (
                self.tr("Chat template"),
                self.tr("yes") if info.chat_template else self.tr("none"),
                self.tr("How a conversation is written down for this model; without one it is plain text."),
            ),
            *(
                [(self.tr("Sampling"), suggested, self.tr("What its makers suggest; it is not set for you."))]
                * bool(suggested)
            ),
            (self.tr("File"), byte_count(info.file_bytes), ""),
            (
                self.tr("Memory"),
                self.tr("needs about {needed}, {free} are free").format(
                    needed=byte_count(memory.peak), free=byte_count(free)
                ),
                self.tr("Weights {weights}, KV cache {cache}, at most {peak} while loading; an estimate.").format(
                    weights=byte_count(memory.weights),
                    cache=byte_count(memory.kv_cache),
                    peak=byte_count(memory.peak),
                ),
            ),
        ]

    def _add_row(self) -> None:
        pair = (_label("muted"), _label(""))
        pair[1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        pair[1].setWordWrap(True)
        for column, label in enumerate(pair):
            self._grid.addWidget(label, len(self._rows), column, Qt.AlignmentFlag.AlignTop)
        self._rows.append(pair)


def fits(info: ModelInfo, free_bytes: int) -> bool:
    """Whether the memory that is free is enough for the estimate, by the engine's own rule."""
    return info.memory_estimate_bytes.peak <= MEMORY_SHARE * free_bytes


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
