from __future__ import annotations

import itertools

import numpy as np
import pytest

from gpt_studio.training.batches import even_starts, step_seed, step_starts, windows_at


def philox4x64(counter: list[int], key: list[int]) -> list[int]:
    """Philox-4x64-10 after Salmon et al. 2011, in Python's integers."""
    mask = (1 << 64) - 1
    for _ in range(10):
        a, b = counter[0] * 0xD2E7470EE14C6C93, counter[2] * 0xCA5A826395121157
        counter = [(b >> 64) ^ counter[1] ^ key[0], b & mask, (a >> 64) ^ counter[3] ^ key[1], a & mask]
        key = [(key[0] + 0x9E3779B97F4A7C15) & mask, (key[1] + 0xBB67AE8584CAA73B) & mask]
    return counter


def test_the_windows_of_a_step_are_philox_keyed_by_seed_and_step() -> None:
    drawn = [number for block in (1, 2) for number in philox4x64([block, 0, 0, 0], [7, 123])]
    assert step_starts(7, 123, 8, 1000).tolist() == [number % 1000 for number in drawn]


def test_a_row_is_the_same_whatever_number_of_rows_is_asked_for() -> None:
    assert step_starts(1, 2, 3, 10**6).tolist() == step_starts(1, 2, 64, 10**6)[:3].tolist()


def test_steps_and_seeds_see_different_windows_and_other_dropout() -> None:
    seen = {tuple(step_starts(seed, step, 4, 10**9)) for seed in range(5) for step in range(1, 50)}
    assert len(seen) == 5 * 49
    assert len({step_seed(seed, step) for seed in range(5) for step in range(1, 50)}) == 5 * 49


def test_every_place_is_drawn_about_equally_often() -> None:
    counts = np.zeros(10)
    for step in range(1, 501):
        np.add.at(counts, step_starts(0, step, 20, 10), 1)
    chi_squared = ((counts - 1000) ** 2 / 1000).sum()
    assert chi_squared < 27.9  # 0.1 % quantile with 9 degrees of freedom


def test_targets_are_the_inputs_one_token_later() -> None:
    ids = np.arange(100, dtype=np.uint16)
    inputs, targets = windows_at(ids, np.array([0, 37]), 5)
    assert inputs.tolist() == [[0, 1, 2, 3, 4], [37, 38, 39, 40, 41]]
    assert targets.tolist() == [[1, 2, 3, 4, 5], [38, 39, 40, 41, 42]]


def test_the_last_window_that_can_be_drawn_ends_with_the_data() -> None:
    ids = np.arange(20, dtype=np.uint16)
    places = len(ids) - 8
    _, targets = windows_at(ids, np.array([places - 1]), 8)
    assert targets[0, -1].item() == 19


@pytest.mark.parametrize(
    ("count", "length", "most"), [(1000, 10, 5), (101, 10, 50), (11, 10, 4), (2, 1, 9), (25, 8, 3)]
)
def test_validation_windows_do_not_overlap_and_stay_inside(count: int, length: int, most: int) -> None:
    starts = even_starts(count, length, most)
    assert 1 <= len(starts) <= most
    assert starts[0] == 0 and starts[-1] + length + 1 <= count
    assert all(b - a >= length for a, b in itertools.pairwise(starts))
