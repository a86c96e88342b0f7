"""Networks from GGUF files give transformers' logits; SmolLM2 as people have it gives every number of the reference."""

from __future__ import annotations

import json
import math
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
import transformers as hf
from gguf_files import smollm2  # noqa: F401  a fixture
from tiny_models import SHARED, logits, random_ids

from gpt_studio.gpt import load_model
from gpt_studio.gpt.checkpoints.gguf.fill import fill
from gpt_studio.gpt.checkpoints.read import read_decoder
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.protocol.errors import StudioError

SIZES = {
    "vocab_size": 61, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4,
    "num_key_value_heads": 2, "max_position_embeddings": 48, "bos_token_id": None, "eos_token_id": None,
    "pad_token_id": None,
}  # fmt: skip
# our test's own map from transformers' names to GGUF's
PARTS = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm", "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "self_attn.qkv_proj": "attn_qkv",
    "mlp.gate_up_proj": "ffn_up", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down", "self_attn.dense": "attn_output",
    "mlp.fc1": "ffn_up", "mlp.fc2": "ffn_down",
}  # fmt: skip
GEMMA2 = PARTS | {
    "post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}  # fmt: skip
OLMO = PARTS | {"post_attention_layernorm": "post_attention_norm", "post_feedforward_layernorm": "post_ffw_norm"}
NEOX = {
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "attention.query_key_value": "attn_qkv",
    "attention.dense": "attn_output", "mlp.dense_h_to_4h": "ffn_up", "mlp.dense_4h_to_h": "ffn_down",
}  # fmt: skip
GPT2 = {
    "ln_1": "attn_norm", "ln_2": "ffn_norm", "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output",
    "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down",
}  # fmt: skip
ENDS = {
    "embed_tokens": "token_embd", "norm": "output_norm", "lm_head": "output", "wte": "token_embd",
    "wpe": "position_embd", "ln_f": "output_norm", "embed_in": "token_embd", "final_layer_norm": "output_norm",
    "embed_out": "output", "final_layernorm": "output_norm",
}  # fmt: skip
ROPE = {"rope_type": "default", "rope_theta": 5000.0}
LLAMA3 = ROPE | {
    "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 16,
}  # fmt: skip
YARN = ROPE | {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 12}
LONG = ROPE | {
    "rope_type": "longrope", "short_factor": [1.0, 1.1, 1.2, 1.3], "long_factor": [1.0, 2.0, 3.0, 4.0],
    "original_max_position_embeddings": 12,
}  # fmt: skip
GEMMA3_ROPE = {
    "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6},
    "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
}
OLMO3_ROPE = YARN | {"attention_factor": 0.1 * math.log(4) + 1}
CASES = {
    "llama": (hf.LlamaConfig(**SIZES, rope_parameters=ROPE, attention_bias=True), PARTS),
    "llama tied": (hf.LlamaConfig(**SIZES, rope_parameters=ROPE, tie_word_embeddings=True, head_dim=16), PARTS),
    "llama 3 frequencies": (hf.LlamaConfig(**SIZES, rope_parameters=LLAMA3), PARTS),
    "qwen2": (hf.Qwen2Config(**SIZES, rope_parameters=ROPE), PARTS),
    "qwen3": (hf.Qwen3Config(**SIZES, head_dim=16, rope_parameters=ROPE), PARTS),
    "gemma": (hf.GemmaConfig(**SIZES, head_dim=16, rope_parameters=ROPE), PARTS),
    "gemma2": (hf.Gemma2Config(**SIZES, head_dim=16, query_pre_attn_scalar=16, sliding_window=5), GEMMA2),
    "phi3": (hf.Phi3Config(**SIZES, rope_parameters=ROPE, sliding_window=None), PARTS),
    "gptneox": (
        hf.GPTNeoXConfig(**{k: v for k, v in SIZES.items() if k != "num_key_value_heads"}, hidden_act="gelu"), NEOX
    ),
    "stablelm": (hf.StableLmConfig(**SIZES, use_qkv_bias=True), PARTS),
    "starcoder2": (hf.Starcoder2Config(**SIZES, use_bias=True, sliding_window=None), PARTS),
    "llama with a window": (hf.MistralConfig(**SIZES, rope_parameters=ROPE, sliding_window=6), PARTS),
    "qwen2 yarn": (hf.Qwen2Config(**SIZES, rope_parameters=YARN), PARTS),
    "gemma3": (
        hf.Gemma3TextConfig(
            **SIZES | {"num_hidden_layers": 7}, head_dim=16, query_pre_attn_scalar=16, sliding_window=5,
            rope_parameters=GEMMA3_ROPE,
        ),
        GEMMA2,
    ),
    "phi2": (hf.PhiConfig(**SIZES, rope_parameters=ROPE | {"partial_rotary_factor": 0.5}), PARTS),
    "phi3 long": (
        hf.Phi3Config(**SIZES, rope_parameters=LONG, original_max_position_embeddings=12, sliding_window=9), PARTS
    ),
    "olmo2": (hf.Olmo2Config(**SIZES, rope_parameters=ROPE), OLMO),
    "olmo2 with windows": (
        hf.Olmo3Config(**SIZES | {"num_hidden_layers": 5}, rope_parameters=OLMO3_ROPE, sliding_window=5), OLMO
    ),
    "smollm3": (hf.SmolLM3Config(**SIZES | {"num_hidden_layers": 5}, rope_parameters=ROPE), PARTS),
    "granite": (
        hf.GraniteConfig(
            **SIZES, rope_parameters=ROPE, embedding_multiplier=3.0, residual_multiplier=0.3, logits_scaling=2.0,
            attention_multiplier=0.2,
        ),
        PARTS,
    ),
    "gptneox in sequence": (
        hf.GPTNeoXConfig(
            **{k: v for k, v in SIZES.items() if k != "num_key_value_heads"}, hidden_act="gelu",
            use_parallel_residual=False,
        ),
        NEOX,
    ),
    "stablelm in parallel": (
        hf.StableLmConfig(**SIZES, rope_parameters=ROPE, use_parallel_residual=True, qk_layernorm=True), PARTS
    ),
    "starcoder2 with a window": (hf.Starcoder2Config(**SIZES, use_bias=True, sliding_window=7), PARTS),
    "gpt2": (hf.GPT2Config(vocab_size=61, n_embd=32, n_layer=3, n_head=4, n_positions=48), GPT2),
}  # fmt: skip


def oracle(config):
    config._attn_implementation = "eager"
    model = hf.AutoModelForCausalLM.from_config(config).eval()
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) * 0.2)
    return model


