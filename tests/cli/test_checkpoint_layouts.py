"""Checkpoints as they lie on disk, through the command line: hub caches, minGPT, llama2.c, adapters, …"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gpt"))

from adapter_files import base_folder, made
from family_models import oracle
from test_llama2c_checkpoints import ARGUMENTS, random_state
from test_llama2c_checkpoints import write as write_llama2c
from test_mingpt_checkpoints import CONFIG, TEXT, state_of
from tiny_models import hugging_face

from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer

pytestmark = pytest.mark.filterwarnings("ignore")  # PEFT's and transformers' own
CHARACTERS = chars_of([TEXT])
DRAW = ("--prompt", "AB C", "--temperature", 0, "--max-tokens", 6, "--json")


@pytest.fixture
def llama(tmp_path):
    """A llama of one file with characters for a tokenizer."""
    folder = tmp_path / "llama"
    oracle("llama").save_pretrained(folder)
    save_tokenizer(folder, CHARACTERS)
    return folder


def cached(real: Path, home: Path, revision: str = "0123456789abcdef" * 2) -> Path:
    """A snapshot of the hub's cache: links to blobs that are named by their hash."""
    cache = home / "models--someone--tiny"
    snapshot, blobs = cache / "snapshots" / revision, cache / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text(revision)
    for path in sorted(real.iterdir()):
        data = path.read_bytes()
        name = hashlib.sha256(data).hexdigest()
        (blobs / name).write_bytes(data)
        (snapshot / path.name).symlink_to(f"../../blobs/{name}")
    return snapshot


def ids(studio, *words) -> list[int]:
    return studio("generate", *words, *DRAW).json["completions"][0]["ids"]


def expected_ids(model, prompt: str = "AB C", count: int = 6) -> list[int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = torch.tensor([CHARACTERS.encode(prompt)])
        seen = torch.ones_like(start)
        out = model.generate(
            input_ids=start, attention_mask=seen, max_new_tokens=count, do_sample=False, pad_token_id=0
        )
    return out[0, start.size(1) :].tolist()


@pytest.mark.parametrize("sharded", [False, True])
@pytest.mark.parametrize("linked", [False, True])
def test_folders_and_snapshots_of_the_hub_are_described_and_answer(sharded, linked, studio, tmp_path):
    real, model = tmp_path / "real", oracle("llama")
    model.save_pretrained(real, **({"max_shard_size": "20KB"} if sharded else {}))
    save_tokenizer(real, CHARACTERS)
    assert (len(list(real.glob("*.safetensors"))) > 2) == sharded
    folder = cached(real, tmp_path / "hub") if linked else real
    info = studio("info", folder, "--json").json
    assert (info["format"], info["family"], info["layers"], info["path"]) == ("huggingface", "llama", 2, str(folder))
    assert info["file_bytes"] == sum(p.stat().st_size for p in real.glob("*.safetensors"))
    assert ids(studio, folder) == expected_ids(model)
    one = folder / ("model.safetensors.index.json" if sharded else "model.safetensors")
    assert studio("info", one, "--json").json["parameters"] == info["parameters"]
    assert ids(studio, one) == expected_ids(model)


def test_a_safetensors_file_beside_its_config_is_a_model(studio, llama, capfd):
    (llama / "model.safetensors").rename(llama / "mine.safetensors")
    info = studio("info", llama / "mine.safetensors", "--json").json
    assert (info["format"], info["family"]) == ("safetensors", "llama")
    assert ids(studio, llama / "mine.safetensors") == expected_ids(oracle("llama"))
    (llama / "config.json").unlink()
    capfd.readouterr()  # what transformers printed
    refused = studio("info", llama / "mine.safetensors", check=3)
    assert refused.out == "" and "config.json beside it" in refused.err and refused.err.count("\n") == 1


def test_a_link_of_a_snapshot_that_leaves_the_cache_is_refused(studio, llama, tmp_path):
    snapshot = cached(llama, tmp_path / "hub")
    (snapshot / "config.json").unlink()
    (snapshot / "config.json").symlink_to(llama / "config.json")
    assert "leads out" in studio("info", snapshot, check=3).err


def test_mingpt_answers_as_transformers_does(studio, tmp_path):
    model = hugging_face(tie_word_embeddings=False)
    torch.save(state_of(model), tmp_path / "model.pt")
    assert "minGPT" in studio("info", tmp_path, check=3).err
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "input.txt").write_text(TEXT)
    info = studio("info", tmp_path, "--json").json
    assert (info["format"], info["family"], info["heads"]) == ("mingpt", "gpt2", 4)
    assert ids(studio, tmp_path / "model.pt") == expected_ids(model)


