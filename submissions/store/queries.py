"""Lists of submissions and tasks. Every query passes `visible_to(actor)` or names the actor's own queues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from submissions.actors import Actor
from submissions.store.search import matching
from submissions.store.tables import submissions, tasks
from submissions.store.words import words as words_of

PAGE = 25
COUNT_LIMIT = 1000
# Statements of actors at work that a process keeps: building one takes far longer than running it.
STATEMENTS = 256


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a row of `submissions` may be shown to `actor`; nothing for the others.

    Citizens see what they filed, own, or hold a mandate for; officials see what concerns an agency of theirs,
    unless they stand on the citizen's side of it.
    """
    if actor.kind == "system":
        return submissions.c.id.is_not(None)
    if actor.kind != "person" or not actor.person:
        return false()
    return or_(applicant_is(actor), agency_concerns(actor))


def applicant_is(actor: Actor) -> ColumnElement[bool]:
    """`actor` is on the citizen's side of the submission."""
    sides = [submissions.c.filer == actor.person, submissions.c.owner == actor.person]
    if actor.organisations:
        sides.append(submissions.c.organisation.in_(actor.organisations))
    return or_(*sides)


def agency_concerns(actor: Actor) -> ColumnElement[bool]:
    """An agency of `actor` received it, is competent for it, or has or had a task in it."""
    if not actor.agencies:
        return false()
    agencies = sorted(actor.agencies)
    has_task = exists().where(tasks.c.submission_id == submissions.c.id, tasks.c.agency.in_(agencies))
    concerned = or_(submissions.c.receiving.in_(agencies), submissions.c.competent.in_(agencies), has_task)
    return and_(concerned, not_applicant(actor))


def find(connection: Connection, actor: Actor, number: str, *, to_act: bool = False) -> Row | None:
    """The row of the submission `number` if `actor` may see it; an unknown and a forbidden one look the same.

    `to_act` holds the row until the transaction ends, so that acts come one after another.
    """
    if "\0" in number:  # PostgreSQL knows no such text
        return None
    return connection.execute(_find(actor, to_act), {"number": number}).first()


@lru_cache(STATEMENTS)
def _find(actor: Actor, to_act: bool) -> Select:
    query = select(submissions).where(submissions.c.number == bindparam("number"), visible_to(actor))
    return query.with_for_update(of=submissions) if to_act else query


def mine(connection: Connection, actor: Actor, before: str = "", size: int = PAGE) -> Sequence[Row]:
    """A page of the submissions on whose citizen's side `actor` stands, newest first; one more row than `size`."""
    query = select(submissions).where(applicant_is(actor))
    if before:
        query = query.where(submissions.c.id < before)
    return connection.execute(query.order_by(submissions.c.id.desc()).limit(size + 1)).all()


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a page of a queue begins: after the task with this due order in this submission."""

    due_order: datetime
    submission_id: str
    task: str


def queue(
    connection: Connection,
    actor: Actor,
    *,
    procedure: str = "",
    held_by: str | None = None,
    after: QueuePlace | None = None,
    size: int = PAGE,
) -> Sequence[Row]:
    """Open tasks of the actor's positions, oldest deadline first; one more row than `size`.

    `held_by`: only those that this person has claimed; empty: that nobody has.
    """
    if not actor.positions:
        return []
    place = {"due_order": after.due_order, "submission": after.submission_id, "task": after.task} if after else {}
    asked = ({"procedure": procedure} if procedure else {}) | ({} if held_by is None else {"assignee": held_by})
    return connection.execute(_queue(actor, tuple(asked), after is not None, size), {**place, **asked}).all()


@lru_cache(STATEMENTS)
def _queue(actor: Actor, wanted: tuple[str, ...], goes_on: bool, size: int) -> Select:
    per_position = [_queue_of(agency, role, wanted, goes_on, size) for agency, role in _positions(actor)]
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
        )
        .join(submissions, submissions.c.id == merged.c.submission_id)
        .where(not_applicant(actor))
        .order_by(merged.c.due_order, merged.c.submission_id, merged.c.task)
        .limit(size + 1)
    )


def not_applicant(actor: Actor) -> ColumnElement[bool]:
    """`actor` is not on the citizen's side: what one filed, owns or represents is not in one's own queue."""
    return not_(applicant_is(actor))


def _positions(actor: Actor) -> list[tuple[str, str]]:
    return sorted({(position.agency, position.role) for position in actor.positions})


def _queue_of(agency: str, role: str, wanted: tuple[str, ...], goes_on: bool, size: int) -> Select:
    query = select(tasks).where(_open_at(agency, role), *[tasks.c[name] == bindparam(name) for name in wanted])
    if goes_on:
        place = tuple_(tasks.c.due_order, tasks.c.submission_id, tasks.c.task)
        due_order = bindparam("due_order", type_=tasks.c.due_order.type)
        query = query.where(place > tuple_(due_order, bindparam("submission"), bindparam("task")))
    return query.order_by(tasks.c.due_order, tasks.c.submission_id, tasks.c.task).limit(2 * size + 1)


def _open_at(agency: str, role: str) -> ColumnElement[bool]:
    return and_(tasks.c.agency == agency, tasks.c.role == role, tasks.c.state == "open")


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


def search(connection: Connection, actor: Actor, words: str, before: int = 0, size: int = PAGE) -> Sequence[Row]:
    """Submissions that concern the actor's agencies and hold the words, newest first; one more row than `size`.

    Each row has `place`, to be passed as `before` for the next page.
    """
    if not actor.agencies or not words_of(words):
        return []
    hits = matching(connection, words, actor.agencies, before=before, size=2 * size + 1).subquery("found")
    query = (
        select(submissions, hits.c.id.label("place"))
        .join(hits, hits.c.submission_id == submissions.c.id)
        .where(visible_to(actor))
        .order_by(hits.c.id.desc())
        .limit(size + 1)
    )
    return connection.execute(query).all()


def overdue_silences(connection: Connection, now: datetime, size: int = 100) -> Sequence[Row]:
    """Open tasks whose time ran out and whose step says what silence means; oldest first.

    Not those of submissions that wait for the applicant: their time stands still, and they would fill the page.
    """
    query = (
        select(tasks.c.submission_id, tasks.c.task)
        .join(submissions, submissions.c.id == tasks.c.submission_id)
        .where(tasks.c.state == "open", tasks.c.on_silence != "", tasks.c.due < now)
        .where(submissions.c.status != "supplement")
        .order_by(tasks.c.due)
        .limit(size)
    )
    return connection.execute(query).all()
