"""What an official's desk shows: the tasks of the positions held, narrowed by filters, and their figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from formengine.accounts.people import names_of
from formengine.catalog.tables import procedures
from formengine.catalog.versions import definition_of
from formengine.registers.agencies import agencies_of
from formengine.reports.deadlines import calendar_of, nearly_due_for, soon_until, tone_of, week_until
from formengine.reports.titles import step_title_of, title_of
from formengine.sight import shows_subject
from submissions.actors import Actor, Position
from submissions.acts import HANDLING
from submissions.calendar import Calendar
from submissions.folds import ATTEND
from submissions.store.queries import PAGE
from submissions.store.queues import COUNT_LIMIT, QueuePlace, Wanted, queue, queue_counts, queue_procedures
from submissions.store.words import fold

VIEWS = ("all", "overdue", "soon", "week", "mine", "free")
# What a task can be for.
KINDS = (*HANDLING, ATTEND)
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
    filed_at: datetime
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
class Narrowed:
    """How a desk is narrowed. `view` is one of VIEWS; `position` is "agency.role" (of the actor's own, or for a leader
    any of the agency's, or "agency." for all of them); `act` what the task is for, one of KINDS; `until` the last day
    on which it is due (2026-11-23); `holder` a person's id; `words` stand in the submission.
    """

    view: str = "all"
    procedure: str = ""
    position: str = ""
    act: str = ""
    until: str = ""
    holder: str = ""
    words: str = ""


EVERYTHING = Narrowed()


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of a desk. `counts` by view, each counted to COUNT_LIMIT at most; `following` is the next page's place."""

    tasks: tuple[DeskTask, ...]
    counts: dict[str, int]
    procedures: tuple[tuple[str, str], ...]
    following: str | None


def acting_as(actor: Actor) -> Actor:
    """`actor` with only those positions that have a queue."""
    return replace(actor, positions=tuple(held for held in actor.positions if held.role in ACTING))


def led_by(actor: Actor) -> tuple[str, ...]:
    """The agencies (ids) whose work the actor leads."""
    return tuple(sorted({held.agency for held in actor.positions if held.role == "leader"}))


def looking_at(actor: Actor, position: str) -> Actor:
    """`actor` with the positions that `position` (see Narrowed) means; with their own where it means none of theirs."""
    agency, _, role = position.partition(".")
    own = acting_as(actor)
    if agency in led_by(actor) and role in ("", *ACTING):
        return replace(own, positions=tuple(Position(agency, each) for each in ([role] if role else ACTING)))
    if own.holds(agency, role):
        return replace(own, positions=(Position(agency, role),))
    return own


def desk(
    connection: Connection,
    actor: Actor,
    now: datetime,
    locale: str,
    narrowed: Narrowed = EVERYTHING,
    *,
    after: str = "",
    size: int = PAGE,
) -> Desk:
    """The open tasks of the actor's positions, oldest deadline first."""
    looking = looking_at(actor, narrowed.position)
    calendar = calendar_of(connection, actor, now)
    soon = soon_until(calendar, now)
    wanted = _wanted(narrowed, actor, now, {"overdue": now, "soon": soon, "week": week_until(calendar, now)}, calendar)
    rows = queue(connection, looking, wanted, after=read_place(after), size=size)
    found = _tasks(connection, rows[:size], actor, now, soon, locale)
    return Desk(
        tasks=found,
        counts=queue_counts(connection, looking, now, soon),
        procedures=_procedures(connection, looking, locale),
        following=found[-1].place if len(rows) > size else None,
    )


def _wanted(
    narrowed: Narrowed, actor: Actor, now: datetime, ends: Mapping[str, datetime], calendar: Calendar
) -> Wanted:
    """`ends`: until when a view looks."""
    holder = {"mine": actor.person, "free": ""}.get(narrowed.view, narrowed.holder or None)
    bounds = [ends[narrowed.view]] if narrowed.view in ends else []
    if narrowed.until:
        bounds.append(calendar.instant(date.fromisoformat(narrowed.until) + timedelta(days=1), time()))
    return Wanted(
        procedure=narrowed.procedure,
        act=narrowed.act,
        held_by=holder,
        due_from=now if narrowed.view in ("soon", "week") else None,
        due_before=min(bounds, default=None),
        words=narrowed.words,
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
            stands_still = row.due is not None and row.due != row.due_order
            if free and not stands_still and row.number != passing_over:
                return row
        if len(rows) <= PAGE:
            return None
        after = QueuePlace(rows[PAGE - 1].due_order, rows[PAGE - 1].submission_id, rows[PAGE - 1].task)
    return None


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
            procedure_title=title_of(connection, row.definition, locale),
            subject=_subject(connection, row),
            step_title=step_title_of(connection, row.definition, row.step, locale),
            agency=register.name(row.agency, locale),
            due=row.due,
            due_order=row.due_order,
            filed_at=row.filed_at,
            tone=tone_of(row.due_order, now, soon),
            holder=names.get(row.assignee, ""),
            mine=row.assignee == actor.person,
            status=row.status,
            channel=row.channel,
        )
        for row in rows
    )


def _subject(connection: Connection, row: Row[Any]) -> str:
    """What the submission is about, where the agency of the task is shown it."""
    whole = row.agency in (row.receiving, row.competent)
    return row.title if whole or shows_subject(definition_of(connection, row.definition), [row.step]) else ""


def _procedures(connection: Connection, actor: Actor, locale: str) -> tuple[tuple[str, str], ...]:
    """The procedures with open tasks in the actor's queues: (code, title), by title."""
    codes = queue_procedures(connection, actor)
    query = select(procedures.c.code, procedures.c.title, procedures.c.title_en).where(procedures.c.code.in_(codes))
    rows: Sequence[Row[Any]] = connection.execute(query).all() if codes else []
    titles = [(row.code, (row.title_en if locale == "en" else "") or row.title) for row in rows]
    return tuple(sorted(titles, key=lambda pair: fold(pair[1])))


__all__ = ["COUNT_LIMIT", "VIEWS", "Desk", "DeskTask", "Narrowed", "desk", "nearly_due_for", "next_task", "tone_of"]
