"""Beside the usual way as a fold: how each kind of `handovers` changes a submission. It only remembers."""

from dataclasses import replace

from submissions import handovers as h
from submissions.chain import Recorded
from submissions.clock import Extension
from submissions.folds import Folds, close, give_back, instant, keep_form
from submissions.submission import Child, RequestDraft, Submission

BESIDE = Folds()


@BESIDE.of(h.Assigned)
def _assigned(self: Submission, event: h.Assigned, entry: Recorded) -> None:
    self.tasks[event.task].assignee = event.person


@BESIDE.of(h.ActedFor)
def _acted_for(self: Submission, event: h.ActedFor, entry: Recorded) -> None:
    pass


@BESIDE.of(h.HandedOut)
def _handed_out(self: Submission, event: h.HandedOut, entry: Recorded) -> None:
    pass


@BESIDE.of(h.Recused)
def _recused(self: Submission, event: h.Recused, entry: Recorded) -> None:
    self.recused |= {entry.person}
    for task in self.tasks.values():
        if task.is_open and task.assignee == entry.person:
            task.assignee = ""


@BESIDE.of(h.Transferred)
def _transferred(self: Submission, event: h.Transferred, entry: Recorded) -> None:
    close(self, event.task, entry, "transferred")
    self.reasons[event.task] = event.reason
    self.competent, self.receiving = event.agency, event.receiving
    self.stage, self.stage_seq, self.chosen = "", entry.seq, {}


@BESIDE.of(h.AgencySucceeded)
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


@BESIDE.of(h.SupplementDrafted)
def _supplement_drafted(self: Submission, event: h.SupplementDrafted, entry: Recorded) -> None:
    task = self.tasks[event.task]
    task.request = RequestDraft(entry.person, event.reason, instant(event.due), task.step.role, task.assignee)
    task.step, task.assignee = replace(task.step, role="leader"), ""


@BESIDE.of(h.SupplementDeclined)
def _supplement_declined(self: Submission, event: h.SupplementDeclined, entry: Recorded) -> None:
    give_back(self.tasks[event.task])
    self.reasons[event.task] = event.reason


@BESIDE.of(h.Suspended)
def _suspended(self: Submission, event: h.Suspended, entry: Recorded) -> None:
    self.suspended = event
    self.paused_since = self.paused_since or entry.at


@BESIDE.of(h.Resumed)
def _resumed(self: Submission, event: h.Resumed, entry: Recorded) -> None:
    self.suspended = None


@BESIDE.of(h.Extended)
def _extended(self: Submission, event: h.Extended, entry: Recorded) -> None:
    self.extensions.append(event)
    self.due = instant(event.due)
    self.extension = Extension(entry.at, self.due) if self.due else None


@BESIDE.of(h.Stopped)
def _stopped(self: Submission, event: h.Stopped, entry: Recorded) -> None:
    self.suspended, self.paused_since = None, None


@BESIDE.of(h.FeeSet)
def _fee_set(self: Submission, event: h.FeeSet, entry: Recorded) -> None:
    self.amounts[event.fee] = event.amount
    if event.fee in self.demands:
        if event.amount:
            self.demands[event.fee] = replace(self.demands[event.fee], amount=event.amount)
        else:
            del self.demands[event.fee]


@BESIDE.of(h.FeeDemanded)
def _fee_demanded(self: Submission, event: h.FeeDemanded, entry: Recorded) -> None:
    self.demands[event.fee] = event
    if not event.task:
        self.paused_since = self.paused_since or entry.at


@BESIDE.of(h.Paid)
def _paid(self: Submission, event: h.Paid, entry: Recorded) -> None:
    close(self, event.task, entry, "paid")


@BESIDE.of(h.Signed)
def _signed(self: Submission, event: h.Signed, entry: Recorded) -> None:
    close(self, event.task, entry, "signed")
    keep_form(self, event.task, event.document)


@BESIDE.of(h.ResultCorrected)
def _result_corrected(self: Submission, event: h.ResultCorrected, entry: Recorded) -> None:
    self.corrections.append(event)


@BESIDE.of(h.ChildOpened)
def _child_opened(self: Submission, event: h.ChildOpened, entry: Recorded) -> None:
    self.children[event.submission] = Child(event.task, event.number, event.procedure, event.agency, entry.at)
    if self.tasks[event.task].step.no_wait:
        close(self, event.task, entry, "opened")


@BESIDE.of(h.ChildEnded)
def _child_ended(self: Submission, event: h.ChildEnded, entry: Recorded) -> None:
    self.children[event.submission] = replace(self.children[event.submission], outcome=event.outcome, ended_at=entry.at)
    if event.outcome in ("approve", "refuse") and self.tasks[event.task].is_open:
        close(self, event.task, entry, event.outcome)


@BESIDE.of(h.WentOnWithout)
def _went_on_without(self: Submission, event: h.WentOnWithout, entry: Recorded) -> None:
    close(self, event.task, entry, "without")
    self.reasons[event.task] = event.reason


@BESIDE.of(h.Returned)
def _returned(self: Submission, event: h.Returned, entry: Recorded) -> None:
    close(self, event.task, entry, "returned")
    self.reasons[event.task] = event.reason
