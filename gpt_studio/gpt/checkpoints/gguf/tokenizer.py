"""The tokenizer inside a GGUF file. No torch here."""

from __future__ import annotations

from gpt_studio.gpt.folder import naming, shown
from gpt_studio.gpt.tokenizers.bytes_bpe import BytesBPE
from gpt_studio.gpt.tokenizers.library import LibraryTokenizer
from gpt_studio.gpt.tokenizers.sentencepiece import Pieces, tokenizer_of_pieces
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import TokenizerInfo

from .bytes_bpe import TOKENS, TYPES, bytes_bpe_of
from .ends import end_ids, prefix_ids
from .metadata import GGUF

SCORES = "tokenizer.ggml.scores"
MODEL = "tokenizer.ggml.model"
_KINDS = {"gpt2": "bpe", "llama": "sentencepiece"}


def tokenizer_of_gguf(file: GGUF, *, limit: int) -> BytesBPE | LibraryTokenizer:
    """The tokenizer of a file whose network has `limit` rows in its head. Raises StudioError."""
    info = describe_gguf_tokenizer(file)
    if info is None:
        raise StudioError("absent", f"{file.path} holds no tokenizer", expected=MODEL, found="nothing")
    if info.size > limit:
        raise StudioError(
            "damaged", f"{file.path}: tokenizer and network do not belong together", expected=f"at most {limit} tokens",
            found=str(info.size),
        )  # fmt: skip
    with naming(file.path):
        return bytes_bpe_of(file) if info.kind == "bpe" else _of_scores(file)


def _of_scores(file: GGUF) -> LibraryTokenizer:
    """sentencepiece's BPE, from tokens with scores."""
    texts = list(file.strings(TOKENS))
    types = [int(i) for i in file.numbers(TYPES)]
    scores = [float(s) for s in file.numbers(SCORES)]
    if not len(texts) == len(types) == len(scores):
        raise file.broken(SCORES, f"a score and a type for each of {len(texts)} tokens", len(scores))
    pieces = Pieces(texts, scores, types, space_first=file.flag("tokenizer.ggml.add_space_prefix", True))
    ends = end_ids(file, {text: i for i, text in enumerate(texts)})
    return tokenizer_of_pieces(pieces, prefix=prefix_ids(file, default=True), eos_ids=ends)


def describe_gguf_tokenizer(file: GGUF) -> TokenizerInfo | None:
    """Kind and size from the header alone; None where there is none. Raises StudioError for a kind not known."""
    model = file.text(MODEL)
    if model is None:
        return None
    if model not in _KINDS:
        raise StudioError(
            "unsupported", f"{file.path}: {MODEL} is not known to this version", expected=" or ".join(_KINDS),
            found=shown(model),
        )  # fmt: skip
    return TokenizerInfo(_KINDS[model], file.length(TOKENS))
