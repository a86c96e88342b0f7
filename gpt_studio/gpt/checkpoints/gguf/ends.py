"""Where a GGUF file's texts begin and end: the ids that stand before one, and those that end one."""

from __future__ import annotations

from collections.abc import Mapping

from .metadata import GGUF

# Control tokens that end a turn, by the text that their families give them
_ENDS_OF_TURNS = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|endoftext|>", "<|end_of_text|>")


def prefix_ids(file: GGUF, *, default: bool) -> list[int]:
    """The beginning-of-text id, where the file (or, where it is silent, `default`) puts it before a text."""
    if not file.flag("tokenizer.ggml.add_bos_token", default):
        return []
    return [file.count("tokenizer.ggml.bos_token_id")]


def suffix_ids(file: GGUF, *, default: bool) -> list[int]:
    """The end-of-text id, where the file (or, where it is silent, `default`) puts it behind a text that is whole."""
    if not file.flag("tokenizer.ggml.add_eos_token", default):
        return []
    return [file.count("tokenizer.ggml.eos_token_id")]


def end_ids(file: GGUF, special: Mapping[str, int]) -> frozenset[int]:
    """Ids that end a text: of the file's own keys, and control tokens that are known to end a turn."""
    keys = [f"tokenizer.ggml.{name}_token_id" for name in ("eos", "eot", "eom")]
    named = {file.count(key) for key in keys if key in file.header.metadata}
    return frozenset(named | {special[text] for text in _ENDS_OF_TURNS if text in special})
