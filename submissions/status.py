"""Statuses and sub-states, derived from the state and never stored by hand.

The national numbers are those that provincial systems synchronise to the national portal; the sub-states are those
that their back-ends keep of a supplement (5) and of a result (9).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from submissions.submission import Submission

NATIONAL = {
    "interoperating": 0,
    "new": 1,
    "accepted": 2,
    "not_accepted": 3,
    "processing": 4,
    "supplement": 5,
    "paying": 6,
    "withdrawn": 7,
    "stopped": 8,
    "done": 9,
    "delivered": 10,
}

# Sub-state -> the national status that it belongs to, and its name there.
SUBSTATES = {
    "supplement_drafted": (5, "Yêu cầu một cửa bổ sung"),
    "supplement_asked": (5, "Yêu cầu công dân bổ sung"),
    "supplement_sent": (5, "Công dân đã gửi bổ sung"),
    "intake_supplement": (5, "Chờ bổ sung tiếp nhận"),
    "supplement_done": (5, "Hoàn thành bổ sung"),
    "to_confirm": (9, "Chờ xác nhận"),
    "to_deliver": (9, "Chờ trả kết quả"),
}

# Ends without a result.
GIVEN_UP = ("withdrawn", "stopped", "not_accepted", "returned")


def status_of(submission: "Submission") -> str:
    """One of the words of NATIONAL."""
    if submission.outcome in ("not_accepted", "withdrawn", "stopped"):
        return submission.outcome
    if submission.outcome == "returned":
        return "not_accepted"
    if submission.delivered_at or submission.is_concluded:
        return "delivered"
    if submission.waits_for_supplement:
        return "supplement"
    if "payment" in submission.held or _is_for_a_duty(submission):
        return "paying"
    if submission.accepted_at is None:
        return "new"
    return _handling(submission)


def _is_for_a_duty(submission: "Submission") -> bool:
    return submission.suspended is not None and submission.suspended.cause == "financial_duty"


def _handling(submission: "Submission") -> str:
    tasks = submission.open_tasks()
    if submission.decided and tasks and all(task.step.act in AFTER_DECISION for task in tasks):
        return "done"
    if tasks and all(task.step.act == "await" for task in tasks):
        return "interoperating"
    acted = any(task.step.act != "accept" for task in submission.done_steps())
    return "processing" if acted or any(task.assignee for task in tasks) else "accepted"


# Acts of steps that only bring a result to the applicant that has been decided on.
AFTER_DECISION = ("sign", "deliver_result")


def substate_of(submission: "Submission") -> str:
    """One of the words of SUBSTATES, or nothing.

    While an answered supplement is looked at, the status says what is being done and the sub-state tells of the
    supplement: the time that runs then is the agency's again.
    """
    status = status_of(submission)
    if status == "done":
        signing = any(task.step.act == "sign" for task in submission.open_tasks())
        return "to_confirm" if signing else "to_deliver"
    if submission.is_concluded or submission.decided:
        return ""
    if any(task.request is not None for task in submission.open_tasks()):
        return "supplement_drafted"
    if not submission.supplements:
        return ""
    last = submission.supplements[-1]
    if last.answered_at is None:
        return "intake_supplement" if last.phase == "intake" else "supplement_asked"
    return "supplement_sent" if submission.tasks[last.task].is_open else "supplement_done"
