"""Five steps in float64 on running text, packed and padded examples of unequal length, by this process's share.

PLACE-FEED-RANK holds weights and moments, where this process has all of them, and `numbers`: loss and norm of the
gradient of each step, then the validation loss.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import chars_of
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.checkpoints import Progress, Training
from gpt_studio.training.datasets.examples import Examples
from gpt_studio.training.datasets.packing import Packed
from gpt_studio.training.feed import Feed, Windows
from gpt_studio.training.optimiser import make_optimiser, moments
from gpt_studio.training.parallel import Group
from gpt_studio.training.plan import Plan, settle
from gpt_studio.training.sharding import divided, whole
from gpt_studio.training.step import all_finite, take_step, validate

FEEDS = ("text", "packed", "padded")


def feeds(plan: Plan) -> dict[str, Feed]:
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 11, 600).astype(np.uint16)
    begins = np.concatenate([[0], np.cumsum(rng.integers(2, 15, 40))])
    examples = Examples(ids[: begins[-1]], rng.random(begins[-1]) < 0.4, begins)
    packed, padded = (Packed(examples, examples.slice(0, 9), plan, packing) for packing in (True, False))
    return dict(zip(FEEDS, (Windows(ids, ids[:90], plan), packed, padded), strict=True))


def take(place: Path, group: Group) -> None:
    params = TrainParams(from_scratch="2x2x16", steps=50, batch=3, accumulate=2, lr=1e-2, eval_batches=2, clip=0.5)
    plan = settle(params, 12)[1]
    for name, feed in feeds(plan).items():
        model = Decoder(DecoderConfig(11, 2, 2, 16, 12))
        init_weights(model, 3)
        model = model.double()
        optimiser = make_optimiser(model, plan.lr, plan.betas, plan.weight_decay)
        training = divided(Training(model, chars_of(["abcdefghijk"]), optimiser, Progress(updates=0)), plan, group)
        results = [take_step(model, training.optimiser, feed, plan, step, group=group) for step in range(1, 6)]
        numbers = [(r.loss, r.grad_norm) for r in results] + [(validate(model, feed, group=group), 0.0)]
        assert all_finite(model, group)
        kept = {"numbers": torch.tensor(numbers, dtype=torch.float64)}
        with whole(training, group if group.shards else Group(), with_moments=True) as found:
            if found is not None:
                kept |= {name: weight.detach().clone() for name, weight in found.model.named_parameters()}
                kept |= {name: moment.clone() for name, moment in moments(found.model, found.optimiser).items()}
        save_file(kept, f"{place}-{name}-{group.rank}")
