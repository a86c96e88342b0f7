"""The shape of a network from scratch: LAYERSxHEADSxWIDTH, or a config.json."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from gpt_studio.files import bounded
from gpt_studio.gpt.checkpoints.configs import config_from_json
from gpt_studio.gpt.config import DecoderConfig
from gpt_studio.protocol.errors import StudioError

_SHAPE = re.compile(r"(\d{1,4})x(\d{1,4})x(\d{1,6})")


def network_config(shape: str, vocabulary: int, context: int, dropout: float) -> DecoderConfig:
    """LAYERSxHEADSxWIDTH is the GPT-2 kind without biases, erf GELU, tied. Raises StudioError.

    A config.json keeps its own sizes; its vocabulary must hold the tokenizer's, its positions the context.
    """
    match = _SHAPE.fullmatch(shape)
    if match is None:
        return _from_file(shape, vocabulary, context, dropout)
    layers, heads, width = map(int, match.groups())
    return DecoderConfig(
        vocab_size=vocabulary,
        n_layer=layers,
        n_head=heads,
        d_model=width,
        max_len=context,
        norm_bias=False,
        qkv_bias=False,
        out_bias=False,
        mlp_bias=False,
        activation="gelu",
        dropout=dropout,
    )


def _from_file(shape: str, vocabulary: int, context: int, dropout: float) -> DecoderConfig:
    path = Path(shape).expanduser()
    if path.suffix != ".json":
        raise StudioError(
            "bad_parameter",
            "from-scratch is not understood",
            expected="LAYERSxHEADSxWIDTH (such as 4x4x128) or a config.json",
            found=shape,
        )
    config = config_from_json(_read(path), path.name)
    for name, needed, has in (
        ("vocabulary", vocabulary, config.vocab_size),
        ("context", context, config.max_len),
    ):
        if has < needed:
            raise StudioError(
                "bad_parameter", f"{path} has too small a {name}", expected=f"at least {needed}", found=str(has)
            )
    return replace(config, dropout=dropout)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = bounded.read_json(path)
    except FileNotFoundError as error:
        raise StudioError("absent", f"{path} does not exist", expected="a config.json") from error
    except (OSError, ValueError) as error:
        raise StudioError("damaged", f"{path} cannot be read", expected="JSON", found=str(error)) from error
    if not isinstance(found, dict):
        raise StudioError("damaged", f"{path} is no config.json", expected="an object")
    return cast("dict[str, Any]", found)
