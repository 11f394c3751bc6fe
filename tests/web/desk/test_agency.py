"""An agency's own pages: its procedures, its figures, and publishing."""

import json
from io import BytesIO
from typing import Any

import pytest
from desk_cases import account, agency_id, browser, file
from flask import Flask

from formengine.accounts.people import person_of
from formengine.catalog.versions import publish, versions
from formengine.registers.settings import settings_on
from formengine.resources import folder

CODE = "1.001612"
ADMINISTRATOR = "quantri@mau.example"


@pytest.fixture
def agency(app: Flask, client):
    made = browser(app, ADMINISTRATOR)
    made.get("/agency/upload")
    return made


def definition(**changes: Any) -> bytes:
    source = json.loads((folder("form_definitions") / f"{CODE}.json").read_bytes())
    return json.dumps({**source, **changes}, ensure_ascii=False).encode()


def upload(client, source: bytes):
    data = {"definition": (BytesIO(source), "thu-tuc.json")}
    return client.post("/agency/upload", data=data, content_type="multipart/form-data")


def known(app: Flask) -> int:
    with app.extensions["house"].database.reading() as connection:
        return len(versions(connection, CODE))


def test_procedures_are_listed_with_their_versions_and_the_staff(agency):
    page = agency.get("/agency?agency=H29.03").text
    assert "Sở Tài chính" in page and f"/agency/procedures/{CODE}" in page
    assert "Huỳnh Mẫu Trung" in page
    shown = agency.get(f"/agency/procedures/{CODE}?agency=H29.03").text
    assert "Phiên bản 1" in shown and "Đang áp dụng" in shown
    source = agency.get(f"/agency/procedures/{CODE}/versions/1")
    assert json.loads(source.data)["code"] == CODE


def test_a_broken_definition_lists_its_problems_and_publishes_nothing(app: Flask, agency):
    route = json.loads(definition())["route"]
    route[0]["steps"][0]["role"] = "boss"
    answer = upload(agency, definition(route=route, minutes="ten"))
    assert answer.status_code == 422
    assert "/route/0/steps/0/role" in answer.text and "/minutes" in answer.text
    assert upload(agency, b"{").status_code == 422
    assert upload(agency, b"").status_code == 422
    assert known(app) == 1


def test_a_good_definition_is_previewed_and_published_once(app: Flask, agency):
    before = file(app, "chi@mau.example", CODE)
    uploaded = upload(agency, definition(minutes=44))
    assert uploaded.status_code == 302, uploaded.text
    address = uploaded.headers["Location"]
    proof = agency.get(address).text
    assert "Phiên bản 2" in proof and known(app) == 1
    preview = agency.get(f"{address}/preview").text
    assert "<form" in preview and 'name="document"' in preview
    wrong = agency.post(f"{address}/preview", data={"document": "{}", "page": "0", "to": "on"})
    assert wrong.status_code == 422 and "error-summary" in wrong.text
    reason = {"reason": "Đã đối chiếu với quy trình nội bộ"}
    assert agency.post(f"{address}/publish", data=reason).status_code == 302
    assert known(app) == 2
    assert agency.post(f"{address}/publish", data=reason).status_code == 302
    assert known(app) == 2
    desk = browser(app, "tiepnhan1.binhduong@mau.example")
    assert desk.get(f"/desk/{before}").status_code == 200


def test_the_preview_goes_page_by_page_and_ends_with_what_would_follow(agency):
    uploaded = upload(agency, definition())
    address = f"{uploaded.headers['Location']}/preview"
    source = json.loads(definition())
    document, last = source["examples"][0]["document"], len(source["pages"]) - 1
    data = {"document": json.dumps(document), "page": str(last)}
    back = agency.post(address, data={**data, "to": "back"})
    assert back.status_code == 200 and f'name="page" value="{last - 1}"' in back.text
    answers = {
        "/capital": "200000000",
        "/starts_on": "2099-01-05",
        "/employees": "2",
        "/tax_method": "declaration",
        "/declaration": "true",
    }
    end = agency.post(address, data={**data, **answers, "to": "on"})
    assert end.status_code == 200, end.text
    assert "Hết phần xem thử" in end.text and "150.000" in end.text and "Trần Thị Mẫu" in end.text
    for broken in ({"page": "99"}, {"page": "x"}, {"document": "[" * 100_000}, {"document": "[]"}):
        assert agency.post(address, data={**data, "to": "on", **broken}).status_code == 400


