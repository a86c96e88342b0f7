"""Chats of three formats as tokens and labels: those of transformers' own mask, and the loss with labels of -100."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from gpt_studio.gpt.checkpoints.recognise import read_checkpoint
from gpt_studio.gpt.checkpoints.write import save_checkpoint
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.gpt.model import Decoder, init_weights
from gpt_studio.gpt.tokenizers import Tokenizer as Ours
from gpt_studio.gpt.tokenizers import load_tokenizer
from gpt_studio.training.datasets.formats import content_of, recognise
from gpt_studio.training.datasets.rendering import Example, Renderer
from gpt_studio.training.feed import IGNORED, MicroBatch
from gpt_studio.training.step import summed_loss

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] + '\\n' }}"
    "{% if m['role'] == 'assistant' %}{% generation %}{{ m['content'] }}<|im_end|>{% endgeneration %}"
    "{% else %}{{ m['content'] }}<|im_end|>{% endif %}{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\\n{% endif %}"
).replace("\\n", "\n")
PLAIN_CHATML = CHATML.replace("{% generation %}", "").replace("{% endgeneration %}", "")
TURNS = [
    ("system", "Answer in  ISO dates, naïvely."),
    ("user", "4 July 1976?"),
    ("assistant", "1976-07-04 你好"),
    ("user", " and\nthe next <|im_end|> day "),
    ("assistant", "1976-07-05\n"),
]
SPEAKER = {"system": "system", "user": "human", "assistant": "gpt"}
ROWS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "messages": ({"messages": [{"role": r, "content": c} for r, c in TURNS]}, TURNS),
    "sharegpt": ({"conversations": [{"from": SPEAKER[r], "value": c} for r, c in TURNS]}, TURNS),
    "alpaca": (
        {
            "system": TURNS[0][1],
            "history": [[TURNS[1][1], TURNS[2][1]]],
            "instruction": " and\nthe next",
            "input": "<|im_end|> day ",
            "output": TURNS[4][1],
        },
        [*TURNS[:3], ("user", " and\nthe next\n<|im_end|> day "), TURNS[4]],
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small byte-level BPE with ChatML's control tokens, beside a tiny GPT-2."""
    place = tmp_path_factory.mktemp("chat")
    made = Tokenizer(models.BPE())
    made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator([c for _, c in TURNS] * 20, trainer)
    model = Decoder(DecoderConfig(made.get_vocab_size(), 2, 2, 16, 256))
    init_weights(model, 0)
    (place / "tokenizer").mkdir()
    made.save(str(place / "tokenizer" / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|im_end|>"}
    (place / "tokenizer" / "tokenizer_config.json").write_text(json.dumps(settings))
    save_checkpoint(place, model, load_tokenizer(place / "tokenizer"))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (place / name).write_bytes((place / "tokenizer" / name).read_bytes())
    (place / "chat_template.jinja").write_text(PLAIN_CHATML)
    return place


@pytest.fixture(scope="module")
def ours(folder: Path) -> Ours:
    return load_tokenizer(folder)


def their_mask(folder: Path, turns: list[tuple[str, str]]) -> tuple[list[int], list[int]]:
    """transformers' ids and mask of what an assistant says. Control tokens written by a person are not tried there."""
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(str(folder))
    told = [{"role": role, "content": content} for role, content in turns]
    found = theirs.apply_chat_template(told, chat_template=CHATML, return_dict=True, return_assistant_tokens_mask=True)
    return found["input_ids"], found["assistant_masks"]


def example(form: str, row: dict[str, Any], folder: Path, tokenizer: Ours, *, mask: bool) -> Example:
    assert recognise(row) == form
    return Renderer(tokenizer, read_checkpoint(folder), mask_prompt=mask).example(content_of(row, form, {}))


def tame(value: Any) -> Any:
    """Without a control token in what a person wrote: transformers would take it for one."""
    return json.loads(json.dumps(value).replace("<|im_end|>", "im end"))


@pytest.mark.parametrize("form", ROWS)
def test_ids_and_mask_are_those_of_transformers(form: str, folder: Path, ours: Ours) -> None:
    row, turns = tame(ROWS[form])
    ids, mask = their_mask(folder, [tuple(turn) for turn in turns])
    found = example(form, row, folder, ours, mask=True)
    assert list(found.ids) == ids
    assert [int(learnt) for learnt in found.learnt] == mask and 0 < sum(mask) < len(mask)
    assert all(example(form, row, folder, ours, mask=False).learnt)


@pytest.mark.parametrize("form", ROWS)
def test_the_masked_loss_is_that_of_transformers_with_labels_of_minus_100(form: str, folder: Path, ours: Ours) -> None:
    row, turns = tame(ROWS[form])
    ids, mask = their_mask(folder, [tuple(turn) for turn in turns])
    theirs = transformers.GPT2LMHeadModel.from_pretrained(folder, attn_implementation="eager").eval()
    labels = [token if learnt else -100 for token, learnt in zip(ids, mask, strict=True)]
    expected = theirs(input_ids=torch.tensor([ids]), labels=torch.tensor([labels])).loss.item()

    from gpt_studio.gpt.loaded import load_model

    found = example(form, row, folder, ours, mask=True)
    targets = [token if learnt else IGNORED for token, learnt in zip(found.ids[1:], found.learnt[1:], strict=True)]
    batch = MicroBatch(torch.tensor([found.ids[:-1]]), torch.tensor([targets]))
    model = load_model(folder).model
    assert summed_loss(model.eval(), batch).item() / batch.learnt == pytest.approx(expected, abs=1e-5)
    assert batch.learnt == found.targets


def test_a_control_token_that_a_person_wrote_is_text(folder: Path, ours: Ours) -> None:
    row, _ = ROWS["messages"]
    found = example("messages", row, folder, ours, mask=True)
    end = next(token.id for token in ours.added if token.text == "<|im_end|>")
    assert found.ids.count(end) == len(TURNS)


def test_without_a_template_a_conversation_is_plain_lines_and_ends_with_the_end_of_the_text(ours: Ours) -> None:
    row, _ = tame(ROWS["messages"])
    found = Renderer(ours, None, mask_prompt=True).example(content_of(row, "messages", {}))
    text = "".join(ours.token_bytes(i).decode("utf-8", "replace") for i in found.ids[:-1])
    assert text.startswith("Answer in  ISO dates, naïvely.\nUser: 4 July 1976?\nAssistant: 1976-07-04")
    assert found.ids[-1] in ours.eos_ids and found.learnt[-1]
    said = ours.decode([i for i, learnt in zip(found.ids[:-1], found.learnt[:-1], strict=True) if learnt])
    assert said.replace(" ", "") == "1976-07-04你好1976-07-05\n"


def test_a_prompt_and_its_completion_are_read_as_one_text_and_only_the_completion_is_learnt(ours: Ours) -> None:
    content = content_of({"prompt": "4 July 1976 is", "completion": " 1976-07-04"}, "prompt_completion", {})
    found = Renderer(ours, None, mask_prompt=True).example(content)
    assert list(found.ids[:-1]) == ours.encode("4 July 1976 is 1976-07-04")
    learnt = [i for i, wanted in zip(found.ids, found.learnt, strict=True) if wanted]
    assert ours.decode(learnt[:-1]) == " 1976-07-04" and learnt[-1] in ours.eos_ids


@pytest.mark.parametrize("unlearnt", [{2}, {4}])
def test_a_message_of_weight_0_is_masked_as_by_a_template_that_leaves_it_out(
    folder: Path, ours: Ours, unlearnt: set[int]
) -> None:
    told = [
        {"role": role, "content": content} | ({"weight": 0} if number in unlearnt else {})
        for number, (role, content) in enumerate(tame(TURNS))
    ]
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(str(folder))
    weighing = CHATML.replace("== 'assistant' %}", "== 'assistant' and m.get('weight', 1) != 0 %}")
    assert weighing != CHATML
    expected = theirs.apply_chat_template(
        told, chat_template=weighing, return_dict=True, return_assistant_tokens_mask=True
    )
    found = example("messages", {"messages": told}, folder, ours, mask=True)
    assert list(found.ids) == expected["input_ids"]
    assert list(found.learnt) == [bool(one) for one in expected["assistant_masks"]]
    whole = example("messages", {"messages": told}, folder, ours, mask=False)
    plain = {"messages": [{"role": one["role"], "content": one["content"]} for one in told]}
    all_learnt = example("messages", plain, folder, ours, mask=False).learnt
    masked_of_all = [one and not other for one, other in zip(all_learnt, whole.learnt, strict=True)]
    answered = example("messages", plain, folder, ours, mask=True).learnt
    assert masked_of_all == [one and not other for one, other in zip(answered, found.learnt, strict=True)]
