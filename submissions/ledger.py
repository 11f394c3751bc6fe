"""The ledger of time: whose clock ran on a submission, from when to when, and why it started and stopped.

A fold over the events. After each one the clocks that run are compared with those that ran before: what is gone
stopped by it, what is new started by it. Reports sum the stretches by agency; the due date is counted with the
ones that hold the legal clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from submissions.calendar import Calendar
from submissions.clock import SUPPLEMENT, Due, Pause, appointment, both

if TYPE_CHECKING:
    from submissions.handovers import Suspended
    from submissions.submission import Submission, Task

Whose = Literal["agency", "applicant", "authority", "tax"]
Verdict = Literal["", "early", "on_time", "late"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Somebody's time: an agency's, the applicant's, another authority's or the tax office's.

    agency: its id, empty for the applicant and where it is not known; task: the task it runs on, empty for none;
    holds: why the legal clock stands while this one runs – supplement, payment, authority, applicant, suspended –
    and empty where it runs.
    """

    whose: Whose
    agency: str = ""
    role: str = ""
    step: str = ""
    task: str = ""
    holds: str = ""


@dataclass(slots=True)
class Stretch:
    """One row of the ledger. `started`, `stopped`: kinds of the events; `until` is None while it runs.

    calendar: digest of the edition its working time is counted with; due: the deadline as it stood when the stretch
    stopped; ends: the task was done with it, so that it was handed over; by: person who did.
    """

    number: int
    clock: Clock
    since: datetime
    started: str
    calendar: str = ""
    until: datetime | None = None
    stopped: str = ""
    due: datetime | None = None
    limited: bool = False
    ends: bool = False
    by: str = ""

    def worked(self, calendar: Calendar, now: datetime) -> timedelta:
        """Office time of the stretch, up to `now` where it still runs."""
        return calendar.worked(self.since, self.until or now)

    def late(self, calendar: Calendar, now: datetime) -> timedelta:
        """Office time of the stretch after its deadline; a time that is not an official's is never late."""
        until = self.until or now
        if self.due is None or until <= self.due or self.clock.holds:
            return timedelta()
        return calendar.worked(max(self.since, self.due), until)

    def verdict(self, calendar: Calendar) -> Verdict:
        """How the hand-over was: on an earlier day than the deadline's, by it, or after it.

        Empty where nothing was handed over, and where a step without a limit of its own kept the appointment.
        """
        if not self.ends or self.until is None or self.due is None:
            return ""
        verdict = in_time_of(self.until, self.due, calendar)
        return verdict if self.limited or verdict == "late" else ""


def in_time_of(at: datetime, due: datetime, calendar: Calendar) -> Verdict:
    """How `at` stands to a deadline: on an earlier day than its, by it, or after it."""
    if at > due:
        return "late"
    return "early" if calendar.local(at).date() < calendar.local(due).date() else "on_time"


@dataclass(slots=True)
class Ledger:
    """The stretches in the order in which they began; `at` is the latest instant that was told.

    A server's clock that was set back takes no time away: nothing is written before `at`.
    """

    stretches: list[Stretch] = field(default_factory=list)
    at: datetime | None = None
    _running: dict[Clock, Stretch] = field(default_factory=dict)
    _holds: list[Pause] = field(default_factory=list)

    def turn(self, submission: "Submission", at: datetime, kind: str) -> None:
        """Write what the event `kind` at the instant `at` changed in `submission`, which has taken it in."""
        self.at = at = max(at, self.at or at)
        clocks = running(submission)
        for clock in [clock for clock in self._running if clock not in clocks]:
            self._stop(submission, self._running.pop(clock), at, kind)
        for clock, calendar in clocks.items():
            if clock not in self._running:
                stretch = Stretch(len(self.stretches) + 1, clock, at, kind, calendar)
                self.stretches.append(stretch)
                self._running[clock] = stretch
        self._hold(submission, at, "+".join(sorted({clock.holds for clock in clocks if clock.holds})))

    def _hold(self, submission: "Submission", at: datetime, why: str) -> None:
        """One pause of the legal clock, from its first reason to its going on, whatever held it meanwhile."""
        last = self._holds[-1] if self._holds and self._holds[-1].until is None else None
        if submission.paused_since is None:
            if last is not None:
                self._holds[-1] = replace(last, until=at)
        elif last is None:
            self._holds.append(Pause(at, None, why))
        elif why:
            self._holds[-1] = replace(last, why=both(last.why, why))

    def _stop(self, submission: "Submission", stretch: Stretch, at: datetime, kind: str) -> None:
        stretch.until, stretch.stopped = at, kind
        task = submission.tasks.get(stretch.clock.task)
        if stretch.clock.holds == SUPPLEMENT:
            stretch.due, stretch.limited = submission.supplements[-1].due, True
        elif task is not None:
            official = task.step.who == "official" and not stretch.clock.holds
            stretch.due = task.due or (submission.due if official else None)
            stretch.limited = task.due is not None
            stretch.ends, stretch.by = task.state == "done", task.by

    def pauses(self, until: datetime | None = None) -> list[Pause]:
        """When the legal clock stood still; what still holds it counts as ended at `until` where that is given."""
        return [replace(pause, until=pause.until or until) for pause in self._holds]


def running(submission: "Submission") -> Mapping[Clock, str]:
    """The clocks that run in this state, with the calendar each is counted with.

    While anything holds the legal clock, only what holds it runs.
    """
    if submission.is_concluded:
        return {}
    held = submission.held
    clocks: dict[Clock, str] = {}
    for task in submission.open_tasks():
        if task.step.pauses_clock or not held:
            clocks[_clock_of(task)] = task.calendar
    if submission.waits_for_supplement:
        asking = submission.tasks[submission.supplements[-1].task]
        clocks[Clock("applicant", task=asking.id, step=asking.step.step, holds=SUPPLEMENT)] = asking.calendar
    whose = {clock.holds for clock in clocks}
    if "payment" in held and "payment" not in whose:
        clocks[Clock("applicant", holds="payment")] = submission.calendar
    if submission.suspended is not None:
        clocks[_clock_of_suspension(submission.suspended)] = submission.calendar
    return clocks


def _clock_of_suspension(suspended: "Suspended") -> Clock:
    if suspended.cause == "financial_duty":
        return Clock("tax", suspended.agency, holds="payment")
    return Clock("authority", suspended.agency, holds="suspended")


def _clock_of(task: "Task") -> Clock:
    step, holds = task.step, ""
    whose: Whose = "agency"
    if step.who == "applicant":
        whose = "applicant"
        holds = ("payment" if step.is_payment else "applicant") if step.pauses_clock else ""
    elif step.pauses_clock:
        whose, holds = ("tax", "payment") if step.is_payment else ("authority", "authority")
    return Clock(whose, step.agency, step.role, step.step, task.id, holds)


def appointment_of(submission: "Submission", calendar: Calendar, until: datetime | None = None) -> Due | None:
    """The due instant of `submission` counted from its ledger; None where there is no appointment.

    calendar: the edition that was in force when the clock started (`submission.calendar`); until: what still holds
    the clock counts as ended then.
    """
    if submission.rules is None or submission.clock_started_at is None:
        return None
    pauses = submission.ledger.pauses(until)
    return appointment(submission.rules, submission.clock_started_at, calendar, pauses, submission.extension)
