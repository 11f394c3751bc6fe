"""What an agency's own page shows: its procedures with their current versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from formengine.catalog.browsing import Entry, owned_by, with_form
from formengine.catalog.tables import definition_versions
from formengine.catalog.versions import definition_of
from formengine.registers.agencies import Agency


@dataclass(frozen=True, slots=True)
class OwnProcedure:
    """A procedure of an agency; `number` and `published_at` are its current version's."""

    entry: Entry
    owns: bool
    decides: bool
    number: int
    published_at: datetime


def procedures_of(connection: Connection, agency: Agency) -> tuple[OwnProcedure, ...]:
    """The procedures that the agency owns or decides, by title; internal ones among them."""
    owned = {entry.code: entry for entry in owned_by(connection, [agency.type])}
    offered = (*with_form(connection), *with_form(connection, "official"))
    decided = {entry.code: entry for entry in offered if decides(connection, entry, agency)}
    entries = {**owned, **decided}
    current = _current(connection, [entry.current_version for entry in entries.values() if entry.current_version])
    return tuple(
        OwnProcedure(entry, entry.code in owned, entry.code in decided, *current[entry.current_version])
        for entry in sorted(entries.values(), key=lambda entry: entry.title)
        if entry.current_version in current
    )


def source_by_digest(connection: Connection, digest: str) -> bytes | None:
    """The exact bytes of the published version with a digest (SHA-256, hex)."""
    text = connection.scalar(select(definition_versions.c.source).where(definition_versions.c.digest == digest))
    return text.encode() if text is not None else None


def decides(connection: Connection, entry: Entry, agency: Agency) -> bool:
    """Whether agencies of this one's type are competent for a procedure."""
    if entry.current_version is None:
        return False
    return definition_of(connection, entry.current_version).competent.get("type") == agency.type


def _current(connection: Connection, ids: Iterable[str]) -> dict[str | None, tuple[int, datetime]]:
    columns = (definition_versions.c.id, definition_versions.c.number, definition_versions.c.published_at)
    rows = connection.execute(select(*columns).where(definition_versions.c.id.in_(list(ids))))
    return {row.id: (row.number, row.published_at) for row in rows}
