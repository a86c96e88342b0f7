"""Pinned prompts, continued at chosen steps with the same random numbers: what the network would write by now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import GenerationDone
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.training import TrainParams
from gpt_studio.sampling.loop import generate

from .checkpoints import Training
from .lines import append_line
from .run_folder import Log

TEMPERATURE = 0.8


class Samples:
    """Appends to samples.jsonl: step, prompt, text, stop_reason, seed, temperature."""

    def __init__(self, path: Path, log: Log, params: TrainParams) -> None:
        self._path, self._log = path, log
        self._every, self._prompts = params.sample_every, params.sample_prompt
        self._tokens, self._seed = params.sample_tokens, params.seed

    def write_first(self, training: Training, asked: Callable[[], bool]) -> None:
        """What the network writes before it has learnt anything, once: what comes later is read beside it."""
        if not self._path.exists() or not self._path.stat().st_size:
            self.write_due(training, 0, asked)

    def write_due(self, training: Training, step: int, asked: Callable[[], bool]) -> None:
        """Continue every prompt when `step` is one of the chosen ones; given up when the run is asked to stop."""
        if not self._every or step % self._every:
            return
        training.model.eval()
        for prompt in self._prompts:
            try:
                done = continued(training, prompt, self._tokens, self._seed, asked)
            except ValueError as error:  # logits that are not finite
                self._log.say(f"no sample of step {step}: {error}")
                continue
            if done.stop_reason != "cancelled":
                self._append(step, prompt, done)

    def _append(self, step: int, prompt: str, done: GenerationDone) -> None:
        line = {
            "step": step,
            "prompt": prompt,
            "text": done.text,
            "stop_reason": done.stop_reason,
            "seed": self._seed,
            "temperature": TEMPERATURE,
        }
        try:
            append_line(self._path, json.dumps(line, ensure_ascii=False))
        except OSError as error:
            self._log.say(f"a sample of step {step} was not written: {error}")


def continued(
    training: Training, prompt: str, tokens: int, seed: int, asked: Callable[[], bool] = lambda: False
) -> GenerationDone:
    """What the network goes on with behind a prompt. Raises ValueError for logits that are not finite."""
    command = Generate(
        job=0,
        key=ModelKey("run"),
        parts=(prompt,),
        sampling=SamplingParams(temperature=TEMPERATURE),
        seed=seed,
        max_tokens=tokens,
        on_full="slide",
        top=1,
        raw_special=True,  # a prompt of a conversation holds the control tokens of its template
    )
    context = training.model.config.max_len
    events = generate(training.model, training.tokenizer, context, command, cancelled=asked)
    return next(event for event in events if isinstance(event, GenerationDone))
