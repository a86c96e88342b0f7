"""The numbers of a run: in order, replaced where a run was resumed, averaged as a plain loop does."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpt_studio.protocol.runs import MetricsLine
from gpt_studio.ui.train.curve import LossCurve
from gpt_studio.ui.train.history import History, running_mean, window_for
from gpt_studio.ui.train.series_curve import SeriesCurve


def line(step, loss=None, val_loss=None):
    return MetricsLine(step, step * 10, loss, val_loss)


def test_lines_are_kept_in_order_also_beyond_the_first_buffer():
    history = History()
    for start in range(1, 1500, 100):
        history.append(line(step, 1 / step) for step in range(start, start + 100))
    assert len(history) == 1500
    assert np.array_equal(history.steps, np.arange(1, 1501))
    assert np.array_equal(history.losses, 1 / np.arange(1, 1501))
    assert history.last == line(1500, 1 / 1500)


def test_a_loss_that_was_not_finite_is_a_gap():
    history = History()
    history.append([line(1, 2.0), line(2, None), line(3, 1.0)])
    assert [math.isnan(loss) for loss in history.losses] == [False, True, False]


def test_validations_are_only_the_steps_that_have_one():
    history = History()
    history.append([line(1, 2.0), line(2, 2.0, 2.5), line(3, 2.0), line(4, None, 2.25)])
    steps, values = history.validations
    assert steps.tolist() == [2, 4]
    assert values.tolist() == [2.5, 2.25]


def test_an_earlier_step_replaces_what_came_after_it():
    history = History()
    history.append(line(step, float(step)) for step in range(1, 11))
    history.append([line(6, 60.0), line(7, 70.0)])
    assert history.steps.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert history.losses.tolist() == [1, 2, 3, 4, 5, 60, 70]
    history.clear()
    assert len(history) == 0
    assert history.last is None


def test_the_nearest_line_to_a_step():
    history = History()
    assert history.index_at(5) == -1
    history.append([line(10), line(20), line(40)])
    assert [history.index_at(step) for step in (-5, 10, 14, 16, 29, 31, 400)] == [0, 0, 0, 1, 1, 2, 2]


@given(
    st.lists(st.one_of(st.floats(-50, 50), st.just(math.nan)), max_size=60),
    st.sampled_from([2, 5, 10, 20, 50, 200]),
)
def test_the_mean_is_that_of_a_plain_loop(values, window):
    found = running_mean(np.array(values, float), window)
    for i, mean in enumerate(found):
        reach = min(window // 2, i)
        around = [v for v in values[i - reach : i + reach + 1] if not math.isnan(v)]
        if around:
            assert mean == pytest.approx(sum(around) / len(around), abs=1e-9)
        else:
            assert math.isnan(mean)


def test_the_window_grows_with_the_run():
    windows = [window_for(points) for points in range(6000)]
    assert windows[0] == 1
    assert windows == sorted(windows)
    assert windows[-1] == 200


def test_a_step_stands_at_the_same_place_in_both_curves_also_where_one_is_zoomed(qtbot):
    above = LossCurve()
    qtbot.addWidget(above)
    below = SeriesCurve()
    qtbot.addWidget(below)
    below.stand_below(above)
    above.item.setXRange(20, 30, padding=0)
    assert below.item.viewRange()[0] == pytest.approx([20, 30])
