"""What `lens` and `ablate` save is made again from the JSON beside it: the same numbers, of the same model alone."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from test_attention_command import TEXT, folder  # noqa: F401

pytestmark = pytest.mark.usefixtures("qapp")
COMMANDS = {
    "lens": ("lens", "--text", TEXT, "--top", "3"),
    "ablation": ("ablate", "--text", TEXT, "--heads", "0.1,2.3", "--mode", "mean", "--since", "1"),
    "sweep": ("ablate", "--text", TEXT, "--sweep", "--mode", "mean"),
}


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_view_comes_back_number_by_number(studio, folder, tmp_path, kind):  # noqa: F811
    name, *options = COMMANDS[kind]
    first = studio(name, folder, *options, "--out", tmp_path / "a.npz", "--json").json
    assert first["beside"] == str(tmp_path / "a.npz.json")
    saved = json.loads((tmp_path / "a.npz.json").read_text())
    assert saved["kind"] == kind and saved["ids"] and len(saved["model"]["sha256"]) == 64
    again = studio(name, folder, "--view", tmp_path / "a.npz.json", "--out", tmp_path / "b.npz", "--json").json
    ours = {key: value for key, value in first.items() if key not in ("out", "beside")}
    assert {key: value for key, value in again.items() if key in ours} == ours
    with np.load(tmp_path / "a.npz") as a, np.load(tmp_path / "b.npz") as b:
        assert set(a) == set(b)
        for array in a:
            np.testing.assert_array_equal(a[array], b[array])
    assert (tmp_path / "a.npz.json").read_text() == (tmp_path / "b.npz.json").read_text()


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_view_has_a_picture_with_its_words_as_text(studio, folder, tmp_path, kind):  # noqa: F811
    name, *options = COMMANDS[kind]
    studio(name, folder, *options, "--out", tmp_path / "a.svg")
    texts = ["".join(node.itertext()) for node in ElementTree.parse(tmp_path / "a.svg").iter(f"{SVG}text")]
    expected = {"lens": "embedding", "ablation": "KL", "sweep": "2.3"}[kind]
    assert any(expected in text for text in texts)
    studio(name, folder, "--view", tmp_path / "a.svg.json", "--dark", "--out", tmp_path / "b.png")
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "b.png.json").read_text())["shown"]["dark"] is True


SVG = "{http://www.w3.org/2000/svg}"


def test_the_sweep_is_each_head_by_itself(studio, folder, tmp_path):  # noqa: F811
    swept = studio("ablate", folder, "--text", TEXT, "--sweep", "--json").json
    one = studio("ablate", folder, "--text", TEXT, "--heads", "1.2", "--json").json
    count = one["baseline"]["counted"]
    delta = (one["ablated"]["nll_nats"] - one["baseline"]["nll_nats"]) / count
    assert swept["delta_loss"][1][2] == pytest.approx(delta, abs=1e-6)
    assert swept["kl"][1][2] == pytest.approx(sum(one["kl_per_token"]) / count, abs=1e-6)


def test_a_view_of_another_model_of_another_kind_or_with_a_text_besides_is_refused(studio, folder, tmp_path):  # noqa: F811
    studio("lens", folder, "--text", TEXT, "--out", tmp_path / "a.csv")
    beside = tmp_path / "a.csv.json"
    ran = studio("ablate", folder, "--view", beside, "--json", check=3)
    assert ran.out == "" and "expected ablation or sweep, found lens" in ran.err
    ran = studio("lens", folder, "--view", beside, "--text", TEXT, check=2)
    assert "a text or --view" in ran.err
    ran = studio("ablate", folder, "--text", TEXT, "--sweep", "--heads", "0.1", check=2)
    assert "told in one way" in ran.err
    saved = json.loads(beside.read_text())
    beside.write_text(json.dumps(saved | {"model": saved["model"] | {"sha256": "0" * 64}}))
    ran = studio("lens", folder, "--view", beside, "--json", check=3)
    assert ran.out == "" and "was saved with another model" in ran.err and len(ran.err.splitlines()) == 1
