"""Agencies and positions over the web: found, ended, appointed – by their administrators alone (threat U7)."""

from datetime import timedelta

import pytest
from desk_cases import agency_id, browser
from flask import Flask
from sqlalchemy import select

from formengine.accounts.samples import demo_password
from formengine.accounts.staff import appoint, positions_in
from formengine.accounts.tables import positions
from formengine.i18n import speaking
from formengine.registers.agencies import agencies_of
from formengine.registers.history import changes_of

HEAD, WARD, OFFICER = "quantri@mau.example", "quantri.phuong@mau.example", "hotich.binhduong@mau.example"
DOCUMENT = "Quyết định 12/QĐ-UBND ngày 20/11/2026"
SIGNED = {"own_password": demo_password(), "document": DOCUMENT}
NEWCOMER = {
    "identifier": "an@mau.example",
    "role": "officer",
    "title": "Công chức",
    "valid_from": "01/10/2026",
    **SIGNED,
}


@pytest.fixture
def ward(app: Flask):
    made = browser(app, WARD)
    made.get("/agency/agencies/H29.31/positions")
    return made


def today(app: Flask):
    return app.extensions["house"].today()


def held(app: Flask, code: str, role: str = ""):
    with app.extensions["house"].database.reading() as connection:
        found = positions_in(connection, agency_id(app, code), today(app))
    return [one for one in found if role in ("", one.role)]


def changes(app: Flask, code: str):
    with app.extensions["house"].database.reading() as connection:
        return changes_of(connection, agency_id(app, code))


def count(app: Flask) -> int:
    with app.extensions["house"].database.reading() as connection:
        return len(connection.execute(select(positions.c.id, positions.c.valid_to)).all())


def test_agencies_are_found_without_accents_and_the_ended_ones_apart(app: Flask, ward) -> None:
    page = ward.get("/agency/agencies?q=thu+dau+mot").text
    assert "H29.32" in page and "H29.31.01" not in page
    assert "H29.32" not in ward.get("/agency/agencies?q=thu+dau+mot&state=ended").text
    assert ward.get("/agency/agencies?page=99999").status_code == 200
    assert ward.get("/agency/agencies?page=x").status_code == 200
    assert "Công chức tư pháp - hộ tịch" in ward.get("/agency/agencies/H29.31").text
    assert ward.get("/agency/agencies/nowhere").status_code == 404


def test_somebody_is_appointed_acts_and_is_removed_again(app: Flask, ward) -> None:
    first = today(app).strftime("%d/%m/%Y")
    answer = ward.post("/agency/agencies/H29.31/positions", data={**NEWCOMER, "valid_from": first})
    assert answer.status_code == 302, answer.text
    (position,) = [one for one in held(app, "H29.31", "officer") if one.title == "Công chức"]
    newcomer = browser(app, "an@mau.example")
    assert newcomer.get("/desk").status_code == 200
    assert DOCUMENT in ward.get("/agency/agencies/H29.31").text
    address = f"/agency/agencies/H29.31/positions/{position.id}"
    assert position.name in ward.get(address).text
    yesterday = (today(app) - timedelta(days=1)).strftime("%d/%m/%Y")
    assert ward.post(address, data={**SIGNED, "last_day": yesterday}).status_code == 302
    assert newcomer.get("/desk").status_code == 403
    kinds = [(one.what, one.person, one.document) for one in changes(app, "H29.31")]
    assert kinds == [("position_ended", position.person, DOCUMENT), ("appointed", position.person, DOCUMENT)]
    assert all(one.by for one in changes(app, "H29.31"))


