"""What a model is asked and what it says, against transformers reading the bundled model's own files."""

from __future__ import annotations

import math

import pytest
import torch

from gpt_studio.evaluation.evaluate import evaluate
from gpt_studio.evaluation.judging import document
from gpt_studio.evaluation.task import task_from
from gpt_studio.files.places import resource
from gpt_studio.gpt import load_model
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.task_items import read_items

PROMPTS = ["ROMEO:\nO, she doth teach", "ROMEO:\nO, she is", "First Citizen:\nWe are"]
REFERENCES = [" the torches to burn bright!", " the king.", " accounted poor citizens."]


@pytest.fixture(scope="module")
def studio():
    return load_model("bundled")


@pytest.fixture(scope="module")
def theirs():
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(resource("models/bundled"), attn_implementation="eager")
    with torch.no_grad():  # the file has no biases
        for name, value in model.named_parameters():
            if name.endswith(".bias"):
                value.zero_()
    return model.double().eval()


def rows(references=REFERENCES):
    return [{"prompt": p, "completion": c} for p, c in zip(PROMPTS, references, strict=True)]


def found(studio, **fields):
    task = task_from({"name": "t", **fields}, "t")
    answers = [one for one in evaluate(studio, task, read_items(task)) if one is not None]
    return document(task, answers), answers


def log_probabilities(theirs, ids):
    with torch.no_grad():
        return theirs(torch.tensor([ids])).logits[0].log_softmax(-1)


def said(theirs, studio, prompt, text):
    """(nats of each token of the text behind the prompt, whether it is the most likely), without a cache."""
    before, behind = studio.tokenizer.encode(prompt), studio.tokenizer.encode(text)
    rows = log_probabilities(theirs, before + behind)[len(before) - 1 : -1]
    best = rows.argmax(-1).tolist()
    return [-row[token].item() for row, token in zip(rows, behind, strict=True)], [
        a == b for a, b in zip(best, behind, strict=True)
    ]


def test_perplexity_and_token_accuracy_are_sums_over_the_references_tokens(studio, theirs):
    told, _ = found(studio, metrics=["perplexity", "token_accuracy", "bits_per_byte"], items=rows())
    alone = [said(theirs, studio, p, r) for p, r in zip(PROMPTS, REFERENCES, strict=True)]
    nats = [n for one, _ in alone for n in one]
    hits = [h for _, one in alone for h in one]
    assert told["metrics"]["perplexity"] == pytest.approx(math.exp(sum(nats) / len(nats)), rel=1e-4)
    assert told["metrics"]["token_accuracy"] == sum(hits) / len(hits)
    assert told["metrics"]["bits_per_byte"] == pytest.approx(
        sum(nats) / math.log(2) / len("".join(REFERENCES)), rel=1e-4
    )
    for item, (one, _) in zip(told["items"], alone, strict=True):
        assert item["score"] == pytest.approx(math.exp(sum(one) / len(one)), rel=1e-4)
        assert item["output"] is None


def test_outputs_are_transformers_greedy_texts(studio, theirs):
    told, _ = found(studio, metrics=["exact_match"], items=rows(), generation={"max_tokens": 12})
    for item, prompt in zip(told["items"], PROMPTS, strict=True):
        ids = studio.tokenizer.encode(prompt)
        drawn = theirs.generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False, pad_token_id=0)[0]
        assert item["output"] == studio.tokenizer.decode(drawn[len(ids) :].tolist())
        assert item["input"] == prompt


def test_what_the_model_says_itself_is_an_exact_match_and_all_tokens_right(studio):
    told, _ = found(studio, metrics=["exact_match"], items=rows(), generation={"max_tokens": 8})
    own = [item["output"] for item in told["items"]]
    told, _ = found(
        studio, metrics=["exact_match", "rouge1", "bleu"], items=rows(own), generation={"max_tokens": 8}, normalise=[]
    )
    assert told["metrics"] == {"exact_match": 1.0, "rouge1": 1.0, "bleu": pytest.approx(100)}


def test_a_stop_string_ends_the_output(studio):
    told, _ = found(studio, metrics=["exact_match"], items=rows(), generation={"max_tokens": 40, "stop": ["\n"]})
    assert all("\n" not in item["output"] for item in told["items"])


def test_the_likeliest_choice_is_that_of_transformers(studio, theirs):
    choices = [" the king.", " a", " my lord, I am not to be"]
    items = [{"q": prompt, "right": 0} for prompt in PROMPTS]
    told, answers = found(
        studio, metrics=["choice_accuracy", "choice_accuracy_normalised"], prompt="{q}", choices=choices,
        answer="right", items=items,
    )  # fmt: skip
    wins = [0, 0]
    for prompt, answer, item in zip(PROMPTS, answers, told["items"], strict=True):
        liked = [-sum(said(theirs, studio, prompt, choice)[0]) for choice in choices]
        assert answer.liked == pytest.approx(liked, rel=1e-4)
        assert item["output"] == choices[liked.index(max(liked))]
        per_character = [value / len(choice) for value, choice in zip(liked, choices, strict=True)]
        wins[0] += liked.index(max(liked)) == 0
        wins[1] += per_character.index(max(per_character)) == 0
    assert told["metrics"] == {"choice_accuracy": wins[0] / 3, "choice_accuracy_normalised": wins[1] / 3}


def test_a_text_by_itself_is_scored_from_its_second_token(studio, theirs):
    text = PROMPTS[0] + REFERENCES[0]
    told, answers = found(studio, metrics=["perplexity"], items=[{"text": text}])
    ids = studio.tokenizer.encode(text)
    table = log_probabilities(theirs, ids)
    nats = [-table[i, token].item() for i, token in enumerate(ids[1:])]
    assert answers[0].told.counted == len(ids) - 1
    assert told["metrics"]["perplexity"] == pytest.approx(math.exp(sum(nats) / len(nats)), rel=1e-4)


def test_a_text_longer_than_the_context_is_scored_in_windows(studio):
    _, answers = found(studio, metrics=["perplexity"], items=[{"text": "To be, or not to be. " * 200}])
    assert answers[0].told.counted > studio.context


def test_an_item_that_does_not_fit_is_refused_by_its_number(studio):
    long = [{"prompt": "x", "completion": "y"}, {"prompt": "word " * 1000, "completion": "y"}]
    for metric in ("exact_match", "perplexity"):
        with pytest.raises(StudioError, match="item 2") as refused:
            found(studio, metrics=[metric], items=long, generation={"max_tokens": 2})
        assert "context" in str(refused.value)


def test_a_model_without_a_template_is_asked_in_plain_lines_and_its_answer_stands_behind_a_blank(studio, theirs):
    row = {"messages": [{"role": "user", "content": "Who is king?"}, {"role": "assistant", "content": "Richard."}]}
    told, _ = found(studio, metrics=["perplexity"], items=[row])
    nats, _ = said(theirs, studio, "User: Who is king?\nAssistant:", " Richard.")
    assert told["metrics"]["perplexity"] == pytest.approx(math.exp(sum(nats) / len(nats)), rel=1e-4)
