"""The tokenizer inside a GGUF file. No torch here."""

from __future__ import annotations

from gpt_studio.gpt.folder import naming, shown
from gpt_studio.gpt.tokenizers.bytes_bpe import BytesBPE
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import TokenizerInfo

from .bytes_bpe import TOKENS, bytes_bpe_of
from .metadata import GGUF

MODEL = "tokenizer.ggml.model"
_KINDS = {"gpt2": "bpe"}


def tokenizer_of_gguf(file: GGUF, *, limit: int) -> BytesBPE:
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
        return bytes_bpe_of(file)


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
