"""A process that does not lead: it takes the same steps on its share of the rows and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from gpt_studio.protocol.errors import StudioError

from . import checkpoints
from .announcement import Announcement, fingerprint, hear
from .datasets.source import read_source
from .datasets.token_cache import NO_CACHE, TokenCache
from .heartbeat import StateFile, new_state
from .loop import Loop
from .parallel import Group
from .prepare import Prepared, prepare_new, prepare_resumed
from .requests import Requests
from .run_folder import Log, RunFolder
from .sharding import divided
from .start import Outcome
from .surroundings import surroundings


def follow(group: Group, cache: TokenCache = NO_CACHE) -> Outcome:
    """Train what the leading process announces, until it is done or stopped. Raises StudioError.

    The tokens are there already where the leading process has put them into the same cache.
    """
    with Requests(None) as requests:
        try:
            said = hear(group)
            group = replace(group, shards=said.shards)
            torch.set_num_threads(said.params.threads or 1)
            prepared = _prepare(said, group, cache)
            requests.gentle = True
            folder, plan = RunFolder(said.folder), prepared.plan
            states, log = StateFile(None, new_state(plan.steps)), Log(None, None)
            around = surroundings(folder, prepared, states, requests, log, None, group)
            training = divided(prepared.training, plan, group)
            ending = Loop(training, prepared.feed, plan, around).run()
        except KeyboardInterrupt:
            return Outcome(Path(), "stopped", 0, interrupted=True)
        return Outcome(said.folder, ending.status, prepared.training.progress.step, requests.signalled)


def _prepare(said: Announcement, group: Group, cache: TokenCache) -> Prepared:
    """The same as the leading process has. Raises StudioError where the files here are not the same."""
    source = read_source(said.params, cache)
    if said.step:
        checkpoint = RunFolder(said.folder).checkpoints / checkpoints.checkpoint_name(said.step)
        prepared = prepare_resumed(said.params, checkpoint, source)
    else:
        prepared = prepare_new(said.params, source)
    found = fingerprint(prepared)
    if found != said.same:
        raise StudioError(
            "data_changed",
            f"process {group.rank} has other data or other weights than the first one",
            expected=f"sha256 {said.same}",
            found=found,
            remedy="Give every machine the same files under the same paths",
        )
    return prepared
