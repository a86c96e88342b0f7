"""A run that starts from a model that chats leaves one that chats: template, special tokens and their roles."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from gpt_studio.files.hashes import sha256_file
from gpt_studio.gpt.chat.prompt import chat_prompt
from gpt_studio.gpt.loaded import load_model
from gpt_studio.protocol.training import TrainParams
from gpt_studio.store.runs import request_stop
from gpt_studio.training import loop, start, step

pytestmark = pytest.mark.filterwarnings("ignore")  # transformers' own

TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TALK = [{"role": "user", "content": "hello there"}]


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    """A Llama folder with a vocabulary, roles and a template as transformers writes them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokens = Tokenizer(models.BPE())
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokens.train_from_iterator(
        ["hello there"], trainers.BpeTrainer(vocab_size=270, special_tokens=SPECIAL, initial_alphabet=alphabet)
    )
    folder = tmp_path / "chats"
    roles = {"bos_token": SPECIAL[1], "eos_token": SPECIAL[2], "pad_token": SPECIAL[0]}
    PreTrainedTokenizerFast(tokenizer_object=tokens, chat_template=TEMPLATE, **roles).save_pretrained(folder)
    sizes = {"hidden_size": 16, "intermediate_size": 24, "num_attention_heads": 2, "num_key_value_heads": 2}
    LlamaForCausalLM(
        LlamaConfig(vocab_size=280, num_hidden_layers=1, max_position_embeddings=64, eos_token_id=2, **sizes)
    ).save_pretrained(folder)
    return folder


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks.jsonl"
    rows = [{"messages": [*TALK, {"role": "assistant", "content": f"number {n}"}]} for n in range(40)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_checkpoint_keeps_the_template_and_a_resumed_run_leaves_the_same_files(
    params: TrainParams, chats: Path, talks: Path, quiet: start.Speech, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talking = replace(
        params, from_scratch=None, model=str(chats), data=(str(talks),), context=48, method=method, mask_prompt=True,
        steps=8,
    )  # fmt: skip
    straight = start.begin(replace(talking, run=f"{params.run}-straight"), Path("unused"), quiet).folder

    def take(*args: Any) -> Any:
        if args[4] == 6:
            request_stop(Path(params.run or ""))
        return step.take_step(*args)

    monkeypatch.setattr(loop, "take_step", take)
    run = start.begin(talking, Path("unused"), quiet).folder
    monkeypatch.undo()
    start.resume(run, speech=quiet)
    folder = run / "checkpoints/step-000008"
    for path in (straight / "checkpoints/step-000008").iterdir():
        assert sha256_file(path) == sha256_file(folder / path.name), path.name
    assert (folder / "chat_template.jinja").read_text() == TEMPLATE
    theirs = AutoTokenizer.from_pretrained(folder)
    assert (theirs.bos_token, theirs.eos_token, theirs.pad_token) == (SPECIAL[1], SPECIAL[2], SPECIAL[0])
    tokenizer = load_model(folder).tokenizer
    prompt = chat_prompt(folder, tokenizer, TALK)
    assert prompt.text == chat_prompt(chats, tokenizer, TALK).text
    assert prompt.text == theirs.apply_chat_template(TALK, tokenize=False, add_generation_prompt=True)
    assert SPECIAL[2] in {tokenizer.decode([i]) for i in tokenizer.eos_ids} or tokenizer.eos_ids == frozenset({2})
    if method == "full":
        loaded = LlamaForCausalLM.from_pretrained(folder)
        assert loaded.config.model_type == "llama"


def test_dropout_leaves_the_family_of_a_network_as_it_is(
    params: TrainParams, chats: Path, talks: Path, quiet: start.Speech
) -> None:
    """A network with dropout is another one in memory; its files are still those of a Llama, resumed or not."""
    dropping = replace(params, from_scratch=None, model=str(chats), data=(str(talks),), context=48, steps=2)
    run = start.begin(dropping, Path("unused"), quiet).folder
    assert json.loads((run / "checkpoints/step-000002/config.json").read_text())["model_type"] == "llama"
    start.resume(run, extend=2, speech=quiet)
    assert json.loads((run / "checkpoints/step-000004/config.json").read_text())["model_type"] == "llama"
