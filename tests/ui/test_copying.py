"""Copy as Python, Copy as command: what is copied draws the ids of the screen again."""

from __future__ import annotations

import io
import json
import os
import runpy
import shlex
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from gpt_studio.engine.cancel import CancelToken
from gpt_studio.engine.jobs import start
from gpt_studio.engine.pool import Pool
from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import LLAMA_CPP_ORDER, SamplingParams
from gpt_studio.protocol.switches import NOTHING_OFF, Switch, Switches
from gpt_studio.store.document import Document
from gpt_studio.ui.copying.command_line import as_command
from gpt_studio.ui.copying.python_script import as_python
from gpt_studio.ui.copying.run import Unknown, run_on_screen
from gpt_studio.ui.copying.source import source_of
from gpt_studio.ui.write.drawn_with import described, switched

KEY = ModelKey("bundled")
MODEL = "a model"
EVERYTHING = SamplingParams(
    repetition_penalty=1.15, repetition_window=20, frequency_penalty=0.1, presence_penalty=-0.05, no_repeat_ngram=6,
    dry_multiplier=0.4, temperature=0.9, dynamic_temperature_low=0.6, dynamic_temperature_high=1.3,
    dynamic_temperature_exponent=1.5, smoothing=0.02, top_k=200, top_p=0.97, min_p=0.001, typical_p=0.99, top_a=0.01,
    tfs=0.999, epsilon_cutoff=0.0001, eta_cutoff=0.0001, top_n_sigma=6.0, xtc_probability=0.5, xtc_threshold=0.2,
    mirostat_tau=5.0, mirostat_eta=0.2, logit_bias=((11, 1.5), (12, float("-inf"))), order=LLAMA_CPP_ORDER,
)  # fmt: skip


@pytest.fixture(scope="module")
def pool():
    pool = Pool(1 << 40, threads=1)
    list(start(cmd.LoadModel(1, KEY), pool, CancelToken(), lambda event: None))
    return pool


def write(pool, document, sampling, *, seed=5, member=0, count=16, stop=(), on_full="stop", mu=None, begin="",
          switches=NOTHING_OFF):  # fmt: skip
    """Go on from the end of the document with the real engine, as the window does."""
    command = cmd.Generate(
        2, KEY, document.parts(), sampling, seed, (member,), count, tuple(stop), on_full, mu=mu, begin=begin,
        switches=switches,
    )  # fmt: skip
    settings = {"model": MODEL, "seed": seed, "member": member, **described(sampling), "stop": list(stop),
                "on_full": on_full, "begin": begin, **switched(switches)}  # fmt: skip
    node = document.begin_drawn(settings)
    for event in start(command, pool, CancelToken(), lambda event: None):
        match event:
            case ev.PromptRead():
                document.set_scores(event.records, measured=False)
            case ev.TokensArrived():
                document.extend(node, event.records)
            case ev.GenerationDone():
                document.finish(node, event.stop_reason)
    return document


def new_document(text):
    document = Document(text)
    document.set_model(MODEL)
    return document


def run_of(pool, document):
    loaded = pool.at_hand(KEY).loaded
    return run_on_screen(document, KEY, loaded.info, loaded.context, MODEL)


def drawn_ids(document):
    return [record.id for record in document.node(document.current).records]


def ids_of_command(line, capfd, monkeypatch):
    """The ids that the line draws; of a pipe, what `printf` would write is given to it."""
    from gpt_studio.cli.main import main

    words = shlex.split(line)
    if words[0] == "printf":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words[2].encode())))
        words = words[4:]
    with pytest.raises(SystemExit) as ended:
        main([*words[1:], "--json"])
    out, err = capfd.readouterr()
    assert ended.value.code == 0, err
    return json.loads(out)["completions"][0]["ids"]


def run_script(script, folder):
    """In this process, where nothing but this program is loaded by it; its assertion is the test."""
    path = folder / "run.py"
    path.write_text(script)
    runpy.run_path(str(path))


