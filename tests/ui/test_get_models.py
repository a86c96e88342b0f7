"""The page on which models are fetched: what it asks for, what it shows, and that nothing connects unasked."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import (
    HUB,
    SMOLLM2,
    FetchCancelled,
    Fetched,
    FetchFailed,
    FetchProgress,
    FilesListed,
    GetFiles,
    HubFile,
    HubModel,
    ListFiles,
    ModelsFound,
    SearchHub,
    WantedFile,
)
from gpt_studio.store.downloads import Kept
from gpt_studio.ui.dialogs.get_models import GetModels

COMMIT = "0" * 40
MODEL = HubModel("someone/tiny", 1234, 56, "apache-2.0", 135_000_000, 1.7e9, False)
FILES = (
    HubFile(WantedFile("config.json", 100, git_sha1=COMMIT), "data", True),
    HubFile(WantedFile("model.safetensors", 2_000_000, sha256="1" * 64), "data", True),
    HubFile(WantedFile("modeling.py", 5, git_sha1=COMMIT), "other", False),
    HubFile(WantedFile("pytorch_model.bin", 3_000_000, sha256="2" * 64), "pickle", False),
)
LISTED = FilesListed("someone/tiny", COMMIT, "gemma <b>", "https://x.org/terms?a=1&b=2", False, FILES)


class FakeDownloads:
    """Records what is started; what it tells is put into `told`."""

    def __init__(self, folder):
        self.folder = folder
        self.asked = []
        self.cancelled, self.discarded = [], []
        self.told = []
        self.on_disk = []
        self.running = frozenset()
        self.refuse = False

    def start(self, request):
        if self.refuse:
            raise StudioError("not_started", "the download could not be started")
        self.asked.append(request)
        self.running |= {len(self.asked)}
        return len(self.asked)

    def cancel(self, number):
        self.cancelled.append(number)

    def discard(self, kept):
        self.discarded.append(kept)
        self.on_disk.remove(kept)

    def poll(self):
        told, self.told = self.told, []
        for number, answer in told:
            if not isinstance(answer, FetchProgress):
                self.running -= {number}
        return told

    def kept(self):
        return list(self.on_disk)


@pytest.fixture
def downloads(tmp_path, monkeypatch):
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    return FakeDownloads(tmp_path / "models")


@pytest.fixture
def page(qtbot, downloads):
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(940, 700)
    made = GetModels(downloads, host)
    made.resize(host.size())
    host.show()
    yield made
    host.hide()


def tell(page, number, answer):
    page._downloads.told.append((number, answer))
    page._on_tick()


def search(page, qtbot, *models):
    page.bar.text.setText("tiny")
    qtbot.keyClick(page.bar.text, Qt.Key.Key_Return)
    tell(page, len(page._downloads.asked), ModelsFound(models))


def list_files(page, qtbot, listed=LISTED):
    search(page, qtbot, MODEL)
    qtbot.keyClick(page.results, Qt.Key.Key_Return)
    tell(page, len(page._downloads.asked), listed)


def tick(page, name, on=True):
    item = page.files.files.findItems(name, Qt.MatchFlag.MatchExactly)[0]
    item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


# -- nothing unasked ----------------------------------------------------------------------------------------------


def test_nothing_is_asked_until_a_button_is_pressed(page, qtbot, downloads):
    qtbot.keyClicks(page.bar.text, "tiny")
    page.bar.settings.click()
    qtbot.keyClicks(page.bar.mirror, "https://mirror.example")
    assert downloads.asked == [] and not page._timer.isActive()
    search(page, qtbot, MODEL, replace(MODEL, repo="someone/other"))
    qtbot.keyClick(page.results, Qt.Key.Key_Down)
    assert page.results.repo == "someone/other"
    assert downloads.asked == [SearchHub("https://mirror.example", "tiny")]


def test_opening_the_window_and_the_page_touches_no_socket_and_starts_nothing():
    code = """
import sys
seen = []
sys.addaudithook(lambda name, args: seen.append((name, str(args[:2]))) if name.startswith(
    ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "subprocess.Popen", "os.posix_spawn")) else None)
sys.path.insert(0, "tests/ui")
from pathlib import Path
import tempfile
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from window_fixture import make_studio, end_studio
from gpt_studio.store.downloads import Downloads
from gpt_studio.ui.dialogs.get_models import GetModels
folder = Path(tempfile.mkdtemp())
studio = make_studio(folder)
studio.window.show()
studio.window.commands["model.open"].trigger()
downloads = Downloads(folder / "models")
page = GetModels(downloads)
page.show()
QTimer.singleShot(600, app.quit)
app.exec()
page.close()
downloads.close()
end_studio(studio)
print(seen)
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


