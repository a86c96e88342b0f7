"""What huggingface_hub reads from the environment when it is imported: no telemetry, no token but to the hub itself."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import HUB

UNWANTED = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HUGGINGFACE_CO_STAGING", "HF_DEBUG", "HF_HUB_USER_AGENT_ORIGIN")
WANTED = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_XET": "1",  # one plain HTTP path: every byte passes the check
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
}


def prepare_environment(endpoint: str) -> None:
    """Set this process up to speak to `endpoint`; before huggingface_hub is imported. Raises StudioError."""
    check_endpoint(endpoint)
    for name in UNWANTED:
        os.environ.pop(name, None)
    os.environ.update(WANTED, HF_ENDPOINT=endpoint)
    if not is_hub(endpoint):
        os.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"
        os.environ.pop("HF_OIDC_RESOURCE", None)
    if "huggingface_hub" in sys.modules:
        raise RuntimeError("huggingface_hub was imported before its environment was set")


def is_hub(address: str) -> bool:
    """Whether an address is on https://huggingface.co itself, the one place that is given a token."""
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.netloc in ("huggingface.co", "huggingface.co:443")


def check_endpoint(endpoint: str) -> None:
    """Raises StudioError unless `endpoint` is an http(s) address with a host, without a name, query or blanks."""
    try:
        parts = urlsplit(endpoint)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        right, parts = False, urlsplit("")
    if not right or parts.username or parts.query or parts.fragment or any(c.isspace() for c in endpoint):
        raise StudioError(
            "bad_parameter",
            "the address of the hub or its mirror is wrong",
            expected=f"one like {HUB}",
            found=endpoint[:200],
        )
