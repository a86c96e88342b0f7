"""An adapter's files from strangers: what is refused, by name and reason, before anything is changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import time

import pytest
import torch
from adapter_files import IDS, base_folder, difference, made, network
from safetensors.torch import load_file, save_file

from gpt_studio.gpt import describe
from gpt_studio.gpt.adapters import attach, attached_to, read_adapter
from gpt_studio.protocol.errors import StudioError

pytestmark = pytest.mark.filterwarnings("ignore")  # PEFT's and transformers' own
Q = "base_model.model.model.layers.0.self_attn.q_proj"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("adapter")
    made("llama", folder, r=4)
    return folder


@pytest.fixture
def folder(original, tmp_path):
    shutil.copytree(original, tmp_path / "adapter")
    return tmp_path / "adapter"


def configure(folder, **changes):
    path = folder / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def tensors(folder, change):
    path = folder / "adapter_model.safetensors"
    held = load_file(path, backend="pread")
    change(held)
    save_file(held, path)


def refusal(act, *arguments) -> str:
    """The one line, which came at once."""
    begun = time.perf_counter()
    with pytest.raises(StudioError) as caught:
        act(*arguments)
    assert time.perf_counter() - begun < 5 and len(caught.value.one_line()) < 1500
    return caught.value.one_line()


@pytest.mark.parametrize(("changes", "word"), [
    ({"peft_type": "IA3"}, "IA3"), ({"peft_type": "PREFIX_TUNING"}, "PREFIX_TUNING"),
    ({"peft_type": "PROMPT_TUNING"}, "PROMPT_TUNING"), ({"peft_type": "LOHA"}, "LOHA"),
    ({"peft_type": "ADALORA"}, "ADALORA"), ({"peft_type": "VERA"}, "VERA"), ({"peft_type": None}, "peft_type none"),
    ({"use_dora": True}, "DoRA"), ({"use_qalora": True}, "QALoRA"), ({"lora_bias": True}, "lora_bias"),
    ({"layer_replication": [[0, 2]]}, "layer_replication"), ({"trainable_token_indices": [3]}, "trainable_token"),
    ({"target_parameters": ["experts.up"]}, "experts"), ({"ensure_weight_tying": True}, "ensure_weight_tying"),
    ({"alora_invocation_tokens": [1]}, "alora"), ({"arrow_config": {"top_k": 3}}, "Arrow"),
    ({"init_lora_weights": "pissa"}, "pissa"), ({"init_lora_weights": "pissa_niter_16"}, "pissa_niter_16"),
    ({"init_lora_weights": "olora"}, "olora"), ({"init_lora_weights": "loftq"}, "loftq"),
    ({"init_lora_weights": "corda"}, "corda"), ({"init_lora_weights": ["x"]}, "init_lora_weights"),
    ({"task_type": "SEQ_CLS"}, "task_type"), ({"a_switch_of_tomorrow": True}, "a_switch_of_tomorrow"),
    ({"r": 0}, "r is broken"), ({"r": "8"}, "r is broken"), ({"r": 10**15}, "r is broken"), ({"r": 5}, "rank 5"),
    ({"lora_alpha": "x"}, "lora_alpha"), ({"lora_alpha": float("nan")}, "lora_alpha"), ({"lora_alpha": True}, "alpha"),
    ({"lora_dropout": 2}, "lora_dropout"), ({"bias": "some"}, "bias"), ({"bias": [1]}, "bias"),
    ({"use_rslora": "yes"}, "use_rslora"), ({"target_modules": [1]}, "target_modules"),
    ({"target_modules": ["q" * 10_000]}, "target_modules"), ({"target_modules": {"a": 1}}, "target_modules"),
    ({"rank_pattern": {"q_proj": -1}}, "rank_pattern"), ({"rank_pattern": [1]}, "rank_pattern"),
    ({"alpha_pattern": {"(a+)+$": 3}}, "alpha_pattern"), ({"alpha_pattern": {"q_proj": "x"}}, "q_proj"),
    ({"alpha_pattern": {".*" * 60 + "x": 3}}, "alpha_pattern"), ({"layers_to_transform": ["x"]}, "layers_to_transform"),
    ({"modules_to_save": "lm_head"}, "modules_to_save"), ({"fan_in_fan_out": 3}, "fan_in_fan_out"),
])  # fmt: skip
def test_what_is_no_plain_lora_or_broken_is_refused_by_name(changes, word, folder):
    configure(folder, **changes)
    line = refusal(read_adapter, folder)
    assert word in line and str(folder) in line


@pytest.mark.parametrize("changes", [
    {"target_modules": "(a+)+$"}, {"target_modules": "all-linear"}, {"init_lora_weights": "gaussian"},
    {"init_lora_weights": False}, {"init_lora_weights": "eva"}, {"peft_version": "9.9"}, {"task_type": None},
    {"exclude_modules": "(x+x+)+y"}, {"layers_pattern": "(x+x+)+y"}, {"base_model_name_or_path": None},
    {"rank_pattern": {"(a|a)*$": 4}},
])  # fmt: skip
def test_what_changes_nothing_of_a_finished_adapter_is_read(changes, folder, original):
    configure(folder, **changes)
    assert read_adapter(folder).pairs == read_adapter(original).pairs


@pytest.mark.parametrize(("change", "word"), [
    (lambda t: t.pop(f"{Q}.lora_B.weight"), "no base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight"),
    (lambda t: t.clear(), "empty"),
    (lambda t: t.update({f"{Q}.lora_B.weight": torch.zeros(32, 3)}), "do not fit each other"),
    (lambda t: t.update({f"{Q}.lora_A.weight": torch.zeros(4)}), "do not fit each other"),
    (lambda t: t.update({f"{Q}.lora_A.weight": torch.zeros(4, 32, dtype=torch.int32)}), "I32"),
    (lambda t: t.update({f"{Q}.lora_magnitude_vector": torch.zeros(32)}), "plain LoRA"),
    (lambda t: t.update({f"{Q}.lora_E": torch.zeros(4, 1)}), "plain LoRA"),
    (lambda t: t.update({"../../etc/passwd": torch.zeros(1)}), "names that begin with"),
    (lambda t: t.update({"\u202egnp.exe\n": torch.zeros(1)}), "names that begin with"),
    (lambda t: t.update({"x" * 100_000: torch.zeros(1)}), "names that begin with"),
])  # fmt: skip
def test_tensors_that_are_no_pairs_are_refused(change, word, folder):
    tensors(folder, change)
    line = refusal(read_adapter, folder)
    assert word in line and "\u202e" not in line and "\n" not in line


@pytest.mark.parametrize(("change", "expected", "found"), [
    (lambda t: t.update({f"{Q}.lora_A.weight": torch.zeros(4, 64)}), r"\[4, 32\]", r"\[4, 64\]"),
    (lambda t: t.update({f"{Q}.lora_B.weight": torch.zeros(48, 4)}), r"\[32, 4\]", r"\[48, 4\]"),
    (lambda t: [t.update({k.replace("layers.0", "layers.7"): t.pop(k)}) for k in list(t) if "layers.0" in k],
     "a matrix of llama", r"layers\.7"),
    (lambda t: t.update({"base_model.model.model.norm.weight": torch.zeros(33)}), r"\[32\]", r"\[33\]"),
    (lambda t: t.update({"base_model.model.score.weight": torch.zeros(2, 32)}), "a weight of llama", "score"),
])  # fmt: skip
def test_an_adapter_of_another_network_names_the_tensor_and_leaves_the_network_alone(change, expected, found, folder):
    tensors(folder, change)
    model, family = network("llama")
    with torch.no_grad():
        before = model(IDS)
    line = refusal(attach, model, read_adapter(folder), family)
    assert re.search(f"expected .*{expected}.*found .*{found}", line) and str(base_folder("llama")) in line
    with torch.no_grad():
        assert torch.equal(model(IDS), before) and not attached_to(model)
    assert re.search(expected, refusal(lambda: describe(base_folder("llama"), adapters=(str(folder),))))


def test_an_adapter_of_another_family_says_so(folder):
    model, family = network("gpt2")
    assert "a matrix of gpt2" in refusal(attach, model, read_adapter(folder), family)


def test_numbers_that_are_not_finite_are_told(folder):
    tensors(folder, lambda t: t[f"{Q}.lora_A.weight"].fill_(float("nan")))
    model, family = network("llama")
    (warning,) = attach(model, read_adapter(folder), family)
    assert f"{Q}.lora_A.weight" in warning


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_links_that_leave_the_folder_are_not_followed(name, folder, tmp_path):
    (tmp_path / "outside").write_bytes((folder / name).read_bytes())
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "outside")
    assert "leads out" in refusal(read_adapter, folder)


@pytest.mark.parametrize("data", [
    b"", b"{", b"[]", b"null", b'{"r": 8, "r": 9}', b'{"peft_type": ' + b"[" * 100_000, b"\xff\xfe", b" " * (2 << 20),
])  # fmt: skip
def test_a_broken_configuration_is_one_refusal(data, folder):
    (folder / "adapter_config.json").write_bytes(data)
    assert "adapter_config.json" in refusal(read_adapter, folder)


@pytest.mark.parametrize("data", [
    b"", b"\0" * 8, struct.pack("<Q", 1 << 40) + b"{}", struct.pack("<Q", 2) + b"[]",
    struct.pack("<Q", 60) + json.dumps({"a": {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 4]}}).encode(),
])  # fmt: skip
def test_a_broken_file_of_tensors_is_one_refusal(data, folder):
    (folder / "adapter_model.safetensors").write_bytes(data)
    assert "adapter_model.safetensors" in refusal(read_adapter, folder)


def test_every_truncation_is_refused(folder):
    path = folder / "adapter_model.safetensors"
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        refusal(read_adapter, folder)


def test_a_pickle_that_calls_something_is_refused(folder):
    class Evil:
        def __reduce__(self):
            return os.system, ("touch /tmp/canary-of-an-adapter",)

    (folder / "adapter_model.safetensors").unlink()
    torch.save({f"{Q}.lora_A.weight": Evil()}, folder / "adapter_model.bin")
    assert "refused" in refusal(read_adapter, folder)


def test_a_folder_without_an_adapter_or_its_tensors_says_so(folder, tmp_path):
    assert "holds no adapter" in refusal(read_adapter, tmp_path)
    (folder / "adapter_model.safetensors").unlink()
    assert "holds no tensors" in refusal(read_adapter, folder)
    assert "absent" in refusal(read_adapter, tmp_path / "nothing")
    assert "cannot be read" in refusal(read_adapter, "a" * 10_000)


def test_one_of_its_files_may_be_named_instead(folder):
    assert read_adapter(folder / "adapter_model.safetensors").pairs == read_adapter(folder).pairs


def test_the_card_counts_its_memory_and_says_what_it_is(folder):
    plain, with_it = describe(base_folder("llama")), describe(base_folder("llama"), adapters=(str(folder),))
    numbers = read_adapter(folder).parameters
    assert numbers == 2 * (4 * 32 + 4 * 32 + 4 * 32 + 4 * 16)
    assert with_it.memory_estimate_bytes.weights >= plain.memory_estimate_bytes.weights + 4 * numbers
    assert with_it.file_bytes == plain.file_bytes + (folder / "adapter_model.safetensors").stat().st_size
    note = with_it.warnings[-1]
    assert "rank 4 on q_proj, v_proj" in note and f"{numbers:,} numbers" in note and "adapter adapter" in note


def test_a_folder_of_an_adapter_is_a_model_where_its_base_is_here(folder):
    info = describe(folder)
    assert (info.format, info.family, info.layers) == ("peft", "llama", 2) and info.path == str(folder)
    assert info.warnings == describe(base_folder("llama"), adapters=(str(folder),)).warnings
    assert describe(folder / "adapter_model.safetensors").format == "peft"


@pytest.mark.parametrize("base", [
    "meta-llama/Llama-2-7b-hf", "", None, ".", "adapter_config.json", "adapter_model.safetensors", "/nowhere", "\0",
])  # fmt: skip
def test_without_its_base_it_asks_for_it_and_fetches_nothing(base, folder, monkeypatch):
    def no_network(*_):
        pytest.fail("a connection")

    monkeypatch.setattr("socket.socket.connect", no_network)
    configure(folder, base_model_name_or_path=base)
    line = refusal(describe, folder)
    assert str(folder) in line
    if base not in ("\0", "."):
        assert f"--adapter {folder}" in line and (base or "no name") in line


def test_a_base_beside_the_adapter_is_found_from_its_folder(folder, tmp_path):
    shutil.copytree(base_folder("llama"), tmp_path / "base")
    configure(folder, base_model_name_or_path="../base")
    assert describe(folder).format == "peft"


def test_an_adapter_works_over_nanogpt(tmp_path):
    """nanoGPT's names are GPT-2's: the delta of c_attn is the same, its weight is not transposed."""
    from tiny_models import decoder, nanogpt_values

    from gpt_studio.gpt import load_model

    adapter = tmp_path / "adapter"
    made("gpt2", adapter, target_modules=["c_attn", "c_fc"], fan_in_fan_out=True, r=2)
    bare = decoder(activation="gelu")
    torch.save(nanogpt_values(bare), tmp_path / "ckpt.pt")
    from test_nanogpt_checkpoints import write_meta

    write_meta(tmp_path)
    model = load_model(tmp_path / "ckpt.pt", adapters=(str(adapter),)).model
    held = load_file(adapter / "adapter_model.safetensors", backend="pread")
    with torch.no_grad():
        for layer, block in enumerate(bare.blocks):
            for ours, theirs in ((block.attn.qkv, "attn.c_attn"), (block.mlp.up, "mlp.c_fc")):
                a, b = (held[f"base_model.model.transformer.h.{layer}.{theirs}.lora_{x}.weight"] for x in "AB")
                ours.weight += b @ a * 4
        assert difference(model(IDS), bare(IDS)) <= 1e-5
