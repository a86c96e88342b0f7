"""A look at a text file, and what is estimated from it."""

import pytest

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.shapes import parameter_count
from gpt_studio.protocol.errors import StudioError
from gpt_studio.ui.train import preview
from gpt_studio.ui.train.preview import estimated_parameters, look_at


def test_a_small_file_is_counted_exactly(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes("\r\n  \nDas Schöne 🦉\nEnde".encode())
    found = look_at(file)
    assert found.characters == len(file.read_bytes().decode())
    assert found.exact
    assert found.size == file.stat().st_size
    assert found.alphabet == len(set(file.read_bytes().decode()))
    assert found.beginning == "Das Schöne 🦉"


@pytest.mark.parametrize("limit", range(40, 60))
def test_a_large_file_is_estimated_wherever_the_look_ends(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(preview, "LOOKED_AT", limit)
    file = tmp_path / "a.txt"
    text = "ä語🦉x" * 100
    file.write_text(text, encoding="utf-8")
    found = look_at(file)
    assert not found.exact
    assert found.characters == pytest.approx(len(text), rel=0.1)


def test_a_long_first_line_is_cut_short(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("word " * 100)
    assert len(look_at(file).beginning) <= preview.SHOWN
    assert look_at(file).beginning.endswith("…")


@pytest.mark.parametrize(("content", "expected"), [(b"", "empty"), (b"caf\xe9 au lait", "UTF-8"), (b"\x80", "UTF-8")])
def test_what_is_no_text_is_refused_by_name(tmp_path, content, expected):
    file = tmp_path / "strange.txt"
    file.write_bytes(content)
    with pytest.raises(StudioError, match="strange") as refused:
        look_at(file)
    assert expected in refused.value.one_line()


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "absent.txt"):
        with pytest.raises(StudioError, match=path.name):
            look_at(path)


@pytest.mark.parametrize("shape", ["2x2x64", "4x4x128", "6x6x384"])
def test_the_estimate_of_parameters_is_the_count_of_the_network(shape):
    layers, heads, width = map(int, shape.split("x"))
    config = DecoderConfig(
        vocab_size=65, n_layer=layers, n_head=heads, d_model=width, max_len=256, norm_bias=False, qkv_bias=False,
        out_bias=False, mlp_bias=False,
    )  # fmt: skip
    assert estimated_parameters(shape, 65, 256) == parameter_count(config)
