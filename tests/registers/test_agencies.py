from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlalchemy import Connection

from formengine.database import Database
from formengine.registers.agencies import Agencies, UnknownAgency, agencies_of
from formengine.registers.agency_files import load_agencies, upsert_agencies
from formengine.registers.problems import RegisterError

TODAY = date(2026, 11, 22)
PROVINCE = {"code": "P", "name": "Tỉnh", "name_en": "Province", "type": "ubnd-tinh", "areas": ["79"]}
DEPARTMENT = {"code": "P.1", "name": "Sở", "type": "so-xay-dung", "parent": "P", "one_stop": "P.2", "areas": ["79"]}
CENTRE = {"code": "P.2", "name": "Trung tâm", "type": "mot-cua-tinh", "parent": "P", "areas": ["79"]}
WARD = {"code": "W", "name": "Phường", "type": "ubnd-xa", "parent": "P", "areas": ["25760"]}
ARMY = {"code": "A", "name": "Quân sự", "type": "bo-chi-huy-quan-su"}


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        upsert_agencies(opened, [PROVINCE, DEPARTMENT, CENTRE, WARD, ARMY])
        yield opened


@pytest.fixture
def register(connection: Connection) -> Agencies:
    return agencies_of(connection)


def test_a_commune_is_served_by_its_own_agency_and_by_those_of_its_province(register: Agencies) -> None:
    assert register.serving("ubnd-xa", "25760", TODAY).code == "W"
    assert register.serving("so-xay-dung", "25760", TODAY).code == "P.1"


def test_nobody_serves_another_commune_and_the_message_says_what_to_do(register: Agencies) -> None:
    with pytest.raises(UnknownAgency, match=r"'ubnd-xa' serves the area '25747'.*agency load") as refused:
        register.serving("ubnd-xa", "25747", TODAY)
    assert (refused.value.type, refused.value.area) == ("ubnd-xa", "25747")


def test_the_receiving_desk_is_the_one_stop_or_the_agency_itself(register: Agencies) -> None:
    assert register.one_stop_of(register.by_code("P.1")).code == "P.2"
    assert register.one_stop_of(register.by_code("W")).code == "W"


def test_above_is_the_nearest_of_a_type_that_one_belongs_to(register: Agencies) -> None:
    assert register.above(register.by_code("W"), "ubnd-tinh").code == "P"
    with pytest.raises(UnknownAgency, match="stands above P"):
        register.above(register.by_code("P"), "ubnd-tinh")


def test_near_finds_what_serves_the_same_province_or_exists_once(register: Agencies) -> None:
    ward = register.by_code("W")
    assert register.near(ward, "so-xay-dung", TODAY).code == "P.1"
    assert register.near(ward, "bo-chi-huy-quan-su", TODAY).code == "A"
    with pytest.raises(UnknownAgency, match="0 agencies"):
        register.near(ward, "so-y-te", TODAY)


def test_near_does_not_guess_between_two(connection: Connection) -> None:
    upsert_agencies(connection, [ARMY | {"code": "B"}])
    register = agencies_of(connection)
    with pytest.raises(UnknownAgency, match="2 agencies"):
        register.near(register.by_code("W"), "bo-chi-huy-quan-su", TODAY)


def test_names_are_told_in_the_language_where_there_is_one(register: Agencies) -> None:
    assert register.name(register.by_code("P").id, "en") == "Province"
    assert register.name(register.by_code("W").id, "en") == "Phường"


def test_an_agency_that_ended_serves_no_more_and_its_successor_takes_over(connection: Connection) -> None:
    new = WARD | {"code": "W2", "valid_from": "2026-01-01"}
    upsert_agencies(connection, [new, WARD | {"valid_to": "2025-12-31", "successor": "W2"}])
    register = agencies_of(connection)
    assert register.serving("ubnd-xa", "25760", date(2025, 12, 31)).code == "W"
    assert register.serving("ubnd-xa", "25760", date(2026, 1, 1)).code == "W2"
    assert register.in_force(register.by_code("W"), TODAY).code == "W2"
    assert [agency.code for agency in register.of_type("ubnd-xa", TODAY)] == ["W2"]


def test_an_area_can_pass_from_one_agency_to_another(connection: Connection) -> None:
    moved = {"code": "25760", "valid_to": "2025-12-31"}
    taken = {"code": "V", "name": "V", "type": "ubnd-xa", "areas": [{"code": "25760", "valid_from": "2026-01-01"}]}
    upsert_agencies(connection, [WARD | {"areas": [moved]}, taken])
    register = agencies_of(connection)
    assert register.serving("ubnd-xa", "25760", date(2025, 12, 31)).code == "W"
    assert register.serving("ubnd-xa", "25760", TODAY).code == "V"
    assert register.by_code("W").areas_on(TODAY) == ()


def test_loading_again_replaces_and_keeps_the_id(connection: Connection) -> None:
    before = agencies_of(connection).by_code("W").id
    hours = {"mon": [["08:00", "12:00"]]}
    upsert_agencies(connection, [WARD | {"name": "Phường mới", "office_hours": hours}])
    after = agencies_of(connection).by_code("W")
    assert (after.id, after.name) == (before, "Phường mới")
    assert after.office_hours == (((time(8), time(12)),), (), (), (), (), (), ())
    assert len(agencies_of(connection).all()) == 5


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"code": "", "name": "N", "type": "t"}, "agencies/0/code: is missing"),
        ({"code": "N", "name": "N", "type": "t", "colour": "red"}, "agencies/0/colour: is unknown"),
        ({"code": "N", "name": "N", "type": "t", "parent": "none"}, "no agency has the code 'none'"),
        ({"code": "N", "name": "N", "type": "t", "parent": "N"}, "leads in a circle"),
        ({"code": "N", "name": "N", "type": "t", "zone": "Mars"}, "'Mars' is no time zone"),
        ({"code": "N", "name": "N", "type": "t", "valid_from": "1/7/2025"}, "write a day as 2025-07-01"),
        ({"code": "N", "name": "N", "type": "t", "areas": [7]}, "agencies/0/areas/0: write a code"),
        ({"code": "N", "name": "N", "type": "t", "office_hours": {"mon": [["9", "8"]]}}, "office hours of mon"),
        ({"code": "N", "name": 5, "type": "t"}, "agencies/0/name: write text"),
        ({"code": "P", "name": "P", "type": "t", "parent": "W"}, "leads in a circle"),
    ],
)
def test_a_faulty_file_is_refused_whole(connection: Connection, entry: dict, problem: str) -> None:
    before = agencies_of(connection).all()
    with pytest.raises(RegisterError, match=problem):
        upsert_agencies(connection, [entry, {"code": "Z", "name": "Z", "type": "t"}])
    assert agencies_of(connection).all() == before


@pytest.mark.parametrize("source", [b"", b"[]", b"{}", b'{"agencies": 5}', b"\xff"])
def test_what_is_no_file_of_agencies_is_refused(connection: Connection, source: bytes) -> None:
    with pytest.raises(RegisterError):
        load_agencies(connection, source)


def test_two_of_one_code_in_a_file_are_refused(connection: Connection) -> None:
    with pytest.raises(RegisterError, match="stands twice"):
        upsert_agencies(connection, [ARMY, ARMY])
