"""The words of the table of acts: in which capacity somebody acts, and how a submission must stand for an act.

Each word has its sentence for docs/acts.md and its test; the table names the words and holds no code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from submissions import events as e
from submissions import handovers as h
from submissions.actors import Actor
from submissions.chain import Event
from submissions.refusal import Refused
from submissions.submission import Submission, Task

# Acts of the steps at which an agency examines a submission or decides on it.
HANDLING_STEPS = ("choose_agencies", "propose", "decide", "sign")
# How a submission that a step opened may end so that the step is done.
RESULTS = ("approve", "refuse")
# Events that follow by themselves from the one that an act records.
FOLLOWING = (
    e.Planned, e.TaskOpened, e.TaskDropped, e.TaskMoved, e.PaperIssued, e.ClockStarted, e.ClockResumed, e.CountedAnew,
    e.Concluded, h.Paid,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Capacity:
    """Who somebody is when they act: a sentence, and whether `actor` is that here."""

    sentence: str
    holds: Callable[[Submission, Actor, Task | None], bool]


@dataclass(frozen=True, slots=True)
class State:
    """How things stand: a sentence, and whether they do."""

    sentence: str
    holds: Callable[[Submission, Task | None], bool]


def is_applicant(submission: Submission, actor: Actor) -> bool:
    """Whether `actor` stands on the citizen's side: filed it, owns it, or acts for the organisation that owns it."""
    mandated = submission.facts.organisation in actor.organisations if submission.facts.organisation else False
    return actor.kind == "person" and (actor.person in submission.applicants or mandated)


def handling_agencies(submission: Submission) -> frozenset[str]:
    """The competent agency and those that examine or decide now or did so."""
    steps = (task.step for task in submission.tasks.values() if task.step.act in HANDLING_STEPS)
    return frozenset({submission.competent, *(step.agency for step in steps)})


def judges(submission: Submission) -> frozenset[str]:
    """Persons who proposed: somebody else has to decide and to sign. An opinion is the agency's own, no proposal."""
    return frozenset(task.by for task in submission.done_steps() if task.step.act == "propose" and task.by)


def kin_of_a_party(submission: Submission, actor: Actor) -> frozenset[str]:
    """The persons in whose right `actor` acts who declared that they are kin of a party to this submission."""
    return frozenset(official for official, relative in actor.kin if relative in submission.applicants)


def without_barred(submission: Submission, actor: Actor, also: frozenset[str] = frozenset()) -> Actor:
    """`actor` without the positions held in the place of somebody who may not act here themselves."""
    barred = submission.applicants | submission.recused | kin_of_a_party(submission, actor) | also
    return replace(actor, positions=tuple(held for held in actor.positions if held.instead_of not in barred))


def demand_free_to_pass_on(submission: Submission, actor: Actor) -> None:
    """An administrator who is a party, or kin of one, says nothing about who handles it. Raises Refused."""
    if is_applicant(submission, actor):
        raise Refused("applicant_may_not_act")
    if actor.person in kin_of_a_party(submission, actor):
        raise Refused("kin")


def _holder(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return task is not None and actor.holds(task.step.agency, task.step.role)


def _head(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return task is not None and actor.holds(task.step.agency, "leader")


def _at_the_desk(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return actor.holds(submission.receiving, "receptionist")


def _handler(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return any(actor.holds(agency, role) for agency in handling_agencies(submission) for role in ("officer", "leader"))


def _head_of_handlers(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return any(actor.holds(agency, "leader") for agency in handling_agencies(submission))


def _applicant(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return is_applicant(submission, actor)


def _official(submission: Submission, actor: Actor, task: Task | None) -> bool:
    return bool(actor.positions)


CAPACITIES: Mapping[str, Capacity] = {
    "holder": Capacity("whoever holds the step's role in its agency", _holder),
    "head": Capacity("the head of the step's agency", _head),
    "desk": Capacity("a receptionist of the receiving agency", _at_the_desk),
    "handler": Capacity("an officer or the head of an agency that examines or decides", _handler),
    "head_of_handlers": Capacity("the head of an agency that examines or decides", _head_of_handlers),
    "applicant": Capacity("the applicant", _applicant),
    "counter": Capacity("a receptionist of the receiving agency, for an applicant at the counter", _at_the_desk),
    "official": Capacity("every official", _official),
}


def _running(submission: Submission, task: Task | None) -> bool:
    return not submission.waits and not submission.is_concluded and (task is None or task.request is None)


def _in_time(submission: Submission, task: Task | None) -> bool:
    return submission.clock_started_at is not None and not submission.decided and _running(submission, None)


def _child_failed(submission: Submission, task: Task | None) -> bool:
    ended = [child.outcome for child in submission.children.values() if task is not None and child.task == task.id]
    return bool(ended) and all(outcome and outcome not in RESULTS for outcome in ended) and _running(submission, None)


def follows(event: Event) -> bool:
    """Whether an event only follows from the act before it."""
    return isinstance(event, FOLLOWING) or (isinstance(event, h.FeeDemanded) and bool(event.task))


def _fresh_paper(submission: Submission, task: Task | None) -> bool:
    for entry in reversed(submission.history):
        if isinstance(entry.event, e.PaperIssued):
            return entry.actor == "person" and entry.person not in submission.applicants
        if not follows(entry.event):
            return False
    return False


STATES: Mapping[str, State] = {
    "running": State("nobody outside is waited for", _running),
    "free": State("nobody has the task", lambda s, task: task is not None and not task.assignee),
    "taken": State("somebody has the task", lambda s, task: task is not None and bool(task.assignee)),
    "asked": State(
        "a request for supplement waits for the head's word",
        lambda s, task: task is not None and task.request is not None,
    ),
    "opened": State("another submission opened it", lambda s, task: s.facts.parent != "" and _running(s, task)),
    "child_failed": State("what the step opened ended without a result", _child_failed),
    "supplement": State("a supplement is waited for", lambda s, task: s.waits_for_supplement),
    "suspended": State("the clock is suspended", lambda s, task: s.suspended is not None and not s.is_concluded),
    "in_time": State("accepted, not yet decided, nobody outside waited for", _in_time),
    "undecided": State("not yet decided", lambda s, task: not s.decided and not s.is_concluded),
    "not_ended": State("handling has not ended", lambda s, task: not s.is_concluded),
    "issued": State("the result has been handed over", lambda s, task: s.delivered_at is not None),
    "fresh_paper": State("what an official did last issued a paper and may still be taken back", _fresh_paper),
    "any": State("always", lambda s, task: True),
}  # fmt: skip
