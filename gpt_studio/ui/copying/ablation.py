"""What switching off costs a text, as a script in plain PyTorch and as a `gpt-studio ablate …` line. Qt-free."""

from __future__ import annotations

import shlex
import subprocess
import sys
import textwrap

from gpt_studio.protocol.looking import Ablated
from gpt_studio.protocol.switches import Switches

from .command_line import LONGEST_ARGUMENT, model_options
from .loading import loading_options, place_of
from .switching_script import HOOKED, constants, means

OPTIONS = {"head": "--heads", "kv_group": "--groups", "layer": "--layers", "mlp": "--mlps"}
TOLERANCE = 1e-4


def switch_options(switches: Switches) -> list[str]:
    """The options of `gpt-studio ablate` for what is off."""
    words: list[str] = []
    for kind, option in OPTIONS.items():
        dotted = kind in ("head", "kv_group")
        parts = [f"{s.layer}.{s.index}" if dotted else str(s.layer) for s in switches.off if s.kind == kind]
        words += [option, ",".join(parts)] if parts else []
    words += ["--mode", "mean"] if switches.mode == "mean" else []
    words += ["--reference", switches.reference] if switches.reference else []
    return words + (["--since", str(switches.since)] if switches.since else [])


def as_command(found: Ablated, text: str, *, windows: bool = sys.platform == "win32") -> str | None:
    """The line that finds the same numbers; None for a text that no line of this system can hold."""
    words = ["gpt-studio", "ablate", found.key.path, *model_options(found.key)]
    options = switch_options(found.switches)
    if windows and ("\n" in text or len(text) > LONGEST_ARGUMENT):
        return None
    if len(text) > LONGEST_ARGUMENT:
        return f"printf %s {shlex.quote(text)} | " + shlex.join([*words, "--text-file", "-", *options])
    words += [f"--text={text}" if text.startswith("-") else "--text"] + ([] if text.startswith("-") else [text])
    return subprocess.list2cmdline([*words, *options]) if windows else shlex.join([*words, *options])


def as_python(found: Ablated) -> str:
    """The script. It prints every token with and without, and ends with assertions on the numbers of the screen."""
    pieces = (_head(found), HOOKED, LOG_P, means(found.switches, "IDS"), _compare(), _end(found))
    return "\n\n\n".join(piece.strip("\n") for piece in pieces) + "\n"


def _head(found: Ablated) -> str:
    key, switches = found.key, found.switches
    return "\n".join(
        [
            '"""What a text loses when parts of the network are switched off. pip install gpt-studio"""',
            "",
            "import torch",
            "",
            "from gpt_studio.gpt import load_model  # the loader; all else is torch",
            "",
            f"MODEL = {place_of(key)!r}",
            f"IDS = {_wrapped([record.id for record in found.records])}",
            *constants(switches),
            "",
            f"loaded = load_model(MODEL{loading_options(key)})",
            "model, tokenizer = loaded.model.eval(), loaded.tokenizer  # model is a torch.nn.Module",
        ]
    )


LOG_P = '''
def first():
    """The position of the first row that a forward hands out."""
    return 0


def log_p(watch=None):
    """Log-probabilities (T, V) behind every token, in float64."""
    with torch.inference_mode():
        return model(torch.tensor([IDS], device=model.device), watch=watch)[0].cpu().double().log_softmax(-1)
'''


def _compare() -> str:
    return textwrap.dedent(
        """
        on, off = log_p()[:-1], log_p(hooked)[:-1]
        targets = torch.tensor(IDS[1:])[:, None]
        said_on, said_off = on.gather(-1, targets)[:, 0], off.gather(-1, targets)[:, 0]
        kl = torch.where(on > -torch.inf, on.exp() * (on - off), 0.0).sum(-1)
        for token, a, b, d in zip(IDS[1:], said_on.tolist(), said_off.tolist(), kl.tolist()):
            print(f"{token:>8}  on {a:9.4f}  off {b:9.4f}  KL {d:9.4f}")
        print(f"mean loss {-said_on.mean():.4f} nats, switched off {-said_off.mean():.4f}; mean KL {kl.mean():.4f}")
        """
    )


def _end(found: Ablated) -> str:
    return "\n".join(
        [
            "# what the screen showed",
            _numbers("OFF_LOGPROB", found.ablated.tolist()),
            _numbers("KL", found.kl.tolist()),
            f"torch.testing.assert_close(said_off, torch.tensor(OFF_LOGPROB).double(), rtol={TOLERANCE}, "
            f"atol={TOLERANCE})",
            f"torch.testing.assert_close(kl, torch.tensor(KL).double(), rtol={TOLERANCE}, atol={TOLERANCE})",
            'print("the same numbers")',
        ]
    )


def _wrapped(numbers: list[int]) -> str:
    body = textwrap.fill(", ".join(map(str, numbers)), 100, initial_indent="    ", subsequent_indent="    ")
    return f"[\n{body},\n]"


def _numbers(name: str, values: list[float]) -> str:
    written = ", ".join(f"{value:.9g}" for value in values)
    body = textwrap.fill(written, 112, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return f"{name} = [\n{body},\n]"
