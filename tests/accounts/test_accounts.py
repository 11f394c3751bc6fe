from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, event, select

from formengine.accounts.contact import change_contact
from formengine.accounts.passwords import password_problem, passwords
from formengine.accounts.people import (
    AUTHORISED,
    PARENT,
    AnotherPerson,
    add_organisation,
    add_person,
    dependants_of,
    end_mandate,
    find_person,
    grant_mandate,
    organisations_of,
    person_at_desk,
    person_of,
)
from formengine.accounts.registration import Registration, RegistrationRefused, prepare, register
from formengine.accounts.signing_in import (
    actor_of,
    change_password,
    close_account,
    find_by_sign_in,
    load_account,
    record_sign_in,
    verify_password,
)
from formengine.accounts.staff import appoint, end_position, staff_of, staffed
from formengine.accounts.tables import accounts, persons
from formengine.database import Database
from formengine.i18n import speaking
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies
from submissions.actors import Actor, Position

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SINCE = date(2025, 7, 1)
QUICK = passwords("quick")
PASSWORD = "mật khẩu của An"
AN = Registration(
    "Nguyễn Mẫu An",
    PASSWORD,
    personal_number="099190000001",
    phone="0900 000 001",
    email="An@mau.example",
    birth_date=date(1990, 3, 8),
)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        upsert_agencies(opened, [{"code": code, "name": code, "type": "t"} for code in "AB"])
        yield opened


def opened(connection: Connection, registration: Registration = AN) -> str:
    return register(connection, prepare(registration, QUICK, TODAY), key=KEY, at=NOW)


def problems(registration: Registration) -> dict[str, str]:
    with speaking("en"), pytest.raises(RegistrationRefused) as refused:
        prepare(registration, QUICK, TODAY)
    return refused.value.problems


def person_with_account(connection: Connection, account: str) -> str:
    loaded = load_account(connection, account, 1)
    assert loaded is not None
    return loaded.person


@pytest.mark.parametrize("typed", ["099190000001", "+84900000001", "an@MAU.example"])
def test_whoever_registered_signs_in_by_any_of_the_names_given(connection: Connection, typed: str) -> None:
    account = opened(connection)
    found = find_by_sign_in(connection, typed, key=KEY)
    assert found is not None
    assert (found.account, found.epoch, found.sample) == (account, 1, False)
    assert verify_password(found, PASSWORD, QUICK)
    assert not verify_password(found, PASSWORD + " ", QUICK)


def test_a_phone_alone_is_enough_and_no_e_mail_is_needed(connection: Connection) -> None:
    account = opened(connection, Registration("Lê Mẫu Chi", PASSWORD, phone="0900000003"))
    loaded = load_account(connection, account, 1)
    assert loaded is not None
    assert (loaded.name, loaded.is_official) == ("Lê Mẫu Chi", False)


def test_unknown_names_and_names_hashed_with_another_key_find_nobody(connection: Connection) -> None:
    opened(connection)
    assert find_by_sign_in(connection, "0900000009", key=KEY) is None
    assert find_by_sign_in(connection, "nobody", key=KEY) is None
    assert find_by_sign_in(connection, "0900000001", key=b"other" * 8) is None
    assert not verify_password(None, PASSWORD, QUICK)
    assert not verify_password(None, "nobody's password", QUICK)


def test_an_unknown_account_costs_as_much_as_a_known_one(connection: Connection) -> None:
    opened(connection)
    found = find_by_sign_in(connection, "0900000001", key=KEY)
    assert found is not None
    checked = []

    class Counting:
        def verify(self, hashed: str, password: str) -> bool:
            checked.append(hashed.split("$")[1:4])
            return QUICK.hasher.verify(hashed, password)

    counting = replace(QUICK, hasher=Counting())
    verify_password(found, "wrong password", counting)
    verify_password(None, "wrong password", counting)
    assert len(checked) == 2
    assert checked[0] == checked[1]


