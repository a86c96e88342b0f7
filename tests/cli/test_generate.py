"""`generate`, `score`, `tokenize` and `info` against nanoGPT's own numbers and the contract's exit codes."""

from __future__ import annotations

import json
import math

import pytest
import torch


def golden(folder):
    return json.loads((folder / "golden.json").read_text())["cases"]


@pytest.mark.parametrize("case", [0, 1, 2])
def test_nanogpts_greedy_text_comes_back_letter_by_letter(studio, shakespeare, case):
    cases = golden(shakespeare)
    if case >= len(cases):
        pytest.skip("no such case")
    expected = cases[case]
    document = studio(
        "generate", shakespeare, "--prompt", expected["prompt"], "--temperature", 0, "--max-tokens", 48,
        "--on-full", "slide", "--top", 65, "--json",
    ).json  # fmt: skip
    completion = document["completions"][0]
    assert document["prompt_ids"] == expected["prompt_ids"]
    assert completion["text"] == expected["greedy_text"]
    assert completion["stop_reason"] == "max_tokens"
    log_p = torch.tensor(expected["first_logits"]).double().log_softmax(-1)
    top = {a["id"]: a["logprob"] for a in completion["tokens"][0]["top"]}
    assert len(top) == 65
    for token, value in enumerate(log_p.tolist()):
        assert top[token] == pytest.approx(value, abs=1e-4)


def test_the_document_of_generate_has_the_keys_of_the_contract(studio, shakespeare):
    document = studio(
        "generate", shakespeare, "--prompt", "ROMEO:", "--max-tokens", 5, "--count", 2, "--seed", 3, "--json"
    ).json
    assert set(document) == {"model", "prompt_ids", "seed", "params", "order", "completions"}
    for member, completion in enumerate(document["completions"]):
        assert set(completion) == {"member", "text", "ids", "stop_reason", "stop_detail", "tokens", "stats"}
        assert completion["member"] == member
        assert set(completion["stats"]) == {
            "ttft_s", "prefill_tokens", "cached_tokens", "prefill_tok_s", "decode_tok_s", "peak_rss_bytes",
        }  # fmt: skip
        token = completion["tokens"][0]
        assert set(token) == {"id", "text", "bytes_hex", "logprob", "probability", "rank", "entropy", "margin", "top"}
        assert len(token["top"]) == 10
        assert set(token["top"][0]) == {"id", "text", "logprob"}


def test_the_same_seed_gives_the_same_ids_and_a_member_alone_equals_itself_in_a_batch(studio, shakespeare):
    plain = ("generate", shakespeare, "--prompt", "ROMEO:", "--max-tokens", 20, "--seed", 7, "--json")
    once, again = (studio(*plain).json["completions"][0]["ids"] for _ in range(2))
    batch = studio(*plain, "--count", 4).json["completions"]
    alone = studio(*plain, "--member", 2).json["completions"][0]
    assert once == again == batch[0]["ids"]
    assert alone["ids"] == batch[2]["ids"]
    assert len({tuple(c["ids"]) for c in batch}) == 4


def test_a_stop_string_ends_the_text_before_itself(studio, shakespeare):
    document = studio(
        "generate", shakespeare, "--prompt", "ROMEO:", "--temperature", 0, "--stop", r"\n", "--stop", "shall", "--json"
    ).json
    completion = document["completions"][0]
    assert completion["stop_reason"] == "stop_string"
    assert completion["stop_detail"] in ("\n", "shall")
    assert completion["stop_detail"] not in completion["text"]


def test_without_json_the_text_is_streamed(studio, shakespeare):
    text = studio("generate", shakespeare, "--prompt", "ROMEO:", "--temperature", 0, "--max-tokens", 10).out
    assert len(text) == 11


