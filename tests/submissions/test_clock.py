"""The clock against a paper calendar, and what must hold for every limit, calendar and pause."""

import os
import time as system_time
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest
from clock_cases import CASES, Case
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formengine.registers.calendars import public_holidays
from submissions.calendar import OFFICE_WEEK, Calendar, calendar_from, zone_of
from submissions.clock import (
    MOST,
    RESUMES,
    UNITS,
    Extension,
    Limit,
    Pause,
    Rules,
    add_months,
    appointment,
    due,
    merged,
)

OFF, WORKING = public_holidays("VN", 2029)
CALENDAR = Calendar(off=OFF, working=WORKING)
HANOI = zone_of("Asia/Ho_Chi_Minh")
CUT_OFF = time(15, 0)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def week(days: tuple[str, ...]):
    """A week from "07:00-11:30 13:30-17:00" for each day."""
    spans = [[span.split("-") for span in day.split()] for day in days]
    return tuple(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in day) for day in spans)


def counted(case: Case):
    calendar = Calendar(hours=week(case.hours) if case.hours else OFFICE_WEEK, off=OFF, working=WORKING)
    rules = Rules(Limit(*case.limit), time.fromisoformat(case.cut_off) if case.cut_off else None, case.resume)
    pauses = [Pause(at(since), at(until) if until else None, why) for since, until, why in case.pauses]
    extension = Extension(*map(at, case.extended)) if case.extended else None
    return appointment(rules, at(case.received), calendar, pauses, extension)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_limit_runs_out_when_the_paper_calendar_says(case) -> None:
    assert counted(case).at == at(case.due), case.how


def test_the_table_is_long_enough_and_every_case_says_how_it_was_counted() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.how for case in CASES)


# --- the explanation ---------------------------------------------------------------------------------------


def notes_of(name: str) -> list[tuple[str, str, str]]:
    case = next(case for case in CASES if case.name == name)
    return [(note.code, note.day.isoformat(), note.text) for note in counted(case).notes]


def test_the_explanation_tells_the_way_in_its_order() -> None:
    assert notes_of("Giỗ Tổ and the days that follow it") == [
        ("received", "2026-04-24", "16:20"),
        ("holiday", "2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        ("after_cut_off", "2026-04-28", "15:00"),
        ("holiday", "2026-04-30", "Ngày Chiến thắng"),
        ("holiday", "2026-05-01", "Ngày Quốc tế Lao động"),
        ("due", "2026-05-05", ""),
    ]


def test_the_explanation_names_worked_saturdays_moved_ends_and_what_was_lost() -> None:
    assert ("swapped", "2026-08-22") in [note[:2] for note in notes_of("a Saturday worked in exchange")]
    assert ("moved", "2026-11-25", "Ngày Văn hóa Việt Nam") in notes_of("calendar days ending on 24/11")
    assert ("day_off", "2026-03-09", "") in notes_of("on a Sunday")
    assert ("after_closing", "2026-03-10", "") in notes_of("after closing")
    assert ("anew", "2026-03-20", "") in notes_of("anew after a supplement")
    assert ("stands_still", "2026-03-10", "supplement") in notes_of("a pause that lasts")
    assert ("extended", "2026-03-23", "") in notes_of("extended")


def test_overlapping_pauses_are_told_as_one_with_what_they_took() -> None:
    case = next(case for case in CASES if case.name == "two overlapping pauses")
    told = [note for note in counted(case).notes if note.code == "paused"]
    assert [(note.day, note.until, note.amount, note.text) for note in told] == [
        (date(2026, 3, 10), date(2026, 3, 13), 3, "payment+supplement")
    ]


def test_the_instant_from_which_it_counts_is_given() -> None:
    assert due(Limit(1, "working_days"), at("2026-02-13 16:20"), CALENDAR, CUT_OFF).counted_from == at(
        "2026-02-23 07:00"
    )
    assert due(Limit(1, "working_days"), at("2026-02-13 16:20"), CALENDAR).counted_from == at("2026-02-13 16:20")


# --- what is refused ----------------------------------------------------------------------------------------


def test_a_calendar_that_never_works_says_so() -> None:
    with pytest.raises(OverflowError, match="no working day"):
        due(Limit(1, "working_days"), at("2026-03-09 09:00"), Calendar(hours=((),) * 7))


@pytest.mark.parametrize(("amount", "unit"), [(-1, "days"), (MOST + 1, "days"), (1, "weeks")])
def test_what_is_no_limit_is_refused(amount, unit) -> None:
    with pytest.raises(ValueError, match="no limit"):
        Limit(amount, unit)
    with pytest.raises(ValueError, match="goes on by"):
        Rules(Limit(1, "days"), resume="restart")


def test_a_limit_beyond_the_calendars_end_is_an_overflow_in_every_unit() -> None:
    for unit in ("days", "months", "working_days"):
        with pytest.raises(OverflowError):
            due(Limit(MOST, unit), at("9998-03-09 09:00"), CALENDAR)


# --- calendars ----------------------------------------------------------------------------------------------


def test_an_exchange_day_has_mondays_hours() -> None:
    exchanged = Calendar(working=MappingProxyType({date(2026, 3, 14): "bù"}))
    assert exchanged.closing(date(2026, 3, 14)) == at("2026-03-14 17:00")


def test_a_calendar_is_read_as_it_was_written_and_its_digest_names_it() -> None:
    read = calendar_from(CALENDAR.text)
    assert read == CALENDAR
    assert read.digest == CALENDAR.digest
    assert Calendar(off=MappingProxyType({date(2026, 3, 9): "x"})).digest != Calendar().digest
    assert Calendar(zone="UTC").digest != Calendar().digest


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


# --- what holds always --------------------------------------------------------------------------------------

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1), timezones=st.just(UTC))
LIMITS = st.builds(Limit, st.integers(0, 40), st.sampled_from(UNITS))
CUT_OFFS = st.sampled_from([None, CUT_OFF])
RULES = st.builds(Rules, LIMITS, CUT_OFFS, st.sampled_from(RESUMES))
WHYS = st.sampled_from(["supplement", "payment", "authority"])