def test_neither_the_number_nor_the_password_lies_open_where_it_is_looked_up(connection: Connection) -> None:
    opened(connection)
    row = connection.execute(select(persons)).one()
    assert row.personal_number_hash != row.personal_number
    hashed = connection.scalar(select(accounts.c.password_hash))
    assert hashed.startswith("$argon2id$")
    assert PASSWORD not in repr(prepare(AN, QUICK, TODAY))
    assert PASSWORD not in repr(AN)


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"full_name": "A1"}, "full_name", "full name"),
        ({"personal_number": "", "phone": ""}, "personal_number", "or a mobile phone number"),
        ({"personal_number": "123"}, "personal_number", "12 digits"),
        ({"phone": "12"}, "phone", "10 digits"),
        ({"email": "an@"}, "email", "e-mail address"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date", "not in the future"),
        ({"birth_date": date(1991, 1, 1)}, "birth_date", "does not belong"),
        ({"birth_date": None}, "birth_date", "day of birth"),
        ({"password": "1234567"}, "password", "at least 8"),
        ({"password": "x" * 201}, "password", "at most 200"),
        ({"password": "Mật Khẩu 123"}, "password", "easy to guess"),
        ({"password": "099190000001"}, "password", "easy to guess"),
        ({"password": "nguyen mau an"}, "password", "easy to guess"),
        ({"password": "aaaaaaaaaaaa"}, "password", "easy to guess"),
    ],
)
def test_what_was_typed_wrongly_is_named_by_field(changes: dict, field: str, text: str) -> None:
    found = problems(replace(AN, **changes))
    assert list(found) == [field]
    assert text in found[field]


def test_a_password_of_eight_letters_is_enough() -> None:
    assert password_problem("hoa mai!") == ""


@pytest.mark.parametrize(
    "second",
    [
        replace(AN, phone="", email=""),
        Registration("Lê Mẫu Chi", PASSWORD, phone="0900000001"),
        Registration("Lê Mẫu Chi", PASSWORD, phone="0900000003", email="an@mau.example"),
        replace(AN, full_name="Lê Mẫu Chi", phone="", email=""),
    ],
)
def test_every_duplicate_is_refused_with_the_same_words(database: Database, second: Registration) -> None:
    with database.transaction() as connection:
        opened(connection)
    with speaking("en"), pytest.raises(RegistrationRefused) as refused, database.transaction() as connection:
        opened(connection, second)
    assert list(refused.value.problems) == [""]
    assert "cannot be opened with these particulars" in refused.value.problems[""]
    with database.reading() as connection:
        assert len(connection.execute(select(persons)).all()) == 1
        assert len(connection.execute(select(accounts)).all()) == 1


def test_whom_a_desk_wrote_down_gets_the_account_by_telling_the_same_birth_and_name(connection: Connection) -> None:
    details = {"full_name": "Nguyễn Mẫu An", "personal_number": "099190000001", "birth_date": date(1990, 3, 8)}
    person = add_person(connection, key=KEY, at=NOW, identity="checked", ethnicity="01", **details)
    account = opened(connection, replace(AN, full_name="NGUYỄN MẪU AN"))
    assert person_with_account(connection, account) == person
    known = person_of(connection, person)
    assert (known.full_name, known.ethnicity, known.phone) == ("Nguyễn Mẫu An", "01", "0900000001")


@pytest.mark.parametrize("changes", [{"full_name": "Lê Mẫu Chi"}, {"birth_date": date(1990, 3, 9)}])
def test_whoever_knows_the_number_alone_does_not_get_another_person_s_submissions(
    connection: Connection, changes: dict
) -> None:
    details = {"full_name": "Nguyễn Mẫu An", "personal_number": "099190000001", "birth_date": date(1990, 3, 8)}
    add_person(connection, key=KEY, at=NOW, **details)
    with pytest.raises(RegistrationRefused):
        opened(connection, replace(AN, **changes))


