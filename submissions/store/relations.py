"""Which submissions belong together, and which ones an agency has in hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, exists, or_, select

from submissions.status import GIVEN_UP
from submissions.store.tables import outbox, submissions, tasks


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
        .where(parents.c.outcome.in_(GIVEN_UP), submissions.c.concluded_at.is_(None), ~fresh)
        .order_by(submissions.c.id)
        .limit(size)
    )
    return list(connection.execute(query).scalars())


def in_hand(connection: Connection, agency: str, after: str = "", size: int = 200) -> list[str]:
    """Submissions going on that the agency receives, is competent for, or has an open task in; a page by id."""
    has_task = exists().where(
        tasks.c.submission_id == submissions.c.id, tasks.c.agency == agency, tasks.c.state == "open"
    )
    concerned = or_(submissions.c.receiving == agency, submissions.c.competent == agency, has_task)
    query = select(submissions.c.id).where(concerned, submissions.c.concluded_at.is_(None), submissions.c.id > after)
    return list(connection.execute(query.order_by(submissions.c.id).limit(size)).scalars())
