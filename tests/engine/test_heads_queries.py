"""What the engine answers about all heads over a file: numbers, spans as they stand in the lines, refusals."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.heads_queries import LONGEST
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import train_bytes_bpe
from gpt_studio.inspection.attention import attention_weights
from gpt_studio.inspection.statistics import head_statistics
from gpt_studio.protocol.attention import STATISTICS
from gpt_studio.protocol.commands import LoadModel
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import Progress
from gpt_studio.protocol.heads_over import MOST_LINES, HeadsFound, HeadsOver
from gpt_studio.protocol.models import ModelKey

CORPUS = "the cat sat on the mat and the cat ran. a dög sat on the log. " * 6
FILE = "the cat sat on the mat\n\nthe dog and the log and the cat\n  a dög 🐈 sat\nover\n"


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    tokenizer = train_bytes_bpe([CORPUS], 270)
    network = Decoder(DecoderConfig(vocab_size=tokenizer.size, n_layer=2, n_head=2, d_model=16, max_len=1024))
    init_weights(network, 0)
    save_checkpoint(folder, network, tokenizer)
    made, key = Pool(1 << 40), ModelKey(str(folder))
    for _ in start(LoadModel(1, key), made, CancelToken(), lambda _event: None):
        pass
    return made, key


def asked(pool, path, limit=200):
    """All that the engine does for the query."""
    made, key = pool
    return list(start(HeadsOver(7, key, str(path), limit), made, CancelToken(), lambda _event: None))


def test_an_answer_tells_each_statistic_and_where_each_head_looks(pool, tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text(FILE)
    *steps, found = asked(pool, path)
    assert isinstance(found, HeadsFound)
    assert [step.done for step in steps if isinstance(step, Progress)] == [0, 1, 2, 3]
    assert sum(step is None for step in steps) > 4 * 2
    loaded = pool[0].at_hand(pool[1]).loaded
    lines = [(1, "the cat sat on the mat"), (3, "the dog and the log and the cat"), (4, "  a dög 🐈 sat"), (5, "over")]
    ids = [loaded.tokenizer.encode(text) for _, text in lines]
    each = [head_statistics(attention_weights(loaded.model, torch.tensor(i), (0, 1)), (0, 1), (0, 1), i) for i in ids]
    for s, name in enumerate(STATISTICS):
        values = [v for one in each if (v := getattr(one[3], name)) is not None]
        assert found.counts[s] == len(values)
        assert found.mean[s, 1, 1] == pytest.approx(np.mean(values), abs=1e-6)
    assert (found.lines, found.tokens, found.cut, found.more) == (4, sum(map(len, ids)), 0, False)
    texts = dict(lines)
    for span in (span for layer in found.spans for head in layer for span in head):
        stretch = span.before + span.key_text + span.between + span.query_text + span.after
        assert span.key_text and (span.query_text or span.key == span.query)
        assert all(part in texts[span.line] for part in stretch.split("…")), span
        assert 0 < span.weight <= 1


def test_lines_beyond_the_limit_are_not_read_and_long_ones_are_cut(pool, tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("the cat\n" + "xq" * LONGEST + "\nthe dog\n")
    found = asked(pool, path, 2)[-1]
    assert isinstance(found, HeadsFound)
    assert (found.lines, found.cut, found.longest, found.more) == (2, 1, LONGEST, True)
    assert found.tokens < 8 + LONGEST


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"good\n\xff\n", "unsupported", "line 2 is not UTF-8"),
        (b"\n \n", "empty", "holds no text"),
        (b"x" * 100_000, "too_large", "line 1 is longer than 65,536 bytes"),
        (None, "absent", "does not exist"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name_and_line(pool, tmp_path, content, code, said):
    path = tmp_path / "strange.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudioError) as refused:
        asked(pool, path)
    assert refused.value.code == code
    assert "strange.txt" in refused.value.one_line() and said in refused.value.one_line()


@pytest.mark.parametrize("limit", [0, MOST_LINES + 1])
def test_a_number_of_lines_out_of_range_is_refused(pool, tmp_path, limit):
    with pytest.raises(StudioError, match="limit"):
        asked(pool, tmp_path / "any", limit)
