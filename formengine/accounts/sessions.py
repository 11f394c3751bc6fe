"""Sessions that were ended before their time: a cookie that somebody kept opens nothing any more."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from submissions.store.columns import Utc, metadata

# `session` is the SHA-256 of a session's random name, `until` when its cookie would have expired anyway.
ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("until", Utc, nullable=False),
)

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def session_hash(session: str) -> str:
    """What the database knows of a session, which is not enough to make its cookie."""
    return hashlib.sha256(session.encode()).hexdigest()


def end_session(connection: Connection, session: str, *, until: datetime, now: datetime) -> None:
    """Let a session (its random name) open nothing from now on; forgets those whose cookies have expired."""
    connection.execute(delete(ended_sessions).where(ended_sessions.c.until < now))
    row = {"session": session_hash(session), "until": until}
    connection.execute(_INSERTS[connection.dialect.name](ended_sessions).values(row).on_conflict_do_nothing())
