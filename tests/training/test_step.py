from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import GPT2Config, GPT2LMHeadModel

from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.batches import step_starts, windows_at
from gpt_studio.training.feed import MicroBatch, Windows
from gpt_studio.training.optimiser import make_optimiser, moments, restore_moments
from gpt_studio.training.plan import Plan, settle
from gpt_studio.training.step import accumulate, summed_loss, take_step, validate

IDS = np.random.default_rng(0).integers(0, 11, 500).astype(np.uint16)


def plan(**changes: object) -> Plan:
    settled = settle(TrainParams(from_scratch="2x2x16", steps=50, batch=4, lr=1e-2, weight_decay=0.5), 12)[1]
    return replace(settled, **changes)


def windows(plan: Plan, val: np.ndarray = IDS[:0]) -> Windows:
    return Windows(IDS, val, plan)


def network(dropout: float = 0.0, bias: bool = True) -> Decoder:
    biases = dict.fromkeys(("norm_bias", "qkv_bias", "out_bias", "mlp_bias"), bias)
    model = Decoder(DecoderConfig(11, 2, 2, 16, 12, dropout=dropout, **biases))
    init_weights(model, 3)
    return model


def gradients(model: Decoder) -> torch.Tensor:
    return torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])


@pytest.mark.parametrize(("batch", "parts"), [(4, 2), (2, 4), (1, 8)])
def test_accumulated_gradients_equal_those_of_one_batch(batch: int, parts: int) -> None:
    whole, split = network(), network()
    loss = accumulate(whole, windows(plan(batch=8)).step(1))
    other = accumulate(split, windows(plan(batch=batch, accumulate=parts)).step(1))
    assert other == pytest.approx(loss, rel=1e-6)
    assert (gradients(whole) - gradients(split)).abs().max() < 1e-6


def test_the_loss_of_a_step_equals_that_of_transformers_gpt2_on_the_same_batch(tmp_path: Path) -> None:
    model = network()
    save_checkpoint(tmp_path, model, chars_of(["abcdefghijk"]))
    theirs = GPT2LMHeadModel.from_pretrained(tmp_path, attn_implementation="eager").eval()
    inputs, targets = windows_at(IDS, step_starts(0, 1, 4, len(IDS) - 12), 12)
    logits = theirs(inputs).logits.double()
    expected = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten()).item()
    assert accumulate(model, windows(plan()).step(1)) == pytest.approx(expected, abs=1e-5)


def test_a_step_equals_adamw_written_out_in_float64() -> None:
    model = network().double()
    p = plan(betas=(0.8, 0.95), clip=0.05, warmup=1)
    before = {name: w.detach().clone() for name, w in model.named_parameters()}
    optimiser = make_optimiser(model, p.lr, p.betas, p.weight_decay)
    result = take_step(model, optimiser, windows(p), p, 1)
    assert result is not None and result.updated and result.grad_norm > p.clip
    after = {name: w.detach().clone() for name, w in model.named_parameters()}

    other = network().double()
    accumulate(other, windows(p).step(1))
    grads = {name: w.grad for name, w in other.named_parameters()}
    norm = math.sqrt(sum(float((g**2).sum()) for g in grads.values()))
    assert result.grad_norm == pytest.approx(norm, rel=1e-6)
    for name, weight in before.items():
        g = grads[name] * (p.clip / (norm + 1e-6))
        decay = p.weight_decay if weight.dim() >= 2 else 0.0
        first, second = (1 - 0.8) * g, (1 - 0.95) * g * g
        step = (first / (1 - 0.8)) / ((second / (1 - 0.95)).sqrt() + 1e-8)
        expected = weight * (1 - p.lr * decay) - p.lr * step
        assert (after[name] - expected).abs().max() < 1e-9, name


def test_matrices_and_embeddings_decay_and_gains_and_biases_do_not() -> None:
    model = network()
    optimiser = make_optimiser(model, 1e-3, (0.9, 0.99), 0.1)
    names = {id(w): name for name, w in model.named_parameters()}
    decaying, still = ({names[id(w)] for w in group["params"]} for group in optimiser.param_groups)
    assert [group["weight_decay"] for group in optimiser.param_groups] == [0.1, 0.0]
    assert {"wte.weight", "wpe.weight", "blocks.0.attn.qkv.weight", "blocks.1.mlp.down.weight"} <= decaying
    assert all(name.endswith("bias") or ".ln_" in f".{name}" for name in still)
    assert decaying | still == set(names.values()) and not decaying & still


def test_an_optimiser_goes_on_from_its_moments_bit_by_bit() -> None:
    straight, p = network(), plan()
    optimiser = make_optimiser(straight, p.lr, p.betas, p.weight_decay)
    for step in (1, 2, 3):
        take_step(straight, optimiser, windows(p), p, step)
    resumed = network()
    resumed.load_state_dict(straight.state_dict())
    kept = {name: moment.clone() for name, moment in moments(straight, optimiser).items()}
    other = make_optimiser(resumed, p.lr, p.betas, p.weight_decay)
    restore_moments(resumed, other, kept, 3)
    for step in (4, 5):
        a, b = take_step(straight, optimiser, windows(p), p, step), take_step(resumed, other, windows(p), p, step)
        assert a == b
    assert all(torch.equal(a, b) for a, b in zip(straight.parameters(), resumed.parameters(), strict=True))


