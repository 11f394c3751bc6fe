"""The legal clock: from a limit and a calendar to the due instant, with every step of the way explained.

Days are counted by the Civil Code's rule that the day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147);
a limit in days ends at the close of office hours of its last day, and a last day off moves to the next working day.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from submissions.calendar import Calendar

Unit = Literal["working_hours", "working_days", "days", "months"]
UNITS = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` of `unit`, counted from "opened", "accepted", "filed" or the closing of a step."""

    amount: int
    unit: Unit
    counted_from: str = "opened"

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.amount < 0:
            raise ValueError(f"no limit: {self.amount} {self.unit}")


@dataclass(frozen=True, slots=True)
class Note:
    """One reason of an explanation: `code` is a stable word, `day` the day it is about, `text` a holiday's name."""

    code: Literal[
        "received",
        "after_cut_off",
        "after_closing",
        "day_off",
        "holiday",
        "swapped",
        "moved",
        "paused",
        "due",
    ]
    day: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A due instant in UTC and why it is that one."""

    at: datetime
    notes: tuple[Note, ...]


def due(limit: Limit, start: datetime, calendar: Calendar, cut_off: time | None = None) -> Due:
    """When `limit` counted from `start` runs out.

    `cut_off`: local time of day; what comes at or after it counts from the next working day
    (hộ tịch procedures: 15:00). Raises OverflowError when the calendar never works.
    """
    notes = [Note("received", calendar.local(start).date())]
    start = _effective_start(start, calendar, cut_off, notes)
    if limit.unit == "working_hours":
        at = calendar.after_work(start, timedelta(hours=limit.amount))
        _note_days_off(calendar, calendar.local(start).date(), calendar.local(at).date(), notes)
    else:
        at = calendar.closing(_last_day(limit, calendar.local(start).date(), calendar, notes))
    notes.append(Note("due", calendar.local(at).date()))
    return Due(at, tuple(notes))


def _effective_start(start: datetime, calendar: Calendar, cut_off: time | None, notes: list[Note]) -> datetime:
    local = calendar.local(start)
    spans = calendar.spans(local.date())
    if not spans:
        following = calendar.next_working_day(local.date())
        notes.append(Note("day_off", following))
    elif cut_off is not None and local.time() >= cut_off:
        following = calendar.next_working_day(local.date())
        notes.append(Note("after_cut_off", following))
    elif local.time() >= spans[-1][1]:
        following = calendar.next_working_day(local.date())
        notes.append(Note("after_closing", following))
    else:
        return start
    return calendar.opening(following)


def _last_day(limit: Limit, first: date, calendar: Calendar, notes: list[Note]) -> date:
    if limit.unit == "working_days":
        last = first
        following = calendar.working_days_after(first)
        for _ in range(limit.amount):
            last = next(following)
        _note_days_off(calendar, first, last, notes)
        return last
    last = first + timedelta(days=limit.amount) if limit.unit == "days" else add_months(first, limit.amount)
    if not calendar.is_working(last):
        moved = calendar.next_working_day(last)
        notes.append(Note("moved", moved, calendar.off.get(last, "")))
        return moved
    return last


def _note_days_off(calendar: Calendar, first: date, last: date, notes: list[Note]) -> None:
    day = first
    while day < last:
        day += timedelta(days=1)
        if day in calendar.working:
            notes.append(Note("swapped", day, calendar.working[day]))
        elif day in calendar.off and calendar.hours[day.weekday()]:
            notes.append(Note("holiday", day, calendar.off[day]))


def add_months(day: date, amount: int) -> date:
    """The same day of the month `amount` months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + amount
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def shifted(due_at: datetime, unit: Unit, since: datetime, until: datetime, calendar: Calendar) -> datetime:
    """`due_at` moved on by a pause from `since` to `until`, in the unit that the limit is counted in."""
    if until <= since:
        return due_at
    if unit == "working_hours":
        lost = calendar.worked(since, until)
        return calendar.after_work(due_at, lost) if lost else due_at
    first, last = calendar.local(since).date(), calendar.local(until).date()
    due_day = calendar.local(due_at).date()
    if unit == "working_days":
        paused = sum(calendar.is_working(first + timedelta(days=n + 1)) for n in range((last - first).days))
        following = calendar.working_days_after(due_day)
        for _ in range(paused):
            due_day = next(following)
        return calendar.closing(calendar.this_or_next_working_day(due_day))
    return calendar.closing(calendar.this_or_next_working_day(due_day + (last - first)))
