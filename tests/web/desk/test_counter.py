"""A receptionist files for a person who stands at the counter."""

import re

import pytest
from desk_cases import PDF, account, browser, example
from flask import Flask

from formengine.services import drafting, enclosing
from submissions.store import drafts

RECEPTIONIST = "tiepnhan1.binhduong@mau.example"
KNOWN = "099170000013"
CODE = "1.001612"
VISITOR = {
    "go": "open",
    "personal_number": "",
    "full_name": "Đinh Thị Ví Dụ",
    "birth_date": "05/06/1988",
    "phone": "0912 345 678",
    "channel": "counter",
    "on_behalf": "self",
}


@pytest.fixture
def desk(app: Flask, client):
    made = browser(app, RECEPTIONIST)
    made.get(f"/desk/counter/{CODE}")
    return made


def filled(app: Flask, draft: str) -> None:
    """Put the answers of the shipped example into a draft, with what it asks to enclose."""
    house = app.extensions["house"]
    who = account(house, RECEPTIONIST)
    with house.database.transaction() as connection:
        empty = drafts.read(connection, who.id, draft)
        drafts.save(connection, empty, at=house.now(), body=example(CODE)["document"], saved_pages=[])
    for view in enclosing.attachments_of(drafting.open_draft(house, who, draft)):
        if view.missing:
            enclosing.enclose(house, who, draft, code=view.attachment.code, name="giay-to.pdf", content=PDF)


def test_a_submission_is_opened_filed_paid_and_its_receipt_printed(app: Flask, desk):
    opened = desk.post(f"/desk/counter/{CODE}", data=VISITOR)
    assert opened.status_code == 302, opened.text
    draft = re.search(r"/drafts/([0-9a-f]+)", opened.headers["Location"])[1]
    page = desk.get(opened.headers["Location"], follow_redirects=True)
    assert page.status_code == 200
    filled(app, draft)
    filed = desk.post(f"/drafts/{draft}/submit", data={}, follow_redirects=True)
    number = re.search(r"H29\.31\.01-\d{6}-\d{4}", filed.text)[0]
    shown = desk.get(f"/desk/{number}").text
    assert "Tại quầy" in shown and "Đinh Thị Ví Dụ" in shown
    receipt = desk.get(re.search(rf"/desk/{number}/papers/\d+\.pdf", shown)[0])
    assert receipt.data.startswith(b"%PDF")
    fee = re.search(r'name="fee" value="([^"]+)"', shown)[1]
    paid = desk.post(f"/desk/{number}/fees", data={"fee": fee, "method": "cash", "receipt": "BL-01"})
    assert paid.status_code == 302
    after = desk.get(f"/desk/{number}").text
    assert "Đã thu" in after and "BL-01" in after
    again = desk.post(f"/desk/{number}/fees", data={"fee": fee, "method": "cash"})
    assert again.status_code == 409


def test_a_known_person_is_found_by_the_number(desk):
    page = desk.post(f"/desk/counter/{CODE}", data={"go": "look", "personal_number": "0991 7000 0013"}).text
    assert "Hoàng Mẫu Mai" in page and 'value="13/05/1970"' in page
    unknown = desk.post(f"/desk/counter/{CODE}", data={"go": "look", "personal_number": "001099000001"}).text
    assert "Chưa có thông tin" in unknown and 'value="001099000001"' in unknown


def test_a_number_of_somebody_else_opens_nothing(desk):
    answer = desk.post(f"/desk/counter/{CODE}", data={**VISITOR, "personal_number": KNOWN})
    assert answer.status_code == 422
    assert 'id="personal_number-error"' in answer.text and "Đinh Thị Ví Dụ" in answer.text


@pytest.mark.parametrize(
    ("control", "typed"),
    [
        ("full_name", ""),
        ("birth_date", "31/02/1990"),
        ("birth_date", "01/01/2999"),
        ("phone", "12"),
        ("personal_number", "123"),
        ("channel", "online"),
        ("on_behalf", "organisation"),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_control(desk, control: str, typed: str):
    answer = desk.post(f"/desk/counter/{CODE}", data={**VISITOR, control: typed})
    assert answer.status_code == 422
    assert f'id="{control}-error"' in answer.text


def test_an_organisation_is_found_by_its_tax_code_or_written_down(desk):
    form = {**VISITOR, "on_behalf": "organisation"}
    address = "/desk/counter/1.013225"
    assert 'id="tax_code-error"' in desk.post(address, data={**form, "tax_code": "0000000001"}).text
    assert 'id="organisation-error"' in desk.post(address, data={**form, "tax_code": "0312345673"}).text
    named = {"tax_code": "0312345673", "organisation": "Công ty Ví Dụ"}
    assert desk.post(address, data={**form, **named}).status_code == 302
    assert desk.post(address, data={**form, "tax_code": "0312345673"}).status_code == 302
    assert desk.post(address, data={**form, "tax_code": "0000000017"}).status_code == 302


def test_only_procedures_of_the_own_desk_are_offered(app: Flask, desk):
    page = desk.get("/desk/counter").text
    assert f"/desk/counter/{CODE}" in page and "/desk/counter/1.009645" not in page
    assert f"/desk/counter/{CODE}" in desk.get("/desk/counter?q=ho kinh doanh").text
    centre = browser(app, "tiepnhan1.trungtam@mau.example").get("/desk/counter").text
    assert "/desk/counter/1.009645" in centre and f"/desk/counter/{CODE}" not in centre


def test_internal_and_unknown_procedures_are_not_opened_at_the_counter(desk):
    assert desk.get("/desk/counter/NB-NGHIPHEP").status_code == 404
    assert desk.get("/desk/counter/9.999999").status_code == 404


def test_the_counter_is_for_receptionists(app: Flask, client):
    officer = browser(app, "chuyenvien1.taichinh@mau.example")
    assert officer.get("/desk/counter").status_code == 403
    assert officer.post(f"/desk/counter/{CODE}", data=VISITOR).status_code == 403
