"""The log of a submission as a hash chain: what an event is, how it is written down, linked and read again.

The kinds of events are declared in `events` and `handovers`. A kind without its class cannot be read: `KINDS` is
complete by construction. Old fields keep their meaning for ever; new ones come with a default.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from submissions.actors import Actor

KINDS: dict[str, type["Event"]] = {}
E = TypeVar("E", bound="type[Event]")


def kind(cls: E) -> E:
    """Register an event class under its own name; the same name twice stops the import."""
    if cls.__name__ in KINDS:
        raise TypeError(f"event kind {cls.__name__} is declared twice")
    KINDS[cls.__name__] = cls
    return cls


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A version of a document: `kind` is "answers", "form:<task>", "reason:<task>" …; digest: salted SHA-256."""

    kind: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file enclosed under the attachment `code`; digest: SHA-256 of salt and bytes."""

    id: str
    code: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place in the log: who, when, and the chain that ties it to the one before.

    `body` is the exact text that was hashed and `version` the version of its kind at that time, so that a log
    written by an older version still verifies.
    """

    seq: int
    at: datetime
    actor: str
    person: str
    event: Event
    body: str
    prev: str
    hash: str
    version: int = 1


FIRST = "0" * 64


def record(event: Event, seq: int, at: datetime, actor: Actor, prev: str) -> Recorded:
    """`event` as the next link after the link whose hash is `prev` (`FIRST` for the first)."""
    at, body = at.astimezone(UTC), body_of(event)
    link = _link(seq, at, actor.kind, actor.person, type(event).__name__, event.version, body, prev)
    return Recorded(seq, at, actor.kind, actor.person, event, body, prev, link, event.version)


def chain_fault(log: Sequence[Recorded]) -> int | None:
    """The place (from 1) of the first link that does not verify; None when the whole chain does."""
    prev = FIRST
    for place, entry in enumerate(log, start=1):
        name = type(entry.event).__name__
        link = _link(entry.seq, entry.at, entry.actor, entry.person, name, entry.version, entry.body, prev)
        if entry.seq != place or entry.prev != prev or entry.hash != link:
            return place
        prev = entry.hash
    return None


def _link(seq: int, at: datetime, actor: str, person: str, name: str, version: int, body: str, prev: str) -> str:
    head = [seq, at.isoformat(timespec="microseconds"), actor, person, name, version]
    return hashlib.sha256(f"{prev}\n{json.dumps(head)}\n{body}".encode()).hexdigest()


def body_of(event: Event) -> str:
    """The event's fields as the exact text that is stored and hashed."""
    return json.dumps(event, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> dict[str, Any]:
    """An event or a reference in it by its fields; `dataclasses.asdict` copies every nested value and takes longer."""
    return {item.name: getattr(value, item.name) for item in fields(value)}


def event_from(name: str, body: str) -> Event:
    """The event whose class is `name` from its stored text; raises LookupError for a kind that is not known."""
    if name not in KINDS:
        raise LookupError(f"the log holds an event of the unknown kind {name!r}: it was written by a newer version")
    cls = KINDS[name]
    values = json.loads(body)
    for item in fields(cls):
        if item.name in values:
            values[item.name] = _revive(item.name, values[item.name])
    return cls(**values)


def _revive(name: str, value: Any) -> Any:
    if name in ("document", "reason") and value is not None:
        return DocumentRef(**value)
    if name == "files":
        return tuple(FileRef(**file) for file in value)
    if name in ("agencies", "waived"):
        return tuple(value)
    if name == "notes":
        return tuple(tuple(note) for note in value)
    return value
