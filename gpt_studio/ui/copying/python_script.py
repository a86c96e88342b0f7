"""A run as a script in plain PyTorch and numpy that draws the same ids, and says so at its end. Qt-free.

It needs nothing of this program where transformers can load the checkpoint in the same precision; elsewhere
`load_model` of this program is the loader, and nothing else of it is used.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import replace

from gpt_studio.protocol.sampling import SamplingParams

from .loading import loading_options, place_of
from .run import Run
from .source import imports_of, source_of
from .switching_script import HOOKED, constants, means

# The call of each sampler; values are put in from SamplingParams. `seen` are the ids so far, `mu` mirostat's bound.
CALLS = {
    "bias": "bias(logits, {logit_bias})",
    "repetition": "repetition(logits, last({repetition_window}), {repetition_penalty})",
    "frequency": "frequency(logits, last({repetition_window}), {frequency_penalty})",
    "presence": "presence(logits, last({repetition_window}), {presence_penalty})",
    "no_repeat_ngram": "no_repeat_ngram(logits, last(0), {no_repeat_ngram})",
    "dry": "dry(logits, last({dry_window}), {dry_multiplier}, {dry_base}, {dry_length}, breaking(*{dry_breakers}))",
    "temperature": "temperature(logits, {temperature})",
    "dynamic_temperature": "dynamic_temperature(logits, {dynamic_temperature_low}, {dynamic_temperature_high}, "
    "{dynamic_temperature_exponent})",
    "smoothing": "smoothing(logits, {smoothing}, {smoothing_curve})",
    "top_k": "top_k(logits, {top_k})",
    "top_p": "top_p(logits, {top_p})",
    "min_p": "min_p(logits, {min_p})",
    "typical_p": "typical_p(logits, {typical_p})",
    "top_a": "top_a(logits, {top_a})",
    "tfs": "tfs(logits, {tfs})",
    "epsilon_cutoff": "epsilon_cutoff(logits, {epsilon_cutoff})",
    "eta_cutoff": "eta_cutoff(logits, {eta_cutoff})",
    "top_n_sigma": "top_n_sigma(logits, {top_n_sigma})",
    "xtc": "xtc(logits, {xtc_threshold}) if coin(len(ids)) < {xtc_probability} else logits",
    "mirostat": "mirostat(logits, mu)",
}
LOADABLE = ("huggingface", "run")


def as_python(run: Run) -> str:
    """The script. Running it prints the text and ends with an assertion that the ids are those of the screen."""
    read = run.front + run.prompt
    run = _behind_beginning(run)
    samplings = [sampling for _, sampling in run.samplings]
    used = sorted({name for sampling in samplings for name in sampling.active})
    names = [name for name in used if name not in ("temperature", "mirostat") or _called(name, samplings)]
    names += ["gumbel", *(["uniform", "COIN_STREAM"] if "xtc" in used else [])]
    names += ["next_mu"] if "mirostat" in used else []
    plain = loads_with_transformers(run)
    pieces = [
        _head(run, plain, names),
        source_of(names),
        *([_breaking(run, plain)] if "dry" in used else []),
        _samplers(run),
        _draw(run),
        _transformers(run) if plain else _own_loader(run),
        *(_switched_off(run, read) if run.switches.active else []),
        _loop(run),
    ]
    return "\n\n\n".join(piece.strip("\n") for piece in pieces) + "\n"


def _behind_beginning(run: Run) -> Run:
    """The run behind the tokens that had to finish what was typed: they stand in the script as if they were typed."""
    if not 0 < run.begun < len(run.drawn):
        return run
    changes = {max(0, index - run.begun): sampling for index, sampling in run.samplings}
    prompt = run.prompt + run.drawn[: run.begun]
    return replace(
        run, prompt=prompt, drawn=run.drawn[run.begun :], samplings=tuple(changes.items()), mu=run.mu_behind, begun=0
    )


def loads_with_transformers(run: Run) -> bool:
    """Whether transformers makes the same network of the files: its own format, float32, no adapters, everything on."""
    return (
        run.info.format in LOADABLE and run.info.dtype == "float32" and not run.key.adapters and not run.switches.active
    )


def _called(name: str, samplings: Iterable[SamplingParams]) -> bool:
    return name != "temperature" or any(s.temperature not in (0.0, 1.0) for s in samplings)


def _head(run: Run, plain: bool, names: list[str]) -> str:
    imports = imports_of(names) | {"import numpy as np", "import torch"}
    imports |= {"import math"} if "next_mu" in names else set()
    imports |= {"import functools"} if "dry" in names else set()
    own = ["from transformers import AutoModelForCausalLM, AutoTokenizer"]
    own = (
        own
        if plain
        else ["from gpt_studio.gpt import load_model  # the loader; transformers cannot read this as it is"]
    )
    standard = sorted(line for line in imports if line.split()[1].split(".")[0] in ("functools", "math", "collections"))
    others = sorted(imports - set(standard), key=lambda line: (line.startswith("from"), line))
    return "\n".join(
        [
            '"""A generation of GPT Studio, written out: the network, the samplers, the draw. pip install torch numpy '
            + ('transformers"""' if plain else 'gpt-studio"""'),
            "",
            "from __future__ import annotations",
            "",
            *standard,
            "" if standard else "#",
            *others,
            *own,
            "",
            f"MODEL = {place_of(run.key)!r}",
            f"SEED, MEMBER = {run.seed}, {run.member}",
            _ids("PROMPT", run.front + run.prompt),
            _ids("EXPECTED", run.drawn),
        ]
    ).replace("\n#\n", "\n")


