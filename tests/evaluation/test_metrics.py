"""The metrics of outputs against the libraries' own commands, and against sums made by hand."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys

import pytest

from gpt_studio.evaluation.asking import Answered, Told
from gpt_studio.evaluation.judging import Judge, document
from gpt_studio.evaluation.normalise import normalised
from gpt_studio.evaluation.task import Item, task_from

PAIRS = [
    ("the cat sat on the mat", "the cat is sitting on the mat"),
    ("There was no reply, none at all.", "There was no reply; nothing at all."),
    ("It rained in Paris on 4 July 1976.", "It rained in Paris on the fourth of July 1976."),
    ("", "an answer was expected"),
    ("running runners ran", "the runner runs"),
]


def task(*metrics, **fields):
    items = [{"prompt": "p", "completion": "c"}]
    return task_from({"name": "t", "metrics": list(metrics), "items": items, **fields}, "t.toml")


def answered(pairs=PAIRS):
    return [Answered(Item("?", reference), output) for output, reference in pairs]


def command(*words):
    """A library's own command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        capture_output=True, text=True, check=True, timeout=120, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.stdout


@pytest.fixture
def files(tmp_path):
    """(outputs, references), a line each."""
    for name, column in (("out.txt", 0), ("ref.txt", 1)):
        (tmp_path / name).write_text("".join(pair[column] + "\n" for pair in PAIRS), encoding="utf-8")
    return tmp_path / "out.txt", tmp_path / "ref.txt"


@pytest.mark.parametrize(("tokenize", "lowercase"), [("13a", False), ("char", False), ("intl", True)])
def test_bleu_and_its_signature_are_those_of_sacrebleus_command(files, tokenize, lowercase):
    outputs, references = files
    flags = ["--tokenize", tokenize, *(["--lowercase"] if lowercase else [])]
    told = json.loads(command("sacrebleu", references, "-i", outputs, *flags, "--width", 10))
    ours = document(task("bleu", bleu={"tokenize": tokenize, "lowercase": lowercase}), answered())
    assert ours["metrics"]["bleu"] == pytest.approx(told["score"], abs=1e-9)
    for part in told["signature"].split("|"):
        assert part in ours["signatures"]["bleu"]


def test_chrf_is_that_of_sacrebleus_command(files):
    outputs, references = files
    told = json.loads(command("sacrebleu", references, "-i", outputs, "-m", "chrf", "--width", 10))
    ours = document(task("chrf"), answered())
    assert ours["metrics"]["chrf"] == pytest.approx(told["score"], abs=1e-9)
    assert told["signature"] in ours["signatures"]["chrf"]


def test_the_tasks_bleu_is_no_mean_of_sentences():
    judge = Judge(task("bleu"))
    items = [judge.item(one, "bleu") for one in answered()]
    assert judge.all(answered(), "bleu") != pytest.approx(sum(items) / len(items), abs=0.5)


@pytest.mark.parametrize("stemmer", [True, False])
def test_rouge_is_that_of_rouge_scores_command(files, tmp_path, stemmer):
    outputs, references = files
    table = tmp_path / "rouge.csv"
    command(
        "rouge_score.rouge", f"--target_filepattern={references}", f"--prediction_filepattern={outputs}",
        f"--output_filename={table}", f"--use_stemmer={stemmer}", "--aggregate=false",
        "--rouge_types=rouge1,rouge2,rougeL",
    )  # fmt: skip
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    judge = Judge(task("rouge1", "rouge2", "rougeL", rouge={"stemmer": stemmer}))
    for kind in ("rouge1", "rouge2", "rougeL"):
        theirs = [float(row[f"{kind}-F"]) for row in rows]
        assert [judge.item(one, kind) for one in answered()] == pytest.approx(theirs, abs=1e-5)
        assert judge.all(answered(), kind) == pytest.approx(sum(theirs) / len(theirs), abs=1e-5)
        assert f"stemmer:{'yes' if stemmer else 'no'}" in judge.signature(answered(), kind)


def test_rouge_by_hand():
    """Output of 4 words, reference of 5; 3 in common, 1 pair of neighbours, 3 in order."""
    judge = Judge(task("rouge1", "rouge2", "rougeL", rouge={"stemmer": False}))
    one = Answered(Item("?", "red green blue grey black"), "red green pink grey")
    assert judge.item(one, "rouge1") == pytest.approx(2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5))
    assert judge.item(one, "rouge2") == pytest.approx(2 * (1 / 3) * (1 / 4) / (1 / 3 + 1 / 4))
    assert judge.item(one, "rougeL") == pytest.approx(2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5))


def test_references_without_words_for_rouge_are_said():
    judge = Judge(task("rouge1"))
    assert judge.warnings(answered()) == []
    assert "1 of 1" in judge.warnings([Answered(Item("?", "今天下雨"), "今天下雨")])[0]


def test_exact_match_and_contains_after_the_named_steps():
    found = answered([(" 1976-07-04\n", "1976-07-04"), ("It is 1976-07-04.", "1976-07-04"), ("no", "1976-07-04")])
    told = document(task("exact_match", "contains"), found)
    assert told["metrics"] == {"exact_match": pytest.approx(1 / 3), "contains": pytest.approx(2 / 3)}
    assert [item["score"] for item in told["items"]] == [1.0, 0.0, 0.0]
    assert "normalised:strip" in told["signatures"]["exact_match"]
    strict = document(task("exact_match", normalise=[]), found)
    assert strict["metrics"]["exact_match"] == 0


@pytest.mark.parametrize(
    ("steps", "text", "left"),
    [
        (["strip"], "  a b \n", "a b"),
        (["first_line"], "\n  one\ntwo", "one"),
        (["casefold"], "Straße A", "strasse a"),
        (["nfkc"], "ﬁve²", "five2"),
        (["punctuation"], "“It’s,” (he) said…!", "Its he said"),
        (["casefold", "articles", "blanks"], "The cat and a  theory", "cat and theory"),
        ([], " as it is ", " as it is "),
    ],
)
def test_each_normalisation_does_what_its_name_says(steps, text, left):
    assert normalised(text, steps) == left


def test_sums_over_tokens_are_made_before_anything_is_divided():
    """Two items of 1 and 3 tokens: perplexity is not the mean of the items' own."""
    found = [
        Answered(Item("?", "a"), told=Told(1.0, 1, 1, 1)),
        Answered(Item("?", "bcd"), told=Told(9.0, 3, 0, 7)),
    ]
    told = document(task("perplexity", "bits_per_byte", "token_accuracy"), found)["metrics"]
    assert told["perplexity"] == pytest.approx(math.exp(10 / 4))
    assert told["bits_per_byte"] == pytest.approx(10 / math.log(2) / 8)
    assert told["token_accuracy"] == 1 / 4


def test_choices_are_compared_as_they_are_and_by_character():
    """The long choice is likelier per character, the short one as a whole."""
    one = Answered(Item("?", "yes", ("yes", "certainly not"), 0), "yes", liked=(-3.0, -4.0))
    told = document(
        task("choice_accuracy", "choice_accuracy_normalised", prompt="?", choices=["yes", "certainly not"], answer="a"),
        [one],
    )["metrics"]
    assert told == {"choice_accuracy": 1.0, "choice_accuracy_normalised": 0.0}


def test_nothing_finished_is_no_number():
    told = document(task("bleu", "exact_match", "perplexity", "rouge1"), [])
    assert told["n"] == 0
    assert set(told["metrics"].values()) == {None}
    assert told["items"] == []
