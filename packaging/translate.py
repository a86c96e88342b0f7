"""The window's texts: from the code into resources/translations/*.ts, and from there into the .qm that Qt reads.

`make translations` after a text has changed; then translate what is unfinished in zh_CN.ts and run it once more.
en.ts holds only the texts with a number in them, for their plurals. `--check` changes nothing and fails where the
.ts or .qm files are not what the code says, or a text has no finished translation. The table of the texts of errors
(error_texts.py) is made first.
"""

from __future__ import annotations

import argparse
import ast
import filecmp
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from error_texts import TABLE  # noqa: E402
from error_texts import made as table_of_errors  # noqa: E402

from gpt_studio.protocol.parameters import parameters_of  # noqa: E402
from gpt_studio.protocol.training import TrainParams  # noqa: E402
from gpt_studio.ui.train.settings_table import CONTEXT, ELSEWHERE  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
LANGUAGES: dict[str, tuple[str, ...]] = {"zh_CN": (), "en": ("-pluralonly",)}
# No line numbers, so that a change of code is no change of the translations; no guesses from similar texts.
OPTIONS = ("-no-obsolete", "-locations", "none", "-source-language", "en", "-disable-heuristic", "similartext")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, fail where something is to be done")
    check = parser.parse_args().check
    if not check:
        TABLE.write_text(table_of_errors(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        for language in LANGUAGES:
            extract(language, made)
            compile_messages(made / f"{language}.ts")
        found = [fault for language in LANGUAGES for fault in faults(made, language, stale=check)]
        if check and TABLE.read_text(encoding="utf-8") != table_of_errors():
            found.append(f"{TABLE.name} is not what the code says: run make translations")
        if not check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            for file in (f"{language}{ending}" for language in LANGUAGES for ending in (".ts", ".qm")):
                shutil.copyfile(made / file, FOLDER / file)
    print("\n".join(found) or "Every text is translated.")
    return 1 if found else 0


def extract(language: str, folder: Path) -> None:
    """Write `folder`/LANGUAGE.ts: the texts of the code with the translations that there are."""
    target = folder / f"{language}.ts"
    if (FOLDER / target.name).exists():
        shutil.copyfile(FOLDER / target.name, target)
    helps, counts = folder / "helps.py", folder / "counts.py"
    helps.write_text(help_texts(), encoding="utf-8")
    counts.write_text(count_texts(), encoding="utf-8")
    sources = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "gpt_studio").rglob("*.py"))
    options = (*OPTIONS, *LANGUAGES[language], "-target-language", language)
    _run("lupdate", *options, str(counts), *sources, str(helps), "-ts", str(target))


def help_texts() -> str:
    """The help of the training parameters that the form shows as tooltips, in a form that lupdate finds."""
    texts = {info.help: None for info in parameters_of(TrainParams) if info.name not in ELSEWHERE}
    lines = (f"QT_TRANSLATE_NOOP({json.dumps(CONTEXT)}, {json.dumps(text, ensure_ascii=False)})" for text in texts)
    return "\n".join(lines) + "\n"


def count_texts() -> str:
    """The texts with a number of `translate`: lupdate sees their plurals only behind a literal number, where it
    meets them first.
    """
    lines: dict[str, None] = {}
    for path in sorted((ROOT / "gpt_studio" / "ui").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "translate":
                said = [argument.value for argument in call.args[:2] if isinstance(argument, ast.Constant)]
                if len(said) == 2 and "%n" in str(said[1]):
                    context, text = (json.dumps(part, ensure_ascii=False) for part in said)
                    lines[f'QCoreApplication.translate({context}, {text}, "", 1)'] = None
    return "\n".join(lines) + "\n"


def compile_messages(ts: Path) -> None:
    """Write the .qm beside a .ts."""
    _run("lrelease", "-silent", "-nounfinished", str(ts), "-qm", str(ts.with_suffix(".qm")))


def faults(made: Path, language: str, *, stale: bool) -> list[str]:
    """What is to be done: unfinished texts and, if asked for, files that differ from what was `made` just now."""
    found = [f"{language}.ts is unfinished: {context}: {text}" for context, text in unfinished(made / f"{language}.ts")]
    for name in (f"{language}.ts", f"{language}.qm"):
        kept = FOLDER / name
        if stale and not (kept.exists() and filecmp.cmp(kept, made / name, shallow=False)):
            found.append(f"{name} is not what the code says: run make translations")
    return found


def unfinished(ts: Path) -> list[tuple[str, str]]:
    """(context, text) of every message without a finished translation."""
    contexts = ElementTree.parse(ts).getroot().iter("context")
    return [
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in contexts
        for message in context.iter("message")
        if message.find("translation[@type='unfinished']") is not None
    ]


def _run(tool: str, *arguments: str) -> None:
    """One of PySide6's tools, which lie beside the interpreter."""
    program = shutil.which(f"pyside6-{tool}", path=str(Path(sys.executable).parent)) or shutil.which(f"pyside6-{tool}")
    if program is None:
        raise SystemExit(f"pyside6-{tool} was not found beside {sys.executable}; PySide6-Essentials brings it")
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"pyside6-{tool} failed: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
