"""What lists show of a submission: plain values made from its state, never the other way round."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from submissions.calendar import Calendar
from submissions.ledger import Stretch, in_time_of
from submissions.status import GIVEN_UP, status_of, substate_of
from submissions.submission import Submission, Task
from submissions.waking import runs, wake_at

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def values_of(submission: Submission) -> dict[str, Any]:
    """Columns of `submissions` that follow from the log alone."""
    filed = submission.facts
    return {
        "number": filed.number,
        "procedure": filed.procedure,
        "definition": filed.definition,
        "seq": submission.seq,
        "head": submission.head,
        "status": status_of(submission),
        "substate": substate_of(submission),
        "stage": submission.stage,
        "case_code": submission.case,
        "channel": filed.channel,
        "receiving": submission.receiving,
        "competent": submission.competent,
        "filer": filed.filer,
        "owner": filed.owner,
        "organisation": filed.organisation,
        "by_official": filed.filed_by_official,
        "filed_at": submission.filed_at,
        "accepted_at": submission.accepted_at,
        "due": submission.due,
        "paused_since": submission.paused_since,
        "decided_at": submission.decided_at,
        "delivered_at": submission.delivered_at,
        "concluded_at": submission.concluded_at,
        "parent": filed.parent,
        "outcome": submission.outcome or submission.decided,
        "wake_at": wake_at(submission),
    }


def ending_of(submission: Submission, edition: Callable[[str], Calendar]) -> dict[str, Any]:
    """Columns of `submissions` that reports count: when it ended and whether that was in time.

    It ends with its result being ready, else with the handling; one that ended without a result keeps no appointment.
    """
    at, in_time = _ended_at(submission), ""
    if at is not None and submission.due is not None and submission.outcome not in GIVEN_UP:
        in_time = in_time_of(at, submission.due, edition(submission.calendar))
    return {"ended_at": at, "in_time": in_time}


def _ended_at(submission: Submission) -> datetime | None:
    ready = submission.decided_at or submission.delivered_at or submission.concluded_at
    at = ready if status_of(submission) in ("done", "delivered") else submission.concluded_at
    return at and max(at, submission.filed_at or at)


def task_rows(submission_id: str, submission: Submission) -> list[dict[str, Any]]:
    """Rows of `tasks`, one per task that the submission ever had.

    While something holds the legal clock no time runs against an official: such tasks come last and are counted
    neither as overdue nor as nearly due.
    """
    return [
        {
            "submission_id": submission_id,
            "task": task.id,
            "step": task.step.step,
            "stage": task.stage,
            "act": task.step.act,
            "agency": task.step.agency,
            "role": task.step.role,
            "state": task.state,
            "assignee": task.assignee,
            "closed_by": task.by,
            "outcome": task.outcome,
            "on_silence": task.step.on_silence,
            "opened_at": task.opened_at,
            "due": task.due,
            "due_order": NEVER if task.due is None or _stands_still(submission, task) else task.due,
            "closed_at": task.closed_at,
            "procedure": submission.facts.procedure,
        }
        for task in submission.tasks.values()
    ]


def _stands_still(submission: Submission, task: Task) -> bool:
    return task.is_open and not task.about and not runs(submission, task)


def stretch_rows(
    submission_id: str, procedure: str, ledger: Iterable[Stretch], edition: Callable[[str], Calendar]
) -> list[dict[str, Any]]:
    """Rows of `stretches`, counted with the calendars that the events named."""
    own = {"submission_id": submission_id, "procedure": procedure}
    return [own | _stretch_row(stretch, edition) for stretch in ledger]


def _stretch_row(stretch: Stretch, edition: Callable[[str], Calendar]) -> dict[str, Any]:
    clock, calendar, until = stretch.clock, edition(stretch.calendar), stretch.until
    return {
        "number": stretch.number,
        "whose": clock.whose,
        "agency": clock.agency,
        "role": clock.role,
        "step": clock.step,
        "task": clock.task,
        "holds": clock.holds,
        "since": stretch.since,
        "until": until,
        "started": stretch.started,
        "stopped": stretch.stopped,
        "due": stretch.due,
        "worked": int(stretch.worked(calendar, until).total_seconds()) if until else None,
        "late": int(stretch.late(calendar, until).total_seconds()) if until else None,
        "verdict": stretch.verdict(calendar),
        "by": stretch.by,
        "ends": stretch.ends,
    }
