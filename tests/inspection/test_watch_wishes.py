"""A watch is called for the activations and layers that it asks for, and for no others."""

from __future__ import annotations

import pytest
import torch
from models import network, some_ids

from gpt_studio.inspection.live import Queries
from gpt_studio.inspection.switching import switched_off
from gpt_studio.inspection.watching import together
from gpt_studio.protocol.switches import Switch, Switches


class Noting:
    def __init__(self, names=None, layers=None):
        self.seen = []
        if names is not None:
            self.names = names
        if layers is not None:
            self.layers = layers

    def __call__(self, name, layer, x):
        self.seen.append((name, layer))


@pytest.mark.parametrize(
    ("names", "layers"), [({"hook_z"}, None), (None, {1}), ({"hook_rot_q", "hook_post"}, {0, 2}), (set(), None)]
)
def test_only_what_is_asked_for_is_told_in_the_order_of_the_forward(names, layers):
    model, every, some = network("gqa-rope-rmsnorm-untied"), Noting(), Noting(names, layers)
    ids = some_ids(7)[None]
    with torch.no_grad():
        model(ids, watch=every)
        model(ids, watch=some)
    inside = [(n, at) for n, at in every.seen if n not in ("hook_embed", "hook_pos_embed")]
    wanted = [(n, at) for n, at in inside if (names is None or n in names) and (layers is None or at in layers)]
    assert [(n, at) for n, at in some.seen if n not in ("hook_embed", "hook_pos_embed")] == wanted
    assert len(inside) > 3 * 12


def test_watches_together_ask_for_what_any_of_them_asks_for():
    one, other = Noting({"hook_q"}, {0}), Noting({"hook_z"}, {2})
    both = together(one, other)
    assert (both.names, both.layers) == ({"hook_q", "hook_z"}, {0, 2})
    assert together(one, Noting()).names is None
    assert together(one, Noting({"hook_z"})).layers is None


def test_switches_and_live_rows_ask_for_their_own_places_and_no_bit_changes():
    model = network("gqa-rope-rmsnorm-untied")
    off = switched_off(Switches((Switch(1, "head", 2), Switch(2, "mlp"))), model.config)
    assert (off.names, off.layers) == ({"hook_z", "hook_mlp_out"}, {1, 2})

    def everywhere(name, layer, x):
        return off(name, layer, x)

    ids = some_ids(12)[None]
    with torch.no_grad():
        assert torch.equal(model(ids, watch=off), model(ids, watch=everywhere))
        assert torch.equal(model(ids, watch=Queries((0, 2))), model(ids))
