"""`gpt-studio convert`: the contract's document, refusals with one line, and what is left after them."""

from __future__ import annotations

import json

import pytest

from gpt_studio.gpt import load_model


def test_convert_prints_the_document_of_the_contract(studio, tmp_path):
    out = tmp_path / "out"
    ran = studio("convert", "bundled", out, "--to", "huggingface", "--json")
    size = sum(path.stat().st_size for path in out.iterdir())
    assert ran.json == {"out": str(out), "format": "huggingface", "bytes": size, "lossless": True}
    assert load_model(out).info.parameters == load_model("bundled").info.parameters
    assert studio("info", out, "--json").json["tokenizer"] == studio("info", "bundled", "--json").json["tokenizer"]


def test_what_would_lose_information_is_refused_in_one_line_that_says_how(studio, tmp_path):
    ran = studio("convert", "bundled", tmp_path / "out.gguf", "--to", "gguf", "--dtype", "Q8_0", check=3)
    assert ran.out == "" and ran.err.count("\n") == 1
    assert "would lose information" in ran.err and "--force" in ran.err
    assert list(tmp_path.iterdir()) == []
    ran = studio("convert", "bundled", tmp_path / "out.gguf", "--to", "gguf", "--dtype", "q8_0", "--force", "--json")
    assert ran.json["lossless"] is False
    assert studio("info", tmp_path / "out.gguf", "--json").json["quantisation"] == "Q8_0"


def test_an_existing_out_is_refused_without_force(studio, tmp_path):
    out = tmp_path / "out.gguf"
    out.write_text("mine")
    ran = studio("convert", "bundled", out, "--to", "gguf", check=3)
    assert "exists" in ran.err and "--force" in ran.err and out.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "line"),
    [(("--to", "onnx"), "--to is not understood"), (("--to", "nanogpt", "--dtype", "Q8_0"), "--dtype is nothing that")],
)
def test_a_wrong_command_line_is_2(words, line, studio, tmp_path):
    ran = studio("convert", "bundled", tmp_path / "out", *words, check=2)
    assert line in ran.err and list(tmp_path.iterdir()) == []


def test_a_model_that_is_not_there_is_3(studio, tmp_path):
    ran = studio("convert", tmp_path / "none", tmp_path / "out", "--to", "gguf", check=3)
    assert "absent" in ran.err and ran.out == ""


def test_an_interruption_leaves_nothing_and_still_prints_its_document(studio, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("gpt_studio.gpt.export.folder.write_tensor", interrupted)
    ran = studio("convert", "bundled", tmp_path / "out", "--to", "safetensors", "--json", check=130)
    assert json.loads(ran.out) == {"out": str(tmp_path / "out"), "format": "safetensors", "bytes": 0, "lossless": False}
    assert list(tmp_path.iterdir()) == []


def test_a_safetensors_file_is_a_model_again(studio, tmp_path):
    studio("convert", "bundled", tmp_path / "b.safetensors", "--to", "safetensors")
    ran = studio("info", tmp_path / "b.safetensors", "--json")
    assert ran.json["format"] == "safetensors" and ran.json["tokenizer"]["size"] == 1000
