"""Exported Hugging Face folders and safetensors files: transformers gives our logits and the tokenizer's ids."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from exports import BPE, IDS, SHAKESPEARE, family_folder, ours, theirs
from gguf_files import smollm2  # noqa: F401  a fixture
from safetensors.torch import load_file
from tiny_models import NANOGPT, decoder, logits
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from gpt_studio.gpt import load_model, save_checkpoint
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.export import export_model, export_steps
from gpt_studio.gpt.export.dialects import dialect_of
from gpt_studio.gpt.export.sameness import differences
from gpt_studio.gpt.loaded import load_tokenizer_of
from gpt_studio.protocol.errors import StudioError

KINDS = ["llama 3", "mistral", "gpt_neox", "gemma3", "phi3 longrope", "gptj", "opt", "stablelm 12b", "granite"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_is_written_as_it_was_read(kind, tmp_path):
    model = family_folder(tmp_path / "model", kind)
    result = export_model(tmp_path / "model", tmp_path / "out", "huggingface")
    assert result.lossless and result.format == "huggingface"
    assert result.bytes == sum(path.stat().st_size for path in (tmp_path / "out").iterdir())
    back, stored = theirs(tmp_path / "out"), model.state_dict()
    assert type(back) is type(model)
    for name, tensor in back.state_dict().items():
        assert torch.equal(tensor, stored[name]), name
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tmp_path / "out")
    assert tokenizer.encode(SHAKESPEARE) == BPE.encode(SHAKESPEARE)


@pytest.mark.parametrize(
    "kind",
    ["llama", "llama 3", "mistral", "mistral yarn", "qwen2", "qwen3", "smollm3", "gpt_neox", "gemma", "phi",
     "phi3", "phi3 longrope", "stablelm", "stablelm 12b", "starcoder2", "olmo2", "granite"],
)  # fmt: skip
def test_a_gguf_file_becomes_a_folder_of_its_family_that_transformers_computes_alike(kind, tmp_path):
    model = family_folder(tmp_path / "model", kind)
    export_model(tmp_path / "model", tmp_path / "model.gguf", "gguf", force=True)  # llama.cpp obeys few windows
    export_model(tmp_path / "model.gguf", tmp_path / "out", "huggingface", force=True)
    back = theirs(tmp_path / "out")
    network = ours(tmp_path / "model.gguf")
    torch.testing.assert_close(logits(back, IDS), logits(network, IDS), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(logits(back, IDS), logits(model, IDS), atol=1e-5, rtol=1e-5)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(tmp_path / "out")  # not the class that belongs to a family
    text = SHAKESPEARE + "<|endoftext|> 你好"
    assert tokenizer.encode(text) == BPE.encode(text, raw_special=True)


@pytest.mark.parametrize("kind", ["gemma2", "gemma2 hard caps", "gemma3", "gemma3 linear", "qwen2 windows"])
def test_every_family_is_found_again_from_the_switches_alone(kind, tmp_path):
    family_folder(tmp_path, kind)
    config = read_checkpoint(tmp_path).config
    dialect = dialect_of(config, "")
    assert dialect is not None and dialect.found["model_type"] == read_checkpoint(tmp_path).family
    assert not differences(config, dialect.config)


def test_nanogpts_own_checkpoint_gives_its_golden_logits_in_transformers(tmp_path):
    if not NANOGPT.is_dir():
        pytest.skip("../shared/data/nanogpt-shakespeare-char is not here")
    golden = json.loads((NANOGPT / "golden.json").read_text())
    assert export_model(NANOGPT, tmp_path / "out", "huggingface").lossless
    model, tokenizer = theirs(tmp_path / "out"), AutoTokenizer.from_pretrained(tmp_path / "out")
    assert "lm_head.weight" not in load_file(tmp_path / "out" / "model.safetensors", backend="pread")
    for case in golden["cases"]:
        ids = case["prompt_ids"]
        assert tokenizer.encode(case["prompt"]) == ids
        torch.testing.assert_close(
            logits(model, torch.tensor([ids]))[0, -1], torch.tensor(case["first_logits"]), atol=1e-4, rtol=1e-5
        )


@pytest.mark.slow
def test_smollm2_becomes_a_folder_with_its_numbers_ids_and_chat_template(smollm2, tmp_path):  # noqa: F811
    result = export_model(smollm2, tmp_path / "out", "huggingface")
    assert result.lossless
    loaded, back = load_model(smollm2, dtype="float32"), theirs(tmp_path / "out")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    text = "<|im_start|>user\nThe capital of France in 1234, 你好, is\n\n  "
    ids = tokenizer.encode(text)
    assert ids == loaded.tokenizer.encode(text, raw_special=True)
    found, wanted = logits(back, torch.tensor([ids])), logits(loaded.model, torch.tensor([ids]))
    torch.testing.assert_close(found, wanted, atol=1e-4, rtol=1e-5)
    chat = tokenizer.apply_chat_template([{"role": "user", "content": "Hi"}], tokenize=False)
    assert "<|im_start|>user\nHi<|im_end|>" in chat
    assert tokenizer.eos_token == "<|im_end|>"


def test_a_chat_template_of_the_settings_becomes_a_file(tmp_path):
    family_folder(tmp_path / "model", "llama")
    path = tmp_path / "model" / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"chat_template": "{{ messages[0].content }}"}))
    export_model(tmp_path / "model", tmp_path / "out", "huggingface")
    assert (tmp_path / "out" / "chat_template.jinja").read_text() == "{{ messages[0].content }}"


def test_a_network_of_no_family_is_refused_as_a_folder_and_written_as_safetensors(tmp_path):
    model = decoder(mlp="none", vocab_size=BPE.size)
    save_checkpoint(tmp_path / "model", model, BPE)
    with pytest.raises(StudioError, match=r"no family of transformers computes this network.*mlp.*--to safetensors"):
        export_model(tmp_path / "model", tmp_path / "out", "huggingface")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    (tmp_path / "alone").mkdir()
    file = tmp_path / "alone" / "network.safetensors"
    assert export_model(tmp_path / "model", file, "safetensors").lossless
    loaded = load_model(file)
    assert loaded.info.format == "safetensors" and loaded.tokenizer.encode("to be") == BPE.encode("to be")
    assert torch.equal(logits(loaded.model, IDS[:, :24]), logits(model, IDS[:, :24]))


def test_a_changed_network_in_our_own_dialect_is_said_in_a_familys_where_one_computes_it(tmp_path):
    model = family_folder(tmp_path / "model", "llama")
    network = ours(tmp_path / "model")
    network.dialect = {}
    save_checkpoint(tmp_path / "own", network, BPE)
    assert json.loads((tmp_path / "own" / "config.json").read_text())["model_type"] == "gpt_studio"
    export_model(tmp_path / "own", tmp_path / "out", "huggingface")
    torch.testing.assert_close(logits(theirs(tmp_path / "out"), IDS), logits(model, IDS), atol=1e-5, rtol=1e-5)


def test_numbers_that_another_type_cannot_hold_are_refused_and_nothing_is_left(tmp_path):
    family_folder(tmp_path / "model", "llama")
    with pytest.raises(StudioError, match=r"in bfloat16 would lose information.*--force") as refusal:
        export_model(tmp_path / "model", tmp_path / "out", "huggingface", dtype="bfloat16")
    assert refusal.value.code == "lossy"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    result = export_model(tmp_path / "model", tmp_path / "out", "huggingface", dtype="bfloat16", force=True)
    assert not result.lossless
    stored = load_file(tmp_path / "out" / "model.safetensors", backend="pread")
    source = load_file(tmp_path / "model" / "model.safetensors", backend="pread")
    assert all(torch.equal(tensor, source[name].to(torch.bfloat16)) for name, tensor in stored.items())
    again = export_model(tmp_path / "out", tmp_path / "single", "huggingface", dtype="float32")
    assert again.lossless
    assert export_model(tmp_path / "single", tmp_path / "half", "huggingface", dtype="bfloat16").lossless
    assert theirs(tmp_path / "half").dtype == torch.bfloat16


def test_what_stands_at_out_is_kept_unless_it_may_be_written_over(tmp_path):
    family_folder(tmp_path / "model", "llama")
    export_model(tmp_path / "model", tmp_path / "out", "huggingface")
    before = (tmp_path / "out" / "config.json").stat().st_ino
    with pytest.raises(StudioError, match=r"exists.*--force"):
        export_model(tmp_path / "model", tmp_path / "out", "huggingface")
    steps = export_steps(tmp_path / "model", tmp_path / "out", "huggingface", force=True)
    next(steps)
    steps.close()
    assert (tmp_path / "out" / "config.json").stat().st_ino == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "out"]
    export_model(tmp_path / "model", tmp_path / "out", "huggingface", force=True)
    assert (tmp_path / "out" / "config.json").stat().st_ino != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "out"]


def test_a_folder_with_other_files_is_never_taken_away(tmp_path):
    family_folder(tmp_path / "model", "llama")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(StudioError, match=r"holds other files.*thesis\.txt"):
        export_model(tmp_path / "model", tmp_path / "out", "huggingface", force=True)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("name", ["model", "model/inside", "model/x.gguf", "model/model.safetensors", "."])
def test_an_export_never_goes_into_the_model_itself(name, tmp_path):
    family_folder(tmp_path / "model", "llama")
    to = "gguf" if name.endswith("gguf") else "safetensors"
    with pytest.raises(StudioError, match="belongs to the model"):
        export_model(tmp_path / "model", tmp_path / name, to, force=True)


def test_a_disk_without_room_is_said_before_anything_is_written(tmp_path, monkeypatch):
    family_folder(tmp_path / "model", "llama")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(StudioError, match="does not fit on the disk"):
        export_model(tmp_path / "model", tmp_path / "out", "huggingface")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_safetensors_file_takes_no_other_models_config(tmp_path):
    family_folder(tmp_path / "model", "llama")
    family_folder(tmp_path / "other", "qwen2")
    config = (tmp_path / "other" / "config.json").read_bytes()
    for force in (False, True):
        with pytest.raises(StudioError, match=r"config\.json exists"):
            export_model(tmp_path / "model", tmp_path / "other" / "x.safetensors", "safetensors", force=force)
    assert (tmp_path / "other" / "config.json").read_bytes() == config
    assert not (tmp_path / "other" / "x.safetensors").exists()


def test_equal_models_are_equal_exports(tmp_path):
    family_folder(tmp_path / "model", "qwen3")
    for name in ("a", "b"):
        export_model(tmp_path / "model", tmp_path / name, "huggingface")
        export_model(tmp_path / "model", tmp_path / f"{name}.gguf", "gguf")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    one = (tmp_path / "a.gguf").read_bytes()
    assert one == (tmp_path / "b.gguf").read_bytes()
    assert load_tokenizer_of(tmp_path / "a.gguf").encode(SHAKESPEARE) == BPE.encode(SHAKESPEARE)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_adapters_are_merged_or_stand_apart(tmp_path):
    peft = pytest.importorskip("peft")
    base = family_folder(tmp_path / "model", "llama")
    targets = ["q_proj", "v_proj", "down_proj"]
    model = peft.get_peft_model(base, peft.LoraConfig(r=4, target_modules=targets, task_type="CAUSAL_LM")).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_" in name:
                weight.normal_(std=0.2, generator=torch.Generator().manual_seed(len(name)))
    model.save_pretrained(tmp_path / "poems")
    wanted, adapters = logits(model, IDS), (str(tmp_path / "poems"),)
    export_model(tmp_path / "model", tmp_path / "one", "huggingface", adapters=adapters, merge=True)
    torch.testing.assert_close(logits(theirs(tmp_path / "one"), IDS), wanted, atol=1e-5, rtol=1e-5)
    export_model(tmp_path / "model", tmp_path / "one.gguf", "gguf", adapters=adapters, merge=True)
    torch.testing.assert_close(logits(ours(tmp_path / "one.gguf"), IDS), wanted, atol=1e-5, rtol=1e-5)
    export_model(tmp_path / "model", tmp_path / "two", "huggingface", adapters=adapters)
    apart = load_model(tmp_path / "two", adapters=(str(tmp_path / "two" / "adapters" / "poems"),))
    torch.testing.assert_close(logits(apart.model, IDS), wanted, atol=1e-5, rtol=1e-5)
    with pytest.raises(StudioError, match="--merge"):
        export_model(tmp_path / "model", tmp_path / "two.gguf", "gguf", adapters=adapters)
