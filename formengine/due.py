"""Counting a due date from what is typed: the clock of the product for scripts, without a database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from formengine.explaining import explained
from formengine.forms.problems import DefinitionError
from formengine.forms.strict_json import parse
from formengine.i18n import speaking
from formengine.registers.calendars import public_holidays
from formengine.registers.hours import Week, read_hours
from submissions.calendar import OFFICE_WEEK, Calendar, zone_of
from submissions.clock import UNITS, Due, Extension, Limit, Pause, Resume, Rules, appointment

# Holidays are known, or foreseen from the lunar calendar, for these years.
YEARS = range(1990, 2151)
# How many of a unit a year has at least, to see how far the holidays are needed.
A_YEAR = {"working_hours": 1600, "working_days": 200, "days": 365, "months": 12}


class Unreadable(ValueError):
    """Something typed cannot be read; `option` names it, the text says what to write."""

    def __init__(self, option: str, hint: str) -> None:
        super().__init__(hint)
        self.option = option


@dataclass(frozen=True)
class Question:
    """What is asked, as typed; times without a zone are the calendar's."""

    calendar: str
    received: str
    limit: str
    cut_off: str = ""
    pauses: Sequence[str] = ()
    resume: Resume = "shift"
    extended: str = ""
    office_hours: str = ""
    off: Sequence[str] = ()
    working: Sequence[str] = ()
    zone: str = "Asia/Ho_Chi_Minh"
    language: str = "vi"


def answer(question: Question) -> dict[str, Any]:
    """The due instant with its explanation, as JSON values; raises Unreadable."""
    reading = _Reading(question)
    try:
        due = appointment(reading.rules, reading.received, reading.calendar, reading.pauses, reading.extension)
    except OverflowError as error:
        raise Unreadable("--limit", f"it cannot be counted: {error}") from None
    with speaking(question.language):
        return _told(due, reading)


def _told(due: Due, reading: "_Reading") -> dict[str, Any]:
    limit, calendar = reading.rules.limit, reading.calendar
    return {
        "received": calendar.local(reading.received).isoformat(timespec="minutes"),
        "limit": {limit.unit: limit.amount},
        "counted_from": calendar.local(due.counted_from).isoformat(timespec="minutes"),
        "due": calendar.local(due.at).isoformat(timespec="minutes"),
        "notes": [
            {
                "code": note.code,
                "day": note.day.isoformat(),
                **({"text": note.text} if note.text else {}),
                **({"until": note.until.isoformat(), "amount": note.amount} if note.until else {}),
            }
            for note in due.notes
        ],
        "explanation": explained(due, limit, calendar),
    }


