"""Where an adapter's matrices belong in our network, through its family's own name map; shapes checked. No torch here.

PEFT names modules as transformers does. Ours may hold several of theirs in one (queries, keys and values), or one of
theirs in several (Phi-3's gate and up), with rows in another order (GPT-NeoX): a delta is B's rows times A, so only
rows of B have to find their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gpt_studio.gpt.checkpoints.families import FAMILIES
from gpt_studio.gpt.checkpoints.huggingface import gpt2_sources, own_sources
from gpt_studio.gpt.checkpoints.own import OWN
from gpt_studio.gpt.checkpoints.tensors import Places, Source, Sources, places_of
from gpt_studio.gpt.checkpoints.torch_files.nanogpt import nanogpt_name
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.folder import naming, shown
from gpt_studio.gpt.shapes import Shape, parameter_shapes
from gpt_studio.protocol.errors import StudioError

from .file import AdapterFile, read_adapter

GPT2, NANOGPT = "gpt2", "nanogpt"
_EMBEDDING = "wte"


@dataclass(frozen=True)
class Rows:
    """Rows `first` to `first + count` of the weight of `module` (ours) are rows `start` to `start + count` of theirs,
    after these were seen as a `grid` whose axes `swap` and `swap + 1` change places.
    """

    module: str
    first: int
    count: int
    start: int
    grid: Shape = ()
    swap: int = 0


@dataclass(frozen=True)
class Module:
    """A matrix of theirs: `inputs` and `outputs` as nn.Linear counts them, and where its rows are in ours."""

    name: str
    inputs: int
    outputs: int
    rows: tuple[Rows, ...]

    @property
    def is_embedding(self) -> bool:
        return self.rows[0].module == _EMBEDDING


@dataclass(frozen=True)
class Whole:
    """A tensor of the adapter that takes the place of numbers of ours; `apart`: only where this module uses them."""

    tensor: str
    places: tuple[tuple[str, int, Source], ...]
    apart: bool


@dataclass(frozen=True, eq=False)
class Fit:
    """An adapter that fits a network: its pairs by tensor names, and its whole weights."""

    adapter: AdapterFile
    modules: Mapping[str, Module]
    wholes: tuple[Whole, ...]


def sources_of(family: str, config: DecoderConfig) -> tuple[Sources, str]:
    """Where a family's files keep each parameter of this network, and what most of their names begin with."""
    config = replace(config, tie_embeddings=False)
    if family == GPT2:
        return gpt2_sources(config, "transformer."), "transformer."
    if family == NANOGPT:
        shapes = parameter_shapes(config)
        return {name: (Source("", nanogpt_name(name), shape),) for name, shape in shapes.items()}, "transformer."
    if family == OWN:
        return own_sources(config), ""
    return FAMILIES[family].sources(config, FAMILIES[family].base), FAMILIES[family].base


def modules_of(family: str, config: DecoderConfig) -> dict[str, Module]:
    """Every matrix that an adapter can change, by the name that the family's files give it."""
    shapes = parameter_shapes(replace(config, tie_embeddings=False))
    found: dict[str, Module] = {}
    for name, places in places_of(sources_of(family, config)[0]).items():
        module, kind = name.rsplit(".", 1)
        parameter = places[0][0]
        if kind != "weight" or len(shapes[parameter]) != 2 or parameter == "wpe.weight" or ".norm_" in parameter:
            continue
        outputs, inputs = places[0][2].shape[:: -1 if places[0][2].transposed else 1]
        rows = tuple(_rows(parameter, at, source, shapes[parameter][1]) for parameter, at, source in places)
        found[module] = Module(module, inputs, outputs, rows)
    return found


def _rows(parameter: str, at: int, source: Source, columns: int) -> Rows:
    return Rows(
        parameter.removesuffix(".weight"), at // columns, source.count // columns, source.start // columns,
        source.grid, source.swap,
    )  # fmt: skip


