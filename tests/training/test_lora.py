"""Adapters in training: the base stays as it is, a run is resumed bit by bit, and PEFT loads what it leaves."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

from gpt_studio.files.hashes import sha256_file
from gpt_studio.gpt.adapters.write import adapter_tensors
from gpt_studio.gpt.loaded import load_model
from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import loop, start, step
from gpt_studio.training.datasets.source import read_source
from gpt_studio.training.prepare import prepare_new
from gpt_studio.training.run_file import read_run_file

pytestmark = pytest.mark.filterwarnings("ignore")  # PEFT's and transformers' own

IDS = torch.arange(24).view(2, 12)


def network(kind: str) -> Any:
    torch.manual_seed(0)
    if kind == "gpt2":
        return GPT2LMHeadModel(GPT2Config(vocab_size=64, n_positions=32, n_embd=16, n_layer=2, n_head=2)).eval()
    sizes = {"hidden_size": 16, "intermediate_size": 24, "num_attention_heads": 4, "num_key_value_heads": 2}
    config = LlamaConfig(vocab_size=64, num_hidden_layers=2, max_position_embeddings=32, **sizes)
    return LlamaForCausalLM(config).eval()


@pytest.fixture(params=["gpt2", "llama"])
def base(request: pytest.FixtureRequest, tmp_path: Path, text_file: Path) -> Path:
    """A network of transformers with a vocabulary of characters."""
    folder = tmp_path / "base"
    network(request.param).save_pretrained(folder)
    save_tokenizer(folder, chars_of([text_file.read_text()]))
    return folder


@pytest.fixture
def lora(params: TrainParams, base: Path) -> TrainParams:
    """Eight steps of an adapter with dropout in the network and in the adapter."""
    return replace(
        params, from_scratch=None, model=str(base), method="lora", lora_dropout=0.2, lora_rank=4, steps=8, lr=1e-2
    )


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def files(folder: Path) -> dict[str, str]:
    return {path.name: sha256_file(path) for path in folder.iterdir()}


def logits(model: torch.nn.Module) -> torch.Tensor:
    with torch.no_grad():
        return getattr(found := model(IDS), "logits", found)


def test_a_run_leaves_an_adapter_that_peft_loads_and_that_is_a_model(
    lora: TrainParams, base: Path, quiet: start.Speech
) -> None:
    before = files(base)
    run = start.begin(lora, Path("unused"), quiet).folder
    assert files(base) == before
    folder = run / "checkpoints/step-000008"
    assert {"adapter_model.safetensors", "adapter_config.json", "tokenizer.json"} <= set(files(folder))
    assert "model.safetensors" not in files(folder)
    ours = load_model(folder)
    oracle = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder).eval()
    assert (logits(ours.model) - logits(oracle)).abs().max() < 1e-5
    assert (logits(ours.model) - logits(load_model(base).model)).abs().max() > 1e-3
    best = run / "checkpoints" / json.loads((run / "state.json").read_text())["best"]
    assert torch.equal(logits(load_model(run).model), logits(load_model(best).model))
    _, record = read_run_file(run / "run.toml")
    kept = load_file(folder / "adapter_model.safetensors")
    assert record is not None and record.trained == sum(tensor.numel() for tensor in kept.values())
    assert [file.path for file in record.base] == [str(base / "model.safetensors")]
    assert json.loads((folder / "adapter_config.json").read_text())["base_model_name_or_path"] == str(base)


@pytest.mark.parametrize(
    "settings", [{}, {"lora_rslora": True, "lora_rank": 3, "lora_alpha": 5.0}, {"lora_targets": "some"}]
)
def test_two_steps_of_training_are_pefts(
    lora: TrainParams, base: Path, quiet: start.Speech, settings: dict[str, Any], tmp_path: Path
) -> None:
    """A and B after two updates equal those of PEFT's layers with torch's AdamW on the same batches."""
    kind = json.loads((base / "config.json").read_text())["model_type"]
    some = {"gpt2": ("c_attn",), "llama": ("v_proj", "down_proj")}[kind]
    if settings.get("lora_targets") == "some":
        settings = {"lora_targets": some}
    plain = replace(lora, dropout=0.0, lora_dropout=0.0, weight_decay=0.0, clip=0.0, **settings)
    plain = replace(plain, steps=2, eval_every=1, save_every=1, accumulate=1, warmup=0, schedule="constant", lr=1e-3)
    batches: list[Any] = []

    def take(*args: Any) -> Any:
        batches.extend(args[2].step(args[4]))
        return step.take_step(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "take_step", take)
        run = start.begin(plain, Path("unused"), quiet).folder
    config = LoraConfig(
        task_type="CAUSAL_LM", r=plain.lora_rank, lora_alpha=plain.lora_alpha, use_rslora=plain.lora_rslora,
        target_modules=list(plain.lora_targets) or "all-linear", fan_in_fan_out=kind == "gpt2",
    )  # fmt: skip
    oracle = get_peft_model(AutoModelForCausalLM.from_pretrained(base), config).eval()
    first = load_file(run / "checkpoints/step-000001/adapter_model.safetensors")
    weights = {name: p for name, p in oracle.named_parameters() if p.requires_grad}
    assert {name.replace(".default", "") for name in weights} == set(first)
    fresh = prepare_new(replace(plain, run=None), read_source(plain)).training
    for name, tensor in adapter_tensors(fresh.model, fresh.adapter).items():
        weights[name.replace(".weight", ".default.weight")].data.copy_(tensor)
    optimiser = torch.optim.AdamW(weights.values(), lr=1e-3, betas=plain.betas, weight_decay=0.0)
    for number, batch in enumerate(batches, start=1):
        optimiser.zero_grad()
        predicted = oracle(batch.inputs).logits
        torch.nn.functional.cross_entropy(predicted.flatten(0, 1), batch.targets.flatten()).backward()
        optimiser.step()
        kept = load_file(run / f"checkpoints/step-{number:06d}/adapter_model.safetensors")
        for name, weight in weights.items():
            # a second update divides by the root of squared gradients near zero, which magnifies rounding
            assert (kept[name.replace(".default", "")] - weight).abs().max() < (1e-5 if number == 1 else 2e-5), name


def test_an_adapter_of_pefts_goes_on_learning_and_so_does_ours_in_peft(
    lora: TrainParams, base: Path, quiet: start.Speech, tmp_path: Path
) -> None:
    """--adapter: the first step is PEFT's own, and what it leaves costs PEFT what our second step says."""
    kind = json.loads((base / "config.json").read_text())["model_type"]
    targets = {"gpt2": ["c_attn", "c_fc"], "llama": ["q_proj", "down_proj"]}[kind]
    config = LoraConfig(task_type="CAUSAL_LM", r=3, lora_alpha=5, use_rslora=True, target_modules=targets)
    config.fan_in_fan_out = kind == "gpt2"
    oracle = get_peft_model(AutoModelForCausalLM.from_pretrained(base), config).eval()
    weights = {name: p for name, p in oracle.named_parameters() if p.requires_grad}
    for weight in weights.values():
        weight.data.normal_(0, 0.1)
    oracle.save_pretrained(tmp_path / "theirs")
    plain = replace(
        lora, adapter=(str(tmp_path / "theirs"),), dropout=0.0, lora_dropout=0.0, weight_decay=0.0, clip=0.0, steps=2,
        eval_every=1, save_every=1, accumulate=1, warmup=0, schedule="constant", lr=1e-3,
    )  # fmt: skip
    batches: list[Any] = []

    def take(*args: Any) -> Any:
        batches.extend(args[2].step(args[4]))
        return step.take_step(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "take_step", take)
        run = start.begin(plain, Path("unused"), quiet).folder
    settled = read_run_file(run / "run.toml")[0]
    assert (settled.lora_rank, settled.lora_alpha, settled.lora_rslora) == (3, 5, True)

    def backward(model: Any, batch: Any) -> tuple[float, float]:
        model.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(batch.inputs).logits.flatten(0, 1), batch.targets.flatten())
        loss.backward()
        return loss.item(), torch.nn.utils.get_total_norm(
            [p.grad for p in model.parameters() if p.requires_grad]
        ).item()

    first, second = ((line["loss"], line["grad_norm"]) for line in metrics(run))
    assert first == pytest.approx(backward(oracle, batches[0]), abs=1e-5)
    torch.optim.AdamW(weights.values(), lr=1e-3, betas=plain.betas, weight_decay=0.0).step()
    folder = run / "checkpoints/step-000001"
    kept = load_file(folder / "adapter_model.safetensors")
    assert all((kept[name.replace(".default", "")] - weight).abs().max() < 1e-5 for name, weight in weights.items())
    again = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder, is_trainable=True).eval()
    assert backward(again, batches[1]) == pytest.approx(second, abs=1e-5)