class _Reading:
    """A question, read."""

    def __init__(self, question: Question) -> None:
        try:
            self._zone = zone_of(question.zone)
        except (LookupError, ValueError, OSError):
            hint = f"no time zone is called {question.zone!r}: write e.g. Asia/Ho_Chi_Minh"
            raise Unreadable("--zone", hint) from None
        self.received = self._instant("--received", question.received)
        cut_off = _time("--cut-off", question.cut_off) if question.cut_off else None
        self.rules = Rules(_limit(question.limit), cut_off, question.resume)
        self.pauses = [self._pause(text) for text in question.pauses]
        self.extension = self._extension(question.extended) if question.extended else None
        self.calendar = self._calendar(question)

    def _instant(self, option: str, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            at = None
        if at is None or "T" not in text.upper().replace(" ", "T"):
            raise Unreadable(option, f"{text!r} is no date with a time: write e.g. 2026-02-13T16:20")
        if at.year not in YEARS:
            raise Unreadable(option, f"the year {at.year} is outside {YEARS[0]}-{YEARS[-1]}")
        return at if at.tzinfo else at.replace(tzinfo=self._zone)

    def _pause(self, text: str) -> Pause:
        parts = text.split("/")
        if len(parts) not in (2, 3):
            example = "2026-03-10T09:00/2026-03-12T09:00"
            raise Unreadable("--pause", f"write {text!r} as FROM/TO, e.g. {example}; TO is empty while it lasts")
        since, until = self._instant("--pause", parts[0]), self._instant("--pause", parts[1]) if parts[1] else None
        if until is not None and until < since:
            raise Unreadable("--pause", f"{text!r} ends before it begins")
        why = parts[2] if len(parts) == 3 else "supplement"
        if why not in ("supplement", "payment", "authority"):
            raise Unreadable("--pause", f"a pause is for a supplement, payment or authority, not {why!r}")
        return Pause(since, until, why)

    def _extension(self, text: str) -> Extension:
        granted, _slash, due = text.partition("/")
        if not due:
            raise Unreadable("--extended", f"write {text!r} as GRANTED/NEW, e.g. 2026-03-13T10:00/2026-03-20T17:00")
        extension = Extension(self._instant("--extended", granted), self._instant("--extended", due))
        if extension.due <= extension.at:
            raise Unreadable("--extended", f"the new date of {text!r} is not after the day on which it was granted")
        return extension

    def _calendar(self, question: Question) -> Calendar:
        limit = self.rules.limit
        seen = [self.received, *(pause.until or pause.since for pause in self.pauses)]
        seen += [self.extension.due] if self.extension else []
        last = max(at.year for at in seen) + limit.amount // A_YEAR[limit.unit] + 2
        if last not in YEARS:
            raise Unreadable("--limit", f"it reaches beyond the year {YEARS[-1]}")
        first = min(at.year for at in seen) - 1
        try:
            off, working = public_holidays(question.calendar.upper(), last, first)
        except ValueError:
            hint = f"no country is called {question.calendar!r}: write two letters (ISO 3166-1), e.g. vn"
            raise Unreadable("--calendar", hint) from None
        hours = read_office_hours(question.office_hours)
        corrected_off, corrected_working = _days("--off", question.off), _days("--working", question.working)
        return Calendar(
            question.zone,
            hours,
            MappingProxyType({**_without(off, corrected_working), **corrected_off}),
            MappingProxyType({**_without(working, corrected_off), **corrected_working}),
        )


def _without(days: Mapping[date, str], others: Mapping[date, str]) -> dict[date, str]:
    return {day: name for day, name in days.items() if day not in others}


def _limit(text: str) -> Limit:
    examples = '{"working_hours": 8}, {"working_days": 7}, {"days": 15}, {"months": 1}'
    hint = f"{text!r} is no limit: write one of {examples}"
    try:
        read = parse(text.encode(errors="surrogatepass"))
    except DefinitionError:
        raise Unreadable("--limit", hint) from None
    if not isinstance(read, dict) or len(read) != 1 or next(iter(read)) not in UNITS:
        raise Unreadable("--limit", hint)
    unit, amount = next(iter(read.items()))
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise Unreadable("--limit", hint)
    try:
        return Limit(amount, unit)
    except ValueError as error:
        raise Unreadable("--limit", str(error)) from None


def read_office_hours(text: str) -> Week:
    """A week from `07:00-11:30,13:30-17:00` (Monday to Friday) or an agency's hours as JSON; empty: the usual hours."""
    if not text:
        return OFFICE_WEEK
    spans = [span.strip().split("-") for span in text.split(",")]
    written = text
    if not text.lstrip().startswith("{"):
        written = json.dumps(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), spans))
    try:
        week = read_hours(written)
    except ValueError as error:
        raise Unreadable("--office-hours", f"{error}; or 07:00-11:30,13:30-17:00 for Monday to Friday") from None
    if not any(week):
        raise Unreadable("--office-hours", "the office is never open: name at least one day with its hours")
    return week


def _time(option: str, text: str) -> time:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise Unreadable(option, f"{text!r} is no local time of day: write e.g. 15:00")
    return at


def _days(option: str, texts: Sequence[str]) -> dict[date, str]:
    days = {}
    for text in texts:
        day, _equals, name = text.partition("=")
        try:
            days[date.fromisoformat(day)] = name
        except ValueError:
            raise Unreadable(option, f"{text!r} is no day: write e.g. 2026-11-25 or 2026-11-25='Nghỉ bão'") from None
    return days
