"""Headers of GGUF files: what is said is read, and every broken field is one refusal before anything is allocated."""

from __future__ import annotations

import struct
import tracemalloc

import pytest
from gguf_files import ARRAY, BOOL, F32, LLAMA, SHAPES, STRING, U32, gguf_bytes, llama_file, pair, string, tensor

from gpt_studio.gpt import describe
from gpt_studio.gpt.checkpoints.gguf.metadata import open_gguf
from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_of
from gpt_studio.protocol.errors import StudioError

ONE = [tensor("a", (32,), 0, 0)]
DATA = b"\0" * 128
GOOD = [pair("general.architecture", STRING, "llama")]


def test_the_header_says_what_was_written(tmp_path):
    file = open_gguf(tmp_path, llama_file(tmp_path / "m.gguf").name)
    assert (file.architecture, file.count("llama.block_count")) == ("llama", 1)
    assert list(file.strings("tokenizer.ggml.tokens"))[-2:] == ["ab", "<|im_end|>"]
    assert file.header.tensors["blk.0.attn_k.weight"].shape == (16, 32)
    assert abs(file.number("llama.attention.layer_norm_rms_epsilon") - 1e-5) < 1e-9


def test_the_card_comes_from_the_header(tmp_path):
    card = describe(llama_file(tmp_path / "m.gguf"))
    assert (card.format, card.family, card.layers, card.kv_heads, card.vocab) == ("gguf", "llama", 1, 1, 16)
    assert (card.dtype, card.quantisation, card.tied_embeddings, card.chat_template) == ("float32", None, True, True)
    assert (card.tokenizer.kind, card.tokenizer.size) == ("bpe", 16)


def test_version_2_and_a_folder_with_one_file_are_read(tmp_path):
    llama_file(tmp_path / "m.gguf", version=2)
    assert read_checkpoint(tmp_path).format == "gguf"


