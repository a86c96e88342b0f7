"""Packed weights and adapters in what is looked at: gradients through codes, matrices as they act."""

import pytest
import torch
from models import network

from gpt_studio.gpt.packed.gradient import product
from gpt_studio.gpt.packed.matrix import PackedMatrix
from gpt_studio.inspection.matrices import matrix, matrix_rows


@pytest.mark.parametrize("bits", [4, 8])
def test_a_packed_product_lets_the_gradient_of_its_numbers_through(bits):
    packed = PackedMatrix(100, 64, bits)
    packed.fill(torch.randn(100, 64, generator=torch.Generator().manual_seed(0)))
    numbers = packed.unpacked(0, 100).t()  # (N, K)
    x = torch.randn(3, 64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    slope = torch.randn(3, 100, generator=torch.Generator().manual_seed(2))
    out = product(x, packed)
    assert torch.equal(out, packed.times(x.detach()))
    (found,) = torch.autograd.grad((out.float() * slope).sum(), x)
    torch.testing.assert_close(found, slope.bfloat16().float() @ numbers, atol=1e-4, rtol=1e-4)


def test_rows_of_a_matrix_are_those_of_the_whole():
    model = network("gqa-rope-rmsnorm-untied")
    assert torch.equal(matrix_rows(model, "lm_head", [7, 3]), matrix(model, "lm_head")[[7, 3]])
    assert torch.equal(matrix(model, "blocks.1.attn.out"), model.blocks[1].attn.out.weight)


def test_an_adapter_is_a_part_of_the_matrix():
    from gpt_studio.gpt.adapters import AdapterConfig, new_adapter

    model, x = network("gqa-rope-rmsnorm-tied"), torch.randn(5, 32, generator=torch.Generator().manual_seed(0))
    adapter = new_adapter(model, AdapterConfig(rank=2, alpha=4, targets=("o_proj",)), "llama")
    with torch.no_grad():
        for pair in adapter.pairs:
            pair.b.normal_(generator=torch.Generator().manual_seed(1))
        expected = model.blocks[1].attn.out(x)
    plain = x @ model.blocks[1].attn.out.weight.T
    assert not torch.allclose(expected, plain, atol=1e-3)
    torch.testing.assert_close(x @ matrix(model, "blocks.1.attn.out").T, expected, atol=1e-5, rtol=1e-5)
