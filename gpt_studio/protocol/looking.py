"""Questions about what goes on inside the network, and their answers. All are queries; arrays are C-contiguous.

Symbols: T tokens of the text, L layers, H query heads, D head size, C width. Row 0 of what has L + 1 rows is the
embedding, row k + 1 the residual stream behind block k.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .heads_over import HeadsFound, HeadsOver
from .models import ModelKey
from .records import Parts, TokenRecord
from .switches import NOTHING_OFF, Switches

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Check:
    """An identity that was checked on the numbers of a view: the largest error found, and what is tolerated.

    `name`: heads (Σ heads = attention output), logit (Σ attribution = logit), rows (rebuilt row = the row that the
    network's own sum implies), output (last row of the lens = the model's output).
    """

    name: str
    error: float
    bound: float

    @property
    def holds(self) -> bool:
        return self.error <= self.bound


@dataclass(frozen=True)
class Lens:
    """Query: what the network would say behind every block (logit lens). Answers: LensReady | JobFailed.

    `token` is an id whose course is wanted (None: none). Of a long text only the `count` positions from `first` on
    are read out (0: all behind it); the forward is over the whole text either way.
    """

    job: int
    key: ModelKey
    parts: Parts
    top: int = 5
    token: int | None = None
    switches: Switches = NOTHING_OFF
    raw_special: bool = False
    first: int = 0
    count: int = 0


@dataclass(frozen=True, eq=False)
class LensReady:
    """`ids` and `probability` [L + 1, T, top], best first; `entropy` (nats) and `norm` (of the residual) [L + 1, T].

    `next_probability` and `next_rank` [L + 1, T] are of the token that really comes next (of the last position: of
    the model's own best). `token_probability` and `token_rank` are those of the token asked for. `texts` are the
    texts of all ids that occur. Here T counts the positions read out, which begin at `first`; `records` are all.
    """

    job: int
    key: ModelKey
    records: tuple[TokenRecord, ...]
    ids: Integers
    probability: Floats
    entropy: Floats
    norm: Floats
    next_probability: Floats
    next_rank: Integers
    token: int | None
    token_probability: Floats | None
    token_rank: Integers | None
    texts: dict[int, str]
    checks: tuple[Check, ...] = ()
    first: int = 0


@dataclass(frozen=True)
class Attribute:
    """Query: what made the logit of `token` at `position` (the place before it). Answers: Attributed | JobFailed.

    With a `foil` everything explains the difference of the two logits. Of `switches` whose mean is over this text it is
    over that of `over` ((): of `parts`): a drawn token was drawn behind a text that ended where the drawing began.
    """

    job: int
    key: ModelKey
    parts: Parts
    position: int
    token: int
    foil: int | None = None
    switches: Switches = NOTHING_OFF
    raw_special: bool = False
    over: Parts = ()


@dataclass(frozen=True, slots=True)
class Component:
    """What one part of the network adds to a logit. `kind`: embed, position, head, attention_bias, mlp, constant.

    `layer` and `head` are −1 where they make no sense.
    """

    kind: str
    layer: int
    head: int
    value: float


@dataclass(frozen=True, eq=False)
class Attributed:
    """The `components` sum to `logit` (or to the difference of two); `inputs` [T] is gradient × input of each token.

    The logit is the one before the network's final soft-cap, if it has one (`softcap`, 0: none), which no sum of parts
    goes through. `inputs` of tokens behind `position` are 0.
    """

    job: int
    key: ModelKey
    records: tuple[TokenRecord, ...]
    position: int
    token: int
    foil: int | None
    logit: float
    components: tuple[Component, ...]
    inputs: Floats
    checks: tuple[Check, ...] = ()
    softcap: float = 0.0


@dataclass(frozen=True)
class Calculate:
    """Query: the numbers of one query of one head, and of its block. Answers: Calculated | JobFailed.

    `switches` and `over` as in Attribute.
    """

    job: int
    key: ModelKey
    parts: Parts
    layer: int
    head: int
    query: int
    raw_special: bool = False
    switches: Switches = NOTHING_OFF
    over: Parts = ()


@dataclass(frozen=True, slots=True)
class BlockStep:
    """A step from token to logits: what is computed (`name`), in which layer (−1: none), its vector's Euclidean norm.

    `values` are its first numbers. Names, in the order of the network: embed, pos_embed; of the layer resid_pre, ln_1
    (its first norm), q, k, v, z (of all heads), attn_out, resid_mid, ln_2, pre (what the activation bends), pre_linear
    (what it is multiplied by), post, mlp_out, resid_post; resid_final, ln_final, logits. A network has not all of them.
    `off`: zero or a mean stands in the place of it, or of a part of it.
    """

    name: str
    layer: int
    width: int
    norm: float
    values: tuple[float, ...]
    off: bool = False


@dataclass(frozen=True, eq=False)
class Calculated:
    """Of query i, with S = i + 1 keys: q [D], k and v [S, D] as they are compared and mixed.

    `products` [S] = q·k; `scores` [S] = products · scale, soft-capped where the network does (`softcap` 0: not), −inf
    where a window hides the key; `weights` [S] = softmax(scores); `z` [D] = weights · v; `out` [C] = z · W_O.
    All under `switches`, whose mean of a text is that of the ids `over`. `off`: "" where the head goes on; "head" where
    `z` is what stands in its place; "layer" where nothing of z goes on, `out` is 0.
    """

    job: int
    key: ModelKey
    records: tuple[TokenRecord, ...]
    layer: int
    head: int
    kv_group: int
    query: int
    scale: float
    softcap: float
    q: Floats
    k: Floats
    v: Floats
    products: Floats
    scores: Floats
    weights: Floats
    z: Floats
    out: Floats
    steps: tuple[BlockStep, ...]
    checks: tuple[Check, ...] = ()
    switches: Switches = NOTHING_OFF
    over: tuple[int, ...] = ()
    off: str = ""


@dataclass(frozen=True)
class Ablate:
    """Query: every token of a text with and without the switches, same tokens. Answers: Ablated | JobFailed."""

    job: int
    key: ModelKey
    parts: Parts
    switches: Switches
    raw_special: bool = False


@dataclass(frozen=True, eq=False)
class Ablated:
    """Arrays of T − 1, for the targets 1…T − 1: log-probability with everything on (`baseline`) and switched off
    (`ablated`), KL(baseline ‖ ablated) in nats, whether the best token changed, and by how much the target's logit is
    further ahead of its rival's (`difference`): the best other token with everything on."""

    job: int
    key: ModelKey
    switches: Switches
    records: tuple[TokenRecord, ...]
    baseline: NDArray[np.float64]
    ablated: NDArray[np.float64]
    kl: NDArray[np.float64]
    changed: NDArray[np.bool_]
    difference: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Sweep:
    """Query: each head switched off by itself. Answers: Progress…, Swept | JobFailed | JobCancelled.

    `mode` and `reference` as in Switches. `screen_only`: the first-order estimate of one backward pass alone.
    """

    job: int
    key: ModelKey
    parts: Parts
    mode: str = "zero"
    reference: str = ""
    screen_only: bool = False
    raw_special: bool = False


@dataclass(frozen=True, eq=False)
class Swept:
    """[L, H]: change of the mean loss (nats a token), mean KL, mean change of the logit difference between a target and
    its rival (as in Ablated), None with `screen_only`; `screen` is ∂loss/∂ξ at ξ = 1, where ξ scales a head's z:
    −screen estimates the change of the loss to first order."""

    job: int
    key: ModelKey
    records: tuple[TokenRecord, ...]
    baseline_loss: float
    delta_loss: NDArray[np.float64] | None
    kl: NDArray[np.float64] | None
    screen: NDArray[np.float64]
    delta_difference: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Show:
    """Query: from now on send the attention rows of these layers of the generation `target` ((): none).

    Answers: Showing.
    """

    job: int
    target: int
    layers: tuple[int, ...]


@dataclass(frozen=True)
class Showing:
    """`since` is the position of the first row that will come; None: no such generation runs."""

    job: int
    target: int
    since: int | None


@dataclass(frozen=True, eq=False)
class RowsArrived:
    """Attention of the queries `first`, `first` + 1, … of the generation `job`, as they are drawn.

    `rows[n]` is float32 [layers, H, first + n + 1]: exactly what the network weighed, as AttentionReady has it.
    """

    job: int
    member: int
    layers: tuple[int, ...]
    first: int
    rows: tuple[Floats, ...]


Looking = Lens | Attribute | Calculate | Ablate | Sweep | Show | HeadsOver
Looked = LensReady | Attributed | Calculated | Ablated | Swept | Showing | RowsArrived | HeadsFound
