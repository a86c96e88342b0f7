"""How the next token is drawn: the samplers and their order, the seed, when to stop. Shared by all that show it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import DRY_BREAKERS, HF_ORDER, SamplingParams
from gpt_studio.store.presets import biases_to_json, preset_from_json
from gpt_studio.store.settings import Drawing

SEED_BITS = 32


@dataclass(frozen=True)
class Drawn:
    """All settings as they were at a moment, to come back to. `seed` None: it was not locked."""

    sampling: SamplingParams
    seed: int | None
    max_tokens: int | None
    stop: tuple[str, ...]
    on_full: str


class DrawSettings(QObject):
    """The window's copy of what a Generate needs besides the text. Signals every change."""

    changing = Signal(str)  # before a change that can be undone: what changes
    changed = Signal()
    sampling_changed = Signal()

    def __init__(self, drawing: Drawing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self.sampling = _sampling_of(drawing)
        if not drawing.seed_locked:
            drawing.seed = secrets.randbits(SEED_BITS)

    @property
    def seed(self) -> int:
        return self._drawing.seed

    @property
    def seed_locked(self) -> bool:
        return self._drawing.seed_locked

    @property
    def max_tokens(self) -> int | None:
        return self._drawing.max_tokens

    @property
    def stop(self) -> tuple[str, ...]:
        return self._drawing.stop

    @property
    def on_full(self) -> str:
        return self._drawing.on_full

    @property
    def unfolded(self) -> bool:
        return self._drawing.unfolded

    @property
    def alternatives(self) -> int:
        """How many alternatives are kept of each token."""
        return self._drawing.alternatives

    @property
    def waterfall(self) -> bool:
        """Whether the samplers' steps are unfolded below the alternatives."""
        return self._drawing.waterfall

    def set_sampler(self, name: str, value: float) -> None:
        """Give one parameter of SamplingParams a value."""
        if getattr(self.sampling, name) != value:
            self.set_sampling(replace(self.sampling, **{name: value}), name)

    def set_order(self, order: tuple[str, ...]) -> None:
        """The order in which the samplers act."""
        self.set_sampling(replace(self.sampling, order=order))

    def set_biases(self, biases: tuple[tuple[int, float], ...]) -> None:
        """What is added to the logits of single tokens: (id, value), −inf a ban, +inf forces."""
        self.set_sampling(replace(self.sampling, logit_bias=biases), "logit_bias")

    def set_breakers(self, texts: tuple[str, ...]) -> None:
        """The texts at which repetitions end for DRY."""
        self.set_sampling(replace(self.sampling, dry_breakers=texts), "dry_breakers")

    def set_sampling(self, sampling: SamplingParams, what: str = "") -> None:
        """All samplers at once. Changes of one and the same `what` in quick succession are one step of undo."""
        if sampling != self.sampling:
            self.changing.emit(what)
            self._take(sampling)
            self.changed.emit()

    def set_seed(self, seed: int) -> None:
        self._set("seed", seed, "seed")

    def set_seed_locked(self, locked: bool) -> None:
        self._set("seed_locked", locked, "seed")

    def set_max_tokens(self, count: int | None) -> None:
        self._set("max_tokens", count, "max_tokens")

    def set_stop(self, strings: tuple[str, ...]) -> None:
        self._set("stop", strings, "stop")

    def set_on_full(self, choice: str) -> None:
        self._set("on_full", choice, "on_full")

    def set_unfolded(self, unfolded: bool) -> None:
        self._set("unfolded", unfolded)

    def set_alternatives(self, count: int) -> None:
        self._set("alternatives", count)

    def set_waterfall(self, unfolded: bool) -> None:
        self._set("waterfall", unfolded)

    def new_seed(self) -> int:
        """The seed of a new generation: another one each time, unless it is locked."""
        if not self._drawing.seed_locked:
            self._set("seed", secrets.randbits(SEED_BITS))
        return self._drawing.seed

    def now(self) -> Drawn:
        """The settings as they are, to come back to."""
        seed = self.seed if self.seed_locked else None
        return Drawn(self.sampling, seed, self.max_tokens, self.stop, self.on_full)

    def restore(self, drawn: Drawn) -> None:
        """Come back to settings."""
        if drawn == self.now():
            return
        kept = self._drawing
        kept.seed_locked = drawn.seed is not None
        kept.seed = kept.seed if drawn.seed is None else drawn.seed
        kept.max_tokens, kept.stop, kept.on_full = drawn.max_tokens, drawn.stop, drawn.on_full
        self._take(drawn.sampling)
        self.changed.emit()

    def _set(self, name: str, value: object, undone_as: str = "") -> None:
        if getattr(self._drawing, name) != value:
            if undone_as:
                self.changing.emit(undone_as)
            setattr(self._drawing, name, value)
            self.changed.emit()

    def _take(self, sampling: SamplingParams) -> None:
        if sampling == self.sampling:
            return
        self.sampling = sampling
        neutral = {info.name: info.default for info in parameters_of(SamplingParams)}
        self._drawing.samplers = {
            name: float(getattr(sampling, name)) for name, value in neutral.items() if getattr(sampling, name) != value
        }
        self._drawing.order = () if sampling.order == HF_ORDER else sampling.order
        self._drawing.logit_bias = biases_to_json(sampling)
        self._drawing.dry_breakers = None if sampling.dry_breakers == DRY_BREAKERS else sampling.dry_breakers
        self.sampling_changed.emit()


def _sampling_of(drawing: Drawing) -> SamplingParams:
    """What was remembered, or the defaults where that no longer fits; parameters of a newer version are left out."""
    known = {info.name for info in parameters_of(SamplingParams)}
    samplers = {name: value for name, value in drawing.samplers.items() if name in known}
    kept: dict[str, object] = {
        "samplers": samplers, "order": list(drawing.order), "logit_bias": drawing.logit_bias,
    }  # fmt: skip
    if drawing.dry_breakers is not None:
        kept["dry_breakers"] = list(drawing.dry_breakers)
    try:
        return preset_from_json(kept)
    except (StudioError, ValueError, OverflowError):
        return SamplingParams(temperature=0.8)
