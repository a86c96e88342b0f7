"""What a loop reads requests from and writes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gpt_studio.protocol.runs import SkippedLines

from .foreseeing import Foreseeing
from .forgetting import GeneralText
from .heartbeat import StateFile
from .parallel import Group
from .prepare import Prepared
from .reporting import Reporter
from .requests import Requests
from .run_folder import Log, RunFolder
from .samples import Samples
from .yielding import Yielding


@dataclass(frozen=True)
class Surroundings:
    """`probe` are ids on which the heads are measured, `general` is what is not to be forgotten."""

    folder: RunFolder
    state: StateFile
    requests: Requests
    reporter: Reporter
    samples: Samples
    foreseeing: Foreseeing
    yielding: Yielding
    probe: list[int]
    group: Group
    general: GeneralText | None
    skipped: SkippedLines | None


def surroundings(
    folder: RunFolder,
    prepared: Prepared,
    states: StateFile,
    requests: Requests,
    log: Log,
    on_line: Callable[[str], None] | None,
    group: Group,
) -> Surroundings:
    """Those of this process."""
    return Surroundings(
        folder=folder,
        state=states,
        requests=requests,
        reporter=Reporter(folder.metrics, log, prepared.plan, on_line),
        samples=Samples(folder.samples, log, prepared.params, prepared.learnt),
        foreseeing=Foreseeing(folder.estimate if group.leads else None, prepared.params),
        yielding=Yielding(
            requests.yield_request, prepared.params.yield_share, lambda share: states.write(yielding=share)
        ),
        probe=prepared.record.probe,
        group=group,
        general=prepared.general,
        skipped=prepared.record.skipped,
    )
