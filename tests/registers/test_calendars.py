from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from formengine.database import Database
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies
from formengine.registers.calendars import calendar_for, entered_days, forget_calendar_day, set_calendar_day
from submissions.clock import Limit, due


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        upsert_agencies(
            opened,
            [
                {"code": "W", "name": "Phường", "type": "ubnd-xa", "areas": ["25760"]},
                {"code": "D", "name": "Một cửa", "type": "mot-cua-xa", "parent": "W"},
                {"code": "H", "name": "Hà Nội", "type": "ubnd-tinh", "office_hours": {"tue": [["08:00", "12:00"]]}},
            ],
        )
        yield opened


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 17), "Tết Nguyên Đán"),
        (date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2027, 1, 1), "Tết Dương lịch"),
    ],
)
def test_public_holidays_are_off_and_have_their_names(connection: Connection, day: date, name: str) -> None:
    calendar = calendar_for(connection)
    assert calendar.off[day] == name
    assert not calendar.is_working(day)


def test_a_saturday_worked_in_exchange_is_a_working_day(connection: Connection) -> None:
    calendar = calendar_for(connection)
    assert calendar.is_working(date(2026, 8, 22))
    assert not calendar.is_working(date(2026, 8, 31))
    assert not calendar.is_working(date(2026, 8, 15))


def test_a_limit_steps_over_a_holiday(connection: Connection) -> None:
    filed = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 9 o'clock; the next day is off
    found = due(Limit(1, "working_days"), filed, calendar_for(connection))
    assert found.at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_an_administrator_corrects_the_calendar_for_everybody(connection: Connection) -> None:
    set_calendar_day(connection, date(2026, 11, 24), "working", "Làm việc bình thường", basis="Thông báo 1")
    set_calendar_day(connection, date(2026, 11, 25), "off", "Nghỉ bão")
    calendar = calendar_for(connection)
    assert calendar.is_working(date(2026, 11, 24))
    assert date(2026, 11, 24) not in calendar.off
    assert calendar.off[date(2026, 11, 25)] == "Nghỉ bão"
    forget_calendar_day(connection, date(2026, 11, 24))
    assert not calendar_for(connection).is_working(date(2026, 11, 24))
    assert entered_days(connection, 2026) == [(date(2026, 11, 25), "off", "Nghỉ bão", "", "")]


def test_a_day_off_of_one_province_counts_for_its_agencies_alone(connection: Connection) -> None:
    storm = date(2026, 11, 25)
    set_calendar_day(connection, storm, "off", "Nghỉ bão", area="79")
    register = agencies_of(connection)
    assert not calendar_for(connection, register.by_code("W")).is_working(storm)
    assert not calendar_for(connection, register.by_code("D")).is_working(storm)
    assert calendar_for(connection).is_working(storm)


def test_what_a_commune_enters_comes_before_what_its_province_entered(connection: Connection) -> None:
    storm = date(2026, 11, 25)
    set_calendar_day(connection, storm, "working", "Trực bão", area="25760")
    set_calendar_day(connection, storm, "off", "Nghỉ bão", area="79")
    assert calendar_for(connection, agencies_of(connection).by_code("W")).is_working(storm)


def test_an_agency_counts_with_its_own_hours(connection: Connection) -> None:
    calendar = calendar_for(connection, agencies_of(connection).by_code("H"))
    assert [calendar.is_working(date(2026, 11, day)) for day in (16, 17, 18)] == [False, True, False]


def test_equal_agencies_share_one_calendar(connection: Connection) -> None:
    register = agencies_of(connection)
    assert calendar_for(connection, register.by_code("W")) is calendar_for(connection, register.by_code("D"))


def test_a_country_without_holidays_says_which_setting_is_wrong(connection: Connection) -> None:
    with pytest.raises(ValueError, match="FORMENGINE_COUNTRY"):
        calendar_for(connection, country="XX")
