"""What is switched off, in words."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from gpt_studio.protocol.switches import Switch, Switches


def named(switch: Switch) -> str:
    """`head 3.1`, `KV group 3.0`, `layer 3`, `MLP 3`."""
    texts = {
        "head": QCoreApplication.translate("Switches", "head {layer}.{index}"),
        "kv_group": QCoreApplication.translate("Switches", "KV group {layer}.{index}"),
        "layer": QCoreApplication.translate("Switches", "layer {layer}"),
        "mlp": QCoreApplication.translate("Switches", "MLP {layer}"),
    }
    return texts[switch.kind].format(layer=switch.layer, index=switch.index)


def counted(switches: Switches) -> str:
    """`2 heads, 1 MLP off`; '' where everything is on."""
    said: list[str] = []
    for kind in ("head", "kv_group", "layer", "mlp"):
        count = sum(switch.kind == kind for switch in switches.off)
        if count:
            said.append(_count(kind, count))
    if not said:
        return ""
    return QCoreApplication.translate("Switches", "{parts} off").format(parts=_comma().join(said))


def _count(kind: str, count: int) -> str:
    match kind:
        case "head":
            return QCoreApplication.translate("Switches", "%n head(s)", "", count)
        case "kv_group":
            return QCoreApplication.translate("Switches", "%n KV group(s)", "", count)
        case "layer":
            return QCoreApplication.translate("Switches", "%n layer(s)", "", count)
        case _:
            return QCoreApplication.translate("Switches", "%n MLP(s)", "", count)


def how(switches: Switches) -> str:
    """`mean over this text · from token 5 on`; '' where it is zero and everywhere."""
    said: list[str] = []
    if switches.mode == "mean" and switches.reference:
        text = QCoreApplication.translate("Switches", "mean over {file}")
        said.append(text.format(file=PurePath(switches.reference).name))
    elif switches.mode == "mean":
        said.append(QCoreApplication.translate("Switches", "mean over this text"))
    if switches.since:
        text = QCoreApplication.translate("Switches", "from token {number} on")
        said.append(text.format(number=switches.since + 1))
    return " · ".join(said)


def summary(switches: Switches) -> str:
    """All of it in a line; '' where everything is on."""
    if not switches.active:
        return ""
    return " · ".join(part for part in (counted(switches), how(switches)) if part)


def listed(switches: Switches, most: int = 12) -> str:
    """The parts by name, no more than `most`."""
    names = [named(switch) for switch in switches.off[:most]]
    return _comma().join([*names, "…"] if len(switches.off) > most else names)


def _comma() -> str:
    return QCoreApplication.translate("Switches", ", ")
