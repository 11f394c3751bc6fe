"""Reporting periods: the days that a month, a quarter and a year of reports have, and their instants."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formengine.reports.periods import PERIODS, Span, period

REGULAR = sorted(set(PERIODS) - {"nine"})
# By decree 09/2019: each begins on the 15th and ends on the 14th.
CASES = [
    ("month", "2026-11-14", "2026-10-15", "2026-11-14"),
    ("month", "2026-11-15", "2026-11-15", "2026-12-14"),
    ("month", "2026-12-15", "2026-12-15", "2027-01-14"),
    ("month", "2026-01-14", "2025-12-15", "2026-01-14"),
    ("quarter", "2026-03-14", "2025-12-15", "2026-03-14"),
    ("quarter", "2026-03-15", "2026-03-15", "2026-06-14"),
    ("quarter", "2026-12-31", "2026-12-15", "2027-03-14"),
    ("half", "2026-06-14", "2025-12-15", "2026-06-14"),
    ("half", "2026-06-15", "2026-06-15", "2026-12-14"),
    ("nine", "2026-11-23", "2025-12-15", "2026-09-14"),
    ("year", "2026-12-14", "2025-12-15", "2026-12-14"),
    ("year", "2026-12-15", "2026-12-15", "2027-12-14"),
]


@pytest.mark.parametrize(("name", "today", "first", "last"), CASES)
def test_reporting_periods_run_from_the_15th_to_the_14th(name: str, today: str, first: str, last: str) -> None:
    found = period(name, date.fromisoformat(today), 15)
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("month", "2026-11-01", "2026-11-30"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("half", "2026-07-01", "2026-12-31"),
        ("nine", "2026-01-01", "2026-09-30"),
        ("year", "2026-01-01", "2026-12-31"),
    ],
)
def test_an_installation_may_count_calendar_months(name: str, first: str, last: str) -> None:
    assert period(name, date(2026, 11, 23), 1) == (date.fromisoformat(first), date.fromisoformat(last))


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 28), st.sampled_from(sorted(set(PERIODS) - {"nine"}))
)
def test_every_day_is_in_one_period_and_the_next_one_follows_at_once(today: date, first_day: int, name: str) -> None:
    first, last = period(name, today, first_day)
    assert first <= today <= last
    following = period(name, last + timedelta(days=1), first_day)
    assert following[0] == last + timedelta(days=1)
    assert period(name, first, first_day) == (first, last)


def test_a_period_begins_and_ends_with_local_days_and_not_after_now() -> None:
    now = datetime(2026, 11, 23, 5, tzinfo=UTC)
    span = Span(date(2026, 11, 15), date(2026, 11, 16), "Asia/Ho_Chi_Minh", now)
    assert (span.since, span.until) == (
        datetime(2026, 11, 14, 17, tzinfo=UTC),
        datetime(2026, 11, 16, 17, tzinfo=UTC),
    )
    assert Span(date(2026, 11, 15), date(2026, 12, 14), "Asia/Ho_Chi_Minh", now).until == now
    ahead = Span(date(2026, 12, 15), date(2026, 12, 20), "Asia/Ho_Chi_Minh", now)
    assert ahead.since == ahead.until
