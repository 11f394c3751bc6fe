from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from formengine.database import Database
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies
from formengine.registers.settings import end_setting, set_setting, setting_values_of, settings_on

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)
DAY = date(2026, 11, 22)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        upsert_agencies(opened, [{"code": code, "name": code, "type": "t"} for code in "AB"])
        yield opened


@pytest.fixture
def agency(connection: Connection) -> str:
    return agencies_of(connection).by_code("A").id


def test_an_agency_s_figure_comes_before_the_owner_s_and_stays_at_home(connection: Connection, agency: str) -> None:
    set_setting(connection, "1.001193", "fee", 5000, valid_from=date(2025, 1, 1), at=NOW)
    set_setting(connection, "1.001193", "fee", 8000, agency=agency, valid_from=date(2026, 1, 1), at=NOW)
    other = agencies_of(connection).by_code("B").id
    assert settings_on(connection, "1.001193", agency, DAY) == {"fee": 8000}
    assert settings_on(connection, "1.001193", agency, date(2025, 12, 31)) == {"fee": 5000}
    assert settings_on(connection, "1.001193", other, DAY) == {"fee": 5000}
    assert settings_on(connection, "1.001193", None, DAY) == {"fee": 5000}
    assert settings_on(connection, "2.000815", agency, DAY) == {}


def test_a_new_figure_counts_from_its_day_and_the_old_one_stays_for_the_past(connection: Connection) -> None:
    set_setting(connection, "P", "hours", 8, valid_from=date(2025, 1, 1), at=NOW)
    set_setting(connection, "P", "hours", 4, valid_from=date(2027, 1, 1), basis="QĐ 1", by="someone", at=NOW)
    assert settings_on(connection, "P", None, date(2026, 12, 31)) == {"hours": 8}
    assert settings_on(connection, "P", None, date(2027, 1, 1)) == {"hours": 4}
    assert [(one.value, one.basis, one.set_by) for one in setting_values_of(connection, "P", None)] == [
        (8, "", ""),
        (4, "QĐ 1", "someone"),
    ]


def test_a_correction_replaces_what_was_entered_before_for_the_same_day(connection: Connection) -> None:
    set_setting(connection, "P", "hours", 8, valid_from=date(2025, 1, 1), at=LATER)
    set_setting(connection, "P", "hours", 6, valid_from=date(2025, 1, 1), at=NOW)
    assert settings_on(connection, "P", None, DAY) == {"hours": 8}


def test_what_was_reckoned_before_a_correction_keeps_the_figure_that_was_known(connection: Connection) -> None:
    set_setting(connection, "P", "hours", 8, valid_from=date(2025, 1, 1), at=NOW)
    set_setting(connection, "P", "hours", 6, valid_from=date(2025, 1, 1), at=LATER)
    assert settings_on(connection, "P", None, DAY, NOW) == {"hours": 8}
    assert settings_on(connection, "P", None, DAY, LATER) == settings_on(connection, "P", None, DAY) == {"hours": 6}
    assert settings_on(connection, "P", None, DAY, NOW.replace(year=2025)) == {}


def test_a_figure_decided_for_a_later_day_outlives_a_correction_of_the_days_before(connection: Connection) -> None:
    set_setting(connection, "P", "hours", 4, valid_from=date(2027, 1, 1), at=NOW)
    set_setting(connection, "P", "hours", 8, valid_from=date(2025, 1, 1), at=LATER)
    assert settings_on(connection, "P", None, DAY) == {"hours": 8}
    assert settings_on(connection, "P", None, date(2027, 1, 1)) == {"hours": 4}


def test_a_figure_that_ended_leaves_the_general_one(connection: Connection, agency: str) -> None:
    set_setting(connection, "P", "note", {"vi": "chữ"}, valid_from=date(2025, 1, 1), at=NOW)
    own = set_setting(connection, "P", "note", "khác", agency=agency, valid_from=date(2025, 1, 1), at=NOW)
    end_setting(connection, own, date(2026, 11, 21))
    assert settings_on(connection, "P", agency, date(2026, 11, 21)) == {"note": "khác"}
    assert settings_on(connection, "P", agency, DAY) == {"note": {"vi": "chữ"}}
