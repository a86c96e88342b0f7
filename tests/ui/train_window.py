"""The Train page in a window that is shown, as the tests of what stands in it have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fake_host import FakeHost
from PySide6.QtWidgets import QWidget

from gpt_studio.ui.bridge import Bridge
from gpt_studio.ui.train.page import TrainPage
from gpt_studio.ui.workspace import Workspace


@contextmanager
def train_page(
    qtbot, folder: Path, host: FakeHost | None = None, workspace: Workspace | None = None
) -> Iterator[TrainPage]:
    """The page of a data folder; what it measures is ended with it."""
    window = QWidget()  # the offscreen screen warns of windows whose least size changes
    qtbot.addWidget(window)
    window.resize(1280, 800)
    bridge = Bridge(host or FakeHost(), window)
    page = TrainPage(bridge, workspace or Workspace(window), folder, window)
    page.resize(window.size())
    window.show()
    yield page
    page.measuring.close()
    bridge.close()
