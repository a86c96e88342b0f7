"""The language is switched while the window stands: every text follows, nothing is lost, longer texts find room."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from fake_host import token
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QTabBar,
    QTableView,
    QWidget,
)
from run_folders import append_metrics, append_sample, write_checkpoint, write_state

from gpt_studio.files.places import resource
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.attention import HeadStatistics
from gpt_studio.protocol.commands import Attend
from gpt_studio.store.settings import SETTINGS_FILE, load_settings
from gpt_studio.ui.dialogs.about import About
from gpt_studio.ui.dialogs.library.dialog import Library
from gpt_studio.ui.terms import terms
from gpt_studio.ui.translations import Translations

# Without marks: the program and its formats, names of files, models and tokens, numbers and units.
AS_IT_IS = re.compile(
    r"GPT Studio|English|poem[\w.-]*|gpt-studio train.*|\S*/\S*|\d[\dx.e-]*"
    r"|b?float\d+|[kMG]?B\b|bytes|␣\w+|“?KING.*|Ctrl\S*|Alt\S*|Esc"
)


class LongTexts(QTranslator):
    """A language whose texts are those of the code, marked and 40 % longer; it has exactly what zh_CN has."""

    def __init__(self, parent):
        super().__init__(parent)
        tree = ElementTree.parse(resource("translations") / "zh_CN.ts")
        self.known = {
            (context.findtext("name"), message.findtext("source"))
            for context in tree.getroot().iter("context")
            for message in context.iter("message")
        }

    def isEmpty(self):
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        if (context, source) not in self.known:
            return None  # Qt's own texts stay as they are
        return "«" + source + "~" * round(0.4 * len(source)) + "»"


@pytest.fixture
def translations(qapp):
    made = Translations()
    yield made
    made.clear()
    made.deleteLater()


@pytest.fixture
def full(studio, qtbot, tmp_path):
    """The window with text, a pinned token, three samplers, attention and a run beside the form."""
    studio.host.answers[Attend] = attention
    studio.generate()
    studio.workspace.set_pinned(1)
    studio.window.centre.open_side(1)
    for sampler in ("top_p", "repetition"):
        studio.window.page.side.stack.add(sampler)
    studio.window.page.side.form.fold.setChecked(True)
    (tmp_path / "poem.txt").write_text("KING: come, night.\n" * 50, encoding="utf-8")
    studio.window.train.take_file(tmp_path / "poem.txt")
    studio.window.train.form.unfold.setChecked(True)
    folder = write_state(tmp_path / "runs" / "poem", step=20, elapsed_s=9.0, best="step-000020", best_val_loss=1.5)
    append_metrics(folder, range(1, 21), lr=1e-3, grad_norm=0.5, tok_s=900.0, memory_bytes=10**8)
    append_sample(folder, 20, "come")
    write_checkpoint(folder, "step-000020")
    studio.window.train.list.opened.emit(str(folder))
    return studio


def attention(command):
    records = tuple(token(t, i, 0.5, drawn=False) for i, t in enumerate((" wherefore", " art", " thou")))
    rows = np.tril(np.ones((3, 3), np.float32))
    rows /= rows.sum(1, keepdims=True)
    heads = tuple(HeadStatistics(la, h, 1.0, 0.5, 0.5, 0.5, 1.0, 2.0) for la in command.layers for h in range(4))
    weights = np.broadcast_to(rows, (len(command.layers), 4, 3, 3)).copy()
    return [ev.AttentionReady(command.job, command.key, command.layers, records, weights, heads)]


def settle(studio, qtbot):
    """Until LanguageChange has reached every widget and the engine has said what it was asked."""
    qtbot.wait(80)
    studio.turn()
    qtbot.wait(1)


def each_mode(studio, qtbot):
    for mode in ("write", "look_inside", "train"):
        studio.workspace.set_mode(mode)
        settle(studio, qtbot)
        if mode == "train":
            for tab in range(studio.window.train.tabs.count()):
                studio.window.train.tabs.setCurrentIndex(tab)
                settle(studio, qtbot)
                yield f"train {tab}"
        else:
            yield mode


def texts(root: QWidget) -> list[tuple[str, str]]:
    """(kind and property, text) of what the widgets below `root` say, to the eye and to a screen reader."""
    found: list[tuple[str, str]] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root):
            continue
        kind = type(widget).__name__
        found += [(f"{kind} tip", widget.toolTip()), (f"{kind} name", widget.accessibleName())]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append((kind, widget.text()))
        elif isinstance(widget, QComboBox):
            found += [(kind, widget.itemText(row)) for row in range(widget.count())]
        elif isinstance(widget, QTabBar):
            found += [(kind, widget.tabText(tab)) for tab in range(widget.count())]
        elif isinstance(widget, QAbstractSpinBox):
            found.append((kind, widget.text()))
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            found.append((kind, widget.placeholderText()))
        if isinstance(widget, QTableView):
            model = widget.model()
            found += [
                (f"{kind} header", str(model.headerData(c, Qt.Orientation.Horizontal)))
                for c in range(model.columnCount())
            ]
    found += [(f"action {a.objectName()}", t) for a in root.actions() for t in (a.text(), a.toolTip())]
    return [(kind, text) for kind, text in found if text]


def unmarked(said: str) -> str:
    """What of a text is in no translation; the formula and the paper of a term are the same in all."""
    in_all = {line for _, *lines in terms().values() for line in lines}
    said = "\n".join(line for line in said.split("\n") if line not in in_all)
    return AS_IT_IS.sub(" ", re.sub("«[^«»]*»", " ", re.sub("«[^«»]*»", " ", said)))


@pytest.fixture
def long_texts(full, qtbot):
    made = LongTexts(full.window)
    QCoreApplication.installTranslator(made)
    settle(full, qtbot)
    yield full
    QCoreApplication.removeTranslator(made)


def test_every_text_of_the_window_comes_from_the_translation(long_texts, qtbot):
    for mode in each_mode(long_texts, qtbot):
        for kind, said in texts(long_texts.window):
            assert not re.search("[A-Za-z]{2}", unmarked(said)), (mode, kind, said)


def test_texts_that_are_longer_by_two_fifths_are_not_cut(long_texts, qtbot):
    window, cut = long_texts.window, []
    for mode in each_mode(long_texts, qtbot):
        assert window.minimumSizeHint().width() <= window.width(), mode
        for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton):
            gives_way = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
            if not widget.isVisible() or not widget.text() or gives_way:
                continue
            if isinstance(widget, QLabel) and widget.wordWrap():
                fits = widget.height() >= widget.heightForWidth(widget.width())
            else:
                fits = widget.width() >= widget.sizeHint().width()
            if not fits:
                cut.append((mode, type(widget).__name__, widget.text(), widget.width(), widget.sizeHint().width()))
    assert not cut, "\n".join(map(str, cut))


def test_choosing_a_language_changes_every_text_at_once_and_back_again(full, qtbot, translations):
    window, commands = full.window, full.window.commands
    window.appearance.language_chosen.connect(translations.use)
    commands["language.en"].trigger()
    before = {mode: texts(window) for mode in each_mode(full, qtbot)}
    document, pinned = full.document.text(), full.workspace.pinned
    commands["language.zh_CN"].trigger()
    for mode in each_mode(full, qtbot):
        said = {text for _, text in texts(window)}
        assert {"文件(&F)", "写作", "透视", "训练"} <= {a.text() for a in window.menuBar().actions()} | said
        expected = {"write": {"采样器", "温度", "模型概率", "种子"}, "look_inside": {"层(&L)", "熵", "保存…"}}
        expected |= {"train 0": {"数据", "学习率", "新模型", "余弦"}, "train 1": {"损失", "梯度范数", "试用此检查点"}}
        assert expected[mode] <= said, mode
    assert commands["language.zh_CN"].isChecked()
    assert not commands["language.en"].isChecked()
    assert (full.document.text(), full.workspace.pinned) == (document, pinned)
    commands["language.en"].trigger()
    assert {mode: texts(window) for mode in each_mode(full, qtbot)} == before


def test_open_dialogs_change_their_language_too(studio, qtbot, translations):
    window = studio.window
    window.about()
    window.models.open()
    settle(studio, qtbot)
    translations.use("zh_CN")
    settle(studio, qtbot)
    said = {text for dialog in (window.findChild(About), window.findChild(Library)) for _, text in texts(dialog)}
    assert {"关闭", "复制", "加载", "参数量", "选择文件夹…"} <= said
    window.findChild(About).close()


@pytest.mark.parametrize(("command", "language"), [("language.zh_CN", "zh_CN"), ("language.system", "")])
def test_the_language_is_remembered(studio, qtbot, command, language):
    studio.keeper.settings.language = "en"
    studio.window.commands[command].trigger()
    studio.keeper.write_settings()
    file = studio.keeper.folder / SETTINGS_FILE
    qtbot.waitUntil(lambda: file.exists() and load_settings(file)[0].language == language)