def test_warnings_are_acknowledged_with_a_reason(app: Flask, agency, monkeypatch):
    from formengine.forms.problems import Problem
    from formengine.services import publishing
    from formengine.web.agency import upload as agency_upload

    def warned(source: bytes):
        return (*prove(source)[:2], [Problem("/cases/0/time_limit", "critical-path", "Vượt thời hạn")])

    prove = publishing.prove
    monkeypatch.setattr(publishing, "prove", warned)
    monkeypatch.setattr(agency_upload, "prove", warned)
    address = upload(agency, definition(minutes=45)).headers["Location"]
    assert "Vượt thời hạn" in agency.get(address).text
    silent = agency.post(f"{address}/publish", data={"reason": " "})
    assert silent.status_code == 422 and known(app) == 1
    assert agency.post(f"{address}/publish", data={"reason": "Theo Quyết định 1"}).status_code == 302
    page = agency.get(f"/agency/procedures/{CODE}?agency=H29.03").text
    assert "Theo Quyết định 1" in page


def test_an_agency_sets_its_own_figures_from_a_day_on(app: Flask, agency):
    leader = browser(app, "lanhdao.binhduong@mau.example")
    page = leader.get(f"/agency/procedures/{CODE}").text
    assert '<select class="govuk-select" id="key"' in page
    key = page.split('id="key"')[1].split('value="')[1].split('"')[0]
    typed = {"agency": "H29.31", "key": key, "value": "6", "valid_from": "01/01/2099", "basis": "Quyết định 12/QĐ-UBND"}
    for control, wrong in (("value", "sáu"), ("valid_from", "mai"), ("basis", ""), ("value", "-5")):
        answer = leader.post(f"/agency/procedures/{CODE}/settings", data={**typed, control: wrong})
        assert answer.status_code == 422 and f'id="{control}-error"' in answer.text, control
    assert leader.post(f"/agency/procedures/{CODE}/settings", data=typed).status_code == 302
    shown = leader.get(f"/agency/procedures/{CODE}").text
    assert "6, từ 01/01/2099" in shown and "Quyết định 12/QĐ-UBND" in shown
    house = app.extensions["house"]
    with house.database.reading() as connection:
        name = person_of(connection, account(house, "lanhdao.binhduong@mau.example").person).full_name
    assert f"Quyết định 12/QĐ-UBND ({name}, " in shown


def test_a_first_day_is_typed_as_people_write_it_and_checked(app: Flask, agency):
    day = {"title": "Ngày đầu", "type": "string", "default": "", "set_by": "competent", "basis": "Kế hoạch"}
    own = json.loads(definition())
    changed = definition(settings={**own["settings"], "first": day}, clock={**own["clock"], "opens": "settings.first"})
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        publish(connection, changed, at=house.now())
    leader = browser(app, "lanhdao.binhduong@mau.example")
    leader.get(f"/agency/procedures/{CODE}")
    today = f"{house.today():%d/%m/%Y}"
    typed = {"agency": "H29.31", "key": "first", "valid_from": today, "basis": "Kế hoạch 5/KH-UBND"}
    for wrong in ("31/02/2026", "đầu tháng sáu"):
        answer = leader.post(f"/agency/procedures/{CODE}/settings", data={**typed, "value": wrong})
        assert answer.status_code == 422 and 'id="value-error"' in answer.text
        assert "Ghi ngày theo dạng 01/06/2026" in answer.text and wrong in answer.text
    assert leader.post(f"/agency/procedures/{CODE}/settings", data={**typed, "value": "01/06/2026"}).status_code == 302
    with house.database.reading() as connection:
        assert settings_on(connection, CODE, agency_id(app, "H29.31"), house.today())["first"] == "2026-06-01"


def test_officers_look_but_do_not_manage(app: Flask, client):
    officer = browser(app, "chuyenvien1.taichinh@mau.example")
    page = officer.get("/agency").text
    assert "Sở Tài chính" in page and "/agency/upload" not in page
    assert officer.get("/agency/upload").status_code == 403
    shown = officer.get(f"/agency/procedures/{CODE}").text
    assert 'id="key"' not in shown
    assert officer.get("/agency/procedures/1.004194").status_code == 404


def test_a_digest_that_nobody_uploaded_is_not_found(agency):
    for digest in ("0" * 64, "..%2fsecret_key", "x"):
        assert agency.get(f"/agency/proof/{digest}").status_code == 404
