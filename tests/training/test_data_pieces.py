"""Data are encoded piece by piece, with the ids of the whole text, whatever the kind of the tokenizer."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gpt"))
from tokenizer_kinds import CORPUS, KINDS, json_of, oracle_of

from gpt_studio.gpt.tokenizers.tokenizer_json import tokenizer_from_json
from gpt_studio.training.datasets.pieces import encoded, pieces


@pytest.mark.parametrize("name", KINDS)
def test_pieces_give_the_ids_of_the_whole_text(name: str) -> None:
    rng = random.Random(0)
    text = "".join(rng.choice(["\n", "\n\n", "  ", " "]) + rng.choice(CORPUS) for _ in range(150))
    tokenizer, oracle = tokenizer_from_json(json.loads(json_of(name))), oracle_of(name)
    assert len(list(pieces(text, 200, at_spaces=True))) > 20
    ids = [token for _, ids in encoded(text, tokenizer, 200) for token in ids]
    assert ids == oracle.encode(text, add_special_tokens=False).ids


def test_a_text_without_spaces_is_cut_at_its_lines() -> None:
    text = "你好世界\n" * 100
    parts = list(pieces(text, 50, at_spaces=True))
    assert len(parts) > 5 and "".join(parts) == text
