"""Little tokenizers of every kind that people's checkpoints have, trained and assembled by `tokenizers` alone."""

from __future__ import annotations

import json
from functools import cache

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPACE = "\u2581"
CORPUS = [
    f"The quick brown fox number {i} jumps over the lazy dog; don't we see {i * 7} naïve cafés? 你好，世界。 ÆØ été."
    for i in range(120)
]


def _model(oracle: Tokenizer) -> dict:
    return json.loads(oracle.to_str())["model"]


def _with(found: dict, **changed: object) -> Tokenizer:
    return Tokenizer.from_str(json.dumps(found | changed))


def _ends(oracle: Tokenizer, single: str) -> processors.PostProcessor:
    named = [(text, oracle.token_to_id(text)) for text in single.split() if not text.startswith("$")]
    return processors.TemplateProcessing(single=single, special_tokens=named)


def _pieces(specials: list[str]) -> Tokenizer:
    """sentencepiece's BPE with a token for each byte: unknown, control tokens, bytes, characters, merges."""
    counted = Tokenizer(models.BPE())
    counted.pre_tokenizer = pre_tokenizers.Metaspace(SPACE, "always")
    counted.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=300, show_progress=False))
    model = _model(counted)
    texts = [*specials, *(f"<0x{b:02X}>" for b in range(256)), *model["vocab"]]
    model |= {"vocab": {text: i for i, text in enumerate(texts)}, "byte_fallback": True, "fuse_unk": True}
    oracle = _with(json.loads(counted.to_str()), model=model | {"unk_token": "<unk>"}, pre_tokenizer=None)
    oracle.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in specials])
    return oracle


def _decoder(*, opened: bool) -> decoders.Decoder:
    stages = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence([*stages, decoders.Strip(" ", 1, 0)] if opened else stages)


def gemma() -> Tokenizer:
    oracle = _pieces(["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"])
    oracle.normalizer = normalizers.Replace(" ", SPACE)
    oracle.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    oracle.decoder = _decoder(opened=False)
    oracle.post_processor = _ends(oracle, "<bos> $A")
    return oracle


def llama() -> Tokenizer:
    """Llama 1 and 2 as converted by transformers' `legacy` way."""
    oracle = _pieces(["<unk>", "<s>", "</s>"])
    oracle.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    oracle.decoder = _decoder(opened=True)
    oracle.post_processor = _ends(oracle, "<s> $A")
    return oracle


def llama_first() -> Tokenizer:
    """Llama 2 with legacy=False: a space only before what begins a text."""
    oracle = _pieces(["<unk>", "<s>", "</s>"])
    oracle.pre_tokenizer = pre_tokenizers.Metaspace(SPACE, "first", split=False)
    oracle.decoder = _decoder(opened=True)
    oracle.post_processor = _ends(oracle, "<s> $A")
    return oracle


def phi3() -> Tokenizer:
    """As Llama, with added tokens that swallow the blanks behind them."""
    oracle = _pieces(["<unk>", "<s>", "</s>"])
    oracle.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    oracle.decoder = _decoder(opened=True)
    names = ("<|end|>", "<|user|>", "<|assistant|>")
    oracle.add_special_tokens([AddedToken(name, rstrip=True, normalized=False, special=True) for name in names])
    oracle.add_tokens([AddedToken("<think>", rstrip=True, normalized=False)])
    return oracle


def _unigram(specials: list[str], pre_tokenizer, normalizer, unknown: str) -> Tokenizer:
    oracle = Tokenizer(models.Unigram())
    oracle.normalizer, oracle.pre_tokenizer = normalizer, pre_tokenizer
    trainer = trainers.UnigramTrainer(
        vocab_size=350, special_tokens=specials, unk_token=unknown, show_progress=False, max_piece_length=12
    )
    oracle.train_from_iterator(CORPUS, trainer)
    oracle.decoder = decoders.Metaspace()
    return oracle


def t5() -> Tokenizer:
    oracle = _unigram(
        ["<pad>", "</s>", "<unk>", "<extra_id_0>"], pre_tokenizers.Metaspace(),
        normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]), "<unk>",
    )  # fmt: skip
    oracle.post_processor = _ends(oracle, "$A </s>")
    return oracle


def albert() -> Tokenizer:
    stages = [normalizers.Replace("``", '"'), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    oracle = _unigram(
        ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"],
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
        normalizers.Sequence(stages), "<unk>",
    )  # fmt: skip
    oracle.post_processor = _ends(oracle, "[CLS] $A [SEP]")
    return oracle


def bert() -> Tokenizer:
    oracle = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    oracle.normalizer, oracle.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=350, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False
    )
    oracle.train_from_iterator(CORPUS, trainer)
    oracle.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    oracle.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return oracle


def words() -> Tokenizer:
    oracle = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    oracle.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=300, special_tokens=["[UNK]", "[END]"], show_progress=False)
    oracle.train_from_iterator(CORPUS, trainer)
    return oracle


def _bytes(specials: list[str], *, space: bool = False) -> Tokenizer:
    oracle = Tokenizer(models.BPE())
    oracle.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=space)
    trainer = trainers.BpeTrainer(
        vocab_size=450, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )  # fmt: skip
    oracle.train_from_iterator(CORPUS, trainer)
    oracle.decoder = decoders.ByteLevel()
    return oracle


def roberta() -> Tokenizer:
    oracle = _bytes(["<s>", "<pad>", "</s>", "<unk>"])
    oracle.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return oracle


def llama_3() -> Tokenizer:
    """Byte-level; its post-processor is a sequence of two."""
    oracle = _bytes(["<|begin|>", "<|end|>"])
    oracle.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), _ends(oracle, "<|begin|> $A")]
    )
    return oracle


def spaced_bytes() -> Tokenizer:
    """Byte-level, with a space of its own before a text."""
    return _bytes(["<|end|>"], space=True)


KINDS = {
    "gemma": "sentencepiece", "llama": "sentencepiece", "llama_first": "sentencepiece", "phi3": "sentencepiece",
    "t5": "unigram", "albert": "unigram", "bert": "wordpiece", "words": "words", "roberta": "bpe", "llama_3": "bpe",
    "spaced_bytes": "bpe",
}  # fmt: skip
# Those whose tokens give every text back, letter by letter
LOSSLESS = ("gemma", "llama", "llama_first", "roberta", "llama_3", "spaced_bytes")


@cache
def json_of(name: str) -> str:
    """The tokenizer.json of one of KINDS."""
    return globals()[name]().to_str()


def oracle_of(name: str) -> Tokenizer:
    """A fresh oracle of one of KINDS."""
    return Tokenizer.from_str(json_of(name))
