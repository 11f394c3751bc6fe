"""The table of acts: who may do what, when, and what it needs.

The screen asks it which buttons to show, the core asks it what to refuse, docs/acts.md is made from it; there is no
second place. Its words are in `submissions.capacities`.
"""

from dataclasses import dataclass
from typing import Literal

from submissions import events as e
from submissions import handovers as h
from submissions.actors import Actor
from submissions.capacities import CAPACITIES, STATES, is_applicant, judges, kin_of_a_party, without_barred
from submissions.chain import Event
from submissions.refusal import Refused
from submissions.submission import Submission, Task

Need = Literal[
    "outcome", "reason", "agencies", "agency", "stage", "supplement", "fee", "amount", "date", "person", "paper",
    "score", "step_form",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One row.

    by: capacities, one of which is enough; on: acts of the steps whose task it works on (empty: the submission as a
    whole); when: the state it needs; records: the kinds of events that it begins with; does: what comes of it, for
    docs/acts.md; checks: it judges what others did, so whoever proposed or asked may not do it; undo: whoever
    did it may take it back for a minute.
    """

    name: str
    by: tuple[str, ...]
    does: str
    records: tuple[type[Event], ...]
    on: tuple[str, ...] = ()
    when: str = "running"
    needs: tuple[Need, ...] = ()
    outcomes: tuple[str, ...] = ()
    reason_for: tuple[str, ...] = ()
    checks: bool = False
    undo: bool = False

    @property
    def side(self) -> Literal["official", "applicant"]:
        return "applicant" if "applicant" in self.by else "official"


# Acts of steps that stand in an official's queue.
HANDLING = ("accept", "opine", "propose", "choose_agencies", "decide", "sign", "deliver_result", "await")
EXAMINING = ("accept", "propose", "choose_agencies")

_ROWS = (
    # --- reception
    Act("accept", ("holder",), "The legal clock starts, the receipt names the appointment, the next stage opens.",
        (e.Accepted,), on=("accept",), needs=("step_form",), undo=True),
    Act("refuse_to_accept", ("holder",), "Handling ends; the applicant gets the refusal with its reason as a paper.",
        (e.RefusedToAccept,), on=("accept",), needs=("reason",), undo=True),
    Act("return_to_opener", ("holder",), "Handling ends; the agency that opened it mends its request.",
        (h.Returned,), on=("accept",), when="opened", needs=("reason",), undo=True),
    Act("transfer", ("holder",), "It passes to the competent agency and is handled there from its first stage.",
        (h.Transferred,), on=EXAMINING, needs=("agency", "reason"), undo=True),
    # --- who has a task
    Act("claim", ("holder",), "The task is theirs until they release it.",
        (e.Claimed,), on=HANDLING, when="free", undo=True),
    Act("release", ("holder", "head"), "The task is everybody's again.",
        (e.Released,), on=HANDLING, when="taken", undo=True),
    Act("assign", ("head",), "The task is the named person's, who must hold the step's role.",
        (h.Assigned,), on=HANDLING, when="free", needs=("person",), undo=True),
    Act("reassign", ("head",), "The task passes from one person to another, with the reason.",
        (h.Assigned,), on=HANDLING, when="taken", needs=("person", "reason"), undo=True),
    Act("recuse", ("holder",), "Kin of the applicant or not free to judge: this person acts on the submission no more.",
        (h.Recused,), on=HANDLING, when="not_ended", needs=("reason",), undo=True),
    # --- judging
    Act("opine", ("holder",), "The opinion is recorded; the stage ends when its join rule is fulfilled.",
        (e.Opined,), on=("opine",), needs=("outcome", "step_form"), outcomes=("agree", "disagree", "conditions"),
        reason_for=("disagree", "conditions"), undo=True),
    Act("choose_agencies", ("holder",), "Each agency chosen gets its task in the stage that follows.",
        (e.AgenciesChosen,), on=("choose_agencies",), needs=("agencies", "step_form"), undo=True),
    Act("propose", ("holder",), "The proposal goes to the next stage.",
        (e.Proposed,), on=("propose",), needs=("outcome", "step_form"), outcomes=("approve", "refuse"),
        reason_for=("refuse",), undo=True),
    Act("decide", ("holder",), "The decision is made; the paper that the step signs is issued with its number.",
        (e.Decided,), on=("decide",), needs=("outcome", "step_form"), outcomes=("approve", "refuse"),
        reason_for=("refuse",), checks=True, undo=True),
    Act("sign", ("holder",), "The paper of the decision is issued with its number and signer.",
        (h.Signed,), on=("sign",), checks=True, undo=True),
    Act("send_back", ("holder",), "Open tasks end and the earlier stage begins anew.",
        (e.SentBack,), on=("propose", "decide", "sign", "choose_agencies"), needs=("stage", "reason"), undo=True),
    # --- asking the applicant
    Act("request_supplement", ("holder",), "The applicant is asked item by item and the clock "
        "stops; where the procedure wants the head's word, the request goes there first.",
        (e.SupplementRequested, h.SupplementDrafted), on=EXAMINING, needs=("supplement", "reason"), undo=True),
    Act("approve_supplement", ("head",), "The request goes to the applicant, or back to who wrote it.",
        (e.SupplementRequested, h.SupplementDeclined), on=EXAMINING, when="asked", needs=("outcome",),
        outcomes=("approve", "decline"), reason_for=("decline",), checks=True, undo=True),
    Act("supplement", ("applicant", "counter"), "The answers and enclosures are replaced, the clock goes on.",
        (e.Supplemented,), when="supplement"),
    Act("confirm_draft", ("applicant",), "The draft of the result is confirmed or its fault is named.",
        (e.DraftConfirmed,), on=("confirm_draft",), needs=("outcome",), outcomes=("confirmed", "disputed"),
        reason_for=("disputed",)),
    Act("rate", ("applicant",), "The rating is recorded.", (e.Rated,), on=("rate",), when="any", needs=("score",)),
    Act("withdraw", ("applicant", "counter"), "Handling ends at the applicant's wish.",
        (e.Withdrawn,), when="undecided"),
    # --- money
    Act("set_fee", ("handler", "desk"), "What is due for a fee in this submission is fixed; 0 takes a demand back.",
        (h.FeeSet,), when="not_ended", needs=("fee", "amount", "reason"), undo=True),
    Act("demand_payment", ("handler", "desk"), "The applicant is asked to pay and the clock stops until they have.",
        (h.FeeDemanded,), needs=("fee",), undo=True),
    Act("record_payment", ("desk",), "The payment is recorded; a clock or a step that waited for it goes on.",
        (e.FeeRecorded,), when="not_ended", needs=("fee",), undo=True),
    # --- time
    Act("suspend", ("handler",), "The clock stands until it is resumed.", (h.Suspended,), when="in_time",
        needs=("outcome", "reason"), outcomes=("financial_duty", "authority", "other"), undo=True),
    Act("resume", ("handler",), "The clock goes on; every deadline moves by the time it stood.",
        (h.Resumed,), when="suspended", undo=True),
    Act("extend", ("head_of_handlers",), "The appointment moves; the applicant gets an apology with the new date.",
        (h.Extended,), when="in_time", needs=("date", "reason"), undo=True),
    Act("stop", ("head_of_handlers",), "Handling ends without a decision; the applicant gets a notice.",
        (h.Stopped,), when="undecided", needs=("reason",), undo=True),
    Act("attend", ("holder",), "Seen: the warning of a task that is late or soon will be leaves the head's queue.",
        (e.Attended,), on=("attend",), when="any"),
    # --- other agencies' submissions
    Act("send_again", ("holder",), "The step opens the submission anew, with the answers as they now are.",
        (h.ChildOpened,), on=("await",), when="child_failed"),
    Act("go_on_without", ("holder",), "Handling goes on without that submission's result.",
        (h.WentOnWithout,), on=("await",), when="child_failed", needs=("reason",), undo=True),
    # --- the result
    Act("deliver_result", ("holder",), "The result is handed over and handling ends.", (e.Delivered,),
        on=("deliver_result",), outcomes=("online", "counter", "post"), needs=("outcome",)),
    Act("correct_result", ("head_of_handlers",), "A notice of correction is issued: what was wrong and what is right.",
        (h.ResultCorrected,), when="issued", needs=("paper", "reason")),
    Act("hand_out", ("handler", "desk"), "The paper leaves the house at once: what issued it can no longer be taken "
        "back, and the applicant is shown it.", (h.HandedOut,), when="fresh_paper", needs=("paper",)),
)  # fmt: skip
ACTS: dict[str, Act] = {act.name: act for act in _ROWS}


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


def could(submission: Submission, actor: Actor, task: Task) -> bool:
    """Whether the task is `actor`'s to do: nothing keeps them from it but time, or a colleague who has taken it."""
    try:
        _demand_capacity(submission, actor, ACTS[task.step.act], task)
    except Refused as refused:
        return refused.code == "claimed_by_another"
    return True


def demand(submission: Submission, actor: Actor, name: str, task: Task | None) -> Act:
    """The row of the act `name` when `actor` may do it now; raises Refused with the reason otherwise."""
    act = ACTS[name]
    if not act.on:
        task = None  # a task named beside it gives nobody the right to an act on the whole submission
    elif task is None or task.step.act not in act.on:
        raise Refused("not_now")
    _demand_capacity(submission, actor, act, task)
    if task is not None and not task.is_open:
        raise Refused("task_closed", by=task.by, outcome=task.outcome)
    if not STATES[act.when].holds(submission, task):
        raise Refused("not_now")
    return act


def _demand_capacity(submission: Submission, actor: Actor, act: Act, task: Task | None) -> None:
    if actor.kind != "person":
        raise Refused("not_yours")
    if act.side == "official" and is_applicant(submission, actor):
        raise Refused("applicant_may_not_act")
    if act.side == "official" and actor.person in submission.recused:
        raise Refused("recused")
    if actor.person in kin_of_a_party(submission, actor) and not is_applicant(submission, actor):
        raise Refused("kin")
    capacities = _held(submission, without_barred(submission, actor), act, task)
    if not capacities:
        raise Refused("not_yours")
    if act.checks:
        checked = _checked(submission, task)
        if actor.person in checked or not _held(submission, without_barred(submission, actor, checked), act, task):
            raise Refused("four_eyes")
    if task is not None and task.is_open and task.assignee not in ("", actor.person) and "head" not in capacities:
        raise Refused("claimed_by_another", by=task.assignee)


def _held(submission: Submission, actor: Actor, act: Act, task: Task | None) -> frozenset[str]:
    """In which of the capacities that the act asks for `actor` stands."""
    return frozenset(name for name in act.by if CAPACITIES[name].holds(submission, actor, task))


def _checked(submission: Submission, task: Task | None) -> frozenset[str]:
    """The persons whose work the act judges."""
    if task is not None and task.request is not None:
        return frozenset({task.request.by})
    return judges(submission)


def in_whose_place(submission: Submission, actor: Actor, act: Act, task: Task | None) -> tuple[str, str] | None:
    """(person, delegation) where `actor` may do the act only in somebody's place; None where in their own right."""
    own = Actor(actor.kind, actor.person, tuple(p for p in actor.positions if not p.instead_of), actor.organisations)
    if _held(submission, own, act, task):
        return None
    barred = without_barred(submission, actor, _checked(submission, task) if act.checks else frozenset())
    for position in barred.positions:
        if _held(submission, Actor(actor.kind, actor.person, (position,)), act, task):
            return position.instead_of, position.delegation
    return None
