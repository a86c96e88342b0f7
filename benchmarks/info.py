"""`gpt-studio info` on files of 500 MB, in milliseconds beyond the interpreter's own start, measured in turn."""

from __future__ import annotations

import argparse
import math
import struct
import sys
import tempfile
from pathlib import Path

from machine import in_turn, machine, median

LAYERS, WIDTH, FORWARD, VOCAB, PADDED = 6, 1024, 2816, 2048, 50_304


def make_files(folder: Path) -> dict[str, Path]:
    """Networks of 125 million numbers: a Hugging Face folder, a ckpt.pt, a GGUF file."""
    import torch

    from gpt_studio.gpt import Decoder, DecoderConfig, save_checkpoint
    from gpt_studio.gpt.tokenizers import chars_of

    config = DecoderConfig(vocab_size=VOCAB, n_layer=10, n_head=16, d_model=WIDTH, max_len=1024)
    save_checkpoint(folder / "safetensors", Decoder(config), chars_of("".join(map(chr, range(0x4E00, 0x4E00 + VOCAB)))))
    torch.save(nanogpt_values(), folder / "ckpt.pt")
    write_gguf(folder / "model.gguf")
    return {"safetensors": folder / "safetensors", "ckpt.pt": folder / "ckpt.pt", "gguf": folder / "model.gguf"}


def nanogpt_values() -> dict[str, object]:
    """What nanoGPT's train.py saves."""
    import torch

    shapes = {"wte.weight": (PADDED, WIDTH), "wpe.weight": (1024, WIDTH)}
    parts = {"attn.c_attn": (3, 1), "attn.c_proj": (1, 1), "mlp.c_fc": (4, 1), "mlp.c_proj": (1, 4)}
    for i in range(LAYERS):
        shapes |= {f"h.{i}.ln_{n}.{kind}": (WIDTH,) for n in (1, 2) for kind in ("weight", "bias")}
        shapes |= {f"h.{i}.{name}.weight": (rows * WIDTH, columns * WIDTH) for name, (rows, columns) in parts.items()}
        shapes |= {f"h.{i}.{name}.bias": (rows * WIDTH,) for name, (rows, _) in parts.items()}
    shapes |= {f"ln_f.{kind}": (WIDTH,) for kind in ("weight", "bias")}
    state = {f"transformer.{name}": torch.zeros(shape) for name, shape in shapes.items()}
    state["lm_head.weight"] = state["transformer.wte.weight"]
    sizes = {"n_layer": LAYERS, "n_head": 16, "n_embd": WIDTH, "block_size": 1024, "vocab_size": PADDED}
    return {"model": state, "model_args": sizes | {"bias": True, "dropout": 0.0}, "config": {}}


def write_gguf(path: Path) -> None:
    """A network of llama's kind in F32, with a vocabulary of 50,000 tokens; its numbers are a hole in the file."""
    kinds = {int: 4, float: 6, str: 8}

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def scalar(value: float | str) -> bytes:
        return text(value) if isinstance(value, str) else struct.pack("<I" if isinstance(value, int) else "<f", value)

    tokens = [f"token{i}" for i in range(50_000)]
    keys = {
        "general.architecture": "llama", "llama.block_count": LAYERS, "llama.context_length": 2048,
        "llama.embedding_length": WIDTH, "llama.feed_forward_length": FORWARD, "llama.attention.head_count": 16,
        "llama.attention.layer_norm_rms_epsilon": 1e-5, "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "gpt-2",
    }  # fmt: skip
    shapes = {"token_embd": (WIDTH, 50_000), "output_norm": (WIDTH,)}
    for i in range(LAYERS):
        shapes |= {f"blk.{i}.{name}": (WIDTH, WIDTH) for name in ("attn_q", "attn_k", "attn_v", "attn_output")}
        shapes |= {f"blk.{i}.{name}": (WIDTH, FORWARD) for name in ("ffn_gate", "ffn_up")}
        shapes |= {f"blk.{i}.ffn_down": (FORWARD, WIDTH)}
        shapes |= {f"blk.{i}.{name}": (WIDTH,) for name in ("attn_norm", "ffn_norm")}
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(keys) + 1)
    head += b"".join(text(key) + struct.pack("<I", kinds[type(value)]) + scalar(value) for key, value in keys.items())
    head += text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, len(tokens)) + b"".join(map(text, tokens))
    offset = 0
    for name, shape in shapes.items():
        head += text(f"{name}.weight") + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
        offset += 4 * math.prod(shape)
    with path.open("wb") as f:
        f.write(head)
        f.truncate(len(head) + -len(head) % 32 + offset)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder))
        commands = {"python -c pass": [sys.executable, "-c", "pass"]}
        for name, path in files.items():
            commands[f"info {name}"] = [sys.executable, "-m", "gpt_studio", "info", str(path), "--json"]
        seconds = {name: median(values) for name, values in in_turn(commands, options.rounds).items()}
        start = seconds["python -c pass"]
        for name, value in seconds.items():
            print(f"{name:18} {value * 1000:7.0f} ms   {(value - start) * 1000:+7.0f} ms   {value / start:5.1f} ×")
        sizes = {
            name: sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size
            for name, path in files.items()
        }
        print("bytes: " + ", ".join(f"{name} {size:,}" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
