from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from formengine.accounts.people import add_person
from formengine.accounts.staff import administered, administers, appoint, is_last_administrator, positions_of
from formengine.database import Database
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies
from submissions.actors import SYSTEM, Actor

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SINCE = date(2025, 7, 1)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        upsert_agencies(
            opened,
            [
                {"code": "P", "name": "Tỉnh", "type": "ubnd-tinh"},
                {"code": "W", "name": "Phường", "type": "ubnd-xa", "parent": "P"},
                {"code": "V", "name": "Phường khác", "type": "ubnd-xa", "parent": "P"},
                {"code": "X", "name": "Hội", "type": "hoi"},
            ],
        )
        yield opened


@pytest.mark.parametrize(
    ("code", "role", "there", "allowed"),
    [
        ("W", "administrator", "W", True),
        ("P", "administrator", "W", True),
        ("W", "administrator", "P", False),
        ("W", "administrator", "V", False),
        ("W", "leader", "W", False),
        ("W", "officer", "W", False),
        ("P", "administrator", "X", True),  # under nobody and without one of its own
        ("W", "administrator", "X", False),
    ],
)
def test_administrators_administer_their_agency_and_those_below(
    connection: Connection, code: str, role: str, there: str, allowed: bool
) -> None:
    register = agencies_of(connection)
    me = add_person(connection, key=b"k", at=NOW, full_name="Lê Mẫu An")
    appoint(connection, me, register.by_code(code).id, role, valid_from=SINCE)
    agency = register.by_code(there).id
    assert administers(connection, Actor("person", me), register, agency, TODAY) is allowed
    assert not administers(connection, Actor("person", "somebody"), register, agency, TODAY)
    assert not administers(connection, SYSTEM, register, agency, TODAY)
    assert not administers(connection, Actor("person", me), register, agency, SINCE - timedelta(days=1))


def test_what_one_administers_of_several_agencies_is_asked_at_once(connection: Connection) -> None:
    register, asked = agencies_of(connection), []
    ids = {code: register.by_code(code).id for code in "PWV"}
    me = add_person(connection, key=b"k", at=NOW, full_name="Lê Mẫu An")
    appoint(connection, me, ids["W"], "administrator", valid_from=SINCE)
    event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert administered(connection, Actor("person", me), register, ids.values(), TODAY) == {ids["W"]}
    assert len(asked) == 2  # of the agencies and those above, then of the heads, for where there is nobody


def test_the_last_administrator_of_an_agency_is_known(connection: Connection) -> None:
    agency = agencies_of(connection).by_code("W").id
    one, other = (add_person(connection, key=b"k", at=NOW, full_name=name) for name in ("Lê Mẫu An", "Lê Mẫu Bình"))
    first = appoint(connection, one, agency, "administrator", valid_from=SINCE)
    officer = appoint(connection, other, agency, "officer", valid_from=SINCE)
    assert is_last_administrator(connection, first, TODAY)
    assert not is_last_administrator(connection, officer, TODAY)
    appoint(connection, other, agency, "administrator", valid_from=SINCE, valid_to=TODAY)
    assert is_last_administrator(connection, first, TODAY)
    appoint(connection, other, agency, "administrator", valid_from=SINCE)
    assert not is_last_administrator(connection, first, TODAY)
    assert {held.role for held in positions_of(connection, other, TODAY)} == {"officer", "administrator"}
