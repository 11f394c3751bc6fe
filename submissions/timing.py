"""What acting does to the clock: deadlines of tasks, the appointment, pauses and their end, counting anew.

The base of `submissions.progress`. It counts with calendars that the `Office` has kept as editions, so that the same
log gives the same dates for ever.
"""

from datetime import datetime, timedelta
from typing import Protocol

from submissions import events as e
from submissions import handovers as h
from submissions.actors import Actor
from submissions.calendar import Calendar
from submissions.chain import Event, Recorded, record
from submissions.clock import Pause, Rules, appointment
from submissions.folding import apply
from submissions.ledger import appointment_of
from submissions.plan import PlannedStep, WarnRule
from submissions.submission import Submission, Task

# With these a submission comes to a desk as if it were filed there: nobody answers for the time before.
BEGUN_AGAIN = (h.Transferred, e.CountedAnew, e.SentBack)


class Calendars(Protocol):
    """Where calendars come from."""

    def calendar(self, agency: str) -> Calendar:
        """The calendar of the agency with this id as it now is, kept as an edition."""

    def edition(self, digest: str) -> Calendar:
        """The calendar that was kept under `digest`."""


class Timing:
    """One unit of work on one submission: the events it collects, and what they mean for its clock."""

    def __init__(self, submission: Submission, actor: Actor, at: datetime, office: Calendars) -> None:
        self.submission = submission
        self.actor = actor
        self.at = at
        self.office = office
        self.log: list[Recorded] = []

    def add(self, event: Event) -> None:
        entry = record(event, self.submission.seq + 1, self.at, self.actor, self.submission.head)
        apply(self.submission, entry)
        self.log.append(entry)

    # --- the appointment ----------------------------------------------------------------------------------

    def start_clock(self) -> None:
        due, calendar = self.started()
        self.add(e.ClockStarted(due=due, calendar=calendar))

    def started(self) -> tuple[str, str]:
        """(due instant, calendar edition) of a clock that starts now, by the rules of this day."""
        submission = self.submission
        calendar = self.office.calendar(submission.competent or submission.receiving)
        if submission.planned_rules is None:
            return "", calendar.digest
        return text_of(appointment(submission.planned_rules, self.at, calendar).at), calendar.digest

    def moved_due(self) -> datetime | None:
        """The appointment, counted from the ledger with what still holds the clock ended now."""
        submission = self.submission
        if submission.rules is None:
            return submission.due
        due = appointment_of(submission, self.office.edition(submission.calendar), self.at)
        return due.at if due else submission.due

    def resume_clock(self) -> None:
        """Start the clock again when nothing holds it any more, however that ended."""
        submission = self.submission
        if submission.paused_since is None or submission.is_concluded or submission.held:
            return
        since = submission.paused_since
        holding = [task for task in submission.tasks.values() if task.step.pauses_clock and task.closed_at]
        last = max(holding, key=lambda task: task.opened_seq, default=None)
        self.add(e.ClockResumed(task=last.id if last else "", due=text_of(self.moved_due())))
        self._move_tasks(since)

    def count_anew(self) -> None:
        """The way begins again, and so does the clock: now, or with the next acceptance."""
        self.add(e.CountedAnew())
        if self.submission.facts.starts == "filed":
            self.start_clock()

    # --- tasks --------------------------------------------------------------------------------------------

    def opened(self, step: PlannedStep) -> dict[str, str]:
        """What a task's opening tells of its time: deadline, since when, when it is nearly due, with which calendar."""
        calendar = self.office.calendar(step.agency or self.submission.competent or self.submission.receiving)
        if step.limit is None:
            return {"calendar": calendar.digest}
        since = self._counted_from(step.limit.counted_from)
        due = appointment(Rules(step.limit), since, calendar, self._pauses(step)).at
        warn = self._warn_at(calendar, since, due)
        return {"due": text_of(due), "since": text_of(since), "warn": text_of(warn), "calendar": calendar.digest}

    def _counted_from(self, origin: str) -> datetime:
        submission = self.submission
        if origin == "opened":
            return self.at
        if origin == "filed":
            again = [entry.at for entry in submission.history if isinstance(entry.event, BEGUN_AGAIN)]
            return max([submission.filed_at or self.at, *again])
        if origin == "accepted":
            return submission.clock_started_at or self.at
        closed = [task.closed_at for task in submission.done_steps() if task.step.step == origin and task.closed_at]
        return max(closed, default=self.at)

    def _move_tasks(self, since: datetime) -> None:
        """Count the deadlines of tasks that stood still since `since` anew."""
        for task in self.submission.open_tasks():
            if task.due is not None and task.opened_at <= since and not task.step.pauses_clock:
                self._move(task)

    def _move(self, task: Task) -> None:
        assert task.step.limit is not None and task.since is not None
        calendar = self.office.edition(task.calendar)
        due = appointment(Rules(task.step.limit), task.since, calendar, self._pauses(task.step)).at
        if text_of(due) != text_of(task.due):
            warn = self._warn_at(calendar, task.since, due)
            self.add(e.TaskMoved(task=task.id, due=text_of(due), warn=text_of(warn)))

    def _pauses(self, step: PlannedStep) -> list[Pause]:
        """When a step's own time stood still: whoever holds the clock is not held by it."""
        return [] if step.pauses_clock else self.submission.ledger.pauses(self.at)

    def _warn_at(self, calendar: Calendar, since: datetime, due: datetime) -> datetime | None:
        if self.submission.warn is None:
            return None
        return nearly_due(self.submission.warn, calendar, since, due)


def nearly_due(rule: WarnRule, calendar: Calendar, since: datetime, due: datetime) -> datetime:
    """When a limit from `since` to `due` is nearly used up: so much office time before its end, at most half of it."""
    whole = calendar.worked(since, due)
    return calendar.first_open(calendar.after_work(since, max(whole - timedelta(hours=rule.hours), whole / 2)))


def text_of(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
