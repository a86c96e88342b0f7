"""The card of a run, and runs that are deleted and fetched back."""

import json
import os
import time
import xml.etree.ElementTree as ET

import pytest

from gpt_studio.protocol.errors import StudioError
from gpt_studio.store import runs
from gpt_studio.store.run_card import write_card
from gpt_studio.store.run_trash import KEPT_S, TRASH, delete_run, empty_trash, restore_run


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "runs" / "poet"
    folder.mkdir(parents=True)
    state = {
        "status": "finished", "pid": 1, "host": "h", "started": 1e9, "heartbeat": 1e9, "step": 3000, "steps": 3000,
        "best": "step-003000", "best_val_loss": 1.25, "elapsed_s": 61.0,
    }  # fmt: skip
    (folder / "state.json").write_text(json.dumps(state))
    (folder / "run.toml").write_text(
        'from_scratch = "4x4x128"\ndata = ["/x/play.txt"]\nlr = 0.001\n[record]\ntrain_tokens = 900\n'
        '[[record.data]]\npath = "/x/play.txt"\nbytes = 1234\nsha256 = "abc"\n'
    )
    lines = [{"step": s, "tokens": s, "loss": 4.0 if s != 2000 else 9.0, "tok_s": 50.0} for s in range(1, 3001)]
    lines[-1]["val_loss"] = 1.25
    (folder / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    samples = [{"step": s, "prompt": "A|B", "text": f"```\nat {s}"} for s in (0, 1000, 3000)]
    (folder / "samples.jsonl").write_text("".join(json.dumps(line) + "\n" for line in samples))
    return folder


def test_a_card_tells_outcome_data_settings_and_the_first_and_last_sample(run, tmp_path):
    place, picture = write_card(run, tmp_path / "out" / "card.md")
    text = place.read_text()
    assert "| best | step-003000, validation loss 1.2500 nats per token |" in text
    assert "| play.txt | 1,234 bytes, sha256 `abc` |" in text and "| lr | `0.001` |" in text
    assert "at 0" in text and "at 3000" in text and "at 1000" not in text
    assert "````text\n```\nat 0\n````" in text  # nothing in a sample is Markdown
    assert f"({picture.name})" in text and "/x/" not in text.replace("`/x/play.txt`", "")


def test_the_curve_is_a_picture_that_keeps_every_peak(run, tmp_path):
    _, picture = write_card(run, tmp_path / "card.md")
    root = ET.fromstring(picture.read_text())
    line = root.find("{*}polyline").attrib["points"].split()
    heights = [float(point.split(",")[1]) for point in line]
    assert len(line) <= 1000 and min(heights) == 28.0  # the loss of 9 stands at the top
    assert len(root.findall("{*}circle")) == 1


def test_a_card_is_not_written_over_another_file(run, tmp_path):
    (tmp_path / "card.svg").write_text("mine")
    with pytest.raises(StudioError, match=r"card\.svg"):
        write_card(run, tmp_path / "card.md")
    assert not (tmp_path / "card.md").exists()


def test_a_deleted_run_is_gone_from_the_list_and_comes_back_whole(run):
    before = (run / "metrics.jsonl").read_bytes()
    place = delete_run(run)
    assert runs.find_runs(run.parent) == [] and not run.exists()
    restore_run(place, run)
    assert [found.name for found in runs.find_runs(run.parent)] == ["poet"]
    assert (run / "metrics.jsonl").read_bytes() == before


def test_a_run_does_not_come_back_over_another(run):
    place = delete_run(run)
    run.mkdir()
    with pytest.raises(StudioError, match="again"):
        restore_run(place, run)
    assert place.exists()


def test_what_was_deleted_long_ago_goes_for_good(run):
    place = delete_run(run)
    empty_trash(run.parent)
    assert place.exists()
    os.utime(place, (time.time() - KEPT_S - 10,) * 2)
    empty_trash(run.parent)
    assert not place.exists() and (run.parent / TRASH).exists()


def test_a_pause_is_asked_for_and_taken_back(run):
    runs.request_pause(run, True)
    assert (run / "pause.request").exists()
    runs.request_pause(run, False)
    runs.request_pause(run, False)
    assert not (run / "pause.request").exists()
