"""How the next token is drawn: the samplers and their order, the seed, when to stop. Shared by all that show it."""

from __future__ import annotations

import secrets
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.parameters import parameters_of
from gpt_studio.protocol.sampling import HF_ORDER, SamplingParams, complete_order
from gpt_studio.store.settings import Drawing

SEED_BITS = 32


class DrawSettings(QObject):
    """The window's copy of what a Generate needs besides the text. Signals every change."""

    changed = Signal()

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

    def set_sampler(self, name: str, value: float) -> None:
        """Give one parameter of SamplingParams a value."""
        if getattr(self.sampling, name) != value:
            self._set_sampling(replace(self.sampling, **{name: value}))

    def set_order(self, order: tuple[str, ...]) -> None:
        """The order in which the samplers act."""
        if order != self.sampling.order:
            self._set_sampling(replace(self.sampling, order=order))

    def set_seed(self, seed: int) -> None:
        self._set("seed", seed)

    def set_seed_locked(self, locked: bool) -> None:
        self._set("seed_locked", locked)

    def set_max_tokens(self, count: int | None) -> None:
        self._set("max_tokens", count)

    def set_stop(self, strings: tuple[str, ...]) -> None:
        self._set("stop", strings)

    def set_on_full(self, choice: str) -> None:
        self._set("on_full", choice)

    def set_unfolded(self, unfolded: bool) -> None:
        self._set("unfolded", unfolded)

    def new_seed(self) -> int:
        """The seed of a new generation: another one each time, unless it is locked."""
        if not self._drawing.seed_locked:
            self.set_seed(secrets.randbits(SEED_BITS))
        return self._drawing.seed

    def _set(self, name: str, value: object) -> None:
        if getattr(self._drawing, name) != value:
            setattr(self._drawing, name, value)
            self.changed.emit()

    def _set_sampling(self, sampling: SamplingParams) -> None:
        self.sampling = sampling
        neutral = {info.name: info.default for info in parameters_of(SamplingParams)}
        self._drawing.samplers = {
            name: float(getattr(sampling, name)) for name, value in neutral.items() if getattr(sampling, name) != value
        }
        self._drawing.order = () if sampling.order == HF_ORDER else sampling.order
        self.changed.emit()


def _sampling_of(drawing: Drawing) -> SamplingParams:
    """What was remembered, or the defaults where that no longer fits."""
    kinds = {info.name: type(info.default) for info in parameters_of(SamplingParams)}
    try:
        values = {name: kinds[name](value) for name, value in drawing.samplers.items() if name in kinds}
        found = SamplingParams(**values, order=complete_order(drawing.order))
        found.check()
    except (StudioError, ValueError, OverflowError):
        return SamplingParams(temperature=0.8)
    return found
