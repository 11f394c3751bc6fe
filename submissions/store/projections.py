"""What lists show of a submission: plain values made from its state, never the other way round."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from submissions.calendar import Calendar
from submissions.ledger import Stretch
from submissions.status import status_of, substate_of
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
    submission_id: str, ledger: Iterable[Stretch], edition: Callable[[str], Calendar]
) -> list[dict[str, Any]]:
    """Rows of `stretches`, counted with the calendars that the events named."""
    return [_stretch_row(submission_id, stretch, edition) for stretch in ledger]


def _stretch_row(submission_id: str, stretch: Stretch, edition: Callable[[str], Calendar]) -> dict[str, Any]:
    clock, calendar, until = stretch.clock, edition(stretch.calendar), stretch.until
    return {
        "submission_id": submission_id,
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
    }
