"""Adapters onto a network and off again; a new one to be trained."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from gpt_studio.gpt.checkpoints.placing import place
from gpt_studio.gpt.checkpoints.tensors import listed
from gpt_studio.gpt.checkpoints.torch_files.pickles import load_values
from gpt_studio.gpt.checkpoints.torch_files.zip_members import damaged
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import inside, open_inside, shown
from gpt_studio.gpt.model import Decoder
from gpt_studio.protocol.errors import StudioError

from .config import AdapterConfig
from .file import AdapterFile
from .fitting import GPT2, Fit, Module, Whole, fit, modules_of
from .lora import Lora, Pair
from .tying import ENDS, tie, untie

ALL = "all-linear"
_HOME = "adapters"  # the submodule of the network that holds them


class Attached(nn.Module):
    """One adapter on a network: its pairs, its whole weights, and what the network held in their places.

    `folder` and `summary` are those of its file, '' for a new one; `merged`: what it adds is in the weights.
    """

    def __init__(
        self, config: AdapterConfig, family: str, made: Iterable[Pair], wholes: tuple[Whole, ...] = ()
    ) -> None:
        super().__init__()
        self.config = config
        self.family = family
        self.pairs = nn.ModuleList(made)
        self.wholes = wholes
        self.folder = self.summary = ""
        self.merged = False
        self.before: dict[str, Tensor] = {}
        self.untied: tuple[DecoderConfig, Mapping[str, Any]] | None = None


class Adapters(nn.Module):
    """All adapters on a network, and the layers through which they act, by the names of our matrices.

    `kept` are copies of the matrices from before anything was merged into them, `tied` the description of a network
    whose head was taken off the embedding for merging.
    """

    def __init__(self) -> None:
        super().__init__()
        self.each = nn.ModuleList()
        self.layers: dict[str, Lora] = {}
        self.kept: dict[str, Tensor] = {}
        self.tied: tuple[DecoderConfig, Mapping[str, Any]] | None = None


def attach(model: Decoder, adapter: AdapterFile, family: str) -> tuple[str, ...]:
    """Put an adapter on a network of this family (a model_type, or nanogpt); returns warnings about its numbers.

    The weights of the base stay as they are, but for those that the adapter holds whole. Several adapters add up.
    Raises StudioError, with the network unchanged, for an adapter of another network or a damaged one.
    """
    fitted = fit(adapter, model.config, family)
    _refuse_second(model, fitted)
    with torch.inference_mode(False), torch.no_grad(), opened(adapter) as get:
        made = [_read_pair(fitted, name, get) for name in fitted.modules]
        wholes = {whole.tensor: get(whole.tensor) for whole in fitted.wholes}
        order = list(modules_of(family, model.config))  # as a new adapter's, whatever that of the file is
        sorted_pairs = sorted(made, key=lambda pair: order.index(pair.module.name))
        attached = Attached(adapter.config, family, sorted_pairs, fitted.wholes).to(next(model.parameters()).device)
        attached.requires_grad_(False)
        attached.folder, attached.summary = str(adapter.folder), adapter.summary
        for whole in fitted.wholes:
            _replace(model, attached, whole, wholes[whole.tensor])
        _hang(model, attached)
    odd = [name for name in adapter.entries if not _finite(wholes.get(name), name, adapter, made)]
    return (f"{adapter.folder.name}: numbers that are not finite in {listed(odd)}",) if odd else ()


def new_adapter(model: Decoder, config: AdapterConfig, family: str, seed: int = 0) -> Attached:
    """A LoRA adapter to be trained: A random (kaiming uniform), B zero, so that nothing changes yet.

    Targets are ends of the names that the family's files use, or "all-linear" (all but the head). Raises StudioError
    where none of them is there.
    """
    chosen = [module for name, module in modules_of(family, model.config).items() if _is_target(name, module, config)]
    if not chosen:
        raise StudioError(
            "bad_parameter", "no module of the network is a target of the adapter",
            expected=f"{ALL} or some of {', '.join(target_names(family, model.config))}",
            found=shown(str(config.targets)),
        )  # fmt: skip
    generator = torch.Generator().manual_seed(seed)
    made: list[Pair] = []
    with torch.inference_mode(False):
        for module in chosen:
            rank = next((r for p, r in config.rank_pattern.items() if _ends(module.name, p)), config.rank)
            pair = Pair(module, rank, config.scale(module.name, rank), config.dropout)
            nn.init.kaiming_uniform_(pair.a, a=math.sqrt(5), generator=generator)
            nn.init.zeros_(pair.b)
            made.append(pair)
        targets = config.targets
        if isinstance(targets, str):  # PEFT keeps names, too, and takes no layers beside a text
            targets = tuple(dict.fromkeys(module.name.rsplit(".", 1)[-1] for module in chosen))
        attached = Attached(replace(config, targets=targets, fan_in_fan_out=family == GPT2), family, made)
        _hang(model, attached.to(next(model.parameters()).device))
    return attached


def target_names(family: str, config: DecoderConfig) -> tuple[str, ...]:
    """The last names of the matrices inside the blocks, in the network's order."""
    inner = [m for m in modules_of(family, config).values() if m.rows[0].module.startswith("blocks.")]
    return tuple(dict.fromkeys(module.name.rsplit(".", 1)[-1] for module in inner))


