"""What the numbers of a run depend on, kept with every checkpoint: a run that goes on goes on by the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gpt_studio.files import bounded
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams

from .checkpoints import SETTINGS, TRAINER_FILE

# How long a run goes on, what it writes and when; `data` goes by its hash.
FREE = (
    "data", "run", "steps", "minutes", "early_stop", "eval_every", "save_every", "log_every",
    "sample_every", "sample_prompt", "sample_tokens", "forget_text", "on_divergence", "yield_share",
)  # fmt: skip


def settings_of(params: TrainParams, processes: int) -> dict[str, Any]:
    """Settled parameters that change what is learnt, as JSON has them, and the number of processes."""
    kept = {name: value for name, value in asdict(params).items() if name not in FREE}
    kept |= {"decay_steps": params.decay_steps or params.steps, "processes": processes}
    return json.loads(json.dumps(kept))


def check_same_settings(checkpoint: Path, found: Mapping[str, Any]) -> None:
    """Raise StudioError where a checkpoint was trained by other settings than those found now."""
    try:
        recorded = bounded.read_json(checkpoint / TRAINER_FILE).get(SETTINGS, {})
    except (OSError, ValueError, AttributeError):
        return  # reading the checkpoint says what is wrong with it
    other = [name for name, value in recorded.items() if name in found and found[name] != value]
    if other:
        raise StudioError(
            "settings_changed",
            f"{checkpoint.name} was trained by other settings",
            expected=", ".join(f"{name} {_shown(recorded[name])}" for name in other),
            found=", ".join(f"{name} {_shown(found[name])}" for name in other),
            remedy=f"{_old(other, recorded)}, or continue as a new run: train --model {checkpoint}",
        )


def _shown(value: object) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False)


def _old(other: list[str], recorded: Mapping[str, Any]) -> str:
    if other == ["processes"]:
        return f"Start it in as many processes (torchrun --nproc-per-node {recorded['processes']})"
    return "Put the old values back into run.toml"
