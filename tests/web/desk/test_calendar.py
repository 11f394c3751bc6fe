"""The working calendar: seen by officials, corrected by an administrator for the agency's own area."""

from datetime import date

import pytest
from desk_cases import account, browser
from flask import Flask

from formengine.accounts.people import person_of
from formengine.registers.agencies import agencies_of
from formengine.registers.calendars import calendar_for

ADMINISTRATOR, WARD, OFFICER = "quantri@mau.example", "quantri.phuong@mau.example", "hotich.binhduong@mau.example"
STORM = {"day": "25/11/2026", "kind": "off", "name": "Nghỉ bão", "basis": "Thông báo 12/TB-UBND ngày 24/11/2026"}


def works(app: Flask, agency: str, day: date) -> bool:
    with app.extensions["house"].database.reading() as connection:
        return calendar_for(connection, agencies_of(connection).by_code(agency)).is_working(day)


def enter(app: Flask, who: str, agency: str, area: str, **more):
    return post(app, who, "/agency/calendar/days", {**STORM, "agency": agency, "area": area, **more})


def post(app: Flask, who: str, address: str, data: dict):
    client = browser(app, who)
    client.get("/agency/calendar")
    return client.post(address, data=data, follow_redirects=True)


def test_a_day_entered_for_a_province_counts_for_its_agencies_until_it_is_taken_back(app: Flask) -> None:
    page = enter(app, ADMINISTRATOR, "H29", "79")
    assert "Đã nhập ngày." in page.text
    assert "Nghỉ bão" in page.text
    assert "Thông báo 12/TB-UBND" in page.text
    assert not works(app, "H29.31", date(2026, 11, 25))
    taken = {"agency": "H29", "day": "2026-11-25", "area": "79", "year": "2026"}
    page = post(app, ADMINISTRATOR, "/agency/calendar/days/taken-back", taken)
    assert "Đã bỏ ngày đã nhập." in page.text
    assert works(app, "H29.31", date(2026, 11, 25))


def test_a_ward_corrects_its_own_days_and_nobody_elses(app: Flask) -> None:
    enter(app, WARD, "H29.31", "25760")
    assert not works(app, "H29.31", date(2026, 11, 25))
    assert works(app, "H29.32", date(2026, 11, 25))
    assert "Nghỉ bão" in browser(app, WARD).get("/agency/calendar?agency=H29.31&year=2026").text
    assert "Nghỉ bão" not in browser(app, WARD).get("/agency/calendar?agency=H29.32&year=2026").text
    for area in ("79", "", "25747"):
        assert enter(app, WARD, "H29.31", area, day="26/11/2026").status_code == 403
        assert works(app, "H29.32", date(2026, 11, 26))


def test_other_officials_look_and_may_not_touch(app: Flask) -> None:
    officer = browser(app, OFFICER)
    page = officer.get("/agency/calendar?year=2026")
    assert "22/08/2026" in page.text
    assert "07:00–11:30, 13:30–17:00" in page.text
    assert "Nhập một ngày" not in page.text
    assert enter(app, OFFICER, "H29.31", "25760").status_code == 403
    taken = {"agency": "H29.31", "day": "2026-11-25", "area": "25760"}
    assert post(app, OFFICER, "/agency/calendar/days/taken-back", taken).status_code == 403
    assert works(app, "H29.31", date(2026, 11, 25))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day": "30/02/2026"}, "Nhập ngày theo ngày/tháng/năm"),
        ({"day": "01/01/2099"}, "Nhập ngày từ năm 2023"),
        ({"kind": "perhaps"}, "Chọn ngày nghỉ hay ngày làm việc"),
        ({"name": "  "}, "Nhập tên ngày"),
        ({"basis": ""}, "Nêu văn bản thông báo"),
        ({"basis": "x" * 201}, "200"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app: Flask, typed, told) -> None:
    page = enter(app, ADMINISTRATOR, "H29", "79", **typed)
    assert page.status_code == 422
    assert told in page.text
    if "name" not in typed:
        assert "Nghỉ bão" in page.text
    assert works(app, "H29.31", date(2026, 11, 25))


@pytest.mark.parametrize("year", ["", "1800", "x", "２０２６", "99999999999999999999"])
def test_a_year_that_is_none_shows_this_one(app: Flask, year) -> None:
    assert browser(app, OFFICER).get(f"/agency/calendar?year={year}").status_code == 200


def test_the_page_says_who_entered_and_took_back_what(app: Flask) -> None:
    enter(app, ADMINISTRATOR, "H29", "79")
    taken = {"agency": "H29", "day": "2026-11-25", "area": "79", "year": "2026"}
    post(app, ADMINISTRATOR, "/agency/calendar/days/taken-back", taken)
    post(app, ADMINISTRATOR, "/agency/calendar/days/taken-back", taken)
    page = browser(app, OFFICER).get("/agency/calendar").text
    history = page[page.index("Lịch sử thay đổi") :]
    assert history.count("Nghỉ bão") == 2
    assert "Nhập ngày" in history and "Bỏ ngày đã nhập" in history
    assert "Thông báo 12/TB-UBND ngày 24/11/2026" in history
    with app.extensions["house"].database.reading() as connection:
        name = person_of(connection, account(app.extensions["house"], ADMINISTRATOR).person).full_name
    assert name in history
    enter(app, WARD, "H29.31", "25760", name="Nghỉ riêng", day="26/11/2026")
    assert "Nghỉ riêng" in browser(app, WARD).get("/agency/calendar?agency=H29.31").text
    assert "Nghỉ riêng" not in browser(app, WARD).get("/agency/calendar?agency=H29.32").text


HOURS = {f"hours-{day}": "08:00-12:00, 13:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri")}


def hours(app: Flask, who: str, **typed: str):
    data = {"agency": "H29.31", "hours-basis": "Quyết định 7", **HOURS, **typed}
    return post(app, who, "/agency/calendar/hours", data)


def test_an_administrator_sets_the_office_hours_and_it_is_kept_who_did(app: Flask) -> None:
    page = hours(app, WARD, **{"hours-sat": "08:00 – 11:30"})
    assert "Đã đặt giờ làm việc." in page.text and "08:00–12:00, 13:00–17:00" in page.text
    assert "T7 08:00–11:30" in page.text and "Quyết định 7" in page.text
    assert works(app, "H29.31", date(2026, 11, 28)) and not works(app, "H29.32", date(2026, 11, 28))


@pytest.mark.parametrize(
    ("typed", "control"),
    [
        ({"hours-mon": "8 to 5"}, "hours-mon"),
        ({"hours-mon": "12:00-08:00"}, "hours-mon"),
        ({"hours-tue": "08:00-12:00, 11:00-17:00"}, "hours-tue"),
        ({f"hours-{day}": "" for day in ("mon", "tue", "wed", "thu", "fri")}, "hours-mon"),
        ({"hours-basis": ""}, "hours-basis"),
    ],
)
def test_office_hours_that_are_none_are_not_set(app: Flask, typed, control) -> None:
    page = hours(app, WARD, **typed)
    assert page.status_code == 422 and f'id="{control}-error"' in page.text
    assert "T2" not in browser(app, WARD).get("/agency/calendar?agency=H29.31").text


def test_nobody_sets_the_hours_of_another_agency(app: Flask) -> None:
    assert hours(app, OFFICER).status_code == 403
    assert hours(app, ADMINISTRATOR, agency="H29.31").status_code == 200  # the page of the agencies that are theirs
    assert works(app, "H29.31", date(2026, 11, 27))
