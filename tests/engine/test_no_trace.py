"""Looking leaves nothing behind: the same logits, bit by bit, before, while rows are live, and after every question."""

from __future__ import annotations

import pytest
import torch
from live_fixture import KEY, PROMPT, TOKENIZER, ask, ids_of, pool_of, records
from models import MATRIX, network
from torch.nn.modules import module as of_all_modules

from gpt_studio.protocol.commands import Attend, Explain, Generate, Score
from gpt_studio.protocol.events import JobFailed
from gpt_studio.protocol.looking import Ablate, Attribute, Calculate, Lens, RowsArrived, Sweep
from gpt_studio.protocol.switches import Switch, Switches

OFF = Switches((Switch(1, "head", 2), Switch(0, "mlp")), mode="mean")
PARTS = ("CABBAGE?FACADE",)
LOOKS = [
    Attend(6, KEY, PARTS, (0, 1, 2), value_weighted=True), Attend(6, KEY, PARTS, (1,), switches=OFF),
    Lens(7, KEY, PARTS, token=3), Attribute(8, KEY, PARTS, 9, 4, 5), Calculate(9, KEY, PARTS, 1, 2, 9),
    Ablate(10, KEY, PARTS, OFF), Sweep(11, KEY, PARTS), Score(12, KEY, PARTS, switches=OFF),
    Explain(13, KEY, PARTS, 4, forward=True, switches=OFF),
]  # fmt: skip


def written(model, **changes):
    """(rows of logits, the events) of a text that is written by a worker of its own."""
    pool = pool_of(model)
    command = Generate(5, KEY, (PROMPT,), max_tokens=16, seed=2, top=0)
    events = ask(pool, Generate(**({f: getattr(command, f) for f in command.__dataclass_fields__} | changes)))
    return torch.stack([pool.kept.row(r.logits) for r in records(events)]), events


def hooks(model):
    """Everything that hangs on a module, or on all of them."""
    names = [name for name in vars(of_all_modules) if name.startswith("_global_") and name.endswith("_hooks")]
    found = [getattr(of_all_modules, name) for name in names]
    for one in model.modules():
        found += [value for name, value in vars(one).items() if name.endswith("_hooks")]
    return [hook for some in found for hook in some or ()]


@pytest.mark.parametrize(("name", "dtype"), [*zip(MATRIX[::3], [torch.float32, torch.float64] * 3, strict=True)])
def test_logits_are_the_same_bits_before_while_and_after_looking(name, dtype):
    model = network(name, dtype)
    weights = {key: value.clone() for key, value in model.state_dict().items()}
    before, _ = written(model)
    live, events = written(model, shown=(0, 1, 2))
    assert any(isinstance(event, RowsArrived) for event in events)
    other, _ = written(model, switches=OFF, shown=(1,))
    assert not torch.equal(before, other)
    pool = pool_of(model)
    for look in LOOKS:
        said = ask(pool, look)
        assert said and not any(isinstance(event, JobFailed) for event in said)
    after, _ = written(model)
    assert torch.equal(before, live) and torch.equal(before, after)
    assert not hooks(model)
    assert all(torch.equal(weights[key], value) for key, value in model.state_dict().items())
    assert all(weight.requires_grad and weight.grad is None for weight in model.parameters())
    with torch.inference_mode():  # and those of the network itself, called by hand
        row = model(torch.tensor([TOKENIZER.encode(PROMPT)]), model.new_cache(1, 96), last_only=True)[0, -1].float()
    assert torch.equal(row, before[0])
    assert ids_of(events)


def test_a_hook_would_have_been_found():
    model = network("mha-rope-rmsnorm-tied")
    handle = model.blocks[1].attn.register_forward_hook(lambda *_: None)
    assert len(hooks(model)) == 1
    handle.remove()
    assert not hooks(model)
