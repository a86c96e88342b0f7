"""The numbers of a run with every default settled: what the loop goes by, and what run.toml repeats."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from gpt_studio.protocol.estimates import default_eval_every
from gpt_studio.protocol.training import TrainParams

from .schedule import learning_rate

STEPS = 1000
CONTEXT = 256
LR_FROM_SCRATCH, LR_FULL, LR_LORA = 1e-3, 5e-5, 2e-4


@dataclass(frozen=True)
class Plan:
    """TrainParams without None where the loop needs a number. `minutes` and `early_stop` may be absent."""

    steps: int
    decay_steps: int
    minutes: float | None
    batch: int
    accumulate: int
    context: int
    lr: float
    min_lr: float
    schedule: str
    warmup: int
    betas: tuple[float, float]
    weight_decay: float
    clip: float
    dropout: float
    eval_every: int
    eval_batches: int
    save_every: int | None
    log_every: int
    early_stop: int | None
    seed: int
    precision: str = "float32"
    on_divergence: str = "stop"

    @property
    def tokens_per_step(self) -> int:
        return self.batch * self.accumulate * self.context

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, counted from 1."""
        return learning_rate(
            step, peak=self.lr, floor=self.min_lr, warmup=self.warmup, steps=self.decay_steps, shape=self.schedule
        )


_PLANNED = [f.name for f in fields(Plan) if f.name != "decay_steps"]


def settle(params: TrainParams, context: int) -> tuple[TrainParams, Plan]:
    """Fill the defaults that CLI.md gives. `context` is the length of a sequence, already settled."""
    steps = params.steps or STEPS
    lr = params.lr if params.lr is not None else default_lr(params)
    decay_steps = params.decay_steps or steps
    eval_every = params.eval_every or default_eval_every(steps)
    settled = replace(
        params,
        steps=steps,
        context=context,
        lr=lr,
        min_lr=params.min_lr if params.min_lr is not None else lr / 10,
        warmup=params.warmup if params.warmup is not None else min(100, decay_steps // 20),
        eval_every=eval_every,
        sample_every=params.sample_every or (eval_every if params.sample_prompt else None),
    )
    return settled, Plan(**{name: getattr(settled, name) for name in _PLANNED}, decay_steps=decay_steps)


def default_lr(params: TrainParams) -> float:
    """The highest learning rate that suits the method."""
    if params.method == "lora":
        return LR_LORA
    return LR_FULL if params.model else LR_FROM_SCRATCH