@pytest.mark.parametrize("base", ["llama"], indirect=True)
def test_one_adapter_at_a_time_goes_on_learning(lora: TrainParams, base: Path, quiet: start.Speech) -> None:
    first = start.begin(replace(lora, steps=1), Path("unused"), quiet).folder
    twice = (str(first / "checkpoints/step-000001"),) * 2
    with pytest.raises(StudioError, match="one adapter at a time"):
        start.begin(replace(lora, adapter=twice, run=f"{lora.run}-2"), Path("unused"), quiet)
    whole = replace(lora, adapter=twice, run=f"{lora.run}-3", method="full", lr=0.0, steps=1)
    merged = start.begin(whole, Path("unused"), quiet).folder / "checkpoints/step-000001"
    assert (logits(load_model(merged).model) - logits(load_model(base, adapters=twice).model)).abs().max() < 1e-5


def test_a_run_that_is_stopped_goes_on_bit_by_bit(
    lora: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = start.begin(replace(lora, run=f"{lora.run}-straight"), Path("unused"), quiet).folder

    def take(*args: Any) -> Any:
        if args[4] == 6:
            request_stop(Path(lora.run or ""))
        return step.take_step(*args)

    monkeypatch.setattr(loop, "take_step", take)
    run = start.begin(lora, Path("unused"), quiet).folder
    monkeypatch.undo()
    assert start.resume(run, speech=quiet).status == "finished"
    assert [line["loss"].hex() for line in metrics(run)] == [line["loss"].hex() for line in metrics(straight)]
    assert [line["val_loss"] for line in metrics(run)] == [line["val_loss"] for line in metrics(straight)]
    assert files(run / "checkpoints/step-000008") == files(straight / "checkpoints/step-000008")


@pytest.mark.parametrize("base", ["llama"], indirect=True)
def test_validation_sees_the_adapter_as_it_is_after_the_step(lora: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(lora, eval_every=1), Path("unused"), quiet).folder
    found = [line["val_loss"] for line in metrics(run)]
    assert len(set(found)) == len(found)
    again = start.begin(replace(lora, eval_every=8, run=f"{lora.run}-2"), Path("unused"), quiet).folder
    assert metrics(again)[-1]["val_loss"] == found[-1]


@pytest.mark.parametrize("base", ["llama"], indirect=True)
def test_without_its_base_a_run_says_which_model_is_missing(lora: TrainParams, base: Path, quiet: start.Speech) -> None:
    run = start.begin(replace(lora, steps=4), Path("unused"), quiet).folder
    network("gpt2").save_pretrained(base / "other")
    shutil.move(base / "model.safetensors", base / "kept")
    torch.manual_seed(1)
    other = LlamaForCausalLM(LlamaConfig.from_pretrained(base))
    other.save_pretrained(base)
    with pytest.raises(StudioError, match="not what the run was started with"):
        start.resume(run, extend=2, speech=quiet)
    base.rename(base.with_name("elsewhere"))
    with pytest.raises(StudioError, match=f"nothing at {base}"):
        start.resume(run, extend=2, speech=quiet)
    with pytest.raises(StudioError, match=f"nothing at {base}"):
        load_model(run)


@pytest.mark.parametrize("base", ["llama"], indirect=True)
def test_an_adapter_goes_on_learning_or_becomes_part_of_the_weights(
    lora: TrainParams, quiet: start.Speech, base: Path
) -> None:
    first = start.begin(lora, Path("unused"), quiet).folder
    last = load_file(first / "checkpoints/step-000008/adapter_model.safetensors")
    more = replace(lora, model=str(first / "checkpoints/step-000008"), run=f"{lora.run}-more", lora_rank=8, lr=0.0)
    second = start.begin(more, Path("unused"), quiet).folder
    assert read_run_file(second / "run.toml")[0].lora_rank == 4
    kept = load_file(second / "checkpoints/step-000008/adapter_model.safetensors")
    assert all(torch.equal(kept[name], last[name]) for name in last)
    named = json.loads((second / "checkpoints/step-000008/adapter_config.json").read_text())
    assert named["base_model_name_or_path"] == str(base)
    whole = replace(more, method="full", run=f"{lora.run}-whole", steps=1)
    third = start.begin(whole, Path("unused"), quiet).folder / "checkpoints/step-000001"
    merged = AutoModelForCausalLM.from_pretrained(third).eval()
    assert (logits(merged) - logits(load_model(first / "checkpoints/step-000008").model)).abs().max() < 1e-5


def test_a_rate_that_suits_the_method_is_taken(lora: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(lora, lr=None, steps=1), Path("unused"), quiet).folder
    assert read_run_file(run / "run.toml")[0].lr == 2e-4


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"model": None, "from_scratch": "1x2x16"}, "trained on a model"), ({"lora_rank": 0}, "lora_rank")],
)
@pytest.mark.parametrize("base", ["llama"], indirect=True)
def test_what_is_wrong_makes_no_folder(lora: TrainParams, quiet: start.Speech, changes: Any, said: str) -> None:
    with pytest.raises(StudioError, match=said):
        start.begin(replace(lora, **changes), Path("unused"), quiet)
    assert not Path(lora.run or "").exists()
