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
from .torch_files.llama2c_tokenizer import has_pieces, tokenizer_of_llama2c
from .torch_files.mingpt_characters import INPUT, characters_of_input, has_input
from .torch_files.nanogpt_meta import META, read_meta

GPT2_SIZE = 50257
_FILES = {
    "nanogpt": f"{META} beside the checkpoint", "mingpt": f"{META}, or {INPUT} that it was trained on, beside it",
    "llama2c": "tokenizer.model or tokenizer.bin beside it",
}  # fmt: skip
_LARGEST_PADDED = 50688  # GPT-2's vocabulary, padded to a multiple of up to 512


def tokenizer_of(checkpoint: Checkpoint) -> BytesBPE | Chars | LibraryTokenizer:
    """The tokenizer that belongs to a checkpoint. Raises StudioError saying which file is missing or broken."""
    vocab = checkpoint.config.vocab_size
    if checkpoint.packed is not None:
        return tokenizer_of_gguf(checkpoint.packed.file, limit=vocab)
    if _is_llama2c(checkpoint):
        return tokenizer_of_llama2c(checkpoint.folder, vocab)
    if has_tokenizer(checkpoint.folder):
        return load_tokenizer(checkpoint.folder, limit=vocab)
    characters = _characters(checkpoint)
    if characters is not None:
        return characters
    if _is_gpt2(checkpoint):
        return gpt2()
    raise StudioError(
        "absent", f"{checkpoint.folder} holds no tokenizer", expected=_FILES.get(checkpoint.format, "tokenizer.json"),
        found=f"a vocabulary of {vocab} and no file that says what its tokens are",
    )  # fmt: skip


def tokenizer_info(checkpoint: Checkpoint) -> TokenizerInfo | None:
    """Kind and size of the checkpoint's tokenizer; None where there is none. Raises StudioError for a broken one."""
    if checkpoint.packed is not None:
        return describe_gguf_tokenizer(checkpoint.packed.file)
    if _is_llama2c(checkpoint):
        tokenizer = tokenizer_of_llama2c(checkpoint.folder, checkpoint.config.vocab_size)
        return TokenizerInfo(tokenizer.kind, tokenizer.size)
    if has_tokenizer(checkpoint.folder):
        return describe_tokenizer(checkpoint.folder, limit=checkpoint.config.vocab_size)
    characters = _characters(checkpoint)
    if characters is not None:
        return TokenizerInfo("char", characters.size)
    return TokenizerInfo("bpe", GPT2_SIZE) if _is_gpt2(checkpoint) else None


def _is_llama2c(checkpoint: Checkpoint) -> bool:
    return checkpoint.format == "llama2c" and has_pieces(checkpoint.folder)


def _characters(checkpoint: Checkpoint) -> Chars | None:
    """The characters of a character-level model, from meta.pkl or, of minGPT, from the text it was trained on."""
    folder, vocab = checkpoint.folder, checkpoint.config.vocab_size
    if checkpoint.format not in ("nanogpt", "mingpt"):
        return None
    if has(folder, META):
        characters = read_meta(folder)
        if characters.size > vocab:
            raise StudioError(
                "damaged", f"{folder / META} does not belong to this checkpoint",
                expected=f"at most {vocab} characters", found=str(characters.size),
            )  # fmt: skip
        return characters
    return characters_of_input(folder, vocab) if checkpoint.format == "mingpt" and has_input(folder) else None


def _is_gpt2(checkpoint: Checkpoint) -> bool:
    most = _LARGEST_PADDED if checkpoint.format == "nanogpt" else GPT2_SIZE
    return checkpoint.format in ("nanogpt", "mingpt") and GPT2_SIZE <= checkpoint.config.vocab_size <= most