def detach(model: Decoder) -> None:
    """Take all adapters off. What was merged stays in the weights; otherwise the network is again as it was."""
    for attached in reversed(list(attached_to(model))):
        if not attached.merged:
            _restore(model, attached)
    home = adapters_of(model)
    if home is not None:
        for lora in home.layers.values():
            lora.remove()
        delattr(model, _HOME)


def attached_to(model: Decoder) -> tuple[Attached, ...]:
    """The adapters on a network, in the order in which they were put on it."""
    home = adapters_of(model)
    return () if home is None else tuple(each for each in home.each if isinstance(each, Attached))


def adapters_of(model: Decoder) -> Adapters | None:
    """The home of all adapters of a network, None where there are none."""
    home = getattr(model, _HOME, None)
    return home if isinstance(home, Adapters) else None


def _hang(model: Decoder, attached: Attached) -> None:
    home = adapters_of(model)
    if home is None:
        home = Adapters()
        model.add_module(_HOME, home)
    for pair in attached.pairs:
        assert isinstance(pair, Pair)
        for rows in pair.module.rows:
            if rows.module not in home.layers:
                home.layers[rows.module] = Lora(model.get_submodule(rows.module))
            home.layers[rows.module].uses.append((pair, rows))
    home.each.append(attached.train(model.training))


def _is_target(name: str, module: Module, config: AdapterConfig) -> bool:
    inner = module.rows[0].module.startswith("blocks.")
    layer = int(module.rows[0].module.split(".")[1]) if inner else -1
    if config.layers and layer not in config.layers:
        return False
    if isinstance(config.targets, str):
        return inner and config.targets == ALL
    return any(_ends(name, target) for target in config.targets)


def _ends(name: str, target: str) -> bool:
    return name == target or name.endswith(f".{target}")


def _read_pair(fitted: Fit, name: str, get: Callable[[str], Tensor]) -> Pair:
    names, config = fitted.adapter.pairs[name], fitted.adapter.config
    rank = fitted.adapter.entries[names.a].shape[0]
    pair = Pair(fitted.modules[name], rank, config.scale(name, rank), config.dropout)
    pair.a.copy_(get(names.a))
    pair.b.copy_(get(names.b))
    return pair


def _finite(whole: Tensor | None, name: str, adapter: AdapterFile, made: list[Pair]) -> bool:
    if whole is not None:
        return bool(whole.isfinite().all())
    for pair, names in zip(made, adapter.pairs.values(), strict=True):
        if name in (names.a, names.b):
            return bool((pair.a if name == names.a else pair.b).isfinite().all())
    return True


def _refuse_second(model: Decoder, fitted: Fit) -> None:
    """Two adapters cannot both take the place of the same weight."""
    taken = {place[0] for attached in attached_to(model) for whole in attached.wholes for place in whole.places}
    for whole in fitted.wholes:
        if any(parameter in taken for parameter, _, _ in whole.places):
            raise StudioError(
                "unsupported", f"{fitted.adapter.path}: another adapter has taken the place of the same weight",
                expected="one adapter that holds it whole", found=shown(whole.tensor, 200),
            )  # fmt: skip


def _replace(model: Decoder, attached: Attached, whole: Whole, tensor: Tensor) -> None:
    for parameter, at, source in whole.places:
        if whole.apart and model.config.tie_embeddings and parameter.removesuffix(".weight") in ENDS:
            attached.untied = model.config, model.dialect
            untie(model)
        weight = model.get_parameter(parameter).detach()
        attached.before.setdefault(parameter, weight.clone())
        place(weight, at, tensor.to(weight.device), source)


def _restore(model: Decoder, attached: Attached) -> None:
    for parameter, before in attached.before.items():
        model.get_parameter(parameter).detach().copy_(before)
    if attached.untied is not None:
        tie(model, *attached.untied)


@contextmanager
def opened(adapter: AdapterFile) -> Generator[Callable[[str], Tensor]]:
    """The adapter's tensors by name, if they are still those of its header."""

    def checked(get: Callable[[str], Tensor], name: str) -> Tensor:
        try:
            tensor = get(name)
        except KeyError:
            tensor = None
        if not isinstance(tensor, Tensor) or tuple(tensor.shape) != adapter.entries[name].shape:
            raise damaged(adapter.path, "the tensors of its header", "others: it changed while it was read")
        return tensor

    if adapter.file.endswith(".safetensors"):
        path = inside(adapter.folder, adapter.file)
        try:
            with safe_open(path, framework="pt", backend="pread") as f:  # type: ignore[call-arg]
                yield lambda name: checked(f.get_tensor, name)
        except (SafetensorError, OSError) as error:
            raise damaged(adapter.path, "the tensors of its header", shown(str(error))) from error
        return
    with open_inside(adapter.folder, adapter.file) as f:
        values = load_values(f, adapter.path)
    yield lambda name: checked(values.__getitem__, name)
