"""The number of threads depends on the network's size and on what was asked for, on nothing else."""

from __future__ import annotations

import pytest
import torch

from gpt_studio.engine import threads
from gpt_studio.gpt.config import DecoderConfig

TINY = DecoderConfig(vocab_size=1000, n_layer=5, n_head=6, d_model=192, max_len=512)
LARGE = DecoderConfig(vocab_size=50257, n_layer=12, n_head=12, d_model=768, max_len=1024)


@pytest.fixture(autouse=True)
def threads_as_they_were(monkeypatch):
    before = torch.get_num_threads()
    monkeypatch.setattr(threads, "_ALL", 3)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("config", "asked", "used"), [(TINY, None, 1), (LARGE, None, 3), (TINY, 2, 2), (LARGE, 1, 1)])
def test_a_small_model_gets_one_thread_a_large_one_all_and_a_wish_is_obeyed(config, asked, used):
    threads.use_threads_for(config, asked)
    assert torch.get_num_threads() == used
