"""The administrators' queue over the web: what nobody can do, where to go, and passing it on."""

from datetime import timedelta

import pytest
from desk_cases import agency_id, browser, file
from flask import Flask

from formengine.accounts.staff import end_position, positions_in
from formengine.services.stranding import tell_administrators

HEAD, WARD = "quantri@mau.example", "quantri.phuong@mau.example"
DESK = "H29.31.01"


@pytest.fixture
def number(app: Flask) -> str:
    """Filed at a desk whose receptionists have all left."""
    filed = file(app, "an@mau.example", "1.004873")
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        for held in positions_in(connection, agency_id(app, DESK), house.today()):
            if held.role == "receptionist":
                end_position(connection, held.id, house.today() - timedelta(days=1))
    return filed


def test_nothing_stranded_says_so(app: Flask) -> None:
    page = browser(app, WARD).get("/agency/stranded").text
    assert "Mọi việc đều có người giải quyết được" in page
    assert "/agency/stranded" in browser(app, WARD).get("/agency").text


def test_administrators_see_what_is_nobodys_and_are_led_to_what_ends_it(app: Flask, number) -> None:
    ward = browser(app, WARD)
    page = ward.get("/agency/stranded").text
    assert number in page and f"/agency/agencies/{DESK}/positions?role=receptionist" in page
    assert "1 việc trong 1 hồ sơ" in page
    assert "nhóm việc đang chờ" not in ward.get("/agency").text
    tell_administrators(app.extensions["house"], app.extensions["house"].now())
    assert "nhóm việc đang chờ" in ward.get("/agency").text
    assert number in browser(app, HEAD).get("/agency/stranded").text


def test_it_is_passed_on_with_a_reason(app: Flask, number) -> None:
    ward = browser(app, WARD)
    address = f"/agency/stranded/{DESK}/receptionist"
    assert ward.get(address).status_code == 200
    for wrong, control in (({"to": "H29.32.01"}, "reason"), ({"reason": "Lý do"}, "to")):
        answer = ward.post(address, data=wrong)
        assert answer.status_code == 422 and f'id="{control}-error"' in answer.text
    answer = ward.post(address, data={"to": "H29.32.01", "reason": "Chưa có người"}, follow_redirects=True)
    assert "Đã chuyển 1 hồ sơ." in answer.text and number not in answer.text
    desk = browser(app, "tiepnhan1.thudaumot@mau.example")
    assert f"/desk/{number}" in desk.get("/desk").text
    page = desk.get(f"/desk/{number}").text
    assert "Quản trị viên đã chuyển" in page and ": Chưa có người" in page
    assert "Chưa có người" in ward.get(f"/agency/agencies/{DESK}").text


def test_others_neither_see_nor_pass_on(app: Flask, number) -> None:
    leader = browser(app, "lanhdao.binhduong@mau.example")
    leader.get("/agency")
    assert leader.get("/agency/stranded").status_code == 403
    address = f"/agency/stranded/{DESK}/receptionist"
    assert leader.post(address, data={"to": "H29.32.01", "reason": "Lý do"}).status_code == 403
    ward = browser(app, WARD)
    ward.get("/agency/agencies/H29.31/positions")
    for place in ("H29.03/officer", "H29/leader"):
        other = f"/agency/stranded/{place}"
        assert ward.get(other).status_code == 403
        assert ward.post(other, data={"to": "H29.32.01", "reason": "Lý do"}).status_code == 403
    assert ward.get(f"/agency/stranded/{DESK}/boss").status_code == 404
    assert ward.get("/agency/stranded/nowhere/officer").status_code == 404
    with app.extensions["house"].database.reading() as connection:
        from formengine.reports.stranded import stranded

        house = app.extensions["house"]
        assert [one.numbers for one in stranded(connection, house.today(), house.config.zone)] == [(number,)]
