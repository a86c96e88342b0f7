"""Matrices in codes: what they hold is gguf's numbers, what they give is the float64 product within bfloat16."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch

from gpt_studio.gpt.packed import matrix as module
from gpt_studio.gpt.packed.groups import Groups, quantised
from gpt_studio.gpt.packed.linear import PackedEmbedding, PackedLinear
from gpt_studio.gpt.packed.matrix import PackedMatrix, Rows
from gpt_studio.gpt.packed.op import lane_rows
from gpt_studio.gpt.packed.sizes import matrix_bytes

UNIT = 2.0**-8  # of bfloat16's significand: rounding errs by at most half of it


def random(rows, columns, seed=0):
    return torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))


def filled(numbers, bits):
    matrix = PackedMatrix(*numbers.shape, bits)
    matrix.fill(numbers)
    return matrix


def held(matrix):
    return matrix.unpacked(0, matrix.rows).t()


@pytest.mark.parametrize(("kind", "bits", "half"), [("Q4_0", 4, 8), ("Q4_1", 4, None), ("Q8_0", 8, 128)])
def test_blocks_of_gguf_are_held_without_quantising_them_again(kind, bits, half):
    type_ = gguf.GGMLQuantizationType[kind]
    raw = gguf.quantize(random(128, 96).numpy(), type_)
    blocks = raw.reshape(128, 3, -1)
    scale = torch.from_numpy(blocks[..., :2].copy().view(np.float16)[..., 0].astype(np.float32))
    zero = torch.zeros_like(scale)
    if kind == "Q8_0":
        codes = (blocks[..., 2:].view(np.int8).astype(np.int16) + half).astype(np.uint8)
    else:
        q = blocks[..., -16:]
        codes = np.concatenate((q & 15, q >> 4), -1)
    if kind == "Q4_1":
        zero = torch.from_numpy(blocks[..., 2:4].copy().view(np.float16)[..., 0].astype(np.float32)) + 8 * scale
    groups = Groups(torch.from_numpy(codes.reshape(128, 96)), scale, zero, bits)
    expected = torch.from_numpy(gguf.dequantize(raw, type_).reshape(128, 96))
    torch.testing.assert_close(groups.numbers(), expected, atol=1e-6, rtol=1e-6)
    for wide in {bits, 8}:
        matrix = PackedMatrix(128, 96, wide)
        matrix.put(0, groups)
        limit = UNIT / 2 * (expected.abs().max() + 8 * scale.max())  # scale and zero are rounded, the codes are not
        assert (held(matrix) - expected).abs().max() <= limit


@pytest.mark.parametrize("bits", [4, 8])
def test_quantising_errs_by_half_a_step(bits):
    groups = random(64, 128).unflatten(-1, (-1, 32))
    steps = (groups.amax(-1) - groups.amin(-1)) / 15 if bits == 4 else groups.abs().amax(-1) / 127
    error = (quantised(groups.flatten(-2), bits).numbers().view(groups.shape) - groups).abs().amax(-1)
    assert (error <= steps * 0.525 + UNIT / 2 * groups.abs().amax(-1)).all()
    assert error.max() > 0


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("shape", [(64, 32), (61, 96), (200, 64), (129, 160)])
@pytest.mark.parametrize("many", [1, 3, 33])
def test_products_are_those_of_the_numbers_that_are_held(bits, shape, many):
    matrix = filled(random(*shape), bits)
    x = random(many, shape[1], seed=1).bfloat16()
    wide = x.double() @ held(matrix).double().t()
    # what goes in is exact, sums are float32; out and, unpacked for many rows, the weights are rounded to bfloat16
    limit = UNIT * (wide.abs() + x.double().abs() @ held(matrix).double().abs().t())
    assert matrix.times(x).shape == (many, shape[0])
    assert ((matrix.times(x).double() - wide).abs() <= limit + 1e-6).all()


@pytest.mark.parametrize("bits", [4, 8])
def test_a_row_is_the_same_whatever_stands_beside_it(bits):
    matrix = filled(random(128, 96), bits)
    x = random(9, 96, seed=2)
    together = matrix.times(x)
    assert all(torch.equal(matrix.times(x[i : i + 1])[0], together[i]) for i in range(9))


@pytest.mark.parametrize("bits", [4, 8])
def test_without_torchs_product_the_same_comes_out_another_way(bits, monkeypatch):
    numbers, x = random(130, 64), random(2, 64, seed=3)
    before = filled(numbers, bits)
    monkeypatch.setattr(module, "lane_rows", lambda: 0)
    after = filled(numbers, bits)
    torch.testing.assert_close(held(after), held(before), atol=0, rtol=0)
    torch.testing.assert_close(after.times(x).float(), before.times(x).float(), atol=0.15, rtol=0.02)


@pytest.mark.parametrize("bits", [4, 8])
def test_rows_that_are_looked_up_are_those_that_are_multiplied(bits):
    matrix = filled(random(150, 64), bits)
    ids = torch.tensor([[0, 31, 32, 63], [64, 65, 127, 149]])
    assert torch.equal(PackedEmbedding(matrix)(ids), held(matrix)[ids].bfloat16())


def test_rows_may_come_in_any_portions():
    numbers = random(200, 64)
    whole, rows = filled(numbers, 4), Rows(in_parts := PackedMatrix(200, 64, 4))
    for start, end in ((0, 5), (5, 70), (70, 71), (71, 190), (190, 200)):
        rows.add(quantised(numbers[start:end], 4))
    assert torch.equal(in_parts.codes, whole.codes) and torch.equal(in_parts.scales, whole.scales)


def test_a_linear_answers_in_the_type_and_shape_of_what_it_is_asked():
    bias = torch.nn.Parameter(random(1, 61)[0].bfloat16())
    linear = PackedLinear(filled(random(61, 32), 8), bias)
    assert (linear.in_features, linear.out_features) == (32, 61)
    x = random(6, 32, seed=4)
    for kind in (torch.bfloat16, torch.float32):
        out = linear(x.view(2, 3, 32).to(kind))
        assert out.dtype == kind and out.shape == (2, 3, 61)
    dense = torch.nn.functional.linear(x.bfloat16().float(), held(linear.matrix), bias.float())
    torch.testing.assert_close(linear(x), dense, atol=0.1, rtol=0.02)


@pytest.mark.parametrize("bits", [4, 8])
def test_the_memory_is_what_the_estimate_says(bits):
    matrix = PackedMatrix(130, 96, bits)
    taken = sum(t.numel() * t.element_size() for t in (matrix.codes, matrix.scales))
    assert taken == matrix_bytes((130, 96), bits)
    assert matrix_bytes((1536, 576), bits) <= (0.2 if bits == 4 else 0.32) * 4 * 1536 * 576


def test_numbers_that_are_not_finite_are_told_and_stay_in_their_group():
    numbers = random(64, 64)
    numbers[3, 40] = float("nan")
    numbers[5, 0] = float("inf")
    for bits in (4, 8):
        matrix = filled(numbers, bits)
        assert not matrix.is_finite()
        assert held(matrix)[torch.arange(64) != 3][:, 32:].isfinite().all() and not held(matrix)[3, 40].isfinite()


def test_the_layout_of_torchs_product_is_known_here_or_not_used():
    assert lane_rows() in (0, 32, 64)
