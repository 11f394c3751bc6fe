"""Statuses, derived from the state and never stored by hand.

The national numbers 1-10 are those that provincial systems synchronise to the national portal.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from submissions.submission import Submission

NATIONAL = {
    "new": 1,
    "accepted": 2,
    "not_accepted": 3,
    "processing": 4,
    "supplement": 5,
    "withdrawn": 7,
    "stopped": 8,
    "done": 9,
    "delivered": 10,
}


def status_of(submission: "Submission") -> str:
    """One of the words of NATIONAL."""
    if submission.outcome in ("not_accepted", "withdrawn", "stopped"):
        return submission.outcome
    if submission.delivered_at or submission.is_concluded:
        return "delivered"
    if submission.waits_for_supplement:
        return "supplement"
    if submission.accepted_at is None:
        return "new"
    return _handling(submission)


def _handling(submission: "Submission") -> str:
    tasks = submission.open_tasks()
    if submission.decided and tasks and all(task.step.act == "deliver_result" for task in tasks):
        return "done"
    acted = any(task.step.act != "accept" for task in submission.done_steps())
    return "processing" if acted or any(task.assignee for task in tasks) else "accepted"