def test_moments_of_another_network_are_refused() -> None:
    model, p = network(), plan()
    optimiser = make_optimiser(model, p.lr, p.betas, p.weight_decay)
    take_step(model, optimiser, windows(p), p, 1)
    wider = Decoder(DecoderConfig(11, 2, 2, 32, 12))
    with pytest.raises(ValueError, match="does not fit"):
        restore_moments(wider, make_optimiser(wider, 1e-3, p.betas, 0.1), moments(model, optimiser), 1)
    deeper = Decoder(DecoderConfig(11, 3, 2, 16, 12))
    with pytest.raises(KeyError):
        restore_moments(deeper, make_optimiser(deeper, 1e-3, p.betas, 0.1), moments(model, optimiser), 1)


def test_validation_is_the_sum_over_evenly_spaced_windows_by_their_tokens() -> None:
    model, p = network(dropout=0.5), plan(eval_batches=2, batch=3)
    val = IDS[:101]
    first = validate(model, windows(p, val))
    total, count = 0.0, 0
    model.eval()
    for window in range(6):  # 2 batches of 3 windows of 12 tokens over 101 ids
        start = int(window * (100 - 12) / 5)
        for position in range(12):
            ids = torch.tensor([val[start : start + position + 1].tolist()])
            row = model(ids)[0, -1].detach().double()
            total -= float(torch.log_softmax(row, 0)[int(val[start + position + 1])])
            count += 1
    assert first == pytest.approx(total / count, abs=1e-6)
    assert validate(model, windows(p, val)) == first


def test_a_tail_shorter_than_the_context_is_validated_whole() -> None:
    model = network()
    inputs, targets = torch.tensor([IDS[:6].tolist()]), torch.tensor([IDS[1:7].tolist()])
    expected = summed_loss(model.eval(), MicroBatch(inputs, targets)).item() / 6
    assert validate(model, windows(plan(), IDS[:7])) == pytest.approx(expected, rel=1e-6)


def test_dropout_depends_on_seed_and_step_only() -> None:
    a, b = network(dropout=0.3), network(dropout=0.3)
    p = plan(dropout=0.3)
    torch.manual_seed(1)
    first = take_step(a, make_optimiser(a, p.lr, p.betas, 0.1), windows(p), p, 7)
    torch.manual_seed(2)
    assert take_step(b, make_optimiser(b, p.lr, p.betas, 0.1), windows(p), p, 7) == first


def test_a_loss_that_is_not_finite_leaves_weights_and_moments_alone() -> None:
    model, p = network(), plan()
    optimiser = make_optimiser(model, p.lr, p.betas, p.weight_decay)
    take_step(model, optimiser, windows(p), p, 1)
    with torch.no_grad():
        model.blocks[0].ln_1.bias[0] = math.inf
    before = [w.detach().clone() for w in model.parameters()]
    kept = {name: moment.clone() for name, moment in moments(model, optimiser).items()}
    result = take_step(model, optimiser, windows(p), p, 2)
    assert result is not None and not result.updated and not math.isfinite(result.loss)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert all(torch.equal(kept[name], moment) for name, moment in moments(model, optimiser).items())


def test_a_step_that_is_asked_to_stop_between_micro_batches_changes_nothing() -> None:
    model, p = network(), plan(accumulate=3)
    before = [w.detach().clone() for w in model.parameters()]
    assert take_step(model, make_optimiser(model, p.lr, p.betas, 0.1), windows(p), p, 1, lambda: True) is None
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_gradients_match_transformers_own_gradients() -> None:
    model = network()
    config = GPT2Config(
        vocab_size=11, n_positions=12, n_embd=16, n_layer=2, n_head=2, attn_pdrop=0, embd_pdrop=0, resid_pdrop=0
    )
    theirs = GPT2LMHeadModel(config)
    held = dict(theirs.transformer.named_parameters())
    with torch.no_grad():
        held["wte.weight"].copy_(model.wte.weight)
        held["wpe.weight"].copy_(model.wpe.weight)
        for layer in range(2):
            for ours, name in (
                ("attn.qkv", "attn.c_attn"),
                ("attn.out", "attn.c_proj"),
                ("mlp.up", "mlp.c_fc"),
                ("mlp.down", "mlp.c_proj"),
            ):
                held[f"h.{layer}.{name}.weight"].copy_(
                    dict(model.named_parameters())[f"blocks.{layer}.{ours}.weight"].T
                )
    accumulate(model, windows(plan()).step(1))
    inputs, targets = windows_at(IDS, step_starts(0, 1, 4, len(IDS) - 12), 12)
    torch.nn.functional.cross_entropy(theirs(inputs).logits.flatten(0, 1), targets.flatten()).backward()
    assert (model.wte.weight.grad - held["wte.weight"].grad).abs().max() < 1e-6
    ours = dict(model.named_parameters())["blocks.0.attn.qkv.weight"].grad
    assert (ours - held["h.0.attn.c_attn.weight"].grad.T).abs().max() < 1e-6
