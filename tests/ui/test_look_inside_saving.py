"""Saved attention: numbers come back as they were, pictures hold what they promise, the JSON makes them again."""

import csv
import json
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui import theme
from gpt_studio.ui.leaving.fingerprint import model_sha256
from gpt_studio.ui.leaving.save_menu import SaveMenu
from gpt_studio.ui.leaving.sidecar import read_view
from gpt_studio.ui.look_inside.labels import token_names
from gpt_studio.ui.look_inside.saved_attention import SavedAttention
from gpt_studio.ui.look_inside.saving import leaving, save
from gpt_studio.ui.look_inside.view import AttentionView

pytestmark = pytest.mark.usefixtures("qapp")
TEXTS = ("The", " c", "at", " s", "at", " on", "\n")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(5000))
    return folder


@pytest.fixture
def view(model):
    return view_of_texts(TEXTS, model)


def view_of_texts(texts, path, layers=(0, 2), heads=(1, 3), **changes):
    records = [TokenRecord(10 + i, text, text.encode(), i) for i, text in enumerate(texts)]
    count = len(texts)
    rows = np.tril(np.random.default_rng(0).random((len(layers), len(heads), count, count)) ** 4 + 1e-4)
    view = AttentionView(
        model="tiny", path=str(path), shape=(4, 4), ids=tuple(r.id for r in records), texts=tuple(texts),
        names=token_names(records), layers=layers, heads=heads,
        weights=(rows / rows.sum(-1, keepdims=True)).astype(np.float32), layer=layers[-1], head=heads[0],
    )  # fmt: skip
    return replace(view, **changes)


