"""A tokenizer as a GGUF file keeps it: tokens by id with their types, merges or scores, and which ids begin and end.

As llama.cpp reads it (src/llama-vocab.cpp). What it would do otherwise than the tokenizer itself is a loss.
"""

from __future__ import annotations

from typing import Any

from gpt_studio.gpt.checkpoints.chat_template_of import KEY as TEMPLATE
from gpt_studio.gpt.checkpoints.chat_template_of import special_texts, template_of
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.checkpoints.gguf.bytes_bpe import (
    CONTROL,
    MERGES,
    NORMAL,
    PRE,
    TOKENS,
    TYPES,
    UNUSED,
    USER_DEFINED,
    pre_of,
)
from gpt_studio.gpt.checkpoints.gguf.tokenizer import MODEL, SCORES
from gpt_studio.gpt.export.fidelity import Fidelity
from gpt_studio.gpt.tokenizers import BytesBPE, Chars, Tokenizer
from gpt_studio.gpt.tokenizers.byte_letters import letters_of_bytes
from gpt_studio.gpt.tokenizers.library import LibraryTokenizer
from gpt_studio.protocol.errors import StudioError

from .networks import Keys
from .pieces import pieces_of

_IDS = {"bos": "bos", "eos": "eos", "unk": "unknown", "pad": "padding"}
_ENDS = ("eos", "eot", "eom")


def tokenizer_keys(checkpoint: Checkpoint, tokenizer: Tokenizer, rows: int, loss: Fidelity) -> Keys:
    """The metadata of a tokenizer for a network whose head has as many rows; the template of chats is part of it.

    Raises StudioError for a kind that no GGUF file holds.
    """
    match tokenizer:
        case BytesBPE():
            found = _bytes_bpe(tokenizer, rows, loss)
        case Chars():
            found = _characters(tokenizer, rows, loss)
        case LibraryTokenizer() if tokenizer.kind == "sentencepiece":
            found = _sentencepiece(tokenizer, rows, loss)
        case _:
            raise StudioError(
                "unsupported", f"{checkpoint.path}: the tokenizer has no form in a GGUF file",
                expected="a byte-level BPE or sentencepiece's BPE", found=f"a tokenizer of kind {tokenizer.kind}",
                remedy="Use --to huggingface",
            )  # fmt: skip
    template = template_of(checkpoint)
    return found | _ids(checkpoint, tokenizer, rows, loss) | ({} if template is None else {TEMPLATE: template})


def _bytes_bpe(tokenizer: BytesBPE, rows: int, loss: Fidelity) -> Keys:
    pre = pre_of(tokenizer.splitting.pattern, whole_pieces=tokenizer.ignore_merges)
    if pre is None:
        raise StudioError(
            "unsupported", "the way in which the tokenizer cuts text has no name in GGUF files",
            expected="the pre-tokenizer of GPT-2, SmolLM, Qwen2, Llama 3 or Tekken", found="another one",
            remedy="Use --to huggingface",
        )  # fmt: skip
    if getattr(tokenizer, "normal_form", None) is not None:
        loss.lose("the tokenizer in GGUF", expected="text as it is", found="text that is normalised first")
    texts, types = _unused(rows)
    for token, i in tokenizer.vocabulary.items():
        texts[i], types[i] = letters_of_bytes(token), NORMAL
    for token in tokenizer.added:
        texts[token.id], types[token.id] = token.text, CONTROL if token.special else USER_DEFINED
    merges = tuple(f"{letters_of_bytes(a)} {letters_of_bytes(b)}" for a, b in tokenizer.merges)
    return {MODEL: "gpt2", PRE: pre, TOKENS: tuple(texts), TYPES: tuple(types), MERGES: merges}


def _characters(tokenizer: Chars, rows: int, loss: Fidelity) -> Keys:
    """Single bytes that are never joined; characters of several bytes would need merges that are no tokens."""
    if any(not character.isascii() for character in tokenizer.stoi):
        raise StudioError(
            "unsupported", "the vocabulary of characters has no form in a GGUF file", expected="characters of ASCII",
            found=next(c for c in tokenizer.stoi if not c.isascii()), remedy="Use --to huggingface",
        )  # fmt: skip
    texts, types = _unused(rows)
    for character, i in tokenizer.stoi.items():
        texts[i], types[i] = letters_of_bytes(character.encode()), NORMAL
    return {MODEL: "gpt2", PRE: "gpt-2", TOKENS: tuple(texts), TYPES: tuple(types), MERGES: ()}


def _sentencepiece(tokenizer: LibraryTokenizer, rows: int, loss: Fidelity) -> Keys:
    pieces = pieces_of(tokenizer)
    if pieces.normalised:
        loss.lose("the tokenizer in GGUF", expected="text as it is", found="text that is normalised first")
    texts, types = _unused(rows)
    scores = [0.0] * rows
    texts[: len(pieces.texts)], types[: len(pieces.types)] = pieces.texts, pieces.types
    scores[: len(pieces.scores)] = pieces.scores
    return {
        MODEL: "llama", PRE: "default", TOKENS: tuple(texts), SCORES: tuple(scores), TYPES: tuple(types),
        "tokenizer.ggml.add_space_prefix": pieces.space_first,
    }  # fmt: skip


def _unused(rows: int) -> tuple[list[str], list[int]]:
    """A text and a type for each row of the head; there are as many tokens as rows."""
    return [f"[PAD{i}]" for i in range(rows)], [UNUSED] * rows


def _ids(checkpoint: Checkpoint, tokenizer: Tokenizer, rows: int, loss: Fidelity) -> Keys:
    """Ids with a role, and whether one is put before a text."""
    by_text = {token.text: token.id for token in tokenizer.added}
    roles = {role.removesuffix("_token"): by_text.get(text) for role, text in special_texts(checkpoint).items()}
    before, behind = tokenizer.prefix(), _suffix(tokenizer)
    if before:
        roles["bos"] = before[-1]
    ends = sorted(tokenizer.eos_ids, key=lambda i: (i != roles.get("eos"), i))
    if len(before) > 1 or (behind and behind != ends[:1]):
        loss.lose("the tokenizer in GGUF", expected="one token before a text", found=f"{len(before) + len(behind)}")
    found: Keys = {"tokenizer.ggml.add_bos_token": bool(before), "tokenizer.ggml.add_eos_token": bool(behind)}
    for role, key in _IDS.items():
        if role != "eos" and (i := roles.get(role)) is not None:
            found[f"tokenizer.ggml.{key}_token_id"] = i
    for name, i in zip(_ENDS, ends or [_no_end(tokenizer, rows, loss)], strict=False):
        found[f"tokenizer.ggml.{name}_token_id"] = i
    return found


def _no_end(tokenizer: Tokenizer, rows: int, loss: Fidelity) -> int:
    """An id to end texts where there is none: a row without token if there is one, else the last token.

    llama.cpp takes the token 11 for the end where a file names none.
    """
    if tokenizer.size == rows:
        loss.lose(
            "the tokenizer in GGUF", expected="a token that ends a text",
            found="none: llama.cpp would stop at one of the others", instead="use --to huggingface",
        )  # fmt: skip
    return rows - 1


def _suffix(tokenizer: Any) -> list[int]:
    return list(tokenizer.suffix())
