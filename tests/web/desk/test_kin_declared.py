"""Kin declared: an official's own list, what it keeps them from, and that nobody else sees it."""

from datetime import UTC, datetime

import pytest
from desk_cases import account, file
from flask import Flask
from sqlalchemy import select

from formengine.accounts.kin import kin, kin_of
from formengine.accounts.people import add_person, person_of

OFFICER = "hotich.binhduong@mau.example"
FATHER = {"name": "Nguyễn Mẫu Cha", "relation": "parent"}


def declare(client, **typed: str):
    return client.post("/profile/kin", data={"personal_number": "079080000999", **FATHER, **typed})


@pytest.fixture
def officer(client):
    client.sign_in(OFFICER)
    client.get("/profile/kin")
    return client


def rows(app: Flask):
    with app.extensions["house"].database.reading() as connection:
        return connection.execute(select(kin)).all()


def test_a_declaration_keeps_no_number_and_is_taken_back_without_being_lost(app: Flask, officer) -> None:
    assert "/profile/kin" in officer.get("/profile").text
    assert declare(officer).status_code == 302
    page = officer.get("/profile/kin").text
    assert "Nguyễn Mẫu Cha" in page and "Cha, mẹ" in page and "079080000999" not in page
    (row,) = rows(app)
    assert "079080000999" not in repr(row) and row.ended_at is None
    assert officer.post(f"/profile/kin/{row.id}/taken-back").status_code == 302
    assert "Nguyễn Mẫu Cha" not in officer.get("/profile/kin").text
    assert rows(app)[0].ended_at is not None
    assert officer.post(f"/profile/kin/{row.id}/taken-back").status_code == 404


def test_nobody_takes_back_what_somebody_else_declared(app: Flask, officer) -> None:
    declare(officer)
    other = app.test_client()
    other.sign_in("lanhdao.binhduong@mau.example")
    other.get("/profile/kin")
    assert "Nguyễn Mẫu Cha" not in other.get("/profile/kin").text
    assert other.post(f"/profile/kin/{rows(app)[0].id}/taken-back").status_code == 404
    assert rows(app)[0].ended_at is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"personal_number": "12"}, "12 chữ số"),
        ({"name": " "}, "Nhập họ và tên"),
        ({"relation": "boss"}, "Chọn quan hệ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(app: Flask, officer, typed, told) -> None:
    answer = declare(officer, **typed)
    assert answer.status_code == 422 and told in answer.text
    assert rows(app) == []


def test_citizens_have_no_such_page(citizen) -> None:
    assert citizen.get("/profile/kin").status_code == 403


def test_a_relative_whom_the_house_knows_later_counts_from_then_on(app: Flask, officer) -> None:
    declare(officer)
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        me = rows(app)[0].person
        assert kin_of(connection, me) == frozenset()
        number = {"full_name": "Nguyễn Mẫu Cha", "personal_number": "079080000999"}
        father = add_person(connection, key=house.key, at=datetime(2026, 1, 1, tzinfo=UTC), **number)
        assert kin_of(connection, me) == {father}


def test_at_the_desk_the_act_is_refused_with_the_reason(app: Flask) -> None:
    number = file(app, "an@mau.example", "1.004873")
    desk = app.test_client()
    desk.sign_in("tiepnhan1.binhduong@mau.example")
    house = app.extensions["house"]
    with house.database.reading() as connection:
        his = person_of(connection, account(house, "an@mau.example").person).personal_number
    desk.get("/profile/kin")
    assert f"/desk/{number}" in desk.get("/desk").text
    assert declare(desk, personal_number=his).status_code == 302
    assert f"/desk/{number}" not in desk.get("/desk").text
    answer = desk.post(f"/desk/{number}/accept~1/claim", data={}, follow_redirects=True)
    assert "thân thích" in answer.text
