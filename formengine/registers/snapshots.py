"""Registers held in memory: loaded once in a process, loaded again after somebody changed them.

A writer calls `changed`; a reader asks `snapshot` and gets what it got before while no version moved.
Versions are random, not counted: one that was rolled back never comes again for other contents.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Connection, String, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import Pool

from submissions.store.columns import Id, metadata, new_id

T = TypeVar("T")

register_versions = Table(
    "register_versions",
    metadata,
    Column("register", String(40), primary_key=True),
    Column("version", Id, nullable=False),
)

# How long, in seconds, a process may not notice what another process changed.
STALE_FOR = 1.0

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass
class _Shelf:
    """What one process holds of one database."""

    checked: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    held: dict[str, tuple[list[str | None], Any]] = field(default_factory=dict)


_shelves: WeakKeyDictionary[Pool, _Shelf] = WeakKeyDictionary()
# What a connection sees that has changed a register itself and may yet be rolled back: nobody else's business.
_own: WeakKeyDictionary[Connection, dict[str, Any]] = WeakKeyDictionary()


def changed(connection: Connection, register: str) -> None:
    """Say in the writer's transaction that `register` has other contents now."""
    insert = _INSERTS[connection.dialect.name](register_versions).values(register=register, version=new_id())
    connection.execute(
        insert.on_conflict_do_update(index_elements=["register"], set_={"version": insert.excluded.version})
    )
    _own[connection] = {}
    _shelf(connection).checked = 0.0


def snapshot(connection: Connection, name: str, registers: tuple[str, ...], load: Callable[[Connection], T]) -> T:
    """What `load` makes of `registers`, made anew only when one of them changed.

    A change of this connection or of this process is seen at once, that of another process within
    `STALE_FOR` seconds. The value is shared between threads: it must be immutable.
    """
    if connection in _own:
        own = _own[connection]
        if name not in own:
            own[name] = load(connection)
        return own[name]
    shelf = _shelf(connection)
    if not shelf.checked or time.monotonic() - shelf.checked > STALE_FOR:
        now = time.monotonic()
        shelf.versions = _versions(connection)
        shelf.checked = now
    held = shelf.held.get(name)
    if held is not None and held[0] == [shelf.versions.get(register) for register in registers]:
        return held[1]
    # This connection may look at an older state than the one that read the shelf's versions.
    seen = _versions(connection)
    value = load(connection)
    shelf.held[name] = ([seen.get(register) for register in registers], value)
    return value


def _versions(connection: Connection) -> dict[str, str]:
    return {row.register: row.version for row in connection.execute(select(register_versions))}


def _shelf(connection: Connection) -> _Shelf:
    return _shelves.setdefault(connection.engine.pool, _Shelf())
