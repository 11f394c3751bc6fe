"""The usual way as a fold: how each kind of `events` changes a submission. Nothing here decides; it only remembers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from submissions import events as e
from submissions.chain import DocumentRef, Event, Recorded
from submissions.clock import Limit
from submissions.plan import PlannedStep, WarnRule, plan_from_json
from submissions.submission import Submission, SupplementRequest, Task

# The act of a task that the clock raised.
ATTEND = "attend"


class Folds(dict[type[Event], Callable[[Submission, Any, Recorded], None]]):
    """What remembers an event, by its kind."""

    def of(self, kind: type[Event]) -> Callable[[Callable[..., None]], Callable[..., None]]:
        def declare(function: Callable[..., None]) -> Callable[..., None]:
            self[kind] = function
            return function

        return declare


USUAL = Folds()


def instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def close(self: Submission, task_id: str, entry: Recorded, outcome: str, state: str = "done") -> Task:
    task = self.tasks[task_id]
    task.state, task.outcome, task.closed_at = state, outcome, entry.at
    task.by = entry.person
    for warning in [warning for warning in self.warnings() if warning.about == task_id]:
        warning.state, warning.outcome, warning.closed_at = "dropped", "handled", entry.at
    return task


def keep_form(self: Submission, task_id: str, document: DocumentRef | None, reason: DocumentRef | None = None) -> None:
    if document is not None:
        self.forms[self.tasks[task_id].key] = document
    if reason is not None:
        self.reasons[task_id] = reason


def give_back(task: Task) -> None:
    """The task returns from the head of the agency to whom it was with."""
    if task.request is not None:
        task.step, task.assignee = replace(task.step, role=task.request.role), task.request.assignee
        task.request = None


@USUAL.of(e.Submitted)
def _submitted(self: Submission, event: e.Submitted, entry: Recorded) -> None:
    self.filed, self.filed_at = event, entry.at
    self.receiving, self.competent = event.receiving, event.competent
    self.answers, self.files, self.waived = event.document, event.files, event.waived


@USUAL.of(e.Planned)
def _planned(self: Submission, event: e.Planned, entry: Recorded) -> None:
    self.plan, self.case = plan_from_json(event.stages), event.case
    self.limit = Limit(**event.limit) if event.limit else None
    self.cut_off = time.fromisoformat(event.cut_off) if event.cut_off else None
    self.resume, self.no_answer = event.resume, event.no_answer  # type: ignore[assignment]
    self.warn = WarnRule(**event.warn) if event.warn else None


@USUAL.of(e.TaskOpened)
def _task_opened(self: Submission, event: e.TaskOpened, entry: Recorded) -> None:
    step, stage = self.plan.step(event.key), self.plan.stage_of(event.key)
    self.tasks[event.task] = Task(
        event.task,
        event.key,
        step,
        stage,
        entry.at,
        entry.seq,
        instant(event.due),
        since=instant(event.since) or entry.at,
        calendar=event.calendar,
        warn_at=instant(event.warn),
    )
    self.rounds[event.key] = self.rounds.get(event.key, 0) + 1
    if stage != self.stage:
        self.stage, self.stage_seq = stage, entry.seq
    if step.pauses_clock and self.paused_since is None:
        self.paused_since = entry.at


@USUAL.of(e.TaskDropped)
def _task_dropped(self: Submission, event: e.TaskDropped, entry: Recorded) -> None:
    close(self, event.task, entry, event.because, "dropped")


@USUAL.of(e.Claimed)
def _claimed(self: Submission, event: e.Claimed, entry: Recorded) -> None:
    self.tasks[event.task].assignee = event.person


@USUAL.of(e.Released)
def _released(self: Submission, event: e.Released, entry: Recorded) -> None:
    self.tasks[event.task].assignee = ""


@USUAL.of(e.Accepted)
def _accepted(self: Submission, event: e.Accepted, entry: Recorded) -> None:
    close(self, event.task, entry, "accepted")
    self.accepted_at = entry.at
    if self.clock_started_at is None:
        _start_clock(self, event, entry)
    keep_form(self, event.task, event.document)


@USUAL.of(e.ClockStarted)
def _clock_started(self: Submission, event: e.ClockStarted, entry: Recorded) -> None:
    _start_clock(self, event, entry)
    self.accepted_at = self.accepted_at or entry.at


def _start_clock(self: Submission, event: e.Accepted | e.ClockStarted, entry: Recorded) -> None:
    self.clock_started_at, self.due, self.extension = entry.at, instant(event.due), None
    self.rules, self.calendar = self.planned_rules, event.calendar


@USUAL.of(e.CountedAnew)
def _counted_anew(self: Submission, event: e.CountedAnew, entry: Recorded) -> None:
    self.clock_started_at = self.due = self.rules = self.extension = None
    self.stage, self.stage_seq = "", entry.seq


@USUAL.of(e.Warned)
def _warned(self: Submission, event: e.Warned, entry: Recorded) -> None:
    task = self.tasks[event.task]
    task.warned = event.about
    if event.opens:
        agency, sees = task.step.agency, task.step.sees
        step = PlannedStep(event.opens, ATTEND, ATTEND, agency=agency, role="leader", sees=sees)
        self.tasks[event.opens] = Task(
            event.opens, event.opens, step, task.stage, entry.at, entry.seq, task.due, about=task.id
        )


@USUAL.of(e.Attended)
def _attended(self: Submission, event: e.Attended, entry: Recorded) -> None:
    close(self, event.task, entry, "attended")


@USUAL.of(e.RefusedToAccept)
def _refused_to_accept(self: Submission, event: e.RefusedToAccept, entry: Recorded) -> None:
    close(self, event.task, entry, "refused")
    self.reasons[event.task] = event.reason


@USUAL.of(e.SupplementRequested)
def _supplement_requested(self: Submission, event: e.SupplementRequested, entry: Recorded) -> None:
    give_back(self.tasks[event.task])
    self.supplements.append(SupplementRequest(event.task, event.phase, entry.at, instant(event.due), event.reason))
    self.paused_since = self.paused_since or entry.at


@USUAL.of(e.Supplemented)
def _supplemented(self: Submission, event: e.Supplemented, entry: Recorded) -> None:
    last = self.supplements[-1]
    self.supplements[-1] = SupplementRequest(last.task, last.phase, last.at, last.due, last.reason, entry.at)
    self.answers, self.files, self.waived = event.document, event.files, event.waived
    self.due = instant(event.due)


@USUAL.of(e.AgenciesChosen)
def _agencies_chosen(self: Submission, event: e.AgenciesChosen, entry: Recorded) -> None:
    task = close(self, event.task, entry, "chosen")
    self.chosen[task.step.step] = event.agencies
    keep_form(self, event.task, event.document)


@USUAL.of(e.Opined)
def _opined(self: Submission, event: e.Opined, entry: Recorded) -> None:
    close(self, event.task, entry, event.opinion)
    keep_form(self, event.task, event.document, event.reason)


@USUAL.of(e.Proposed)
def _proposed(self: Submission, event: e.Proposed, entry: Recorded) -> None:
    close(self, event.task, entry, event.proposal)
    keep_form(self, event.task, event.document, event.reason)


@USUAL.of(e.Decided)
def _decided(self: Submission, event: e.Decided, entry: Recorded) -> None:
    close(self, event.task, entry, event.outcome)
    self.decided, self.decided_at = event.outcome, entry.at
    keep_form(self, event.task, event.document, event.reason)


@USUAL.of(e.PaperIssued)
def _paper_issued(self: Submission, event: e.PaperIssued, entry: Recorded) -> None:
    self.papers.append(event)


@USUAL.of(e.DraftConfirmed)
def _draft_confirmed(self: Submission, event: e.DraftConfirmed, entry: Recorded) -> None:
    close(self, event.task, entry, "confirmed" if event.confirmed else "disputed")
    keep_form(self, event.task, None, event.document)


@USUAL.of(e.SentBack)
def _sent_back(self: Submission, event: e.SentBack, entry: Recorded) -> None:
    close(self, event.task, entry, "sent_back")
    self.reasons[event.task] = event.reason
    self.stage, self.stage_seq = event.stage, entry.seq


@USUAL.of(e.Silenced)
def _silenced(self: Submission, event: e.Silenced, entry: Recorded) -> None:
    if event.meaning == "escalate":
        task = self.tasks[event.task]
        task.step, task.assignee = replace(task.step, role="leader", on_silence=""), ""
    else:
        task = close(self, event.task, entry, event.meaning)
        if task.step.act == "decide":
            self.decided, self.decided_at = "refuse" if event.meaning == "refuse" else "approve", entry.at


@USUAL.of(e.TaskMoved)
def _task_moved(self: Submission, event: e.TaskMoved, entry: Recorded) -> None:
    self.tasks[event.task].due, self.tasks[event.task].warn_at = instant(event.due), instant(event.warn)


@USUAL.of(e.ClockResumed)
def _clock_resumed(self: Submission, event: e.ClockResumed, entry: Recorded) -> None:
    self.due, self.paused_since = instant(event.due), None


@USUAL.of(e.FeeRecorded)
def _fee_recorded(self: Submission, event: e.FeeRecorded, entry: Recorded) -> None:
    self.fees[event.fee] = event


@USUAL.of(e.Delivered)
def _delivered(self: Submission, event: e.Delivered, entry: Recorded) -> None:
    close(self, event.task, entry, event.manner)
    self.delivered_at = entry.at
    keep_form(self, event.task, event.document)


@USUAL.of(e.Withdrawn)
def _withdrawn(self: Submission, event: e.Withdrawn, entry: Recorded) -> None:
    self.paused_since = None


@USUAL.of(e.Rated)
def _rated(self: Submission, event: e.Rated, entry: Recorded) -> None:
    close(self, event.task, entry, str(event.score))
    keep_form(self, event.task, event.document)


@USUAL.of(e.Concluded)
def _concluded(self: Submission, event: e.Concluded, entry: Recorded) -> None:
    self.outcome, self.concluded_at = event.outcome, entry.at
