"""A model that cannot be opened: exit code 3, nothing on standard output, one line on standard error, for every use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from broken_models import broken_models, good_model

from gpt_studio.cli.main import _SUBCOMMANDS

USES = {
    "info": (), "tokenize": ("--text", "a"), "generate": ("--prompt", "a"), "score": ("--text", "ab"),
    "attention": ("--text", "ab", "--out", "OUT.npz"), "convert": ("OUT", "--to", "safetensors"),
}  # fmt: skip


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    home = tmp_path_factory.mktemp("broken")
    return broken_models(home / "models", home / "canary")


KINDS = (
    "absent", "an empty folder", "a text", "code", "legacy", "cut", "bomb", "compressed", "tensors alone", "65 bytes",
    "GGUF", "another version", "no tensors", "cut weights", "a giant header", "no weights", "another family",
    "a giant vocabulary", "no config", "an index that leaves", "a broken tokenizer", "a link out", "a pipe",
    "[red]marked[/blue]",
)  # fmt: skip


def test_every_use_and_every_kind_is_in_the_table(models):
    assert set(_SUBCOMMANDS) <= {*USES, "train", "runs", "fetch", "evaluate", "bench", "lens", "ablate", "sample-data"}
    assert set(models) <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_opened_is_one_line_and_exit_code_3(kind, models, studio, tmp_path):
    if kind not in models:
        pytest.skip("links and pipes as POSIX has them")
    for use, words in USES.items():
        if use not in _SUBCOMMANDS or (use == "convert" and kind == "a broken tokenizer"):  # weights alone need none
            continue
        for json in ((), ("--json",)):
            words = [str(tmp_path / word) if word.startswith("OUT") else word for word in words]
            ran = studio(use, models[kind], *words, *json, check=3)
            line = ran.err.removesuffix("\n")
            assert ran.out == "" and "\n" not in line and str(models[kind].name) in line, (use, ran)
            assert line.isprintable() and len(line) <= 4096 and "Traceback" not in line
            assert not list(tmp_path.glob("OUT*"))
    assert not (models[kind].parent.parent / "canary").exists()


def test_a_name_that_looks_like_markup_is_shown_as_it_is(studio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = good_model(Path("[bold]a[/x] :smile:"))
    assert folder.name in studio("info", folder).out


@pytest.mark.skipif(os.name == "nt", reason="file names as POSIX has them")
def test_a_name_with_control_characters_does_not_reach_the_terminal(studio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "odd\x1b[31m\u202egpj\x07"
    assert studio("info", name, check=3).err.removesuffix("\n").isprintable()
    good_model(Path(name))
    assert "\x1b" not in studio("info", name).out and "\u202e" not in studio("info", name).out


CANARY = "open({!r}, 'a').write('ran')\n"
MODULES = (
    "modeling_x.py", "sitecustomize.py", "usercustomize.py", "json.py", "conftest.py", "torch.py", "tokenizers.py",
    "numpy.py", "gpt_studio.py", "configuration_x.py",
)  # fmt: skip


def test_code_in_a_model_folder_is_not_run_even_from_within_it(tmp_path):
    folder, canary = good_model(tmp_path / "model"), tmp_path / "canary"
    for name in MODULES:
        (folder / name).write_text(CANARY.format(str(canary)))
    (folder / "pyproject.toml").write_text("[tool.pytest]")
    script = Path(sys.executable).with_name("gpt-studio")
    environment = os.environ | {"GPT_STUDIO_HOME": str(tmp_path / "home")}
    for words in (["info", "."], ["generate", ".", "--prompt", "a", "--max-tokens", "2"]):
        done = subprocess.run(
            [script, *words], cwd=folder, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stderr
    assert not canary.exists()


OFFLINE = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto", "urllib.Request"):
        raise SystemExit(f"{event} {args}")
sys.addaudithook(refuse)
from gpt_studio.__main__ import main
main()
"""


@pytest.mark.parametrize("words", [
    ("info", "bundled", "--json"), ("tokenize", "bundled", "--text", "ROMEO:"),
    ("generate", "bundled", "--prompt", "ROMEO:", "--max-tokens", "3", "--seed", "1"),
])  # fmt: skip
def test_nothing_is_connected(words, tmp_path):
    """tiktoken would fetch its vocabularies on first use: here they ship with the program."""
    environment = os.environ | {
        "GPT_STUDIO_HOME": str(tmp_path / "home"), "TIKTOKEN_CACHE_DIR": str(tmp_path), "TMPDIR": str(tmp_path),
    }  # fmt: skip
    command = [sys.executable, "-c", OFFLINE, *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0 and done.stdout, done.stderr