def test_score_counts_every_target_once_and_its_perplexity_is_its_own_sum(studio, shakespeare):
    text = "First Citizen:\nBefore we proceed any further, hear me speak. " * 4
    document = studio("score", shakespeare, "--text", text, "--json").json
    assert document["tokens"] == len(text)
    assert document["counted"] == len(text) - 1
    assert document["per_token"][0]["logprob"] is None
    total = -math.fsum(t["logprob"] for t in document["per_token"][1:])
    assert document["nll_nats"] == pytest.approx(total, abs=1e-9)
    assert document["perplexity"] == pytest.approx(math.exp(total / document["counted"]))
    assert document["bits_per_byte"] == pytest.approx(total / math.log(2) / (len(text) - 1))
    assert document["stride"] == 32


def test_tokenize_spans_the_text(studio, shakespeare):
    document = studio("tokenize", shakespeare, "--text", "ROMEO:\n", "--json").json
    assert [t["text"] for t in document["tokens"]] == list("ROMEO:\n")
    assert [(t["start"], t["end"]) for t in document["tokens"]] == [(i, i + 1) for i in range(7)]
    assert document["ids"] == [t["id"] for t in document["tokens"]]


def test_info_tells_the_card(studio, shakespeare):
    card = studio("info", shakespeare, "--json").json
    assert set(card) == {
        "path", "format", "family", "parameters", "layers", "heads", "kv_heads", "width", "head_dim", "context",
        "vocab", "dtype", "quantisation", "tied_embeddings", "tokenizer", "chat_template", "file_bytes",
        "memory_estimate_bytes", "warnings", "sampling_defaults",
    }  # fmt: skip
    assert (card["format"], card["layers"], card["heads"], card["width"]) == ("nanogpt", 4, 4, 128)
    assert (card["context"], card["vocab"], card["tokenizer"]) == (64, 65, {"kind": "char", "size": 65})


def refused(ran, *words):
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1
    for word in words:
        assert word in ran.err
    assert "Traceback" not in ran.err


def test_what_cannot_be_opened_exits_3_with_one_line(studio, tmp_path, shakespeare):
    whole = (shakespeare / "ckpt.pt").read_bytes()
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "ckpt.pt").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty").mkdir()
    for model, word in ((tmp_path / "cut", "ckpt.pt"), (tmp_path / "empty", "empty"), (tmp_path / "absent", "absent")):
        for command in (["info", model], ["generate", model, "--prompt", "x"], ["score", model, "--text", "x"]):
            refused(studio(*command, "--json", check=3), word)


def test_a_pickle_with_a_foreign_global_is_refused_and_runs_nothing(studio, tmp_path, shakespeare):
    canary = tmp_path / "canary"

    class Payload:
        def __reduce__(self):
            return (open, (str(canary), "w"))

    torch.save({"model": Payload()}, tmp_path / "ckpt.pt")
    refused(studio("generate", tmp_path, "--prompt", "x", check=3), "ckpt.pt")
    assert not canary.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--temperature", "-1"],
        ["--order", "cold"],
        ["--count", "0"],
        ["--count", "2", "--member", "1"],
        ["--max-tokens", "0"],
        ["--on-full", "explode"],
        ["--dtype", "float1"],
        ["--no-such-option"],
    ],
)
def test_a_wrong_command_line_exits_2(studio, shakespeare, words):
    assert studio("generate", shakespeare, "--prompt", "x", *words, check=2).out == ""


def test_a_prompt_that_the_vocabulary_does_not_hold_is_refused_by_character(studio, shakespeare):
    refused(studio("generate", shakespeare, "--prompt", "漢", check=3), "U+6F22")


def test_the_prompt_may_come_from_standard_input_or_a_file(studio, shakespeare, tmp_path):
    (tmp_path / "p.txt").write_text("ROMEO:")
    words = ("generate", shakespeare, "--max-tokens", 3, "--json")
    ids = [
        studio(*words, "--prompt-file", "-", stdin="ROMEO:").json["prompt_ids"],
        studio(*words, "--prompt-file", tmp_path / "p.txt").json["prompt_ids"],
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 6


def test_the_program_runs_as_a_process_of_its_own(studio_process, shakespeare, tmp_path):
    from gpt_studio import __version__

    assert studio_process("--version").out.strip() == __version__
    assert studio_process("info", shakespeare, "--json").json["layers"] == 4
    refused(studio_process("generate", tmp_path / "absent", "--prompt", "x", check=3), "absent")
