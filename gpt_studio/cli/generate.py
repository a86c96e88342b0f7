"""`gpt-studio generate`: go on from a prompt; text is streamed, `--json` prints every number."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from gpt_studio.protocol import commands as cmd
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.records import Parts, TokenRecord
from gpt_studio.protocol.sampling import SamplingParams

from .chat import chat_messages
from .headless import Headless
from .options import (
    Adapter,
    Context,
    DataDir,
    Debug,
    Device,
    Dtype,
    Json,
    Model,
    RawSpecial,
    Seed,
    Threads,
    model_key,
    options_from,
    use_data_dir,
)
from .output import print_json
from .sampling import (
    JOINT,
    DryBreakers,
    DynamicTemperature,
    LogitBias,
    Mirostat,
    Order,
    Preset,
    params_as_json,
    sampling_from,
)
from .switching import Off, OffMode, OffReference, OffSince, switches_as_json, switches_off
from .texts import prompt_parts, unescape


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    app.command("generate")(generate)


@options_from(SamplingParams, omit=JOINT)
def generate(
    model: Model,
    prompt: Annotated[str | None, typer.Option(help="The prompt.", show_default=False)] = None,
    prompt_file: Annotated[
        str | None, typer.Option(help="A UTF-8 file with the prompt; - is standard input.", show_default=False)
    ] = None,
    prompt_ids: Annotated[
        str | None,
        typer.Option(
            help="The prompt as token ids with commas, behind those that the tokenizer puts before every text; "
            "- is standard input.",
            show_default=False,
        ),
    ] = None,
    chat: Annotated[
        str | None, typer.Option(help="A message, put into the model's chat template.", show_default=False)
    ] = None,
    system: Annotated[str | None, typer.Option(help="With --chat: the system message.", show_default=False)] = None,
    chat_file: Annotated[
        str | None, typer.Option(help="A JSON list of messages (role, content).", show_default=False)
    ] = None,
    max_tokens: Annotated[int, typer.Option(help="Most tokens to draw.")] = 128,
    stop: Annotated[
        list[str] | None, typer.Option(help=r"End before this text; \n, \t and \\ are understood. Repeatable.")
    ] = None,
    count: Annotated[int | None, typer.Option(help="Draw members 0…N−1 as one batch.", show_default=False)] = None,
    member: Annotated[int | None, typer.Option(help="Draw this member alone.", show_default=False)] = None,
    top: Annotated[int, typer.Option(help="Alternatives per token.")] = 10,
    ignore_eos: Annotated[bool, typer.Option("--ignore-eos", help="Go on after an end-of-text token.")] = False,
    on_full: Annotated[str, typer.Option(help="When the context is full: stop, or slide (drop the oldest).")] = "stop",
    begin: Annotated[
        str,
        typer.Option(help=r"What the drawn text must begin with; \n, \t and \\ are understood.", show_default=False),
    ] = "",
    heal: Annotated[
        bool, typer.Option("--heal", help="Take the prompt's last token back: the text begins with what it said.")
    ] = False,
    off: Off = None,
    off_mode: OffMode = "zero",
    off_reference: OffReference = None,
    off_since: OffSince = 0,
    raw_special: RawSpecial = False,
    order: Order = None,
    preset: Preset = None,
    dynamic_temperature: DynamicTemperature = None,
    mirostat: Mirostat = None,
    logit_bias: LogitBias = None,
    dry_breakers: DryBreakers = None,
    adapter: Adapter = None,
    device: Device = "auto",
    dtype: Dtype = "auto",
    threads: Threads = None,
    context: Context = None,
    seed: Seed = 0,
    data_dir: DataDir = None,
    json: Json = False,
    debug: Debug = False,
    **samplers: Any,
) -> int:
    """Go on from a prompt."""
    sampling = sampling_from(
        samplers,
        order=order,
        preset=preset,
        dynamic_temperature=dynamic_temperature,
        mirostat=mirostat,
        logit_bias=logit_bias,
        dry_breakers=dry_breakers,
        data=use_data_dir(data_dir),
    )
    key = model_key(model, dtype, device, context, adapter)
    other = (prompt, prompt_file, prompt_ids) != (None, None, None)
    messages = chat_messages(chat, system, chat_file, other=other)
    parts: Parts = () if messages else prompt_parts(prompt, prompt_file, prompt_ids)
    command = cmd.Generate(
        job=1,
        key=key,
        parts=parts,
        sampling=sampling,
        seed=seed,
        members=_members(count, member),
        max_tokens=max_tokens,
        stop=tuple(unescape(s) for s in stop or []),
        on_full=on_full,
        ignore_eos=ignore_eos,
        raw_special=raw_special,
        top=top,
        begin=unescape(begin),
        switches=switches_off(off, off_mode, off_reference, off_since),
    )
    command.check()
    engine = Headless(command.key, threads)
    if messages:
        asked = engine.chat(messages)
        command = replace(command, parts=asked.parts, stop=(*command.stop, *asked.stop))
    if heal:
        command = _healed(command, engine)
    answer = _Answer(command, stream=not json and len(command.members) == 1)
    for event in engine.run(command):
        answer.take(event)
    if json:
        print_json(answer.document())
    else:
        answer.finish()
    return 130 if engine.interrupted else 0


def _healed(command: cmd.Generate, engine: Headless) -> cmd.Generate:
    """The command with the prompt's last token taken back. Raises StudioError."""
    if command.begin:
        raise StudioError("bad_parameter", "--heal and --begin exclude each other", expected="one", found="both")
    kept, begin = engine.heal(command.parts)
    return replace(command, parts=kept, begin=begin)


