from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from formengine.accounts.officials import lists_of
from formengine.accounts.people import add_person, change_person
from formengine.accounts.staff import appoint, end_position
from formengine.database import Database
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies
from formengine.registers.lists import load_list_edition
from formengine.registers.problems import RegisterError

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2026, 11, 22)
SINCE = date(2025, 7, 1)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        upsert_agencies(
            opened,
            [
                {"code": "A", "name": "Ủy ban", "name_en": "Committee", "type": "t"},
                {"code": "B", "name": "Ban", "type": "t", "valid_to": "2026-01-01"},
            ],
        )
        yield opened


def labels(connection: Connection, name: str, day: date = DAY) -> list[str]:
    return [item.label for item in lists_of(connection).edition(name, day).items]


def test_agencies_in_force_are_a_list(connection: Connection) -> None:
    assert labels(connection, "agency") == ["Ủy ban"]
    assert labels(connection, "agency", date(2026, 1, 1)) == ["Ban", "Ủy ban"]


def test_officials_are_a_list_within_their_agency_while_they_hold_a_position(connection: Connection) -> None:
    agency = agencies_of(connection).by_code("A").id
    person = add_person(connection, key=KEY, at=NOW, full_name="Lê Mẫu Văn")
    position = appoint(connection, person, agency, "officer", valid_from=SINCE)
    item = lists_of(connection).edition("official", DAY).items[0]
    assert (item.code, item.label, item.label_en, item.parent) == (
        person, "Lê Mẫu Văn – Ủy ban", "Lê Mẫu Văn – Committee", "A",
    )  # fmt: skip
    change_person(connection, person, full_name="Lê Mẫu Vân")
    assert labels(connection, "official") == ["Lê Mẫu Vân – Ủy ban"]
    end_position(connection, position, date(2026, 11, 21))
    assert labels(connection, "official") == []
    assert labels(connection, "official", date(2026, 11, 21)) == ["Lê Mẫu Vân – Ủy ban"]


def test_administrators_are_nobody_to_choose(connection: Connection) -> None:
    person = add_person(connection, key=KEY, at=NOW, full_name="Lê Mẫu Văn")
    appoint(connection, person, agencies_of(connection).by_code("A").id, "administrator", valid_from=SINCE)
    assert labels(connection, "official") == []


def test_days_with_the_same_entries_share_an_edition(connection: Connection) -> None:
    lists = lists_of(connection)
    assert lists.edition("agency", DAY) is lists.edition("agency", date(2026, 5, 1))
    assert lists.edition("agency", DAY).digest != lists.edition("agency", date(2026, 1, 1)).digest


def test_shipped_lists_stand_beside_the_live_ones(connection: Connection) -> None:
    assert lists_of(connection).edition("ethnic-group", DAY).by_code["01"].label == "Kinh"
    assert {"agency", "official", "commune"} <= set(lists_of(connection).names())
    with pytest.raises(KeyError, match="no list 'none'"):
        lists_of(connection).edition("none", DAY)


def test_a_loaded_edition_comes_before_the_shipped_one_on_its_days(connection: Connection) -> None:
    content = "code,name,name_en,parent\n01,Kinh (mới),,\n".encode()
    assert load_list_edition(connection, "ethnic-group", "new", content, valid_from=date(2027, 1, 1))
    assert labels(connection, "ethnic-group", date(2027, 1, 1)) == ["Kinh (mới)"]
    assert len(labels(connection, "ethnic-group", DAY)) > 50


def test_an_edition_never_changes(connection: Connection) -> None:
    content = b"code,name\n1,One\n"
    assert load_list_edition(connection, "own", "first", content, valid_from=SINCE)
    assert not load_list_edition(connection, "own", "first", content, valid_from=SINCE)
    with pytest.raises(RegisterError, match="exists with other contents"):
        load_list_edition(connection, "own", "first", b"code,name\n1,Two\n", valid_from=SINCE)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"name\nx\n", "lacks the columns code"),
        (b"code,name\n", "no entries"),
        (b"code,name\n1,\n", "line 2: code and name"),
        (b"code,name\n1,a\n1,b\n", "line 3: the code '1' stands twice"),
    ],
)
def test_a_faulty_list_is_refused(connection: Connection, content: bytes, problem: str) -> None:
    with pytest.raises(RegisterError, match=problem):
        load_list_edition(connection, "own", "first", content, valid_from=SINCE)
