"""Commands as data: a row each, and what a row may ask for.

`handler` is `target.method`: the targets are objects that the window registers by name. `when` lists the flags that
must all hold for the command to be enabled; `checked` is the flag that a checkable command shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# What `when` and `checked` may ask for; ui/flags.py says which of them hold.
FLAGS = frozenset(
    {
        *("model", "idle", "busy", "text", "drawn", "token", "pinned", "versions", "undo", "redo"),
        *("side_panel", "switched", "mergeable", "merged"),
        *("beside", "history", "mode:write", "mode:look_inside", "mode:train"),
        *("scheme:system", "scheme:light", "scheme:dark"),
        *("tint:probability", "tint:rank", "tint:entropy", "tint:relative", "tint:none"),
        *("view:text", "view:chat", "exact_ids"),
        *("language:system", "language:en", "language:zh_CN"),
    }
)


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for translation, by the name that lupdate looks for; the table keeps it in English."""
    return text


@dataclass(frozen=True)
class Command:
    """A row. `group` numbers the sections of a menu, between which a line is drawn. `tip` is one sentence."""

    id: str
    title: str
    menu: str
    handler: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: tuple[str, ...] = ()
    checked: str = ""
    group: int = 0
    tip: str = ""


MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("Command", "&File")),
    ("edit", QT_TRANSLATE_NOOP("Command", "&Edit")),
    ("model", QT_TRANSLATE_NOOP("Command", "&Model")),
    ("generate", QT_TRANSLATE_NOOP("Command", "&Generate")),
    ("view", QT_TRANSLATE_NOOP("Command", "&View")),
    ("view.tint", QT_TRANSLATE_NOOP("Command", "Tint")),
    ("view.appearance", QT_TRANSLATE_NOOP("Command", "Appearance")),
    ("view.language", QT_TRANSLATE_NOOP("Command", "Language")),
    ("help", QT_TRANSLATE_NOOP("Command", "&Help")),
)


def menu_path(menu: str, told: Callable[[str], str] = str) -> str:
    """The place of a menu as it is read: `View › Appearance`. `told` puts a title into another language."""
    titles = dict(MENUS)
    names = menu.split(".")
    steps = [".".join(names[: i + 1]) for i in range(len(names))]
    return " › ".join(told(titles[step]).replace("&", "").split("(")[0].strip() for step in steps if step in titles)
