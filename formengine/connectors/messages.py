"""Short messages to phones: one port for SMS and messengers, and a file-writing stand-in.

A provider is a class in a package of its own, named in the entry point group `formengine.messengers`; the setting
`messages` names the one that is used.
"""

import json
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

LONGEST = 300


class MessageRefused(Exception):
    """A provider did not take a message. `lasting`: trying again cannot help. Names no person and no number."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


class UnknownMessenger(ValueError):
    """The setting names a provider that is not installed."""


class Messenger(Protocol):
    """Somebody who brings short messages to phones."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Send `text` (at most LONGEST characters) to a phone number; a repeat carries the same `key`.

        Raises MessageRefused.
        """


class FileMessenger:
    """Lays each message into HOME/messages, where a developer, a demonstration or a test reads it."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "messages"

    def send(self, phone: str, text: str, key: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{key}.json"
        path.write_text(json.dumps({"phone": phone, "text": text, "key": key}, ensure_ascii=False), encoding="utf-8")


@cache
def messenger(name: str, home: Path) -> Messenger | None:
    """The provider that the setting `messages` names; None where it is empty. Raises UnknownMessenger."""
    if not name:
        return None
    if name == "file":
        return FileMessenger(home)
    for entry in entry_points(group="formengine.messengers", name=name):
        made: Messenger = entry.load()(home)
        return made
    raise UnknownMessenger(
        f"no messenger {name!r} is installed: leave `messages` empty, or write file or a provider's name"
    )
