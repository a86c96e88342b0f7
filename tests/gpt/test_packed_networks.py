"""Models held in int4 and int8, and in bfloat16: every family runs, a real one answers, what cannot be is refused."""

from __future__ import annotations

import pytest
import torch
from family_models import CASES, oracle
from gguf_files import smollm2  # noqa: F401  a fixture
from tiny_models import decoder, random_ids

from gpt_studio.gpt import describe, load_model, save_checkpoint
from gpt_studio.gpt.adapters.attached import new_adapter
from gpt_studio.gpt.adapters.config import AdapterConfig
from gpt_studio.gpt.checkpoints.precision import packed_bits
from gpt_studio.gpt.checkpoints.read import read_decoder
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.packed import op
from gpt_studio.gpt.packed.linear import PackedEmbedding, PackedLinear
from gpt_studio.gpt.packed.matrix import PackedMatrix
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import GenerationDone, TokensArrived
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.loop import generate
from gpt_studio.sampling.prefix import Prefix

CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])
PACKED = ("int4", "int8")


@pytest.fixture
def folder(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(d_model=64, max_len=96), CHARACTERS)
    return tmp_path / "model"


def network(path, precision):
    checkpoint = read_checkpoint(path)
    bits = packed_bits(checkpoint, precision)
    kind = torch.float32 if precision == "float32" else torch.bfloat16
    return read_decoder(checkpoint, kind, torch.device("cpu"), bits=bits)[0]


def unpacked(model, like):
    """A float32 network with the numbers that a packed one holds."""
    held = dict(model.named_parameters())
    with torch.no_grad():
        for name, weight in like.named_parameters():
            module = model.get_submodule(name.rsplit(".", 1)[0])
            packed = name.endswith("weight") and isinstance(module, PackedLinear | PackedEmbedding)
            weight.copy_(module.matrix.unpacked(0, module.matrix.rows).t() if packed else held[name])
    return like


@torch.inference_mode()
def answers(model, ids):
    return model(ids)


def bytes_held(model):
    tensors = {t.data_ptr(): t for t in (*model.parameters(), *model.buffers())}
    return sum(t.numel() * t.element_size() for t in tensors.values())


@pytest.mark.parametrize("kind", CASES)
def test_every_family_runs_in_every_precision(kind, tmp_path):
    oracle(kind).save_pretrained(tmp_path)
    exact, ids = network(tmp_path, "float32"), random_ids(2, 40)
    for precision in ("bfloat16", *PACKED):
        model = network(tmp_path, precision)
        assert model.dtype == torch.bfloat16
        like = exact if precision == "bfloat16" else unpacked(model, network(tmp_path, "float32"))
        found, expected = answers(model, ids), answers(like, ids)
        assert found.dtype == torch.float32 and found.isfinite().all()
        # random weights of 0.2 amplify rounding in every layer; what is not the same network has no such likeness
        assert torch.corrcoef(torch.stack((found.flatten(), expected.flatten())))[0, 1] > 0.98
        cache = model.new_cache(2)
        model(ids[:, :33], cache)
        pieces = torch.cat([model(ids[:, i : i + 1], cache) for i in range(33, 40)], 1)
        assert torch.corrcoef(torch.stack((pieces.flatten(), found[:, 33:].flatten())))[0, 1] > 0.98


@pytest.mark.parametrize("precision", PACKED)
def test_weights_take_the_memory_that_the_card_says(folder, precision):
    loaded = load_model(folder, dtype=precision)
    assert loaded.info.dtype == precision
    assert bytes_held(loaded.model) == loaded.info.memory_estimate_bytes.weights
    assert describe(folder, dtype=precision).memory_estimate_bytes == loaded.info.memory_estimate_bytes
    assert loaded.model.wte.matrix is loaded.model.lm_head.matrix  # a tied head is held once


@pytest.mark.parametrize("precision", PACKED)
def test_a_packed_model_writes_alone_in_a_batch_and_from_a_prefix(folder, precision):
    loaded, prefix = load_model(folder, dtype=precision), Prefix()

    def written(members, kept=None, stop_after=None):
        command = Generate(
            1, ModelKey("m", precision), ("HELLO WORLD",), sampling=SamplingParams(temperature=0.8), seed=5,
            members=members, max_tokens=12,
        )  # fmt: skip
        ids, ends = {m: [] for m in members}, {}
        for event in generate(
            loaded.model, loaded.tokenizer, loaded.context, command,
            cancelled=lambda: stop_after is not None and len(ids[0]) >= stop_after, prefix=kept,
        ):  # fmt: skip
            if isinstance(event, TokensArrived):
                ids[event.member] += [r.id for r in event.records]
            if isinstance(event, GenerationDone):
                ends[event.member] = event.stop_reason
        return ids, ends

    alone, _ = written((0,), prefix)
    assert written((0,), prefix)[0] == alone and len(alone[0]) == 12
    assert written((0, 1, 2))[1] == {0: "max_tokens", 1: "max_tokens", 2: "max_tokens"}
    assert written((0,), stop_after=3)[1] == {0: "cancelled"}


