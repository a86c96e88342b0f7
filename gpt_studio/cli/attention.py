"""`gpt-studio attention`: what every token looks at, as numbers or as a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gpt_studio.protocol.attention import HeadStatistics
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts, TokenRecord
from gpt_studio.protocol.switches import NOTHING_OFF, Switches

from .options import (
    Adapter,
    Context,
    Debug,
    Device,
    Dtype,
    Json,
    Model,
    RawSpecial,
    Text,
    TextFile,
    Threads,
    model_key,
)
from .output import print_json
from .views import Dark, View, check_out, parts_of, recalled, save_view, switched_off

if TYPE_CHECKING:
    from gpt_studio.gpt.loaded import LoadedModel
    from gpt_studio.protocol.models import ModelKey
    from gpt_studio.sampling.prompt import Prompt
    from gpt_studio.ui.leaving.sidecar import SavedView
    from gpt_studio.ui.look_inside.saved_attention import SavedAttention
    from gpt_studio.ui.look_inside.view import AttentionView


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("attention")(attention)


def attention(
    model: Model,
    out: Annotated[Path, typer.Option("--out", help="FILE.npz, .csv, .png or .svg; a JSON is put beside it.")],
    text: Text = None,
    text_file: TextFile = None,
    view: View = None,
    layers: Annotated[
        str | None, typer.Option(metavar="L,..", help="Layers, from 0; default all.", show_default=False)
    ] = None,
    heads: Annotated[
        str | None, typer.Option(metavar="H,..", help="Heads, from 0; default all.", show_default=False)
    ] = None,
    query: Annotated[
        str | None,
        typer.Option(help="A word of the text, or a token's index: spell out what it looks at.", show_default=False),
    ] = None,
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
    """Attention weights of a text: numbers (.npz, .csv) or a picture of what each token looks at (.png, .svg).

    --view also takes the JSON of a calculation and of the heads over a file: the same numbers again.
    """
    from gpt_studio.ui.look_inside.saved_attention import SavedAttention
    from gpt_studio.ui.look_inside.saving import leaving

    from .headless import load

    check_out(out)
    given = model_key(model, dtype, device, context, adapter)
    recalled_view, key = recalled(view, given, "attention", "calculation", "heads_over")
    if recalled_view is not None and recalled_view.kind != "attention":
        return _again(recalled_view, key, threads, out, (text, text_file, layers, heads, query), json=json)
    saved = None if recalled_view is None else SavedAttention.of(recalled_view)
    parts = parts_of(recalled_view, text, text_file)
    chosen = numbers("--layers", layers), numbers("--heads", heads)
    loaded = load(key, threads)
    prompt = _read(parts, loaded, raw_special)
    found, note, statistics = look(
        model, loaded, prompt, chosen, query, saved, recalled_view.switches if recalled_view else NOTHING_OFF
    )  # fmt: skip
    seed = recalled_view.seed if recalled_view else None
    found = replace(found, precision=key.dtype, adapters=key.adapters, seed=seed)
    left = save_view(leaving(found, note), out, dark=dark or bool(saved and saved.dark), saved=recalled_view)
    if json:
        print_json(_document(left, found, statistics))
    else:
        _tell(out, found, statistics)
    return 0


def _again(
    saved: SavedView, key: ModelKey, threads: int | None, out: Path, others: tuple[str | None, ...], *, json: bool
) -> int:
    """A calculation, or the heads over a file: all of it stands in the view."""
    from .viewed import calculation_again, heads_over_again

    if any(one is not None for one in others):
        raise StudioError(
            "bad_parameter", f"the {saved.kind} of a view is told by the view", expected="--view alone",
            found="a text, heads or a query beside it",
        )  # fmt: skip
    again = calculation_again if saved.kind == "calculation" else heads_over_again
    return again(saved, key, threads, out, json=json)


def numbers(option: str, written: str | None) -> tuple[int, ...] | None:
    """`0,3,5` as numbers; None when the option was not given. Raises StudioError for anything else."""
    if written is None:
        return None
    if not re.fullmatch(r"\s*\d+\s*(,\s*\d+\s*)*", written):
        raise StudioError("bad_parameter", f"{option} is not understood", expected="numbers like 0,3,5", found=written)
    return tuple(int(number) for number in written.split(","))


def query_index(records: tuple[TokenRecord, ...], query: str | None) -> int:
    """The token that `--query` means: an index, or the one that completes the first such word; -1 without one."""
    if query is None:
        return -1
    if query.isdecimal() and int(query) < len(records):
        return int(query)
    text = "".join(record.text for record in records)
    word = re.search(rf"(?<!\w){re.escape(query)}(?!\w)", text) or re.search(re.escape(query), text)
    if not query or word is None:
        raise StudioError(
            "bad_parameter",
            "--query names no token",
            expected=f"a word of the text or 0 to {len(records) - 1}",
            found=repr(query),
        )
    end = 0
    for index, record in enumerate(records):
        end += len(record.text)
        if end >= word.end():
            return index
    raise AssertionError("a match lies inside the text")


def look(
    name: str,
    loaded: LoadedModel,
    prompt: Prompt,
    chosen: tuple[tuple[int, ...] | None, tuple[int, ...] | None],
    query: str | None,
    saved: SavedAttention | None = None,
    switches: Switches = NOTHING_OFF,
) -> tuple[AttentionView, str, tuple[HeadStatistics, ...]]:
    """The view of a text (layers and heads None: all, or as saved), why this head is the large one, and the numbers."""
    import torch

    from gpt_studio.inspection.attention import attention_weights
    from gpt_studio.inspection.statistics import head_statistics
    from gpt_studio.inspection.witness import Witness
    from gpt_studio.ui.leaving.sidecar import front_of
    from gpt_studio.ui.look_inside.labels import token_names
    from gpt_studio.ui.look_inside.view import AttentionView, as_viewed
    from gpt_studio.ui.look_inside.viewing import PLAIN

    config, viewing = loaded.model.config, saved.viewing if saved else PLAIN
    layers = chosen[0] or (saved.layers if saved else tuple(range(config.n_layer)))
    heads = chosen[1] or ((saved.average or saved.heads) if saved else tuple(range(config.n_head)))
    average = saved.average if saved and chosen[1] is None else ()
    records = prompt.records(loaded.tokenizer)
    index = saved.query if saved and query is None else query_index(records, query)
    off = switched_off(loaded, switches, prompt.ids)
    witness = Witness(loaded.model, layers, len(prompt.ids), value_weighted=viewing.value_weighted, switched=off)
    ids = torch.tensor(prompt.ids)
    weights = attention_weights(loaded.model, ids, layers, heads=heads, switched=off, watch=witness)
    statistics = head_statistics(weights, layers, heads, prompt.ids)
    large, note = _large(weights, layers, heads, index, saved)
    view = AttentionView(
        model=Path(name).name or name,
        path=name,
        shape=(config.n_layer, config.n_head),
        ids=tuple(prompt.ids),
        texts=tuple(record.text for record in records),
        names=token_names(records),
        layers=layers,
        heads=heads,
        weights=weights,
        layer=large[0],
        head=large[1],
        query=min(index, len(records) - 1),
        query_token=min(index, len(records) - 1),
        average=average,
        switches=switches,
        front=front_of(records),
    )
    norms = None if witness.norms is None else witness.norms[:, list(heads)]
    return as_viewed(view, records, viewing, norms), note, statistics


def _large(
    weights: Any, layers: tuple[int, ...], heads: tuple[int, ...], query: int, saved: SavedAttention | None
) -> tuple[tuple[int, int], str]:
    """(layer, head) to show large, and a sentence on why when it was chosen here."""
    from gpt_studio.ui.look_inside.view import telling_head

    if len(layers) * len(heads) == 1:
        return (layers[0], heads[0]), ""
    if saved is not None and saved.layer in layers and saved.head in heads:
        return (saved.layer, saved.head), saved.note
    layer, head = telling_head(weights, query)
    whose = "each token" if query < 0 else "this token"
    return (layers[layer], heads[head]), f"of the heads below, the one in which {whose} most clearly picks out others"


def _read(parts: Parts, loaded: LoadedModel, raw_special: bool) -> Prompt:
    from gpt_studio.sampling.prompt import read_parts

    prompt = read_parts(parts, loaded.tokenizer, raw_special=raw_special)
    prompt.check(loaded.context)
    return prompt


def _document(left: dict[str, Any], view: AttentionView, statistics: tuple[HeadStatistics, ...]) -> dict[str, Any]:
    return {
        **left,
        "shape": list(view.weights.shape),
        "tokens": list(view.texts),
        "statistics": [one.as_json() for one in statistics],
    }


def _tell(out: Path, view: AttentionView, statistics: tuple[HeadStatistics, ...]) -> None:
    """What was written, for people: each head in eight numbers, and the sources of the query."""
    from gpt_studio.ui.look_inside.labels import looks_at, share
    from gpt_studio.ui.look_inside.view import strongest

    layers, heads, tokens, _ = view.weights.shape
    typer.echo(f"{out}: {layers} layers x {heads} heads over {tokens} tokens")
    typer.echo("layer.head  entropy   sink  previous   self  distance  effective  induction  duplicate")
    for one in statistics:
        shares = "".join(
            f"{_share(value):>{wide}}" for value, wide in ((one.sink, 7), (one.previous, 10), (one.own, 7))
        )
        entropy, effective = _number(one.entropy, 2), _number(one.effective_tokens, 1)
        again = "".join(f"{_share(value):>11}" for value in (one.induction, one.duplicate))
        typer.echo(f"{f'{one.layer}.{one.head}':>10}{entropy:>9}{shares}{one.distance:>10.1f}{effective:>11}{again}")
    if view.query >= 0:
        sources = ", ".join(f"{view.names[k].whole} {share(w)}" for k, w in strongest(view.shown[view.query], 5))
        typer.echo(f"{looks_at(view.names[view.query])} {sources} (layer {view.layer}, head {view.head})")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