def test_a_new_password_signs_every_browser_out(connection: Connection) -> None:
    account = opened(connection)
    change_password(connection, account, QUICK.hash("another password"))
    assert load_account(connection, account, 1) is None
    assert load_account(connection, account, 2) is not None
    found = find_by_sign_in(connection, "0900000001", key=KEY)
    assert verify_password(found, "another password", QUICK)
    assert not verify_password(found, PASSWORD, QUICK)


def test_a_closed_account_neither_signs_in_nor_stays_signed_in(connection: Connection) -> None:
    account = opened(connection)
    close_account(connection, account, NOW)
    assert find_by_sign_in(connection, "0900000001", key=KEY) is None
    assert load_account(connection, account, 1) is None
    assert load_account(connection, account, 2) is None
    with pytest.raises(LookupError):
        actor_of(connection, account)


def test_a_sign_in_is_noted_and_an_old_hash_made_anew(connection: Connection) -> None:
    opened(connection)
    found = find_by_sign_in(connection, "0900000001", key=KEY)
    assert found is not None
    assert passwords("standard").outdated(found.password_hash)
    assert not QUICK.outdated(found.password_hash)
    record_sign_in(connection, found, NOW, QUICK.hash(PASSWORD))
    again = find_by_sign_in(connection, "0900000001", key=KEY)
    assert again is not None
    assert again.password_hash != found.password_hash
    assert connection.scalar(select(accounts.c.last_sign_in_at)) == NOW


