"""The fold over a log: how each kind of event changes a submission. Nothing here decides; it only remembers."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime, time
from typing import Any

from submissions import events as e
from submissions import handovers as h
from submissions.chain import KINDS, DocumentRef, Event, Recorded
from submissions.clock import Extension, Limit
from submissions.plan import PlannedStep, WarnRule, plan_from_json
from submissions.submission import Child, RequestDraft, Submission, SupplementRequest, Task


def fold(log: Iterable[Recorded]) -> Submission:
    """The submission that `log` tells of."""
    submission = Submission()
    for entry in log:
        apply(submission, entry)
    return submission


def apply(submission: Submission, entry: Recorded) -> None:
    """Take in the next link of the log."""
    _APPLY[type(entry.event)](submission, entry.event, entry)
    submission.seq, submission.head = entry.seq, entry.hash
    submission.history.append(entry)
    if submission.held and submission.paused_since is None:
        submission.paused_since = entry.at
    submission.ledger.turn(submission, entry.at, type(entry.event).__name__)


# The act of a task that the clock raised.
ATTEND = "attend"

_APPLY: dict[type[Event], Callable[[Submission, Any, Recorded], None]] = {}


def _on(kind: type[Event]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def register(function: Callable[..., None]) -> Callable[..., None]:
        _APPLY[kind] = function
        return function

    return register


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _close(self: Submission, task_id: str, entry: Recorded, outcome: str, state: str = "done") -> Task:
    task = self.tasks[task_id]
    task.state, task.outcome, task.closed_at = state, outcome, entry.at
    task.by = entry.person
    for warning in [warning for warning in self.warnings() if warning.about == task_id]:
        warning.state, warning.outcome, warning.closed_at = "dropped", "handled", entry.at
    return task


@_on(e.Submitted)
def _submitted(self: Submission, event: e.Submitted, entry: Recorded) -> None:
    self.filed, self.filed_at = event, entry.at
    self.receiving, self.competent = event.receiving, event.competent
    self.answers, self.files, self.waived = event.document, event.files, event.waived


@_on(e.Planned)
def _planned(self: Submission, event: e.Planned, entry: Recorded) -> None:
    self.plan, self.case = plan_from_json(event.stages), event.case
    self.limit = Limit(**event.limit) if event.limit else None
    self.cut_off = time.fromisoformat(event.cut_off) if event.cut_off else None
    self.resume, self.no_answer = event.resume, event.no_answer  # type: ignore[assignment]
    self.warn = WarnRule(**event.warn) if event.warn else None


@_on(e.TaskOpened)
def _task_opened(self: Submission, event: e.TaskOpened, entry: Recorded) -> None:
    step, stage = self.plan.step(event.key), self.plan.stage_of(event.key)
    self.tasks[event.task] = Task(
        event.task,
        event.key,
        step,
        stage,
        entry.at,
        entry.seq,
        _instant(event.due),
        since=_instant(event.since) or entry.at,
        calendar=event.calendar,
        warn_at=_instant(event.warn),
    )
    self.rounds[event.key] = self.rounds.get(event.key, 0) + 1
    if stage != self.stage:
        self.stage, self.stage_seq = stage, entry.seq
    if step.pauses_clock and self.paused_since is None:
        self.paused_since = entry.at


@_on(e.TaskDropped)
def _task_dropped(self: Submission, event: e.TaskDropped, entry: Recorded) -> None:
    _close(self, event.task, entry, event.because, "dropped")


@_on(e.Claimed)
def _claimed(self: Submission, event: e.Claimed, entry: Recorded) -> None:
    self.tasks[event.task].assignee = event.person


@_on(e.Released)
def _released(self: Submission, event: e.Released, entry: Recorded) -> None:
    self.tasks[event.task].assignee = ""


@_on(e.Accepted)
def _accepted(self: Submission, event: e.Accepted, entry: Recorded) -> None:
    _close(self, event.task, entry, "accepted")
    self.accepted_at = entry.at
    if self.clock_started_at is None:
        _start_clock(self, event, entry)
    _keep_form(self, event.task, event.document)


@_on(e.ClockStarted)
def _clock_started(self: Submission, event: e.ClockStarted, entry: Recorded) -> None:
    _start_clock(self, event, entry)
    self.accepted_at = self.accepted_at or entry.at


def _start_clock(self: Submission, event: e.Accepted | e.ClockStarted, entry: Recorded) -> None:
    self.clock_started_at, self.due, self.extension = entry.at, _instant(event.due), None
    self.rules, self.calendar = self.planned_rules, event.calendar


@_on(e.CountedAnew)
def _counted_anew(self: Submission, event: e.CountedAnew, entry: Recorded) -> None:
    self.clock_started_at = self.due = self.rules = self.extension = None
    self.stage, self.stage_seq = "", entry.seq


@_on(e.Warned)
def _warned(self: Submission, event: e.Warned, entry: Recorded) -> None:
    task = self.tasks[event.task]
    task.warned = event.about
    if event.opens:
        step = PlannedStep(event.opens, ATTEND, ATTEND, agency=task.step.agency, role="leader")
        self.tasks[event.opens] = Task(
            event.opens, event.opens, step, task.stage, entry.at, entry.seq, task.due, about=task.id
        )


@_on(e.Attended)
def _attended(self: Submission, event: e.Attended, entry: Recorded) -> None:
    _close(self, event.task, entry, "attended")


@_on(e.RefusedToAccept)
def _refused_to_accept(self: Submission, event: e.RefusedToAccept, entry: Recorded) -> None:
    _close(self, event.task, entry, "refused")
    self.reasons[event.task] = event.reason


@_on(e.SupplementRequested)
def _supplement_requested(self: Submission, event: e.SupplementRequested, entry: Recorded) -> None:
    _give_back(self.tasks[event.task])
    self.supplements.append(SupplementRequest(event.task, event.phase, entry.at, _instant(event.due), event.reason))
    self.paused_since = self.paused_since or entry.at


@_on(e.Supplemented)
def _supplemented(self: Submission, event: e.Supplemented, entry: Recorded) -> None:
    last = self.supplements[-1]
    self.supplements[-1] = SupplementRequest(last.task, last.phase, last.at, last.due, last.reason, entry.at)
    self.answers, self.files, self.waived = event.document, event.files, event.waived
    self.due = _instant(event.due)


@_on(e.AgenciesChosen)
def _agencies_chosen(self: Submission, event: e.AgenciesChosen, entry: Recorded) -> None:
    task = _close(self, event.task, entry, "chosen")
    self.chosen[task.step.step] = event.agencies
    _keep_form(self, event.task, event.document)


@_on(e.Opined)
def _opined(self: Submission, event: e.Opined, entry: Recorded) -> None:
    _close(self, event.task, entry, event.opinion)
    _keep_form(self, event.task, event.document, event.reason)


@_on(e.Proposed)
def _proposed(self: Submission, event: e.Proposed, entry: Recorded) -> None:
    _close(self, event.task, entry, event.proposal)
    _keep_form(self, event.task, event.document, event.reason)


@_on(e.Decided)
def _decided(self: Submission, event: e.Decided, entry: Recorded) -> None:
    _close(self, event.task, entry, event.outcome)
    self.decided, self.decided_at = event.outcome, entry.at
    _keep_form(self, event.task, event.document, event.reason)


@_on(e.PaperIssued)
def _paper_issued(self: Submission, event: e.PaperIssued, entry: Recorded) -> None:
    self.papers.append(event)


@_on(e.DraftConfirmed)
def _draft_confirmed(self: Submission, event: e.DraftConfirmed, entry: Recorded) -> None:
    _close(self, event.task, entry, "confirmed" if event.confirmed else "disputed")
    _keep_form(self, event.task, None, event.document)


@_on(e.SentBack)
def _sent_back(self: Submission, event: e.SentBack, entry: Recorded) -> None:
    _close(self, event.task, entry, "sent_back")
    self.reasons[event.task] = event.reason
    self.stage, self.stage_seq = event.stage, entry.seq


@_on(e.Silenced)
def _silenced(self: Submission, event: e.Silenced, entry: Recorded) -> None:
    if event.meaning == "escalate":
        task = self.tasks[event.task]
        task.step, task.assignee = replace(task.step, role="leader", on_silence=""), ""
    else:
        task = _close(self, event.task, entry, event.meaning)
        if task.step.act == "decide":
            self.decided, self.decided_at = "refuse" if event.meaning == "refuse" else "approve", entry.at


@_on(e.TaskMoved)
def _task_moved(self: Submission, event: e.TaskMoved, entry: Recorded) -> None:
    self.tasks[event.task].due, self.tasks[event.task].warn_at = _instant(event.due), _instant(event.warn)


@_on(e.ClockResumed)
def _clock_resumed(self: Submission, event: e.ClockResumed, entry: Recorded) -> None:
    self.due, self.paused_since = _instant(event.due), None


@_on(e.FeeRecorded)
def _fee_recorded(self: Submission, event: e.FeeRecorded, entry: Recorded) -> None:
    self.fees[event.fee] = event


@_on(e.Delivered)
def _delivered(self: Submission, event: e.Delivered, entry: Recorded) -> None:
    _close(self, event.task, entry, event.manner)
    self.delivered_at = entry.at
    _keep_form(self, event.task, event.document)


@_on(e.Withdrawn)
def _withdrawn(self: Submission, event: e.Withdrawn, entry: Recorded) -> None:
    self.paused_since = None


@_on(e.Rated)
def _rated(self: Submission, event: e.Rated, entry: Recorded) -> None:
    _close(self, event.task, entry, str(event.score))
    _keep_form(self, event.task, event.document)


@_on(e.Concluded)
def _concluded(self: Submission, event: e.Concluded, entry: Recorded) -> None:
    self.outcome, self.concluded_at = event.outcome, entry.at


def _keep_form(self: Submission, task_id: str, document: DocumentRef | None, reason: DocumentRef | None = None) -> None:
    if document is not None:
        self.forms[self.tasks[task_id].key] = document
    if reason is not None:
        self.reasons[task_id] = reason


@_on(h.Assigned)
def _assigned(self: Submission, event: h.Assigned, entry: Recorded) -> None:
    self.tasks[event.task].assignee = event.person


@_on(h.ActedFor)
def _acted_for(self: Submission, event: h.ActedFor, entry: Recorded) -> None:
    pass


@_on(h.Recused)
def _recused(self: Submission, event: h.Recused, entry: Recorded) -> None:
    self.recused |= {entry.person}
    self.tasks[event.task].assignee = ""


@_on(h.Transferred)
def _transferred(self: Submission, event: h.Transferred, entry: Recorded) -> None:
    _close(self, event.task, entry, "transferred")
    self.reasons[event.task] = event.reason
    self.competent, self.receiving = event.agency, event.receiving
    self.stage, self.stage_seq, self.chosen = "", entry.seq, {}


@_on(h.AgencySucceeded)
def _agency_succeeded(self: Submission, event: h.AgencySucceeded, entry: Recorded) -> None:
    for task in [*self.open_tasks(), *self.warnings()]:
        if task.step.agency == event.ended:
            task.step, task.assignee = replace(task.step, agency=event.successor), ""
    self.receiving = event.successor if self.receiving == event.ended else self.receiving
    self.competent = event.successor if self.competent == event.ended else self.competent
    self.chosen = {
        step: tuple(event.successor if agency == event.ended else agency for agency in chosen)
        for step, chosen in self.chosen.items()
    }


@_on(h.SupplementDrafted)
def _supplement_drafted(self: Submission, event: h.SupplementDrafted, entry: Recorded) -> None:
    task = self.tasks[event.task]
    task.request = RequestDraft(entry.person, event.reason, _instant(event.due), task.step.role, task.assignee)
    task.step, task.assignee = replace(task.step, role="leader"), ""


@_on(h.SupplementDeclined)
def _supplement_declined(self: Submission, event: h.SupplementDeclined, entry: Recorded) -> None:
    _give_back(self.tasks[event.task])
    self.reasons[event.task] = event.reason


def _give_back(task: Task) -> None:
    """The task returns from the head of the agency to whom it was with."""
    if task.request is not None:
        task.step, task.assignee = replace(task.step, role=task.request.role), task.request.assignee
        task.request = None


@_on(h.Suspended)
def _suspended(self: Submission, event: h.Suspended, entry: Recorded) -> None:
    self.suspended = event
    self.paused_since = self.paused_since or entry.at


@_on(h.Resumed)
def _resumed(self: Submission, event: h.Resumed, entry: Recorded) -> None:
    self.suspended = None


@_on(h.Extended)
def _extended(self: Submission, event: h.Extended, entry: Recorded) -> None:
    self.extensions.append(event)
    self.due = _instant(event.due)
    self.extension = Extension(entry.at, self.due) if self.due else None


@_on(h.Stopped)
def _stopped(self: Submission, event: h.Stopped, entry: Recorded) -> None:
    self.suspended, self.paused_since = None, None


@_on(h.FeeSet)
def _fee_set(self: Submission, event: h.FeeSet, entry: Recorded) -> None:
    self.amounts[event.fee] = event.amount
    if event.fee in self.demands:
        if event.amount:
            self.demands[event.fee] = replace(self.demands[event.fee], amount=event.amount)
        else:
            del self.demands[event.fee]


@_on(h.FeeDemanded)
def _fee_demanded(self: Submission, event: h.FeeDemanded, entry: Recorded) -> None:
    self.demands[event.fee] = event
    if not event.task:
        self.paused_since = self.paused_since or entry.at


@_on(h.Paid)
def _paid(self: Submission, event: h.Paid, entry: Recorded) -> None:
    _close(self, event.task, entry, "paid")


@_on(h.Signed)
def _signed(self: Submission, event: h.Signed, entry: Recorded) -> None:
    _close(self, event.task, entry, "signed")
    _keep_form(self, event.task, event.document)


@_on(h.ResultCorrected)
def _result_corrected(self: Submission, event: h.ResultCorrected, entry: Recorded) -> None:
    self.corrections.append(event)


@_on(h.ChildOpened)
def _child_opened(self: Submission, event: h.ChildOpened, entry: Recorded) -> None:
    self.children[event.submission] = Child(event.task, event.number, event.procedure, event.agency, entry.at)
    if self.tasks[event.task].step.no_wait:
        _close(self, event.task, entry, "opened")


@_on(h.ChildEnded)
def _child_ended(self: Submission, event: h.ChildEnded, entry: Recorded) -> None:
    self.children[event.submission] = replace(self.children[event.submission], outcome=event.outcome, ended_at=entry.at)
    if event.outcome in ("approve", "refuse") and self.tasks[event.task].is_open:
        _close(self, event.task, entry, event.outcome)


@_on(h.WentOnWithout)
def _went_on_without(self: Submission, event: h.WentOnWithout, entry: Recorded) -> None:
    _close(self, event.task, entry, "without")
    self.reasons[event.task] = event.reason


@_on(h.Returned)
def _returned(self: Submission, event: h.Returned, entry: Recorded) -> None:
    _close(self, event.task, entry, "returned")
    self.reasons[event.task] = event.reason


@_on(h.Undone)
def _undone(self: Submission, event: h.Undone, entry: Recorded) -> None:
    """As if what is taken back had not been: folded anew from what is left of the log."""
    before = fold(kept for kept in self.history if kept.seq < event.first)
    for item in fields(self):
        setattr(self, item.name, getattr(before, item.name))


if missing := set(KINDS.values()) - set(_APPLY):
    raise TypeError(f"events that no fold knows: {sorted(cls.__name__ for cls in missing)}")
