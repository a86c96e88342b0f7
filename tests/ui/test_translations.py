"""The translation files hold what the code says, in full, and keep placeholders, keys and line feeds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale

from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.training import TrainParams
from gpt_studio.ui import translations as module
from gpt_studio.ui.train.settings_table import ELSEWHERE
from gpt_studio.ui.translations import Translations

ROOT = Path(__file__).parent.parent.parent
UI = ROOT / "gpt_studio" / "ui"
SHOWING = {
    *("setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription"),
    *("setSuffix", "setPrefix", "setSpecialValueText", "setItemText", "setTabText", "setTitle", "setLabel"),
    *("addAction", "addMenu", "addItem", "addItems", "addTab", "addRow", "tell", "say", "showMessage"),
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction"),
}  # fmt: skip
# The program's name, and pyqtgraph's names of sides.
SAID_IN_ALL_LANGUAGES = {"GPT Studio", "SmolLM2-135M-Instruct", "bottom", "left"}


def messages(language: str):
    """(context, source, [translations]) of every message of a .ts file."""
    tree = ElementTree.parse(ROOT / "resources" / "translations" / f"{language}.ts")
    for context in tree.getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            yield context.findtext("name"), message.findtext("source"), forms


CHINESE = list(messages("zh_CN"))


@pytest.fixture
def translations(qapp):
    made = Translations()
    yield made
    made.clear()
    made.deleteLater()


def calls(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def words_of(node: ast.expr) -> list[str]:
    """Literal texts with letters in an argument, those of an f-string included."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [text for text in texts if re.search(r"[A-Za-z]{2}", text)]


def test_the_files_are_what_the_code_says_and_no_text_is_unfinished():
    script = ROOT / "packaging" / "translate.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_text_that_the_code_marks_was_found():
    known = {source for _, source, _ in CHINESE}
    for path in UI.rglob("*.py"):
        for call, name in calls(path):
            texts = call.args[:1] if name == "tr" else call.args[1:2]
            if name in ("tr", "QT_TRANSLATE_NOOP") or (name == "translate" and len(call.args) > 1):
                literal = [t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)]
                assert literal or name == "translate", f"{path.name}:{call.lineno} marks what is no literal"
                assert set(literal) <= known, f"{path.name}:{call.lineno}"


def test_no_text_is_shown_without_being_marked():
    for path in UI.rglob("*.py"):
        for call, name in calls(path):
            if name in SHOWING and path.name != "smoke.py":
                arguments = call.args[:1] if name == "addItem" else call.args  # what follows is data
                said = [text.strip() for argument in arguments for text in words_of(argument)]
                assert set(said) <= SAID_IN_ALL_LANGUAGES, f"{path.name}:{call.lineno} shows {said}"


def test_the_help_of_every_training_parameter_that_is_shown_is_translated():
    known = {source for context, source, _ in CHINESE if context == "TrainSettings"}
    assert {info.help for info in parameters_of(TrainParams) if info.name not in ELSEWHERE} <= known


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_translation_keeps_what_a_program_reads(language):
    for _, source, forms in messages(language):
        for form in forms:
            assert form.strip(), source
            for pattern in (r"\{\w*\}", r"%n", r"%\d+", r"\n", r"\*\.\w+", r"\d{4}\.\d{5}", r"\\[nt|]"):
                assert sorted(re.findall(pattern, form)) == sorted(re.findall(pattern, source)), (pattern, source)
            assert form.endswith("…") == source.endswith("…"), source
            assert (form[0] == " ") == (source[0] == " "), source


def test_a_chinese_mnemonic_is_the_english_letter_in_brackets():
    for context, source, forms in CHINESE:
        letters = re.findall(r"&(\w)", source)
        if letters and "&" in source:
            assert forms[0].endswith(f"(&{letters[0].upper()})"), (context, source)
        else:
            assert "&" not in forms[0]


def test_each_term_has_one_chinese_word():
    """The glossary of docs/CONTEXT.md, over all texts in which the English term stands."""
    for term, words in {
        r"\btokens?\b": ("词元",),
        r"\bsamplers?\b": ("采样器",),
        r"\bcheckpoints?\b": ("检查点",),
        r"\bseed\b": ("种子",),
        r"\bentropy\b": ("熵",),
        r"\blearning rate\b": ("学习率",),
        r"\battention\b": ("注意力",),
        r"\bcontext\b": ("上下文",),
        r"\bprobab(ility|le)\b": ("概率",),
        r"\bvalidat(e|ion)\b": ("验证",),
        r"\btokenizer\b": ("分词器",),
    }.items():
        for context, source, forms in CHINESE:
            if re.search(term, re.sub(r"\{\w+\}", "", source), re.IGNORECASE):
                assert any(word in form for form in forms for word in words), (context, source, forms)


def test_english_has_plurals(translations):
    translations.use("en")

    def said(count):
        return QCoreApplication.translate("Generation", "Writing… %n token(s)", None, count)

    assert (said(1), said(2)) == ("Writing… 1 token", "Writing… 2 tokens")


def test_every_text_with_a_number_has_an_english_plural():
    plurals = {(context, source) for context, source, forms in messages("en") if len(forms) == 2}
    assert {(context, source) for context, source, _ in CHINESE if "%n" in source} == plurals


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ("zh_CN", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("zh_TW", "en_US"),
        ("en_GB", "en_US"),
        ("de_DE", "en_US"),
        ("C", "en_US"),
    ],
)
def test_without_a_choice_the_systems_language_is_taken_where_there_is_one(translations, monkeypatch, system, language):
    class Locale(QLocale):
        @staticmethod
        def system():
            return QLocale(system)

    monkeypatch.setattr(module, "QLocale", Locale)
    translations.use("")
    assert translations.language == language
    quit_ = QCoreApplication.translate("Command", "Quit")
    assert quit_ == ("退出" if language == "zh_CN" else "Quit")


def test_numbers_follow_the_language(translations):
    translations.use("de")
    assert QLocale().toString(1.5) == "1,5"
    translations.use("zh_CN")
    assert QLocale().toString(1.5) == "1.5"
