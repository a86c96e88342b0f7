"""How tokens and numbers are written for people."""

import math

import pytest

from gpt_studio.protocol.records import TokenRecord
from gpt_studio.ui.token_text import byte_count, parameter_count, percent, surprise, visible, visible_token


def test_whitespace_and_what_cannot_be_printed_is_made_visible():
    assert visible(" the\n\t\r\0\u200b") == "␣the⏎⇥␍␀\\u200b"


def test_half_a_character_shows_as_its_bytes():
    assert visible_token(TokenRecord(1, "", b"\xe4\xbd", 0)) == "E4 BD"
    assert visible_token(TokenRecord(1, " a", b" a", 0)) == "␣a"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.3, "30.0 %"), (0.0312, "3.12 %"), (0.00042, "0.042 %"), (1.0, "100.0 %"), (0.0, "0.0 %"),
     (1e-9, "< 0.001 %"), (0.99999, "99.999 %"), (1 - 1e-9, "> 99.999 %")],
)  # fmt: skip
def test_shares_have_the_digits_that_count(share, said):
    assert percent(share) == said


def test_probability_stands_before_its_nats():
    assert surprise(math.log(0.3)) == "30.0 % (1.20 nats)"


def test_counts_have_their_units():
    assert byte_count(7_623_112) == "7.6 MB"
    assert byte_count(250_000_000_000) == "250 GB"
    assert byte_count(12) == "12 B"
    assert parameter_count(124_439_808) == "124 M"
    assert parameter_count(833_000) == "833 k"