def theirs(name, parts):
    """The GGUF name of a transformers parameter."""
    stem, kind = name.rsplit(".", 1)
    pieces = stem.split(".")
    layer = next((i for i, piece in enumerate(pieces) if piece.isdigit()), None)
    if layer is None:
        return f"{ENDS[pieces[-1]]}.{kind}"
    return f"blk.{pieces[layer]}.{parts['.'.join(pieces[layer + 1 :])]}.{kind}"


def interleaved(weight, heads):
    """Rows of q or k as the llama architecture keeps them: the pairs of a head side by side."""
    return weight.reshape(heads, 2, -1, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def write_metadata(writer, arch, sizes, model):
    writer.add_block_count(sizes.num_hidden_layers)
    writer.add_context_length(sizes.max_position_embeddings)
    writer.add_embedding_length(sizes.hidden_size)
    writer.add_feed_forward_length(getattr(sizes, "intermediate_size", None) or 4 * sizes.hidden_size)
    heads, groups = sizes.num_attention_heads, getattr(sizes, "num_key_value_heads", None) or sizes.num_attention_heads
    writer.add_head_count(heads)
    writer.add_head_count_kv(groups)
    names = ("layer_norm_epsilon", "layer_norm_eps", "norm_epsilon")
    eps = next((getattr(sizes, name) for name in names if hasattr(sizes, name)), None)
    if eps is not None:
        writer.add_layer_norm_eps(eps)
    else:
        writer.add_layer_norm_rms_eps(sizes.rms_norm_eps)
    if arch != "gpt2":
        write_rope(writer, sizes, model, getattr(sizes, "head_dim", None) or sizes.hidden_size // heads)
    if getattr(sizes, "sliding_window", None) and getattr(sizes, "use_sliding_window", True):
        writer.add_sliding_window(sizes.sliding_window)
    if arch == "gemma2":
        writer.add_attn_logit_softcapping(sizes.attn_logit_softcapping)
        writer.add_final_logit_softcapping(sizes.final_logit_softcapping)
    if arch in ("gptneox", "stablelm"):
        writer.add_parallel_residual(sizes.use_parallel_residual)
    if arch == "granite":
        writer.add_attention_scale(sizes.attention_multiplier)
        writer.add_embedding_scale(sizes.embedding_multiplier)
        writer.add_residual_scale(sizes.residual_multiplier)
        writer.add_logit_scale(sizes.logits_scaling)


def write_rope(writer, sizes, model, head):
    rope = sizes.rope_parameters
    rope = rope.get("full_attention", rope)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1)))
    writer.add_rope_freq_base(rope["rope_theta"])
    match rope["rope_type"]:
        case "llama3":
            inverse = 1.0 / (rope["rope_theta"] ** (np.arange(0, head, 2) / head))
            divisors = inverse / model.model.rotary_emb.inv_freq.numpy()
            writer.add_tensor("rope_freqs.weight", divisors.astype(np.float32))
        case "linear" | "yarn" as kind:
            writer.add_rope_scaling_type(gguf.RopeScalingType(kind))
            writer.add_rope_scaling_factor(rope["factor"])
            if kind == "yarn":
                writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
        case "longrope":
            short = rope["original_max_position_embeddings"]
            writer.add_rope_scaling_orig_ctx_len(short)
            stretch = sizes.max_position_embeddings / short
            writer.add_rope_scaling_attn_factors(math.sqrt(1 + math.log(stretch) / math.log(short)))
            for name in ("short", "long"):
                factors = np.array(rope[f"{name}_factor"], np.float32)
                writer.add_tensor(f"rope_factors_{name}.weight", factors)


