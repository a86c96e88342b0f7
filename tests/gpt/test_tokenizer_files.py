"""Tokenizer files that are broken, hostile or of another kind: one clear error each."""

from __future__ import annotations

import json
import threading

import pytest

from gpt_studio.gpt.tokenizers import describe_tokenizer, gpt2, library, load_tokenizer, save_tokenizer, train_bytes_bpe
from gpt_studio.gpt.tokenizers.clock import Late, within
from gpt_studio.protocol.errors import StudioError


@pytest.fixture
def found(tmp_path):
    save_tokenizer(tmp_path, train_bytes_bpe(["the fox the fox"], 262))
    return json.loads((tmp_path / "tokenizer.json").read_text("utf-8"))


def refusal(folder, found) -> str:
    (folder / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    with pytest.raises(StudioError) as caught:
        load_tokenizer(folder)
    line = caught.value.one_line()
    assert "tokenizer.json" in line and "\n" not in line
    return line


@pytest.mark.parametrize(("key", "value", "word"), [
    ("model", {"type": "Other"}, "cannot be used"),
    ("model", {"type": "Unigram", "vocab": [["a", "b"]]}, "vocab"),
    ("model", [], "model"),
    ("normalizer", {"type": "Other"}, "cannot be used"),
    ("pre_tokenizer", {"type": "Other"}, "cannot be used"),
    ("pre_tokenizer", {"type": "FixedLength", "length": 0}, "at least one character"),
    ("pre_tokenizer", {"type": "Split", "pattern": {"String": ""}, "behavior": "Isolated", "invert": False}, "empty"),
    ("post_processor", {"type": "Other"}, "Other"),
    ("post_processor", {"type": "BertProcessing", "sep": ["x", 10**9], "cls": ["y", 0]}, "ids"),
    ("post_processor", {"type": "TemplateProcessing", "single": []}, "one text"),
    ("added_tokens", [{"id": -1, "content": "x"}], "added_tokens"),
    ("added_tokens", [{"id": 5, "content": "x"}, {"id": 5, "content": "y"}], "added_tokens"),
])  # fmt: skip
def test_what_is_not_known_or_broken_is_refused_by_name(found, tmp_path, key, value, word):
    assert word in refusal(tmp_path, found | {key: value})


@pytest.mark.parametrize(("key", "value"), [
    ("vocab", {"a": 10**12}), ("vocab", {"a": 1.5}), ("vocab", {"a": True}), ("vocab", {"a": 1, "b": 1}),
    ("vocab", []), ("merges", [["t", "zz"]]), ("merges", ["abc"]), ("merges", [["a"]]), ("merges", [[1, 2]]),
    ("merges", {}), ("continuing_subword_prefix", "##"), ("dropout", 0.1), ("vocab", {"a" * 3000: 1}),
])  # fmt: skip
def test_broken_models_are_refused(found, tmp_path, key, value):
    found["model"][key] = value
    refusal(tmp_path, found)


@pytest.mark.parametrize("regex", ["(", "a" * 5000, "(?<n>", r"\p{Nonsense}"])
def test_a_split_that_is_no_regex_is_refused(found, tmp_path, regex):
    split = {"type": "Split", "pattern": {"Regex": regex}, "behavior": "Isolated", "invert": False}
    bytes_ = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    refusal(tmp_path, found | {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, bytes_]}})


REGEXES = [
    "(a+)+$", "(a|a?)+$(?!x)", "(a|a)*b", "(.*)*", "a*a*a*b", "a*a*b", "(a*b?)*c", "(?:a|(?:b+))+", "a**", "(?<n>a)",
    "(a)\\1", "(?:(?:a{1000}){1000}){1000}", "x{5000}", "(?R)", "[a", "a)", "(?i",
]  # fmt: skip


@pytest.mark.parametrize("regex", REGEXES)
@pytest.mark.parametrize("part", ["pre_tokenizer", "normalizer"])
def test_a_regex_that_might_run_without_end_is_refused_before_it_is_compiled(found, tmp_path, regex, part):
    split = {"type": "Split", "pattern": {"Regex": regex}, "behavior": "Isolated", "invert": False}
    replace = {"type": "Replace", "pattern": {"Regex": regex}, "content": "x"}
    stages = {"type": "Sequence", "pretokenizers": [split], "normalizers": [replace]}
    assert "without end" in refusal(tmp_path, found | {part: stages})


def test_a_text_that_takes_too_long_is_given_up_and_the_program_goes_on(found, tmp_path, monkeypatch):
    let_go = threading.Event()

    def slow(text):
        while not let_go.is_set():
            pass

    with pytest.raises(Late, match="takes too long") as caught:
        within(0.05, lambda: slow("ab"))
    found["pre_tokenizer"] = {"type": "Whitespace"}
    (tmp_path / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    tokenizer = load_tokenizer(tmp_path)
    assert tokenizer.encode("the")

    def late(*_):
        raise caught.value

    monkeypatch.setattr(library, "within", late)
    with pytest.raises(StudioError, match="takes too long"):
        tokenizer.encode("the")
    monkeypatch.undo()
    with pytest.raises(StudioError, match="still busy"):
        tokenizer.encode("the")
    let_go.set()
    caught.value.running.join(10)
    assert tokenizer.encode("the")


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"model": {}, "model": {}}', "[" * 200_000, "\ud800"])
def test_what_is_no_json_object_is_refused(tmp_path, text):
    (tmp_path / "tokenizer.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(StudioError, match=r"tokenizer\.json"):
        load_tokenizer(tmp_path)


def test_a_folder_without_a_tokenizer_says_what_was_expected(tmp_path):
    with pytest.raises(StudioError, match=r"tokenizer\.json, or vocab\.json and merges\.txt"):
        load_tokenizer(tmp_path)


def test_added_tokens_beyond_the_network_are_left_out_and_others_refused(found, tmp_path):
    found["added_tokens"].append({"id": 300, "content": "[PAD]", "special": True})
    (tmp_path / "tokenizer.json").write_text(json.dumps(found), "utf-8")
    assert load_tokenizer(tmp_path).size == 301
    assert load_tokenizer(tmp_path, limit=262).size <= 262
    with pytest.raises(StudioError, match="do not belong together"):
        load_tokenizer(tmp_path, limit=100)


def test_the_end_of_text_is_found_in_the_settings_and_the_configuration(found, tmp_path):
    (tmp_path / "generation_config.json").write_text('{"eos_token_id": [3, 4, 999999]}')
    assert {3, 4} < load_tokenizer(tmp_path).eos_ids and 999999 not in load_tokenizer(tmp_path).eos_ids
    (tmp_path / "generation_config.json").unlink()
    (tmp_path / "config.json").write_text('{"eos_token_id": 7}')
    assert 7 in load_tokenizer(tmp_path).eos_ids


def test_describing_a_tokenizer_gives_the_size_of_the_loaded_one(tmp_path):
    save_tokenizer(tmp_path, gpt2())
    info = describe_tokenizer(tmp_path)
    assert (info.kind, info.size) == ("bpe", 50257)
