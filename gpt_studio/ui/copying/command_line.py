"""A run as the `gpt-studio generate …` line that draws the same ids. Qt-free."""

from __future__ import annotations

import shlex
import subprocess
import sys

from gpt_studio.protocol.models import ModelKey
from gpt_studio.protocol.sampling import DRY_BREAKERS, HF_ORDER, ORDERS, SamplingParams
from gpt_studio.protocol.switches import Switch, Switches

from .run import Run

# A prompt beyond this comes through a pipe: one argument of a program has a greatest length.
LONGEST_ARGUMENT = 4000
_JOINT = {
    "dynamic_temperature_high": ("--dynamic-temperature", "dynamic_temperature_low", "dynamic_temperature_high",
                                 "dynamic_temperature_exponent"),
    "mirostat_tau": ("--mirostat", "mirostat_tau", "mirostat_eta"),
}  # fmt: skip
_IN_JOINT = {"dynamic_temperature_low", "dynamic_temperature_exponent", "mirostat_eta"}


def as_command(run: Run, *, windows: bool = sys.platform == "win32") -> str:
    """The line, quoted for the shell of this system. The samplers are those that held for the first token."""
    words = ["gpt-studio", "generate", run.key.path, *model_options(run.key)]
    before, prompt = _prompt(run, windows)
    words += [*prompt, *sampler_options(run.sampling)]
    words += ["--seed", str(run.seed), "--max-tokens", str(len(run.drawn))]
    words += ["--member", str(run.member)] if run.member else []
    for string in run.stop:
        words += _option("--stop", escaped(string))
    words += _option("--begin", escaped(run.begin)) if run.begin else []
    words += ["--on-full", run.on_full] if run.on_full != "stop" else []
    words += off_options(run.switches)
    return before + (subprocess.list2cmdline(words) if windows else shlex.join(words))


def model_options(key: ModelKey) -> list[str]:
    """Adapters, precision, device and context, where they are not as a matter of course."""
    words = [word for folder in key.adapters for word in ("--adapter", folder)]
    for name, value in (("--dtype", key.dtype), ("--device", key.device)):
        words += [name, value] if value != "auto" else []
    return words + (["--context", str(key.context)] if key.context is not None else [])


def _prompt(run: Run, windows: bool) -> tuple[str, list[str]]:
    """(what stands before the program, the options of the prompt)."""
    text = run.prompt_text
    if text is None or (windows and ("\n" in text or len(text) > LONGEST_ARGUMENT)):
        ids = ",".join(map(str, run.prompt))
        if len(ids) <= LONGEST_ARGUMENT or windows:
            return "", ["--prompt-ids", ids]
        return f"printf %s {ids} | ", ["--prompt-ids", "-"]
    if len(text) > LONGEST_ARGUMENT:
        return f"printf %s {shlex.quote(text)} | ", ["--prompt-file", "-"]
    return "", _option("--prompt", text)


def off_options(switches: Switches) -> list[str]:
    """The options of `gpt-studio generate` for what is off."""
    if not switches.active:
        return []
    words = ["--off", ",".join(_part(switch) for switch in switches.off)]
    words += ["--off-mode", switches.mode] if switches.mode != "zero" else []
    words += _option("--off-reference", switches.reference) if switches.reference else []
    return words + (["--off-since", str(switches.since)] if switches.since else [])


def _part(switch: Switch) -> str:
    match switch.kind:
        case "head":
            return f"{switch.layer}.{switch.index}"
        case "kv_group":
            return f"group:{switch.layer}.{switch.index}"
        case kind:
            return f"{kind}:{switch.layer}"


def sampler_options(sampling: SamplingParams) -> list[str]:
    """The options of the samplers that differ from neutral, and of the order where it makes a difference."""
    words: list[str] = []
    for name in sampling.differing():
        if name in _JOINT:
            option, *fields = _JOINT[name]
            words += [option, ",".join(_number(getattr(sampling, field)) for field in fields)]
        elif name not in _IN_JOINT:
            words += _option("--" + name.replace("_", "-"), _number(getattr(sampling, name)))
    for token, value in sampling.logit_bias:
        words += ["--logit-bias", f"{token}={_number(value)}"]
    if sampling.acts("dry") and sampling.dry_breakers != DRY_BREAKERS:
        for text in sampling.dry_breakers or ("",):
            words += _option("--dry-breakers", escaped(text))
    if sampling.active != tuple(name for name in HF_ORDER if name in sampling.active):
        named = next((name for name, order in ORDERS.items() if order == sampling.order), ",".join(sampling.order))
        words += ["--order", named]
    return words


def escaped(string: str) -> str:
    """A stop string as `--stop` reads it."""
    return string.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _option(name: str, value: str) -> list[str]:
    """A value that begins with a dash is no option of its own."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.17g}" if float(f"{value:g}") != value else f"{value:g}"