def run_script_alone(script):
    done = subprocess.run(
        [sys.executable, "-W", "error::SyntaxWarning", "-c", script], capture_output=True, text=True, timeout=200,
        env=os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


SETTINGS = {
    "plain": SamplingParams(),
    "greedy": SamplingParams(temperature=0.0, repetition_penalty=1.3),
    "usual": SamplingParams(temperature=0.8, top_k=40, top_p=0.95),
    "everything": EVERYTHING,
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_command_line_draws_the_ids_of_the_screen(pool, capfd, monkeypatch, name):
    document = write(pool, new_document("ROMEO:\nWhat 'light' — \"$x\"?\n"), SETTINGS[name], member=3, stop=["\nJ\\"])
    line = as_command(run_of(pool, document), windows=False)
    assert ids_of_command(line, capfd, monkeypatch) == drawn_ids(document)


OFF = (Switch(0, "kv_group", 1), Switch(1, "head", 2), Switch(2, "mlp"), Switch(3, "layer"))


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        (Switches(OFF), "--off group:0.1,1.2,mlp:2,layer:3"),
        (Switches(OFF, "mean", 6), "--off group:0.1,1.2,mlp:2,layer:3 --off-mode mean --off-since 6"),
        (
            Switches(OFF[1:2], "mean", reference="-a b.txt"),
            "--off 1.2 --off-mode mean '--off-reference=-a b.txt'",
        ),
    ],
    ids=["zero", "mean", "reference"],
)
def test_the_command_line_draws_them_again_with_the_same_parts_off(pool, capfd, monkeypatch, tmp_path, switches, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-a b.txt").write_text("JULIET:\nO Romeo, Romeo!\n")
    document = write(pool, new_document("ROMEO:\nWhat light"), SamplingParams(temperature=0.8), switches=switches)
    plain = write(pool, new_document("ROMEO:\nWhat light"), SamplingParams(temperature=0.8))
    line = as_command(run_of(pool, document), windows=False)
    assert line.endswith(said)
    drawn = ids_of_command(line, capfd, monkeypatch)
    assert drawn == drawn_ids(document) != drawn_ids(plain)
    assert "--off" not in as_command(run_of(pool, plain), windows=False)


def test_a_prompt_of_drawn_tokens_and_a_long_one_come_as_they_are(pool, capfd, monkeypatch):
    document = write(pool, new_document("ROMEO:\n"), SamplingParams(), count=8)
    write(pool, document, SamplingParams(temperature=0.7), seed=9)
    line = as_command(run_of(pool, document), windows=False)
    assert "--prompt-ids" in line
    assert ids_of_command(line, capfd, monkeypatch) == drawn_ids(document)
    monkeypatch.setattr("gpt_studio.ui.copying.command_line.LONGEST_ARGUMENT", 10)
    assert as_command(run_of(pool, document), windows=False).startswith("printf ")
    typed = write(pool, new_document("ROMEO:\nWhat light is this?"), SamplingParams())
    line = as_command(run_of(pool, typed), windows=False)
    assert line.startswith("printf ")
    assert ids_of_command(line, capfd, monkeypatch) == drawn_ids(typed)


def test_a_generation_that_was_split_by_an_alternative_is_one_run_again(pool, capfd, monkeypatch):
    document = write(pool, new_document("ROMEO:\n"), SamplingParams(), count=12)
    whole = drawn_ids(document)
    first = len(document.tokens()) - 12
    document.choose(first + 5, document.tokens()[first + 5].record, {})
    document.walk(-1)
    assert len(document.path()) == 4
    run = run_of(pool, document)
    assert list(run.drawn) == whole
    assert ids_of_command(as_command(run, windows=False), capfd, monkeypatch) == whole


@pytest.mark.slow
@pytest.mark.parametrize("name", ["everything"])
def test_the_script_loads_with_transformers_and_draws_the_ids_of_the_screen(pool, name):
    document = write(pool, new_document("ROMEO:\nWhat light\n"), SETTINGS[name], member=2)
    script = as_python(run_of(pool, document))
    assert "gpt_studio" not in script
    assert run_script_alone(script).strip() == document.node(document.current).text.strip()


def test_a_model_that_transformers_cannot_read_is_loaded_by_this_program(pool, tmp_path):
    document = write(pool, new_document("ROMEO:\n"), SamplingParams(temperature=0.9, min_p=0.02))
    run = run_of(pool, document)
    run = replace(run, info=replace(run.info, format="nanogpt"))
    script = as_python(run)
    assert "from gpt_studio.gpt import load_model" in script and "transformers import" not in script
    run_script(script, tmp_path)


def test_a_sliding_window_and_a_change_of_settings_under_way_are_in_the_script(pool, tmp_path):
    document = write(pool, new_document("ROMEO:\n" * 4), SamplingParams(), count=6)
    more = write(pool, document, SamplingParams(temperature=0.0), count=6, seed=5)
    run = run_of(pool, more)
    first = tuple(record.id for node in more.path()[-2:-1] for record in node.records)
    whole = replace(
        run, prompt=run.prompt[: -len(first)], drawn=first + run.drawn,
        samplings=((0, SamplingParams()), (6, SamplingParams(temperature=0.0))),
    )  # fmt: skip
    run_script(as_python(replace(whole, info=replace(run.info, format="nanogpt"))), tmp_path)
    short = replace(KEY, context=24)
    list(start(cmd.LoadModel(1, short), pool, CancelToken(), lambda event: None))
    command = cmd.Generate(2, short, ("ROMEO:\nWhat light is this that comes",), max_tokens=30, seed=4, on_full="slide")
    events = list(start(command, pool, CancelToken(), lambda event: None))
    prompt = next(e for e in events if isinstance(e, ev.PromptRead)).records
    drawn = [r.id for e in events if isinstance(e, ev.TokensArrived) for r in e.records]
    assert len(prompt) + len(drawn) > 24
    slid = replace(
        run, info=replace(run.info, format="nanogpt"), key=short, context=24, prompt=tuple(r.id for r in prompt),
        drawn=tuple(drawn), seed=4, samplings=((0, SamplingParams()),), on_full="slide",
    )  # fmt: skip
    run_script(as_python(slid), tmp_path)


def test_what_finishes_a_healed_prompt_is_drawn_again_by_the_line_and_stands_in_the_script(
    pool, capfd, monkeypatch, tmp_path
):
    sampling = SamplingParams(temperature=0.9, mirostat_tau=4.0)
    document = write(pool, new_document("ROMEO:\nWhat"), sampling, begin="  ", seed=11)
    run = run_of(pool, document)
    assert run.begin == "  " and run.begun > 0
    assert ids_of_command(as_command(run, windows=False), capfd, monkeypatch) == drawn_ids(document)
    run_script(as_python(replace(run, info=replace(run.info, format="nanogpt"))), tmp_path)


def test_the_source_of_a_sampler_comes_with_all_that_it_uses():
    text = source_of(["dynamic_temperature"])
    assert "def temperature_of_entropy" in text and "def entropy" in text and "_SMALL" in text
    assert "def top_k" not in text


def test_what_nobody_drew_or_another_model_wrote_cannot_be_copied(pool):
    with pytest.raises(Unknown, match="none"):
        run_of(pool, new_document("only typed"))
    document = write(pool, new_document("ROMEO:\n"), SamplingParams(), count=3)
    document.node(document.current).settings["model"] = "another"
    with pytest.raises(Unknown, match="model"):
        run_of(pool, document)


def test_the_commands_fill_the_clipboard_and_say_so(studio, qtbot):
    commands = studio.window.commands
    assert not commands["copy.command"].isEnabled()
    studio.type(qtbot, "To be")
    studio.generate()
    with qtbot.waitSignal(studio.window.copying.told) as told:
        commands["copy.command"].trigger()
    assert told.args[0].startswith("Copied")
    assert QGuiApplication.clipboard().text().startswith("gpt-studio generate bundled --prompt 'To be'")
    commands["copy.python"].trigger()
    assert "EXPECTED" in QGuiApplication.clipboard().text()
    studio.workspace.switch(Switches(OFF[1:2]))
    studio.generate()
    commands["copy.command"].trigger()
    assert QGuiApplication.clipboard().text().endswith(" --off 1.2")
