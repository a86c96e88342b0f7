"""`evaluate`, `sample-data` and `bench` as the contract has them."""

from __future__ import annotations

import pytest

TASK = """\
name = "lines"
metrics = ["exact_match", "perplexity"]
[generation]
max_tokens = 4
[[items]]
prompt = "ROMEO:"
completion = "x"
[[items]]
prompt = "JULIET:"
completion = "y"
[[items]]
prompt = "KING:"
completion = "z"
"""


@pytest.fixture
def task(tmp_path):
    path = tmp_path / "lines.toml"
    path.write_text(TASK, encoding="utf-8")
    return path


def test_the_document_has_the_keys_of_the_contract(studio, task):
    document = studio("evaluate", "bundled", "--task", task, "--json").json
    assert set(document) == {"task", "n", "metrics", "signatures", "items"}
    assert (document["task"], document["n"]) == ("lines", 3)
    assert set(document["metrics"]) == {"exact_match", "perplexity"} <= set(document["signatures"])
    for item in document["items"]:
        assert set(item) == {"input", "output", "reference", "score"}
        assert item["score"] == 0
    assert [item["input"] for item in document["items"]] == ["ROMEO:", "JULIET:", "KING:"]


def test_a_limit_takes_the_first_items_and_changes_none_of_them(studio, task):
    whole = studio("evaluate", "bundled", "--task", task, "--json").json
    two = studio("evaluate", "bundled", "--task", task, "--limit", 2, "--json").json
    assert two["n"] == 2
    assert two["items"] == whole["items"][:2]


def test_a_task_that_ships_is_called_by_its_name(studio):
    ran = studio("evaluate", "bundled", "--task", "dates", "--limit", 2)
    assert "dates: 2 items" in ran.out
    assert "exact_match" in ran.out


def test_ctrl_c_judges_what_is_finished(studio, task, monkeypatch):
    from gpt_studio.evaluation import evaluate as module

    real = module.evaluate

    def interrupted(*arguments):
        finished = 0
        for one in real(*arguments):
            yield one
            finished += one is not None
            if finished == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(module, "evaluate", interrupted)
    ran = studio("evaluate", "bundled", "--task", task, "--json", check=130)
    assert ran.json["n"] == len(ran.json["items"]) == 2
    assert ran.json["metrics"]["perplexity"] > 1
    assert "2 of 3" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--task", "gone.toml"), 3, "gone.toml"),
        (("--task", "dates", "--limit", "0"), 2, "--limit"),
        ((), 2, "--task"),
        (("--task", "dates", "--dtype", "float99"), 2, "--dtype"),
    ],
)
def test_refusals_are_one_line_and_no_document(studio, words, code, said):
    ran = studio("evaluate", "bundled", *words, "--json", check=code)
    assert ran.out == ""
    assert said in ran.err and len(ran.err.splitlines()) == 1


def test_a_task_that_is_no_toml_is_refused(studio, tmp_path):
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe name")
    ran = studio("evaluate", "bundled", "--task", tmp_path / "bad.toml", check=3)
    assert "bad.toml" in ran.err


def test_sample_data_is_written_once_and_equal_each_time(studio, tmp_path):
    for name in ("one", "two"):
        document = studio("sample-data", "dates", tmp_path / name, "--count", 20, "--held-out", 5, "--json").json
        assert document == {"out": str(tmp_path / name), "skill": "dates", "train": 20, "held_out": 5, "seed": 0}
    for file in ("train.jsonl", "held-out.jsonl", "task.toml"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert "already" in studio("sample-data", "dates", tmp_path / "one", check=3).err
    studio("sample-data", "times", tmp_path / "three", check=2)
    assert not (tmp_path / "three").exists()


def test_bench_has_the_keys_of_the_contract(studio):
    document = studio("bench", "bundled", "--context", 60, "--json").json
    assert set(document) == {"machine", "rows", "read_bytes_per_s", "roofline_share"}
    assert {row["work"] for row in document["rows"]} == {"prefill", "first token", "decode"}
    for row in document["rows"]:
        assert set(row) == {"work", "prompt_tokens", "dtype", "median", "unit", "runs"}
        assert row["median"] > 0
        assert row["dtype"] == "float32"
        assert row["unit"] == ("s" if row["work"] == "first token" else "tokens/s")
        assert row["prompt_tokens"] == 16
        assert row["runs"] >= 1
    assert document["read_bytes_per_s"] > 1e6
    assert document["roofline_share"] > 0


def test_a_token_reads_all_weights_but_the_rows_of_the_embeddings():
    """The bundled model: tied ends of 1000 × 192, 512 learned positions that are looked up."""
    from gpt_studio.evaluation.speed import bytes_per_token
    from gpt_studio.gpt import load_model

    loaded = load_model("bundled")
    numbers = 1000 * 192 + 192 + 5 * (12 * 192 * 192 + 2 * 192)
    assert bytes_per_token(loaded.model) == 4 * numbers
