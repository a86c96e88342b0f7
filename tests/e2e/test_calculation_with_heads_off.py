"""The calculation with parts off through the real engine, and its script, which finds the same numbers again."""

import runpy

import pytest

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.files.places import BUNDLED
from gpt_studio.protocol.commands import LoadModel
from gpt_studio.protocol.looking import Attribute, Calculate
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.ui.look_inside.calculation.script import as_python

KEY = ModelKey(BUNDLED, "float32")
TEXT = "ROMEO: what light through yonder window breaks"
HEADS = (Switch(0, "head", 2), Switch(2, "head", 1))


def run(pool, command):
    """The last event of a command."""
    return [event for event in start(command, pool, CancelToken(), lambda _: None) if event is not None][-1]


@pytest.fixture(scope="module")
def engine():
    pool = Pool(1 << 40, 1)
    info = run(pool, LoadModel(1, KEY)).info
    return pool, info


@pytest.mark.parametrize(
    ("switches", "off"),
    [
        (Switches(HEADS), "head"),
        (Switches(HEADS, "mean"), "head"),
        (Switches((Switch(2, "layer"), Switch(1, "mlp")), "mean", 3), "layer"),
    ],
)
def test_the_copied_script_repeats_the_numbers_with_the_same_parts_off(engine, tmp_path, capsys, switches, off):
    pool, info = engine
    found = run(pool, Calculate(2, KEY, (TEXT,), layer=2, head=1, query=5, switches=switches))
    assert found.off == off and found.switches == switches
    script = tmp_path / "calculation.py"
    script.write_text(as_python(found, info), encoding="utf-8")
    runpy.run_path(str(script))
    assert capsys.readouterr().out.endswith("the same numbers\n")
    script.write_text(script.read_text("utf-8").replace("OFF = [", "OFF = [('mlp', 0, 0), ", 1), encoding="utf-8")
    with pytest.raises(AssertionError):
        runpy.run_path(str(script))


def test_a_mean_is_over_the_whole_text_and_not_up_to_the_query_alone(engine):
    pool, _ = engine
    ids = tuple(record.id for record in run(pool, Calculate(2, KEY, (TEXT,), 2, 0, 5)).records)
    off = Switches((Switch(1, "head", 0),), "mean")
    whole = run(pool, Calculate(2, KEY, (TEXT,), 2, 0, 5, switches=off))
    begun = run(pool, Calculate(2, KEY, (ids[:6],), 2, 0, 5, switches=off, over=(ids,)))
    short = run(pool, Calculate(2, KEY, (ids[:6],), 2, 0, 5, switches=off))
    assert (whole.over, begun.over, short.over) == (ids, ids, ids[:6])
    assert (whole.out == begun.out).all() and not (whole.out == short.out).all()


def test_the_heads_of_the_calculation_add_what_why_this_token_says(engine):
    pool, _ = engine
    off = Switches((Switch(0, "head", 1), Switch(1, "mlp")))
    found = run(pool, Calculate(2, KEY, (TEXT,), 2, 0, 5, switches=off))
    logits = next(step for step in found.steps if step.name == "logits")
    said = run(pool, Attribute(3, KEY, (TEXT,), 5, 3, switches=off))
    assert logits.values[3] == pytest.approx(said.logit, abs=1e-4)
