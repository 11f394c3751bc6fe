"""Periods that reports count over, from the first moment of a local day to the last of another."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Months of the periods that reports are asked for, by name; each ends in a month that its length divides.
PERIODS = {"month": 1, "quarter": 3, "half": 6, "nine": 9, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, local days of `zone`, both counted; what is told of its end is told as of `now`."""

    first: date
    last: date
    zone: str
    now: datetime

    @property
    def since(self) -> datetime:
        return self._begin(self.first)

    @property
    def until(self) -> datetime:
        """Where the period ends, or now while it lasts."""
        return max(self.since, min(self._begin(self.last + timedelta(days=1)), self.now))

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone))


def period(name: str, today: date, first_day: int) -> tuple[date, date]:
    """The first and the last day of the reporting period `name` that holds `today`.

    A reporting month begins on `first_day` of the calendar month before it, or with the calendar month where that is
    1. Nine months are those from the beginning of the year, and lie in the past once they are over.
    """
    year, month = _reporting_month(today, first_day)
    if name == "nine":
        return _first(year, 1, first_day), _first(year, 10, first_day) - timedelta(days=1)
    length = PERIODS[name]
    begins = month - (month - 1) % length
    following = (year, begins + length) if begins + length <= 12 else (year + 1, 1)
    return _first(year, begins, first_day), _first(*following, first_day) - timedelta(days=1)


def _reporting_month(today: date, first_day: int) -> tuple[int, int]:
    if first_day == 1 or today.day < first_day:
        return today.year, today.month
    return (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)


def _first(year: int, month: int, first_day: int) -> date:
    """The day on which a reporting month begins."""
    if first_day == 1:
        return date(year, month, 1)
    return date(year - 1, 12, first_day) if month == 1 else date(year, month - 1, first_day)