def _ids(name: str, ids: tuple[int, ...]) -> str:
    if len(ids) < 16:
        return f"{name} = {list(ids)}"
    return f"{name} = [\n" + textwrap.fill(", ".join(map(str, ids)), 112, initial_indent="    ",
                                           subsequent_indent="    ") + ",\n]"  # fmt: skip


def _samplers(run: Run) -> str:
    """One function: the samplers that act, in their order; where they changed while it was written, by position."""
    lines = ["def samplers(logits, ids, mu):", '    """Logits (V,) as the draw takes them; −inf is out of play."""']
    if any(sampling.looks_back for _, sampling in run.samplings):
        lines += ["    def last(window):", "        return torch.tensor(ids[-window:])", ""]
    if any(sampling.acts("xtc") for _, sampling in run.samplings):
        number = "uniform(SEED, MEMBER, position, np.zeros(1, np.int64), COIN_STREAM)[0]"
        lines += ["    def coin(position):", f"        return {number}", ""]
    for number, (index, sampling) in enumerate(run.samplings):
        if len(run.samplings) == 1:
            return "\n".join([*lines, *_calls(sampling, "    "), "    return logits"])
        end = run.samplings[number + 1][0] if number + 1 < len(run.samplings) else len(run.drawn)
        test = f"    if {index} <= len(ids) - len(PROMPT) < {end}:  # the settings were changed while it was written"
        lines += [test, *(_calls(sampling, "        ") or ["        pass"])]
    return "\n".join([*lines, "    return logits"])


def _breaking(run: Run, plain: bool) -> str:
    size = min(run.info.tokenizer.size, run.info.vocab)
    held = "tokenizer.decode([token]).encode()" if plain else "tokenizer.token_bytes(token)"
    return textwrap.dedent(
        f"""
        @functools.cache
        def breaking(*texts):
            \"\"\"Ids of the tokens with one of these texts: no repetition of DRY's goes over them.\"\"\"
            return {{token for token in range({size}) if any(text.encode() in {held} for text in texts)}}
        """
    )


def _calls(sampling: SamplingParams, indent: str) -> list[str]:
    active = [name for name in sampling.active if name != "temperature" or sampling.temperature]
    return [f"{indent}logits = {call(name, sampling)}" for name in active]


def call(name: str, sampling: SamplingParams) -> str:
    """The call of one sampler with its values."""
    values = {field: repr(value) for field, value in vars(sampling).items()}
    values["logit_bias"] = "[" + ", ".join(f"({token}, {_float(bias)})" for token, bias in sampling.logit_bias) + "]"
    return CALLS[name].format_map(values)


def _float(value: float) -> str:
    return f'float("{value}")' if value in (float("inf"), float("-inf")) else repr(value)


