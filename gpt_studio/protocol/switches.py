"""What of a network is switched off (ablated), as data: listed, undone, saved with the document, sent with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .errors import StudioError

KINDS = ("head", "kv_group", "layer", "mlp")
MODES = ("zero", "mean")


@dataclass(frozen=True, slots=True, order=True)
class Switch:
    """One part that is off: a query head, all query heads of a key/value group, a whole layer, or its MLP.

    `index` is the head's or the group's number within the layer, 0 for a layer and an MLP.
    """

    layer: int
    kind: str = "head"
    index: int = 0


@dataclass(frozen=True, slots=True)
class Switches:
    """The parts that are `off`, and how.

    A head that is off gives, in the place of its z (what it reads, before the output projection), 0 or its mean; a
    layer that is off adds nothing (or the mean of what its halves add) to the residual stream, an MLP likewise. The
    mean is over the positions of the text at hand, or over those of the file `reference`. Positions before `since`
    stay as they are (0: the switches act everywhere).
    """

    off: tuple[Switch, ...] = ()
    mode: str = "zero"
    since: int = 0
    reference: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is off."""
        return bool(self.off)

    @property
    def over_text(self) -> bool:
        """Whether a mean of the text at hand stands somewhere."""
        return self.active and self.mode == "mean" and not self.reference

    def __contains__(self, switch: Switch) -> bool:
        return switch in self.off

    def toggled(self, switch: Switch) -> Switches:
        """The same with one part switched the other way."""
        off = set(self.off)
        return replace(self, off=tuple(sorted(off ^ {switch})))

    def all_on(self) -> Switches:
        """The same with nothing off; the mode and the place stay for what is switched off next."""
        return replace(self, off=())

    def fitting(self, layers: int, heads: int, kv_heads: int) -> Switches:
        """The same without the parts that a network of this shape does not have."""
        counts = {"head": heads, "kv_group": kv_heads, "layer": 1, "mlp": 1}
        off = tuple(s for s in self.off if 0 <= s.layer < layers and 0 <= s.index < counts.get(s.kind, 0))
        return self if off == self.off else replace(self, off=off)

    def heads(self, heads: int, kv_heads: int) -> frozenset[tuple[int, int]]:
        """(layer, head) of the query heads that give nothing, by themselves, with their group or their layer."""
        size = heads // max(kv_heads, 1)
        found: set[tuple[int, int]] = set()
        for switch in self.off:
            of_kind = {
                "head": range(switch.index, switch.index + 1),
                "kv_group": range(switch.index * size, (switch.index + 1) * size),
                "layer": range(heads),
            }
            found |= {(switch.layer, head) for head in of_kind.get(switch.kind, ())}
        return frozenset(found)

    def check(self, layers: int, heads: int, kv_heads: int) -> None:
        """Raise StudioError for a part that a network of this shape does not have, and for an unknown mode."""
        counts = {"head": heads, "kv_group": kv_heads, "layer": 1, "mlp": 1}
        if self.mode not in MODES:
            raise StudioError("bad_parameter", "the mode of switching off", expected="zero or mean", found=self.mode)
        if self.since < 0:
            raise StudioError("bad_parameter", "since is out of range", expected="at least 0", found=str(self.since))
        for switch in self.off:
            if switch.kind not in counts:
                raise StudioError("bad_parameter", "what is switched off", expected=", ".join(KINDS), found=switch.kind)
            if not 0 <= switch.layer < layers:
                raise StudioError(
                    "bad_parameter",
                    f"layer {switch.layer} does not exist",
                    expected=f"layers 0 to {layers - 1}",
                    found=str(switch.layer),
                )
            if not 0 <= switch.index < counts[switch.kind]:
                raise StudioError(
                    "bad_parameter",
                    f"{switch.kind} {switch.index} of layer {switch.layer} does not exist",
                    expected=f"0 to {counts[switch.kind] - 1}",
                    found=str(switch.index),
                )


NOTHING_OFF = Switches()
