"""The calculation on screen as a script in plain PyTorch that finds the same numbers, and says so. Qt-free.

The loader is this program's, since it reads every format; the rest is torch.
"""

from __future__ import annotations

import textwrap

import numpy as np

from gpt_studio.protocol.looking import Calculated
from gpt_studio.protocol.models import ModelInfo
from gpt_studio.ui.copying.loading import loading_options, place_of
from gpt_studio.ui.copying.switching_script import HOOKED, constants, means

TOLERANCE, COARSE = 1e-4, 2e-2  # what is multiplied in fewer bits than float32 comes out alike, not equal


def as_python(found: Calculated, info: ModelInfo) -> str:
    """The script. It prints the share of every key and ends with assertions on the numbers of the screen."""
    off = _off(found) if found.switches.active else ()
    return "\n\n".join((_head(found, info), *off, _capture(found), _formula(found), _end(found, info))) + "\n"


def _head(found: Calculated, info: ModelInfo) -> str:
    ids = [record.id for record in found.records[: found.query + 1]]
    shown = textwrap.fill(", ".join(map(str, ids)), 100, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(
        [
            f'"""Attention of layer {found.layer}, head {found.head}, for one query. pip install gpt-studio"""',
            "",
            "import torch",
            "",
            "from gpt_studio.gpt import load_model  # the loader; all else is torch",
            "",
            f"MODEL = {place_of(found.key)!r}",
            f"LAYER, HEAD, GROUP = {found.layer}, {found.head}, {found.kv_group}  # the head, its keys and values",
            f"IDS = [  # of {info.heads} heads and {info.kv_heads} key/value heads in {info.layers} layers",
            f"{shown},",
            "]",
            "",
            f"loaded = load_model(MODEL{loading_options(found.key)})",
            "model, tokenizer = loaded.model.eval(), loaded.tokenizer  # model is a torch.nn.Module",
        ]
    )


def _off(found: Calculated) -> tuple[str, ...]:
    """What is switched off: `hooked` puts something else in its place."""
    over = textwrap.fill(str(list(found.over)), 100, subsequent_indent="    ")
    return (
        "\n".join(constants(found.switches)),
        textwrap.dedent(
            '''
            def first():
                """The position of the first row that a forward hands out."""
                return 0
            '''
        ),
        HOOKED,
        means(found.switches, over),
    )


def _capture(found: Calculated) -> str:
    hooked = "            x = hooked(name, layer, x)\n" if found.switches.active else ""
    returned = "            return x\n" if found.switches.active else ""
    return textwrap.dedent(
        f"""\
        seen = {{}}


        def watch(name, layer, x):
{hooked}            if layer == LAYER:
                seen[name] = x[0]  # without the batch
{returned}

        with torch.inference_mode():
            model.hidden(torch.tensor([IDS], device=model.device), watch=watch)
            # (H, T, D) of queries, (G, T, D) of keys and values, as they are compared: normed and turned where they are
            q = seen.get("hook_rot_q", seen["hook_q"])[HEAD, -1].float()  # (D,)
            k = seen.get("hook_rot_k", seen["hook_k"])[GROUP].float()  # (S, D)
            v = seen["hook_v"][GROUP].float()  # (S, D)"""
    )


def _formula(found: Calculated) -> str:
    lines = [
        "    products = k @ q  # (S,)",
        f"    scores = products * {found.scale!r}",
    ]
    if found.softcap:
        lines.append(f"    scores = {found.softcap!r} * torch.tanh(scores / {found.softcap!r})")
    hidden = int(np.isneginf(found.scores).sum())
    if hidden:
        lines.append(f"    scores[:{hidden}] = float('-inf')  # before the window of this layer")
    lines += [
        "    weights = scores.softmax(0)  # (S,)",
        _read(found),
        "    # W_O as the layer applies it, however it is held: z in the place of its head, less the bias",
        "    attention = model.blocks[LAYER].attn",
        "    heads = torch.zeros(model.config.n_head * len(z), dtype=model.dtype, device=model.device)",
        "    nothing = attention.out(heads)",
        "    heads[HEAD * len(z) : (HEAD + 1) * len(z)] = z.to(model.dtype)",
        "    out = (attention.out(heads) - nothing).float()  # (C,): what this head adds",
    ]
    if found.off == "layer":
        lines.append("    out = torch.zeros_like(out)  # the layer is switched off: nothing of it goes on")
    return "\n".join(lines)


def _read(found: Calculated) -> str:
    if found.off == "head":
        return '    z = seen["hook_z"][HEAD, -1].float()  # (D,): what stands in the place of the head, which is off'
    return "    z = weights @ v  # (D,)"


def _end(found: Calculated, info: ModelInfo) -> str:
    coarse = TOLERANCE if info.dtype == "float32" else COARSE
    return "\n".join(
        [
            "for token, weight in zip(IDS, weights.tolist()):",
            '    print(f"{token:>8}  {weight:.6f}")',
            "",
            "# what the screen showed",
            _numbers("PRODUCTS", found.products),
            _numbers("WEIGHTS", found.weights),
            _numbers("Z", found.z),
            f"OUT_NORM = {float(np.linalg.norm(found.out.astype(np.float64)))!r}",
            "for ours, shown in ((products, PRODUCTS), (weights, WEIGHTS), (z, Z)):",
            "    shown = torch.tensor(shown, dtype=torch.float32)",
            f"    torch.testing.assert_close(ours.cpu(), shown, rtol={TOLERANCE}, atol={TOLERANCE})",
            f"torch.testing.assert_close(float(out.norm()), OUT_NORM, rtol={coarse}, atol={coarse})",
            'print("the same numbers")',
        ]
    )


def _numbers(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> str:
    written = ", ".join(f"{value:.9g}" for value in values.tolist())
    body = textwrap.fill(written, 112, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return f"{name} = [\n{body},\n]"
