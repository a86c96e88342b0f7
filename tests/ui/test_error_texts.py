"""Errors below the window are English; the window finds the text from which each was made, and says it in its own."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QGuiApplication

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.parameters import validate
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.training.datasets.formats import BadRow, content_of
from gpt_studio.ui.banner import Banner
from gpt_studio.ui.errors.recognising import Known, recognise
from gpt_studio.ui.errors.saying import line_of, read_line, translated
from gpt_studio.ui.errors.templates import TEMPLATES
from gpt_studio.ui.train.notice import Notice

ROOT = Path(__file__).parent.parent.parent
TEXTS = [text for text, _ in TEMPLATES]
HOLE = re.compile(r"%\d+")


@pytest.fixture(scope="module")
def reader():
    """packaging/text_reader.py, which is no part of the package."""
    sys.path.append(str(ROOT / "packaging"))
    try:
        yield importlib.import_module("text_reader")
    finally:
        sys.path.pop()


def read(reader, **modules):
    found = reader.Reader(reader.Module.read(f"{name}.py", text) for name, text in modules.items()).read()
    return {text.replace(reader.OPAQUE, "<>").replace(reader.NESTED, "<text>") for text in found}


# -- the table -------------------------------------------------------------------------------------------------------


def test_values_are_holes_and_choices_are_written_out(reader):
    code = """
def refuse(path, size):
    raise StudioError(
        "too_large", f"{path} is too large", expected="a small file" if size else "one that is not empty",
        found=f"{size:,} bytes{' or more' if size > 9 else ''}",
    )
"""
    said = {"<> is too large", "a small file", "one that is not empty", "<> bytes", "<> bytes or more"}
    assert read(reader, code=code) == said


def test_what_a_builder_of_errors_is_called_with_is_found_in_other_files_too(reader):
    builder = 'def broken(key, expected):\n    return StudioError("damaged", f"{key} is broken", expected=expected)\n'
    caller = 'from .builder import broken\n\ndef read(most):\n    raise broken("n_head", f"at most {most} heads")\n'
    assert read(reader, builder=builder, caller=caller) == {"<> is broken", "at most <> heads"}


def test_a_text_within_a_text_is_a_hole_for_texts(reader):
    code = """
ADVICE = "Try it again"

def _why(found):
    return "it is a pickle" if found else "it is something else"

def read(path, found):
    try:
        pass
    except ValueError as error:
        raise StudioError("damaged", f"{path} is no text: {error}", found=_why(found), remedy=f"Check it. {ADVICE}")