# -- the model that is a press away -------------------------------------------------------------------------------


def test_one_press_gets_smollm2_and_opens_it(page, qtbot, downloads):
    assert "98.4 MB" in page.card._source.text() and "Apache-2.0" in page.card._source.text()
    page.card.button.click()
    assert downloads.asked == [SMOLLM2]
    assert not page.card.button.isEnabled() and page._timer.isActive()
    path = str(downloads.folder / "SmolLM2" / "x.gguf")
    downloads.on_disk = [Kept("SmolLM2", str(downloads.folder / "SmolLM2"), True, 1, 1, SMOLLM2)]
    with qtbot.waitSignal(page.arrived) as arrived:
        tell(page, 1, Fetched(path))
    assert arrived.args == [path] and not page._timer.isActive()
    with qtbot.waitSignal(page.got) as got:
        page.transfers.rows[0].open.click()
    assert got.args == [path]
    with qtbot.waitSignal(page.got) as got:
        page.card.button.click()
    assert got.args == [downloads.on_disk[0].path]


# -- search -------------------------------------------------------------------------------------------------------


def test_a_search_names_its_address_and_lists_what_was_found(page, qtbot, downloads):
    assert HUB in page.bar._where.text() and not page.bar.search.isEnabled()
    search(page, qtbot, MODEL)
    assert downloads.asked == [SearchHub(HUB, "tiny")]
    table = page.results.table
    row = [table.index(0, column).data() for column in range(table.columnCount())]
    assert row[:5] == ["someone/tiny", "apache-2.0", "135 M", "1,234", "56"]


def test_a_mirror_is_honoured_and_remembered_by_whoever_asks(page, qtbot, downloads):
    page.set_mirror("mirror.example/hub/")
    search(page, qtbot, MODEL)
    page.set_mirror("elsewhere.example")
    qtbot.keyClick(page.results, Qt.Key.Key_Return)
    asked = downloads.asked
    assert asked == [
        SearchHub("https://mirror.example/hub", "tiny"),
        ListFiles("https://mirror.example/hub", MODEL.repo),
    ]


def test_the_address_of_the_environment_is_used_and_shown(page, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "https://hf.example/")
    page.bar.text.setText("x")
    assert page.bar.endpoint == "https://hf.example" and "https://hf.example" in page.bar._where.text()


def test_an_error_is_one_line_at_the_search_and_nothing_found_is_said(page, qtbot, downloads):
    page.bar.text.setText("tiny")
    page.bar.search.click()
    assert not page.bar.search.isEnabled()
    tell(page, 1, FetchFailed("unreachable", "https://huggingface.co cannot be reached"))
    assert page.banner.isVisible() and "cannot be reached" in page.banner.text() and page.bar.search.isEnabled()
    search(page, qtbot)
    assert page.banner.isHidden() and "no model of that name" in page._hint.text()
    downloads.refuse = True
    page.bar.search.click()
    assert "could not be started" in page.banner.text() and page.bar.search.isEnabled()


# -- files --------------------------------------------------------------------------------------------------------


def test_files_are_ticked_sensibly_and_programs_are_not_offered(page, qtbot, downloads):
    list_files(page, qtbot)
    assert downloads.asked[-1] == ListFiles(HUB, "someone/tiny")
    names = [page.files.files.topLevelItem(i).text(0) for i in range(page.files.files.topLevelItemCount())]
    assert names == ["config.json", "model.safetensors", "pytorch_model.bin"]
    assert [found.file.name for found in page.files.chosen()] == ["config.json", "model.safetensors"]
    assert "never fetched" in page.files._note.text()
    assert "2.0 MB" in page.files.get.text()


def test_the_licence_is_shown_with_its_link_and_nothing_else_of_html(page, qtbot):
    list_files(page, qtbot)
    assert '<a href="https://x.org/terms?a=1&amp;b=2">gemma &lt;b></a>' in page.files._licence.text()


def test_get_asks_for_exactly_what_is_ticked_at_the_commit(page, qtbot, downloads):
    list_files(page, qtbot)
    page.files.get.click()
    wanted = GetFiles(HUB, "someone/tiny", COMMIT, "gemma <b>", (FILES[0].file, FILES[1].file), pickles=False)
    assert downloads.asked[-1] == wanted
    tick(page, "pytorch_model.bin")
    page.files.get.click()
    assert downloads.asked[-1].pickles and downloads.asked[-1].files[-1].name == "pytorch_model.bin"
    page.files.get.click()
    assert len(downloads.asked) == 4, "the same download runs once"


