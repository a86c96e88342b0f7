"""What only the window saves (a calculation, why a token, heads over a file) is made again on the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest
from test_attention_command import TEXT, folder  # noqa: F401

from gpt_studio.cli.headless import Headless
from gpt_studio.protocol.heads_over import HeadsOver
from gpt_studio.protocol.looking import Attribute, Calculate
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.ui.leaving.saving import save
from gpt_studio.ui.look_inside.calculation import saving as calculation_saving
from gpt_studio.ui.look_inside.over_file import saving as over_saving
from gpt_studio.ui.write.why import saving as why_saving

pytestmark = pytest.mark.usefixtures("qapp")
OFF = Switches((Switch(0, "head", 1),), "mean")


def made(folder, tmp_path, kind):  # noqa: F811
    """What the window would save."""
    key = ModelKey(str(folder))
    engine = Headless(key, 1)

    def last(command):
        return list(engine.run(command))[-1]

    if kind == "calculation":
        found = last(Calculate(1, key, (TEXT,), 1, 1, 3, switches=OFF))
        return "attention", calculation_saving.leaving(found, 2)
    if kind == "heads_over":
        lines = tmp_path / "lines.txt"
        lines.write_text(f"{TEXT}\n{TEXT} again\n", encoding="utf-8")
        return "attention", over_saving.leaving(last(HeadsOver(1, key, str(lines), 2)), "previous")
    whole = last(Calculate(1, key, (TEXT,), 0, 0, 0)).records
    ids = tuple(record.id for record in whole)
    found = last(Attribute(1, key, (ids[:3],), 2, ids[3], 5, OFF, over=(ids[:2],)))
    view = why_saving.WhyView(found, whole[3], "x", OFF, None, whole, (ids[:2],), True)
    return "lens", why_saving.leaving(view)


@pytest.mark.parametrize("kind", ["calculation", "attribution", "heads_over"])
def test_it_comes_back_number_by_number(studio, folder, tmp_path, kind):  # noqa: F811
    name, leaving = made(folder, tmp_path, kind)
    first = save(leaving, tmp_path / "a.npz")
    document = json.loads(first.read_text())
    again = studio(name, folder, "--view", first, "--out", tmp_path / "b.npz", "--json").json
    with np.load(tmp_path / "a.npz") as a, np.load(tmp_path / "b.npz") as b:
        assert set(a) == set(b)
        for array in a:
            np.testing.assert_array_equal(a[array], b[array])
            assert np.shape(again["arrays"][array]) == a[array].shape
    assert json.loads((tmp_path / "b.npz.json").read_text()) == document
    assert studio(name, folder, "--view", first, "--out", tmp_path / "b.svg").out
    wrong = "lens" if name == "attention" else "attention"
    refused = studio(wrong, folder, "--view", first, "--out", tmp_path / "c.npz", check=3)
    assert "describes another view" in refused.err
