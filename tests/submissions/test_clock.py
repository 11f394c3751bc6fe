"""Days and hours by hand: Vietnam's calendar of 2026 (Bộ luật Lao động, Điều 112) and the usual office hours."""

import os
import time as system_time
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formengine.registers.calendars import public_holidays
from submissions.calendar import Calendar, zone_of
from submissions.clock import UNITS, Limit, add_months, due, shifted

OFF, WORKING = public_holidays("VN", 2027)
CALENDAR = Calendar(off=OFF, working=WORKING)
HANOI = zone_of("Asia/Ho_Chi_Minh")
CUT_OFF = time(15, 0)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


# (limit, filed, cut-off, due), each counted on a paper calendar.
CASES = [
    ("an ordinary week", (3, "working_days"), "2026-03-09 09:00", CUT_OFF, "2026-03-12 17:00"),
    ("over a weekend", (1, "working_days"), "2026-03-13 09:00", CUT_OFF, "2026-03-16 17:00"),
    ("a minute before the cut-off", (1, "working_days"), "2026-03-09 14:59", CUT_OFF, "2026-03-10 17:00"),
    ("at the cut-off", (1, "working_days"), "2026-03-09 15:00", CUT_OFF, "2026-03-11 17:00"),
    ("no cut-off", (1, "working_days"), "2026-03-09 16:59", None, "2026-03-10 17:00"),
    ("after closing", (1, "working_days"), "2026-03-09 17:00", None, "2026-03-11 17:00"),
    ("at night", (1, "working_days"), "2026-03-09 23:30", None, "2026-03-11 17:00"),
    ("before opening", (1, "working_days"), "2026-03-09 05:00", None, "2026-03-10 17:00"),
    ("on a Sunday", (1, "working_days"), "2026-03-08 10:00", None, "2026-03-10 17:00"),
    ("the same day", (0, "working_days"), "2026-03-09 09:00", CUT_OFF, "2026-03-09 17:00"),
    ("the same day, too late", (0, "working_days"), "2026-03-09 15:30", CUT_OFF, "2026-03-10 17:00"),
    ("the Friday before Tết", (1, "working_days"), "2026-02-13 16:20", CUT_OFF, "2026-02-24 17:00"),
    ("over Tết, 16-20/02", (3, "working_days"), "2026-02-12 10:00", CUT_OFF, "2026-02-24 17:00"),
    ("the holiday 24/11", (1, "working_days"), "2026-11-23 09:00", CUT_OFF, "2026-11-25 17:00"),
    ("filed on the holiday 24/11", (1, "working_days"), "2026-11-24 09:00", CUT_OFF, "2026-11-26 17:00"),
    ("a Saturday worked in exchange", (1, "working_days"), "2026-08-21 09:00", CUT_OFF, "2026-08-22 17:00"),
    ("filed on that Saturday", (1, "working_days"), "2026-08-22 09:00", CUT_OFF, "2026-08-24 17:00"),
    ("the days off for it, 31/08-02/09", (1, "working_days"), "2026-08-28 09:00", CUT_OFF, "2026-09-03 17:00"),
    ("calendar days ending on Sunday", (6, "days"), "2026-03-09 09:00", CUT_OFF, "2026-03-16 17:00"),
    ("calendar days ending on a holiday", (14, "days"), "2026-11-10 09:00", CUT_OFF, "2026-11-25 17:00"),
    ("calendar days through Tết", (12, "days"), "2026-02-10 09:00", CUT_OFF, "2026-02-23 17:00"),
    ("a month", (1, "months"), "2026-03-10 09:00", CUT_OFF, "2026-04-10 17:00"),
    ("a month from the 31st, and 28/02 is a Saturday", (1, "months"), "2026-01-30 09:00", CUT_OFF, "2026-03-02 17:00"),
    ("a year that ends on leap day", (1, "months"), "2028-01-31 09:00", CUT_OFF, "2028-02-29 17:00"),
    ("an hour", (1, "working_hours"), "2026-03-09 09:00", None, "2026-03-09 10:00"),
    ("over lunch", (2, "working_hours"), "2026-03-09 10:30", None, "2026-03-09 14:30"),
    ("in the lunch break", (1, "working_hours"), "2026-03-09 12:00", None, "2026-03-09 14:30"),
    ("up to lunch exactly", (1, "working_hours"), "2026-03-09 10:30", None, "2026-03-09 11:30"),
    ("over night", (4, "working_hours"), "2026-03-09 15:00", None, "2026-03-10 09:00"),
    ("hours over a weekend", (8, "working_hours"), "2026-03-13 16:00", None, "2026-03-16 16:00"),
    ("hours after the cut-off", (2, "working_hours"), "2026-03-09 15:00", CUT_OFF, "2026-03-10 09:00"),
    ("hours before opening", (1, "working_hours"), "2026-03-09 06:00", None, "2026-03-09 08:00"),
    ("hours over the holiday 24/11", (8, "working_hours"), "2026-11-23 13:30", None, "2026-11-25 11:30"),
]


