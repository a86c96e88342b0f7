"""LoRA on the one decoder against PEFT on transformers: forward, merge, stacking, files both ways."""

from __future__ import annotations

import copy
import warnings
from dataclasses import replace

import pytest
import torch
from adapter_files import IDS, base, difference, made, network, sha256_of_weights, theirs
from family_models import CASES
from peft import LoraConfig, PeftModel, get_peft_model

from gpt_studio.gpt.adapters import (
    AdapterConfig,
    attach,
    attached_to,
    detach,
    merge,
    new_adapter,
    pairs,
    read_adapter,
    save_adapter,
    unmerge,
)
from gpt_studio.gpt.cache import KVCache
from gpt_studio.protocol.errors import StudioError

pytestmark = pytest.mark.filterwarnings("ignore")  # PEFT's and transformers' own

KINDS: dict[str, tuple[str, dict[str, object]]] = {
    "gpt2 c_attn": ("gpt2", {"target_modules": ["c_attn"], "fan_in_fan_out": True}),
    "gpt2 all": ("gpt2", {"target_modules": "all-linear", "fan_in_fan_out": True, "r": 3}),
    "llama q v": ("llama", {"r": 4}),
    "llama all, rsLoRA": ("llama 3", {"target_modules": "all-linear", "use_rslora": True, "r": 5}),
    "llama patterns": ("llama 3", {"target_modules": "all-linear", "r": 4, "rank_pattern": {"q_proj": 6},
                                   "alpha_pattern": {"layers.1.mlp.up_proj": 3, "layers.0.self_attn.k_proj": 5}}),
    "llama one layer": ("llama", {"layers_to_transform": [1], "r": 2}),
    "llama regular expression": ("llama", {"target_modules": r".*\.(q_proj|down_proj)", "r": 2}),
    "llama biases": ("llama 3", {"target_modules": ["q_proj", "o_proj"], "bias": "all"}),
    "llama lora_only": ("llama 3", {"target_modules": ["k_proj"], "bias": "lora_only"}),
    "llama embedding": ("llama 3", {"target_modules": ["q_proj", "embed_tokens"], "r": 4}),
    "llama tied embedding": ("llama", {"target_modules": ["v_proj", "embed_tokens"], "r": 4}),
    "llama head": ("llama 3", {"target_modules": ["v_proj", "lm_head"]}),
    "llama saved head": ("llama", {"modules_to_save": ["lm_head"]}),
    "llama saved embedding": ("llama", {"modules_to_save": ["embed_tokens"]}),
    "llama saved both": ("llama 3", {"modules_to_save": ["embed_tokens", "lm_head", "input_layernorm"]}),
    "gpt_neox": ("gpt_neox", {"r": 4}),
    "gpt_neox all": ("gpt_neox sequential", {"target_modules": "all-linear", "r": 4}),
    "phi3": ("phi3", {"target_modules": ["qkv_proj", "gate_up_proj"], "r": 4}),
    "gemma embedding": ("gemma", {"target_modules": ["embed_tokens", "k_proj"], "r": 4}),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_logits_merged_and_unmerged_are_pefts(name, tmp_path):
    kind, settings = KINDS[name]
    expected = theirs(made(kind, tmp_path, **settings))
    model, family = network(kind)
    pristine = sha256_of_weights(model)
    with torch.no_grad():
        bare = model(IDS)
        assert attach(model, read_adapter(tmp_path), family) == ()
        assert difference(bare, expected) > 0.01
        beside, base_now = model(IDS), sha256_of_weights(model)
        assert difference(beside, expected) <= 1e-5
        merge(model)
        assert difference(model(IDS), expected) <= 1e-5 and sha256_of_weights(model) != base_now
        unmerge(model)
        assert torch.equal(model(IDS), beside) and sha256_of_weights(model) == base_now
        merge(model)
        unmerge(model)
        detach(model)
        assert torch.equal(model(IDS), bare)
    assert sha256_of_weights(model) == pristine
    assert not any("lora" in n or "adapters" in n for n, _ in model.named_parameters())


@pytest.mark.parametrize("kind", CASES)
def test_every_family_runs_an_adapter_on_all_its_matrices(kind, tmp_path):
    expected = theirs(made(kind, tmp_path, target_modules="all-linear", r=3))
    model, family = network(kind)
    attach(model, read_adapter(tmp_path), family)
    with torch.no_grad():
        assert difference(model(IDS), expected) <= 1e-5 * max(1.0, expected.abs().max().item() / 5)


@pytest.mark.parametrize("kind", ["gpt2", "llama 3", "gpt_neox", "phi3"])
def test_merged_weights_are_pefts_to_a_millionth(kind, tmp_path):
    model, family = network(kind)
    oracle = made(kind, tmp_path, target_modules="all-linear", r=4)
    attach(model, read_adapter(tmp_path), family)
    before = copy.deepcopy(dict(model.named_parameters()))
    merge(model)
    oracle.merge_and_unload().save_pretrained(tmp_path / "merged")
    from family_models import ours

    for name, weight in ours(tmp_path / "merged").named_parameters():
        assert difference(model.get_parameter(name), weight) <= 1e-6, name
    unmerge(model)
    for name, weight in model.named_parameters():
        assert torch.equal(weight, before[name]), name


@pytest.mark.parametrize("kind", ["gpt2", "llama", "gpt_neox", "phi3", "qwen2"])
def test_sixty_four_greedy_tokens_are_pefts(kind, tmp_path):
    oracle = made(kind, tmp_path, target_modules="all-linear", r=4)
    model, family = network(kind)
    attach(model, read_adapter(tmp_path), family)
    ids = IDS[:1, :8]
    expected = oracle.generate(input_ids=ids, max_new_tokens=64, do_sample=False, pad_token_id=0)[0, 8:].tolist()
    cache: KVCache = model.new_cache(limit=72)
    drawn: list[int] = []
    with torch.inference_mode():
        while len(drawn) < 64:
            drawn.append(int(model(ids, cache, last_only=True)[0, -1].argmax()))
            ids = torch.tensor([[drawn[-1]]])
    assert drawn == expected


def test_two_adapters_add_up_as_pefts_do(tmp_path):
    made("llama", tmp_path / "one", seed=1, r=4)
    made("llama", tmp_path / "two", seed=2, r=3, target_modules=["v_proj", "up_proj"], use_rslora=True)
    oracle = PeftModel.from_pretrained(base("llama"), tmp_path / "one", adapter_name="one")
    oracle.load_adapter(tmp_path / "two", "two")
    oracle.base_model.set_adapter(["one", "two"])
    model, family = network("llama")
    for name in ("one", "two"):
        attach(model, read_adapter(tmp_path / name), family)
    with torch.no_grad():
        assert difference(model(IDS), theirs(oracle.eval())) <= 1e-5
        merge(model)
        assert difference(model(IDS), theirs(oracle)) <= 1e-5


@pytest.mark.parametrize(
    "name", ["gpt2 c_attn", "gpt2 all", "llama q v", "llama all, rsLoRA", "llama patterns", "gpt_neox all", "phi3"]
)
def test_gradients_are_pefts(name, tmp_path):
    kind, settings = KINDS[name]
    oracle = made(kind, tmp_path, **settings)
    model, family = network(kind)
    attach(model, read_adapter(tmp_path), family)
    targets = IDS.roll(-1, 1)
    for pair in pairs(model):
        pair.requires_grad_(True)
    for logits in (oracle(IDS).logits, model(IDS)):
        torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten()).backward()
    expected = {name: p.grad for name, p in oracle.named_parameters() if "lora_" in name}
    seen = 0
    for pair in pairs(model):
        for letter, weight in (("A", pair.a), ("B", pair.b)):
            name = f"base_model.model.{pair.module.name}.lora_{letter}.default.weight"
            assert difference(weight.grad, expected[name]) <= 1e-5
            seen += 1
    assert seen == len(expected)


