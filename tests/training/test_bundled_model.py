"""The model that ships with the program is what its card says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from gpt_studio.files.hashes import sha256_file
from gpt_studio.files.places import resource
from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.commands import Generate
from gpt_studio.protocol.events import GenerationDone
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import SamplingParams
from gpt_studio.sampling.loop import generate
from gpt_studio.training.data import encode
from gpt_studio.training.feed import Windows
from gpt_studio.training.plan import settle
from gpt_studio.training.run_file import read_run_file
from gpt_studio.training.step import validate

SHAKESPEARE = Path(__file__).resolve().parents[3] / "shared/data/tinyshakespeare.txt"
BUNDLED = resource("models/bundled")


def test_it_takes_at_most_twelve_megabytes() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.rglob("*")) <= 12_000_000


def test_any_text_in_any_language_becomes_ids_and_back() -> None:
    tokenizer = load_model("bundled").tokenizer
    for text in ("The cat sat on the mat.", "Où est la bibliothèque ?", "猫坐在垫子上", "😀\t\r\n\0", "नमस्ते"):
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_it_writes_dialogue() -> None:
    torch.set_num_threads(1)
    loaded = load_model("bundled")
    sampling = SamplingParams(temperature=0.8, top_p=0.95)
    members = tuple(range(6))
    command = Generate(0, ModelKey("bundled"), ("ROMEO:\n",), sampling, members=members, max_tokens=200, top=0)
    events = generate(loaded.model, loaded.tokenizer, loaded.context, command, cancelled=lambda: False)
    texts = [event.text for event in events if isinstance(event, GenerationDone)]
    speakers = [name for text in texts for name in re.findall(r"^([A-Z][A-Z ]+):\n", text, re.MULTILINE)]
    assert len(speakers) >= 6, texts
    assert {"ROMEO", "JULIET", "KING RICHARD III", "GLOUCESTER", "MENENIUS", "CORIOLANUS"} & set(speakers), speakers


def test_its_files_name_no_place_of_the_machine_that_made_it() -> None:
    for path in BUNDLED.iterdir():
        if path.suffix != ".safetensors":
            assert not re.search(r"/(home|root|tmp|work|Users)/|[A-Z]:\\\\", path.read_text("utf-8")), path.name


@pytest.mark.skipif(not SHAKESPEARE.exists(), reason="tinyshakespeare.txt is not there")
def test_its_validation_loss_is_the_one_of_its_card() -> None:
    params, record = read_run_file(BUNDLED / "run.toml")
    assert record is not None and record.data[0].sha256 == sha256_file(SHAKESPEARE)
    stated = re.search(r"[Vv]alidation loss.*?(\d\.\d{3})", (BUNDLED / "README.md").read_text("utf-8"))
    assert stated is not None and params.context is not None
    torch.set_num_threads(1)
    loaded = load_model("bundled")
    _, plan = settle(params, params.context)
    ids = encode(SHAKESPEARE.read_text("utf-8"), loaded.tokenizer)
    kept = int(len(ids) * (1 - params.val_fraction))
    assert validate(loaded.model, Windows(ids[:kept], ids[kept:], plan)) == pytest.approx(float(stated[1]), abs=6e-4)