def test_an_account_holds_what_its_person_holds_today_and_is_loaded_in_one_query(connection: Connection) -> None:
    account = opened(connection)
    person = person_with_account(connection, account)
    agency = {one.code: one.id for one in agencies_of(connection).all()}
    appoint(connection, person, agency["A"], "officer", valid_from=SINCE)
    appoint(connection, person, agency["A"], "leader", valid_from=SINCE)
    appoint(connection, person, agency["B"], "officer", valid_from=SINCE, valid_to=date(2026, 11, 21))
    company = add_organisation(connection, name="Công ty Mẫu", tax_code="0000000017", at=NOW)
    grant_mandate(connection, person, AUTHORISED, organisation=company, valid_from=SINCE)
    statements: list[str] = []
    event.listen(connection.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    loaded = load_account(connection, account, 1, TODAY)
    assert len(statements) == 1
    assert loaded is not None
    assert loaded.is_official
    assert set(loaded.positions) == {Position(agency["A"], "officer"), Position(agency["A"], "leader")}
    assert [one.name for one in loaded.organisations] == ["Công ty Mẫu"]
    assert loaded.actor == Actor("person", person, loaded.positions, (company,))
    assert actor_of(connection, account, TODAY) == loaded.actor


def test_a_position_ends_with_its_last_day(connection: Connection) -> None:
    account = opened(connection)
    person = person_with_account(connection, account)
    agency = agencies_of(connection).by_code("A").id
    position = appoint(connection, person, agency, "officer", valid_from=SINCE, title="Chuyên viên", staff_number="1")
    assert [(one.name, one.title) for one in staff_of(connection, agency, TODAY)] == [("Nguyễn Mẫu An", "Chuyên viên")]
    assert staffed(connection, {agency}, "officer", TODAY) == {agency}
    assert staffed(connection, {agency}, "leader", TODAY) == set()
    end_position(connection, position, TODAY)
    for day, official in ((TODAY, True), (date(2026, 11, 23), False), (date(2025, 6, 30), False)):
        loaded = load_account(connection, account, 1, day)
        assert loaded is not None
        assert loaded.is_official is official


def test_an_unknown_role_is_refused(connection: Connection) -> None:
    person = person_with_account(connection, opened(connection))
    with pytest.raises(KeyError, match=r"no role is called 'boss'.*receptionist"):
        appoint(connection, person, agencies_of(connection).by_code("A").id, "boss", valid_from=SINCE)


def test_a_parent_may_file_for_the_child_and_only_while_the_mandate_lasts(connection: Connection) -> None:
    person = person_with_account(connection, opened(connection))
    child = add_person(connection, key=KEY, at=NOW, full_name="Trần Mẫu Bé", birth_date=date(2019, 5, 14))
    mandate = grant_mandate(connection, person, PARENT, principal=child, valid_from=SINCE)
    assert [one.full_name for one in dependants_of(connection, person, TODAY)] == ["Trần Mẫu Bé"]
    end_mandate(connection, mandate, date(2026, 11, 21))
    assert dependants_of(connection, person, TODAY) == ()


def test_a_mandate_is_for_one_organisation_or_one_person(connection: Connection) -> None:
    person = person_with_account(connection, opened(connection))
    with pytest.raises(ValueError, match="one organisation or one principal"):
        grant_mandate(connection, person, AUTHORISED, valid_from=SINCE)
    company = add_organisation(connection, name="Công ty Mẫu", tax_code="0000000017", at=NOW)
    grant_mandate(connection, person, AUTHORISED, organisation=company, valid_from=date(2027, 1, 1))
    assert organisations_of(connection, person, TODAY) == ()
    assert [one.tax_code for one in organisations_of(connection, person, date(2027, 1, 1))] == ["0000000017"]


def test_a_desk_finds_a_person_by_the_number(connection: Connection) -> None:
    opened(connection)
    found = find_person(connection, "099 190 000 001", key=KEY)
    assert found is not None
    assert (found.full_name, found.sex, found.identity) == ("Nguyễn Mẫu An", "female", "declared")
    assert find_person(connection, "099190000002", key=KEY) is None
    assert find_person(connection, "An", key=KEY) is None


def test_who_stands_at_the_desk_is_written_down_once_and_completed(connection: Connection) -> None:
    details = {"full_name": "Bùi Mẫu Hoa", "personal_number": "099148000007", "birth_date": date(1948, 12, 5)}
    first = person_at_desk(connection, key=KEY, at=NOW, **details)
    again = person_at_desk(connection, key=KEY, at=NOW, **details | {"full_name": "BÙI MẪU HOA", "phone": "0900000007"})
    assert again.id == first.id
    assert (again.full_name, again.phone, again.identity) == ("Bùi Mẫu Hoa", "0900000007", "checked")


@pytest.mark.parametrize("changes", [{"full_name": "Lê Mẫu Chi"}, {"birth_date": date(1990, 3, 9)}])
def test_two_people_are_never_mixed_at_the_desk(connection: Connection, changes: dict) -> None:
    opened(connection)
    details = {"full_name": "Nguyễn Mẫu An", "personal_number": "099190000001", "birth_date": date(1990, 3, 8)}
    with pytest.raises(AnotherPerson):
        person_at_desk(connection, key=KEY, at=NOW, **details | changes)


def test_a_new_phone_number_replaces_the_old_one_for_signing_in(connection: Connection) -> None:
    account = opened(connection)
    change_contact(connection, account, phone="0900 000 099", email="", key=KEY)
    assert find_by_sign_in(connection, "0900000099", key=KEY) is not None
    assert find_by_sign_in(connection, "0900000001", key=KEY) is None
    assert find_by_sign_in(connection, "an@mau.example", key=KEY) is None
    assert find_by_sign_in(connection, "099190000001", key=KEY) is not None
    person = person_of(connection, person_with_account(connection, account))
    assert (person.phone, person.email) == ("0900000099", "")


@pytest.mark.parametrize(
    ("phone", "email", "field"), [("12", "", "phone"), ("", "an@", "email"), ("", "", "phone"), ("0900000001", "", "")]
)
def test_a_contact_that_cannot_be_is_refused(connection: Connection, phone: str, email: str, field: str) -> None:
    opened(connection)
    other = opened(connection, Registration("Lê Mẫu Chi", PASSWORD, phone="0900000003"))
    with pytest.raises(RegistrationRefused) as refused:
        change_contact(connection, other, phone=phone, email=email, key=KEY)
    assert list(refused.value.problems) == [field]
