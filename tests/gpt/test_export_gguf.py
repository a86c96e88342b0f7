"""GGUF files that we write: blocks equal to the reference's bit for bit, networks and tokenizers as they were."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch
from exports import BPE, IDS, SHAKESPEARE, family_folder, ours
from gguf_files import smollm2  # noqa: F401  a fixture
from tiny_models import decoder, logits

from gpt_studio.gpt import load_model, save_checkpoint
from gpt_studio.gpt.checkpoints.describe import describe
from gpt_studio.gpt.export import export_model
from gpt_studio.gpt.export.gguf.packing import pack
from gpt_studio.gpt.loaded import load_tokenizer_of
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.errors import StudioError

CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])


@pytest.mark.parametrize("kind", ["F16", "BF16", "Q8_0", "Q4_1", "Q4_0"])
def test_packed_numbers_are_those_of_the_reference_bit_for_bit(kind):
    rng = np.random.default_rng(7)
    sizes = rng.choice([1e-30, 1e-6, 0.1, 1.0, 100.0, 6e4], (400, 1))
    numbers = (rng.standard_normal((400, 96)) * sizes).astype(np.float32)
    numbers[0] = 0
    numbers[1] = -2.5
    numbers[2] = np.round(numbers[2])
    with np.errstate(all="ignore"):
        wanted = gguf.quantize(numbers, gguf.GGMLQuantizationType[kind])
    assert pack(kind, numbers.reshape(-1)).tobytes() == np.ascontiguousarray(wanted).tobytes()


@pytest.mark.parametrize(
    "kind", ["llama", "llama 3", "mistral", "qwen2", "qwen3", "gpt_neox", "gemma", "phi", "phi3 longrope", "smollm3",
             "stablelm 12b", "starcoder2", "olmo2", "granite"]
)  # fmt: skip
def test_a_network_is_read_back_from_gguf_with_the_same_logits(kind, tmp_path):
    model = family_folder(tmp_path / "model", kind)
    windowed = kind in ("mistral", "starcoder2")  # llama.cpp does not obey them
    result = export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", force=windowed)
    assert result.lossless != windowed and result.bytes == (tmp_path / "out.gguf").stat().st_size
    torch.testing.assert_close(logits(ours(tmp_path / "out.gguf"), IDS), logits(model, IDS), atol=1e-5, rtol=1e-5)
    assert load_tokenizer_of(tmp_path / "out.gguf").encode(SHAKESPEARE) == BPE.encode(SHAKESPEARE)


def test_windows_that_llama_cpp_does_not_obey_are_a_loss_but_not_from_one_file_to_the_next(tmp_path):
    family_folder(tmp_path / "model", "mistral")
    with pytest.raises(StudioError, match=r"would lose information: expected no windows, found windows of 9 tokens"):
        export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf")
    export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", force=True)
    assert export_model(tmp_path / "out.gguf", tmp_path / "again.gguf", "gguf").lossless
    wide = family_folder(tmp_path / "wide", "mistral", sliding_window=96)
    assert wide.config.max_position_embeddings == 96
    assert export_model(tmp_path / "wide", tmp_path / "wide.gguf", "gguf").lossless


@pytest.mark.parametrize("kind", ["gemma2", "gemma3"])
def test_gemmas_with_windows_and_caps_go_through_gguf(kind, tmp_path):
    model = family_folder(tmp_path / "model", kind, query_pre_attn_scalar=16, num_hidden_layers=6)
    assert export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf").lossless
    torch.testing.assert_close(logits(ours(tmp_path / "out.gguf"), IDS), logits(model, IDS), atol=1e-5, rtol=1e-5)


def test_the_reference_reads_our_file_and_finds_what_its_custom_asks_for(tmp_path):
    family_folder(tmp_path / "model", "qwen2", hidden_size=64, tie_word_embeddings=True)
    result = export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", dtype="Q4_0", force=True)
    assert not result.lossless and describe(tmp_path / "out.gguf").tied_embeddings
    reader = gguf.GGUFReader(tmp_path / "out.gguf")
    kinds = {tensor.name: tensor.tensor_type.name for tensor in reader.tensors}
    assert kinds["token_embd.weight"] == "Q8_0"  # the head, too
    assert "output.weight" not in kinds
    assert kinds["blk.0.attn_q.weight"] == kinds["blk.1.ffn_up.weight"] == "Q4_0"
    assert kinds["blk.0.ffn_down.weight"] == "F16"  # rows of 48 are no whole blocks
    assert {kinds["blk.0.attn_q.bias"], kinds["blk.0.attn_norm.weight"], kinds["output_norm.weight"]} == {"F32"}
    network = dict(ours(tmp_path / "model").named_parameters())
    for name, parameter in {"blk.0.attn_output": "blocks.0.attn.out", "blk.1.ffn_gate": "blocks.1.mlp.gate"}.items():
        stored = next(tensor for tensor in reader.tensors if tensor.name == f"{name}.weight")
        wanted = gguf.quantize(network[f"{parameter}.weight"].detach().numpy(), gguf.GGMLQuantizationType.Q4_0)
        assert stored.data.tobytes() == np.ascontiguousarray(wanted).tobytes()


@pytest.mark.slow
def test_smollm2_keeps_every_block_and_every_key(smollm2, tmp_path):  # noqa: F811
    out, again = tmp_path / "out.gguf", tmp_path / "again.gguf"
    assert export_model(smollm2, out, "gguf").lossless
    assert export_model(smollm2, again, "gguf", dtype="q4_1").lossless
    assert out.read_bytes() == again.read_bytes()
    theirs, found = gguf.GGUFReader(smollm2), gguf.GGUFReader(out)
    stored = {tensor.name: tensor for tensor in found.tensors}
    assert len(stored) == len(theirs.tensors)
    for tensor in theirs.tensors:
        assert stored[tensor.name].tensor_type == tensor.tensor_type, tensor.name
        assert np.array_equal(stored[tensor.name].data, tensor.data), tensor.name
    for key, field in theirs.fields.items():
        if not key.startswith("GGUF."):
            assert found.fields[key].types == field.types, key
            assert len(found.fields[key].parts) == len(field.parts), key
            assert all(map(np.array_equal, found.fields[key].parts[::97], field.parts[::97])), key


def test_quantising_is_refused_unless_it_is_allowed(tmp_path):
    family_folder(tmp_path / "model", "llama")
    for dtype in ("Q8_0", "float16"):
        with pytest.raises(StudioError, match=r"would lose information.*--force"):
            export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", dtype=dtype)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("gptj", "lm_head_bias"), ("opt", "kind of network"), ("gemma untied", "tie_embeddings"),
     ("gemma2", "attention_scale"), ("qwen2 windows", "windows"), ("olmo2 bias", "qkv_bias"),
     ("qwen3 bias", "qkv_bias"), ("phi normed", "qk_norm")],
)  # fmt: skip
def test_networks_that_no_architecture_holds_are_refused_by_name_and_reason(kind, reason, tmp_path):
    family_folder(tmp_path / "model", kind)
    with pytest.raises(StudioError, match=f"no architecture of GGUF holds this network.*{reason}") as refusal:
        export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", force=True)
    assert refusal.value.code == "unsupported"


def test_the_exact_gelu_is_a_loss_in_gpt2s_architecture(tmp_path):
    biases = dict.fromkeys(("norm_bias", "qkv_bias", "out_bias", "mlp_bias"), False)
    model = decoder(vocab_size=BPE.size, activation="gelu", **biases)
    save_checkpoint(tmp_path / "model", model, BPE)
    with pytest.raises(StudioError, match="gpt2's own activation, found gelu"):
        export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf")
    assert not export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", force=True).lossless
    back = load_model(tmp_path / "out.gguf")
    assert back.model.config.activation == "gelu_tanh" and not bool(back.model.ln_f.bias.any())
    for name, weight in model.named_parameters():
        assert torch.equal(dict(back.model.named_parameters())[name], weight), name


def test_biases_that_are_not_there_are_zeros_in_gpt2s_architecture_and_no_loss(tmp_path):
    model = decoder(vocab_size=BPE.size, qkv_bias=False, norm_bias=False)
    save_checkpoint(tmp_path / "model", model, BPE)
    assert export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf").lossless
    ids = IDS[:, :24]
    torch.testing.assert_close(logits(ours(tmp_path / "out.gguf"), ids), logits(model, ids), atol=1e-6, rtol=1e-6)


def test_characters_have_no_end_of_text_that_llama_cpp_would_keep_apart(tmp_path):
    save_checkpoint(tmp_path / "whole", decoder(), CHARACTERS)
    with pytest.raises(StudioError, match="a token that ends a text"):
        export_model(tmp_path / "whole", tmp_path / "out.gguf", "gguf")
    save_checkpoint(tmp_path / "padded", decoder(vocab_size=64), CHARACTERS)
    assert export_model(tmp_path / "padded", tmp_path / "out.gguf", "gguf").lossless
    back = load_tokenizer_of(tmp_path / "out.gguf")
    assert back.encode("TO BE, 2B") == CHARACTERS.encode("TO BE, 2B")
    assert back.eos_ids == {63}


def test_characters_beyond_ascii_are_refused(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(), chars_of(["aé你"]))
    with pytest.raises(StudioError, match=r"no form in a GGUF file.*ASCII"):
        export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf", force=True)
