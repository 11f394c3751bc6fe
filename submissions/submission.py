"""A submission: the fold over its log. Nothing here decides; it only remembers what was recorded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from submissions import events as e
from submissions.clock import Limit
from submissions.plan import Plan, PlannedStep, plan_from_json


@dataclass(slots=True)
class Task:
    """A planned step in somebody's queue. state: open, done, dropped; a claimed task is open and has an assignee."""

    id: str
    key: str
    step: PlannedStep
    stage: str
    opened_at: datetime
    opened_seq: int
    due: datetime | None
    state: str = "open"
    assignee: str = ""
    by: str = ""
    outcome: str = ""
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    task: str
    phase: str
    at: datetime
    due: datetime | None
    reason: e.DocumentRef
    answered_at: datetime | None = None


@dataclass(slots=True)
class Submission:
    """State after `seq` events. Persons, agencies and definitions are ids; instants are UTC."""

    seq: int = 0
    head: str = e.FIRST
    filed: e.Submitted | None = None
    filed_at: datetime | None = None
    accepted_at: datetime | None = None
    clock_started_at: datetime | None = None
    due: datetime | None = None
    due_notes: tuple[tuple[str, str, str], ...] = ()
    paused_since: datetime | None = None
    case: str = ""
    limit: Limit | None = None
    cut_off: time | None = None
    plan: Plan = field(default_factory=Plan)
    stage: str = ""
    stage_seq: int = 0
    tasks: dict[str, Task] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    answers: e.DocumentRef | None = None
    forms: dict[str, e.DocumentRef] = field(default_factory=dict)
    reasons: dict[str, e.DocumentRef] = field(default_factory=dict)
    files: tuple[e.FileRef, ...] = ()
    waived: tuple[str, ...] = ()
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    supplements: list[SupplementRequest] = field(default_factory=list)
    papers: list[e.PaperIssued] = field(default_factory=list)
    fees: dict[str, e.FeeRecorded] = field(default_factory=dict)
    decided: str = ""
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    outcome: str = ""
    concluded_at: datetime | None = None

    @property
    def facts(self) -> e.Submitted:
        """What was filed; a log that does not begin with Submitted is no submission."""
        if self.filed is None:
            raise ValueError("the log does not begin with Submitted")
        return self.filed

    @property
    def is_concluded(self) -> bool:
        return bool(self.outcome)

    @property
    def waits_for_supplement(self) -> bool:
        return bool(self.supplements) and self.supplements[-1].answered_at is None and not self.is_concluded

    @property
    def phase(self) -> str:
        """The supplement phase: "intake" until acceptance, then "handling"."""
        return "handling" if self.accepted_at else "intake"

    @property
    def applicants(self) -> frozenset[str]:
        """The natural persons on the citizen's side: none of them may act as an official here."""
        return frozenset(filter(None, (self.facts.filer, self.facts.owner)))

    def task_now(self, key: str) -> Task | None:
        """The task that this visit of the present stage opened for the planned step `key`."""
        found = (
            t for t in self.tasks.values() if t.key == key and t.opened_seq >= self.stage_seq and t.stage == self.stage
        )
        return max(found, key=lambda task: task.opened_seq, default=None)

    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks.values() if task.is_open]

    def done_steps(self) -> list[Task]:
        return [task for task in self.tasks.values() if task.state == "done"]

    def apply(self, entry: e.Recorded) -> None:
        """Take in the next link of the log."""
        _APPLY[type(entry.event)](self, entry.event, entry)
        self.seq, self.head = entry.seq, entry.hash


def fold(log: Iterable[e.Recorded]) -> Submission:
    """The submission that `log` tells of."""
    submission = Submission()
    for entry in log:
        submission.apply(entry)
    return submission


_APPLY: dict[type[e.Event], Callable[[Submission, Any, e.Recorded], None]] = {}