def test_an_array_comes_back_bit_by_bit(view, tmp_path):
    save(view, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as found:
        assert set(found) == {"attention", "token_ids", "layers", "heads"}
        assert found["attention"].dtype == np.float32
        assert np.array_equal(found["attention"], view.weights)
        assert found["token_ids"].tolist() == list(range(10, 17))
        assert (found["layers"].tolist(), found["heads"].tolist()) == ([0, 2], [1, 3])


def test_a_table_has_a_row_for_each_cell_and_float32_comes_back(view, tmp_path):
    save(view, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as f:
        rows = list(csv.DictReader(f))
    assert list(rows[0]) == ["layer", "head", "query", "key", "weight"]
    assert len(rows) == 2 * 2 * 7 * 7
    for row in rows:
        at = view.layers.index(int(row["layer"])), view.heads.index(int(row["head"]))
        assert np.float32(row["weight"]) == view.weights[(*at, int(row["query"]), int(row["key"]))]


@pytest.mark.parametrize("ending", [".png", ".svg", ".csv", ".npz"])
def test_equal_views_are_equal_files(view, tmp_path, ending):
    for name in ("a", "b"):
        save(view, tmp_path / f"{name}{ending}", note="why")
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == sorted(
        f"{name}{ending}{more}" for name in ("a", "b") for more in ("", ".json")
    )


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_is_sharp_and_on_the_paper_that_was_asked_for(view, tmp_path, dark):
    save(view, tmp_path / "a.png", dark=dark)
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() > 1000 and image.height() > 1000
    assert image.pixelColor(2, 2).name() == theme.colors(dark).surface
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 50


def drawn_texts(path):
    return ["".join(node.itertext()).strip() for node in ElementTree.parse(path).iter(f"{SVG}text")]


def test_a_drawing_holds_its_words_as_text(view, tmp_path):
    save(replace(view, query=4), tmp_path / "a.svg", note="a reason")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}image"))
    texts = drawn_texts(tmp_path / "a.svg")
    for expected in ("a reason", "The", "looks most at", "0.1", "0.3", "2.1", "2.3", "100 %"):
        assert expected in texts
    assert any("“at” in “sat” looks at" in text for text in texts)
    percents = [f"{100 * w:.0f}" for w in view.shown[4, :5] if w >= 0.005]
    for number in percents:
        assert number in texts


def test_one_head_alone_has_no_grid(view, model, tmp_path):
    one = view_of_texts(TEXTS, model, layers=(2,), heads=(1,))
    save(one, tmp_path / "a.svg")
    assert "2.1" not in drawn_texts(tmp_path / "a.svg")
    assert "All heads, named layer.head" not in drawn_texts(tmp_path / "a.svg")


@pytest.mark.parametrize("texts", [("A",), ("A", " b"), tuple(f" w{i}" for i in range(70)), ("x",) * 700])
@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_texts_of_any_length_have_a_picture(texts, ending, model, tmp_path):
    view = view_of_texts(texts, model, layers=(0,), heads=(0, 1), query=len(texts) - 1)
    save(view, tmp_path / f"a{ending}")
    assert (tmp_path / f"a{ending}").stat().st_size > 5000


def test_the_json_beside_holds_what_makes_the_picture_again(view, model, tmp_path):
    beside = save(replace(view, query=3), tmp_path / "a.png", dark=True, note="why")
    assert beside == tmp_path / "a.png.json"
    document = json.loads(beside.read_text())
    assert document["model"]["path"] == str(model)
    assert document["model"]["file_bytes"] == 5002
    assert document["tokens"] == list(TEXTS)
    frame, saved = read_view(beside), SavedAttention.of(read_view(beside))
    assert (frame.key.path, frame.sha256) == (str(model), model_sha256(str(model)))
    assert (frame.ids, frame.tokens) == (view.ids, TEXTS)
    assert (saved.layers, saved.heads) == (view.layers, view.heads)
    assert (saved.layer, saved.head, saved.query) == (2, 1, 3)
    assert (saved.dark, saved.note) == (True, "why")


def test_another_size_name_or_content_of_a_models_files_is_another_model(model):
    weights, large = model / "model.safetensors", 3 << 20
    found = [model_sha256(str(model))]
    for content in (bytes(4999) + b"\1", bytes(5001), bytes(large), bytes(large - 1) + b"\1",
                    bytes((1 << 20) + 5), bytes((1 << 20) + 4) + b"\1"):  # fmt: skip
        weights.write_bytes(content)
        found.append(model_sha256(str(model)))
    (model / "config.json").rename(model / "tokenizer.json")
    found.append(model_sha256(str(model)))
    found.append(model_sha256(str(model), [str(model)]))
    assert len(set(found)) == len(found)


def test_what_is_saved_beside_a_model_does_not_make_it_another(model, view):
    before = model_sha256(str(model))
    save(view, model / "a.png")
    (model / "README.md").write_text("a card")
    assert model_sha256(str(model)) == before


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"kind": "other"}', '{"kind": "attention", "ids": [1]}', "not json", "[" * 100_000],
)
def test_a_json_that_is_no_sidecar_is_refused_by_name(text, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(StudioError) as refused:
        SavedAttention.of(read_view(path))
    assert refused.value.code == "damaged"
    assert "a.json" in refused.value.one_line()


@pytest.mark.parametrize(("name", "bad"), [("ids", [-1]), ("ids", ["1"]), ("layers", [True]), ("heads", 3)])
def test_numbers_in_a_sidecar_are_checked(view, tmp_path, name, bad):
    beside = save(view, tmp_path / "a.csv")
    beside.write_text(json.dumps(json.loads(beside.read_text()) | {name: bad}))
    with pytest.raises(StudioError, match=r"a\.csv\.json"):
        SavedAttention.of(read_view(beside))


def test_an_ending_that_names_no_format_is_refused(view, tmp_path):
    with pytest.raises(StudioError) as refused:
        save(view, tmp_path / "a.pdf")
    assert refused.value.code == "bad_parameter"
    assert ".png, .svg, .csv, .npz" in refused.value.one_line()
    assert not (tmp_path / "a.pdf").exists()


def test_a_place_that_cannot_be_written_is_one_line_in_the_window(view, tmp_path, qtbot):
    menu = SaveMenu()
    qtbot.addWidget(menu)
    said, saved = [], []
    menu.failed.connect(said.append)
    menu.saved.connect(saved.append)
    menu._leaving = leaving(view)
    menu.write(str(tmp_path / "absent" / "a.png"))
    menu.write(str(tmp_path / "a.png"))
    assert len(said) == 1 and "could not be saved" in said[0]
    assert saved == [str(tmp_path / "a.png")]
    assert (tmp_path / "a.png.json").exists()


def test_a_picture_that_would_be_too_large_is_refused(model, tmp_path):
    view = view_of_texts(("A",), model, layers=tuple(range(700)), heads=(0,))
    with pytest.raises(StudioError) as refused:
        save(view, tmp_path / "a.png")
    assert refused.value.code == "too_large"
    assert not (tmp_path / "a.png").exists()
