"""What lists show the applicant's side: rows of `submissions` without acts that may still be taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from types import SimpleNamespace

from sqlalchemy import Connection, Row, select

from submissions.folding import fold
from submissions.store.log import recorded
from submissions.store.projections import values_of
from submissions.store.tables import events, outbox
from submissions.submission import Submission
from submissions.undoing import settled

Shown = Row | SimpleNamespace


def unsettled(connection: Connection, ids: Iterable[str], at: datetime) -> dict[str, Submission]:
    """Those of these submissions on which something may still be taken back at `at`, as they stand without it.

    Two queries at most: what can be taken back waits in the outbox, and that is one minute of the house's work.
    """
    waits = (outbox.c.submission_id.in_(sorted(ids)), outbox.c.not_before > at)
    fresh = connection.execute(select(outbox.c.submission_id).where(*waits).distinct()).scalars().all()
    if not fresh:
        return {}
    order = (events.c.submission_id, events.c.seq)
    rows = connection.execute(select(events).where(events.c.submission_id.in_(fresh)).order_by(*order))
    logs = groupby(rows, key=attrgetter("submission_id"))
    return {id: settled(fold(map(recorded, entries)), at) for id, entries in logs}


def shown(row: Row, known: Mapping[str, Submission]) -> Shown:
    """`row`, with what follows from the log as `known` has it."""
    return as_told(row, known[row.id]) if row.id in known else row


def as_told(row: Row, submission: Submission) -> SimpleNamespace:
    """The row that would lie in the database if `submission` were all that had happened."""
    return SimpleNamespace(**{**row._mapping, **values_of(submission)})