"""
    said = {"<> is no text: <text>", "it is a pickle", "it is something else", "Check it. <text>", "Try it again"}
    assert read(reader, code=code) == said


def test_every_literal_text_of_a_refusal_is_in_the_table():
    """Read in another way than the table: only what stands right in the call, by its longest piece."""
    table = "\n".join(TEXTS)
    missing = []
    for path in sorted((ROOT / "gpt_studio").rglob("*.py")):
        below = path.relative_to(ROOT / "gpt_studio").parts[0]
        if below in ("cli", "ui") or "StudioError(" not in (text := path.read_text(encoding="utf-8")):
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "StudioError":
                for given_ in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
                    parts = given_.values if isinstance(given_, ast.JoinedStr) else [given_]
                    pieces = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
                    longest = max(pieces, key=len, default="")
                    if " " in longest.strip() and longest not in table:
                        missing.append((path.name, call.lineno, longest))
    assert not missing


# -- recognising -----------------------------------------------------------------------------------------------------


def rebuilt(known):
    """The English text that a recognised one stands for."""
    if isinstance(known, str):
        return known
    return HOLE.sub(lambda hole: rebuilt(known.holes[int(hole[0][1:]) - 1]), known.template)


WORDS = st.text("ab:,.% 0/'", min_size=1, max_size=8)


@settings(max_examples=60)
@given(st.sampled_from(TEXTS), st.lists(WORDS, min_size=12, max_size=12))
def test_what_is_recognised_stands_for_the_very_text(template, words):
    text = HOLE.sub(lambda hole: words[int(hole[0][1:]) - 1], template)
    found = recognise(text)
    assert found is None or rebuilt(found) == text


@settings(max_examples=60)
@given(st.lists(st.sampled_from([": expected ", ", found ", ": found ", ". ", "a file", "x is empty", " or ", "/a b"])))
def test_a_line_taken_apart_stands_for_the_very_line(pieces):
    line = "".join(pieces)
    found = read_line(line)
    assert found is None or rebuilt(found) == line


@pytest.mark.parametrize("name", ["model.gguf", "7", "wte.weight", "ROMEO"])
def test_every_template_is_recognised_with_a_name_in_its_holes(name):
    for text in TEXTS:
        if text != "%1: %2":  # of signs alone: what follows has to be known
            assert recognise(HOLE.sub(name, text)) is not None, text


def test_a_name_that_says_what_an_error_could_say_stays_a_name():
    assert recognise("/a/nothing is not loaded") == Known("%1 is not loaded", ("/a/nothing",), 11)
    assert recognise("not an error of ours at all") is None
    assert recognise("to be or not to be") is None  # what someone typed, though "%1 or %2" would fit


def test_the_file_before_a_reason_is_no_part_of_the_reason():
    reason = Known("%1 is not understood", (recognise("the preset"),), 24)
    assert recognise("/a/b.json: the preset is not understood") == Known("%1: %2", ("/a/b.json", reason), 24)


def test_what_no_template_made_stays_as_it_is():
    for text in ("Der Text", "", "x: expected y", "%1", "a" * 10_000):
        assert translated(text) == text


# -- saying ----------------------------------------------------------------------------------------------------------


class Shouting(QTranslator):
    """A language in which every text of an error is in capitals, its parts the other way round."""

    def translate(self, context, source, disambiguation=None, n=-1):
        if context != "Errors":
            return ""
        said = re.sub(r"%\d+|[^%]+", lambda part: part[0] if part[0][0] == "%" else part[0].upper(), source)
        return f"«{said}»"

    def isEmpty(self):
        return False


@pytest.fixture
def shouting(qapp):
    translator = Shouting()
    yield translator
    QCoreApplication.removeTranslator(translator)


def refusals(folder):
    """What a person meets: raised by the code itself."""
    (folder / "cut.gguf").write_bytes(b"GGUF\3\0\0\0\1")
    (folder / "empty").mkdir()
    for path in ("absent.gguf", "cut.gguf", "empty"):
        with pytest.raises(StudioError) as caught:
            read_checkpoint(folder / path)
        yield caught.value
    with pytest.raises(StudioError) as caught:
        validate(SamplingParams(temperature=-1.0))
    yield caught.value
    with pytest.raises(BadRow) as bad:
        content_of({"messages": [{"role": "user"}]}, "messages", {})
    yield StudioError(
        "bad_data", "a.jsonl, line 3, holds no example", expected="a row of a known format", found=str(bad.value)
    )


def test_every_part_of_real_refusals_is_said_in_the_language_and_names_stay(shouting, tmp_path):
    for error in refusals(tmp_path):
        assert line_of(error) == translated(error.one_line()) == error.one_line()
        QCoreApplication.installTranslator(shouting)
        line, read_again = line_of(error), translated(error.one_line())
        QCoreApplication.removeTranslator(shouting)
        assert line == read_again
        kept = re.sub(re.escape(str(tmp_path)) + r"/[\w.]+|\w+\.\w+|temperature", "", line)
        assert re.findall(r"[a-z]{2,}", kept) == [], line


def test_a_banner_that_is_shown_changes_with_the_language(qtbot, shouting):
    banner = Banner()
    qtbot.addWidget(banner)
    event = JobFailed(1, "absent", "/m/a.gguf is absent", expected="a file or a folder", details="Traceback")
    for tell in (lambda: banner.tell_failure(event), lambda: banner.tell(event.one_line(), event.details)):
        tell()
        assert banner.text() == "/m/a.gguf is absent: expected a file or a folder"
        QCoreApplication.installTranslator(shouting)
        qtbot.waitUntil(lambda: banner.text() != event.one_line())
        said = banner.text()
        assert "/m/a.gguf« IS ABSENT»" not in said and "/m/a.gguf IS ABSENT" in said and "A FILE OR A FOLDER" in said
        banner._copy.click()
        assert QGuiApplication.clipboard().text() == f"{said}\n\n{event.one_line()}\n\nTraceback"
        QCoreApplication.removeTranslator(shouting)
        qtbot.waitUntil(lambda: banner.text() == event.one_line())
        banner._copy.click()
        assert QGuiApplication.clipboard().text() == f"{event.one_line()}\n\nTraceback"


def test_why_a_run_ended_is_said_in_the_language_above_its_log(qtbot, shouting):
    notice = Notice()
    qtbot.addWidget(notice)
    line = "step 5 was not saved: [Errno 28] No space left on device: '/r'; the last checkpoint is none"
    notice.say(line, ["step 5 of 9", line])
    QCoreApplication.installTranslator(shouting)
    qtbot.waitUntil(lambda: notice.message.text() != line)
    assert "NO SPACE LEFT ON DEVICE" in notice.message.text() and "'/r'" in notice.message.text()
    assert notice.log.toPlainText() == f"step 5 of 9\n{line}"  # a log is what was written