def test_llama2c_is_described_cut_and_answers(studio, tmp_path):
    write_llama2c(tmp_path, random_state(ARGUMENTS))
    assert studio("info", tmp_path / "ckpt.pt", "--json").json["format"] == "llama2c"
    cut = studio("tokenize", tmp_path, "--text", "the and", "--json").json
    assert cut["ids"][0] == 1 and "".join(token["text"] for token in cut["tokens"]) == "the and"
    document = studio("generate", tmp_path, "--prompt", "the", "--max-tokens", 3, "--ignore-eos", "--json").json
    assert document["prompt_ids"][0] == 1 and len(document["completions"][0]["ids"]) == 3


@pytest.fixture
def adapter(tmp_path):
    folder = tmp_path / "adapter"
    model = made("llama", folder, target_modules="all-linear", r=4)
    return folder, model


def test_an_adapter_is_put_on_a_model_by_every_command(adapter, studio, llama):
    folder, model = adapter
    assert ids(studio, llama, "--adapter", folder) == expected_ids(model) != ids(studio, llama)
    info = studio("info", llama, "--adapter", folder, "--json").json
    assert info["format"] == "huggingface" and any("adapter adapter: LoRA of rank 4" in w for w in info["warnings"])
    plain = studio("info", llama, "--json").json["memory_estimate_bytes"]
    assert info["memory_estimate_bytes"]["weights"] > plain["weights"]
    assert info["memory_estimate_bytes"]["peak"] > plain["peak"]
    cut = studio("tokenize", llama, "--adapter", folder, "--text", "AB", "--json").json
    assert cut["ids"] == CHARACTERS.encode("AB")
    text = ("--text", "AB CD", "--json")
    with torch.no_grad():
        tokens = torch.tensor([CHARACTERS.encode("AB CD")])
        says = model(tokens).logits[0].double().log_softmax(-1)
    nll = -sum(says[i, tokens[0, i + 1]].item() for i in range(4))
    assert studio("score", llama, "--adapter", folder, *text).json["nll_nats"] == pytest.approx(nll, abs=1e-4)
    out = llama / "attention.npz"
    assert studio("attention", llama, "--adapter", folder, "--out", out, *text).json["shape"] == [2, 4, 5, 5]


def test_two_adapters_add_up_in_either_order(adapter, studio, llama, tmp_path):
    folder, _ = adapter
    made("llama", tmp_path / "other", seed=7, r=2)
    one, other = ("--adapter", folder), ("--adapter", tmp_path / "other")
    score = ("score", llama, "--text", "AB CD", "--json")
    both = studio(*score, *one, *other).json["nll_nats"]
    assert both == pytest.approx(studio(*score, *other, *one).json["nll_nats"], abs=1e-5)
    assert abs(both - studio(*score, *one).json["nll_nats"]) > 1e-3


def test_an_adapters_folder_is_a_model_where_its_base_is_here(adapter, studio, llama):
    folder, model = adapter
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"base_model_name_or_path": str(llama)}))
    info = studio("info", folder, "--json").json
    assert (info["format"], info["family"], info["path"]) == ("peft", "llama", str(folder))
    assert ids(studio, folder) == expected_ids(model)
    path.write_text(json.dumps(config | {"base_model_name_or_path": "someone/llama-of-the-hub"}))
    refused = studio("info", folder, check=3)
    assert "someone/llama-of-the-hub" in refused.err and f"--adapter {folder}" in refused.err and refused.out == ""


@pytest.mark.parametrize("command", [("info",), ("tokenize", "--text", "A"), ("generate", "--prompt", "A")])
def test_an_adapter_that_does_not_fit_is_one_line(command, studio, llama, tmp_path, capfd):
    made("gpt2", tmp_path / "gpt2", fan_in_fan_out=True)
    capfd.readouterr()  # what transformers and PEFT printed
    refused = studio(command[0], llama, *command[1:], "--adapter", tmp_path / "gpt2", check=3)
    assert refused.out == "" and refused.err.count("\n") == 1
    assert "another network" in refused.err and str(base_folder("gpt2")) in refused.err
    missing = studio(command[0], llama, *command[1:], "--adapter", tmp_path / "nothing", check=3)
    assert "absent" in missing.err


def test_describing_an_adapter_loads_no_torch(adapter, llama):
    code = (
        f"import sys; from gpt_studio.gpt import describe; describe({str(llama)!r}, adapters=({str(adapter[0])!r},));"
        "from gpt_studio.gpt.loaded import load_tokenizer_of;"
        f"load_tokenizer_of({str(llama)!r}, ({str(adapter[0])!r},)); assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
