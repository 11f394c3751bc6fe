"""The log in the database: append with its projections in one transaction, load, verify, rebuild."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from submissions.events import Recorded, chain_fault, event_from
from submissions.store.projections import task_rows, values_of
from submissions.store.tables import events, outbox, submissions, tasks
from submissions.submission import Submission, fold


class Conflict(Exception):
    """Somebody else wrote to the submission between load and append: load again and decide again."""


def read_log(connection: Connection, submission_id: str) -> list[Recorded]:
    """All links of a submission's log, in order; empty when there is none."""
    query = select(events).where(events.c.submission_id == submission_id).order_by(events.c.seq)
    return [
        Recorded(r.seq, r.at, r.actor, r.person, event_from(r.kind, r.body), r.body, r.prev, r.hash, r.kind_version)
        for r in connection.execute(query)
    ]


def load(connection: Connection, submission_id: str) -> Submission:
    """The submission as its log tells it; raises LookupError when there is none."""
    log = read_log(connection, submission_id)
    if not log:
        raise LookupError(f"no submission {submission_id}")
    return fold(log)


def load_to_act(connection: Connection, submission_id: str) -> Submission:
    """As `load`, holding the submission's row until the transaction ends, so that acts come one after another."""
    row = select(submissions.c.id).where(submissions.c.id == submission_id).with_for_update()
    if connection.execute(row).first() is None:
        raise LookupError(f"no submission {submission_id}")
    return load(connection, submission_id)


def begin(
    connection: Connection,
    submission_id: str,
    submission: Submission,
    log: Sequence[Recorded],
    *,
    title: str,
    locale: str,
    secret: str,
) -> None:
    """Write a new submission: its row, its log, its tasks, its outbox."""
    row = {"id": submission_id, "title": title, "locale": locale, "secret": secret, **values_of(submission)}
    connection.execute(insert(submissions).values(row))
    _write_log(connection, submission_id, log)
    _write_tasks(connection, submission_id, submission, log)


def append(
    connection: Connection,
    submission_id: str,
    submission: Submission,
    log: Sequence[Recorded],
    title: str | None = None,
) -> None:
    """Write what `submission` gained; raises Conflict when the log grew meanwhile."""
    if not log:
        return
    values = values_of(submission) if title is None else {**values_of(submission), "title": title}
    changed = connection.execute(
        update(submissions).where(submissions.c.id == submission_id, submissions.c.seq == log[0].seq - 1).values(values)
    )
    if changed.rowcount != 1:
        raise Conflict(submission_id)
    _write_log(connection, submission_id, log)
    _write_tasks(connection, submission_id, submission, log)


def _write_log(connection: Connection, submission_id: str, log: Sequence[Recorded]) -> None:
    rows = [
        {
            "submission_id": submission_id,
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "person": entry.person,
            "kind": type(entry.event).__name__,
            "kind_version": entry.version,
            "body": entry.body,
            "prev": entry.prev,
            "hash": entry.hash,
        }
        for entry in log
    ]
    connection.execute(insert(events), rows)
    connection.execute(
        insert(outbox), [{name: row[name] for name in ("submission_id", "seq", "kind", "at")} for row in rows]
    )


def _write_tasks(connection: Connection, submission_id: str, submission: Submission, log: Sequence[Recorded]) -> None:
    touched = {task for entry in log if (task := getattr(entry.event, "task", ""))}
    rows = [row for row in task_rows(submission_id, submission) if row["task"] in touched]
    if not rows:
        return
    known = select(tasks.c.task).where(tasks.c.submission_id == submission_id, tasks.c.task.in_(touched))
    present = set(connection.execute(known).scalars())
    if new := [row for row in rows if row["task"] not in present]:
        connection.execute(insert(tasks), new)
    for row in rows:
        if row["task"] in present:
            place = (tasks.c.submission_id == submission_id) & (tasks.c.task == row["task"])
            connection.execute(update(tasks).where(place).values(row))


def rebuild(connection: Connection, submission_id: str) -> bool:
    """Make the projections of one submission anew from its log; True when they had differed."""
    submission = load(connection, submission_id)
    mine = submissions.c.id == submission_id
    before = connection.execute(select(submissions).where(mine)).mappings().one()
    values = values_of(submission)
    differed = any(before[name] != value for name, value in values.items())
    held = connection.execute(
        select(tasks).where(tasks.c.submission_id == submission_id).order_by(tasks.c.task)
    ).mappings()
    rows = sorted(task_rows(submission_id, submission), key=lambda row: str(row["task"]))
    differed = differed or [dict(row) for row in held] != rows
    if differed:
        connection.execute(update(submissions).where(mine).values(values))
        connection.execute(delete(tasks).where(tasks.c.submission_id == submission_id))
        if rows:
            connection.execute(insert(tasks), rows)
    return differed


def fault_of(connection: Connection, submission_id: str) -> int | None:
    """The place of the first link that does not verify, or where the log is shorter than its row says."""
    log = read_log(connection, submission_id)
    if (fault := chain_fault(log)) is not None:
        return fault
    head = connection.execute(
        select(submissions.c.seq, submissions.c.head).where(submissions.c.id == submission_id)
    ).one()
    return None if log and (head.seq, head.head) == (log[-1].seq, log[-1].hash) else len(log) + 1


def heads(connection: Connection, until: datetime) -> list[tuple[str, int, str]]:
    """(submission, seq, head) of every submission filed before `until`, for the daily digest."""
    query = select(submissions.c.id, submissions.c.seq, submissions.c.head).where(submissions.c.filed_at < until)
    return [(row.id, row.seq, row.head) for row in connection.execute(query.order_by(submissions.c.id))]
