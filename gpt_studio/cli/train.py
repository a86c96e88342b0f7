"""`gpt-studio train`: train from scratch or go on from a checkpoint; the run is a folder."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from gpt_studio.files.places import runs_folder, token_cache_folder
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import FROZEN, TrainParams
from gpt_studio.store.runs import find_run, read_settings

from .options import Adapter, DataDir, Debug, Device, Dtype, options_from
from .output import print_json

LINE_JSON = typer.Option("--json", help="Print the lines of metrics.jsonl as they are written.")


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("train")(train)


@options_from(
    TrainParams, omit=("device",), run="--run --run-folder"
)  # torchrun on Python 3.11 takes --run for one of its own
def train(
    config: Annotated[
        Path | None, typer.Argument(metavar="CONFIG.toml", help="Parameters; a run.toml is one.", show_default=False)
    ] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help="Go on with this run (name or folder).", show_default=False)
    ] = None,
    extend: Annotated[
        int | None, typer.Option(min=1, help="With --resume: train so many steps further.", show_default=False)
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option(help="Text, JSON Lines, JSON, CSV, or a nanoGPT folder. Repeatable.", show_default=False),
    ] = None,
    adapter: Adapter = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PART=NAME", help="What a column is: prompt, completion, system or text.", show_default=False
        ),
    ] = None,
    lora_targets: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="End of the names of matrices that get an adapter; all of the blocks. Repeatable.",
            show_default=False,
        ),
    ] = None,
    freeze: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help=f"What stays as it is: {', '.join(FROZEN)}. Repeatable.", show_default=False),
    ] = None,
    betas: Annotated[
        str | None, typer.Option(metavar="B1,B2", help="AdamW's betas. Default 0.9,0.99.", show_default=False)
    ] = None,
    sample_prompt: Annotated[
        list[str] | None, typer.Option(help="A text to go on from. Repeatable.", show_default=False)
    ] = None,
    shard: Annotated[
        bool, typer.Option("--shard", help="Under torchrun: share weights and moments out among the processes (FSDP2).")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Take a few steps, say what the run would need; nothing is written.")
    ] = False,
    device: Device = "auto",
    dtype: Dtype = "auto",
    data_dir: DataDir = None,
    json: Annotated[bool, LINE_JSON] = False,
    debug: Debug = False,
    **values: Any,
) -> int:
    """Train a network. Stopping (Ctrl-C, or stop.request in its folder) saves; --resume goes on exactly."""
    from gpt_studio.training import following, parallel, start
    from gpt_studio.training.datasets.token_cache import TokenCache

    _ = debug
    _check_dtype(dtype)
    given = {name: value for name, value in values.items() if value is not None}
    given |= {} if device == "auto" or resume is not None else {"device": device}
    lists = {"data": data, "adapter": adapter, "columns": columns, "lora_targets": lora_targets, "freeze": freeze}
    given |= {name: tuple(texts) for name, texts in (lists | {"sample_prompt": sample_prompt}).items() if texts}
    if betas is not None:
        given["betas"] = _pair(betas)
    if dry_run:
        _check_new(resume, extend)
        _say_estimate(_params(config, given), runs_folder(data_dir), json)
        return 0
    speech = start.Speech(_print_line, sys.stderr) if json else start.Speech(None, sys.stdout)
    runs, cache = runs_folder(data_dir), TokenCache(token_cache_folder(data_dir))
    if resume is not None:
        _check_resume(config, given)
        _check_device(find_run(resume, runs), device)
    elif extend is not None:
        raise StudioError("bad_parameter", "--extend goes with --resume", expected="--resume RUN", found="none")
    with parallel.joined(shards=shard) as group:
        if not group.leads:
            outcome = following.follow(group, cache)
        elif resume is not None:
            outcome = start.resume(find_run(resume, runs), extend, speech, group, cache)
        else:
            outcome = start.begin(_params(config, given), runs, speech, group, cache)
    return 130 if outcome.interrupted else 0


def _params(config: Path | None, given: dict[str, Any]) -> TrainParams:
    """The parameters of the file, those of the command line in their place."""
    from gpt_studio.training.run_file import read_run_file

    params = TrainParams() if config is None else read_run_file(config)[0]
    if "model" in given or "from_scratch" in given:
        params = replace(params, model=None, from_scratch=None)
    return replace(params, **given)


def _check_resume(config: Path | None, given: dict[str, Any]) -> None:
    found = [*([str(config)] if config else []), *("--" + name.replace("_", "-") for name in given)]
    if found:
        raise StudioError(
            "bad_parameter",
            "a resumed run keeps its parameters",
            expected="--resume RUN, with --extend N at most",
            found=", ".join(found),
        )


def _check_device(run: Path, asked: str) -> None:
    kept = read_settings(run).get("device", "auto")
    if asked != "auto" and asked != ("cpu" if kept == "auto" else kept):
        raise StudioError(
            "bad_parameter", "a resumed run keeps its device", expected=f"--device {kept}, or none",
            found=f"--device {asked}",
        )  # fmt: skip


def _check_new(resume: str | None, extend: int | None) -> None:
    if resume is not None or extend is not None:
        raise StudioError(
            "bad_parameter", "--dry-run is for a new run", expected="its options or a CONFIG.toml", found="--resume"
        )


def _say_estimate(params: TrainParams, runs: Path, json: bool) -> None:
    from gpt_studio.training.estimate import estimate

    found = estimate(params, Path(params.run) if params.run else runs)
    if json:
        print_json(asdict(found))
        return
    learnt = "" if found.trained == found.parameters else f", of which {found.trained:,} numbers are trained"
    exact = "" if found.exact else " (by the beginning of the data)"
    typer.echo(f"{found.parameters:,} parameters{learnt}, {found.vocabulary:,} tokens in the vocabulary{exact}")
    typer.echo(f"{found.memory_bytes / 1e6:,.0f} MB of memory at most")
    typer.echo(
        f"{found.steps:,} steps of {found.tokens:,} tokens in about {timedelta(seconds=round(found.seconds))}: "
        f"{found.step_s:.3f} s a step, {found.validation_s:.2f} s a validation, {found.samples_s:.2f} s for samples, "
        f"{found.saving_s:.2f} s a checkpoint"
    )


def _check_dtype(dtype: str) -> None:
    if dtype not in ("auto", "float32"):
        raise StudioError(
            "unsupported", f"--dtype: weights in {dtype} do not learn", expected="auto or float32", found=dtype,
            remedy="--precision bfloat16 takes the products in it",
        )  # fmt: skip


def _pair(text: str) -> tuple[float, float]:
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError as error:
        raise StudioError("bad_parameter", "--betas is not understood", expected="B1,B2", found=text) from error
    return first, second


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