def _draw(run: Run) -> str:
    greedy = [sampling.temperature == 0 for _, sampling in run.samplings]
    race = "log_q" if all(greedy) else "log_q + gumbel(SEED, MEMBER, position, tokens)"
    if any(greedy) and not all(greedy):
        cold = [index for index, sampling in run.samplings if sampling.temperature == 0]
        race = f"log_q if position - len(PROMPT) in COLD else {race}  # temperature 0 from {cold[0]} on"
    return "\n".join(
        [
            "def draw(logits, position):",
            '    """(id, log q): Gumbel-max, so that the same seed gives the same token at a position of the text."""',
            "    row = logits.double().numpy()",
            "    tokens = np.flatnonzero(np.isfinite(row))",
            "    scores = row[tokens] - row[tokens].max()",
            "    log_q = scores - np.log(np.exp(scores).sum())",
            f"    race = {race}",
            "    best = int(race.argmax())",
            "    return int(tokens[best]), float(log_q[best])",
            *([f"\n\nCOLD = {_cold(run)}"] if any(greedy) and not all(greedy) else []),
        ]
    )


def _cold(run: Run) -> str:
    ends = [*(index for index, _ in run.samplings[1:]), len(run.drawn)]
    spans = [(i, end) for (i, s), end in zip(run.samplings, ends, strict=True) if s.temperature == 0]
    return "{" + ", ".join(f"*range({i}, {end})" for i, end in spans) + "}"


def _transformers(run: Run) -> str:
    return textwrap.dedent(
        """
        tokenizer = AutoTokenizer.from_pretrained(MODEL)
        model = AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float32).eval()
        cache = None


        def forward(ids):
            \"\"\"Logits (V,) behind ids, of which the cache holds those that were read before.\"\"\"
            global cache
            with torch.inference_mode():
                read = 0 if cache is None else cache.get_seq_length()
                out = model(torch.tensor([ids[read:]]), past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            return out.logits[0, -1].float()
        """
    )


def _own_loader(run: Run) -> str:
    options = loading_options(replace(run.key, context=run.context))
    watch = ", watch=hooked" if run.switches.active else ""
    return textwrap.dedent(
        f"""
        loaded = load_model(MODEL{options})
        model, tokenizer = loaded.model, loaded.tokenizer  # model is a torch.nn.Module
        cache = model.new_cache(1, {run.context})


        def forward(ids):
            \"\"\"Logits (V,) behind ids, of which the cache holds those that were read before.\"\"\"
            with torch.inference_mode():
                return model(torch.tensor([ids[cache.length :]]), cache, last_only=True{watch})[0, -1].float()
        """
    )


def _switched_off(run: Run, read: tuple[int, ...]) -> list[str]:
    """What is off while it is written; a mean over this text is over what was `read` before the first token."""
    lines = ["shift = 0  # how far the window has slid", *constants(run.switches)]
    place = "def first():\n    return shift + cache.length"
    return ["\n".join(lines), place, HOOKED, means(run.switches, str(list(read)))]


def _loop(run: Run) -> str:
    """Reading and drawing; where the context is full, the oldest tokens go and the rest is read anew."""
    slides = len(run.front + run.prompt) + len(run.drawn) > run.context
    mirostat = next((s for _, s in run.samplings if s.acts("mirostat")), None)
    vocabulary = min(run.info.tokenizer.size, run.info.vocab)
    begin = run.mu if run.mu is not None else 2 * mirostat.mirostat_tau if mirostat else None
    lines = ["ids, mu = list(PROMPT), " + repr(begin), "while len(ids) < len(PROMPT) + len(EXPECTED):"]
    if slides:
        fresh = "None" if loads_with_transformers(run) else f"model.new_cache(1, {run.context})"
        lines += [f"    if len(ids) > {run.context}:  # the window slides: it is read anew",
                  f"        cache = {fresh}",
                  *([f"        shift = len(ids) - {run.context}"] if run.switches.active else []),
                  f"    logits = forward(ids[-{run.context}:])"]  # fmt: skip
    else:
        lines += ["    logits = forward(ids)"]
    if vocabulary < run.info.vocab:
        lines += [f"    logits[{vocabulary}:] = float('-inf')  # rows of the head that stand for no token"]
    lines += ["    token, log_q = draw(samplers(logits, ids, mu), len(ids))"]
    if mirostat:
        lines += [f"    mu = next_mu(mu, -log_q / math.log(2), {mirostat.mirostat_tau!r}, {mirostat.mirostat_eta!r})"]
    lines += [
        "    ids.append(token)",
        "",
        "drawn = ids[len(PROMPT) :]",
        "print(tokenizer.decode(drawn))",
        "assert drawn == EXPECTED  # float32 on a CPU; elsewhere a draw that was won by a hair may fall otherwise",
    ]
    return "\n".join(lines)
