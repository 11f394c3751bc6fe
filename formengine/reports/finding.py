"""What a search of an official finds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from formengine.reports.deadlines import nearly_due_for, tone_of
from formengine.reports.titles import title_of
from submissions.actors import Actor
from submissions.store.queries import PAGE, search


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
    """Submissions of the actor's agencies that hold the words, newest first, and the place of the next page."""
    rows = search(connection, actor, words, before=before, size=size)
    soon = nearly_due_for(connection, actor, now)
    shown = tuple(
        Found(
            number=row.number,
            procedure=row.procedure,
            procedure_title=title_of(connection, row.definition, locale),
            subject=row.title,
            status=row.status,
            channel=row.channel,
            filed_at=row.filed_at,
            due=None if row.concluded_at else row.due,
            tone="fine" if row.concluded_at or row.decided_at else tone_of(row.due, now, soon),
        )
        for row in rows[:size]
    )
    return shown, rows[size - 1].place if len(rows) > size else None
