"""The run that is on screen: the last drawn span of the version, with all that its tokens depend on. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gpt_studio.protocol.models import ModelInfo, ModelKey
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.protocol.switches import NOTHING_OFF, Switches
from gpt_studio.store.document import Document
from gpt_studio.store.presets import preset_from_json
from gpt_studio.store.spans import parts_of, runs_of
from gpt_studio.ui.write.drawn_with import NAMES, random_numbers, switched_with
from gpt_studio.ui.write.one_generation import drew, first_span, ids_before


@dataclass(frozen=True)
class Run:
    """A generation. `front` are the ids that the tokenizer puts before every text, `prompt` those behind them.

    `prompt_text` is the prompt where it was typed as one text, None where tokens of it were drawn. `samplings` are
    (index among the drawn tokens, the samplers from there on). `mu`: mirostat's bound at the first of them. The first
    `begun` of the drawn tokens had to begin with `begin`, the end of the prompt that was taken back;
    `mu_behind` is mirostat's bound behind them. `switches` were off while they were drawn.
    """

    key: ModelKey
    info: ModelInfo
    context: int
    front: tuple[int, ...]
    prompt: tuple[int, ...]
    prompt_text: str | None
    drawn: tuple[int, ...]
    samplings: tuple[tuple[int, SamplingParams], ...]
    seed: int
    member: int
    stop: tuple[str, ...]
    on_full: str
    mu: float | None = None
    begin: str = ""
    begun: int = 0
    mu_behind: float | None = None
    switches: Switches = NOTHING_OFF

    @property
    def sampling(self) -> SamplingParams:
        """The samplers of the first token."""
        return self.samplings[0][1]

    @property
    def goes_on(self) -> bool:
        """Whether mirostat was not at its beginning."""
        tau = self.sampling.mirostat_tau
        return bool(tau) and self.mu is not None and abs(self.mu - 2 * tau) > 1e-9


class Unknown(Exception):
    """There is no such run, or not all of it is known; `reason` is one of none, model, unread, settings."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run_on_screen(document: Document, key: ModelKey, info: ModelInfo, context: int, model: str) -> Run:
    """The last run of the version on screen, written by the loaded model, which is called `model` in documents.

    Raises Unknown.
    """
    path = document.path()
    last = next((i for i in range(len(path) - 1, -1, -1) if drew(path[i])), -1)
    if last < 0:
        raise Unknown("none")
    if path[last].settings.get("model") != model:
        raise Unknown("model")
    first = first_span(path, last)
    if not document.is_scored():
        raise Unknown("unread")
    begin = str(path[first].settings.get("begin", ""))
    records = [record for node in path[first : last + 1] for record in node.records]
    before = runs_of(path[:first], document.model)
    begun = _begun(begin, records)
    front, prompt = ids_before(document, path[first:])
    parts = parts_of(before)
    text = "".join(part for part in parts if isinstance(part, str)) if len(parts) < 2 else None
    settings = path[last].settings
    numbers = random_numbers(settings)
    if numbers is None:
        raise Unknown("settings")
    return Run(
        key, info, context, front, prompt, None if parts and not isinstance(parts[0], str) else text,
        tuple(record.id for record in records), _samplings(settings, records), *numbers,
        stop=tuple(str(s) for s in settings.get("stop", ())), on_full=str(settings.get("on_full", "stop")),
        mu=records[0].mu, begin=begin, begun=begun,
        mu_behind=records[begun].mu if begun < len(records) else None, switches=switched_with(settings),
    )  # fmt: skip


def _begun(begin: str, records: list[TokenRecord]) -> int:
    """How many tokens it took to write `begin`."""
    left, count = len(begin.encode()), 0
    while left > 0 and count < len(records):
        left -= len(records[count].bytes)
        count += 1
    return count


def _samplings(settings: dict[str, Any], records: list[TokenRecord]) -> tuple[tuple[int, SamplingParams], ...]:
    try:
        begun = _sampling(settings)
        changes = [(int(c["position"]) - records[0].position, _sampling(c)) for c in settings.get("retuned", ())]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unknown("settings") from error
    held = {0: begun}
    for index, sampling in sorted(changes, key=lambda pair: pair[0]):
        if index < len(records):
            held[max(0, index)] = sampling
    return tuple(held.items())


def _sampling(kept: dict[str, Any]) -> SamplingParams:
    return preset_from_json({name: kept[name] for name in NAMES if name in kept})
