"""load_model and describe as the rest of the program calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch
from tiny_models import decoder, logits, random_ids

from gpt_studio.gpt import describe, load_model, save_checkpoint
from gpt_studio.gpt.loaded import load_tokenizer_of
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.errors import StudioError

CHARACTERS = chars_of(["".join(chr(c) for c in range(32, 93))])


@pytest.fixture
def folder(tmp_path):
    save_checkpoint(tmp_path / "model", decoder(), CHARACTERS)
    return tmp_path / "model"


def run_folder(home, steps, state):
    """A run as `train` leaves it, with checkpoints of different seeds."""
    for step in steps:
        place = home / "checkpoints" / f"step-{step:06d}"
        save_checkpoint(place, decoder(seed=step), CHARACTERS)
        files = {p.name: {"bytes": p.stat().st_size, "sha256": ""} for p in place.iterdir()}
        (place / "manifest.json").write_text(json.dumps({"step": step, "files": files}))
    (home / "state.json").write_text(json.dumps({"status": "finished"} | state))
    return home


def is_seed(model, seed):
    return torch.equal(model.wte.weight, decoder(seed=seed).wte.weight)


def test_a_model_comes_with_card_tokenizer_and_context(folder):
    loaded = load_model(str(folder))
    assert loaded.context == 24 and loaded.tokenizer.kind == "char" and not loaded.model.training
    assert loaded.info.path == str(folder) and loaded.info.dtype == "float32"
    assert load_model(folder, context=10).context == 10
    assert load_tokenizer_of(folder).encode("AB") == loaded.tokenizer.encode("AB")


def test_the_default_context_is_at_most_4096(tmp_path):
    save_checkpoint(tmp_path, decoder(max_len=5000), CHARACTERS)
    assert load_model(tmp_path).context == 4096
    assert describe(tmp_path).context == 5000
    assert describe(tmp_path, 5000).memory_estimate_bytes.kv_cache > describe(tmp_path).memory_estimate_bytes.kv_cache


@pytest.mark.parametrize("context", [0, -1, 25])
def test_a_context_that_the_network_cannot_take_is_refused(folder, context):
    with pytest.raises(StudioError, match="1 to 24 tokens"):
        load_model(folder, context=context)
    with pytest.raises(StudioError, match="1 to 24 tokens"):
        describe(folder, context)


def test_bfloat16_halves_the_weights(folder):
    loaded = load_model(folder, dtype="bfloat16")
    assert {p.dtype for p in loaded.model.parameters()} == {torch.bfloat16}
    assert loaded.info.memory_estimate_bytes.weights == loaded.info.parameters * 2
    ids = random_ids(1, 24)
    torch.testing.assert_close(logits(loaded.model, ids).float(), logits(decoder(), ids), atol=0.1, rtol=0.1)


@pytest.mark.parametrize(("option", "word"), [
    ({"dtype": "float8"}, "float8"), ({"device": "tpu"}, "tpu"),
])  # fmt: skip
def test_precisions_and_devices_that_are_not_there_are_refused(folder, option, word):
    with pytest.raises(StudioError, match=word):
        load_model(folder, **option)


def test_a_missing_cuda_is_one_error(folder, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(StudioError, match="cuda"):
        load_model(folder, device="cuda")


def test_reading_reports_bytes_up_to_the_total(folder):
    seen = []
    load_model(folder, on_progress=lambda phase, done, total: seen.append((phase, done, total)))
    done = [d for _, d, _ in seen]
    assert {phase for phase, *_ in seen} == {"reading"} and done == sorted(done)
    assert seen[-1][1] == seen[-1][2] == describe(folder).parameters * 4


def test_loading_stops_when_it_is_cancelled(folder):
    answers = iter([False, False, True])
    with pytest.raises(StudioError) as caught:
        load_model(folder, cancelled=lambda: next(answers))
    assert caught.value.code == "cancelled"


def test_a_loaded_model_is_trained_once_its_weights_are_asked_to_learn(folder):
    model = load_model(folder).model
    assert not any(weight.requires_grad for weight in model.parameters())
    model.requires_grad_()
    model(random_ids(1, 5)).sum().backward()
    assert model.wte.weight.grad is not None
    assert model.lm_head.weight is model.wte.weight


def test_a_run_is_its_best_checkpoint(tmp_path):
    run = run_folder(tmp_path, [10, 20, 30], {"best": "step-000020", "last": "step-000030"})
    assert is_seed(load_model(run).model, 20)
    assert describe(run).format == "run" and describe(run).family == "gpt2"
    assert describe(run / "checkpoints" / "step-000030").format == "run"
    assert is_seed(load_model(run / "checkpoints" / "step-000030").model, 30)


def test_a_run_whose_best_is_gone_or_cut_is_its_last(tmp_path):
    run = run_folder(tmp_path, [10, 20, 30], {"best": "step-000020", "last": "step-000030"})
    weights = run / "checkpoints" / "step-000020" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-8])
    assert is_seed(load_model(run).model, 30)


@pytest.mark.parametrize("best", [None, "../../elsewhere", "/etc", 7, "step-999999"])
def test_a_run_with_odd_names_falls_back_to_its_newest(tmp_path, best):
    run = run_folder(tmp_path, [10, 30], {"best": best, "last": best})
    assert is_seed(load_model(run).model, 30)


def test_a_run_without_a_checkpoint_says_so(tmp_path):
    with pytest.raises(StudioError, match="without a whole checkpoint"):
        describe(run_folder(tmp_path, [], {"best": None, "last": None}))


@pytest.mark.parametrize("code", [
    "import gpt_studio.gpt",
    "from gpt_studio.gpt import describe; describe({folder!r})",
    "from gpt_studio.gpt import describe; describe({pickle!r})",
    "from gpt_studio.gpt.loaded import load_tokenizer_of; load_tokenizer_of({folder!r})",
    "import gpt_studio.gpt.tokenizers, gpt_studio.gpt.checkpoints.recognise",
])  # fmt: skip
def test_describing_and_tokenising_load_no_torch(code, folder, tmp_path):
    torch.save(hugging_face_state(), tmp_path / "ckpt.pt")
    code = code.format(folder=str(folder), pickle=str(tmp_path / "ckpt.pt"))
    check = f"import sys; {code}; assert 'torch' not in sys.modules and 'PySide6' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def hugging_face_state():
    from tiny_models import nanogpt_values

    return nanogpt_values(decoder(activation="gelu"))


def test_describing_reads_headers_only(folder, tmp_path):
    """A file whose tensors are a hole of 8 GB is described at once."""
    from gpt_studio.gpt.checkpoints.names import gpt2_name, is_conv1d, parameter_shapes
    from gpt_studio.gpt.config import DecoderConfig

    sizes = {"vocab_size": 50304, "n_layer": 48, "n_head": 25, "d_model": 1600, "max_len": 1024}
    shapes = parameter_shapes(DecoderConfig(**sizes))
    header, at = {}, 0
    for name, shape in shapes.items():
        stored = shape[::-1] if is_conv1d(name) else shape
        end = at + 4 * torch.Size(shape).numel()
        header[f"transformer.{gpt2_name(name)}"] = {"dtype": "F32", "shape": stored, "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    with (folder / "model.safetensors").open("wb") as f:
        f.write(len(text).to_bytes(8, "little") + text)
        f.truncate(8 + len(text) + at)
    config = {"model_type": "gpt2", "vocab_size": 50304, "n_layer": 48, "n_head": 25, "n_embd": 1600}
    (folder / "config.json").write_text(json.dumps(config))
    info = describe(folder)
    assert info.parameters == at // 4 == 1_557_686_400 and info.file_bytes > 6 * 10**9


def test_the_names_of_the_package_are_found_and_others_are_not():
    import gpt_studio.gpt as gpt

    assert all(getattr(gpt, name) is not None for name in gpt.__all__)
    with pytest.raises(AttributeError):
        _ = gpt.nothing


def test_a_model_that_does_not_fit_into_memory_is_refused_before_anything_is_allocated(folder, monkeypatch):
    need = load_model(folder).info.memory_estimate_bytes.peak
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=need))
    monkeypatch.setattr("gpt_studio.gpt.checkpoints.read.read_decoder", lambda *_: pytest.fail("it was read"))
    with pytest.raises(StudioError, match="does not fit into memory") as caught:
        load_model(folder)
    assert caught.value.code == "too_large"