def _members(count: int | None, member: int | None) -> tuple[int, ...]:
    if count is not None and member is not None:
        raise StudioError("bad_parameter", "--count and --member exclude each other", expected="one", found="both")
    if count is not None and count < 1:
        raise StudioError("bad_parameter", "--count is out of range", expected="at least 1", found=str(count))
    return tuple(range(count)) if count is not None else (member or 0,)


class _Answer:
    """Collects the events of one generation."""

    def __init__(self, command: cmd.Generate, *, stream: bool) -> None:
        self._command = command
        self._stream = stream
        self._prompt: list[int] = []
        self._records: dict[int, list[TokenRecord]] = {m: [] for m in command.members}
        self._ends: dict[int, ev.GenerationDone] = {}

    def take(self, event: ev.Event) -> None:
        match event:
            case ev.PromptRead():
                self._prompt = [r.id for r in event.records]
            case ev.TokensArrived():
                self._records[event.member] += event.records
                if self._stream:
                    sys.stdout.write("".join(r.shown for r in event.records))
                    sys.stdout.flush()
            case ev.GenerationDone():
                self._ends[event.member] = event
            case _:
                pass

    def finish(self) -> None:
        """The end of what was streamed, or the texts of a batch one after another."""
        if self._stream:
            sys.stdout.write("\n")
            return
        for member, end in sorted(self._ends.items()):
            sys.stdout.write(f"[{member}] {end.text}\n")

    def document(self) -> dict[str, Any]:
        command = self._command
        params = params_as_json(command.sampling, asdict(command.sampling))
        params |= {"max_tokens": command.max_tokens, "stop": list(command.stop), "on_full": command.on_full}
        return {
            "model": command.key.path,
            "prompt_ids": self._prompt,
            **({"healed": command.begin} if command.begin else {}),
            "seed": command.seed,
            "params": params,
            "order": list(command.sampling.order),
            **({"switches": switches_as_json(command.switches)} if command.switches.active else {}),
            "completions": [self._completion(member) for member in command.members],
        }

    def _completion(self, member: int) -> dict[str, Any]:
        end, records = self._ends[member], self._records[member]
        return {
            "member": member,
            "text": end.text,
            "ids": [r.id for r in records],
            "stop_reason": end.stop_reason,
            "stop_detail": end.stop_detail,
            "tokens": [_token(r) for r in records],
            "stats": asdict(end.stats),
        }


def _token(record: TokenRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "text": record.text,
        "bytes_hex": record.bytes.hex(),
        "logprob": record.logprob,
        "probability": record.probability,
        "rank": record.rank,
        "entropy": record.entropy,
        "margin": record.margin,
        "top": [asdict(a) for a in record.top],
    }
