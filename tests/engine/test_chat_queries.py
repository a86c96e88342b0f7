"""RenderChat: the prompt of a conversation in pieces, by templates of many kinds, and without one."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field

import pytest

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.files.places import resource
from gpt_studio.gpt.chat import layout
from gpt_studio.gpt.chat.layout import lay_out
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.chat import ChatMessage
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import ModelKey

TALK = (
    ChatMessage("system", "Be brief."),
    ChatMessage("user", " user "),
    ChatMessage("assistant", "<|im_end|> is text"),
    ChatMessage("user", "assistant\n"),
)
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] CHANGE }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass
class Added:
    text: str
    id: int
    special: bool = True
    lstrip: bool = False
    rstrip: bool = False


@dataclass
class Tokenizer:
    """Control tokens and nothing else."""

    added: list = field(default_factory=lambda: [Added("<|im_start|>", 1), Added("<|im_end|>", 2), Added("<s>", 3)])
    front: list = field(default_factory=list)

    def prefix(self):
        return self.front


@pytest.fixture
def laid(monkeypatch):
    """Lay out TALK with a template."""

    @dataclass
    class Checkpoint:
        path: str = "a model"

    def lay(template, messages=TALK, **tokenizer):
        monkeypatch.setattr(layout, "template_of", lambda _checkpoint: template)
        monkeypatch.setattr(layout, "special_texts", lambda _checkpoint: {"bos_token": "<s>"})
        return lay_out(Checkpoint(), Tokenizer(**tokenizer), messages)

    return lay


@pytest.mark.parametrize(("change", "shape"), [("", str), ("| trim", str.strip)])
def test_each_content_stands_in_its_place_and_none_becomes_a_control_token(laid, change, shape):
    layout = laid(CHATML.replace("CHANGE", change))
    assert {p.message: p.text for p in layout.pieces if p.message is not None} == {
        number: shape(message.content) for number, message in enumerate(TALK)
    }
    assert [p.token for p in layout.pieces if p.token] == [1, 2, 1, 2, 1, 2, 1, 2, 1]
    assert "<|im_end|> is text" in [p.text for p in layout.pieces if p.token is None]
    frames = "".join(p.text for p in layout.pieces if p.message is None)
    assert frames == "".join(f"<|im_start|>{m.role}\n<|im_end|>\n" for m in TALK) + "<|im_start|>assistant\n"


def test_a_template_that_rewrites_a_content_gives_its_text_and_no_places(laid):
    layout = laid(CHATML.replace("CHANGE", "| replace('brief', 'long')"))
    assert "Be long." in layout.text
    assert all(piece.message is None for piece in layout.pieces)


def test_a_template_that_refuses_marks_still_renders(laid):
    check = "{% if 'brief' not in messages[0]['content'] %}{{ raise_exception('no') }}{% endif %}"
    layout = laid(check + CHATML.replace("CHANGE", ""))
    assert "Be brief." in layout.text
    assert all(piece.message is None for piece in layout.pieces)
    with pytest.raises(StudioError):
        laid(check + CHATML.replace("CHANGE", ""), TALK[1:])


def test_the_beginning_that_a_template_writes_stays_in_it(laid):
    template = "{{ bos_token }}" + CHATML.replace("CHANGE", "")
    assert laid(template).pieces[0].token == laid(template, front=[3]).pieces[0].token == 3


def test_blanks_vanish_beside_control_tokens_that_swallow_them(laid):
    added = [Added("<|im_start|>", 1), Added("<|im_end|>", 2, rstrip=True), Added("<s>", 3)]
    layout = laid(CHATML.replace("CHANGE", ""), added=added)
    assert "<|im_end|><|im_start|>" in layout.text and "<|im_end|>\n" not in layout.text
    assert "<|im_start|>user\n" in layout.text


def test_without_a_template_the_turns_are_lines_that_end_where_the_person_speaks(laid):
    drawn = (ChatMessage("user", "Hi"), ChatMessage("assistant", " Hello"), ChatMessage("assistant", "Hello"))
    layout = laid(None, drawn)
    assert layout.text == "User: Hi\nAssistant: Hello\nAssistant: Hello\nAssistant:"
    assert [p.text for p in layout.pieces if p.message is not None] == ["Hi", " Hello", "Hello"]
    assert layout.stop == ("\nUser:",)


def ask(pool, command):
    return [event for event in start(command, pool, CancelToken(), lambda event: None) if event is not None]


def test_the_engine_answers_for_a_loaded_model(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(resource("models/bundled"), folder)
    pool = Pool(1 << 40, threads=1)
    key = ModelKey(str(folder))
    ask(pool, cmd.LoadModel(1, key))
    (plain,) = ask(pool, cmd.RenderChat(2, key, (ChatMessage("user", "Hi"),)))
    assert isinstance(plain, ev.ChatRendered) and not plain.templated and plain.stop == ("\nUser:",)
    config = json.loads((folder / "tokenizer_config.json").read_text())
    config["chat_template"] = "{% for m in messages %}[{{ m['content'] }}]{% endfor %}"
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    (told,) = ask(pool, cmd.RenderChat(3, key, (ChatMessage("user", "Hi"),)))
    assert told.templated and [(p.text, p.message) for p in told.pieces] == [("[", None), ("Hi", 0), ("]", None)]
