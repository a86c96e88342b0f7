"""Adapters that stand beside an exported model: they fit it, and no pickle is handed on. What no layer can take."""

from __future__ import annotations

import pytest
import torch
from adapter_files import base, made, network
from safetensors.torch import load_file

from gpt_studio.gpt.adapters import attach, attached_to, read_adapter
from gpt_studio.gpt.export import export_model
from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer
from gpt_studio.protocol.errors import StudioError

pytestmark = pytest.mark.filterwarnings("ignore")  # PEFT's and transformers' own


def test_an_adapter_that_stands_apart_fits_the_model_and_is_no_pickle(tmp_path):
    made("llama", tmp_path / "poems", r=2)
    base("llama").save_pretrained(tmp_path / "model")
    save_tokenizer(tmp_path / "model", chars_of(["AB CDE"]))
    held = load_file(tmp_path / "poems" / "adapter_model.safetensors", backend="pread")
    torch.save(held, tmp_path / "poems" / "adapter_model.bin")
    (tmp_path / "poems" / "adapter_model.safetensors").unlink()
    with pytest.raises(StudioError, match="another network"):
        export_model("bundled", tmp_path / "out", "huggingface", adapters=(str(tmp_path / "poems"),))
    assert not (tmp_path / "out").exists()
    export_model(tmp_path / "model", tmp_path / "out", "huggingface", adapters=(str(tmp_path / "poems"),))
    written = tmp_path / "out" / "adapters" / "poems"
    assert sorted(path.name for path in written.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]
    again = load_file(written / "adapter_model.safetensors", backend="pread")
    assert again.keys() == held.keys() and all(torch.equal(again[name], held[name]) for name in held)


def test_an_adapter_of_gpt2s_positions_is_refused_by_their_name(tmp_path):
    made("gpt2", tmp_path, target_modules=["c_attn", "wpe"])
    model, family = network("gpt2")
    with pytest.raises(StudioError, match=r"LoRA on transformer\.wpe cannot be run"):
        attach(model, read_adapter(tmp_path), family)
    assert attached_to(model) == ()
