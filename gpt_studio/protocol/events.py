"""What the engine says to the window. Frozen dataclasses that survive pickle; arrays are numpy, C-contiguous."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .attention import HeadStatistics
from .chat import ChatPiece
from .datasets import DataPreviewed, SampleDataMade
from .effects import Explanation
from .errors import StudioError
from .looking import Check, Looked, RowsArrived
from .models import AdapterOn, ExportResult, Fit, ModelFacts, ModelInfo, ModelKey
from .records import GenerationStats, TokenForm, TokenRecord
from .switches import NOTHING_OFF, Switches


@dataclass(frozen=True)
class Progress:
    """How far a job is. `done` of `total` in `unit` (total 0: unknown). In the outbox only the newest stays."""

    job: int
    phase: str  # reading, building, prefill, …
    done: int
    total: int
    unit: str = ""


@dataclass(frozen=True)
class ModelLoaded:
    """`seconds` is what the loading (or merging) took; `context` the most tokens that the model takes as it is loaded.

    `adapters` are those on it, in their order.
    """

    job: int
    key: ModelKey
    info: ModelInfo
    seconds: float
    context: int
    adapters: tuple[AdapterOn, ...] = ()


@dataclass(frozen=True)
class ModelUnloaded:
    job: int
    key: ModelKey


@dataclass(frozen=True)
class ModelDescribed:
    """The card, and where the model would not fit as it was asked for, how it would (None: no way is known)."""

    job: int
    info: ModelInfo
    free_memory_bytes: int
    fitting: Fit | None = None


@dataclass(frozen=True)
class FactsRead:
    job: int
    path: str
    facts: ModelFacts


@dataclass(frozen=True)
class Exported:
    job: int
    result: ExportResult


@dataclass(frozen=True)
class PromptRead:
    """The prompt's tokens, once, before anything is drawn. Texts concatenate to the typed text."""

    job: int
    records: tuple[TokenRecord, ...]
    context: int


@dataclass(frozen=True)
class TokensArrived:
    """Tokens in the order in which they were drawn; in the outbox batches of one job and member append."""

    job: int
    member: int
    records: tuple[TokenRecord, ...]


@dataclass(frozen=True)
class GenerationDone:
    """Why one member stopped: eos, stop_string, max_tokens, context_full, cancelled. `text` leaves out the prompt."""

    job: int
    member: int
    text: str
    stop_reason: str
    stop_detail: str
    stats: GenerationStats


@dataclass(frozen=True)
class TextScored:
    """Records of every token of the parts that were sent; the first has no numbers where nothing precedes it."""

    job: int
    key: ModelKey
    records: tuple[TokenRecord, ...]
    seconds: float


@dataclass(frozen=True, eq=False)
class AttentionReady:
    """`weights` float32 [layers, heads, T, T]; rows are queries, row i sums to 1 over keys 0…i, 0 beyond.

    `statistics` has one entry for each layer and head, layer by layer. `norms` float32 [layers, heads, T] is there
    where value-weighted attention was asked for: ‖v_j W_O‖ of each key, so that weights · norms is the norm of what
    each key brings to the residual stream (Kobayashi 2020, without the bias of W_O).
    """

    job: int
    key: ModelKey
    layers: tuple[int, ...]
    records: tuple[TokenRecord, ...]
    weights: NDArray[np.float32]
    statistics: tuple[HeadStatistics, ...] = ()
    norms: NDArray[np.float32] | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Explained:
    """`explanation` is None where the logits are not held and no pass was asked for; `kept`: they were held.

    `logits` is the number under which the row is held from now on.
    """

    job: int
    explanation: Explanation | None
    kept: bool
    logits: int | None = None


@dataclass(frozen=True)
class Replayed:
    """`first` is the index, among the drawn tokens of the command, of the one that falls differently: then `id`.

    None: none of them does. Not `complete`: from `first` on the logits are not held, and nothing is known. `logits` are
    the numbers under which the rows of the drawn tokens are held, where a pass was made for them.
    """

    job: int
    first: int | None
    id: int | None
    text: str
    complete: bool
    logits: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Retuned:
    """The new samplers hold from drawn token number `since` (from 0) of the generation on; None: it does not run."""

    job: int
    target: int
    since: int | None


@dataclass(frozen=True)
class Tokenised:
    """The tokens of each text of a Tokenise, and of its ids.

    A text that the vocabulary cannot say has no tokens; an id that it does not hold has no bytes.
    """

    job: int
    key: ModelKey
    texts: tuple[tuple[TokenForm, ...], ...]
    ids: tuple[TokenForm, ...]


@dataclass(frozen=True, eq=False)
class Compared:
    """Of each token of a Compare, float64 [T] in nats, NaN where nothing precedes: the log-probabilities of a and b.

    `kl` is KL(a‖b) of their whole distributions at temperature 1, `draw_kl` that of what the draws would use (∞ where b
    removed what a keeps), None where that was not asked for. `ids` are the tokens,
    `switches` what was off in a and in b.
    """

    job: int
    key_a: ModelKey
    key_b: ModelKey
    ids: tuple[int, ...]
    logprob_a: NDArray[np.float64]
    logprob_b: NDArray[np.float64]
    kl: NDArray[np.float64]
    draw_kl: NDArray[np.float64] | None
    seconds: float
    switches: tuple[Switches, Switches] = (NOTHING_OFF, NOTHING_OFF)


@dataclass(frozen=True)
class ChatRendered:
    """The prompt in pieces; `stop` are texts that end the model's turn. `templated`: by a template of the model's."""

    job: int
    key: ModelKey
    pieces: tuple[ChatPiece, ...]
    stop: tuple[str, ...]
    templated: bool


@dataclass(frozen=True)
class JobFailed:
    """A refusal or a fault; what was loaded stays loaded. `details` is a traceback for the log."""

    job: int
    code: str
    message: str
    expected: str = ""
    found: str = ""
    remedy: str = ""
    details: str = ""

    def one_line(self) -> str:
        return StudioError(
            self.code, self.message, expected=self.expected, found=self.found, remedy=self.remedy
        ).one_line()


@dataclass(frozen=True)
class JobCancelled:
    """A job other than a generation ended because it was cancelled."""

    job: int


@dataclass(frozen=True)
class EngineStopped:
    """The worker is gone. `message` is empty when it was asked to."""

    job: int = 0
    message: str = ""


Event = (
    Progress
    | ModelLoaded
    | ModelUnloaded
    | ModelDescribed
    | FactsRead
    | Exported
    | PromptRead
    | TokensArrived
    | GenerationDone
    | TextScored
    | AttentionReady
    | Explained
    | Replayed
    | Retuned
    | Tokenised
    | Compared
    | ChatRendered
    | DataPreviewed
    | SampleDataMade
    | Looked
    | JobFailed
    | JobCancelled
    | EngineStopped
)


def merge(last: Event, new: Event) -> Event | None:
    """One event that stands for both, or None when they must stay apart: tokens append, progress keeps the last."""
    match last, new:
        case TokensArrived(), TokensArrived() if (last.job, last.member) == (new.job, new.member):
            return replace(last, records=last.records + new.records)
        case RowsArrived(), RowsArrived() if _follows(last, new):
            return replace(last, rows=last.rows + new.rows)
        case Progress(), Progress() if (last.job, last.phase) == (new.job, new.phase):
            return new
        case _:
            return None


def _follows(last: RowsArrived, new: RowsArrived) -> bool:
    same = (last.job, last.member, last.layers) == (new.job, new.member, new.layers)
    return same and new.first == last.first + len(last.rows)
