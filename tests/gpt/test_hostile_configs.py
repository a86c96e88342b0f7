"""Configurations that mean harm, for every family and format: each is refused at once, and nothing is allocated."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch
from family_models import CASES, oracle
from gguf_files import ARRAY, F32, LLAMA, STRING, U32, U64, llama_file
from test_mutants import CHARACTERS, FULL, gguf_seeds, probe
from tiny_models import decoder, hugging_face, nanogpt_values

from gpt_studio.gpt import save_checkpoint
from gpt_studio.gpt.checkpoints.families import FAMILIES
from gpt_studio.gpt.tokenizers.folders import save_tokenizer

SECONDS, GROWTH = 0.5, 20 << 20
DEEP = json.loads("[" * 400 + "]" * 400)
SIZES = (0, -1, 10**12, 10**400, 1.5, float("nan"), True, None, "many", [1], {})
# What each family calls them; a wrong value for each, and more that every family refuses.
NAMES = {
    "vocabulary": ("vocab_size",), "layers": ("num_hidden_layers", "n_layer", "num_layers"),
    "heads": ("num_attention_heads", "n_head", "num_heads"), "width": ("hidden_size", "n_embd"),
    "feed forward": ("intermediate_size", "n_inner", "ffn_dim"),
    "positions": ("max_position_embeddings", "n_positions"),
    "epsilon": ("rms_norm_eps", "layer_norm_epsilon", "layer_norm_eps", "norm_epsilon"),
    "activation": ("hidden_act", "activation_function", "hidden_activation"),
}  # fmt: skip
WRONG = {
    "vocabulary": SIZES, "layers": (*SIZES, 10**9, 1000), "heads": (*SIZES, 1 << 20), "width": (*SIZES, 65_536),
    "feed forward": (10**9, 10**12, 1.5, "x", float("inf")), "positions": (0, -1, 10**400, "x", float("nan")),
    "epsilon": (float("nan"), float("inf"), 10**400, -1, "x", [1]), "activation": ("__import__('os')", 7, [], {}),
}  # fmt: skip
EVERYWHERE = [
    {"model_type": "mixtral"}, {"model_type": ["llama"]}, {"model_type": {}}, {"model_type": "os.system"},
    {"model_type": 7}, {"quantization_config": {"quant_method": "gptq"}},
]  # fmt: skip
SCALINGS = (
    7, "yarn", {"rope_type": "evil"}, {"rope_type": ["yarn"]}, {"rope_type": "yarn", "factor": 10**400},
    {"rope_type": "longrope", "short_factor": [10**400] * 4, "long_factor": [1.0] * 4},
    {"rope_type": "longrope", "short_factor": [1.0] * 9999, "long_factor": "x"},
    {"rope_type": "linear", "factor": 0}, {"rope_type": "llama3", "factor": float("nan")},
    {"rope_type": "default", "rope_theta": 0}, {"rope_type": "default", "rope_theta": float("inf")},
)  # fmt: skip
ROTARY = [{key: value} for key in ("rope_scaling", "rope_parameters") for value in SCALINGS]

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory as Linux counts it")


def hostile(config: dict) -> list[dict]:
    """The configuration with one value wrong, many times."""
    changed = [config | {key: value} for what, keys in NAMES.items() for key in keys if config.get(key) is not None
               for value in WRONG[what]]  # fmt: skip
    changed += [config | change for change in EVERYWHERE]
    tied = "tie_embeddings" if "tie_embeddings" in config else "tie_word_embeddings"
    changed += [config | {tied: value} for value in ("yes", 1, DEEP)]
    if "rope_parameters" in config:
        plain = {k: v for k, v in config.items() if k not in ("rope_parameters", "rope_scaling", "rope_theta")}
        changed += [plain | change for change in ROTARY]
    return changed


def in_folder(home: Path, name: str, seed: Path, config: dict | None = None) -> Path:
    """The seed's files under another name, with another config.json."""
    folder = home / name
    folder.mkdir(parents=True)
    for file in seed.iterdir():
        if config is None or file.name != "config.json":
            os.link(file, folder / file.name)
    if config is not None:
        (folder / "config.json").write_text(json.dumps(config))
    return folder


