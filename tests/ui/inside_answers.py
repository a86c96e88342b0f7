"""Made-up answers about the inside of a network, for a window without torch: deterministic, in the right shapes."""

from __future__ import annotations

import numpy as np
from fake_host import bare

from gpt_studio.protocol.looking import (
    Attribute,
    Attributed,
    BlockStep,
    Calculate,
    Calculated,
    Check,
    Component,
    Lens,
    LensReady,
)

LAYERS, HEADS, VOCABULARY = 4, 4, 50


def records_of(parts):
    """Words with the space before them; ids as they are."""
    found = []
    for part in parts:
        if isinstance(part, str):
            found += [bare(word, 0) for word in part.replace(" ", "\0 ").split("\0") if word]
        else:
            found += [bare(f"#{number}", 0) for number in part]
    return tuple(bare(record.text, at) for at, record in enumerate(found))


def distributions(rows, positions, seed):
    """[rows, positions, VOCABULARY]: surer upward."""
    numbers = np.random.default_rng(seed).standard_normal((rows, positions, VOCABULARY))
    numbers *= np.linspace(0.5, 5.0, rows)[:, None, None]
    return np.exp(numbers) / np.exp(numbers).sum(-1, keepdims=True)


def lens(command: Lens, layers=LAYERS):
    records = records_of(command.parts)
    total = len(records)
    first = command.first
    end = min(first + command.count, total) if command.count else total
    p = distributions(layers + 1, total, 7)[:, first:end]
    ids = np.argsort(-p, axis=-1)[..., : command.top]
    nexts = [records[t + 1].id % VOCABULARY if t + 1 < total else int(ids[-1, t - first, 0]) for t in range(first, end)]
    follow = command.token

    def of(token):
        chosen = np.take_along_axis(p, np.broadcast_to(token, p.shape[:2])[..., None], -1)[..., 0]
        return chosen.astype(np.float32), (1 + (p > chosen[..., None]).sum(-1)).astype(np.int32)

    next_p, next_rank = of(np.array(nexts)[None])
    own = (None, None) if follow is None else of(np.array(follow % VOCABULARY))
    texts = {int(i): f" w{int(i)}" for i in np.unique(ids)} | ({} if follow is None else {follow: f" w{follow}"})
    return [LensReady(
        command.job, command.key, records, ids.astype(np.int32),
        np.take_along_axis(p, ids, -1).astype(np.float32),
        (-(p * np.log(p)).sum(-1)).astype(np.float32),
        np.linspace(1, 40, p.shape[0])[:, None].repeat(p.shape[1], 1).astype(np.float32),
        next_p, next_rank, follow, *own, texts, (Check("output", 2.1e-7, 1e-5),), first,
    )]  # fmt: skip


def attributed(command: Attribute):
    records = records_of(command.parts)
    values = np.random.default_rng([command.token, command.foil or 0]).standard_normal(LAYERS * (HEADS + 2) + 2)
    kinds = [("embed", -1, -1)]
    for layer in range(LAYERS):
        kinds += [("head", layer, head) for head in range(HEADS)]
        kinds += [("attention_bias", layer, -1), ("mlp", layer, -1)]
    kinds.append(("constant", -1, -1))
    components = tuple(Component(k, layer, head, float(v)) for (k, layer, head), v in zip(kinds, values, strict=True))
    inputs = np.random.default_rng(3).standard_normal(len(records)).astype(np.float32)
    return [Attributed(
        command.job, command.key, records, command.position, command.token, command.foil, float(values.sum()),
        components, inputs, (Check("logit", 3e-6, 1e-4),),
    )]  # fmt: skip


def calculated(command: Calculate, size=8, width=32, softcap=0.0, hidden=0, kv_group=None, off=""):
    records = records_of(command.parts)
    random = np.random.default_rng([command.layer, command.head])
    keys = command.query + 1
    q, k, v = (random.standard_normal(s).astype(np.float32) for s in ((size,), (keys, size), (keys, size)))
    scale = size**-0.5
    products = (k @ q).astype(np.float32)
    scores = products * np.float32(scale)
    if softcap:
        scores = (softcap * np.tanh(scores / softcap)).astype(np.float32)
    scores[:hidden] = -np.inf
    weights = np.exp(scores - scores.max())
    weights = (weights / weights.sum()).astype(np.float32)
    z = (weights @ v).astype(np.float32)
    out = (z @ random.standard_normal((size, width))).astype(np.float32)
    steps = [BlockStep("embed", -1, width, 1.0, (0.1, -0.2, 0.3))]
    steps += [
        BlockStep(name, command.layer, width, 2.0 + at, (0.5, -0.25, 0.125))
        for at, name in enumerate(("resid_pre", "attn_out", "resid_mid", "mlp_out", "resid_post"))
    ]
    steps.append(BlockStep("logits", -1, VOCABULARY, 30.0, (4.0, -1.0)))
    group = command.head if kv_group is None else kv_group
    return [Calculated(
        command.job, command.key, records, command.layer, command.head, group, command.query, scale, softcap, q, k, v,
        products, scores, weights, z, out, tuple(steps), (Check("rows", 1e-7, 1e-5), Check("heads", 2e-7, 1e-5)),
        command.switches, tuple(i for part in command.over for i in part), off,
    )]  # fmt: skip
