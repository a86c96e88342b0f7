import io
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hub_server import Hub


@pytest.fixture
def hub(monkeypatch):
    """A hub with one model in safetensors and one in GGUF; and a token that must never reach it."""
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    weights = bytes(range(256)) * 300  # 76,800 bytes
    made = Hub(
        repos={
            "someone/tiny": {
                "config.json": b'{"model_type": "gpt2"}', "tokenizer.json": b"{}", "model.safetensors": weights,
                "pytorch_model.bin": weights[::-1], "modeling.py": b"import os", "LICENSE": b"Apache", "empty.txt": b"",
            },
            "someone/tiny-gguf": {
                "tiny.Q4_K_M.gguf": weights * 2, "tiny.Q8_0.gguf": weights * 3, "README.md": b"# tiny",
            },
        }
    ).start()  # fmt: skip
    yield made
    made.stop()
    assert not any("secret" in str(headers) for *_, headers in made.asked), "the token left the machine"


@pytest.fixture
def reporter():
    from gpt_studio.fetch.reporter import Reporter

    return Reporter(io.BytesIO())
