"""The map of 4,096 tokens: at every zoom step each pixel that is on screen is the largest weight of its block."""

import numpy as np
import pytest

from gpt_studio.ui import theme
from gpt_studio.ui.look_inside.map.pixels import picture
from gpt_studio.ui.look_inside.map.pyramid import Pyramid

pytestmark = pytest.mark.usefixtures("qapp")
TOKENS, SCREEN = 4096, 160


def rgb(image):
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return bits[:, : image.width(), 2::-1].copy()


def test_every_pixel_is_the_largest_of_its_block_at_every_step_wherever_it_is_panned():
    random = np.random.default_rng(0)
    weights = np.tril(random.random((TOKENS, TOKENS), np.float32) ** 8)
    pyramid = Pyramid(weights, seen=np.arange(1, TOKENS + 1))
    seen, hidden, lut = np.arange(1, TOKENS + 1), np.zeros(TOKENS, bool), theme.attention_lut(False)
    blocks = weights
    for k in range(13):
        if k:
            blocks = np.maximum(blocks[::2], blocks[1::2])
            blocks = np.maximum(blocks[:, ::2], blocks[:, 1::2])
        side = len(blocks)
        for x, y in {(0, 0), (side // 3, side // 2), (0, max(side - SCREEN, 0)), (max(side - SCREEN, 0),) * 2}:
            wide, high = min(SCREEN, side - x), min(SCREEN, side - y)
            found = rgb(picture(pyramid, seen, hidden, 2.0**-k, (x, y), (wide, high), False, gaps=False))
            part = blocks[y : y + high, x : x + wide]
            past = np.arange(x, x + wide) <= np.arange(y, y + high)[:, None]
            expected = lut[np.floor(np.minimum(part * np.float32(255) + 0.5, 255)).astype(int)][..., :3]
            assert (found[past] == expected[past]).all(), (k, x, y)
