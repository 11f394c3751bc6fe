"""Office hours and days off of one agency, as a value."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

Span = tuple[time, time]

MORNING_AND_AFTERNOON: tuple[Span, ...] = ((time(7, 0), time(11, 30)), (time(13, 30), time(17, 0)))
OFFICE_WEEK: tuple[tuple[Span, ...], ...] = (MORNING_AND_AFTERNOON,) * 5 + ((), ())


@dataclass(frozen=True)
class Calendar:
    """When an agency works.

    hours: seven tuples of (from, to), Monday first; off: public holidays and days in lieu with their names;
    working: days worked in exchange (a Saturday takes Monday's hours), with their names.
    """

    zone: str = "Asia/Ho_Chi_Minh"
    hours: tuple[tuple[Span, ...], ...] = OFFICE_WEEK
    off: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    working: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def text(self) -> str:
        """All of it as canonical JSON: equal calendars have equal texts."""
        written = {
            "zone": self.zone,
            "hours": [[[a.isoformat(), b.isoformat()] for a, b in spans] for spans in self.hours],
            "off": {day.isoformat(): self.off[day] for day in sorted(self.off)},
            "working": {day.isoformat(): self.working[day] for day in sorted(self.working)},
        }
        return json.dumps(written, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """Names this calendar as it is now, whatever becomes of the register that it came from."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]

    def local(self, at: datetime) -> datetime:
        return at.astimezone(zone_of(self.zone))

    def spans(self, day: date) -> tuple[Span, ...]:
        """The hours worked on `day`; empty when it is off."""
        if day in self.working:
            return self.hours[day.weekday()] or self.hours[0]
        if day in self.off:
            return ()
        return self.hours[day.weekday()]

    def is_working(self, day: date) -> bool:
        return bool(self.spans(day))

    def instant(self, day: date, at: time) -> datetime:
        """The UTC instant of a local time of day."""
        return datetime.combine(day, at, zone_of(self.zone)).astimezone(UTC)

    def opening(self, day: date) -> datetime:
        return self.instant(day, self.spans(day)[0][0])

    def closing(self, day: date) -> datetime:
        return self.instant(day, self.spans(day)[-1][1])

    def working_days_after(self, day: date) -> Iterator[date]:
        """Working days that follow `day`, which is not among them; raises OverflowError when none comes in a year."""
        idle = 0
        while idle < 366:
            day += timedelta(days=1)
            idle += 1
            if self.is_working(day):
                idle = 0
                yield day
        raise OverflowError("the calendar has no working day within a year")

    def next_working_day(self, day: date) -> date:
        return next(self.working_days_after(day))

    def this_or_next_working_day(self, day: date) -> date:
        return day if self.is_working(day) else self.next_working_day(day)

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to `last`; negative when `last` is before `first`."""
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Office time between two instants; zero when `end` is not after `start`."""
        total, day = timedelta(), self.local(start).date()
        last = self.local(end).date()
        while day <= last:
            for since, until in self.spans(day):
                overlap = min(self.instant(day, until), end) - max(self.instant(day, since), start)
                total += max(overlap, timedelta())
            day += timedelta(days=1)
        return total

    def after_work(self, start: datetime, amount: timedelta) -> datetime:
        """The instant when `amount` of office time has passed since `start`."""
        day = self.local(start).date()
        if amount <= timedelta():
            return self.first_open(start)
        while True:
            for since, until in self.spans(day):
                begin, end = max(self.instant(day, since), start), self.instant(day, until)
                if end <= begin:
                    continue
                if amount <= end - begin:
                    return begin + amount
                amount -= end - begin
            day = self.next_working_day(day)

    def first_open(self, at: datetime) -> datetime:
        """`at` when the office is open then, else the next opening."""
        day = self.local(at).date()
        for since, until in self.spans(day):
            if at < self.instant(day, until):
                return max(at, self.instant(day, since))
        return self.opening(self.next_working_day(day))


def calendar_from(text: str) -> Calendar:
    """The calendar that `Calendar.text` wrote."""
    written = json.loads(text)
    hours = tuple(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in day) for day in written["hours"])
    off, working = (
        MappingProxyType({date.fromisoformat(day): name for day, name in written[kind].items()})
        for kind in ("off", "working")
    )
    return Calendar(written["zone"], hours, off, working)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)
