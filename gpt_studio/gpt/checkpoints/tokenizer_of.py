"""The tokenizer of a checkpoint: its own files, nanoGPT's meta.pkl, or GPT-2's ranks. No torch here."""

from __future__ import annotations

from gpt_studio.gpt.folder import has
from gpt_studio.gpt.tokenizers import BytesBPE, Chars, describe_tokenizer, gpt2, load_tokenizer
from gpt_studio.gpt.tokenizers.folders import has_tokenizer
from gpt_studio.gpt.tokenizers.library import LibraryTokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import TokenizerInfo

from .checkpoint import Checkpoint
from .gguf.tokenizer import describe_gguf_tokenizer, tokenizer_of_gguf
from .nanogpt_meta import META, read_meta

GPT2_SIZE = 50257
_LARGEST_PADDED = 50688  # GPT-2's vocabulary, padded to a multiple of up to 512


def tokenizer_of(checkpoint: Checkpoint) -> BytesBPE | Chars | LibraryTokenizer:
    """The tokenizer that belongs to a checkpoint. Raises StudioError saying which file is missing or broken."""
    vocab = checkpoint.config.vocab_size
    if checkpoint.packed is not None:
        return tokenizer_of_gguf(checkpoint.packed.file, limit=vocab)
    if has_tokenizer(checkpoint.folder):
        return load_tokenizer(checkpoint.folder, limit=vocab)
    if _has_meta(checkpoint):
        characters = read_meta(checkpoint.folder)
        if characters.size > vocab:
            raise StudioError(
                "damaged", f"{checkpoint.folder / META} does not belong to this checkpoint",
                expected=f"at most {vocab} characters", found=str(characters.size),
            )  # fmt: skip
        return characters
    if _is_gpt2(checkpoint):
        return gpt2()
    raise StudioError(
        "absent", f"{checkpoint.folder} holds no tokenizer",
        expected=f"{META} beside the checkpoint" if checkpoint.format == "nanogpt" else "tokenizer.json",
        found=f"a vocabulary of {vocab} and no file that says what its tokens are",
    )  # fmt: skip


def tokenizer_info(checkpoint: Checkpoint) -> TokenizerInfo | None:
    """Kind and size of the checkpoint's tokenizer; None where there is none. Raises StudioError for a broken one."""
    if checkpoint.packed is not None:
        return describe_gguf_tokenizer(checkpoint.packed.file)
    if has_tokenizer(checkpoint.folder):
        return describe_tokenizer(checkpoint.folder, limit=checkpoint.config.vocab_size)
    if _has_meta(checkpoint):
        return TokenizerInfo("char", read_meta(checkpoint.folder).size)
    return TokenizerInfo("bpe", GPT2_SIZE) if _is_gpt2(checkpoint) else None


def _has_meta(checkpoint: Checkpoint) -> bool:
    return checkpoint.format == "nanogpt" and has(checkpoint.folder, META)


def _is_gpt2(checkpoint: Checkpoint) -> bool:
    return checkpoint.format == "nanogpt" and GPT2_SIZE <= checkpoint.config.vocab_size <= _LARGEST_PADDED
