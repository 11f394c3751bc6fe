"""Beside the usual way: what acts of handing over, of money, of time and of correction record."""

from submissions import events as e
from submissions import handovers as h
from submissions.capacities import handling_agencies, judges
from submissions.chain import DocumentRef
from submissions.command import Command
from submissions.progress import Progress
from submissions.refusal import Refused
from submissions.submission import Task
from submissions.timing import text_of
from submissions.undoing import bar_to_undo, last_act, pending


def _reason(command: Command) -> DocumentRef:
    if command.reason is None:
        raise Refused("reason_missing")
    return command.reason


def _own_agency(work: Progress) -> str:
    """The handling agency for which the actor speaks as its head; the competent one where time acts."""
    own = [agency for agency in sorted(handling_agencies(work.submission)) if work.actor.holds(agency, "leader")]
    return work.submission.competent if work.submission.competent in own or not own else own[0]


# --- who has it ---------------------------------------------------------------------------------------------------


def bar_to_having(work: Progress, person: str, task: Task) -> str:
    """Why the task cannot be `person`'s: a code of refusal; empty where it can."""
    if not person or not work.office.holds(person, task.step.agency, task.step.role):
        return "not_in_role"
    barred = work.submission.applicants | work.submission.recused
    if task.step.act in ("decide", "sign"):
        barred |= judges(work.submission)
    return "person_barred" if person in barred or work.office.kin_of(person) & work.submission.applicants else ""


def assign(work: Progress, command: Command, task: Task) -> None:
    if bar := bar_to_having(work, command.person, task):
        raise Refused(bar, by=command.person)
    if command.person == task.assignee:
        raise Refused("not_now")
    work.add(h.Assigned(task=task.id, person=command.person, reason=command.reason))


def recuse(work: Progress, command: Command, task: Task) -> None:
    work.add(h.Recused(task=task.id, reason=_reason(command)))


def transfer(work: Progress, command: Command, task: Task) -> None:
    if len(command.agencies) != 1 or command.agencies[0] == work.submission.competent:
        raise Refused("agency_not_offered")
    work.demand_repeat(h.Transferred)
    agency = command.agencies[0]
    desk = work.office.desk_of(agency)
    work.add(h.Transferred(task=task.id, agency=agency, receiving=desk, reason=_reason(command)))
    work.drop(None, "transferred")
    work.go_on("Transferred")


def return_to_opener(work: Progress, command: Command, task: Task) -> None:
    work.add(h.Returned(task=task.id, reason=_reason(command)))
    work.drop(None, "returned")
    work.add(e.Concluded(outcome="returned"))


def send_again(work: Progress, command: Command, task: Task) -> None:
    work.demand_repeat(h.ChildEnded)
    work.open_child(task)


def go_on_without(work: Progress, command: Command, task: Task) -> None:
    work.add(h.WentOnWithout(task=task.id, reason=_reason(command)))
    work.go_on("WentOnWithout")


# --- money --------------------------------------------------------------------------------------------------------


def set_fee(work: Progress, command: Command, task: Task | None) -> None:
    if command.fee in work.submission.fees:
        raise Refused("already_recorded")
    if command.amount < 0:
        raise Refused("nothing_due")
    work.demand_repeat(h.FeeSet)
    work.add(h.FeeSet(fee=command.fee, amount=command.amount, reason=_reason(command)))
    _settle(work, "FeeSet")


def demand_payment(work: Progress, command: Command, task: Task | None) -> None:
    submission = work.submission
    if command.fee in submission.fees:
        raise Refused("already_recorded")
    if command.fee in submission.unpaid:
        raise Refused("already_demanded")
    amount = submission.amounts.get(command.fee, command.amount)
    if amount <= 0:
        raise Refused("nothing_due")
    work.demand_repeat(h.FeeDemanded)
    work.add(h.FeeDemanded(fee=command.fee, amount=amount, due=text_of(command.due)))


def record_payment(work: Progress, command: Command, task: Task | None) -> None:
    if command.fee in work.submission.fees:
        raise Refused("already_recorded")
    amount = work.submission.amounts.get(command.fee, command.amount)
    work.add(e.FeeRecorded(fee=command.fee, amount=amount, method=command.outcome or "cash", receipt=command.receipt))
    _settle(work, "FeeRecorded")


def _settle(work: Progress, because: str) -> None:
    """What waited for the payment goes on: the clock, the step of the route, the plan."""
    for waiting in work.submission.open_tasks():
        if waiting.step.act == "pay" and not work.submission.unpaid:
            work.add(h.Paid(task=waiting.id))
    work.resume_clock()
    work.go_on(because)


# --- time ---------------------------------------------------------------------------------------------------------


def suspend(work: Progress, command: Command, task: Task | None) -> None:
    work.demand_repeat(h.Suspended)
    work.add(h.Suspended(cause=command.outcome, reason=_reason(command), agency=next(iter(command.agencies), "")))


def resume(work: Progress, command: Command, task: Task | None) -> None:
    work.add(h.Resumed())
    work.resume_clock()
    work.go_on("Resumed")


def extend(work: Progress, command: Command, task: Task | None) -> None:
    submission = work.submission
    allowed = work.office.extensions_allowed(submission)
    if len(submission.extensions) >= allowed:
        raise Refused("too_many_extensions", allowed=allowed)
    if submission.due is None:
        raise Refused("no_appointment")
    if command.due is None or command.due <= max(submission.due, work.at):
        raise Refused("date_not_later")
    work.add(h.Extended(before=text_of(submission.due), due=text_of(command.due), reason=_reason(command)))
    work.issue("apology", _own_agency(work))


def stop(work: Progress, command: Command, task: Task | None) -> None:
    work.stop(h.Stopped(cause="official", reason=_reason(command)), _own_agency(work))


# --- what was done ------------------------------------------------------------------------------------------------


def correct_result(work: Progress, command: Command, task: Task | None) -> None:
    issued = {entry.seq: entry.event for entry in work.submission.history if isinstance(entry.event, e.PaperIssued)}
    results = {paper for step in work.submission.plan.steps() for paper in step.signs.values()}
    meant = issued.get(command.paper)
    if meant is None or meant.paper not in results:
        raise Refused("unknown_paper")
    work.add(h.ResultCorrected(paper=command.paper, reason=_reason(command)))
    work.issue("correction", _own_agency(work))


def hand_out(work: Progress, command: Command, task: Task | None) -> None:
    issued = {entry.seq for entry in work.submission.history if isinstance(entry.event, e.PaperIssued)}
    if command.paper not in issued:
        raise Refused("unknown_paper")
    if pending(work.submission, work.at) is None:
        raise Refused("not_now")
    work.add(h.HandedOut(paper=command.paper))


def undo(work: Progress) -> int:
    """Take back what the actor did last; the place of the first event that no longer counts."""
    last = last_act(work.submission)
    if last is None or last.person != work.actor.person:
        raise Refused("nothing_to_undo")
    if bar := bar_to_undo(work.submission, last, work.at):
        raise Refused(bar)
    work.add(h.Undone(first=last.first))
    return last.first
