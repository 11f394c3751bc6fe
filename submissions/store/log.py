"""The log in the database: append with its projections in one transaction, load, verify, rebuild."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from submissions.chain import Recorded, chain_fault, event_from
from submissions.folding import fold
from submissions.handovers import Undone
from submissions.store.editions import edition
from submissions.store.projections import ending_of, stretch_rows, task_rows, values_of
from submissions.store.tables import events, outbox, stretches, submissions, tasks
from submissions.submission import Submission
from submissions.undoing import UNDO_FOR, last_act_of


class Conflict(Exception):
    """Somebody else wrote to the submission between load and append: load again and decide again."""


def _putting(table: Table, dialect: Any) -> Any:
    """Rows are written whole: a new one is inserted, a known one replaced."""
    put = dialect.insert(table)
    changing = {column.name: put.excluded[column.name] for column in table.c if not column.primary_key}
    return put.on_conflict_do_update(index_elements=list(table.primary_key), set_=changing)


# Built once: everything that is filed or acted on asks them.
_LOG = select(events).where(events.c.submission_id == bindparam("submission")).order_by(events.c.seq)
_TO_ACT = select(submissions.c.id).where(submissions.c.id == bindparam("submission")).with_for_update()
_BEGIN = insert(submissions)
_APPEND = update(submissions).where(
    submissions.c.id == bindparam("submission"), submissions.c.seq == bindparam("seq_before")
)
_EVENTS = insert(events)
_OUTBOX = insert(outbox)
_PUT = {
    (table, name): _putting(table, dialect)
    for table in (tasks, stretches)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def read_log(connection: Connection, submission_id: str) -> list[Recorded]:
    """All links of a submission's log, in order; empty when there is none."""
    return [recorded(row) for row in connection.execute(_LOG, {"submission": submission_id})]


def recorded(r: Any) -> Recorded:
    """The link that lies in a row of `events`."""
    return Recorded(r.seq, r.at, r.actor, r.person, event_from(r.kind, r.body), r.body, r.prev, r.hash, r.kind_version)


def load(connection: Connection, submission_id: str) -> Submission:
    """The submission as its log tells it; raises LookupError when there is none."""
    log = read_log(connection, submission_id)
    if not log:
        raise LookupError(f"no submission {submission_id}")
    return fold(log)


def load_to_act(connection: Connection, submission_id: str) -> Submission:
    """As `load`, holding the submission's row until the transaction ends, so that acts come one after another."""
    if connection.execute(_TO_ACT, {"submission": submission_id}).first() is None:
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
    row = {"id": submission_id, "title": title, "locale": locale, "secret": secret, **_values(connection, submission)}
    connection.execute(_BEGIN, row)
    _write_log(connection, submission_id, log)
    _write_lists(connection, submission_id, submission, log)


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
    values = _values(connection, submission)
    if title is not None:
        values["title"] = title
    changed = connection.execute(_APPEND, {**values, "submission": submission_id, "seq_before": log[0].seq - 1})
    if changed.rowcount != 1:
        raise Conflict(submission_id)
    _write_log(connection, submission_id, log)
    _write_lists(connection, submission_id, submission, log)


def _values(connection: Connection, submission: Submission) -> dict[str, Any]:
    return {**values_of(submission), **ending_of(submission, partial(edition, connection))}


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
    connection.execute(_EVENTS, rows)
    waits = log[0].at + UNDO_FOR if _may_be_undone(log) else None
    told = [{name: row[name] for name in ("submission_id", "seq", "kind", "at")} for row in rows]
    connection.execute(_OUTBOX, [{**row, "not_before": waits} for row in told])


def _may_be_undone(log: Sequence[Recorded]) -> bool:
    """Whether these links are an act that its doer may take back: the world is not told of it before that is over."""
    act = last_act_of(log)
    return act is not None and act.act.undo


def recall(connection: Connection, submission_id: str, first: int, last: int) -> bool:
    """Take back what was to be told of the places `first` to `last`; False where some of it has been told."""
    meant = (outbox.c.submission_id == submission_id) & outbox.c.seq.between(first, last)
    return connection.execute(delete(outbox).where(meant)).rowcount == last - first + 1


def _write_lists(connection: Connection, submission_id: str, submission: Submission, log: Sequence[Recorded]) -> None:
    """Tasks and stretches that the new links changed: what ended with them, and what goes on."""
    if any(isinstance(entry.event, Undone) for entry in log):
        _rewrite_lists(connection, submission_id, submission)
        return
    touched = {task for entry in log if (task := getattr(entry.event, "task", ""))}
    touched |= {task.id for task in submission.tasks.values() if task.is_open or task.about in touched}
    rows = [row for row in task_rows(submission_id, submission) if row["task"] in touched]
    _put(connection, tasks, rows)
    changed = [one for one in submission.ledger.stretches if one.until is None or one.until >= log[0].at]
    calendars = partial(edition, connection)
    _put(connection, stretches, stretch_rows(submission_id, submission.facts.procedure, changed, calendars))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_PUT[table, connection.dialect.name], rows)


def _rewrite_lists(connection: Connection, submission_id: str, submission: Submission) -> None:
    for table, rows in _lists(connection, submission_id, submission):
        connection.execute(delete(table).where(table.c.submission_id == submission_id))
        if rows:
            connection.execute(insert(table), rows)


def _lists(connection: Connection, submission_id: str, submission: Submission) -> list[tuple[Table, list[Any]]]:
    """Every list beside the submission's own row, with its rows in the order of their key."""
    told, calendars = submission.ledger.stretches, partial(edition, connection)
    ledger = stretch_rows(submission_id, submission.facts.procedure, told, calendars)
    held = sorted(task_rows(submission_id, submission), key=lambda row: str(row["task"]))
    return [(tasks, held), (stretches, ledger)]


def rebuild(connection: Connection, submission_id: str) -> bool:
    """Make the projections of one submission anew from its log; True when they had differed."""
    submission = load(connection, submission_id)
    mine = submissions.c.id == submission_id
    before = connection.execute(select(submissions).where(mine)).mappings().one()
    values = _values(connection, submission)
    differed = any(before[name] != value for name, value in values.items())
    for table, rows in _lists(connection, submission_id, submission):
        query = select(table).where(table.c.submission_id == submission_id).order_by(*table.primary_key)
        differed = differed or [dict(row) for row in connection.execute(query).mappings()] != rows
    if differed:
        connection.execute(update(submissions).where(mine).values(values))
        _rewrite_lists(connection, submission_id, submission)
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
