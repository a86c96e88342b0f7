"""What the engine answers to Attend: exact rows, the head's numbers beside them, the whole text as records."""

import numpy as np
import pytest

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers.chars import Chars
from gpt_studio.inspection.statistics import head_statistics
from gpt_studio.protocol.commands import Attend, LoadModel
from gpt_studio.protocol.events import AttentionReady
from gpt_studio.protocol.models import ModelKey

LETTERS = "abcdefghij "


@pytest.fixture
def pool(tmp_path):
    network = Decoder(DecoderConfig(vocab_size=len(LETTERS), n_layer=3, n_head=2, d_model=16, max_len=32))
    init_weights(network, 0)
    save_checkpoint(tmp_path, network, Chars({c: i for i, c in enumerate(LETTERS)}))
    made = Pool(1 << 40)
    for _ in start(LoadModel(1, ModelKey(str(tmp_path))), made, CancelToken(), lambda _event: None):
        pass
    return made, ModelKey(str(tmp_path))


def test_an_answer_carries_rows_records_and_the_numbers_of_each_head(pool):
    made, key = pool
    steps = start(Attend(7, key, ("a bad ", (1, 2), "face"), (2, 0)), made, CancelToken(), lambda _event: None)
    (event,) = [event for event in steps if event is not None]
    assert isinstance(event, AttentionReady)
    assert (event.job, event.key, event.layers) == (7, key, (2, 0))
    assert "".join(record.text for record in event.records) == "a bad bcface"
    assert event.weights.shape == (2, 2, 12, 12)
    assert event.statistics == head_statistics(event.weights, (2, 0), range(2), [r.id for r in event.records])
    assert [(s.layer, s.head) for s in event.statistics] == [(2, 0), (2, 1), (0, 0), (0, 1)]
    np.testing.assert_allclose(event.weights.sum(-1), 1, atol=1e-6)