def test_without_weights_or_room_there_is_no_get(page, qtbot, monkeypatch):
    list_files(page, qtbot)
    tick(page, "model.safetensors", on=False)
    assert not page.files.get.isEnabled() and "No weights" in page.files._sum.text()
    tick(page, "model.safetensors")
    assert page.files.get.isEnabled()
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    list_files(page, qtbot)
    assert not page.files.get.isEnabled() and "does not fit" in page.files._sum.text()


def test_conditions_and_pickles_are_pointed_out(page, qtbot):
    list_files(page, qtbot, replace(LISTED, gated=True, files=(FILES[0], FILES[3])))
    assert "HF_TOKEN" in page.files._note.text() and "safe loader" in page.files._note.text()


def test_another_row_forgets_the_files_of_the_first(page, qtbot):
    list_files(page, qtbot)
    page.results.show_models((replace(MODEL, repo="someone/other"),))
    assert page.files._repo == "someone/other" and page.files.get.isHidden() and not page.files.list_button.isHidden()


# -- what is under way --------------------------------------------------------------------------------------------


def test_a_download_shows_how_far_how_fast_and_how_long(page, qtbot, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    list_files(page, qtbot)
    page.files.get.click()
    row = page.transfers.rows[0]
    assert row.status.text() == "Connecting…" and row.bar.maximum() == 0
    for second in range(3):
        now[0] = float(second)
        tell(page, 3, FetchProgress("downloading", 200_000 * second, 2_000_100, "model.safetensors"))
    assert row.status.text() == "400 kB of 2.0 MB · 200 kB per second · 8 second(s) left"
    assert row.bar.value() == 200
    tell(page, 3, FetchProgress("checking", 1_000_000, 2_000_100))
    assert "Checking" in row.status.text()
    tell(page, 3, FetchProgress("waiting", 1_000_000, 2_000_100))
    assert "trying again" in row.status.text()


def test_cancel_keeps_what_came_and_resume_goes_on(page, qtbot, downloads):
    list_files(page, qtbot)
    page.files.get.click()
    row, request = page.transfers.rows[0], downloads.asked[-1]
    row.cancel.click()
    assert downloads.cancelled == [3]
    downloads.on_disk = [Kept("tiny", str(downloads.folder / ".tiny.part"), False, 700_000, 2_000_100, request)]
    tell(page, 3, FetchCancelled())
    assert row.status.text() == "Interrupted at 700 kB of 2.0 MB." and row.cancel.isHidden()
    row.resume.click()
    assert downloads.asked[-1] == request and row.running
    tell(page, 4, FetchFailed("damaged", "model.safetensors is not what the hub lists", remedy="Get it again"))
    assert row.status.text() == "model.safetensors is not what the hub lists. Get it again"
    assert not row.resume.isHidden()


def test_what_an_earlier_window_left_is_listed_and_can_be_deleted(qtbot, downloads):
    request = GetFiles(HUB, "someone/tiny", COMMIT, "mit", (FILES[1].file,))
    downloads.on_disk = [
        Kept("tiny", str(downloads.folder / ".tiny.part"), False, 1_000_000, 2_000_000, request),
        Kept("done", str(downloads.folder / "done"), True, 1, 1, replace(request, repo="someone/done")),
    ]
    host = QWidget()
    qtbot.addWidget(host)
    page = GetModels(downloads, host)
    host.show()
    assert [row.name for row in page.transfers.rows] == ["tiny"]
    assert page.transfers.rows[0].status.text() == "Interrupted at 1.0 MB of 2.0 MB."
    kept = downloads.on_disk[0]
    page.transfers.rows[0].delete.click()
    assert downloads.discarded == [kept] and page.transfers.rows == [] and page.transfers.isHidden()


def test_every_control_can_be_reached_by_the_keyboard_and_has_a_name(page, qtbot):
    list_files(page, qtbot)
    page.files.get.click()
    controls = [
        page.card.button, page.bar.text, page.bar.search, page.bar.settings, page.bar.mirror, page.results,
        page.files.files, page.files.get, page.files.list_button,
        *page.transfers.rows[0].findChildren(type(page.files.get)),
    ]  # fmt: skip
    for control in controls:
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        assert control.accessibleName() or control.text(), control
