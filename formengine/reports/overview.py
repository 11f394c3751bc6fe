"""What a leader looks at: who has how much, and what will be late this week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from formengine.accounts.people import names_of
from formengine.accounts.staff import staff_of
from formengine.registers.agencies import agencies_of
from formengine.reports.deadlines import calendar_of, week_until
from formengine.reports.desk import ACTING, DeskTask, Narrowed, desk
from submissions.actors import Actor
from submissions.store.tables import tasks


@dataclass(frozen=True, slots=True)
class Load:
    """The open tasks of one holder, or of nobody where `holder` is "". `week`: due from now to the week's end;
    `oldest` the first deadline among them.
    """

    holder: str
    name: str
    roles: tuple[str, ...]
    open: int
    overdue: int
    week: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """An agency's work: `loads` by holder, heaviest first, those unclaimed at the top; `late` what
    will be late by the end of `last_day`."""

    agency: str
    name: str
    loads: tuple[Load, ...]
    late: tuple[DeskTask, ...]
    more_late: bool
    last_day: date

    @property
    def total(self) -> Load:
        """All loads as one."""
        oldest = [load.oldest for load in self.loads if load.oldest]
        figures = [sum(getattr(load, name) for load in self.loads) for name in ("open", "overdue", "week")]
        return Load("", "", (), *figures, min(oldest, default=None))


def overview(connection: Connection, actor: Actor, agency: str, now: datetime, locale: str) -> Overview:
    """The work of an agency (its id) that the actor leads."""
    calendar = calendar_of(connection, actor, now)
    until = week_until(calendar, now)
    rows = connection.execute(_by_holder(agency, now, until)).all()
    here = desk(connection, actor, now, locale, Narrowed("week", position=f"{agency}."))
    register = agencies_of(connection)
    return Overview(
        agency=agency,
        name=register.name(agency, locale),
        loads=_loads(connection, rows, agency, now),
        late=here.tasks,
        more_late=here.following is not None,
        last_day=calendar.local(until).date() - timedelta(days=1),
    )


def _by_holder(agency: str, now: datetime, until: datetime) -> Any:
    due = tasks.c.due_order
    return (
        select(
            tasks.c.assignee,
            func.count().label("open"),
            func.sum(case((due < now, 1), else_=0)).label("overdue"),
            func.sum(case(((due >= now) & (due < until), 1), else_=0)).label("week"),
            func.min(tasks.c.due).label("oldest"),
        )
        .where(tasks.c.agency == agency, tasks.c.role.in_(ACTING), tasks.c.state == "open")
        .group_by(tasks.c.assignee)
    )


def _loads(connection: Connection, rows: Iterable[Row[Any]], agency: str, now: datetime) -> tuple[Load, ...]:
    """Everybody who works in the agency, with nothing to do as well, and whoever else holds a task of it."""
    held = {row.assignee: row for row in rows}
    roles: dict[str, list[str]] = {}
    for position in staff_of(connection, agency, now.date()):
        if position.role in ACTING:
            roles.setdefault(position.person, []).append(position.role)
    people = held.keys() | roles.keys()
    names = names_of(connection, people - {""})
    loads = [
        Load(
            holder=person,
            name=names.get(person, ""),
            roles=tuple(roles.get(person, ())),
            open=held[person].open if person in held else 0,
            overdue=held[person].overdue if person in held else 0,
            week=held[person].week if person in held else 0,
            oldest=held[person].oldest if person in held else None,
        )
        for person in people
    ]
    return tuple(sorted(loads, key=lambda load: (load.holder != "", -load.open, load.name)))
