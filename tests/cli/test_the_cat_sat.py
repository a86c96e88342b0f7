""" "The cat sat on the mat": what "sat" looks at, on the command line, for GPT-2-shaped and Llama-shaped models."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from cat_folder import SHAPES, TEXT, eager, save
from PySide6.QtGui import QImage

from gpt_studio.gpt import load_model

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module", params=SHAPES)
def folder(request, tmp_path_factory):
    return save(request.param, tmp_path_factory.mktemp(request.param))


def test_numbers_words_and_picture_are_those_of_eager_attention(studio, folder, tmp_path):
    said = studio("attention", folder, "--text", TEXT, "--query", "sat", "--out", tmp_path / "a.npz").out
    with np.load(tmp_path / "a.npz") as found:
        ids, weights = found["token_ids"].tolist(), found["attention"]
    expected = eager(folder, ids)
    np.testing.assert_allclose(weights, expected, atol=1e-5)
    tokens = [load_model(str(folder)).tokenizer.decode([i]) for i in ids]
    assert "".join(tokens) == TEXT
    sat = tokens.index(" sat")
    assert expected[:, :, sat, : sat + 1].max(-1).mean() > 0.5

    line = said.splitlines()[-1]  # ␣sat looks at ␣cat 61 %, The 33 %, … (layer 1, head 2)
    layer, head = (int(word.strip(",)")) for word in line.split("(layer ")[1].split(" head "))
    row = expected[layer, head, sat]
    best = sorted(range(sat + 1), key=lambda key: -row[key])
    assert line.startswith("␣sat looks at")
    first = line.removeprefix("␣sat looks at ").split(" %")[0]
    assert first == f"{tokens[best[0]].replace(' ', '␣')} {100 * row[best[0]]:.0f}"


def test_the_drawing_writes_each_source_with_its_share_and_the_picture_can_be_made_again(studio, folder, tmp_path):
    options = ("--text", TEXT, "--query", "sat", "--layers", "1", "--heads", "2")
    studio("attention", folder, *options, "--out", tmp_path / "a.svg")
    studio("attention", folder, *options, "--out", tmp_path / "a.png")
    beside = json.loads((tmp_path / "a.svg.json").read_text())
    row = eager(folder, beside["ids"])[1, 2, beside["tokens"].index(" sat")]
    words = "\n".join(node.text or "" for node in ElementTree.parse(tmp_path / "a.svg").iter() if node.text)
    for key in range(beside["tokens"].index(" sat") + 1):
        assert beside["tokens"][key].strip() in words
        if row[key] > 0.01:
            assert f"{100 * row[key]:.0f} %" in words
    assert min(QImage(str(tmp_path / "a.png")).size().toTuple()) > 500
