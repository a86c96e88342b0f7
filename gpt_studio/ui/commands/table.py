"""Every command, in the order of the menus; actions.py makes them work."""

from __future__ import annotations

from .command import Command
from .edit import EDIT
from .file import FILE
from .generate import GENERATE
from .help import HELP
from .model import MODEL
from .view import VIEW

COMMANDS: tuple[Command, ...] = (*FILE, *EDIT, *MODEL, *GENERATE, *VIEW, *HELP)
