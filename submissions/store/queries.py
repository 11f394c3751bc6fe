"""Lists of submissions and tasks. Every query passes `visible_to(actor)` or names the actor's own queues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)

from submissions.actors import Actor
from submissions.store.search import matching
from submissions.store.tables import submissions, tasks
from submissions.store.words import words as words_of

PAGE = 25
COUNT_LIMIT = 1000


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


def find(connection: Connection, actor: Actor, number: str) -> Row | None:
    """The row of the submission `number` if `actor` may see it; an unknown and a forbidden one look the same."""
    if "\0" in number:  # PostgreSQL knows no such text
        return None
    query = select(submissions).where(submissions.c.number == number, visible_to(actor))
    return connection.execute(query).first()


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
    after: QueuePlace | None = None,
    size: int = PAGE,
) -> Sequence[Row]:
    """Open tasks of the actor's positions, oldest deadline first; one more row than `size`."""
    per_position = [_queue_of(agency, role, procedure, after, size) for agency, role in _positions(actor)]
    if not per_position:
        return []
    merged = union_all(*[select(part.subquery()) for part in per_position]).subquery("queue")
    query = (
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
    return connection.execute(query).all()


def not_applicant(actor: Actor) -> ColumnElement[bool]:
    """`actor` is not on the citizen's side: what one filed, owns or represents is not in one's own queue."""
    return not_(applicant_is(actor))


def _positions(actor: Actor) -> list[tuple[str, str]]:
    return sorted({(position.agency, position.role) for position in actor.positions})


def _queue_of(agency: str, role: str, procedure: str, after: QueuePlace | None, size: int) -> Select:
    query = select(tasks).where(tasks.c.agency == agency, tasks.c.role == role, tasks.c.state == "open")
    if procedure:
        query = query.where(tasks.c.procedure == procedure)
    if after is not None:
        place = tuple_(tasks.c.due_order, tasks.c.submission_id, tasks.c.task)
        query = query.where(place > (after.due_order, after.submission_id, after.task))
    return query.order_by(tasks.c.due_order, tasks.c.submission_id, tasks.c.task).limit(2 * size + 1)


def queue_counts(connection: Connection, actor: Actor, now: datetime, soon: datetime) -> dict[str, int]:
    """How many open tasks: all, overdue, soon (due before `soon`), mine; each counted to COUNT_LIMIT at most."""
    open_here = and_(
        or_(false(), *[and_(tasks.c.agency == agency, tasks.c.role == role) for agency, role in _positions(actor)]),
        tasks.c.state == "open",
    )
    tests = {
        "all": open_here,
        "overdue": and_(open_here, tasks.c.due_order < now),
        "soon": and_(open_here, tasks.c.due_order >= now, tasks.c.due_order < soon),
        "mine": and_(open_here, tasks.c.assignee == actor.person),
    }
    limited = [
        select(func.count()).select_from(select(tasks.c.task).where(test).limit(COUNT_LIMIT + 1).subquery())
        for test in tests.values()
    ]
    row = connection.execute(select(*[part.scalar_subquery() for part in limited])).one()
    return dict(zip(tests, row, strict=True))


def queue_procedures(connection: Connection, actor: Actor) -> list[str]:
    """Codes of the procedures that have open tasks in the actor's queues."""
    found: set[str] = set()
    for agency, role in _positions(actor):
        query = select(tasks.c.procedure).where(tasks.c.agency == agency, tasks.c.role == role, tasks.c.state == "open")
        found.update(connection.execute(query.distinct().limit(COUNT_LIMIT)).scalars())
    return sorted(found)


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
