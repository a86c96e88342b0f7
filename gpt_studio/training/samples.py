"""Pinned prompts, continued at chosen steps with the same random numbers: what the network would write by now."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import GenerationDone
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.runs import VerbatimSpan
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.training import TrainParams
from gpt_studio.sampling.loop import generate

from .checkpoints import Training
from .datasets.verbatim import TrainingText, share
from .lines import append_line
from .run_folder import Log

TEMPERATURE = 0.8
Asked = Callable[[], bool]  # whether the run was asked to stop


class Samples:
    """Appends to samples.jsonl: step, prompt, text, stop_reason, seed, temperature, and what of the text is verbatim
    in the data that is `learnt`."""

    def __init__(self, path: Path, log: Log, params: TrainParams, learnt: TrainingText) -> None:
        self._path, self._log, self._learnt = path, log, learnt
        self._every, self._prompts = params.sample_every, params.sample_prompt
        self._with_validations = params.sample_every == params.eval_every
        self._tokens, self._seed = params.sample_tokens, params.seed

    def due(self, step: int, validated: bool) -> bool:
        """Whether `step` is one of the chosen ones; the last one is where samples go with each validation."""
        if not self._every:
            return False
        return validated if self._with_validations else step % self._every == 0

    def write_first(self, training: Training, asked: Asked) -> None:
        """What the network writes before it has learnt anything, once: what comes later is read beside it."""
        if self._every and (not self._path.exists() or not self._path.stat().st_size):
            self.write(training, 0, asked)

    def write(self, training: Training, step: int, asked: Asked) -> float | None:
        """Continue every prompt; given up when the run is asked to stop.

        Returns the share of all texts that stands in the data word for word, None where nobody looked.
        """
        training.model.eval()
        written: list[tuple[str, GenerationDone]] = []
        for prompt in self._prompts:
            try:
                done = continued(training, prompt, self._tokens, self._seed, asked)
            except ValueError as error:  # logits that are not finite
                self._log.say(f"no sample of step {step}: {error}")
                continue
            if done.stop_reason != "cancelled":
                written.append((prompt, done))
        texts = [done.text for _, done in written]
        found = self._found(texts, asked)
        for (prompt, done), spans in zip(written, found or [()] * len(written), strict=True):
            self._append(step, prompt, done, spans)
        return None if found is None or not written else share(texts, found)

    def _found(self, texts: Sequence[str], asked: Asked) -> Sequence[Sequence[VerbatimSpan]] | None:
        try:
            return self._learnt.find(texts, asked)
        except StudioError as error:
            self._log.say(f"the samples were not looked for in the data: {error.one_line()}")
            return None

    def _append(self, step: int, prompt: str, done: GenerationDone, spans: Sequence[VerbatimSpan]) -> None:
        line = {
            "step": step,
            "prompt": prompt,
            "text": done.text,
            "stop_reason": done.stop_reason,
            "seed": self._seed,
            "temperature": TEMPERATURE,
            "verbatim": [asdict(span) for span in spans],
        }
        try:
            append_line(self._path, json.dumps(line, ensure_ascii=False))
        except OSError as error:
            self._log.say(f"a sample of step {step} was not written: {error}")


def continued(training: Training, prompt: str, tokens: int, seed: int, asked: Asked = lambda: False) -> GenerationDone:
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
