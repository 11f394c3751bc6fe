"""The table of acts: who may do what, when, and what it needs.

The screen asks it which buttons to show, the core asks it what to refuse; there is no second place.
"""

from dataclasses import dataclass
from typing import Literal

from submissions.actors import Actor
from submissions.refusal import Refused
from submissions.submission import Submission, Task

Need = Literal["outcome", "reason", "agencies", "stage", "supplement", "fee", "score", "step_form"]


@dataclass(frozen=True, slots=True)
class Act:
    """One row. on: acts of the steps whose task it works on (empty: no task); closes: whether the task ends with it."""

    name: str
    side: Literal["official", "applicant"]
    on: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    outcomes: tuple[str, ...] = ()
    closes: bool = True
    reason_for: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


HANDLING = ("accept", "opine", "propose", "choose_agencies", "decide", "deliver_result")

ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("accept", "official", on=("accept",)),
        Act("refuse_to_accept", "official", on=("accept",), needs=("reason",)),
        Act(
            "request_supplement",
            "official",
            on=("accept", "propose", "choose_agencies"),
            needs=("supplement", "reason"),
            closes=False,
        ),
        Act("claim", "official", on=HANDLING, closes=False),
        Act("release", "official", on=HANDLING, closes=False),
        Act(
            "opine",
            "official",
            on=("opine",),
            needs=("outcome", "step_form"),
            outcomes=("agree", "disagree", "conditions"),
            reason_for=("disagree", "conditions"),
        ),
        Act("choose_agencies", "official", on=("choose_agencies",), needs=("agencies", "step_form")),
        Act(
            "propose",
            "official",
            on=("propose",),
            needs=("outcome", "step_form"),
            outcomes=("approve", "refuse"),
            reason_for=("refuse",),
        ),
        Act(
            "decide",
            "official",
            on=("decide",),
            needs=("outcome", "step_form"),
            outcomes=("approve", "refuse"),
            reason_for=("refuse",),
        ),
        Act("send_back", "official", on=("propose", "decide", "choose_agencies"), needs=("stage", "reason")),
        Act("record_payment", "official", needs=("fee",), closes=False, roles=("receptionist",)),
        Act(
            "deliver_result",
            "official",
            on=("deliver_result",),
            outcomes=("online", "counter", "post"),
            needs=("outcome",),
        ),
        Act("attend", "official", on=("attend",)),
        Act("supplement", "applicant", closes=False),
        Act(
            "confirm_draft",
            "applicant",
            on=("confirm_draft",),
            needs=("outcome",),
            outcomes=("confirmed", "disputed"),
            reason_for=("disputed",),
        ),
        Act("rate", "applicant", on=("rate",), needs=("score",)),
        Act("withdraw", "applicant", closes=False),
    )
}


def possible(submission: Submission, actor: Actor, task: Task | None = None) -> tuple[str, ...]:
    """Names of the acts that `actor` can do now, on `task` or (None) on the submission as a whole."""
    return tuple(name for name in ACTS if _allowed(submission, actor, name, task))


def _allowed(submission: Submission, actor: Actor, name: str, task: Task | None) -> bool:
    if bool(ACTS[name].on) != (task is not None):
        return False
    try:
        demand(submission, actor, name, task)
    except Refused:
        return False
    return True


def demand(submission: Submission, actor: Actor, name: str, task: Task | None) -> Act:
    """The row of the act `name` when `actor` may do it now; raises Refused with the reason otherwise."""
    act = ACTS[name]
    if not act.on:
        task = None  # a task named beside it gives nobody the right to an act on the whole submission
    elif task is None or task.step.act not in act.on:
        raise Refused("not_now")
    if act.side == "applicant":
        _demand_applicant(submission, actor, act)
    else:
        _demand_official(submission, actor, act, task)
    if task is not None and not task.is_open:
        raise Refused("task_closed", by=task.by, outcome=task.outcome)
    _demand_state(submission, act, task)
    return act


def is_applicant(submission: Submission, actor: Actor) -> bool:
    """Whether `actor` stands on the citizen's side: filed it, owns it, or acts for the organisation that owns it."""
    mandated = submission.facts.organisation in actor.organisations if submission.facts.organisation else False
    return actor.kind == "person" and (actor.person in submission.applicants or mandated)


def _demand_applicant(submission: Submission, actor: Actor, act: Act) -> None:
    at_the_counter = act.name in ("supplement", "withdraw") and actor.holds(submission.receiving, "receptionist")
    if not is_applicant(submission, actor) and not at_the_counter:
        raise Refused("not_yours")


def _demand_official(submission: Submission, actor: Actor, act: Act, task: Task | None) -> None:
    if actor.kind != "person":
        raise Refused("not_yours")
    if is_applicant(submission, actor):
        raise Refused("applicant_may_not_act")
    if task is None:
        if not any(actor.holds(submission.receiving, role) for role in act.roles):
            raise Refused("not_yours")
        return
    if not actor.holds(task.step.agency, task.step.role):
        raise Refused("not_yours")
    if act.name == "decide" and actor.person in _proposers(submission):
        raise Refused("four_eyes")
    if task.is_open and task.assignee and task.assignee != actor.person:
        raise Refused("claimed_by_another", by=task.assignee)


def _proposers(submission: Submission) -> set[str]:
    return {task.by for task in submission.done_steps() if task.step.act == "propose"}


def _demand_state(submission: Submission, act: Act, task: Task | None) -> None:
    waiting = submission.waits_for_supplement
    wrong = {
        "claim": task is not None and bool(task.assignee),
        "release": task is not None and not task.assignee,
        "supplement": not waiting,
        "withdraw": submission.is_concluded or bool(submission.decided),
        "rate": False,
        "record_payment": submission.is_concluded,
    }.get(act.name, waiting or submission.is_concluded)
    if wrong:
        raise Refused("not_now")
