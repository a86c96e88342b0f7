"""`tokenizer.ggml.pre`: the names of GGUF files for ways of cutting text, as tokenizer.json says them.

The names and what they mean are those of llama.cpp (src/llama-vocab.cpp) and of the tokenizer.json files that its
converter knows. Like llama.cpp, no normal form is made of the text: the file does not name one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gpt_studio.gpt.tokenizers.splitting import (
    BAILING,
    BYTE_LEVEL,
    DIGITS,
    GPT_4O,
    LLAMA_3,
    QWEN_2,
    QWEN_3_5,
    SEED_CODER,
    TEKKEN,
    split,
)

Json = dict[str, Any]

_GPT_2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_HAN_AND_KANA = "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"
_EAST_ASIAN = "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"
_ASCII_SIGN = r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"
_SIGNS_AND_SPACES = r" ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_SENTENCES = " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+"
_DEEPSEEK_3 = split(
    r"\p{N}{1,3}", _HAN_AND_KANA,
    rf"{_ASCII_SIGN}[A-Za-z]+|[^\r\n\p{{L}}\p{{P}}\p{{S}}]?[\p{{L}}\p{{M}}]+|{_SIGNS_AND_SPACES}",
)  # fmt: skip
_FALCON: Json = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "Punctuation", "behavior": "Contiguous"}, BYTE_LEVEL,
        {"type": "Digits", "individual_digits": False},
        {"type": "Split", "pattern": {"Regex": "[0-9][0-9][0-9]"}, "behavior": "Isolated", "invert": False},
    ],
}  # fmt: skip
_RUNS_OF_SPACES = "|".join(rf"\s{{{2**k}}}(?!\S)" for k in range(9, 1, -1)) + r"|\s{1,2}(?!\S)|\s{1}"


@dataclass(frozen=True)
class PreTokenizer:
    """`stage` as in tokenizer.json; `whole_pieces` is its ignore_merges; `begins`: a text begins with its token."""

    stage: Json
    whole_pieces: bool = False
    begins: bool = False


def _named(names: str, stage: Json, *, whole_pieces: bool = False, begins: bool = False) -> dict[str, PreTokenizer]:
    return dict.fromkeys(names.split(), PreTokenizer(stage, whole_pieces, begins))


PRE_TOKENIZERS: dict[str, PreTokenizer] = (
    _named("gpt-2 gpt2 phi-2 olmo mpt jais gpt-neox roberta-bpe gigachat a.x-4.0 mellum exaone4 trillion", BYTE_LEVEL)
    | _named("granite-docling modern-bert", BYTE_LEVEL)
    | _named("smollm starcoder refact command-r codeshell exaone minerva-7b mellum2", DIGITS)
    | _named("qwen2 stablelm2 deepseek-r1-qwen kormo f2llmv2 megrez hunyuan solar-open grok-2", split(QWEN_2))
    | _named("qwen35", split(QWEN_3_5))
    | _named("llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2", split(LLAMA_3), whole_pieces=True,
             begins=True)
    | _named("dbrx smaug-bpe glm4 chatglm-bpe", split(LLAMA_3))
    | _named("jais-2", split(LLAMA_3.replace(r"|\s+(?!\S)|\s+", "|" + _RUNS_OF_SPACES)))
    | _named("tekken", split(TEKKEN), whole_pieces=True, begins=True)
    | _named("gpt-4o llama4 kanana2 minimax-m2", split(GPT_4O))
    | _named("tiny_aya cohere2moe", split(r"\d{1,3}(?=(?:\d{3})*\b)", GPT_4O))
    | _named("deepseek-coder", split(r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", _EAST_ASIAN, r"\p{N}"))
    | _named("deepseek-v3 step35 hunyuan-dense joyai-llm", _DEEPSEEK_3)
    | _named("falcon", _FALCON)
    | _named("bloom poro-chat gpt3-finnish", split(_SENTENCES))
    | _named("viking", split(_SENTENCES, r"\p{N}"))
    | _named("bailingmoe bailingmoe2 llada-moe", split(BAILING))
    | _named("seed-coder", split(SEED_CODER))
    | _named("superbpe", split(r"\p{N}+", r"(?=(\d{3})+(?!\d))"))
    | _named("default", split(r"[\p{P}\$\+<=>\^~\|]+", _GPT_2, r"\p{N}+", "[0-9][0-9][0-9]"))
)  # fmt: skip

# Files of before April 2024 do not name it: what these architectures have always had.
UNNAMED = {"gpt2": "gpt-2", "gptneox": "gpt-2", "starcoder2": "starcoder", "qwen2": "qwen2"}
