"""`gpt-studio ablate`: what a text loses when heads, layers or MLPs are switched off."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

import typer

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.events import Progress
from gpt_studio.protocol.looking import Ablate, Ablated, Sweep
from gpt_studio.protocol.records import TokenRecord
from gpt_studio.protocol.switches import Switch, Switches
from gpt_studio.ui.look_inside.changing import effect_saving
from gpt_studio.ui.look_inside.changing.saving import SavedSweep, leaving

from .headless import Headless
from .options import Adapter, Context, Debug, Device, Dtype, Json, Model, RawSpecial, Text, TextFile, Threads, model_key
from .output import say
from .queries import answer_of
from .sweeping import sweep_document, sweep_heads, tell_sweep
from .switching import made_of, switches_as_json
from .views import Dark, Out, View, check_out, finish, parts_of, recalled

KINDS = {"head": "--heads", "kv_group": "--groups", "layer": "--layers", "mlp": "--mlps"}


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("ablate")(ablate)


def ablate(
    model: Model,
    text: Text = None,
    text_file: TextFile = None,
    heads: Annotated[
        str | None, typer.Option(metavar="L.H,...", help="Heads, as layer.head, both from 0.", show_default=False)
    ] = None,
    groups: Annotated[
        str | None,
        typer.Option(
            metavar="L.G,...", help="All heads that share a key/value head, as layer.group.", show_default=False
        ),
    ] = None,
    layers: Annotated[str | None, typer.Option(metavar="L,...", help="Whole layers.", show_default=False)] = None,
    mlps: Annotated[
        str | None, typer.Option(metavar="L,...", help="The MLPs of these layers.", show_default=False)
    ] = None,
    mode: Annotated[str, typer.Option(help="zero, or mean: over the positions of this text.")] = "zero",
    reference: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="With --mode mean: over the positions of this file.", show_default=False),
    ] = None,
    since: Annotated[int, typer.Option(help="Positions before this one keep everything on.")] = 0,
    sweep: Annotated[bool, typer.Option("--sweep", help="Every head switched off by itself.")] = False,
    out: Out = None,
    view: View = None,
    dark: Dark = False,
    raw_special: RawSpecial = False,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    json: Json = False,
    debug: Debug = False,
) -> int:
    """What each token of a text loses when parts of the network are switched off, the tokens being the same.

    The JSON holds nll_nats (the sum) and counted with everything on (baseline) and switched off (ablated);
    delta_nll_per_token and kl_per_token, KL(baseline || ablated), for the targets 1...T-1, in nats; top1_changed;
    delta_logit_difference_per_token, how much further a target's logit is ahead of the best other token's.
    With --sweep it holds baseline_loss and, as [layers][heads], delta_loss, kl and estimate, in nats a token.
    """
    check_out(out)
    off = {"head": heads, "kv_group": groups, "layer": layers, "mlp": mlps}
    saved, key = recalled(view, model_key(model, dtype, device, context, adapter), "ablation", "sweep")
    parts = parts_of(saved, text, text_file)
    given = [KINDS[kind] for kind, part in off.items() if part is not None]
    if given and (saved is not None or sweep):
        raise StudioError(
            "bad_parameter", "what is switched off is told in one way",
            expected="--sweep" if sweep else "--view", found=", ".join(given),
        )  # fmt: skip
    engine = Headless(key, threads)
    if sweep or (saved is not None and saved.kind == "sweep"):
        how = made_of((), mode, reference, since) if saved is None else SavedSweep.of(saved).how
        command = Sweep(1, key, parts, how.mode, how.reference, raw_special=raw_special)
        table = sweep_heads(engine, command)
        shown = "" if saved is None else SavedSweep.of(saved).measure
        return finish(
            table, sweep_document, tell_sweep, lambda it: leaving(it, shown or it.known()[0]), out,
            json=json, dark=dark or bool(saved and saved.dark), saved=saved,
        )  # fmt: skip
    switches = saved.switches if saved else switches_from(off, mode=mode, reference=reference, since=since)
    found = answer_of(engine, Ablate(1, key, parts, switches, raw_special=raw_special), Ablated, _say_mean)
    seed = saved.seed if saved else None
    return finish(
        found, document, _tell, lambda it: effect_saving.leaving(it, seed), out,
        json=json, dark=dark or bool(saved and saved.dark), saved=saved,
    )  # fmt: skip


def switches_from(
    written: dict[str, str | None], *, mode: str = "zero", reference: str | None = None, since: int = 0
) -> Switches:
    """The switches that the options name, by kind. Raises StudioError for what is not understood."""
    off = [switch for kind, text in written.items() if text is not None for switch in _switches(kind, text)]
    if not off:
        options = ", ".join(KINDS[kind] for kind in written)
        raise StudioError("bad_parameter", "nothing is switched off", expected=f"one of {options}", found="none")
    return made_of(off, mode, reference, since)


def _switches(kind: str, text: str) -> list[Switch]:
    """`3.1,4.0`, or `3,4` where a layer says it all."""
    dotted = kind in ("head", "kv_group")
    one = r"\s*(\d{1,9})\.(\d{1,9})\s*" if dotted else r"\s*(\d{1,9})()\s*"
    found = [re.fullmatch(one, part, re.ASCII) for part in text.split(",")]
    if None in found:
        raise StudioError(
            "bad_parameter",
            f"{KINDS[kind]} is not understood",
            expected="LAYER.NUMBER with commas, like 0.3,1.0" if dotted else "layers with commas, like 0,3",
            found=text[:100],
        )
    return [Switch(int(match[1]), kind, int(match[2] or 0)) for match in found if match]


def _say_mean(event: Progress) -> None:
    if event.done == event.total:
        say(f"mean over {event.total} {event.unit}")


def document(found: Ablated) -> dict[str, Any]:
    """The JSON of CLI.md; entries of the lists are for the targets 1…T−1."""
    return {
        "baseline": {"nll_nats": _nll(found.baseline), "counted": len(found.baseline)},
        "ablated": {"nll_nats": _nll(found.ablated), "counted": len(found.ablated)},
        "delta_nll_per_token": (found.baseline - found.ablated).tolist(),
        "kl_per_token": found.kl.tolist(),
        **({} if found.difference is None else {"delta_logit_difference_per_token": found.difference.tolist()}),
        "top1_changed": int(found.changed.sum()),
        "top1_changed_per_token": found.changed.tolist(),
        "tokens": [record.text for record in found.records],
        **switches_as_json(found.switches),
    }


def _nll(logprobs: Any) -> float:
    return -math.fsum(logprobs.tolist())


def _tell(found: Ablated) -> None:
    """Each token in a line, and the sums."""
    count = len(found.baseline)
    if not count:
        raise StudioError("too_short", "the text has nothing to score", expected="at least two tokens", found="one")
    typer.echo(f"{'token':>20}{'on':>10}{'off':>10}{'loss +':>10}{'KL':>10}   best token")
    _tell_token(found.records[0])
    for i, record in enumerate(found.records[1:]):
        on, off = float(found.baseline[i]), float(found.ablated[i])
        changed = "changed" if found.changed[i] else ""
        typer.echo(
            f"{record.text!r:>20}{on:>10.4f}{off:>10.4f}{on - off:>10.4f}{found.kl[i]:>10.4f}   {changed}".rstrip()
        )
    on, off = _nll(found.baseline) / count, _nll(found.ablated) / count
    typer.echo(
        f"mean loss {on:.4f} nats, switched off {off:.4f} ({off - on:+.4f}); mean KL {found.kl.mean():.4f} nats; "
        f"best token changed at {int(found.changed.sum())} of {count}"
    )


def _tell_token(record: TokenRecord) -> None:
    typer.echo(f"{record.text!r:>20}" + f"{'-':>10}" * 4)