def _on(kind: type[e.Event]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def register(function: Callable[..., None]) -> Callable[..., None]:
        _APPLY[kind] = function
        return function

    return register


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _close(self: Submission, task_id: str, entry: e.Recorded, outcome: str, state: str = "done") -> Task:
    task = self.tasks[task_id]
    task.state, task.outcome, task.closed_at = state, outcome, entry.at
    task.by = entry.person
    return task


@_on(e.Submitted)
def _submitted(self: Submission, event: e.Submitted, entry: e.Recorded) -> None:
    self.filed, self.filed_at = event, entry.at
    self.answers, self.files, self.waived = event.document, event.files, event.waived


@_on(e.Planned)
def _planned(self: Submission, event: e.Planned, entry: e.Recorded) -> None:
    self.plan, self.case = plan_from_json(event.stages), event.case
    self.limit = Limit(**event.limit) if event.limit else None
    self.cut_off = time.fromisoformat(event.cut_off) if event.cut_off else None


@_on(e.TaskOpened)
def _task_opened(self: Submission, event: e.TaskOpened, entry: e.Recorded) -> None:
    step, stage = self.plan.step(event.key), self.plan.stage_of(event.key)
    self.tasks[event.task] = Task(event.task, event.key, step, stage, entry.at, entry.seq, _instant(event.due))
    self.rounds[event.key] = self.rounds.get(event.key, 0) + 1
    if stage != self.stage:
        self.stage, self.stage_seq = stage, entry.seq
    if step.pauses_clock and self.paused_since is None:
        self.paused_since = entry.at


@_on(e.TaskDropped)
def _task_dropped(self: Submission, event: e.TaskDropped, entry: e.Recorded) -> None:
    _close(self, event.task, entry, event.because, "dropped")


@_on(e.Claimed)
def _claimed(self: Submission, event: e.Claimed, entry: e.Recorded) -> None:
    self.tasks[event.task].assignee = event.person


@_on(e.Released)
def _released(self: Submission, event: e.Released, entry: e.Recorded) -> None:
    self.tasks[event.task].assignee = ""


@_on(e.Accepted)
def _accepted(self: Submission, event: e.Accepted, entry: e.Recorded) -> None:
    _close(self, event.task, entry, "accepted")
    self.accepted_at = entry.at
    if self.clock_started_at is None:
        self.clock_started_at, self.due, self.due_notes = entry.at, _instant(event.due), event.notes
    _keep_form(self, event.task, event.document)


@_on(e.ClockStarted)
def _clock_started(self: Submission, event: e.ClockStarted, entry: e.Recorded) -> None:
    self.clock_started_at, self.due, self.due_notes = entry.at, _instant(event.due), event.notes
    self.accepted_at = self.accepted_at or entry.at


@_on(e.RefusedToAccept)
def _refused_to_accept(self: Submission, event: e.RefusedToAccept, entry: e.Recorded) -> None:
    _close(self, event.task, entry, "refused")
    self.reasons[event.task] = event.reason


@_on(e.SupplementRequested)
def _supplement_requested(self: Submission, event: e.SupplementRequested, entry: e.Recorded) -> None:
    self.supplements.append(SupplementRequest(event.task, event.phase, entry.at, _instant(event.due), event.reason))
    self.paused_since = self.paused_since or entry.at


@_on(e.Supplemented)
def _supplemented(self: Submission, event: e.Supplemented, entry: e.Recorded) -> None:
    last = self.supplements[-1]
    self.supplements[-1] = SupplementRequest(last.task, last.phase, last.at, last.due, last.reason, entry.at)
    self.answers, self.files, self.waived = event.document, event.files, event.waived
    stopped = any(task.step.pauses_clock for task in self.open_tasks())
    self.due, self.paused_since = _instant(event.due), entry.at if stopped else None


@_on(e.AgenciesChosen)
def _agencies_chosen(self: Submission, event: e.AgenciesChosen, entry: e.Recorded) -> None:
    task = _close(self, event.task, entry, "chosen")
    self.chosen[task.step.step] = event.agencies
    _keep_form(self, event.task, event.document)


@_on(e.Opined)
def _opined(self: Submission, event: e.Opined, entry: e.Recorded) -> None:
    _close(self, event.task, entry, event.opinion)
    _keep_form(self, event.task, event.document, event.reason)


@_on(e.Proposed)
def _proposed(self: Submission, event: e.Proposed, entry: e.Recorded) -> None:
    _close(self, event.task, entry, event.proposal)
    _keep_form(self, event.task, event.document, event.reason)


@_on(e.Decided)
def _decided(self: Submission, event: e.Decided, entry: e.Recorded) -> None:
    _close(self, event.task, entry, event.outcome)
    self.decided, self.decided_at = event.outcome, entry.at
    _keep_form(self, event.task, event.document, event.reason)


@_on(e.PaperIssued)
def _paper_issued(self: Submission, event: e.PaperIssued, entry: e.Recorded) -> None:
    self.papers.append(event)


@_on(e.DraftConfirmed)
def _draft_confirmed(self: Submission, event: e.DraftConfirmed, entry: e.Recorded) -> None:
    _close(self, event.task, entry, "confirmed" if event.confirmed else "disputed")
    _keep_form(self, event.task, None, event.document)


@_on(e.SentBack)
def _sent_back(self: Submission, event: e.SentBack, entry: e.Recorded) -> None:
    _close(self, event.task, entry, "sent_back")
    self.reasons[event.task] = event.reason
    self.stage, self.stage_seq = event.stage, entry.seq


@_on(e.Silenced)
def _silenced(self: Submission, event: e.Silenced, entry: e.Recorded) -> None:
    if event.meaning == "escalate":
        task = self.tasks[event.task]
        task.step, task.assignee = replace(task.step, role="leader", on_silence=""), ""
    else:
        task = _close(self, event.task, entry, event.meaning)
        if task.step.act == "decide":
            self.decided, self.decided_at = "refuse" if event.meaning == "refuse" else "approve", entry.at


@_on(e.TaskMoved)
def _task_moved(self: Submission, event: e.TaskMoved, entry: e.Recorded) -> None:
    self.tasks[event.task].due = _instant(event.due)


@_on(e.ClockResumed)
def _clock_resumed(self: Submission, event: e.ClockResumed, entry: e.Recorded) -> None:
    self.due, self.paused_since = _instant(event.due), None


@_on(e.FeeRecorded)
def _fee_recorded(self: Submission, event: e.FeeRecorded, entry: e.Recorded) -> None:
    self.fees[event.fee] = event


@_on(e.Delivered)
def _delivered(self: Submission, event: e.Delivered, entry: e.Recorded) -> None:
    _close(self, event.task, entry, event.manner)
    self.delivered_at = entry.at
    _keep_form(self, event.task, event.document)


@_on(e.Withdrawn)
def _withdrawn(self: Submission, event: e.Withdrawn, entry: e.Recorded) -> None:
    self.paused_since = None


@_on(e.Rated)
def _rated(self: Submission, event: e.Rated, entry: e.Recorded) -> None:
    _close(self, event.task, entry, str(event.score))
    _keep_form(self, event.task, event.document)


@_on(e.Concluded)
def _concluded(self: Submission, event: e.Concluded, entry: e.Recorded) -> None:
    self.outcome, self.concluded_at = event.outcome, entry.at


def _keep_form(
    self: Submission, task_id: str, document: e.DocumentRef | None, reason: e.DocumentRef | None = None
) -> None:
    if document is not None:
        self.forms[self.tasks[task_id].key] = document
    if reason is not None:
        self.reasons[task_id] = reason


if missing := set(e.KINDS.values()) - set(_APPLY):
    raise TypeError(f"events that no fold knows: {sorted(cls.__name__ for cls in missing)}")
