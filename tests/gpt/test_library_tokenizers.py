"""Tokenizers on the library: ids of transformers and sentencepiece, exact places, no spaces between characters."""

from __future__ import annotations

import io

import pytest
import transformers
from gguf_files import ARRAY, BOOL, F32, I32, LLAMA, STRING, U32, llama_file

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.tokenizer_of import tokenizer_of
from gpt_studio.gpt.tokenizers import load_tokenizer, token_spans
from gpt_studio.gpt.tokenizers.sentencepiece import pieces_of_model
from gpt_studio.protocol.errors import StudioError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"你好世界，。", "hello", "world", "##s", "un", "##able", "a"]
TEXTS = ["你好，世界。", "hello worlds", "Hello 你好 unable", "", "  a  a ", "🙂 hello", "[SEP]你[UNK]"]


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_those_of_transformers(text, tmp_path):
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    expected = transformers.BertTokenizerFast(str(tmp_path / "vocab.txt"))
    found = load_tokenizer(tmp_path)
    assert found.encode(text, raw_special=True) == expected(text, add_special_tokens=False)["input_ids"]


def test_chinese_characters_stand_without_spaces_and_at_their_places(tmp_path):
    (tmp_path / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    tokenizer = load_tokenizer(tmp_path)
    text = "你好，hello worlds"
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert token_spans(text, tokenizer, ids) == [(0, 1), (1, 2), (2, 3), (3, 8), (9, 14), (14, 15)]


def scored():
    """A little vocabulary of scored pieces, as llama's, and what stands in a GGUF file for it."""
    texts = ["<unk>", "<s>", "</s>", *(f"<0x{b:02X}>" for b in range(256)), "\u2581", "a", "b", "ab", "\u2581ab", "aba"]
    types = [2, 3, 3, *[6] * 256, *[1] * 6]
    return texts, [0.0] * 259 + [-9.0, -10.0, -11.0, -1.0, -2.0, -3.0], types


def scored_file(tmp_path):
    texts, scores, types = scored()
    pairs = [p for p in LLAMA if not p[0].startswith("tokenizer.ggml")]
    pairs += [
        ("tokenizer.ggml.model", STRING, "llama"), ("tokenizer.ggml.tokens", ARRAY, (STRING, texts)),
        ("tokenizer.ggml.scores", ARRAY, (F32, scores)), ("tokenizer.ggml.token_type", ARRAY, (I32, types)),
        ("tokenizer.ggml.bos_token_id", U32, 1), ("tokenizer.ggml.eos_token_id", U32, 2),
        ("tokenizer.ggml.add_space_prefix", BOOL, True),
    ]  # fmt: skip
    from gguf_files import SHAPES

    shapes = [(n, (32, len(texts)) if n == "token_embd.weight" else s) for n, s in SHAPES]
    return read_checkpoint(llama_file(tmp_path / "m.gguf", pairs=pairs, shapes=shapes))


def test_scores_of_a_gguf_file_are_followed_and_bytes_fill_the_gaps(tmp_path):
    tokenizer = tokenizer_of(scored_file(tmp_path))
    assert tokenizer.prefix() == [1] and tokenizer.eos_ids == {2}
    assert tokenizer.encode("abab é</s>") == [263, 262, 259, 3 + 0xC3, 3 + 0xA9, *(3 + b for b in b"</s>")]
    assert tokenizer.encode("ab</s>", raw_special=True) == [263, 2]
    text = "abab é ab"
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert token_spans(text, tokenizer, ids) == [(0, 2), (2, 4), (4, 5), (5, 6), (5, 6), (6, 9)]


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
def test_a_sentencepiece_model_gives_sentencepieces_ids(kind, tmp_path):
    sentencepiece = pytest.importorskip("sentencepiece")
    written = io.BytesIO()
    lines = [f"the cat number {i} sat on the mat and saw {i * 7} dogs, café naïve" for i in range(300)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=written, vocab_size=330, model_type=kind, byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, minloglevel=2,
    )  # fmt: skip
    (tmp_path / "tokenizer.model").write_bytes(written.getvalue())
    expected = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    found = load_tokenizer(tmp_path)
    for text in [*lines[:20], "a dog 你好 on  the mat", "x", "café 12 34\n"]:
        assert found.encode(text) == expected.encode(text), text
        assert found.decode(found.encode(text)) == text


def test_a_cut_model_is_one_refusal(tmp_path):
    for data in (b"", b"\x0a\xff\xff\xff\xff\x0f", b"\x0b\x00", b"\xff" * 20):
        with pytest.raises(StudioError):
            pieces_of_model(data)
