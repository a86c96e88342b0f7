"""Folders of other families: both dialects of config.json, what is refused, the card, what we write."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from family_models import CASES, GQA, LLAMA3, SMALL, both, oracle, ours
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from gpt_studio.gpt.checkpoints.configs import config_from_json
from gpt_studio.gpt.checkpoints.describe import describe
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import Chars
from gpt_studio.protocol.errors import StudioError

IDS = torch.randint(0, 61, (1, 20), generator=torch.Generator().manual_seed(2))
CHARACTERS = Chars({chr(40 + i): i for i in range(61)})


def saved(folder: Path, kind: str, **changes: object) -> dict[str, object]:
    """Save transformers' network of a case and give its config.json."""
    oracle(kind, **changes).save_pretrained(folder)
    return json.loads((folder / "config.json").read_text())


def older(found: dict[str, object]) -> dict[str, object]:
    """A config.json of transformers 5 as 4 wrote it."""
    held = dict(found.pop("rope_parameters", None) or {})
    found["torch_dtype"] = found.pop("dtype")
    if "full_attention" in held:
        found["rope_local_base_freq"] = held["sliding_attention"]["rope_theta"]
        held = dict(held["full_attention"])
        found.pop("layer_types")
    share = held.pop("partial_rotary_factor", None)
    if found["model_type"] == "gpt_neox":
        found |= {"rotary_pct": share, "rotary_emb_base": held.pop("rope_theta")}
    elif share is not None:
        found["partial_rotary_factor"] = share
    if "rope_theta" in held:
        found["rope_theta"] = held.pop("rope_theta")
    found["rope_scaling"] = held if held.get("rope_type", "default") != "default" else None
    return found


@pytest.mark.parametrize(
    "kind", ["llama 3", "mistral yarn", "qwen2", "gpt_neox", "phi normed", "phi3 longrope", "stablelm 12b", "gemma3"]
)
def test_the_older_dialect_of_config_json_is_the_same_network(kind, tmp_path):
    found = saved(tmp_path, kind)
    assert config_from_json(older(dict(found))) == config_from_json(found)


@pytest.mark.parametrize(("kind", "changes", "word"), [
    ("llama", {"hidden_act": "quick_gelu"}, "hidden_act"),
    ("llama", {"quantization_config": {"bits": 4}}, "quantization_config"),
    ("llama", {"rope_parameters": {"rope_type": "proportional", "rope_theta": 1e4}}, "rope_type"),
    ("llama", {"rope_scaling": {"type": "mrope", "factor": 2.0}}, "rope_type"),
    ("llama", {"rope_parameters": {"rope_type": "llama3"}}, "factor"),
    ("llama", {"rope_parameters": {"rope_type": "linear", "factor": float("nan")}}, "factor"),
    ("llama", {"rope_parameters": [1]}, "rope_parameters"),
    ("llama", {"rope_parameters": {"rope_theta": 0}}, "base of the rotary"),
    ("llama", {"num_key_value_heads": 3}, "key/value heads"),
    ("llama", {"num_key_value_heads": 4}, "k_proj"),
    ("llama", {"intermediate_size": 50}, "gate_proj"),
    ("llama", {"num_hidden_layers": 3}, "missing"),
    ("llama", {"num_hidden_layers": 1}, "does not know"),
    ("llama", {"head_dim": 10}, "does not fit"),
    ("llama", {"head_dim": 7}, "rotary part"),
    ("llama", {"attention_bias": True}, "missing"),
    ("llama", {"model_type": "qwen3"}, "missing"),
    ("llama", {"model_type": "deepseek_v3"}, "latent attention"),
    ("llama", {"model_type": "gemma3"}, "see or hear"),
    ("llama", {"model_type": "falcon"}, "several layouts"),
    ("llama", {"model_type": "nanochat"}, "parts that this one does not compute"),
    ("llama", {"model_type": "chatglm", "auto_map": {"AutoModel": "modeling.Model"}}, "code of its own"),
    ("llama", {"model_type": None}, "no model_type"),
    ("llama", {"quantization_config": {"quant_method": "awq"}}, "found one of awq"),
    ("qwen2 windows", {"layer_types": ["full_attention", "chunked_attention"]}, "layer_types"),
    ("qwen2 windows", {"layer_types": ["full_attention"]}, "layer_types"),
    ("smollm3", {"no_rope_layers": [1, 1, 2, 0]}, "no_rope_layers"),
    ("gemma2", {"use_bidirectional_attention": True}, "use_bidirectional_attention"),
    ("gemma3", {"attn_logit_softcapping": 50.0}, "attn_logit_softcapping"),
    ("opt", {"do_layer_norm_before": False}, "do_layer_norm_before"),
    ("opt", {"word_embed_proj_dim": 16}, "word_embed_proj_dim"),
    ("gpt_neo", {"attention_types": [[["global", "sparse"], 1]]}, "attention_types"),
    ("gpt_neo", {"attention_types": [[["global"], 10**12]]}, "attention_types"),
    ("gptj", {"rotary_dim": None}, "rotary_dim"),
    ("granite", {"logits_scaling": 0}, "logits_scaling"),
    ("phi3 longrope", {"rope_parameters": {"rope_type": "longrope", "short_factor": [1.0], "long_factor": [1.0]}},
     "longrope"),
    ("phi3 longrope", {"rope_parameters": {"rope_type": "longrope", "short_factor": "x", "long_factor": [1.0]}},
     "short_factor"),
])  # fmt: skip
def test_what_cannot_be_run_exactly_is_refused_by_name_from_the_headers(kind, changes, word, tmp_path):
    found = saved(tmp_path, kind)
    (tmp_path / "config.json").write_text(json.dumps(found | changes))
    with pytest.raises(StudioError) as caught:
        describe(tmp_path)
    assert word in caught.value.one_line() and str(tmp_path) in caught.value.one_line()