@pytest.mark.parametrize("name", ["gpt2 all", "llama all, rsLoRA", "llama patterns", "llama tied embedding",
                                  "llama saved both", "llama biases", "gpt_neox", "phi3"])  # fmt: skip
def test_peft_loads_what_we_save(name, tmp_path):
    kind, settings = KINDS[name]
    expected = theirs(made(kind, tmp_path / "theirs", **settings))
    model, family = network(kind)
    attach(model, read_adapter(tmp_path / "theirs"), family)
    (attached,) = attached_to(model)
    save_adapter(tmp_path / "ours", model, attached)
    again = PeftModel.from_pretrained(base(kind), tmp_path / "ours").eval()
    assert difference(theirs(again), expected) <= 1e-6
    assert read_adapter(tmp_path / "ours").config == attached.config


@pytest.mark.parametrize(("kind", "targets"), [
    ("gpt2", ("c_attn",)), ("llama", ("q_proj", "v_proj")), ("llama", "all-linear"), ("gpt_neox", ("query_key_value",)),
    ("llama", ("embed_tokens", "layers.1.mlp.up_proj")),
])  # fmt: skip
def test_a_new_adapter_changes_nothing_and_trained_it_is_one_of_pefts(kind, targets, tmp_path):
    model, family = network(kind)
    with torch.no_grad():
        bare = model(IDS)
        config = AdapterConfig(rank=4, alpha=8, targets=targets, layers=() if "embed_tokens" in targets else (0,))
        attached = new_adapter(model, config, family, seed=5)
        assert torch.equal(model(IDS), bare)
        randomise_pairs(model)
        changed = model(IDS)
    save_adapter(tmp_path, model, attached)
    oracle = PeftModel.from_pretrained(base(kind), tmp_path).eval()
    assert difference(theirs(oracle), changed) <= 1e-5
    made_by_peft = get_peft_model(base(kind), LoraConfig.from_pretrained(tmp_path))
    assert {k for k in made_by_peft.state_dict() if "lora_" in k} == {k for k in oracle.state_dict() if "lora_" in k}