@st.composite
def pausing(draw, most: int = 4):
    """A start and pauses after it, in any order, overlapping or not."""
    start = draw(INSTANTS)
    spans = st.tuples(st.timedeltas(timedelta(), timedelta(days=30)), st.timedeltas(timedelta(), timedelta(days=20)))
    pauses = [
        Pause(start + since, start + since + length, draw(WHYS))
        for since, length in draw(st.lists(spans, max_size=most))
    ]
    return start, pauses


@settings(deadline=None)
@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=10)), LIMITS, CUT_OFFS)
def test_who_files_later_is_never_due_earlier(start, later, limit, cut_off) -> None:
    assert due(limit, start, CALENDAR, cut_off).at <= due(limit, start + later, CALENDAR, cut_off).at


@settings(deadline=None)
@given(pausing(), RULES)
def test_a_longer_limit_is_never_due_earlier_and_ends_in_office_hours(told, rules) -> None:
    start, pauses = told
    found = appointment(rules, start, CALENDAR, pauses).at
    longer = Rules(Limit(rules.limit.amount + 1, rules.limit.unit), rules.cut_off, rules.resume)
    assert found <= appointment(longer, start, CALENDAR, pauses).at
    local = CALENDAR.local(found)
    assert any(since <= local.time() <= until for since, until in CALENDAR.spans(local.date()))


@settings(deadline=None)
@given(INSTANTS, st.integers(0, 60))
def test_office_time_added_is_office_time_passed(start, hours) -> None:
    end = CALENDAR.after_work(start, timedelta(hours=hours))
    assert CALENDAR.worked(start, end) == timedelta(hours=hours)


@settings(deadline=None)
@given(INSTANTS, st.integers(0, 30), st.integers(0, 30))
def test_hours_and_days_add_up(start, one, other) -> None:
    """Counting on from where the first part ended is counting the whole."""
    hours = due(Limit(one, "working_hours"), start, CALENDAR).at
    assert due(Limit(other, "working_hours"), hours, CALENDAR).at in (
        due(Limit(one + other, "working_hours"), start, CALENDAR).at,
        CALENDAR.first_open(due(Limit(one + other, "working_hours"), start, CALENDAR).at),
    )
    whole = due(Limit(one + other, "working_days"), start, CALENDAR).at
    morning = CALENDAR.opening(CALENDAR.local(due(Limit(one, "working_days"), start, CALENDAR).at).date())
    assert due(Limit(other, "working_days"), morning, CALENDAR).at == whole


@settings(deadline=None)
@given(pausing(), RULES, st.timedeltas(timedelta(), timedelta(days=10)), WHYS)
def test_one_more_pause_is_never_due_earlier(told, rules, length, why) -> None:
    start, pauses = told
    # A month from 30 January ends with one from 28 January: counted anew it may give back a day of an earlier pause.
    assume(rules.resume == "shift" or rules.limit.unit != "months")
    before = appointment(rules, start, CALENDAR, pauses).at
    last = max((pause.until for pause in pauses), default=start)
    assert appointment(rules, start, CALENDAR, [*pauses, Pause(last, last + length, why)]).at >= before


@settings(deadline=None)
@given(pausing(), RULES, st.data())
def test_a_pause_cut_in_two_takes_what_it_took_whole(told, rules, data) -> None:
    start, pauses = told
    rules = Rules(rules.limit, rules.cut_off, "shift")
    if not pauses:
        return
    cut = data.draw(st.sampled_from(pauses))
    middle = cut.since + (cut.until - cut.since) * data.draw(st.floats(0, 1))
    parts = [pause for pause in pauses if pause is not cut]
    parts += [Pause(cut.since, middle, cut.why), Pause(middle, cut.until, cut.why)]
    assert appointment(rules, start, CALENDAR, parts).at == appointment(rules, start, CALENDAR, pauses).at


@settings(deadline=None)
@given(pausing(), st.randoms())
def test_pauses_count_once_in_whatever_order_they_are_told(told, random) -> None:
    start, pauses = told
    once = merged(pauses, start)
    assert all(one.until < other.since for one, other in pairwise(once))
    shuffled = [*pauses, *pauses]
    random.shuffle(shuffled)
    assert [(one.since, one.until) for one in merged(shuffled, start)] == [(one.since, one.until) for one in once]


@settings(deadline=None)
@given(pausing(), RULES)
def test_a_pause_that_still_lasts_moves_nothing(told, rules) -> None:
    start, pauses = told
    lasting = Pause(start + timedelta(days=60), None, "supplement")
    with_it = appointment(rules, start, CALENDAR, [*pauses, lasting])
    assert with_it.at == appointment(rules, start, CALENDAR, pauses).at
    assert with_it.notes[-2].code == "stands_still"


@settings(max_examples=15, deadline=None)
@given(pausing(), RULES)
def test_the_servers_own_zone_does_not_matter(told, rules) -> None:
    start, pauses = told
    found = set()
    before = os.environ.get("TZ")
    try:
        for zone in ("UTC", "America/New_York", "Asia/Tokyo"):
            os.environ["TZ"] = zone
            system_time.tzset()
            found.add(appointment(rules, start, CALENDAR, pauses))
    finally:
        if before is None:
            os.environ.pop("TZ")
        else:
            os.environ["TZ"] = before
        system_time.tzset()
    assert len(found) == 1
