"""What a search of an official finds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from formengine.reports.deadlines import nearly_due_for, tone_of
from formengine.reports.titles import title_of
from submissions.actors import Actor
from submissions.store.queries import PAGE, find, search


@dataclass(frozen=True, slots=True)
class Found:
    """A submission that a search found."""

    number: str
    procedure: str
    procedure_title: str
    subject: str
    status: str
    channel: str
    filed_at: datetime
    due: datetime | None
    tone: str


def found(
    connection: Connection, actor: Actor, words: str, now: datetime, locale: str, *, before: int = 0, size: int = PAGE
) -> tuple[tuple[Found, ...], int | None]:
    """Submissions of the actor's agencies that hold the words, newest first, and the place of the next page.

    An agency that is shown a part of a submission only finds it by its whole number, without its subject.
    """
    rows = search(connection, actor, words, before=before, size=size)
    soon = nearly_due_for(connection, actor, now)
    shown = [_found(connection, row, row.title, now, soon, locale) for row in rows[:size]]
    if not rows and not before:
        exact = find(connection, actor, words.upper())
        shown = [_found(connection, exact, "", now, soon, locale)] if exact is not None else []
    return tuple(shown), rows[size - 1].place if len(rows) > size else None


def _found(connection: Connection, row: Row[Any], subject: str, now: datetime, soon: datetime, locale: str) -> Found:
    return Found(
        number=row.number,
        procedure=row.procedure,
        procedure_title=title_of(connection, row.definition, locale),
        subject=subject,
        status=row.status,
        channel=row.channel,
        filed_at=row.filed_at,
        due=None if row.concluded_at else row.due,
        tone="fine" if row.concluded_at or row.decided_at or row.paused_since else tone_of(row.due, now, soon),
    )