@pytest.mark.parametrize(("limit", "filed", "cut_off", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_limit_runs_out_when_the_paper_calendar_says(limit, filed, cut_off, expected) -> None:
    assert due(Limit(*limit), at(filed), CALENDAR, cut_off).at == at(expected)


def test_the_explanation_names_the_holiday_and_the_cut_off() -> None:
    notes = due(Limit(1, "working_days"), at("2026-11-23 15:30"), CALENDAR, CUT_OFF).notes
    codes = [note.code for note in notes]
    assert codes[0] == "received"
    assert codes[-1] == "due"
    assert ("after_cut_off", date(2026, 11, 25)) in [(note.code, note.day) for note in notes]
    notes = due(Limit(1, "working_days"), at("2026-11-23 09:00"), CALENDAR, CUT_OFF).notes
    assert ("holiday", "Ngày Văn hóa Việt Nam") in [(note.code, note.text) for note in notes]
    notes = due(Limit(1, "working_days"), at("2026-08-21 09:00"), CALENDAR, CUT_OFF).notes
    assert [note.day for note in notes if note.code == "swapped"] == [date(2026, 8, 22)]


PAUSES = [
    ("two working days", (5, "working_days"), "03-16 17:00", "03-10 09:00", "03-12 09:00", "03-18 17:00"),
    ("a weekend costs nothing", (5, "working_days"), "03-16 17:00", "03-13 09:00", "03-15 09:00", "03-16 17:00"),
    ("within a day", (5, "working_days"), "03-16 17:00", "03-10 09:00", "03-10 15:00", "03-16 17:00"),
    ("calendar days, then to Monday", (5, "days"), "03-13 17:00", "03-10 09:00", "03-11 09:00", "03-16 17:00"),
    ("three hours", (8, "working_hours"), "03-10 10:00", "03-09 14:00", "03-09 17:00", "03-10 15:00"),
    ("a night costs no hour", (8, "working_hours"), "03-10 17:00", "03-09 18:00", "03-10 06:00", "03-10 17:00"),
    ("over the holiday 24/11", (5, "working_days"), "11-26 17:00", "11-23 09:00", "11-25 09:00", "11-27 17:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "before", "since", "until", "after"), [c[1:] for c in PAUSES], ids=[c[0] for c in PAUSES]
)
def test_a_pause_moves_the_due_date_by_what_it_took(limit, before, since, until, after) -> None:
    before, since, until, after = (at(f"2026-{text}") for text in (before, since, until, after))
    assert shifted(before, limit[1], since, until, CALENDAR) == after


def test_a_calendar_that_never_works_says_so() -> None:
    with pytest.raises(OverflowError, match="no working day"):
        due(Limit(1, "working_days"), at("2026-03-09 09:00"), Calendar(hours=((),) * 7))
    with pytest.raises(ValueError, match="no limit"):
        Limit(-1, "days")


def test_an_exchange_day_has_mondays_hours_and_a_half_day_its_own() -> None:
    saturday = date(2026, 3, 14)
    half = Calendar(hours=(*CALENDAR.hours[:5], ((time(7, 0), time(11, 30)),), ()))
    assert due(Limit(1, "working_days"), at("2026-03-13 09:00"), half).at == at("2026-03-14 11:30")
    exchanged = Calendar(working=MappingProxyType({saturday: "bù"}))
    assert exchanged.closing(saturday) == at("2026-03-14 17:00")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), 12, date(2027, 3, 31)),
    ],
)
def test_months_end_on_the_last_day_there_is(day, months, expected) -> None:
    assert add_months(day, months) == expected


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1), timezones=st.just(UTC))
LIMITS = st.builds(Limit, st.integers(0, 40), st.sampled_from(UNITS))


@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=10)), LIMITS, st.sampled_from([None, CUT_OFF]))
def test_who_files_later_is_never_due_earlier(start, later, limit, cut_off) -> None:
    assert due(limit, start, CALENDAR, cut_off).at <= due(limit, start + later, CALENDAR, cut_off).at


@given(INSTANTS, LIMITS, st.sampled_from([None, CUT_OFF]))
def test_a_longer_limit_is_never_due_earlier_and_ends_in_office_hours(start, limit, cut_off) -> None:
    found = due(limit, start, CALENDAR, cut_off).at
    assert found <= due(Limit(limit.amount + 1, limit.unit), start, CALENDAR, cut_off).at
    local = CALENDAR.local(found)
    assert any(since <= local.time() <= until for since, until in CALENDAR.spans(local.date()))


@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=20)), st.integers(0, 60))
def test_office_time_added_is_office_time_passed(start, _unused, hours) -> None:
    end = CALENDAR.after_work(start, timedelta(hours=hours))
    assert CALENDAR.worked(start, end) == timedelta(hours=hours)


@given(INSTANTS, LIMITS, st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_pause_never_takes_time_away(start, limit, pause) -> None:
    first = due(limit, start, CALENDAR).at
    assert shifted(first, limit.unit, start, start + pause, CALENDAR) >= first


@settings(max_examples=15)
@given(INSTANTS, LIMITS)
def test_the_servers_own_zone_does_not_matter(start, limit) -> None:
    found = set()
    before = os.environ.get("TZ")
    try:
        for zone in ("UTC", "America/New_York", "Asia/Tokyo"):
            os.environ["TZ"] = zone
            system_time.tzset()
            found.add(due(limit, start, CALENDAR, CUT_OFF).at)
    finally:
        if before is None:
            os.environ.pop("TZ")
        else:
            os.environ["TZ"] = before
        system_time.tzset()
    assert len(found) == 1
