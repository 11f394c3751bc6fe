"""Queues: the open tasks of an official's positions, their figures, and what the clock has to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)

from submissions.actors import Actor
from submissions.store.queries import PAGE, STATEMENTS, not_applicant, not_kin
from submissions.store.search import few_hits, holding
from submissions.store.tables import submissions, tasks
from submissions.store.words import words as words_of

COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a page of a queue begins: after the task with this due order in this submission."""

    due_order: datetime
    submission_id: str
    task: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks of a queue are meant; what is empty does not narrow.

    `act`: what the task's step is for.
    `held_by`: claimed by this person, or by nobody where it is "". `due_from` and `due_before` bound the deadline
    (UTC); `words`: every one stands in the submission, accents and case apart.
    """

    procedure: str = ""
    act: str = ""
    held_by: str | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    words: str = ""

    def values(self) -> dict[str, Any]:
        """What is bound into the statement, by name."""
        given: dict[str, Any] = {
            "procedure": self.procedure or None,
            "act": self.act or None,
            "assignee": self.held_by,
            "due_from": self.due_from,
            "due_before": self.due_before,
        }
        return {name: value for name, value in given.items() if value is not None}


EVERYTHING = Wanted()


def queue(
    connection: Connection,
    actor: Actor,
    wanted: Wanted = EVERYTHING,
    *,
    after: QueuePlace | None = None,
    size: int = PAGE,
) -> Sequence[Row]:
    """Open tasks of the actor's positions, oldest deadline first; one more row than `size`."""
    if not actor.positions:
        return []
    place = {"place_due": after.due_order, "submission": after.submission_id, "task": after.task} if after else {}
    values = wanted.values()
    if not words_of(wanted.words):
        query = _kept_queue(actor, tuple(values), after is not None, size)
    elif (hits := few_hits(connection, wanted.words, actor.agencies)) is not None:
        query = _kept_queue(actor, tuple(values), after is not None, size, of_hits=True)
        return connection.execute(query, {**place, **values, "hits": hits}).all()
    else:
        held = holding(connection, wanted.words, actor.agencies, tasks.c.submission_id)
        query = _queue(actor, tuple(values), after is not None, size, held=held)
    return connection.execute(query, {**place, **values}).all()


def _queue(
    actor: Actor,
    given: tuple[str, ...],
    goes_on: bool,
    size: int,
    of_hits: bool = False,
    held: ColumnElement[bool] | None = None,
) -> Select:
    """`of_hits`: of the submissions bound as "hits" alone; `held`: a condition on each submission."""
    source = _tasks_of_hits() if of_hits else tasks
    per_position = [_queue_of(source, at, given, goes_on, size, held) for at in _positions(actor)]
    merged = union_all(*[select(part.subquery()) for part in per_position]).subquery("queue")
    return (
        select(
            merged,
            submissions.c.number,
            submissions.c.title,
            submissions.c.due.label("submission_due"),
            submissions.c.filed_at,
            submissions.c.status,
            submissions.c.channel,
            submissions.c.definition,
            submissions.c.receiving,
            submissions.c.competent,
        )
        .join(submissions, submissions.c.id == merged.c.submission_id)
        .where(not_applicant(actor), not_kin(actor))
        .order_by(merged.c.due_order, merged.c.submission_id, merged.c.task)
        .limit(size + 1)
    )


_kept_queue = lru_cache(STATEMENTS)(_queue)


def _positions(actor: Actor) -> list[tuple[str, str]]:
    return sorted({(position.agency, position.role) for position in actor.positions})


def _tasks_of_hits() -> CTE:
    """Their tasks, fetched first: left to themselves planners walk the queue and look each task up among the hits."""
    hits = tasks.c.submission_id.in_(bindparam("hits", expanding=True))
    return select(tasks).where(hits).cte("of_hits").prefix_with("MATERIALIZED")


