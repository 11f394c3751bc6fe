"""What lists show of a submission: plain values made from its state, never the other way round."""

from datetime import UTC, datetime
from typing import Any

from submissions.status import status_of
from submissions.submission import Submission

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
        "outcome": submission.outcome or submission.decided,
    }


def task_rows(submission_id: str, submission: Submission) -> list[dict[str, Any]]:
    """Rows of `tasks`, one per task that the submission ever had.

    While the applicant is asked for a supplement no clock runs against an official: such tasks come last and are
    counted neither as overdue nor as nearly due.
    """
    waiting = bool(submission.held)
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
            "due_order": NEVER if task.due is None or (waiting and task.is_open) else task.due,
            "closed_at": task.closed_at,
            "procedure": submission.facts.procedure,
        }
        for task in submission.tasks.values()
    ]
