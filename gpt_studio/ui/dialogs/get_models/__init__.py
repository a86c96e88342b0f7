"""Get models: the one place of the window from which something is fetched, after a press."""

from .page import GetModels

__all__ = ["GetModels"]
