"""Calendars as they were when something was counted with them: kept once under their digest, never changed."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import Pool

from submissions.calendar import Calendar, calendar_from
from submissions.store.tables import calendar_editions

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# What a process knows to be committed, and what a connection has written that may yet be rolled back.
_kept: WeakKeyDictionary[Pool, set[str]] = WeakKeyDictionary()
_written: WeakKeyDictionary[Connection, set[str]] = WeakKeyDictionary()
# Calendars that were read, by digest: whatever the database, the same digest is the same calendar.
_read: dict[str, Calendar] = {}


def keep(connection: Connection, calendar: Calendar) -> Calendar:
    """`calendar`, of which there is an edition when the transaction ends."""
    kept, written = _kept.setdefault(connection.engine.pool, set()), _written.setdefault(connection, set())
    digest = calendar.digest
    _read[digest] = calendar
    if digest in kept or digest in written:
        return calendar
    known = select(calendar_editions.c.digest).where(calendar_editions.c.digest == digest)
    if connection.execute(known).first() is not None:
        kept.add(digest)
        return calendar
    insert = _INSERTS[connection.dialect.name](calendar_editions).values(digest=digest, body=calendar.text)
    connection.execute(insert.on_conflict_do_nothing())
    written.add(digest)
    return calendar


def edition(connection: Connection, digest: str) -> Calendar:
    """The calendar that was kept under `digest`; raises LookupError for one that was not.

    Events from before editions were kept name none: they were counted with the usual office week.
    """
    if not digest:
        return Calendar()
    if digest not in _read:
        query = select(calendar_editions.c.body).where(calendar_editions.c.digest == digest)
        body = connection.execute(query).scalar_one_or_none()
        if body is None:
            raise LookupError(f"no calendar edition {digest}: the database is not whole")
        _read[digest] = calendar_from(body)
    return _read[digest]
