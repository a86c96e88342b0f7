"""What is left out loses its colour and nothing else: data, readings and exports stay, until rows are renormalised."""

import numpy as np
import pytest
from test_look_inside_panel import point_at, shown, weights_of, window  # noqa: F401

from gpt_studio.protocol.attention import HeadStatistics
from gpt_studio.ui.look_inside.gallery import Gallery
from gpt_studio.ui.look_inside.labels import share
from gpt_studio.ui.look_inside.saving import save


@pytest.mark.parametrize("left_out", ["first", "special"])
def test_leaving_out_the_first_token_changes_colours_alone(window, qtbot, tmp_path, left_out):  # noqa: F811
    shown(window, qtbot)
    heads, raw = window.panel.heads, weights_of((0,), 4, 6)[0, 0]
    picture = heads.map.grab().toImage()
    heads.view_menu.left_out[left_out].trigger()
    assert np.array_equal(heads.view().shown, raw) and np.array_equal(heads.map._shown.weights, raw)
    assert heads.map._shown.hidden.tolist() == [True] + [False] * 5
    assert heads.map._shown.top == pytest.approx(float(raw[:, 1:].max()))  # colours reach to the strongest that is left
    assert heads.map.grab().toImage() != picture
    point_at(window, 4, 0)
    assert heads.readout() == f"␣the → The {share(raw[4, 0])}"
    save(heads.view(), tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as found:
        assert np.array_equal(found["attention"][0, 0], raw)
    heads.view_menu.renormalised.trigger()
    rest = raw[1:, 1:].astype(np.float64) / raw[1:, 1:].astype(np.float64).sum(1, keepdims=True)
    assert np.abs(heads.view().shown[1:, 1:] - rest).max() < 1e-6
    point_at(window, 4, 2)
    assert heads.readout() == f"␣the → ␣sat {share(rest[3, 1])}"


@pytest.mark.parametrize("by", ["induction", "duplicate"])
def test_heads_are_ranked_by_what_needs_repeats_too(by):
    gallery = Gallery()
    for head, number in enumerate((0.1, 0.7, None, 0.3)):
        of_head = {"induction": 0.5, "duplicate": 0.5} | {by: number}
        gallery.statistics[1, head] = HeadStatistics(1, head, 0.5, 0.1, 0.1, 0.1, 1.0, 2.0, **of_head)
    ranked = gallery.ranked(by, [(1, head) for head in range(4)])
    assert [head for head, _ in ranked] == [(1, 1), (1, 3), (1, 0)]
