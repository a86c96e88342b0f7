"""Where a run starts or goes on: the network with its dropout, the adapter on it, and the files that stay beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from torch import nn

from gpt_studio.files.hashes import sha256_file
from gpt_studio.files.places import BUNDLED
from gpt_studio.gpt.adapters import AdapterConfig, attach, detach, merge, new_adapter, read_adapter
from gpt_studio.gpt.adapters.attached import ALL, Attached, attached_to
from gpt_studio.gpt.adapters.lora import Pair
from gpt_studio.gpt.checkpoints.adapter_of_base import base_of
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.families import FAMILIES
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.export.dialects import dialect_of
from gpt_studio.gpt.export.folder import ends_of
from gpt_studio.gpt.export.tokenizer_files import write_tokenizer
from gpt_studio.gpt.loaded import load_model
from gpt_studio.gpt.model import Decoder
from gpt_studio.gpt.tokenizers import Tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams

from .freezing import freeze
from .run_file import DataRecord


@dataclass(frozen=True)
class StartingPoint:
    """`checkpoint` is what it was read from, `adapter` what is trained on it, `base` the files of the model under it,
    `beside` those that every checkpoint of the run holds as they are."""

    model: Decoder
    tokenizer: Tokenizer
    checkpoint: Checkpoint | None = None
    adapter: Attached | None = None
    base: Sequence[DataRecord] = ()
    beside: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


def read_start(params: TrainParams, place: str | Path) -> StartingPoint:
    """A MODEL with its adapters, or a checkpoint of the run itself, ready to be trained as the parameters say.

    Its adapter goes on learning where the method is lora; otherwise what adapters there are is added to the weights.
    Raises StudioError.
    """
    checkpoint = read_checkpoint(place)
    base = _base_of(checkpoint)
    adapters = (*checkpoint.adapters, *(params.adapter if place == params.model else ()))
    loaded = load_model(base, dtype="float32")
    _describe(loaded.model, checkpoint)
    model = with_dropout(loaded.model, params.dropout).requires_grad_(True)
    for folder in adapters:
        attach(model, read_adapter(folder), checkpoint.family)
    adapter = None
    if params.method == "lora":
        _refuse_several(adapters)
        model.requires_grad_(False)
        adapter = _adapter(model, checkpoint, base, params)
    elif adapters:
        merge(model, keep=False)
        detach(model)
    if params.method == "freeze":
        freeze(model, params.freeze)
    below = _recorded(read_checkpoint(base)) if adapter is not None else ()
    return StartingPoint(model, loaded.tokenizer, checkpoint, adapter, below, files_beside(checkpoint))


def _describe(model: Decoder, checkpoint: Checkpoint) -> None:
    """A network of a file without a config.json (GGUF) gets one, where a family of transformers computes it."""
    dialect = None if model.dialect else dialect_of(model.config, checkpoint.family)
    if dialect is not None and dialect.found["model_type"] in FAMILIES:
        model.dialect = dialect.found | ends_of(checkpoint)


def _base_of(checkpoint: Checkpoint) -> str:
    """The MODEL without its adapters, by a path that means the same later: a run's checkpoint, not the run."""
    if checkpoint.adapters:
        base = base_of(read_adapter(checkpoint.adapters[-1]))
        assert base is not None, "an adapter without its base is no checkpoint"
        return str(base.absolute())
    return str(checkpoint.folder if checkpoint.format == "run" else checkpoint.path)


def _refuse_several(adapters: Sequence[str | Path]) -> None:
    """A checkpoint of the run holds the one that learns, on a model as it lies on the disk."""
    if len(adapters) > 1:
        raise StudioError(
            "bad_parameter", "one adapter at a time goes on learning", expected="one",
            found=", ".join(map(str, adapters)), remedy="Add the others to the weights first: convert --merge",
        )  # fmt: skip


def _adapter(model: Decoder, checkpoint: Checkpoint, base: str, params: TrainParams) -> Attached:
    """The adapter that is trained: the last of the MODEL's, or a new one, which changes nothing yet."""
    named = BUNDLED if params.model == BUNDLED else base
    there = attached_to(model)
    if there:
        attached = there[-1]
        attached.config = replace(attached.config, base=named, dropout=params.lora_dropout)
    else:
        config = AdapterConfig(
            rank=params.lora_rank, alpha=params.lora_alpha, targets=params.lora_targets or ALL, base=named,
            rslora=params.lora_rslora, dropout=params.lora_dropout,
        )  # fmt: skip
        attached = new_adapter(model, config, checkpoint.family, params.seed)
    for pair in attached.pairs:
        assert isinstance(pair, Pair)
        pair.dropout = params.lora_dropout
        pair.requires_grad_(True)
    return attached


def adapter_settings(params: TrainParams, adapter: Attached | None) -> TrainParams:
    """The parameters with the adapter's own numbers, where it was there before the run."""
    if adapter is None:
        return params
    config = adapter.config
    targets = params.lora_targets if isinstance(config.targets, str) else config.targets
    return replace(
        params, lora_rank=config.rank, lora_alpha=config.alpha, lora_rslora=config.rslora, lora_targets=targets
    )


def with_dropout(model: Decoder, dropout: float) -> Decoder:
    """The same weights in a network that drops this share of its activations while it trains."""
    if model.config.dropout == dropout:
        return model
    other = Decoder(replace(model.config, dropout=dropout))
    other.load_state_dict(model.state_dict())
    other.dialect = model.dialect
    return other


def trained_parameters(model: nn.Module) -> int:
    """How many numbers are trained."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)


def files_beside(checkpoint: Checkpoint) -> dict[str, bytes]:
    """The tokenizer's files and the chat template of a checkpoint, with the roles of its special tokens."""
    with tempfile.TemporaryDirectory() as folder:
        write_tokenizer(Path(folder), checkpoint)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def _recorded(checkpoint: Checkpoint) -> list[DataRecord]:
    paths = [checkpoint.folder / name for name in checkpoint.files]
    return [DataRecord(str(path), path.stat().st_size, sha256_file(path)) for path in paths]


def check_same_base(recorded: Sequence[DataRecord], found: Sequence[DataRecord]) -> None:
    """Raise StudioError when the model under the adapter is not the one that the run was started with."""
    if [file.sha256 for file in recorded] != [file.sha256 for file in found]:
        raise StudioError(
            "data_changed",
            "the model under the adapter is not what the run was started with",
            expected=", ".join(f"{file.path} (sha256 {file.sha256[:16]}…)" for file in recorded) or "none",
            found=", ".join(f"{file.path} (sha256 {file.sha256[:16]}…)" for file in found) or "none",
            remedy="Put the old files back, or start a new run from the checkpoint",
        )
