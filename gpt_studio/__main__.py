"""`python -m gpt_studio`: on Windows torch's libraries must be loaded before Qt's."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ.setdefault(name, "1")
    if sys.platform == "win32":
        import torch  # noqa: F401  # pyright: ignore[reportUnusedImport]

    from gpt_studio.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
