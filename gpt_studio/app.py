"""The door to the window: checks that there can be one, puts host and window together, returns the exit code."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from gpt_studio.files.places import BUNDLED, data_folder
from gpt_studio.protocol.models import ModelKey
from gpt_studio.ui.program.display_check import display_problem

REFUSED = 3


def run(
    model: ModelKey | None = None,
    *,
    smoke: bool = False,
    data_dir: str | os.PathLike[str] | None = None,
    threads: int | None = None,
) -> int:
    """Open the window and return the exit code. `smoke` generates five tokens in a folder of its own and closes.

    Nothing of Qt is imported before it is known that its libraries are there.
    """
    problem = display_problem(os.environ)
    if problem:
        sys.stderr.write(problem + "\n")
        return REFUSED
    if not smoke:
        return _run(model or ModelKey(BUNDLED), data_folder(data_dir), threads, smoke=False)
    with tempfile.TemporaryDirectory(prefix="gpt-studio-smoke-") as folder:
        return _run(ModelKey(BUNDLED), Path(folder), threads, smoke=True)


def _run(key: ModelKey, folder: Path, threads: int | None, *, smoke: bool) -> int:
    from gpt_studio.engine.thread_host import ThreadHost
    from gpt_studio.ui.program.studio import Studio, application

    app = application()
    return Studio(app, ThreadHost(threads), key, folder, smoke=smoke).run()
