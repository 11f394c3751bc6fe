"""The legal clock: from a limit, a calendar and the pauses to the due instant, with every step of the way explained.

Days are counted by the Civil Code's rule that the day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147);
a limit in days ends at the close of office hours of its last day, and a last day off moves to the next working day
(Điều 148). Nothing here asks what time it is: the same values give the same answer at any time, anywhere.
"""

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from submissions.calendar import Calendar

Unit = Literal["working_hours", "working_days", "days", "months"]
UNITS = get_args(Unit)
Resume = Literal["shift", "anew"]
RESUMES = get_args(Resume)
# Beyond this many hours, days or months nothing is a limit.
MOST = 100_000
# What a pause must be for "anew" to count from its end; every other pause shifts the date.
SUPPLEMENT = "supplement"

Code = Literal[
    "received", "after_cut_off", "after_closing", "day_off", "holiday", "swapped",
    "paused", "anew", "stands_still", "extended", "moved", "due",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` of `unit`, counted from "opened", "accepted", "filed" or the closing of a step."""

    amount: int
    unit: Unit
    counted_from: str = "opened"

    def __post_init__(self) -> None:
        if self.unit not in UNITS or not 0 <= self.amount <= MOST:
            raise ValueError(f"no limit: {self.amount} {self.unit}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What was in force when the clock started.

    cut_off: local time of day; what comes at or after it counts from the next working day (hộ tịch: 15:00).
    resume: after a supplement the date is shifted by the pause, or the whole limit is counted anew.
    """

    limit: Limit
    cut_off: time | None = None
    resume: Resume = "shift"

    def __post_init__(self) -> None:
        if self.resume not in RESUMES:
            raise ValueError(f"a clock goes on by one of {RESUMES}, not {self.resume!r}")


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that is not counted; `until` is None while it lasts. `why`: supplement, payment, authority, …"""

    since: datetime
    until: datetime | None
    why: str = SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Extension:
    """At the instant `at` the due instant became `due`, whatever it had been."""

    at: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """One reason of an explanation. `code` is a stable word and says what the rest means:

    received: `text` is the local time of day; after_cut_off, after_closing, day_off: counting begins on `day`,
    `text` is the cut-off or the holiday's name; holiday, swapped: `text` is the day's name; paused: from `day`
    to `until`, `text` why, `amount` days added (minutes, of a limit in hours); anew: from `day`; stands_still:
    since `day`, `text` why; extended, moved, due: to `day`.
    """

    code: Code
    day: date
    text: str = ""
    until: date | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A due instant in UTC, the instant from which it was counted, and why it is that one."""

    at: datetime
    counted_from: datetime
    notes: tuple[Note, ...]


def due(limit: Limit, start: datetime, calendar: Calendar, cut_off: time | None = None) -> Due:
    """When `limit` counted from `start` runs out without any pause; see `appointment`."""
    return appointment(Rules(limit, cut_off), start, calendar)


def appointment(
    rules: Rules,
    start: datetime,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    extension: Extension | None = None,
) -> Due:
    """When the limit of `rules` counted from `start` runs out, its pauses taken out once however they overlap.

    A pause that still lasts moves nothing yet. Raises OverflowError when the calendar never works, or where the
    limit reaches beyond the year 9999.
    """
    count = _Count(rules, calendar)
    begin = count.received(start)
    pauses = list(pauses)
    if rules.resume == "anew":
        anew = [
            pause.until
            for pause in pauses
            if SUPPLEMENT in pause.why.split("+") and pause.until and pause.until > max(begin, pause.since)
        ]
        if anew:
            begin = count.anew(max(anew))
    if extension is None:
        at = count.end(begin, merged(pauses, begin))
    else:
        at = count.extended(extension, merged(pauses, max(begin, extension.at)))
    count.stands_still(pauses)
    return count.due(begin, at)


def merged(pauses: Iterable[Pause], begin: datetime) -> list[Pause]:
    """What lies after `begin` of the pauses that have ended, in order, overlapping and touching ones as one."""
    found: list[tuple[datetime, datetime, str]] = []
    for pause in sorted(pauses, key=lambda pause: pause.since):
        since, until = max(pause.since, begin), pause.until
        if until is None or until <= since:
            continue
        if found and since <= found[-1][1]:
            first, last, why = found[-1]
            found[-1] = (first, max(last, until), both(why, pause.why))
        else:
            found.append((since, until, pause.why))
    return [Pause(since, until, why) for since, until, why in found]


def both(one: str, other: str) -> str:
    """The reasons of two pauses that are one."""
    return "+".join(sorted({*one.split("+"), *other.split("+")} - {""}))


class _Count:
    """One counting and the notes it takes."""

    def __init__(self, rules: Rules, calendar: Calendar) -> None:
        self.rules = rules
        self.limit = rules.limit
        self.calendar = calendar
        self.notes: list[Note] = []

    def received(self, at: datetime) -> datetime:
        """The instant from which something received at `at` counts."""
        local = self.calendar.local(at)
        self.notes.append(Note("received", local.date(), f"{local:%H:%M}"))
        return self._begin(at)

    def anew(self, at: datetime) -> datetime:
        self.notes.append(Note("anew", self._day(at)))
        return self._begin(at)

    def _begin(self, at: datetime) -> datetime:
        begin, note = effective(at, self.calendar, self.rules.cut_off)
        if note is not None:
            self._note_days_off(self._day(at) - timedelta(days=1), self._day(begin))
            self.notes.append(note)
        return begin

    def end(self, begin: datetime, pauses: Sequence[Pause]) -> datetime:
        """The limit and the time lost, counted on from `begin`."""
        if self.limit.unit == "working_hours":
            lost = self._lost_hours(pauses)
            at = self.calendar.after_work(begin, timedelta(hours=self.limit.amount) + lost)
            self._note_days_off(self._day(begin), self._day(at))
            return at
        first = self._day(begin)
        lost_days = self._lost_days(pauses, first)
        if self.limit.unit == "working_days":
            last = self._working_days_on(first, self.limit.amount + lost_days)
            return self.calendar.closing(last)
        end = (
            first + timedelta(days=self.limit.amount)
            if self.limit.unit == "days"
            else add_months(first, self.limit.amount)
        )
        return self._closing(end + timedelta(days=lost_days))

    def extended(self, extension: Extension, pauses: Sequence[Pause]) -> datetime:
        """The instant that the extension named, moved on by what was lost after it was granted."""
        self.notes.append(Note("extended", self._day(extension.due)))
        if not pauses:
            return extension.due
        if self.limit.unit == "working_hours":
            return self.calendar.after_work(extension.due, self._lost_hours(pauses))
        first, lost_days = self._day(extension.due), self._lost_days(pauses, self._day(extension.at))
        if self.limit.unit == "working_days":
            return self._closing(self._working_days_on(first, lost_days))
        return self._closing(first + timedelta(days=lost_days))

    def stands_still(self, pauses: Iterable[Pause]) -> None:
        lasting = sorted((pause for pause in pauses if pause.until is None), key=lambda pause: pause.since)
        self.notes += [Note("stands_still", self._day(pause.since), pause.why) for pause in lasting[:1]]

    def due(self, begin: datetime, at: datetime) -> Due:
        self.notes.append(Note("due", self._day(at)))
        return Due(at, begin, tuple(self.notes))

    def _lost_hours(self, pauses: Sequence[Pause]) -> timedelta:
        total = timedelta()
        for pause in pauses:
            assert pause.until is not None
            lost = self.calendar.worked(pause.since, pause.until)
            total += lost
            self._note_pause(pause, lost // timedelta(minutes=1))
        return total

    def _lost_days(self, pauses: Sequence[Pause], begun: date) -> int:
        """Days lost since the day `begun`: those after the one on which a pause began up to the one on which it ended.

        One that began before the office opened takes that day too; what ends it counts as received, so that after
        the cut-off the next working day is the one on which it ended. A day shared by two pauses is lost once.
        """
        total, counted = 0, begun
        for pause in pauses:
            assert pause.until is not None
            first = max(self._last_day_before(pause.since), counted)
            last = self._day(effective(pause.until, self.calendar, self.rules.cut_off)[0])
            counted = max(counted, last)
            if self.limit.unit == "working_days":
                lost = max(self.calendar.working_days_between(first, last), 0)
            else:
                lost = max((last - first).days, 0)
            total += lost
            self._note_pause(pause, lost)
        return total

    def _last_day_before(self, since: datetime) -> date:
        """The last day of which the office had something before the pause."""
        day = self._day(since)
        began_early = self.calendar.is_working(day) and since <= self.calendar.opening(day)
        return day - timedelta(days=1) if began_early else day

    def _note_pause(self, pause: Pause, lost: int) -> None:
        assert pause.until is not None
        self.notes.append(Note("paused", self._day(pause.since), pause.why, self._day(pause.until), lost))

    def _working_days_on(self, first: date, amount: int) -> date:
        last, following = first, self.calendar.working_days_after(first)
        for _ in range(amount):
            last = next(following)
        self._note_days_off(first, last)
        return last

    def _closing(self, last: date) -> datetime:
        moved = self.calendar.this_or_next_working_day(last)
        if moved != last:
            self.notes.append(Note("moved", moved, self.calendar.off.get(last, "")))
        return self.calendar.closing(moved)

    def _note_days_off(self, first: date, last: date) -> None:
        day = first
        while day < last:
            day += timedelta(days=1)
            if day in self.calendar.working:
                self.notes.append(Note("swapped", day, self.calendar.working[day]))
            elif day in self.calendar.off and self.calendar.hours[day.weekday()]:
                self.notes.append(Note("holiday", day, self.calendar.off[day]))

    def _day(self, at: datetime) -> date:
        return self.calendar.local(at).date()


def effective(at: datetime, calendar: Calendar, cut_off: time | None) -> tuple[datetime, Note | None]:
    """The instant from which something received at `at` counts, and the reason where that is a later day."""
    local = calendar.local(at)
    day, spans = local.date(), calendar.spans(local.date())
    if not spans:
        following = calendar.next_working_day(day)
        note = Note("day_off", following, calendar.off.get(day, ""))
    elif local.time() >= spans[-1][1]:
        following = calendar.next_working_day(day)
        note = Note("after_closing", following)
    elif cut_off is not None and local.time() >= cut_off:
        following = calendar.next_working_day(day)
        note = Note("after_cut_off", following, f"{cut_off:%H:%M}")
    else:
        return at, None
    return calendar.opening(following), note


def add_months(day: date, amount: int) -> date:
    """The same day of the month `amount` months later, or that month's last day; OverflowError after the year 9999."""
    index = day.year * 12 + day.month - 1 + amount
    year, month = divmod(index, 12)
    if year > date.max.year:
        raise OverflowError("the limit ends after the year 9999")
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