@pytest.mark.parametrize("kind", CASES)
def test_the_card_counts_what_the_file_holds(kind, tmp_path):
    theirs, _ = both(kind)
    theirs.save_pretrained(tmp_path)
    card = describe(tmp_path)
    config = theirs.config
    assert card.parameters == sum(weight.numel() for weight in theirs.parameters())
    assert card.tied_embeddings == config.tie_word_embeddings
    assert card.kv_heads == getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    assert (card.format, card.family) == ("huggingface", config.model_type)
    size = 2 * card.layers * card.kv_heads * card.head_dim * 96 * 4
    assert card.memory_estimate_bytes.kv_cache == size


def test_a_network_without_its_head_is_read_and_buffers_of_old_files_are_passed_over(tmp_path):
    saved(tmp_path, "llama")
    tensors = load_file(tmp_path / "model.safetensors", backend="pread")
    bare = {name.removeprefix("model."): tensor for name, tensor in tensors.items()}
    bare["layers.0.self_attn.rotary_emb.inv_freq"] = torch.ones(4)
    save_file(bare, tmp_path / "model.safetensors")
    with torch.inference_mode():
        assert (ours(tmp_path)(IDS) - both("llama")[0](IDS).logits).abs().max() <= 1e-5


def test_each_stored_tensor_is_read_once(tmp_path, monkeypatch):
    from gpt_studio.gpt.checkpoints import read

    read_names: list[str] = []
    value = read.stored_value
    monkeypatch.setattr(read, "stored_value", lambda c, name, get: read_names.append(name) or value(c, name, get))
    saved(tmp_path, "phi3")
    ours(tmp_path)
    assert sorted(read_names) == sorted(read_checkpoint(tmp_path).entries)


@pytest.mark.parametrize("kind", CASES)
def test_what_we_write_is_the_familys_own_dialect(kind, tmp_path):
    theirs, network = both(kind)
    save_checkpoint(tmp_path, network, CHARACTERS)
    back = AutoModelForCausalLM.from_pretrained(tmp_path, attn_implementation="eager").eval()
    assert type(back) is type(theirs)
    stored = theirs.state_dict()
    for name, tensor in back.state_dict().items():
        assert torch.equal(tensor, stored[name]), name
    again = ours(tmp_path)
    assert again.config == network.config
    for name, weight in network.named_parameters():
        assert torch.equal(dict(again.named_parameters())[name], weight), name


@pytest.mark.parametrize(
    "kind", ["llama 3", "gemma3 linear", "phi3 longrope", "gpt_neo", "opt", "stablelm 12b", "granite"]
)
def test_a_changed_network_is_written_in_our_own_dialect_and_read_back_exactly(kind, tmp_path):
    network = both(kind)[1]
    changed = Decoder(replace(network.config, max_len=80)).eval()
    init_weights(changed, 1)
    changed.dialect = network.dialect
    save_checkpoint(tmp_path, changed, CHARACTERS)
    assert json.loads((tmp_path / "config.json").read_text())["model_type"] == "gpt_studio"
    again = ours(tmp_path)
    assert again.config == changed.config
    with torch.inference_mode():
        assert torch.equal(again(IDS), changed(IDS))


def test_a_family_begun_at_random_can_be_trained():
    config = config_from_json(SMALL | GQA | {"model_type": "llama", "rope_parameters": LLAMA3})
    network = Decoder(config)
    init_weights(network, 0)
    assert bool((network.blocks[0].ln_1.weight == 1).all())
    optimiser = torch.optim.AdamW(network.parameters(), 1e-2)
    losses = []
    for _ in range(25):
        loss = torch.nn.functional.cross_entropy(network(IDS[:, :-1])[0], IDS[0, 1:])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 3


ODD = [
    None,
    "x",
    "",
    -1,
    0,
    1,
    2,
    3.5,
    1e308,
    10**12,
    10**40,
    [],
    {},
    [[]],
    [1] * 5,
    ["x"],
    True,
    float("nan"),
    float("inf"),
]


@pytest.mark.parametrize("kind", CASES)
def test_odd_values_of_a_config_json_are_a_network_or_one_refusal(kind):
    found = both(kind)[0].config.to_dict() | {"layer_types": None, "original_max_position_embeddings": None}
    nested = dict(found.get("rope_parameters") or {})
    changes = [{key: odd} for key in found if key != "model_type" for odd in ODD]
    changes += [{"rope_parameters": nested | {key: odd}} for key in nested for odd in ODD]
    changes += [{"rope_parameters": nested | {"original_max_position_embeddings": odd}} for odd in ODD]
    refusals: list[str] = []
    for change in changes:
        try:
            config_from_json(found | change)
        except StudioError as error:
            refusals.append(error.one_line())
    assert len(refusals) > len(changes) // 10
    assert max(map(len, refusals)) < 1000