def _queue_of(
    source: Table | CTE,
    at: tuple[str, str],
    given: tuple[str, ...],
    goes_on: bool,
    size: int,
    held: ColumnElement[bool] | None,
) -> Select:
    due = source.c.due_order
    tests = {
        "procedure": source.c.procedure == bindparam("procedure"),
        "act": source.c.act == bindparam("act"),
        "assignee": source.c.assignee == bindparam("assignee"),
        "due_from": due >= bindparam("due_from", type_=due.type),
        "due_before": due < bindparam("due_before", type_=due.type),
    }
    query = select(source).where(_open_at(*at, source), *[tests[name] for name in given])
    if held is not None:
        query = query.where(held)
    if goes_on:
        place = tuple_(due, source.c.submission_id, source.c.task)
        begins = tuple_(bindparam("place_due", type_=due.type), bindparam("submission"), bindparam("task"))
        query = query.where(place > begins)
    return query.order_by(due, source.c.submission_id, source.c.task).limit(2 * size + 1)


def _open_at(agency: str, role: str, source: Table | CTE = tasks) -> ColumnElement[bool]:
    return and_(source.c.agency == agency, source.c.role == role, source.c.state == "open")


def queue_counts(connection: Connection, actor: Actor, now: datetime, soon: datetime) -> dict[str, int]:
    """How many open tasks: all, overdue, soon (due before `soon`), mine; each counted to COUNT_LIMIT at most."""
    if not actor.positions:
        return dict.fromkeys(("all", "overdue", "soon", "mine"), 0)
    row = connection.execute(_counts(actor, COUNT_LIMIT), {"now": now, "soon": soon}).mappings().one()
    return {name: min(count, COUNT_LIMIT + 1) for name, count in row.items()}


@lru_cache(STATEMENTS)
def _counts(actor: Actor, limit: int) -> Select:
    now, soon = (bindparam(name, type_=tasks.c.due_order.type) for name in ("now", "soon"))
    tests = {
        "all": true(),
        "overdue": tasks.c.due_order < now,
        "soon": and_(tasks.c.due_order >= now, tasks.c.due_order < soon),
        "mine": tasks.c.assignee == actor.person,
    }
    counted = []
    for name, test in tests.items():
        # Each queue is counted on its own, so that each is one walk along an index, and a short one.
        parts = [
            select(tasks.c.task).where(_open_at(agency, role), test).limit(limit + 1).subquery()
            for agency, role in _positions(actor)
        ]
        merged = union_all(*[select(part) for part in parts]).subquery()
        counted.append(select(func.count()).select_from(merged).scalar_subquery().label(name))
    return select(*counted)


def queue_procedures(connection: Connection, actor: Actor) -> list[str]:
    """Codes of the procedures that have open tasks in the actor's queues."""
    if not actor.positions:
        return []
    return sorted(set(connection.execute(_procedures(actor)).scalars()))


@lru_cache(STATEMENTS)
def _procedures(actor: Actor) -> Select:
    """From each procedure to the next one along the index: DISTINCT would walk through every task."""
    parts = []
    for place, (agency, role) in enumerate(_positions(actor)):
        first = select(func.min(tasks.c.procedure)).where(_open_at(agency, role))
        found = select(first.scalar_subquery().label("code")).cte(f"found_{place}", recursive=True)
        following = first.where(tasks.c.procedure > found.c.code).scalar_subquery()
        found = found.union_all(select(following).where(found.c.code.is_not(None)))
        parts.append(select(found.c.code).where(found.c.code.is_not(None)))
    return select(union_all(*parts).subquery())


def to_wake(
    connection: Connection, now: datetime, after: tuple[datetime, str] | None = None, size: int = 100
) -> Sequence[Row]:
    """(id, wake_at) of submissions that the clock has to look at before `now`, longest waiting first."""
    place = (submissions.c.wake_at, submissions.c.id)
    query = select(submissions.c.id, submissions.c.wake_at).where(submissions.c.wake_at < now)
    if after is not None:
        query = query.where(tuple_(*place) > tuple_(literal(after[0], submissions.c.wake_at.type), literal(after[1])))
    return connection.execute(query.order_by(*place).limit(size)).all()
