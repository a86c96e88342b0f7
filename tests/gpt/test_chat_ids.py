"""A conversation's ids are those of transformers' apply_chat_template, whatever the tokenizer does at its seams."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import transformers
from tokenizer_kinds import json_of

from gpt_studio.gpt.chat import layout
from gpt_studio.gpt.chat.prompt import chat_prompt
from gpt_studio.gpt.checkpoints.checkpoint import Checkpoint
from gpt_studio.gpt.tokenizers import load_tokenizer
from gpt_studio.sampling.prompt import read_parts

LLAMA_2 = (
    "{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set said = messages[0]['content'] %}"
    "{% else %}{% set rest = messages %}{% set said = false %}{% endif %}{% for m in rest %}"
    "{% if loop.index0 == 0 and said %}{% set content = '<<SYS>>\n' + said + '\n<</SYS>>\n\n' + m['content'] %}"
    "{% else %}{% set content = m['content'] %}{% endif %}{% if m['role'] == 'user' %}"
    "{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}"
    "{% else %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"
)
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PHI_3 = (
    "{% for m in messages %}<|{{ 'user' if m['role'] == 'system' else m['role'] }}|>\n{{ m['content'] }}<|end|>\n"
    "{% endfor %}<|assistant|>\n"
)
TALK = [
    {"role": "system", "content": "The lazy dog is kind."}, {"role": "user", "content": "  The quick  brown fox?"},
    {"role": "assistant", "content": "naïve cafés 你好"}, {"role": "user", "content": "over\nthe dog"},
]  # fmt: skip
LINES = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"


@pytest.mark.parametrize(
    ("name", "roles", "template"),
    [
        ("llama", ("<s>", "</s>"), LLAMA_2), ("llama_first", ("<s>", "</s>"), LLAMA_2),
        ("llama", ("<s>", "</s>"), LINES), ("llama_first", ("<s>", "</s>"), LINES),
        ("phi3", ("<s>", "</s>"), PHI_3), ("phi3", ("<s>", "</s>"), "{{ bos_token }}" + PHI_3),
        ("gemma", ("<bos>", "<eos>"), "{{ bos_token }}" + LINES), ("roberta", ("<s>", "</s>"), LINES),
        ("llama_3", ("<|begin|>", "<|end|>"), "{{ bos_token }}" + CHATML),
        ("llama_3", ("<|begin|>", "<|end|>"), CHATML), ("t5", ("</s>", "</s>"), CHATML),
    ],
)  # fmt: skip
@pytest.mark.parametrize("count", [2, 4])
def test_the_ids_are_those_of_transformers(name, roles, template, count, tmp_path, monkeypatch):
    (tmp_path / "tokenizer.json").write_text(json_of(name), "utf-8")
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": roles[0], "eos_token": roles[1]}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(str(tmp_path))
    expected = theirs.apply_chat_template(
        TALK[:count], chat_template=template, add_generation_prompt=True, return_dict=False
    )
    ours = load_tokenizer(tmp_path)
    monkeypatch.setattr(layout, "template_of", lambda _: template)
    monkeypatch.setattr(layout, "special_texts", lambda _: {"bos_token": roles[0], "eos_token": roles[1]})
    checkpoint = Checkpoint.__new__(Checkpoint)
    object.__setattr__(checkpoint, "path", Path("model"))
    prompt = read_parts(chat_prompt(checkpoint, ours, TALK[:count]).parts, ours)
    begun = ours.prefix() if "bos_token" not in template else []  # the tokenizer's own, where the template has none
    assert prompt.ids == begun + expected
