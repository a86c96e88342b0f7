"""A network learns on the device where it lies. torch's meta device stands for one: it computes shapes, no numbers,
and refuses to mix with what lies elsewhere. No test here runs on a GPU."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.feed import MicroBatch
from gpt_studio.training.networks import network_config
from gpt_studio.training.optimiser import make_optimiser, restore_moments
from gpt_studio.training.prepare import prepare_new
from gpt_studio.training.step import summed_loss


@pytest.fixture
def elsewhere():
    return Decoder(network_config("2x2x16", 20, 8, 0.1)).to("meta")


def test_micro_batches_of_the_processor_are_learnt_from_where_the_network_is(elsewhere):
    ids = torch.zeros(2, 8, dtype=torch.int64)
    loss = summed_loss(elsewhere, MicroBatch(ids, ids))
    loss.backward()
    assert loss.device.type == "meta"
    assert {weight.grad.device.type for weight in elsewhere.parameters()} == {"meta"}
    with pytest.raises(RuntimeError, match="device"):
        torch.nn.functional.cross_entropy(torch.zeros(2, 20, device="meta"), ids[0, :2])


def test_moments_are_put_back_beside_their_weights(elsewhere):
    optimiser = make_optimiser(elsewhere, 1e-3, (0.9, 0.99), 0.1)
    kept = {
        f"{kind}.{name}": torch.zeros(weight.shape)
        for name, weight in elsewhere.named_parameters()
        for kind in ("exp_avg", "exp_avg_sq")
    }
    restore_moments(elsewhere, optimiser, kept, 3)
    found = [tensor for state in optimiser.state.values() for tensor in state.values()]
    assert {tensor.device.type for tensor in found} == {"meta"}


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_a_device_that_is_not_there_is_named_before_anything_is_written(params):
    asked = replace(params, device="cuda")
    with pytest.raises(StudioError, match="device cuda is not there"):
        prepare_new(asked, read_source(asked))
