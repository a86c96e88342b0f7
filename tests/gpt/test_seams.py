"""The proof for all merges at once: never True where a list of merges and joining by ranks differ."""

from __future__ import annotations

import itertools

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings

from gpt_studio.gpt.tokenizers import seams
from gpt_studio.gpt.tokenizers.merges import NEVER, merge_piece, ordered_unions
from gpt_studio.gpt.tokenizers.seams import every_seam_holds


def by_list(piece, places):
    """Joined as a list of merges does it: the pair that stands first, the leftmost of its kind."""
    parts = [bytes([b]) for b in piece]
    while len(parts) > 1:
        found = [places.get(pair, NEVER) for pair in itertools.pairwise(parts)]
        if min(found) == NEVER:
            break
        i = found.index(min(found))
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
    return parts


@st.composite
def merge_lists(draw):
    """Merges over three letters, each of tokens that were there before, each token made once."""
    tokens, merges = [b"a", b"b", b"c"], []
    for _ in range(draw(st.integers(1, 14))):
        pair = draw(st.sampled_from(tokens)), draw(st.sampled_from(tokens))
        if pair[0] + pair[1] not in tokens and len(pair[0] + pair[1]) <= 12:
            merges.append(pair)
            tokens.append(pair[0] + pair[1])
    return draw(st.permutations(merges)) if draw(st.booleans()) else merges


@settings(max_examples=300, deadline=None)
@given(merge_lists(), st.lists(st.text("abc", min_size=1, max_size=14), min_size=1, max_size=6))
def test_a_proof_is_never_wrong(merges, texts):
    unions = ordered_unions(merges)
    ranks = {token: rank for rank, token in enumerate([b"a", b"b", b"c", *unions])}
    if every_seam_holds(ranks, unions):
        places = {pair: i for i, pair in enumerate(merges)}
        for piece in [*(text.encode() for text in texts), *ranks]:
            assert merge_piece(piece, ranks) == by_list(piece, places)


def test_a_sound_list_is_proved_and_a_broken_one_is_not():
    sound = [(b"a", b"b"), (b"ab", b"c"), (b"c", b"a")]
    assert every_seam_holds(*ranked(sound))
    crossed = [(b"b", b"c"), (b"a", b"b"), (b"ab", b"c")]  # "abc" joins b and c first
    assert not every_seam_holds(*ranked(crossed))
    unordered = [(b"ab", b"c"), (b"a", b"b")]
    assert not every_seam_holds(*ranked(unordered))


def ranked(merges):
    unions = ordered_unions(merges)
    return {token: rank for rank, token in enumerate([b"a", b"b", b"c", *unions])}, unions


def test_tokens_of_one_hash_are_no_proof(monkeypatch):
    monkeypatch.setattr(seams, "_BASE", np.uint64(1))  # "ab" and "ba" are now the same
    assert not every_seam_holds(*ranked([(b"a", b"b"), (b"b", b"a")]))