@pytest.mark.parametrize(
    ("typed", "control"),
    [
        ({"identifier": "nobody@mau.example"}, "identifier"),
        ({"identifier": "?"}, "identifier"),
        ({"identifier": OFFICER}, "role"),
        ({"role": "boss"}, "role"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_from": "01/01/2020"}, "valid_from"),
        ({"valid_to": "never"}, "valid_to"),
        ({"valid_to": "01/01/2024"}, "valid_to"),
        ({"title": "x" * 301}, "title"),
        ({"document": " "}, "document"),
        ({"own_password": "wrong"}, "own_password"),
        ({"own_password": ""}, "own_password"),
    ],
)
def test_what_is_wrong_with_an_appointment_is_said_and_nothing_changes(app: Flask, ward, typed, control) -> None:
    before = count(app)
    first = today(app).strftime("%d/%m/%Y")
    answer = ward.post("/agency/agencies/H29.31/positions", data={**NEWCOMER, "valid_from": first, **typed})
    assert answer.status_code == 422 and f'id="{control}-error"' in answer.text, answer.text
    assert count(app) == before and changes(app, "H29.31") == ()


def test_a_password_not_typed_is_asked_for_and_not_called_wrong(app: Flask, ward) -> None:
    typed = {**NEWCOMER, "valid_from": today(app).strftime("%d/%m/%Y"), "own_password": ""}
    answer = ward.post("/agency/agencies/H29.31/positions", data=typed)
    assert "Nhập mật khẩu của bạn" in answer.text and "không đúng" not in answer.text


def test_no_clerk_makes_himself_an_administrator(app: Flask) -> None:
    clerk, before = browser(app, OFFICER), count(app)
    clerk.get("/agency")
    wish = {**NEWCOMER, "identifier": OFFICER, "role": "administrator"}
    assert clerk.post("/agency/agencies/H29.31/positions", data=wish).status_code == 403
    assert clerk.get("/agency/agencies").status_code == 403
    assert count(app) == before


def test_no_administrator_touches_another_agency_nor_their_own_rights(app: Flask, ward) -> None:
    before = count(app)
    first = today(app).strftime("%d/%m/%Y")
    for code in ("H29", "H29.03", "H29.12"):
        wish = {**NEWCOMER, "valid_from": first}
        assert ward.get(f"/agency/agencies/{code}/positions").status_code == 403
        assert ward.post(f"/agency/agencies/{code}/positions", data=wish).status_code == 403
        last = {**SIGNED, "last_day": first}
        assert ward.post(f"/agency/agencies/{code}/end", data=last).status_code == 403
        other = held(app, code)[0].id
        assert ward.post(f"/agency/agencies/{code}/positions/{other}", data=last).status_code == 403
        assert ward.post(f"/agency/agencies/H29.31/positions/{other}", data=last).status_code == 404
    own = {**NEWCOMER, "identifier": WARD, "role": "leader", "valid_from": first}
    assert ward.post("/agency/agencies/H29.31/positions", data=own).status_code == 403
    (mine,) = held(app, "H29.31", "administrator")
    assert ward.post(f"/agency/agencies/H29.31/positions/{mine.id}", data=last).status_code == 403
    assert count(app) == before and not mine.valid_to


def test_the_last_administrator_of_an_agency_stays(app: Flask) -> None:
    head = browser(app, HEAD)
    head.get("/agency/agencies/H29.31/positions")
    (last,) = held(app, "H29.31", "administrator")
    address, wish = f"/agency/agencies/H29.31/positions/{last.id}", {**SIGNED, "last_day": today(app).isoformat()}
    answer = head.post(address, data=wish)
    assert answer.status_code == 422 and "quản trị viên cuối cùng" in answer.text
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        appoint(
            connection, held(app, "H29.31", "officer")[0].person, last.agency, "administrator", valid_from=today(app)
        )
    assert head.post(address, data=wish).status_code == 302


def test_an_agency_ends_with_a_successor_which_serves_its_areas(app: Flask, ward) -> None:
    last = today(app)
    wish = {**SIGNED, "last_day": last.isoformat(), "successor": "H29.32"}
    assert "H29.32" in ward.get("/agency/agencies/H29.31/end").text
    assert ward.post("/agency/agencies/H29.31/end", data=wish).status_code == 302
    with app.extensions["house"].database.reading() as connection:
        register = agencies_of(connection)
    ended, after = register.by_code("H29.31"), register.by_code("H29.32")
    assert (ended.valid_to, ended.successor) == (last, after.id)
    tomorrow = last + timedelta(days=1)
    assert register.serving("ubnd-xa", "25760", last) is ended
    assert register.serving("ubnd-xa", "25760", tomorrow) is after
    (change,) = changes(app, "H29.31")
    assert (change.what, change.document, change.facts["successor"]) == ("agency_ended", DOCUMENT, after.id)
    with speaking("vi"):
        assert "Thủ Dầu Một" in ward.get("/agency/agencies/H29.31").text


@pytest.mark.parametrize(
    ("typed", "control"),
    [
        ({"successor": "H29.99"}, "successor"),
        ({"successor": "H29.31"}, "successor"),
        ({"last_day": ""}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
        ({"last_day": "01/01/2020"}, "last_day"),
        ({"document": ""}, "document"),
        ({"own_password": "wrong"}, "own_password"),
    ],
)
def test_what_is_wrong_with_an_end_is_said_and_nothing_changes(app: Flask, ward, typed, control) -> None:
    wish = {**SIGNED, "last_day": today(app).isoformat(), "successor": "H29.32"}
    answer = ward.post("/agency/agencies/H29.31/end", data={**wish, **typed})
    assert answer.status_code == 422 and f'id="{control}-error"' in answer.text, answer.text
    assert changes(app, "H29.31") == ()


def test_no_two_agencies_follow_each_other(app: Flask, ward) -> None:
    wish = {**SIGNED, "last_day": (today(app) + timedelta(days=9)).isoformat(), "successor": "H29.32"}
    assert ward.post("/agency/agencies/H29.31/end", data=wish).status_code == 302
    answer = ward.post("/agency/agencies/H29.32/end", data={**wish, "successor": "H29.31"})
    assert answer.status_code == 422 and 'id="successor-error"' in answer.text
    assert ward.post("/agency/agencies/H29.31/end", data={**SIGNED, "last_day": "", "successor": ""}).status_code == 302
    assert ward.post("/agency/agencies/H29.32/end", data={**wish, "successor": "H29.31"}).status_code == 302


def test_who_stands_under_nobody_and_has_no_administrator_is_cared_for_by_the_head_of_the_house(app: Flask) -> None:
    head, ward = browser(app, HEAD), browser(app, WARD)
    assert head.get("/agency/agencies/H29.16/positions").status_code == 200
    assert ward.get("/agency/agencies/H29.16/positions").status_code == 403
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        person = held(app, "H29.16", "officer")[0].person
        appoint(connection, person, agency_id(app, "H29.16"), "administrator", valid_from=today(app))
    assert head.get("/agency/agencies/H29.16/positions").status_code == 403
