"""The submissions behind a figure: those that whoever asks may see, a page at a time, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from formengine.registers.agencies import agencies_of
from formengine.reports.titles import title_of
from submissions.actors import Actor
from submissions.store.queries import visible_to
from submissions.store.tables import submissions

LISTED = 50
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """A submission in the list behind a figure. `lateness`: early, on_time, late or "" while it is in hand."""

    id: str
    number: str
    title: str
    handled_by: str
    status: str
    lateness: str
    filed_at: datetime
    due: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of them. `all` submissions stand behind the figure, `visible` of them may be seen: each counted to
    MOST_COUNTED + 1 at most. `following`: where the next page begins, or nothing.
    """

    lines: tuple[Line, ...]
    all: int
    visible: int
    following: str


def behind(connection: Connection, actor: Actor, meant: ColumnElement[bool], locale: str, after: str = "") -> Behind:
    """The submissions that `meant` means and `actor` may see, in the order in which they were filed."""
    visible = visible_to(actor)
    query = select(submissions).where(meant, visible, submissions.c.id > after).order_by(submissions.c.id)
    rows = connection.execute(query.limit(LISTED + 1)).all()
    return Behind(
        lines=tuple(_lines(connection, rows[:LISTED], locale)),
        all=_count(connection, meant),
        visible=_count(connection, meant, visible),
        following=rows[LISTED - 1].id if len(rows) > LISTED else "",
    )


def _count(connection: Connection, *tests: ColumnElement[bool]) -> int:
    found = select(submissions.c.id).where(*tests).limit(MOST_COUNTED + 1).subquery()
    return connection.execute(select(func.count()).select_from(found)).scalar_one()


def _lines(connection: Connection, rows: Sequence[Row[Any]], locale: str) -> list[Line]:
    register = agencies_of(connection)
    return [
        Line(
            id=row.id,
            number=row.number,
            title=title_of(connection, row.definition, locale),
            handled_by=register.name(row.competent, locale),
            status=row.status,
            lateness=row.in_time,
            filed_at=row.filed_at,
            due=row.due,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
