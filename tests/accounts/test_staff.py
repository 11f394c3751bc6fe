from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from formengine.accounts.people import add_person
from formengine.accounts.staff import appoint, is_last_administrator, may_appoint, positions_of
from formengine.database import Database
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies
from submissions.actors import SYSTEM, Actor, Position

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
    ],
)
def test_administrators_appoint_in_their_agency_and_below(
    connection: Connection, code: str, role: str, there: str, allowed: bool
) -> None:
    register = agencies_of(connection)
    actor = Actor("person", "me", (Position(register.by_code(code).id, role),))
    assert may_appoint(actor, register, register.by_code(there).id, "somebody") is allowed
    assert not may_appoint(actor, register, register.by_code(there).id, "me")
    assert may_appoint(SYSTEM, register, register.by_code(there).id, "somebody")


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
