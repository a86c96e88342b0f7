"""All facts of a checkpoint, against what the formats' own packages read."""

from __future__ import annotations

import json
import subprocess
import sys

import gguf
import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from gpt_studio.files.places import resource
from gpt_studio.gpt.checkpoints import facts as module
from gpt_studio.gpt.checkpoints.facts import read_facts
from gpt_studio.protocol.errors import StudioError


def named(facts):
    return {tensor.name: tensor for tensor in facts.tensors}


def test_the_bundled_model_has_the_tensors_that_safetensors_reads():
    facts = read_facts("bundled")
    with safe_open(resource("models/bundled/model.safetensors"), framework="pt") as f:
        expected = {name: f.get_slice(name) for name in f.keys()}  # noqa: SIM118
        sizes = {name: f.get_tensor(name).nbytes for name in expected}
        notes = f.metadata()
    found = named(facts)
    assert found.keys() == expected.keys()
    for name, tensor in found.items():
        assert list(tensor.shape) == expected[name].get_shape()
        assert tensor.dtype == expected[name].get_dtype()
        assert tensor.bytes == sizes[name]
        assert tensor.file == "model.safetensors"
    metadata = dict(facts.metadata)
    assert metadata["config.json: model_type"] == "gpt2"
    assert all(metadata[f"model.safetensors: {key}"] == value for key, value in notes.items())


def test_sharded_weights_are_listed_with_their_files(tmp_path):
    save_file({"a.weight": torch.zeros(2, 3)}, tmp_path / "model-00001-of-00002.safetensors", {"format": "pt"})
    save_file({"b.weight": torch.zeros(4, dtype=torch.bfloat16)}, tmp_path / "model-00002-of-00002.safetensors")
    index = {"a.weight": "model-00001-of-00002.safetensors", "b.weight": "model-00002-of-00002.safetensors"}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "of_the_future", "rope": {"kind": "yarn"}}))
    facts = read_facts(tmp_path)
    assert {t.name: (t.shape, t.dtype, t.bytes, t.file) for t in facts.tensors} == {
        "a.weight": ((2, 3), "F32", 24, "model-00001-of-00002.safetensors"),
        "b.weight": ((4,), "BF16", 8, "model-00002-of-00002.safetensors"),
    }
    assert ("config.json: rope.kind", "yarn") in facts.metadata
    assert read_facts(tmp_path / "model-00002-of-00002.safetensors") == facts


def test_a_gguf_file_says_what_the_gguf_package_wrote(tmp_path):
    path = tmp_path / "m.gguf"
    writer = gguf.GGUFWriter(path, "of_the_future")
    writer.add_uint32("of_the_future.block_count", 2)
    writer.add_array("general.tags", ["one", "two"])
    writer.add_token_list([f"t{n}" for n in range(300)])
    writer.add_chat_template("{% for m in messages %}\n{{ m }}\n{% endfor %}")
    writer.add_array("of_the_future.many", list(range(20)))
    writer.add_tensor("plain", np.zeros((3, 32), np.float32))
    packed = gguf.quantize(np.ones((2, 64), np.float32), gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("packed", packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    facts = read_facts(path)
    tensors = {t.name: (t.shape, t.dtype, t.bytes, t.file) for t in facts.tensors}
    assert tensors == {"plain": ((3, 32), "F32", 384, "m.gguf"), "packed": ((2, 64), "Q8_0", packed.nbytes, "m.gguf")}
    metadata = dict(facts.metadata)
    assert metadata["of_the_future.block_count"] == "2"
    assert metadata["general.tags"] == "[one, two]"
    assert metadata["tokenizer.ggml.tokens"] == "[300 × string]"
    assert metadata["tokenizer.chat_template"] == "{% for m in messages %}⏎{{ m }}⏎{% endfor %}"
    assert metadata["of_the_future.many"] == "[0, 1, 2, 3, 4, 5, 6, 7, … 20]"
    assert read_facts(tmp_path) == facts


def test_a_pickled_file_is_listed_by_the_places_of_its_tensors(tmp_path):
    values = {"model": {"wte.weight": torch.zeros(5, 4, dtype=torch.float16)}, "model_args": {"n_layer": 2}, "step": 7}
    torch.save(values, tmp_path / "ckpt.pt")
    facts = read_facts(tmp_path)
    assert [(t.name, t.shape, t.dtype, t.bytes, t.file) for t in facts.tensors] == [
        ("model.wte.weight", (5, 4), "F16", 40, "ckpt.pt")
    ]
    assert facts.metadata == (("model_args.n_layer", "2"), ("step", "7"))


def test_an_adapter_shows_its_matrices_and_its_settings(tmp_path):
    save_file({"base.q_proj.lora_A.weight": torch.zeros(8, 16)}, tmp_path / "adapter_model.safetensors")
    (tmp_path / "adapter_config.json").write_text('{"r": 8, "target_modules": ["q_proj", "v_proj"]}')
    facts = read_facts(tmp_path)
    assert facts.tensors[0].shape == (8, 16)
    assert ("adapter_config.json: target_modules", "[q_proj, v_proj]") in facts.metadata


def test_what_a_stranger_wrote_is_cut_and_cleaned(tmp_path):
    save_file({"a\u202eb": torch.zeros(1)}, tmp_path / "model.safetensors", {"note": "x\x1b[31m" + "y" * 5000})
    (tmp_path / "config.json").write_text('{"model_type": "gpt2", "k\\u0007": null, "deep": [[[[[1]]]]]}')
    facts = read_facts(tmp_path)
    assert facts.tensors[0].name == "a\ufffdb"
    metadata = dict(facts.metadata)
    note = metadata["model.safetensors: note"]
    assert note.startswith("x\ufffd[31my") and len(note) == module.LONGEST_VALUE + 1
    assert metadata["config.json: k\ufffd"] == "null"
    assert metadata["config.json: deep"] == "[[[…]]]"


def test_a_config_that_is_broken_is_a_line_and_the_tensors_are_there(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text("{")
    facts = read_facts(tmp_path)
    assert len(facts.tensors) == 1
    assert "cannot be read" in dict(facts.metadata)["config.json"]


def test_values_that_hold_themselves_or_grow_without_end_are_bounded():
    round_: dict = {}
    round_["again"] = round_
    assert len(list(module._leaves("", round_))) == 1
    wide: object = 1
    for _ in range(40):
        wide = {"a": wide, "b": wide}
    assert len(list(module._leaves("", wide))) <= module.MOST_LEAVES
    circle: list = []
    circle.append(circle)
    assert module._text(circle) == "[[[…]]]"


@pytest.mark.parametrize("name", ["none.gguf", "folder"])
def test_what_holds_nothing_is_refused_in_one_line(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(StudioError) as refused:
        read_facts(tmp_path / name)
    assert refused.value.code == "absent"


def test_a_file_that_is_cut_off_is_refused(tmp_path):
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF\x03\x00\x00\x00" + b"\xff" * 20)
    with pytest.raises(StudioError) as refused:
        read_facts(path)
    assert str(path) in refused.value.message


def test_reading_the_facts_imports_no_torch():
    code = (
        "from gpt_studio.gpt.checkpoints.facts import read_facts; import sys; read_facts('bundled');"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
