"""`attention` on a small saved model: the numbers of transformers' eager attention, and pictures."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe
from gpt_studio.gpt.tokenizers.chars import Chars

TEXT = "The cat sat on the mat"
CORPUS = "the cat sat on the mat. The cat sat. on a mat the cat sat on " * 8
pytestmark = pytest.mark.usefixtures("qapp")  # the pictures of these tests share the application of the others


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from transformers import GPT2Config, GPT2LMHeadModel

    place = tmp_path_factory.mktemp("tiny")
    config = GPT2Config(
        vocab_size=300, n_positions=48, n_embd=32, n_layer=3, n_head=4, bos_token_id=None, eos_token_id=None
    )
    torch.manual_seed(0)
    model = GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "c_attn.weight" in name:
                weight.mul_(20)  # rows that are far from even
    model.save_pretrained(place)
    save_tokenizer(place, train_bytes_bpe([CORPUS], 290))
    return place


@pytest.fixture(scope="module")
def eager(folder):
    """Attention [3, 4, T, T] by transformers, for ids."""
    from transformers import GPT2LMHeadModel

    model = GPT2LMHeadModel.from_pretrained(folder, attn_implementation="eager").eval()

    def attention(ids):
        with torch.no_grad():
            return torch.stack(model(torch.tensor([ids]), output_attentions=True).attentions)[:, 0].numpy()

    return attention


def test_the_array_holds_what_eager_attention_computes(studio, folder, eager, tmp_path):
    out = tmp_path / "a.npz"
    document = studio("attention", folder, "--text", TEXT, "--out", out, "--json").json
    with np.load(out) as found:
        expected = eager(found["token_ids"].tolist())
        np.testing.assert_allclose(found["attention"], expected, atol=1e-5)
        assert found["attention"].dtype == np.float32
        assert (found["layers"].tolist(), found["heads"].tolist()) == ([0, 1, 2], [0, 1, 2, 3])
    count = expected.shape[-1]
    assert expected[..., 2:, :].max(-1).mean() > 0.5
    assert document["out"] == str(out)
    assert document["shape"] == [3, 4, count, count]
    assert "".join(document["tokens"]) == TEXT
    assert len(document["tokens"]) == count < len(TEXT)
    assert [(s["layer"], s["head"]) for s in document["statistics"]] == [(i, j) for i in range(3) for j in range(4)]
    assert set(document["statistics"][0]) == {
        "layer", "head", "entropy", "sink", "previous", "self", "distance", "effective_tokens",
        "induction", "duplicate_token",
    }  # fmt: skip
    one = document["statistics"][5]
    assert one["sink"] == pytest.approx(expected[1, 1, 1:, 0].mean(), abs=1e-5)
    assert one["previous"] == pytest.approx(np.diagonal(expected[1, 1], -1).mean(), abs=1e-5)
    assert one["self"] == pytest.approx(np.diagonal(expected[1, 1]).mean(), abs=1e-5)


def test_the_table_holds_the_chosen_heads(studio, folder, eager, tmp_path):
    out = tmp_path / "a.csv"
    studio("attention", folder, "--text", TEXT, "--layers", "2,0", "--heads", "3", "--out", out)
    ids = json.loads((tmp_path / "a.csv.json").read_text())["ids"]
    expected = eager(ids)
    with out.open(newline="") as f:
        rows = list(csv.DictReader(f))
    assert [int(row["layer"]) for row in rows] == [2] * len(ids) ** 2 + [0] * len(ids) ** 2
    for row in rows:
        at = int(row["layer"]), int(row["head"]), int(row["query"]), int(row["key"])
        assert float(row["weight"]) == pytest.approx(expected[at], abs=1e-5)
        assert at[1] == 3


@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_a_picture_of_all_heads_is_written_and_said_what_it_shows(studio, folder, tmp_path, ending):
    out = tmp_path / f"a{ending}"
    said = studio("attention", folder, "--text", TEXT, "--query", "sat", "--out", out).out
    assert out.stat().st_size > 20_000
    assert said.startswith(f"{out}: 3 layers x 4 heads over ")
    assert "sat) looks at" in said or "sat looks at" in said
    assert len([line for line in said.splitlines() if line.strip()[:3] in ("0.0", "1.2", "2.3")]) == 3


def test_the_json_beside_makes_the_same_picture_again(studio, folder, tmp_path):
    first, again = tmp_path / "a.png", tmp_path / "b.png"
    studio("attention", folder, "--text", TEXT, "--query", "mat", "--dark", "--out", first)
    ran = studio("attention", folder, "--view", tmp_path / "a.png.json", "--out", again)
    assert ran.err == ""
    assert first.read_bytes() == again.read_bytes()
    assert (tmp_path / "a.png.json").read_text() == (tmp_path / "b.png.json").read_text()


def test_a_view_of_another_model_is_refused(studio, folder, tmp_path):
    saved = tmp_path / "a.csv.json"
    studio("attention", folder, "--text", TEXT, "--out", tmp_path / "a.csv")
    document = json.loads(saved.read_text())
    saved.write_text(json.dumps(document | {"model": document["model"] | {"sha256": "0" * 64}}))
    ran = studio("attention", folder, "--view", saved, "--out", tmp_path / "b.csv", check=3)
    assert "a.csv.json was saved with another model" in ran.err and "000000000000" in ran.err
    assert not (tmp_path / "b.csv").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--text", TEXT, "--layers", "3"), 2, "layer 3 does not exist: expected layers 0 to 2"),
        (("--text", TEXT, "--heads", "4"), 2, "head 4 does not exist: expected heads 0 to 3"),
        (("--text", TEXT, "--layers", "a"), 2, "--layers is not understood"),
        (("--text", TEXT, "--query", "dog"), 2, "--query names no token"),
        ((), 2, "expected --text or --text-file"),
        (("--text", ""), 3, "expected"),
        (("--text", "the cat " * 99), 3, "at most 48 tokens"),
    ],
)
def test_what_cannot_be_shown_is_one_line_and_no_file(studio, folder, tmp_path, words, code, said):
    ran = studio("attention", folder, *words, "--out", tmp_path / "a.npz", "--json", check=code)
    assert said in ran.err
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1
    assert not list(tmp_path.glob("a.*"))


def test_an_unknown_ending_is_refused_before_the_model_is_read(studio, tmp_path):
    ran = studio("attention", tmp_path / "absent", "--text", "x", "--out", tmp_path / "a.gif", check=2)
    assert "ending" in ran.err


def test_what_would_not_fit_in_memory_is_refused(studio, folder, tmp_path, monkeypatch):
    monkeypatch.setattr("gpt_studio.inspection.attention.needed_bytes", lambda *_: 10**18)
    ran = studio("attention", folder, "--text", TEXT, "--out", tmp_path / "a.npz", check=3)
    assert "attention of 3 layers and 4 heads over" in ran.err
    assert "found 1,000,000,000,000,000,000 bytes needed" in ran.err
    assert not list(tmp_path.glob("a.*"))


def test_a_process_without_screen_or_application_draws(studio_process, folder, tmp_path, monkeypatch):
    if sys.platform == "linux":
        for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
    ran = studio_process("attention", folder, "--text", TEXT, "--out", tmp_path / "a.png", "--json")
    assert ran.json["shape"][:2] == [3, 4]
    assert (tmp_path / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_nanogpts_letters_have_a_picture(studio, shakespeare, tmp_path):
    studio("attention", Path(shakespeare), "--text", TEXT, "--out", tmp_path / "a.svg")
    assert ">at<" not in (tmp_path / "a.svg").read_text()  # letters, one by one
    assert (tmp_path / "a.svg").stat().st_size > 20_000


def test_the_induction_head_of_a_network_written_by_hand_has_the_highest_score(studio, tmp_path):
    sys.path.insert(0, str(Path(__file__).parents[1] / "inspection"))
    from induction_model import INDUCTION, VOCABULARY, induction_model

    letters = "_abcdefghijklmno"
    assert len(letters) == VOCABULARY
    save_checkpoint(tmp_path / "model", induction_model(), Chars({c: i for i, c in enumerate(letters)}))
    said = studio("attention", tmp_path / "model", "--text", "_gkbnadgkbnad", "--out", tmp_path / "a.npz", "--json")
    ranked = sorted(said.json["statistics"], key=lambda one: -one["induction"])
    assert (ranked[0]["layer"], ranked[0]["head"]) == INDUCTION
    assert ranked[0]["induction"] > 0.99 > 0.2 > ranked[1]["induction"]
