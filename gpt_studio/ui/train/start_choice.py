"""What a run starts from, and what it learns: the loaded model, or a new one of some size and vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import ModelLoaded
from gpt_studio.protocol.training import TrainParams
from gpt_studio.ui.model_loader import model_title

from .choice import Choice
from .labels import count_text, quiet_label, short_count
from .layouts import column_of, row_of
from .preview import Preview, estimated_parameters

SIZES = ("2x2x64", "4x4x128", "6x6x192", "6x6x384")
VOCABULARIES = ("char", "bpe:1000", "gpt2")
VOCABULARY_SIZES = {"bpe:1000": 1000, "gpt2": 50_257}
USUAL_ALPHABET = 96  # characters, while no text is chosen
LONGEST_CONTEXT = 256  # tokens that a run takes by itself
METHODS = ("full", "lora", "freeze")
# What --freeze is told, in the order of the parts that go on learning.
FROZEN = (("all-but-last-2",), ("embeddings",), ("attention",), ("mlp",))
NEW_BATCH = 4  # sequences: a new model learns more from many small steps than from half as many
LARGE = 50_000_000  # parameters from which an adapter is the usual choice
_SHAPE = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})x([1-9]\d{0,5})")


class StartChoice(QObject):
    """The widgets of two rows of the form, and what they stand for."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._model: ModelLoaded | None = None
        self.start_from, self.network = Choice(parent), Choice(parent)
        self.shape, self.vocabulary = QLineEdit("4x4x128", parent), Choice(parent)
        self.method, self.freeze = Choice(parent), Choice(parent)
        for method in METHODS:
            self.method.addItem("", method)
        for words in FROZEN:
            self.freeze.addItem("", words)
        self.note = quiet_label(parent)
        self.start_from.addItem("")
        for shape in (*SIZES, ""):
            self.network.addItem("", shape)
        for vocabulary in VOCABULARIES:
            self.vocabulary.addItem("", vocabulary)
        self.network.setCurrentIndex(SIZES.index("4x4x128"))
        for box in (self.start_from, self.network, self.vocabulary, self.method, self.freeze):
            box.setMinimumContentsLength(14)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.currentIndexChanged.connect(self._on_changed)
        self.shape.textChanged.connect(self._on_changed)

    def rows(self) -> QVBoxLayout:
        """What is learnt: of a new model its size, and its vocabulary below; of one that is there, what of it."""
        return column_of(row_of(self.network, self.shape), self.vocabulary, row_of(self.method, self.freeze))

    # -- what it stands for ----------------------------------------------------------------------------

    @property
    def continues(self) -> bool:
        """Whether the loaded model is gone on from."""
        return self.start_from.currentData() == "model"

    def values(self) -> dict[str, Any]:
        """The parameters of the start. Raises StudioError for a size that is none."""
        if self.continues and self._model is not None:
            frozen = self.freeze.currentData() if self._method() == "freeze" else ()
            key = self._model.key
            return {"model": key.path, "adapter": key.adapters, "method": self._method(), "freeze": frozen}
        return {"from_scratch": self._checked_shape(), "tokenizer": self.vocabulary.currentData()}

    def _method(self) -> str:
        return str(self.method.currentData()) if self.continues else "full"

    def usual_rate(self) -> str:
        """The learning rate that the method takes where none is given."""
        if not self.continues:
            return "0.001"
        return "2e-4" if self._method() == "lora" else "5e-5"

    def usual_batch(self) -> int:
        """Sequences of a micro-batch where none are given."""
        return TrainParams.batch if self.continues else NEW_BATCH

    def name(self) -> str:
        """What a run is called after: the model, or the size of a new one."""
        return self._model_name() if self.continues else self._shape()

    def context(self) -> int:
        """Tokens of a sequence when none are asked for."""
        return min(LONGEST_CONTEXT, self._model.info.context) if self.continues and self._model else LONGEST_CONTEXT

    def take(self, settings: Mapping[str, Any]) -> str:
        """The start of another run; returns the model that it went on from where another one is loaded."""
        model = settings.get("model")
        if model:
            if self._model is None or Path(self._model.key.path) != Path(str(model)):
                return str(model)
            self.start_from.setCurrentIndex(1)
            self.method.setCurrentIndex(self.method.findData(settings.get("method", "full")))
            frozen = tuple(settings.get("freeze") or ())
            self.freeze.setCurrentIndex(FROZEN.index(frozen) if frozen in FROZEN else 0)
            return ""
        self.start_from.setCurrentIndex(0)
        shape = str(settings.get("from_scratch") or "")
        self.network.setCurrentIndex(SIZES.index(shape) if shape in SIZES else len(SIZES))
        self.shape.setText(shape)
        self.vocabulary.setCurrentIndex(max(0, self.vocabulary.findData(settings.get("tokenizer"))))
        return ""

    def set_model(self, model: ModelLoaded | None) -> None:
        """Offer the loaded model; it stays chosen when another one takes its place."""
        before = self.continues
        self._model = model
        self.start_from.blockSignals(True)
        while self.start_from.count() > 1:
            self.start_from.removeItem(1)
        if model is not None:
            self.start_from.addItem("", "model")
            self._suit_method(model)
        self.start_from.setCurrentIndex(1 if before and model is not None else 0)
        self.start_from.blockSignals(False)
        self.retranslate()
        self.changed.emit()

    def _suit_method(self, model: ModelLoaded) -> None:
        """A large model learns by an adapter unless it is told otherwise."""
        self.method.blockSignals(True)
        self.method.setCurrentIndex(METHODS.index("lora" if model.info.parameters > LARGE else "full"))
        self.method.blockSignals(False)

    def _model_name(self) -> str:
        return model_title(self._model.key.path) if self._model else ""

    def _shape(self) -> str:
        return self.network.currentData() or self.shape.text().strip()

    def _checked_shape(self) -> str:
        shape = self._shape()
        match = _SHAPE.fullmatch(shape)
        if match is None or int(match[3]) % int(match[2]):
            raise StudioError(
                "bad_parameter",
                self.tr("The size is not understood"),
                expected=self.tr("layers x heads x width, such as 4x4x128; the heads divide the width"),
                found=shape,
            )
        return shape

    def _on_changed(self) -> None:
        self.changed.emit()

    # -- what it shows ---------------------------------------------------------------------------------

    def update(self, preview: Preview | None) -> None:
        """Show what belongs to the choice, and what it means for the text."""
        for widget in (self.network, self.vocabulary):
            widget.setVisible(not self.continues)
        self.method.setVisible(self.continues)
        self.freeze.setVisible(self._method() == "freeze")
        self.shape.setVisible(not self.continues and not self.network.currentData())
        self.note.setText(self._note(preview))

    def _note(self, preview: Preview | None) -> str:
        if self.continues and self._model is not None:
            return self._method_note(self._model.info.parameters)
        vocabulary = str(self.vocabulary.currentData())
        try:
            shape = self._checked_shape()
        except StudioError:
            return ""
        rows = VOCABULARY_SIZES.get(vocabulary) or (preview.alphabet if preview else 0) or USUAL_ALPHABET
        count = short_count(estimated_parameters(shape, rows, LONGEST_CONTEXT))
        return self.tr("About {count} parameters, every one of them new.").format(count=count)

    def _method_note(self, parameters: int) -> str:
        match self._method():
            case "lora":
                return self._adapter_note()
            case "freeze":
                return self.tr("A part of its weights stays as it is, the rest goes on learning.")
            case _:
                count = short_count(parameters)
                return self.tr("All of its {count} weights go on learning (full finetuning).").format(count=count)

    def _adapter_note(self) -> str:
        """A new adapter learns, or the one that is on the model, whether it is merged or not."""
        names = [] if self._model is None else [adapter.name for adapter in self._model.adapters]
        if not names:
            return self.tr("Its weights stay as they are; a small adapter beside them learns (LoRA, rank 8).")
        if len(names) == 1:
            return self.tr("The adapter {name} goes on learning; the weights under it stay as they are.").format(
                name=names[0]
            )
        return self.tr(
            "One adapter at a time can go on learning: export the model with all of them in its weights, "
            "and start from that."
        )

    def retranslate(self) -> None:
        """All texts in the language in force."""
        self.start_from.setItemText(0, self.tr("A new model"))
        if self.start_from.count() > 1:
            self.start_from.setItemText(1, self.tr("The loaded model: {name}").format(name=self._model_name()))
        sizes = (self.tr("Tiny"), self.tr("Small"), self.tr("Medium"), self.tr("Large"))
        what = self.tr("{size}: {layers} layers, {heads} heads, {width} wide")
        for row, (size, shape) in enumerate(zip(sizes, SIZES, strict=True)):
            layers, heads, width = shape.split("x")
            self.network.setItemText(row, what.format(size=size, layers=layers, heads=heads, width=width))
        self.network.setItemText(len(SIZES), self.tr("Another size…"))
        new = self.tr("New pieces of words, {count} tokens").format(count=count_text(1000))
        methods = (self.tr("All of it (full)"), self.tr("A small adapter (LoRA)"), self.tr("A part of it (freeze)"))
        for row, text in enumerate(methods):
            self.method.setItemText(row, text)
        parts = (
            self.tr("The last two layers"),
            self.tr("All but embeddings"),
            self.tr("All but attention"),
            self.tr("All but the MLPs"),
        )
        for row, text in enumerate(parts):
            self.freeze.setItemText(row, text)
        gpt2 = self.tr("GPT-2's pieces of words, {count} tokens").format(count=count_text(50_257))
        for row, text in enumerate((self.tr("Characters"), new, gpt2)):
            self.vocabulary.setItemText(row, text)
        for widget, name in (
            (self.start_from, self.tr("Start from")),
            (self.network, self.tr("Size of the new model")),
            (self.shape, self.tr("Layers x heads x width")),
            (self.vocabulary, self.tr("Vocabulary of the new model")),
            (self.method, self.tr("Method")),
            (self.freeze, self.tr("The part that learns")),
        ):
            widget.setAccessibleName(name)
