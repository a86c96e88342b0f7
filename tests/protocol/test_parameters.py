"""Parameters as data."""

from __future__ import annotations

import math

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.parameters import parameters_of, validate
from gpt_studio.protocol.sampling import FIELD_OF_SAMPLER, HF_ORDER, SamplingParams
from gpt_studio.protocol.training import TrainParams


@pytest.mark.parametrize("kind", [SamplingParams, TrainParams])
def test_every_parameter_has_help_and_a_default_inside_its_range(kind):
    infos = parameters_of(kind)
    assert len(infos) > 5
    for info in infos:
        assert info.help.endswith(".")
        for bound, low in ((info.low, True), (info.high, False)):
            if bound is not None and info.default is not None:
                assert (info.default >= bound) if low else (info.default <= bound)


def test_every_sampler_has_one_field_that_says_whether_it_acts():
    assert set(FIELD_OF_SAMPLER) == set(HF_ORDER) - {"bias"}
    neutral = {i.name for i in parameters_of(SamplingParams) if i.neutral is not None}
    assert set(FIELD_OF_SAMPLER.values()) == neutral
    assert SamplingParams().differing() == {}
    assert SamplingParams(top_k=5).differing() == {"top_k": 5}


@pytest.mark.parametrize(("name", "value"), [("steps", 0), ("lr", math.inf), ("schedule", "spiral"), ("dropout", -0.1)])
def test_a_bad_value_is_named_with_what_was_expected(name, value):
    with pytest.raises(StudioError) as caught:
        validate(TrainParams(**{name: value}))
    assert name in caught.value.message
    assert str(value) in caught.value.found
    assert caught.value.expected


def test_a_run_starts_from_exactly_one_place():
    for values in ({}, {"model": "a", "from_scratch": "1x1x1"}):
        with pytest.raises(StudioError, match="one place"):
            TrainParams(data=("x",), **values).check()
    with pytest.raises(StudioError, match="data"):
        TrainParams(model="a").check()
