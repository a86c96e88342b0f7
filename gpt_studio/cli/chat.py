"""Messages of a conversation on the command line: one of the person with `--chat`, or a file of them."""

from __future__ import annotations

from gpt_studio.files.bounded import parse_json
from gpt_studio.protocol.errors import StudioError

from .texts import read_text


def chat_messages(chat: str | None, system: str | None, file: str | None, *, other: bool) -> list[dict[str, str]]:
    """The messages that the options mean, [] without any. `other`: a prompt was given too. Raises StudioError."""
    if chat is None and file is None:
        if system is not None:
            raise _bad("--system stands with --chat", "--chat", "no --chat")
        return []
    if other or (chat is not None and file is not None):
        raise _bad("the text is given in one way", "--prompt, --prompt-file, --chat or --chat-file", "several")
    if chat is not None:
        person = {"role": "user", "content": chat}
        return [person] if system is None else [{"role": "system", "content": system}, person]
    if system is not None:
        raise _bad("--system stands with --chat", "a message of the system in the file", "--chat-file")
    return _from_file(str(file))


def _from_file(name: str) -> list[dict[str, str]]:
    from gpt_studio.gpt.chat.prompt import messages_from

    try:
        value = parse_json(read_text(name).encode())
    except ValueError as error:
        raise StudioError("damaged", f"{name} is no JSON", expected="a list of messages", found=str(error)) from error
    return messages_from(value)


def _bad(message: str, expected: str, found: str) -> StudioError:
    return StudioError("bad_parameter", message, expected=expected, found=found)