@pytest.mark.parametrize("precision", PACKED)
def test_attention_of_a_packed_model_is_that_of_its_numbers(folder, precision):
    model, ids = network(folder, precision), random_ids(1, 60)[0]
    found = attention_weights(model, ids, (0, 1))
    expected = attention_weights(unpacked(model, network(folder, "float32")), ids, (0, 1))
    assert abs(found.sum(-1) - 1).max() < 1e-5 and abs(found - expected).max() < 0.1


def test_an_adapter_adds_to_packed_weights(folder):
    model, ids = network(folder, "int4"), random_ids(1, 20)
    plain = answers(model, ids)
    adapter = new_adapter(model, AdapterConfig(rank=2, targets=("c_attn",)), "gpt2")
    assert torch.equal(answers(model, ids), plain)
    torch.nn.init.constant_(adapter.pairs[0].b, 0.5)
    assert not torch.equal(answers(model, ids), plain)


@pytest.mark.parametrize("precision", PACKED)
def test_packed_weights_are_not_saved(folder, precision, tmp_path):
    with pytest.raises(StudioError, match="packed"):
        save_checkpoint(tmp_path / "out", load_model(folder, dtype=precision).model, CHARACTERS)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_packed_weights_are_for_the_processor_alone(folder, device, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    with pytest.raises(StudioError, match="int4 is for the processor"):
        load_model(folder, dtype="int4", device=device)


def test_without_a_fast_product_weights_are_dense_and_it_is_said(folder, monkeypatch):
    def missing(*given):
        raise NotImplementedError("no kernel")

    monkeypatch.setattr(torch.ops.aten, "_convert_weight_to_int4pack_for_cpu", missing)
    op.lane_rows.cache_clear()
    try:
        loaded = load_model(folder, dtype="int4")
    finally:
        op.lane_rows.cache_clear()
    assert not any(isinstance(m, PackedMatrix) for m in loaded.model.modules())
    assert {p.dtype for p in loaded.model.parameters()} == {torch.bfloat16} and loaded.info.dtype != "int4"
    assert any("int4" in warning and "bfloat16" in warning for warning in loaded.info.warnings)


def test_loading_reports_and_can_be_cancelled(folder):
    seen = []
    load_model(folder, dtype="int4", on_progress=lambda phase, done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen) and seen[-1][0] == seen[-1][1]
    with pytest.raises(StudioError) as caught:
        load_model(folder, dtype="int4", cancelled=lambda: True)
    assert caught.value.code == "cancelled"


@pytest.fixture(scope="module")
def real(smollm2):  # noqa: F811
    if not op.lane_rows():
        pytest.skip("this processor has no fast product with 4 bits")
    return {precision: load_model(smollm2, dtype=precision) for precision in ("float32", "auto", "int8")}


def test_a_file_in_4_bits_is_held_as_it_is(real):
    held = real["auto"]
    assert (held.info.dtype, held.info.quantisation) == ("int4", "Q4_1")
    assert bytes_held(held.model) == held.info.memory_estimate_bytes.weights
    exact = dict(real["float32"].model.named_parameters())
    for name in ("wte", "blocks.0.attn.qkv", "blocks.17.mlp.down"):
        matrix, numbers = held.model.get_submodule(name).matrix, exact[f"{name}.weight"][:640].detach()
        assert matrix.bits == (8 if name == "wte" else 4)
        # only scale and zero are rounded, to 8 digits
        error = (matrix.unpacked(0, min(640, matrix.rows)).t() - numbers).abs().unflatten(-1, (-1, 32)).amax(-1)
        reach = numbers.abs().unflatten(-1, (-1, 32)).amax(-1)
        assert (error <= reach * 2.0**-7).all()


TEXT = (
    "The sun is a star at the centre of our solar system. The Earth moves around it once a year, and the moon moves "
    "around the Earth once a month. Water covers most of the surface of the Earth, and the rest is land."
)


@pytest.mark.parametrize("precision", ["auto", "int8"])
def test_packed_smollm2_says_what_float32_says(real, precision):
    ids = torch.tensor([real["float32"].tokenizer.encode(TEXT)])
    exact, held = answers(real["float32"].model, ids)[0], answers(real[precision].model, ids)[0]
    assert (exact.argmax(-1) == held.argmax(-1)).float().mean() >= 0.9
    targets = ids[0, 1:, None]
    said = [x[:-1].log_softmax(-1).gather(-1, targets).mean().item() for x in (exact, held)]
    assert abs(said[0] - said[1]) < 0.05
