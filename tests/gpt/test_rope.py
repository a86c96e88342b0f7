"""Rotary tables against transformers' rotary embeddings, and the rotation against a float64 loop."""

from __future__ import annotations

import math

import pytest
import torch
from family_models import LLAMA3, LONG, SMALL, YARN
from transformers import Gemma3TextConfig, LlamaConfig, Phi3Config
from transformers.models.gemma3.modeling_gemma3 import Gemma3RotaryEmbedding
from transformers.models.gptj.modeling_gptj import create_sinusoidal_positions
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
from transformers.models.phi3.modeling_phi3 import Phi3RotaryEmbedding

from gpt_studio.gpt.checkpoints.families.reading import rope
from gpt_studio.gpt.config import Rope
from gpt_studio.gpt.rope import RopeTable, rope_angles, rotate

WIDE = SMALL | {"hidden_size": 256, "num_attention_heads": 2, "max_position_embeddings": 6000}  # heads of 128
SCALINGS = {
    "none": {"rope_type": "default", "rope_theta": 1e4},
    "base": {"rope_type": "default", "rope_theta": 1e6},
    "linear": {"rope_type": "linear", "rope_theta": 1e4, "factor": 4.0},
    "dynamic": {"rope_type": "dynamic", "rope_theta": 1e4, "factor": 2.0},
    "llama3": LLAMA3 | {"original_max_position_embeddings": 1024, "factor": 8.0},
    "llama3 narrow": LLAMA3 | {"high_freq_factor": 1.5, "rope_theta": 1e4},
    "yarn": YARN | {"original_max_position_embeddings": 1500},
    "yarn by hand": YARN | {"attention_factor": 0.7, "beta_fast": 16, "beta_slow": 2, "truncate": False},
    "yarn mscale": YARN | {"mscale": 1.2, "mscale_all_dim": 0.6, "factor": 16.0},
    "longrope": LONG | {
        "short_factor": [1 + i / 50 for i in range(64)], "long_factor": [1 + i / 3 for i in range(64)],
        "original_max_position_embeddings": 2000,
    },
}  # fmt: skip
PLACES = torch.arange(6000)[None]


def expected(
    embedding: torch.nn.Module, places: torch.Tensor = PLACES, **kind: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines of one number of each pair."""
    cos, sin = embedding(torch.zeros(1), places, **kind)
    half = cos.size(-1) // 2
    return cos[0, :, :half], sin[0, :, :half]


def assert_equal(ours: tuple[torch.Tensor, torch.Tensor], theirs: tuple[torch.Tensor, torch.Tensor]) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == other.shape
        assert (mine - other).abs().max() <= 1e-6


@pytest.mark.parametrize("kind", SCALINGS)
def test_tables_are_those_of_transformers(kind):
    config = LlamaConfig(**WIDE, rope_parameters=dict(SCALINGS[kind]))
    read = rope(config.to_dict(), 128)
    long = kind == "longrope"
    assert_equal(rope_angles(read, 6000, long=long), expected(LlamaRotaryEmbedding(config)))
    if long:
        assert_equal(rope_angles(read, 2000), expected(LlamaRotaryEmbedding(config), PLACES[:, :2000]))


@pytest.mark.parametrize("kind", ["none", "linear", "llama3", "yarn", "yarn mscale", "longrope"])
def test_the_older_dialect_says_the_same(kind):
    newer = SCALINGS[kind]
    older = {("type" if k == "rope_type" else k): v for k, v in newer.items() if k != "rope_theta"}
    found = WIDE | {"rope_theta": newer["rope_theta"], "rope_scaling": None if kind == "none" else older}
    assert rope(found, 128) == rope(WIDE | {"rope_parameters": newer}, 128)


def test_phi3_says_su_and_keeps_its_first_context_beside():
    factors = {"short_factor": [1.0 + i for i in range(48)], "long_factor": [2.0 + i for i in range(48)]}
    found = WIDE | {
        "original_max_position_embeddings": 4096, "partial_rotary_factor": 0.75, "rope_theta": 1e4,
        "rope_scaling": factors | {"type": "su"},
    }  # fmt: skip
    read = rope(found, 128, aliases={"su": "longrope"})
    config = Phi3Config(**(found | {"rope_scaling": factors | {"type": "longrope"}}))
    assert_equal(rope_angles(read, 6000, long=True), expected(Phi3RotaryEmbedding(config)))
    assert read.amplitude == pytest.approx(math.sqrt(1 + math.log(6000 / 4096) / math.log(4096)))


def test_gemma3_turns_layers_with_a_window_in_their_own_way():
    stretched = {"rope_type": "linear", "factor": 8.0}
    layers = ["full_attention", "sliding_attention"]
    config = Gemma3TextConfig(
        **SMALL, head_dim=64, layer_types=layers, rope_scaling=stretched, rope_theta=1e6, rope_local_base_freq=1e4
    )
    embedding = Gemma3RotaryEmbedding(config)
    for kind in layers:
        ours = rope_angles(rope(config.to_dict(), 64, kind=kind), 6000)
        assert_equal(ours, expected(embedding, layer_type=kind))


def test_interleaved_tables_are_those_of_gpt_j():
    sin, cos = create_sinusoidal_positions(2048, 64).chunk(2, -1)
    assert_equal(rope_angles(Rope(64, layout="interleaved"), 2048), (cos, sin))


@pytest.mark.parametrize("layout", ["half", "interleaved"])
def test_the_rotation_is_that_of_complex_numbers_and_leaves_the_rest(layout):
    rope = Rope(6, theta=100.0, layout=layout, amplitude=1.5)
    x = torch.randn(2, 3, 5, 10, generator=torch.Generator().manual_seed(0))
    turned = rotate(x, RopeTable(rope).turn(4, 9, x))
    pairs = [(i, i + 3) for i in range(3)] if layout == "half" else [(2 * i, 2 * i + 1) for i in range(3)]
    assert torch.equal(turned[..., 6:], x[..., 6:])
    for place in range(5):
        for number, (a, b) in enumerate(pairs):
            angle = (place + 4) * 100.0 ** (-2 * number / 6)
            factor = 1.5 * complex(math.cos(angle), math.sin(angle))
            for head in x[:, :, place].double().reshape(-1, 10).tolist():
                wanted = complex(head[a], head[b]) * factor
                at = x[:, :, place].double().reshape(-1, 10).tolist().index(head)
                got = turned[:, :, place].reshape(-1, 10)[at]
                assert abs(complex(got[a], got[b]) - wanted) < 1e-5


def test_a_table_made_while_text_is_drawn_serves_training():
    table, x = RopeTable(Rope(4)), torch.randn(1, 1, 3, 4)
    with torch.inference_mode():
        rotate(x, table.turn(0, 3, x))
    weight = torch.ones(4, requires_grad=True)
    rotate(x * weight, table.turn(0, 3, x)).sum().backward()
    assert weight.grad is not None and weight.grad.abs().sum() > 0


def test_a_table_grows_and_stays_the_same():
    table, like = RopeTable(Rope(8)), torch.zeros(1)
    first = table.turn(0, 10, like).cos.clone()
    later = table.turn(5000, 5001, like)
    assert torch.equal(table.turn(0, 10, like).cos, first)
    assert torch.equal(later.cos[0, :4], rope_angles(Rope(8), 5001)[0][-1])
