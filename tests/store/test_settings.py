"""Settings: sparse, kept across versions, never in the way of a start."""

from __future__ import annotations

import json

import pytest

from gpt_studio.store.settings import Settings, encode_settings, load_settings


def used() -> Settings:
    settings = Settings(text_size=17.5, strip_dismissed=True)
    settings.add_recent("/models/ß")
    settings.arrangement("write").side_open = True
    settings.drawing.samplers = {"top_p": 0.9}
    return settings


def test_only_what_differs_from_the_defaults_is_written():
    assert json.loads(encode_settings(Settings())) == {}
    assert set(json.loads(encode_settings(used()))) == {
        "text_size", "strip_dismissed", "recent_models", "arrangements", "drawing",
    }  # fmt: skip


def test_what_was_written_is_read_back(tmp_path):
    path = tmp_path / "settings.json"
    path.write_bytes(encode_settings(used()))
    assert load_settings(path) == (used(), "")


def test_a_file_cut_at_any_byte_still_starts_and_is_kept(tmp_path):
    data = encode_settings(used())
    for length in range(len(data)):
        folder = tmp_path / str(length)
        folder.mkdir()
        path = folder / "settings.json"
        path.write_bytes(data[:length])
        settings, said = load_settings(path)
        if said:
            assert settings == Settings()
            assert not path.exists()
            (kept,) = folder.glob("settings.json.corrupt-*")
            assert kept.read_bytes() == data[:length]
            assert kept.name in said
        else:
            assert length == len(data) - 1  # without the last line feed the file is whole
            assert settings == used()


def test_no_file_is_the_defaults_without_a_word(tmp_path):
    assert load_settings(tmp_path / "settings.json") == (Settings(), "")


@pytest.mark.parametrize(
    "content",
    [b"[]", b"null", b'{"a":1,"a":2}', b"\xff\xfe", b"[" * 100_000, b'"' + b"x" * (2 << 20) + b'"'],
    ids=["list", "null", "twice", "no utf-8", "deep", "large"],
)
def test_what_are_no_settings_are_set_aside(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    settings, said = load_settings(path)
    assert settings == Settings()
    assert "kept as" in said
    assert not path.exists()


def test_one_wrong_value_costs_only_itself(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"text_size": "big", "strip_dismissed": true, "drawing": {"seed": -4}}')
    settings, said = load_settings(path)
    assert settings == Settings(strip_dismissed=True)
    assert "text_size" in said
    assert "drawing" in said
    assert path.exists()


def test_keys_of_a_newer_version_are_kept(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"holograms": {"on": true}, "language": "zh_CN"}')
    settings, _ = load_settings(path)
    assert settings.language == "zh_CN"
    assert json.loads(encode_settings(settings)) == {"holograms": {"on": True}, "language": "zh_CN"}


def test_the_newest_model_comes_first_and_none_twice():
    settings = Settings()
    for number in (*range(20), 3):
        settings.add_recent(str(number))
    assert settings.recent_models[:2] == ("3", "19")
    assert len(settings.recent_models) == len(set(settings.recent_models)) == 12
