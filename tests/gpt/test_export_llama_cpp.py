"""llama.cpp reads the GGUF files that we write: the same ids for a text, the same tokens when the best is taken."""

from __future__ import annotations

import pytest
import torch
from exports import SHAKESPEARE, family_folder
from gguf_files import smollm2  # noqa: F401  a fixture

from gpt_studio.gpt import load_model
from gpt_studio.gpt.export import export_model

llama_cpp = pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed (extra: peers)")
pytestmark = [pytest.mark.llama_cpp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
TEXTS = ["to be or not", "the question: 'tis 1599!\n\n  slings, 你好 ✓"]


def llama(path, monkeypatch):
    """llama.cpp with the plain kernels: those for AMX crash in machines that have it but may not use it."""
    defaults = llama_cpp.llama_model_default_params

    def plain():
        parameters = defaults()
        parameters.use_extra_bufts = False
        return parameters

    monkeypatch.setattr(llama_cpp.llama_cpp, "llama_model_default_params", plain)
    return llama_cpp.Llama(str(path), n_ctx=96, n_threads=1, verbose=False)


def greedy(model, ids, count):
    """The best token again and again, by our own network."""
    cache, x, found = model.new_cache(1, 96), torch.tensor([ids]), []
    with torch.inference_mode():
        for _ in range(count):
            found.append(int(model(x, cache, last_only=True)[0, -1].argmax()))
            x = torch.tensor([[found[-1]]])
    return found


def agree(path, texts, count, monkeypatch):
    """Both programs give the same ids and tokens."""
    theirs, ours = llama(path, monkeypatch), load_model(path, dtype="float32")
    for text in texts:
        ids = theirs.tokenize(text.encode(), add_bos=True, special=True)
        assert ids == ours.tokenizer.prefix() + ours.tokenizer.encode(text, raw_special=True)
        theirs.reset()
        drawn = theirs.generate(ids, temp=0.0, repeat_penalty=1.0)
        assert [next(drawn) for _ in range(count)] == greedy(ours.model, ids, count)
    theirs.close()


@pytest.mark.parametrize("kind", ["llama", "llama 3", "qwen2", "qwen3", "gemma", "olmo2"])
def test_llama_cpp_goes_on_as_we_do(kind, tmp_path, monkeypatch):
    changes = {"attention_bias": False, "mlp_bias": False} if kind == "llama 3" else {}
    family_folder(tmp_path / "model", kind, **changes)
    export_model(tmp_path / "model", tmp_path / "out.gguf", "gguf")
    agree(tmp_path / "out.gguf", [*TEXTS, SHAKESPEARE[:60]], 16, monkeypatch)


def test_llama_cpp_goes_on_with_smollm2_as_we_do(smollm2, tmp_path, monkeypatch):  # noqa: F811
    export_model(smollm2, tmp_path / "out.gguf", "gguf", dtype="F32")  # its packed products round x, too
    agree(tmp_path / "out.gguf", ["<|im_start|>user\nThe capital of France in 1234, 你好, is"], 12, monkeypatch)


def test_llama_cpp_reads_the_bundled_model(tmp_path, monkeypatch):
    export_model("bundled", tmp_path / "out.gguf", "gguf", force=True)  # with the other form of GELU
    agree(tmp_path / "out.gguf", ["JULIET:\nO Romeo, Romeo"], 12, monkeypatch)