def fit(adapter: AdapterFile, config: DecoderConfig, family: str) -> Fit:
    """Where an adapter's tensors belong in a network of this family. Raises StudioError for one of another network."""
    with naming(adapter.path):
        known = modules_of(family, config)
        base = sources_of(family, config)[1]
        modules: dict[str, Module] = {}
        for name in adapter.pairs:
            module = known.get(name) or known.get(base + name)
            if module is None:
                raise _no_matrix(adapter, name, family, config)
            _check_pair(adapter, name, module)
            modules[name] = module
        return Fit(adapter, modules, tuple(_whole(adapter, name, config, family) for name in adapter.whole))


def fit_all(folders: Iterable[str | Path], config: DecoderConfig, family: str) -> tuple[Fit, ...]:
    """Adapters read from their folders, each fitted to the network. Raises StudioError."""
    return tuple(fit(read_adapter(folder), config, family) for folder in folders)


def _check_pair(adapter: AdapterFile, name: str, module: Module) -> None:
    names = adapter.pairs[name]
    rank = adapter.entries[names.a].shape[0]
    # an embedding's A has a column for each token, which are the rows of its weight
    inputs, outputs = (module.outputs, module.inputs) if module.is_embedding else (module.inputs, module.outputs)
    if names.embedding != module.is_embedding:
        raise _foreign(adapter, names.a, "lora_embedding_A for an embedding, lora_A for a matrix")
    for tensor, expected in ((names.a, (rank, inputs)), (names.b, (outputs, rank))):
        if adapter.entries[tensor].shape != expected:
            raise _misfit(adapter, tensor, expected)


def _whole(adapter: AdapterFile, name: str, config: DecoderConfig, family: str) -> Whole:
    tensor = adapter.whole[name]
    sources, base = sources_of(family, config)
    places: Places = places_of(sources)
    found = places.get(name) or places.get(base + name)
    if found is None:
        raise _foreign(adapter, tensor, f"a weight of {family}")
    if family.startswith("gemma") and not config.norm_offset and ("ln_" in found[0][0] or "norm_" in found[0][0]):
        raise _foreign(adapter, tensor, "no gains of norms, which a GGUF file keeps otherwise")
    if adapter.entries[tensor].shape != found[0][2].shape:
        raise _misfit(adapter, tensor, found[0][2].shape)
    module = name.rsplit(".", 1)[0]
    return Whole(tensor, tuple(found), any(module.endswith(saved) for saved in adapter.config.saved))


def _no_matrix(adapter: AdapterFile, name: str, family: str, config: DecoderConfig) -> StudioError:
    """A weight of this network that is no matrix of products (GPT-2's positions), or one of another network."""
    sources, base = sources_of(family, config)
    expected = f"a matrix of {family} such as {next(iter(modules_of(family, config)))}"
    tensor = adapter.pairs[name].a
    if not {f"{name}.weight", f"{base}{name}.weight"} & places_of(sources).keys():
        return _foreign(adapter, tensor, expected)
    return StudioError(
        "unsupported", f"LoRA on {shown(name, 200)} cannot be run: it multiplies nothing", expected=expected,
        found=shown(tensor, 200),
    )  # fmt: skip


def _foreign(adapter: AdapterFile, tensor: str, expected: str) -> StudioError:
    return StudioError(
        "unsupported", "the adapter is of another network", expected=expected, found=shown(tensor, 200),
        remedy=_remedy(adapter),
    )  # fmt: skip


def _misfit(adapter: AdapterFile, tensor: str, expected: Shape) -> StudioError:
    return StudioError(
        "unsupported", f"the adapter is of another network: {shown(tensor, 200)} does not fit",
        expected=f"shape {list(expected)}", found=f"shape {list(adapter.entries[tensor].shape)}",
        remedy=_remedy(adapter),
    )  # fmt: skip


def _remedy(adapter: AdapterFile) -> str:
    return f"It was made for {adapter.config.base}" if adapter.config.base else ""
