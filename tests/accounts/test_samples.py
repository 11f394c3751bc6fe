import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from formengine.accounts.known import known_data
from formengine.accounts.passwords import passwords
from formengine.accounts.people import dependants_of, find_person, organisations_of
from formengine.accounts.roles import ROLES, role_in_words
from formengine.accounts.samples import demo_accounts, demo_password, load_samples
from formengine.accounts.signing_in import find_by_sign_in, load_account, verify_password
from formengine.accounts.staff import staffed
from formengine.accounts.tables import organisations, persons
from formengine.database import Database
from formengine.forms.formats import is_personal_number, is_phone_number, is_tax_code
from formengine.forms.lists import shipped_lists
from formengine.forms.pointers import split_pointer
from formengine.i18n import speaking
from formengine.registers.agencies import Agency, agencies_of
from formengine.resources import folder

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def connection(database: Database) -> Connection:
    with database.transaction() as opened:
        assert load_samples(opened, key=KEY, at=NOW)
        yield opened


def test_samples_are_loaded_once(connection: Connection) -> None:
    before = connection.execute(select(persons.c.id)).all()
    assert not load_samples(connection, key=KEY, at=NOW)
    assert connection.execute(select(persons.c.id)).all() == before


def test_every_demo_account_signs_in_with_the_published_password(connection: Connection) -> None:
    roles = set()
    for offered in demo_accounts():
        found = find_by_sign_in(connection, offered.sign_in, key=KEY)
        assert verify_password(found, demo_password(), passwords("quick"))
        assert found.sample
        assert offered.text("vi") != offered.text("en")
        loaded = load_account(connection, found.account, 1, TODAY)
        roles |= {position.role for position in loaded.positions} or {"citizen"}
    assert roles == {"citizen", "receptionist", "officer", "leader", "administrator"}


def test_sample_people_are_plainly_samples_with_numbers_that_nobody_has(connection: Connection) -> None:
    for person in connection.execute(select(persons)):
        assert " Mẫu " in person.full_name
        assert person.sample
        assert person.personal_number.startswith("099")
        assert is_personal_number(person.personal_number)
        assert not person.phone or is_phone_number(person.phone)
        assert not person.email or person.email.endswith("@mau.example")
    for organisation in connection.execute(select(organisations)):
        assert "Mẫu" in organisation.name
        assert is_tax_code(organisation.tax_code)


def test_sample_addresses_are_of_the_shipped_lists(connection: Connection) -> None:
    wards = shipped_lists().edition("commune", TODAY).by_code
    for person in connection.execute(select(persons)):
        if person.address:
            address = json.loads(person.address)
            assert wards[address["ward"]].parent == address["province"]


def test_agencies_decide_examine_and_receive(connection: Connection) -> None:
    register = agencies_of(connection)
    everybody = {agency.id for agency in register.all(TODAY)}
    officers = staffed(connection, everybody, "officer", TODAY)
    leaders = staffed(connection, everybody, "leader", TODAY)
    receptionists = staffed(connection, everybody, "receptionist", TODAY)

    def is_desk(agency: Agency) -> bool:
        return agency.type.startswith("mot-cua")

    for agency in register.all(TODAY):
        assert "(mẫu)" in agency.name
        assert agency.id in leaders, agency.name
        assert is_desk(agency) or agency.id in officers, agency.name
        assert register.one_stop_of(agency).id in receptionists, agency.name


def test_a_ward_s_agencies_are_found_by_what_definitions_ask_for(connection: Connection) -> None:
    register = agencies_of(connection)
    for ward in ("25760", "25747", "25942"):
        committee = register.serving("ubnd-xa", ward, TODAY)
        assert register.one_stop_of(committee).type == "mot-cua-xa"
        assert register.above(committee, "ubnd-tinh").code == "H29"
        assert register.serving("cong-an-xa", ward, TODAY).areas_on(TODAY) == (ward,)
        assert register.serving("thue-co-so", ward, TODAY).code == "H29.14"
        for type in ("so-tai-chinh", "so-xay-dung", "bo-chi-huy-quan-su", "van-phong-tinh-uy", "ban-quan-ly-kcn"):
            assert register.serving(type, ward, TODAY) == register.near(committee, type, TODAY)