def joined_norms(state):
    """Gains of a norm for each head, which GGUF keeps as one matrix."""
    joined = {}
    for name, weight in state.items():
        stem, of_heads, _ = name.partition("_layernorm.norms.")
        if of_heads:
            joined.setdefault(f"{stem}_norm.weight", []).append(weight)  # in the order of the heads
        else:
            joined[name] = weight
    return {name: torch.stack(value) if isinstance(value, list) else value for name, value in joined.items()}


def write(path, arch, config, model, parts, **options):
    writer = gguf.GGUFWriter(path, arch, **options)
    write_metadata(writer, arch, config, model)
    heads = config.num_attention_heads
    groups = getattr(config, "num_key_value_heads", None) or heads
    for name, weight in joined_norms(model.state_dict()).items():
        tied = name == "lm_head.weight" and config.tie_word_embeddings
        if tied or "rotary" in name or name.endswith((".attn.bias", "masked_bias", "attention.bias")):
            continue
        values = weight.numpy()
        if arch in ("llama", "smollm3", "granite") and ("q_proj" in name or "k_proj" in name):
            values = interleaved(values, heads if "q_proj" in name else groups)
        if arch.startswith("gemma") and "norm" in name:
            values = values + 1
        if arch == "gpt2" and ".c_" in name and name.endswith("weight"):
            values = values.T
        if "query_key_value" in name:
            values = values.reshape(heads, 3, -1, *values.shape[1:]).swapaxes(0, 1).reshape(values.shape)
        writer.add_tensor(theirs(name, parts), np.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def decoder_of(path):
    return read_decoder(read_checkpoint(path), torch.float32, torch.device("cpu"))[0]


@pytest.mark.parametrize("case", CASES)
def test_a_network_gives_the_logits_of_transformers(case, tmp_path):
    config, parts = CASES[case]
    model = oracle(config)
    write(tmp_path / "m.gguf", case.split(maxsplit=1)[0], config, model, parts)
    ids = random_ids(2, 20)
    torch.testing.assert_close(logits(decoder_of(tmp_path / "m.gguf"), ids), logits(model, ids), atol=2e-5, rtol=1e-4)


def split_model(folder):
    """A model in parts, as gguf-split makes them."""
    config, parts = CASES["llama"]
    model = oracle(config)
    write(folder / "m.gguf", "llama", config, model, parts, split_max_tensors=9)
    return model, sorted(path.name for path in folder.iterdir())


def test_a_model_in_parts_is_read_as_one(tmp_path):
    model, names = split_model(tmp_path)
    assert len(names) > 3
    ids = random_ids(2, 20)
    for path in (tmp_path, tmp_path / names[0], tmp_path / names[2]):
        torch.testing.assert_close(logits(decoder_of(path), ids), logits(model, ids), atol=2e-5, rtol=1e-4)
    assert read_checkpoint(tmp_path).files == tuple(names)
    assert read_checkpoint(tmp_path).file_bytes == sum((tmp_path / name).stat().st_size for name in names)


def test_parts_that_do_not_belong_together_are_refused(tmp_path):
    _, names = split_model(tmp_path)
    second, third = ((tmp_path / name).read_bytes() for name in names[1:3])
    (tmp_path / names[1]).write_bytes(third)
    with pytest.raises(StudioError, match=f"{names[1]} is another part"):
        read_checkpoint(tmp_path)
    (tmp_path / names[1]).unlink()
    with pytest.raises(StudioError, match=names[1]):
        read_checkpoint(tmp_path)
    (tmp_path / "other.gguf").write_bytes(second)
    with pytest.raises(StudioError, match="its name does not say which"):
        read_checkpoint(tmp_path / "other.gguf")


def test_loading_half_precision_rounds_each_number_once(tmp_path):
    config, parts = CASES["llama"]
    write(tmp_path / "m.gguf", "llama", config, oracle(config), parts)
    exact = decoder_of(tmp_path / "m.gguf").state_dict()
    rounded, _ = read_decoder(read_checkpoint(tmp_path / "m.gguf"), torch.bfloat16, torch.device("cpu"))
    for name, weight in rounded.state_dict().items():
        assert torch.equal(weight, exact[name].to(torch.bfloat16)), name


@pytest.mark.slow
def test_every_tensor_of_smollm2_is_the_references(smollm2):  # noqa: F811
    checkpoint = read_checkpoint(smollm2)
    model = read_decoder(checkpoint, torch.float32, torch.device("cpu"))[0]
    parameters = dict(model.named_parameters())
    read = {t.name: gguf.dequantize(t.data, t.tensor_type) for t in gguf.GGUFReader(smollm2).tensors}
    for name, parts in checkpoint.packed.places.items():
        found, done = parameters[name].detach().numpy(), 0
        for part in parts:
            expected = read.pop(part.name)
            if part.heads:
                expected = expected.reshape(part.heads, -1, 2, expected.shape[1]).swapaxes(1, 2).reshape(expected.shape)
            assert np.array_equal(found[done : done + part.rows], expected), part.name
            done += part.rows
        assert done == found.shape[0]
    assert not read


@pytest.mark.slow
def test_smollm2_gives_the_golden_ids_and_log_probabilities(smollm2):  # noqa: F811
    golden = SHARED / "smollm2-135m" / "golden.json"
    if not golden.is_file():
        pytest.skip("../shared/data/smollm2-135m is not here")
    loaded = load_model(smollm2, dtype="float32")
    for case in json.loads(golden.read_text())["cases"]:
        ids = loaded.tokenizer.encode(case["prompt"], raw_special=True)
        assert ids == case["prompt_ids"]
        found = logits(loaded.model, torch.tensor([ids]))[0, -1].log_softmax(-1)
        for token, expected in case["top5"]:
            assert abs(found[token].item() - expected) < 1e-3
        cache = loaded.model.new_cache(1, 512)
        drawn, step = [], torch.tensor([ids])
        for _ in case["greedy_ids"]:
            with torch.no_grad():
                drawn.append(int(loaded.model(step, cache, last_only=True)[0, -1].argmax()))
            step = torch.tensor([drawn[-1:]])
        assert drawn == case["greedy_ids"]


def test_the_filling_reads_each_byte_of_a_tensor_once(tmp_path):
    config, parts = CASES["phi3"]
    write(tmp_path / "m.gguf", "phi3", config, oracle(config), parts)
    checkpoint = read_checkpoint(tmp_path / "m.gguf")
    model = decoder_of(tmp_path / "m.gguf")
    read = sum(each.read for each in fill(checkpoint.packed, dict(model.named_parameters())))
    assert read == sum(tensor.bytes for tensor in checkpoint.packed.file.header.tensors.values())
    assert Path(checkpoint.packed.file.path) == tmp_path / "m.gguf"