def test_long_lists_stay_in_the_file(tmp_path):
    tokens = [f"token{i}" for i in range(100_000)]
    path = tmp_path / "m.gguf"
    path.write_bytes(
        gguf_bytes([*GOOD, pair("t", ARRAY, (STRING, tokens)), pair("n", ARRAY, (F32, [1.5] * 9999))], ONE, DATA)
    )
    tracemalloc.start()
    file = open_gguf(tmp_path, path.name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 << 20
    assert list(file.strings("t")) == tokens
    assert file.numbers("n") == (1.5,) * 9999


BAD = {
    "another magic": b"GGML" + gguf_bytes(GOOD, ONE, DATA)[4:],
    "version 1": gguf_bytes(GOOD, ONE, DATA, version=1),
    "version 4": gguf_bytes(GOOD, ONE, DATA, version=4),
    "big-endian": b"GGUF" + struct.pack(">IQQ", 3, 0, 0),
    "no bytes behind the magic": b"GGUF",
    "too many keys": gguf_bytes(GOOD, ONE, DATA, keys=1 << 40),
    "more keys than bytes": gguf_bytes(GOOD, ONE, DATA, keys=60_000),
    "too many tensors": gguf_bytes(GOOD, ONE, DATA, count=1 << 62),
    "more tensors than bytes": gguf_bytes(GOOD, ONE, DATA, count=60_000),
    "a key longer than the file": gguf_bytes([struct.pack("<Q", 1 << 60) + b"a"], ONE, DATA),
    "an empty key": gguf_bytes([pair("", U32, 1)], ONE, DATA),
    "a key twice": gguf_bytes([pair("a", U32, 1), pair("a", U32, 2)], ONE, DATA),
    "a value of no type": gguf_bytes([string("a") + struct.pack("<II", 13, 1)], ONE, DATA),
    "a list of lists": gguf_bytes([string("a") + struct.pack("<IIQ", ARRAY, ARRAY, 1)], ONE, DATA),
    "a list longer than the file": gguf_bytes([string("a") + struct.pack("<IIQ", ARRAY, U32, 1 << 20)], ONE, DATA),
    "a giant list": gguf_bytes([string("a") + struct.pack("<IIQ", ARRAY, U32, 1 << 61)], ONE, DATA),
    "a giant list of texts": gguf_bytes([string("a") + struct.pack("<IIQ", ARRAY, STRING, 1 << 61)], ONE, DATA),
    "a giant text": gguf_bytes([string("a") + struct.pack("<IQ", STRING, (1 << 64) - 1)], ONE, DATA),
    "an alignment that is no power of two": gguf_bytes([pair("general.alignment", U32, 33)], ONE, DATA),
    "no alignment": gguf_bytes([pair("general.alignment", U32, 0)], ONE, DATA),
    "a giant alignment": gguf_bytes([pair("general.alignment", U32, 1 << 30)], ONE, DATA),
    "an alignment that is a truth": gguf_bytes([pair("general.alignment", BOOL, True)], ONE, DATA),
    "a long tensor name": gguf_bytes(GOOD, [tensor("a" * 65, (32,), 0, 0)], DATA),
    "a tensor twice": gguf_bytes(GOOD, [tensor("a", (8,), 0, 0), tensor("a", (8,), 0, 32)], DATA),
    "no dimensions": gguf_bytes(GOOD, [tensor("a", (), 0, 0)], DATA),
    "five dimensions": gguf_bytes(GOOD, [tensor("a", (1, 1, 1, 1, 1), 0, 0)], DATA),
    "a size of zero": gguf_bytes(GOOD, [tensor("a", (0,), 0, 0)], DATA),
    "a negative size": gguf_bytes(GOOD, [tensor("a", ((1 << 64) - 4,), 0, 0)], DATA),
    "sizes that overflow": gguf_bytes(GOOD, [tensor("a", (1 << 32, 1 << 32), 0, 0)], DATA),
    "a kind that is none": gguf_bytes(GOOD, [tensor("a", (32,), 99, 0)], DATA),
    "half a block": gguf_bytes(GOOD, [tensor("a", (33,), 2, 0)], DATA),
    "two tensors at one place": gguf_bytes(GOOD, [tensor("a", (8,), 0, 0), tensor("b", (8,), 0, 0)], DATA),
    "a gap": gguf_bytes(GOOD, [tensor("a", (8,), 0, 64)], DATA),
    "an offset beyond the file": gguf_bytes(GOOD, [tensor("a", (8,), 0, 1 << 63)], DATA),
    "data that ends early": gguf_bytes(GOOD, ONE, DATA[:-1]),
    # 65 bytes that keep gguf-py busy for ever
    "65 bytes": gguf_bytes([string("a") + struct.pack("<IIQ", ARRAY, STRING, 1 << 40)], [], b"")[:65].ljust(65, b"\0"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_broken_header_is_one_refusal(kind, tmp_path):
    path = tmp_path / "m.gguf"
    path.write_bytes(BAD[kind])
    tracemalloc.start()
    with pytest.raises(StudioError) as refused:
        describe(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(path) in refused.value.message
    assert peak < 8 << 20


def test_a_file_cut_anywhere_is_refused(tmp_path):
    whole = llama_file(tmp_path / "m.gguf").read_bytes()
    path = tmp_path / "cut.gguf"
    for end in [*range(4, 900), *range(900, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:end])
        with pytest.raises(StudioError):
            describe(path)


def test_texts_beyond_the_bound_are_refused_before_they_are_kept(tmp_path):
    path = tmp_path / "m.gguf"
    path.write_bytes(gguf_bytes([pair(f"k{i}", STRING, "x" * (3 << 20)) for i in range(4)], ONE, DATA))
    with pytest.raises(StudioError, match="texts of the header"):
        describe(path)


def test_tensors_that_do_not_fit_are_refused_by_name(tmp_path):
    for shapes, expected in (
        (SHAPES[:-1], "no blk.0.ffn_down.weight"),
        ([*SHAPES, ("blk.0.secret.weight", (32,))], "blk.0.secret.weight"),
        ([(n, (32, 64) if n.endswith("ffn_up.weight") else s) for n, s in SHAPES], "64"),
    ):
        with pytest.raises(StudioError, match=expected):
            describe(llama_file(tmp_path / "m.gguf", shapes=shapes))


@pytest.mark.parametrize(
    ("name", "reason"),
    [("clip", "mmproj"), ("deepseek2", "MLA"), ("qwen3moe", "experts"), ("mamba", "recurrent"), ("bert", "encoder"),
     ("gemma3n", "embeddings of their own"), ("bloom", "ALiBi"), ("a new one", "not known")],
)  # fmt: skip
def test_an_architecture_that_is_not_run_is_refused_with_its_reason(name, reason, tmp_path):
    pairs = [(k, t, name if k == "general.architecture" else v) for k, t, v in LLAMA]
    with pytest.raises(StudioError, match=reason) as refused:
        describe(llama_file(tmp_path / "m.gguf", pairs=pairs))
    assert (refused.value.code, refused.value.found) == ("unsupported", name)


def test_an_adapter_in_a_gguf_file_is_no_model(tmp_path):
    with pytest.raises(StudioError, match="adapter"):
        describe(llama_file(tmp_path / "m.gguf", pairs=[*LLAMA, ("general.type", STRING, "adapter")]))


def test_experts_and_unknown_pre_tokenizers_are_refused_by_name(tmp_path):
    with pytest.raises(StudioError, match="8 experts"):
        describe(llama_file(tmp_path / "m.gguf", pairs=[*LLAMA, ("llama.expert_count", U32, 8)]))
    unknown = [(k, t, "gpt-9" if k == "tokenizer.ggml.pre" else v) for k, t, v in LLAMA]
    with pytest.raises(StudioError, match="gpt-9"):
        tokenizer_of(read_checkpoint(llama_file(tmp_path / "m.gguf", pairs=unknown)))
