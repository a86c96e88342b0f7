"""adapter_config.json as PEFT writes it: what a LoRA adapter multiplies by, and which kinds cannot be run. No torch.

Format: https://github.com/huggingface/peft (LoraConfig).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from gpt_studio.gpt.checkpoints.fields import Json, broken, cannot, count, fraction, listed_values, number, part, switch
from gpt_studio.gpt.folder import shown
from gpt_studio.protocol.errors import StudioError

LORA = "LORA"
LONGEST_NAME = 300
# A pattern that is a name or the end of one. Others are regular expressions of a stranger, which are not run.
_PLAIN = re.compile(r"\^?(\w|\.|\\\.){1,200}")
_BASE_UNTOUCHED = ("gaussian", "eva", "orthogonal", "true", "false")

# What changes the arithmetic beyond x Aᵀ Bᵀ · scale, and why it is refused.
_REFUSED = {
    "use_dora": "DoRA scales each row by a norm of the whole weight",
    "use_qalora": "QALoRA groups the inputs",
    "use_bdlora": "BD-LoRA has block-diagonal matrices",
    "velora_config": "VeLoRA is another layer",
    "monteclora_config": "MonteCLoRA draws its weights",
    "kasa_config": "KaSA changes the base weights",
    "arrow_config": "Arrow routes between adapters",
    "alora_invocation_tokens": "an activated LoRA works only behind certain tokens",
    "lora_bias": "the adapter has biases of its own",
    "layer_replication": "layers of the base are repeated",
    "trainable_token_indices": "single rows of the embedding are trained apart",
    "target_parameters": "it changes parameters of experts",
    "ensure_weight_tying": "embedding and head are trained as one",
}
# Notes, and how the training started: without effect on a finished adapter.
_NOTES = frozenset(
    {"peft_type", "task_type", "peft_version", "auto_mapping", "base_model_name_or_path", "revision", "inference_mode",
     "runtime_config", "ephemeral_gpu_offload", "megatron_config", "megatron_core", "loftq_config", "eva_config",
     "corda_config", "lora_ga_config", "qalora_group_size", "exclude_modules", "layers_pattern", "parent_library",
     "r", "lora_alpha", "lora_dropout", "target_modules", "fan_in_fan_out", "bias", "use_rslora", "modules_to_save",
     "init_lora_weights", "layers_to_transform", "rank_pattern", "alpha_pattern", "enable_lora", "merge_weights"}
)  # fmt: skip
_TASKS = (None, "CAUSAL_LM", "FEATURE_EXTRACTION")


@dataclass(frozen=True)
class AdapterConfig:
    """A LoRA adapter: rank, alpha, and the names (or their ends) of the modules that it changes.

    The delta of a weight is B A · alpha / rank, or · alpha / √rank with `rslora` (arXiv:2312.03732). The patterns give
    some modules another rank or alpha. `targets` is a list of ends of names, or the text that PEFT keeps
    ("all-linear", a regular expression), which is never run: what a finished adapter changes, its tensors say.
    `saved` are modules whose whole weights are kept (modules_to_save), `base` the model that it was made for.
    """

    rank: int = 8
    alpha: float = 16.0
    targets: tuple[str, ...] | str = ()
    base: str = ""
    rslora: bool = False
    dropout: float = 0.0
    bias: str = "none"
    saved: tuple[str, ...] = ()
    layers: tuple[int, ...] = ()
    rank_pattern: Mapping[str, int] = field(default_factory=dict[str, int])
    alpha_pattern: Mapping[str, float] = field(default_factory=dict[str, float])
    fan_in_fan_out: bool = False

    def scale(self, module: str, rank: int) -> float:
        """By what B A is multiplied in a module of this name (as the family's files name it) and rank."""
        alpha = self.alpha
        for pattern, value in self.alpha_pattern.items():
            if re.match(rf"(.*\.)?({pattern})$", module[:LONGEST_NAME]):
                alpha = value
                break
        return alpha / (math.sqrt(rank) if self.rslora else rank)

    @property
    def ranks(self) -> set[int]:
        """All ranks that its matrices may have."""
        return {self.rank, *self.rank_pattern.values()}


def adapter_from_json(found: Json) -> AdapterConfig:
    """The adapter that an adapter_config.json describes. Raises StudioError for one that cannot be run exactly."""
    _check_kind(found)
    dropout = found.get("lora_dropout")
    return AdapterConfig(
        rank=count(found, "r", 8),
        alpha=number(found, "lora_alpha", 8),
        targets=_targets(found),
        base=shown(found.get("base_model_name_or_path") or "", 400),
        rslora=switch(found, "use_rslora", False),
        dropout=0.0 if dropout is None else fraction(found, "lora_dropout"),
        bias=_bias(found),
        saved=_names(found, "modules_to_save"),
        layers=_layers(found),
        rank_pattern={key: _rank(value) for key, value in _pattern(found, "rank_pattern").items()},
        alpha_pattern=_alphas(found),
        fan_in_fan_out=switch(found, "fan_in_fan_out", False),
    )


def adapter_to_json(config: AdapterConfig) -> Json:
    """The adapter_config.json from which PEFT makes the same adapter."""
    return {
        "peft_type": LORA,
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": config.base or None,
        "inference_mode": True,
        "r": config.rank,
        "lora_alpha": int(config.alpha) if float(config.alpha).is_integer() else config.alpha,
        "lora_dropout": config.dropout,
        "target_modules": config.targets if isinstance(config.targets, str) else list(config.targets),
        "fan_in_fan_out": config.fan_in_fan_out,
        "bias": config.bias,
        "use_rslora": config.rslora,
        "modules_to_save": list(config.saved) or None,
        "layers_to_transform": list(config.layers) or None,
        "rank_pattern": dict(config.rank_pattern),
        "alpha_pattern": dict(config.alpha_pattern),
        "init_lora_weights": True,
    }


def _check_kind(found: Json) -> None:
    kind = found.get("peft_type")
    if kind != LORA:
        raise StudioError(
            "unsupported", "this kind of PEFT adapter cannot be run", expected=f"peft_type {LORA}",
            found=f"peft_type {shown(kind or 'none')}",
        )  # fmt: skip
    if found.get("task_type") not in _TASKS:
        raise cannot("task_type", "CAUSAL_LM", found.get("task_type"))
    for key, value in found.items():
        if key in _NOTES or not value:
            continue
        why = _REFUSED.get(key, "a switch that this version does not know")
        raise StudioError(
            "unsupported", f"{shown(key)} cannot be run exactly: {why}", expected="none", found=shown(value)
        )
    start = found.get("init_lora_weights", True)
    if not isinstance(start, bool | None) and shown(start).lower() not in _BASE_UNTOUCHED:
        raise StudioError(
            "unsupported", "init_lora_weights cannot be run exactly: the base weights were changed when training began",
            expected="true, false, gaussian, orthogonal or eva", found=shown(start),
            remedy="Convert the adapter to plain LoRA (PEFT: path_initial_model_for_weight_conversion)",
        )  # fmt: skip


def _targets(found: Json) -> tuple[str, ...] | str:
    value = found.get("target_modules")
    return shown(value, 2000) if isinstance(value, str) else _names(found, "target_modules")


def _names(found: Json, key: str) -> tuple[str, ...]:
    names = [] if found.get(key) is None else listed_values(found, key)
    for name in names:
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise broken(key, "names of modules", name)
    return tuple(names)


def _layers(found: Json) -> tuple[int, ...]:
    value = found.get("layers_to_transform")
    layers: list[Any] = [value] if type(value) is int else [] if value is None else listed_values(found, _LAYERS)
    for layer in layers:
        if type(layer) is not int or layer < 0:
            raise broken(_LAYERS, "numbers of layers", layer)
    return tuple(layers)


def _bias(found: Json) -> str:
    value = found.get("bias", "none")
    if value not in ("none", "all", "lora_only"):
        raise broken("bias", "none, all or lora_only", value)
    return cast("str", value)


def _pattern(found: Json, key: str) -> Json:
    held = part(found, key)
    if len(held) > 10_000:
        raise broken(key, "at most 10000 patterns", len(held))
    return held


def _rank(value: object) -> int:
    return count({"rank_pattern": value}, "rank_pattern")


def _alphas(found: Json) -> dict[str, float]:
    held = _pattern(found, "alpha_pattern")
    for pattern in held:
        if not _PLAIN.fullmatch(pattern):
            raise cannot("alpha_pattern", "names of modules, or their ends", pattern)
    return {pattern: number(held, pattern) for pattern in held}


_LAYERS = "layers_to_transform"
