"""Which submissions belong together, and which ones an agency has in hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, Integer, Row, Select, bindparam, exists, select, union

from submissions.status import GIVEN_UP
from submissions.store.tables import GOING_ON, IS_OPEN, IS_PART, outbox, submissions, tasks


def children_of(connection: Connection, parent: str) -> Sequence[Row]:
    """The submissions that the steps of `parent` opened, in that order."""
    query = select(submissions).where(submissions.c.parent == parent).order_by(submissions.c.id)
    return connection.execute(query).all()


def left_behind(connection: Connection, at: datetime, size: int = 100) -> list[str]:
    """Submissions still going on whose parent was given up by something that can no longer be taken back at `at`."""
    parents = submissions.alias("parents")
    fresh = exists().where(outbox.c.submission_id == parents.c.id, outbox.c.not_before > at)
    query = (
        select(submissions.c.id)
        .join(parents, parents.c.id == submissions.c.parent)
        .where(GOING_ON, IS_PART, parents.c.outcome.in_(GIVEN_UP), ~fresh)
        .order_by(submissions.c.id)
        .limit(size)
    )
    return list(connection.execute(query).scalars())


def in_hand(connection: Connection, agency: str, after: str = "", size: int = 200) -> list[str]:
    """Submissions going on that the agency receives, is competent for, or has an open task in; a page by id."""
    return list(connection.execute(_IN_HAND, {"agency": agency, "after": after, "size": size}).scalars())


def _in_hand() -> Select:
    """A page of each of the three, each along an index of its own, and of these the first."""
    agency: BindParameter[str] = bindparam("agency")
    id = submissions.c.id
    has_task = select(tasks.c.submission_id).join(submissions, id == tasks.c.submission_id).distinct()
    parts = (
        (id, select(id).where(submissions.c.receiving == agency)),
        (id, select(id).where(submissions.c.competent == agency)),
        (tasks.c.submission_id, has_task.where(tasks.c.agency == agency, IS_OPEN)),
    )
    size = bindparam("size", type_=Integer)
    pages = [part.where(GOING_ON, own > bindparam("after")).order_by(own).limit(size) for own, part in parts]
    found = union(*[select(page.subquery()) for page in pages]).subquery("found")
    return select(found.c[0]).order_by(found.c[0]).limit(size)


# Built once: the worker asks it of every agency that ended.
_IN_HAND = _in_hand()
