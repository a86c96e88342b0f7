"""Tokenizers: text to ids and back, each token as bytes.

`load_tokenizer` and `save_tokenizer` for a folder, `gpt2` for the ranks that ship with the program, `chars_of` and
`train_bytes_bpe` for a new vocabulary, `token_spans` and `completed_texts` for where tokens stand in a text.
"""

from .base import Tokenizer
from .bytes_bpe import BytesBPE, gpt2
from .chars import Chars, chars_of
from .folders import describe_tokenizer, load_tokenizer, save_tokenizer
from .library import LibraryTokenizer
from .spans import Completion, completed_texts, token_spans, token_texts
from .training import train_bytes_bpe

__all__ = [
    "BytesBPE",
    "Chars",
    "Completion",
    "LibraryTokenizer",
    "Tokenizer",
    "chars_of",
    "completed_texts",
    "describe_tokenizer",
    "gpt2",
    "load_tokenizer",
    "save_tokenizer",
    "token_spans",
    "token_texts",
    "train_bytes_bpe",
]
