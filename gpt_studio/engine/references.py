"""The means that stand in the place of what is switched off: of the text at hand, or of a reference file."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from gpt_studio.files.bounded import TooLarge, read_bytes
from gpt_studio.gpt.loaded import LoadedModel
from gpt_studio.gpt.tokenizers.base import Tokenizer
from gpt_studio.inspection.means import Means, mean_activations
from gpt_studio.inspection.switching import SwitchedOff, switched_off
from gpt_studio.protocol import events as ev
from gpt_studio.protocol.commands import Explain, Replay
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.looking import Attribute, Calculate
from gpt_studio.protocol.switches import Switches
from gpt_studio.sampling.prefix import PLAIN, Altered
from gpt_studio.sampling.prompt import read_parts

from .cancel import CancelToken
from .pool import Resident

LARGEST = 16 * 1024 * 1024  # bytes of a reference
KEPT = 8  # references whose means a model keeps

Made = Generator[ev.Event | None, None, Means]
Off = Generator[ev.Event | None, None, SwitchedOff | None]


def switched_off_steps(job: int, switches: Switches, resident: Resident, ids: Sequence[int], token: CancelToken) -> Off:
    """Progress while means are made; returns the watch under which these parts are off, None where nothing is.

    The mean is over `ids`, or over the file that the switches name; its means are kept with the model.
    Raises StudioError for parts that the network does not have, for a file that cannot be read, and `cancelled`.
    """
    off, _ = yield from altered_steps(job, switches, resident, ids, token)
    return off


def text_at_hand(
    command: Explain | Replay | Attribute | Calculate, tokenizer: Tokenizer, ids: Sequence[int]
) -> Sequence[int]:
    """The ids over which a mean of this text is: those of `over`, or `ids` of the command's parts where it is empty."""
    if not command.over:
        return ids
    return read_parts(command.over, tokenizer, raw_special=command.raw_special).ids


def altered_steps(
    job: int, switches: Switches, resident: Resident, ids: Sequence[int], token: CancelToken
) -> Generator[ev.Event | None, None, tuple[SwitchedOff | None, Altered]]:
    """The same, and what a KV cache that is read under it has in common with others."""
    if not switches.active:
        return None, PLAIN
    c = resident.loaded.model.config
    switches.check(c.n_layer, c.n_head, c.n_kv_head)
    means = yield from means_steps(job, switches, resident, ids, token)
    values = means if switches.reference else tuple(ids)  # a text has its own means, a file's are kept
    how = (switches.off, switches.mode, None if means is None else values)
    return switched_off(switches, c, means), Altered(how, switches.since)


def means_steps(
    job: int, switches: Switches, resident: Resident, ids: Sequence[int], token: CancelToken
) -> Generator[ev.Event | None, None, Means | None]:
    """Progress while means are made; returns those that the switches need, None where they need none."""
    if switches.mode != "mean":
        return None
    if switches.reference:
        return (yield from _of_file(job, switches.reference, resident, token))
    return (yield from _of_ids(job, resident.loaded, ids, token))


def _of_file(job: int, name: str, resident: Resident, token: CancelToken) -> Made:
    """The means over a UTF-8 file, made anew when it has changed."""
    path = Path(name).expanduser()
    try:
        about = path.stat()
        key = (str(path.resolve()), about.st_mtime_ns, about.st_size)
        if key in resident.means:
            return resident.means[key]
        text = read_bytes(path, LARGEST).decode("utf-8")
    except UnicodeDecodeError as error:
        raise StudioError(
            "damaged", f"{name} is not a text", expected="UTF-8", found=f"another byte at {error.start}"
        ) from error
    except TooLarge as error:
        raise StudioError("too_large", str(error)) from error
    except OSError as error:
        raise StudioError(
            "absent", f"the reference {name} cannot be read", found=error.strerror or str(error)
        ) from error
    ids = read_parts((text,), resident.loaded.tokenizer).ids
    found = yield from _of_ids(job, resident.loaded, ids, token)
    while len(resident.means) >= KEPT:
        del resident.means[next(iter(resident.means))]
    resident.means[key] = found
    return found


def _of_ids(job: int, loaded: LoadedModel, ids: Sequence[int], token: CancelToken) -> Made:
    """The means over ids; between two pieces the engine may go on with a job, or stop this."""
    steps = mean_activations(loaded.model, ids, loaded.context)
    while not token.cancelled():
        try:
            done, total = next(steps)
        except StopIteration as end:
            return end.value
        yield ev.Progress(job, "reference", done, total, "tokens")
    raise StudioError("cancelled", "reading the reference was cancelled")