DEFINITIONS = sorted(folder("form_definitions").glob("*.json"))


def list_at(schema: dict, pointer: str) -> str:
    """The shipped list that an agency is chosen from at a pointer; empty where it is any agency."""
    for token in split_pointer(pointer):
        schema = schema["items"] if token.isdigit() else schema["properties"][token]
    name = schema.get("list", "")
    return name if name in shipped_lists().names() else ""


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_every_step_of_a_shipped_procedure_has_somebody_to_do_it(connection: Connection, path: Path) -> None:
    definition = json.loads(path.read_bytes())
    register = agencies_of(connection)

    def of_type(name: str) -> list[Agency]:
        found = register.of_type(name, TODAY)
        assert found, f"no sample agency is of type {name}"
        return list(found)

    competent = register.all(TODAY)
    if "type" in definition["competent"]:
        competent = of_type(definition["competent"]["type"])
    elif list_name := list_at(definition["schema"], definition["competent"].get("named_at", "")):
        competent = [register.by_code(item.code) for item in shipped_lists().edition(list_name, TODAY).items]
    missing = []
    for stage in definition["route"]:
        for step in stage["steps"]:
            if step.get("who") == "applicant":
                continue
            where = step["agency"]
            if "receiving" in where:
                who = [register.one_stop_of(agency) for agency in competent]
            elif "chosen_at" in where:
                who = [agency for name in where["from"] for agency in of_type(name)]
            elif "type" in where:
                who = of_type(where["type"])
            elif "competent" in where:
                who = list(competent)
            else:
                continue
            ids = {agency.id for agency in who}
            empty = ids - staffed(connection, ids, step["role"], TODAY)
            missing += [f"{step['step']}: {step['role']} at {register.name(id)}" for id in empty]
    assert missing == []


def test_an_account_fills_in_what_it_knows(connection: Connection) -> None:
    parent = find_person(connection, "099190000001", key=KEY)
    known = known_data(connection, parent.id, on=TODAY)
    assert known["person.full_name"] == "Nguyễn Mẫu An"
    assert known["person.birth_date"] == "1990-03-08"
    assert known["person.address"]["ward"] == "25760"
    assert not any(item.startswith(("official.", "organisation.")) for item in known)
    assert [child.full_name for child in dependants_of(connection, parent.id, TODAY)] == ["Trần Mẫu Minh Anh"]


def test_a_company_s_representative_fills_in_the_company(connection: Connection) -> None:
    person = find_person(connection, "099085000002", key=KEY)
    (company,) = organisations_of(connection, person.id, TODAY)
    known = known_data(connection, person.id, on=TODAY, organisation=company.id)
    assert known["organisation.tax_code"] == "0000000017"
    assert known["organisation.address"]["province"] == "79"


def test_an_official_fills_in_the_agency_by_its_code(connection: Connection) -> None:
    found = find_by_sign_in(connection, "hotich.binhduong@mau.example", key=KEY)
    person = load_account(connection, found.account, 1, TODAY).person
    known = known_data(connection, person, on=TODAY)
    assert known["official.agency"] == "H29.31"
    assert known["official.position"] == "Công chức tư pháp - hộ tịch"
    assert known["official.staff_number"].startswith("MAU-")


def test_roles_are_told_in_words_in_both_languages() -> None:
    for role in ROLES:
        with speaking("vi"):
            vietnamese = (role.shown_title(), role.shown_sentence())
        with speaking("en"):
            english = (role.shown_title(), role.shown_sentence())
        assert vietnamese[0] != english[0]
        assert vietnamese[1] != english[1]
    with pytest.raises(KeyError):
        role_in_words("boss")
