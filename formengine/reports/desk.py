"""What an official's desk shows: the tasks of the positions held, their figures, and what a search finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from formengine.accounts.people import names_of
from formengine.catalog.tables import procedures
from formengine.catalog.versions import definition_of
from formengine.registers.agencies import agencies_of
from formengine.registers.calendars import calendar_for
from submissions.actors import Actor
from submissions.calendar import Calendar
from submissions.store.queries import (
    COUNT_LIMIT,
    PAGE,
    QueuePlace,
    queue,
    queue_counts,
    queue_procedures,
    search,
)
from submissions.store.words import fold

VIEWS = ("all", "overdue", "soon", "mine", "free")
NEARLY_DUE = timedelta(hours=8)
# The status of a submission that waits for its applicant: its clock stands still.
WAITING = "supplement"
# How far to look for a next task.
PAGES_LOOKED_AT = 4
# Roles whose positions have a queue; administrators act on no submission.
ACTING = ("receptionist", "officer", "leader")


@dataclass(frozen=True, slots=True)
class DeskTask:
    """An open task on a desk. `tone` of its deadline: overdue, soon or fine; `holder` the name of who claimed it."""

    submission_id: str
    number: str
    task: str
    act: str
    procedure: str
    procedure_title: str
    subject: str
    step_title: str
    agency: str
    due: datetime | None
    due_order: datetime
    tone: str
    holder: str
    mine: bool
    status: str
    channel: str

    @property
    def place(self) -> str:
        """Where the next page begins, as a part of an address."""
        return f"{int(self.due_order.timestamp())}.{self.submission_id}.{self.task}"


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of a desk. `counts` by view, each counted to COUNT_LIMIT at most; `following` is the next page's place."""

    tasks: tuple[DeskTask, ...]
    counts: dict[str, int]
    procedures: tuple[tuple[str, str], ...]
    following: str | None


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


def acting_as(actor: Actor) -> Actor:
    """`actor` with only those positions that have a queue."""
    return replace(actor, positions=tuple(held for held in actor.positions if held.role in ACTING))


def soon_until(calendar: Calendar, now: datetime) -> datetime:
    """Until when a deadline is nearly due: eight hours of office time, or the end of the next working day."""
    following = calendar.next_working_day(calendar.local(now).date())
    return max(calendar.after_work(now, NEARLY_DUE), calendar.closing(following))


def tone_of(due: datetime | None, now: datetime, soon: datetime) -> str:
    if due is None or due >= soon:
        return "fine"
    return "overdue" if due < now else "soon"


def desk(
    connection: Connection,
    actor: Actor,
    now: datetime,
    locale: str,
    *,
    view: str = "all",
    procedure: str = "",
    after: str = "",
    size: int = PAGE,
) -> Desk:
    """The open tasks of the actor's positions, oldest deadline first; `view` is one of VIEWS."""
    acting = acting_as(actor)
    soon = nearly_due_for(connection, acting, now)
    place = read_place(after)
    if view in ("mine", "free"):
        holder = actor.person if view == "mine" else ""
        rows = queue(connection, acting, procedure=procedure, held_by=holder, after=place, size=size)
    else:
        start = place or (QueuePlace(now, "", "") if view == "soon" else None)
        rows = queue(connection, acting, procedure=procedure, after=start, size=size)
    shown, more = _until({"overdue": now, "soon": soon}.get(view), rows, size)
    found = _tasks(connection, shown, actor, now, soon, locale)
    return Desk(
        tasks=found,
        counts=queue_counts(connection, acting, now, soon),
        procedures=_procedures(connection, acting, locale),
        following=found[-1].place if more and found else None,
    )


def next_task(connection: Connection, actor: Actor, *, passing_over: str = "") -> Row | None:
    """The task to take up next: the oldest deadline among those that nobody else holds and that can be done.

    `passing_over`: number of a submission that is not meant.
    """
    acting, after = acting_as(actor), None
    for _page in range(PAGES_LOOKED_AT):
        rows = queue(connection, acting, after=after)
        for row in rows[:PAGE]:
            free = row.assignee in ("", actor.person) and row.status != WAITING
            if free and row.number != passing_over:
                return row
        if len(rows) <= PAGE:
            return None
        after = QueuePlace(rows[PAGE - 1].due_order, rows[PAGE - 1].submission_id, rows[PAGE - 1].task)
    return None


def nearly_due_for(connection: Connection, actor: Actor, now: datetime) -> datetime:
    """`soon_until` by the calendar of the first agency that the actor works in."""
    register = agencies_of(connection)
    agency = register.by_id(min(actor.agencies)) if actor.agencies else None
    return soon_until(calendar_for(connection, agency, today=now.date()), now)


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
            procedure_title=_title(connection, row.definition, locale),
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


def read_place(text: str) -> QueuePlace | None:
    """The place that `DeskTask.place` wrote; None for anything else, which shows the first page."""
    moment, _, rest = text.partition(".")
    submission_id, _, task = rest.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 13 and task):
        return None
    try:
        return QueuePlace(datetime.fromtimestamp(int(moment), UTC), submission_id, task)
    except (OverflowError, ValueError):
        return None


def _until(end: datetime | None, rows: Sequence[Row[Any]], size: int) -> tuple[list[Row[Any]], bool]:
    inside = [row for row in rows if end is None or row.due_order < end]
    return inside[:size], len(inside) > size


def _tasks(
    connection: Connection, rows: Iterable[Row[Any]], actor: Actor, now: datetime, soon: datetime, locale: str
) -> tuple[DeskTask, ...]:
    rows = list(rows)
    register = agencies_of(connection)
    others = {row.assignee for row in rows} - {"", actor.person}
    names = names_of(connection, others) if others else {}
    return tuple(
        DeskTask(
            submission_id=row.submission_id,
            number=row.number,
            task=row.task,
            act=row.act,
            procedure=row.procedure,
            procedure_title=_title(connection, row.definition, locale),
            subject=row.title,
            step_title=_step_title(connection, row.definition, row.step, locale),
            agency=register.name(row.agency, locale),
            due=row.due,
            due_order=row.due_order,
            tone="fine" if row.status == WAITING else tone_of(row.due, now, soon),
            holder=names.get(row.assignee, ""),
            mine=row.assignee == actor.person,
            status=row.status,
            channel=row.channel,
        )
        for row in rows
    )


def _title(connection: Connection, version: str, locale: str) -> str:
    definition = definition_of(connection, version)
    return definition.text(definition.title, locale)


def _step_title(connection: Connection, version: str, name: str, locale: str) -> str:
    definition = definition_of(connection, version)
    title = next((step.title for stage in definition.route for step in stage.steps if step.step == name), name)
    return definition.text(title, locale)


def _procedures(connection: Connection, actor: Actor, locale: str) -> tuple[tuple[str, str], ...]:
    """The procedures with open tasks in the actor's queues: (code, title), by title."""
    codes = queue_procedures(connection, actor)
    query = select(procedures.c.code, procedures.c.title, procedures.c.title_en).where(procedures.c.code.in_(codes))
    rows = connection.execute(query).all() if codes else []
    titles = [(row.code, (row.title_en if locale == "en" else "") or row.title) for row in rows]
    return tuple(sorted(titles, key=lambda pair: fold(pair[1])))


__all__ = ["COUNT_LIMIT", "VIEWS", "Desk", "DeskTask", "Found", "desk", "found", "next_task", "soon_until", "tone_of"]
