"""Some weights stay as they are: no gradient, no moments, the same bytes; the rest is resumed bit by bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from gpt_studio.files.hashes import sha256_file
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.loaded import load_model
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import FROZEN, TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import loop, start, step
from gpt_studio.training.freezing import freeze

WORDS: dict[str, set[str]] = {
    "embeddings": {"wte", "wpe"},
    "head": {"lm_head"},
    "attention": {"blocks.0.attn", "blocks.1.attn", "blocks.2.attn"},
    "mlp": {"blocks.0.mlp", "blocks.1.mlp", "blocks.2.mlp"},
    "norms": {f"blocks.{n}.ln_{k}" for n in range(3) for k in (1, 2)} | {"ln_f"},
    "layers 0-1": {"blocks.0", "blocks.1"},
    "layers 0,2": {"blocks.0", "blocks.2"},
    "all-but-last-1": {"wte", "wpe", "blocks.0", "blocks.1"},
}


def network(*, tied: bool = False) -> Decoder:
    return Decoder(DecoderConfig(vocab_size=9, n_layer=3, n_head=2, d_model=4, max_len=8, tie_embeddings=tied))


def frozen(model: Decoder) -> set[str]:
    return {name for name, weight in model.named_parameters() if not weight.requires_grad}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_freezes_what_it_names_and_nothing_else(word: str) -> None:
    model = network()
    freeze(model, [word])
    expected = {name for name, _ in model.named_parameters() if any(name.startswith(f"{p}.") for p in WORDS[word])}
    assert expected and frozen(model) == expected


def test_words_add_up_and_a_tied_head_is_the_embedding() -> None:
    model = network(tied=True)
    freeze(model, ["head", "layers 1"])
    assert frozen(model) == {n for n, _ in model.named_parameters() if n.startswith("blocks.1.")} | {"wte.weight"}


@pytest.mark.parametrize(
    "words", [["layers 0-3"], ["layers 2-1"], ["all-but-last-4"], ["layers 0-2", "norms", "embeddings", "head"]]
)
def test_layers_that_are_not_there_and_a_network_that_is_frozen_whole_are_refused(words: list[str]) -> None:
    with pytest.raises(StudioError, match=r"frozen|layers that"):
        freeze(network(), words)


@pytest.fixture
def freezing(params: TrainParams) -> TrainParams:
    return replace(params, from_scratch="2x2x16", method="freeze", freeze=("embeddings", "layers 0"))


def test_frozen_weights_keep_their_bytes_and_have_no_moments(freezing: TrainParams, quiet: start.Speech) -> None:
    run = start.begin(replace(freezing, eval_every=1, save_every=1), Path("unused"), quiet).folder
    home = run / "checkpoints"
    first, last = (load_file(home / name / "model.safetensors") for name in ("step-000001", "step-000012"))
    same = {name for name in first if first[name].equal(last[name])}
    assert "transformer.wte.weight" in same and "transformer.h.0.attn.c_attn.weight" in same
    assert not any(name.startswith("transformer.h.1") and "bias" not in name for name in same)
    moments = load_file(home / "step-000012/trainer.safetensors")
    assert moments and not any("wte" in name or "blocks.0" in name for name in moments)
    assert load_model(run).info.layers == 2


def test_a_run_with_frozen_weights_goes_on_bit_by_bit(
    freezing: TrainParams, quiet: start.Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = start.begin(replace(freezing, run=f"{freezing.run}-straight"), Path("unused"), quiet).folder

    def take(*args: Any) -> Any:
        if args[4] == 7:
            request_stop(Path(freezing.run or ""))
        return step.take_step(*args)

    monkeypatch.setattr(loop, "take_step", take)
    run = start.begin(freezing, Path("unused"), quiet).folder
    monkeypatch.undo()
    start.resume(run, speech=quiet)
    for path in (straight / "checkpoints/step-000012").iterdir():
        assert sha256_file(path) == sha256_file(run / "checkpoints/step-000012" / path.name), path.name


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"freeze": ()}, "go together"),
        ({"method": "full"}, "go together"),
        ({"freeze": ("layer 3",)}, "not understood"),
        ({"freeze": ("everything",)}, FROZEN[0]),
    ],
)
def test_words_that_are_none_make_no_folder(
    freezing: TrainParams, quiet: start.Speech, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(StudioError, match=said):
        start.begin(replace(freezing, **changes), Path("unused"), quiet)
    assert not Path(freezing.run or "").exists()
