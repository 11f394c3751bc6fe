"""Lists of submissions. Every query passes `visible_to(actor)`."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, exists, false, not_, or_, select, true

from submissions.actors import Actor
from submissions.store.search import matching
from submissions.store.tables import submissions, tasks
from submissions.store.words import words as words_of

PAGE = 25
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


def not_applicant(actor: Actor) -> ColumnElement[bool]:
    """`actor` is not on the citizen's side: what one filed, owns or represents is not in one's own queue."""
    return not_(applicant_is(actor))


def not_kin(actor: Actor) -> ColumnElement[bool]:
    """Nobody on the citizen's side is declared kin of `actor`: such a submission is for somebody else to handle."""
    kin = sorted({relative for official, relative in actor.kin if official == actor.person})
    return and_(submissions.c.filer.not_in(kin), submissions.c.owner.not_in(kin)) if kin else true()


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
    """A page of what was filed on `actor`'s side, newest first; one more row than `size`.

    What those submissions opened at other agencies belongs to them: a joint filing is one.
    """
    query = select(submissions).where(applicant_is(actor), submissions.c.parent == "")
    if before:
        query = query.where(submissions.c.id < before)
    return connection.execute(query.order_by(submissions.c.id.desc()).limit(size + 1)).all()


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