def all_refused(tmp_path: Path) -> dict:
    """Open all that lies in tmp_path/work/given; each must be refused at once."""
    seeds, home = tmp_path / "good", tmp_path / "work" / "given"
    seeds.mkdir(exist_ok=True)
    gguf_seeds(seeds)
    report = probe("given", 0, len(list(home.iterdir())), seeds, tmp_path / "work")
    assert not report["failures"], "\n".join(report["failures"])
    for name, cost in report["costs"].items():
        assert cost["outcome"] not in ("success", "cancelled"), name
        assert cost["cpu_s"] < SECONDS and cost["growth"] < GROWTH, (name, cost)
    return report["costs"]


@pytest.mark.slow
def test_every_family_refuses_what_its_weights_cannot_be(tmp_path):
    kinds = {name.split()[0]: name for name in reversed(CASES)}
    assert {*kinds} | {"gemma3_text"} >= {*FAMILIES} - {"gpt2"}
    for family, kind in kinds.items():
        oracle(kind).save_pretrained(tmp_path / family)
    hugging_face().save_pretrained(tmp_path / "gpt2")
    save_checkpoint(tmp_path / "own", decoder(norm="rms", norm_bias=False), CHARACTERS)
    for family in (*kinds, "gpt2", "own"):
        seed = tmp_path / family
        save_tokenizer(seed, CHARACTERS)
        config = json.loads((seed / "config.json").read_text())
        for number, changed in list(enumerate(hostile(config)))[:: 1 if FULL else 7]:
            in_folder(tmp_path / "work" / "given", f"{family}-{number:03}", seed, changed)
    assert len(all_refused(tmp_path)) > (30 if FULL else 5) * len(kinds)


ARGUMENTS = [{key: value} for key in ("n_layer", "n_head", "n_embd", "block_size", "vocab_size") for value in (
    0, -1, 10**12, 10**400, 1.5, True, None, "many", [1], {})] + [
    {"bias": 1}, {"bias": "no"}, {"dropout": float("nan")}, {"dropout": 10**400}, {"dropout": -1}, {"n_head": 3},
]  # fmt: skip


@pytest.mark.slow
def test_the_arguments_of_a_nanogpt_file_must_fit_its_weights(tmp_path):
    values = nanogpt_values(decoder(activation="gelu"))
    for number, change in enumerate(ARGUMENTS):
        folder = tmp_path / "work" / "given" / f"{number:03}"
        folder.mkdir(parents=True)
        torch.save(values | {"model_args": values["model_args"] | change}, folder / "ckpt.pt")
    all_refused(tmp_path)


METADATA = [(key, U32, value) for key in (
    "llama.block_count", "llama.embedding_length", "llama.feed_forward_length", "llama.attention.head_count",
    ) for value in (0, 7, (1 << 32) - 1)] + [
    ("llama.block_count", U64, (1 << 64) - 1), ("llama.attention.head_count_kv", U32, 5),
    ("llama.context_length", U32, 0), ("llama.context_length", STRING, "x"),
    ("llama.attention.head_count", ARRAY, (U32, [1, 2])),
    ("llama.attention.layer_norm_rms_epsilon", F32, float("nan")), ("llama.rope.dimension_count", U32, 1 << 30),
    ("llama.rope.freq_base", F32, -1.0), ("llama.rope.scaling.type", STRING, "evil"), ("llama.expert_count", U32, 8),
    ("general.architecture", STRING, "os.system"), ("general.architecture", U32, 7), ("general.alignment", U32, 3),
    ("tokenizer.ggml.model", STRING, "evil"), ("tokenizer.ggml.tokens", U32, 7),
    ("llama.rope.freq_base", F32, float("inf")),
    ("tokenizer.ggml.token_type", ARRAY, (U32, [1])), ("llama.attention.key_length", U32, 1 << 31),
]  # fmt: skip


def test_the_metadata_of_a_gguf_file_must_fit_its_weights(tmp_path):
    home = tmp_path / "work" / "given"
    home.mkdir(parents=True)
    for number, change in enumerate(METADATA):
        pairs = [pair for pair in LLAMA if pair[0] != change[0]] + [change]
        llama_file(home / f"{number:03}.gguf", pairs=pairs)
    assert len(all_refused(tmp_path)) >= 30
