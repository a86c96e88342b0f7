"""Errors of the hub's library, of the network and of the disk as one line that a person can act on."""

from __future__ import annotations

import errno
import re

from gpt_studio.protocol.errors import StudioError

TOKEN_REMEDY = (
    "Ask for access on its page in a browser, then set HF_TOKEN to a token of that account and start again. "
    "A token is only ever sent to https://huggingface.co"
)


def as_studio_error(error: BaseException, endpoint: str = "") -> StudioError:
    """The refusal that `error` means. Nothing here imports the hub's library unless it raised the error."""
    if isinstance(error, StudioError):
        return error
    if type(error).__module__.startswith("huggingface_hub"):
        return _of_hub(error, endpoint)
    if type(error).__module__.startswith("httpx"):
        return unreachable(endpoint, error)
    if isinstance(error, OSError):
        return _of_disk(error)
    return StudioError("failed", f"{endpoint or 'the download'} gave an answer that cannot be used", found=_line(error))


def unreachable(where: str, error: BaseException | str = "") -> StudioError:
    """Nobody answers at `where`."""
    return StudioError(
        "unreachable",
        f"{where} cannot be reached",
        found=_line(error) if isinstance(error, BaseException) else error,
        remedy="Check the connection or name a mirror under Settings",
    )


def _of_hub(error: BaseException, endpoint: str) -> StudioError:
    from huggingface_hub import errors

    status = getattr(getattr(error, "response", None), "status_code", 0)
    if isinstance(error, errors.GatedRepoError):
        return StudioError(
            "gated", "its authors give this model only to accounts that accepted its conditions", remedy=TOKEN_REMEDY
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return StudioError("absent", f"{endpoint} does not have this commit any more", remedy="Search again")
    if isinstance(error, errors.EntryNotFoundError):
        return StudioError("absent", f"{endpoint} does not have this file any more", remedy="Search again")
    if isinstance(error, errors.RepositoryNotFoundError):
        return StudioError(
            "absent",
            f"{endpoint} has no such model, or it is private",
            remedy=f"Check the name. {TOKEN_REMEDY}",
        )
    if isinstance(error, errors.DisabledRepoError):
        return StudioError("absent", f"{endpoint} has disabled this model", remedy="Choose another model")
    if status in (401, 403):
        return StudioError("gated", f"{endpoint} refuses this", found=f"status {status}", remedy=TOKEN_REMEDY)
    if status == 429:
        return StudioError("busy", f"{endpoint} asks to wait", found="status 429", remedy="Try again in a few minutes")
    found = f"status {status}" if status else _line(error)
    return StudioError("failed", f"{endpoint} gave an error", found=found, remedy="Try again later")


def _of_disk(error: OSError) -> StudioError:
    remedy = "Free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return StudioError(
        "disk", f"{error.filename or 'the models folder'} cannot be written", found=_line(error), remedy=remedy
    )


def _line(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return re.sub(r"^\[Errno -?\d+\] ", "", " ".join(text.split()))[:300]
