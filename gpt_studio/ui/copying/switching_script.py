"""What is switched off, as the part of a script: plain PyTorch over the network's activations. Qt-free.

A script defines `first()` before a network runs: the position in the text of the first row of what it is handed.
"""

from __future__ import annotations

import textwrap

from gpt_studio.protocol.switches import Switches

HOOKED = '''
def hooked(name, layer, x):
    """What stands in the place of an activation: of z (B, H, T, D) before W_O, of what a half adds (B, T, C)."""
    x, since = x.clone(), max(SINCE - first(), 0)
    for kind, of_layer, number in OFF:
        if of_layer != layer:
            continue
        if name == "hook_z" and kind in ("head", "kv_group"):
            size = 1 if kind == "head" else model.config.n_head // model.config.n_kv_head
            for head in range(number * size, (number + 1) * size):
                x[:, head, since:] = MEANS[name, layer][head].to(x) if MEANS else 0.0
        if (name == "hook_mlp_out" and kind in ("mlp", "layer")) or (name == "hook_attn_out" and kind == "layer"):
            x[:, since:] = MEANS[name, layer].to(x) if MEANS else 0.0
    return x
'''


def constants(switches: Switches) -> list[str]:
    """What is off and from where on, as lines."""
    off = ", ".join(str((s.kind, s.layer, s.index)) for s in switches.off)
    return [
        f"OFF = [{off}]  # switched off: (kind, layer, number)",
        f"SINCE = {switches.since}  # positions before it keep everything on",
    ]


def means(switches: Switches, ids: str) -> str:
    """`MEANS` by name and layer: over the positions of `ids` or of the file; empty where zero is in their place."""
    if switches.mode != "mean":
        return "MEANS = {}  # zero stands in the place of what is off"
    if switches.reference:
        ids = f"tokenizer.prefix() + tokenizer.encode(open({switches.reference!r}, 'rb').read().decode())"
    return textwrap.dedent(
        f"""
        OVER = {ids}
        SUMS = {{}}  # a mean over the positions of OVER stands in the place of what is off


        def gather(name, layer, x):
            if name in ("hook_z", "hook_attn_out", "hook_mlp_out"):
                SUMS[name, layer] = SUMS.get((name, layer), 0) + x[0].cpu().double().sum(-2)


        with torch.inference_mode():
            for begin in range(0, len(OVER), loaded.context):
                piece = OVER[begin : begin + loaded.context]
                model.hidden(torch.tensor([piece], device=model.device), watch=gather)
        MEANS = {{at: total / len(OVER) for at, total in SUMS.items()}}
        """
    ).strip("\n")
