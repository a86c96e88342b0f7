"""A position's numbers are the same bits alone, in pieces, in a batch, behind a kept cache and with other threads."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
import torch
from family_models import CASES, both
from tiny_models import decoder

from gpt_studio.gpt import linear, steady
from gpt_studio.gpt.linear import Linear
from gpt_studio.gpt.model import Decoder

TOKENS = 37
INTEL = Path("/proc/cpuinfo").is_file() and "GenuineIntel" in Path("/proc/cpuinfo").read_text()
pytestmark = pytest.mark.skipif(
    not INTEL or not torch.backends.mkl.is_available(), reason="only MKL on Intel's processors sums in one order"
)


def text(seed: int, rows: int = 1, vocab: int = 61) -> torch.Tensor:
    return torch.randint(0, vocab, (rows, TOKENS), generator=torch.Generator().manual_seed(seed))


def fixed(columns: int, rows: int, *, bias: bool = True) -> Linear:
    module = Linear(columns, rows, bias=bias)
    module.requires_grad_(False)
    return module


def pieces(model: Decoder, ids: torch.Tensor, lengths: list[int], batch: int = 1) -> torch.Tensor:
    """Logits of a text that is read in pieces of these lengths, then token by token."""
    cache, parts, start = model.new_cache(batch), [], 0
    for length in lengths + [1] * (ids.size(1) - sum(lengths)):
        parts.append(model(ids[:, start : start + length], cache))
        start += length
    return torch.cat(parts, 1)


@pytest.mark.parametrize("kind", [*CASES][::2])
def test_logits_are_the_same_bits_in_pieces_token_by_token_in_a_batch_and_behind_a_cache(kind):
    torch.manual_seed(0)
    model, ids, others = both(kind)[1].eval().requires_grad_(False), text(1), text(2, rows=3)
    others[1] = ids[0]
    if model.config.stretches_after:  # a text that outgrows it is read anew, so what was said before was another text
        ids, others = ids[:, : model.config.stretches_after], others[:, : model.config.stretches_after]
    with torch.inference_mode():
        whole = model(ids)
        assert torch.equal(pieces(model, ids, [7, 7, 3]), whole)
        assert torch.equal(pieces(model, others, [20], batch=3)[1], whole[0])
        cache = model.new_cache()
        model(others[:1], cache)
        cache.cut(0)
        model(ids[:, :30], cache)
        cache.cut(11)
        assert torch.equal(model(ids[:, 11:], cache), whole[:, 11:])


def test_texts_of_several_tiles_with_and_without_windows_and_caps_are_the_same_bits():
    for changes in ({}, {"windows": (600, 300)}, {"softcap": 2.0}, {"softcap": 2.0, "windows": (0, 280)}):
        torch.manual_seed(1)
        model = decoder(max_len=1300, n_layer=2, **changes)
        ids = torch.randint(0, model.config.vocab_size, (1, 1200))
        with torch.inference_mode():
            whole, cache = model(ids), model.new_cache()
            parts = [model(part, cache) for part in ids.split([500, 30, 1, 255, 400, 1, 1, 12], 1)]
        assert torch.equal(torch.cat(parts, 1), whole), changes


def test_more_threads_are_the_same_bits():
    model, ids, threads = decoder(), text(3, vocab=32)[:, :20], torch.get_num_threads()
    with torch.inference_mode():
        found = []
        for count in (1, 2, 3):
            torch.set_num_threads(count)
            found.append(model(ids))
    torch.set_num_threads(threads)
    assert torch.equal(found[0], found[1]) and torch.equal(found[0], found[2])


@pytest.mark.parametrize(("columns", "rows"), [(40, 61), (576, 192), (1536, 576), (4096, 96), (100, 2000)])
def test_a_matrix_in_mkls_order_multiplies_to_the_bits_of_the_plain_one(columns, rows):
    torch.manual_seed(2)
    module, x = fixed(columns, rows), torch.randn(300, columns)
    with torch.inference_mode():
        whole = torch.nn.functional.linear(x, module.weight, module.bias)
        for count in (1, 2, 3, 8, 16, 31, 32, 33):
            assert torch.equal(module(x[5 : 5 + count]), whole[5 : 5 + count])
        assert torch.equal(module(x[None, :4])[0], whole[:4])
    assert columns > 4000 or module._copy[1] is not None


def test_a_matrix_that_is_changed_is_brought_into_order_again():
    module, x = fixed(64, 48, bias=False), torch.randn(2, 64)
    with torch.no_grad():
        before = module(x)
        module.weight.mul_(2)
        assert torch.equal(module(x), before * 2)
        module.weight = torch.nn.Parameter(torch.zeros(48, 64), requires_grad=False)
        assert torch.equal(module(x), torch.zeros(2, 48))


def test_a_matrix_that_learns_is_multiplied_as_it_is_after_each_step_of_a_fused_optimiser():
    module, x = Linear(64, 48, bias=False), torch.randn(2, 64)
    optimiser = torch.optim.AdamW(module.parameters(), lr=0.1, fused=True)
    for _ in range(2):
        with torch.no_grad():
            assert torch.equal(module(x), torch.nn.functional.linear(x, module.weight))
        module(x).sum().backward()
        optimiser.step()


def test_without_the_memory_for_a_copy_the_bits_are_the_same(monkeypatch):
    module, x = fixed(64, 48), torch.randn(3, 64)
    with torch.inference_mode():
        with_copy = module(x)
    assert module._copy[1] is not None
    free = psutil.virtual_memory()._replace(available=4 * module.weight.nbytes - 1)
    monkeypatch.setattr(linear.psutil, "virtual_memory", lambda: free)
    module._copy = None
    with torch.inference_mode():
        assert torch.equal(module(x), with_copy)
    assert module._copy[1] is None


def test_functions_of_single_numbers_and_sums_of_rows_do_not_depend_on_how_many_there_are():
    torch.manual_seed(3)
    x = torch.randn(700, 77)
    with torch.inference_mode():
        bent = steady.by_vectors(torch.nn.functional.gelu, x)
        assert torch.allclose(bent, torch.nn.functional.gelu(x.double()).float(), atol=1e-6)
        assert all(
            torch.equal(steady.by_vectors(torch.nn.functional.gelu, x[n : n + 3]), bent[n : n + 3]) for n in (0, 9, 600)
        )
        long = torch.randn(3, 50_257)
        sums = steady.row_sums(long)
        assert torch.allclose(sums.double(), long.double().sum(-1), atol=1e-2)
        assert all(torch.equal(steady.row_sums(long[n : n + 1]), sums[n : n + 1]) for n in range(3))
