"""Packed numbers equal gguf.dequantize bit for bit, for random blocks of every kind that is read."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch

from gpt_studio.gpt.checkpoints.gguf.blocks import KNOWN, unpack
from gpt_studio.gpt.checkpoints.gguf.kinds import BY_NAME, KINDS


@pytest.mark.parametrize("name", sorted(KNOWN - {"F64"}))
def test_random_blocks_give_the_reference_numbers(name):
    kind = BY_NAME[name]
    raw = np.random.default_rng(7).integers(0, 256, (64, 8 * kind.bytes), dtype=np.uint8)
    oracle_type = gguf.GGMLQuantizationType[name]
    given = raw.view({"F32": np.float32, "F16": np.float16}.get(name, np.uint8))
    with np.errstate(all="ignore"):
        expected = gguf.dequantize(given, oracle_type).astype(np.float32).reshape(-1)
    found = torch.empty(64 * 8 * kind.length)
    unpack(name, raw.reshape(-1), found)
    assert np.array_equal(found.numpy(), expected, equal_nan=True)


def test_the_table_of_kinds_is_the_formats():
    sizes = {int(kind): (kind.name, *size) for kind, size in gguf.GGML_QUANT_SIZES.items()}
    assert {number: tuple(kind) for number, kind in KINDS.items()} == sizes
