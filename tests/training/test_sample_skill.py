"""The sample skill: right answers in every wording, and no date on both sides."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest

from gpt_studio.evaluation.task import read_task
from gpt_studio.protocol.errors import StudioError
from gpt_studio.training.datasets.sample_skill import _WORDINGS, ASKED, examples, in_words, write_sample
from gpt_studio.training.datasets.task_items import read_items

ORDINALS = """\
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third
    twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"""


def read_back(words):
    """A date in English words, read by other means: the library's month names and a regular expression."""
    plain = re.sub(r"\bthe\b|\bof\b|,", " ", words)
    plain = re.sub(r"\b(\d+)(st|nd|rd|th)\b", r"\1", plain)
    parts = [str(ORDINALS.split().index(part) + 1) if part in ORDINALS.split() else part for part in plain.split()]
    day, month = (parts[0], parts[1]) if parts[0].isdigit() else (parts[1], parts[0])
    return datetime.strptime(f"{day} {month} {parts[2]}", "%d %B %Y").date()


def test_the_fourth_of_july_in_all_its_wordings():
    assert [in_words(date(1976, 7, 4), wording) for wording in _WORDINGS] == [
        "4 July 1976",
        "July 4, 1976",
        "July 4th, 1976",
        "4th July 1976",
        "the 4th of July 1976",
        "the fourth of July 1976",
        "July the fourth, 1976",
    ]


@pytest.mark.parametrize("nth", ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th"])
def test_endings_of_numbers(nth):
    assert in_words(date(2000, 1, int(nth[:-2])), "{nth}") == nth


def test_every_answer_is_the_date_that_was_asked_for_and_every_wording_occurs():
    pairs = examples("dates", 2000, 3)
    before, after = ASKED.split("{date}")
    words = [question.removeprefix(before).removesuffix(after) for question, _ in pairs]
    assert [read_back(one).isoformat() for one in words] == [answer for _, answer in pairs]
    shapes = {re.sub(r"[A-Z][a-z]+", "M", re.sub(r"\d+", "9", one)).replace("of", "") for one in words}
    assert len(shapes) > len(_WORDINGS)
    assert len({answer for _, answer in pairs}) == 2000
    assert min(answer for _, answer in pairs) < "1650" and max(answer for _, answer in pairs) > "2050"


def test_equal_seeds_are_equal_and_other_seeds_others():
    assert examples("dates", 50, 1) == examples("dates", 50, 1)
    assert examples("dates", 50, 1) == examples("dates", 80, 1)[:50]
    assert len(set(examples("dates", 50, 1)) & set(examples("dates", 50, 2))) < 5


def test_no_date_is_learnt_and_held_out_whatever_the_seed():
    learnt = {answer for seed in range(5) for _, answer in examples("dates", 3000, seed)}
    held = {answer for seed in range(5) for _, answer in examples("dates", 1000, seed, held_out=True)}
    assert len(learnt) > 10_000 and len(held) > 3000
    assert not learnt & held


def test_the_files_are_read_by_training_and_by_the_task_beside_them(tmp_path):
    folder = tmp_path / "dates"
    write_sample(folder, "dates", 30, 7, 0)
    rows = [json.loads(line) for line in (folder / "train.jsonl").read_text().splitlines()]
    assert len(rows) == 30
    assert [message["role"] for message in rows[0]["messages"]] == ["user", "assistant"]
    items = read_items(read_task(str(folder / "task.toml")))
    assert len(items) == 7
    assert items == read_items(read_task("dates"), 7)
    with pytest.raises(StudioError, match="already"):
        write_sample(folder, "dates", 30, 7, 0)


def test_what_cannot_be_made_is_refused():
    for arguments in (("times", 5, 0), ("dates", -1, 0), ("dates", 10**9, 0)):
        with pytest.raises(StudioError):
            examples(*arguments)