def randomise_pairs(model):
    generator = torch.Generator().manual_seed(9)
    for pair in pairs(model):
        pair.b.copy_(torch.randn(pair.b.shape, generator=generator) * 0.2)


def test_an_adapter_without_targets_in_the_network_is_refused():
    model, family = network("llama")
    with pytest.raises(StudioError, match=r"q_proj, k_proj, v_proj, o_proj"):
        new_adapter(model, AdapterConfig(targets=("c_attn",)), family)


def test_training_changes_are_seen_at_once_and_dropout_only_while_training():
    model, family = network("llama")
    new_adapter(model, AdapterConfig(rank=4, targets="all-linear", dropout=0.5), family)
    with torch.no_grad():
        before = model(IDS)
        randomise_pairs(model)
        after = model(IDS)
        assert difference(before, after) > 0.01
        assert torch.equal(after, model(IDS))
        model.train()
        assert difference(model(IDS), model(IDS)) > 0.001
        model.eval()
        assert torch.equal(after, model(IDS))


def test_activations_are_watched_as_without_an_adapter(tmp_path):
    made("llama", tmp_path, r=4)
    model, family = network("llama")
    plain: list[str] = []
    model(IDS, watch=lambda name, layer, x: plain.append(f"{name}.{layer}"))
    attach(model, read_adapter(tmp_path), family)
    held: dict[str, torch.Tensor] = {}

    def watch(name, layer, x):
        held[f"{name}.{layer}"] = x

    with torch.no_grad():
        model(IDS, watch=watch)
        q = model.blocks[0].attn.qkv(model.blocks[0].ln_1(held["hook_resid_pre.0"]))
    assert list(held) == plain
    assert torch.equal(held["hook_q.0"].transpose(1, 2).flatten(2), q[..., :32])


def test_a_half_precision_network_takes_an_adapter(tmp_path):
    expected = theirs(made("llama", tmp_path, r=4))
    model, family = network("llama")
    attach(model.to(torch.bfloat16), read_adapter(tmp_path), family)
    with torch.no_grad():
        assert model.hidden(IDS).dtype == torch.bfloat16
        assert difference(model(IDS).float(), expected) < 0.2
    assert {pair.a.dtype for pair in pairs(model)} == {torch.float32}


def test_a_pickled_adapter_is_read_as_well(tmp_path):
    from safetensors.torch import load_file

    expected = theirs(made("llama", tmp_path, r=4))
    path = tmp_path / "adapter_model.safetensors"
    torch.save(load_file(path, backend="pread"), tmp_path / "adapter_model.bin")
    path.unlink()
    model, family = network("llama")
    attach(model, read_adapter(tmp_path), family)
    with torch.no_grad():
        assert difference(model(IDS), expected) <= 1e-5


def test_a_copy_of_a_network_has_adapters_of_its_own(tmp_path):
    made("llama", tmp_path, r=4)
    model, family = network("llama")
    attach(model, read_adapter(tmp_path), family)
    twin = copy.deepcopy(model)
    with torch.no_grad():
        expected = model(IDS)
        for pair in pairs(twin):
            pair.b.zero_()
        assert torch.equal(model(IDS), expected) and difference(twin(IDS), expected) > 0.01


def test_two_adapters_that_hold_the_same_weight_whole_are_refused(tmp_path):
    made("llama", tmp_path, modules_to_save=["lm_head"])
    model, family = network("llama")
    attach(model, read_adapter(tmp_path), family)
    with torch.no_grad():
        before = model(IDS)
    with pytest.raises(StudioError, match="same weight"):
        attach(model, read_adapter(tmp_path), family)
    with torch.no_grad():
        assert torch.equal(model(IDS), before)


def test_a_scale_without_patterns_is_alpha_by_rank_or_by_its_root():
    config = AdapterConfig(rank=16, alpha=8)
    assert config.scale("q", 16) == 0.5
    assert replace(config, rslora=True).scale("q", 16) == 2.0


def test_no_warning_is_hidden_by_these_tests():
    """Our own code warns of nothing; the module ignores what PEFT says."""
    model, family = network("llama")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        new_adapter(model, AdapterConfig(targets="all-linear"), family)
        with torch.no_grad():
            model(IDS)
        merge(model)
        detach(model)
