"""The desk as clerks use it: a submission's whole way, and who is told what when it is not theirs."""

import re

from desk_cases import (
    CHAIR,
    CLERK_OF_THE_OFFICE,
    OFFICER,
    OTHER_OFFICER,
    RECEPTIONIST,
    act,
    browser,
    file,
    first_task,
    version_seen,
)
from flask import Flask

OPINION = {"/opinion": "agree", "/content": "Phù hợp quy hoạch xây dựng.", "x": ""}
APPRAISAL = {
    "/planning": "Phù hợp quy hoạch.",
    "/finance": "Đủ năng lực tài chính.",
    "/opinions": "Các cơ quan thống nhất.",
    "/conclusion": "approve",
    "x": "",
}


def agency_id(app: Flask, code: str) -> str:
    from formengine.registers.agencies import agencies_of

    with app.extensions["house"].database.reading() as connection:
        return agencies_of(connection).by_code(code).id


def test_a_submission_goes_through_four_agencies(app: Flask, client):
    number = file(app, "an@mau.example", "1.009645")
    counter, officer = browser(app, RECEPTIONIST), browser(app, OFFICER)
    assert number in counter.get("/desk").text
    assert act(counter, number, "accept").status_code == 302
    assert number in officer.get("/desk").text
    chosen = act(officer, number, "choose_agencies", agencies=agency_id(app, "H29.04"))
    assert chosen.status_code == 302, chosen.text
    construction = browser(app, OTHER_OFFICER)
    assert number in construction.get("/desk").text
    assert act(construction, number, "opine", **OPINION).status_code == 302
    page = officer.get(f"/desk/{number}").text
    assert "Phù hợp quy hoạch xây dựng." in page
    assert act(officer, number, "propose", **APPRAISAL).status_code == 302
    office = browser(app, CLERK_OF_THE_OFFICE)
    assert act(office, number, "propose", **{"/result": "in_order", "outcome": "approve"}).status_code == 302
    chair = browser(app, CHAIR)
    assert act(chair, number, "decide", outcome="approve").status_code == 302
    assert act(counter, number, "deliver_result", outcome="counter").status_code == 302
    done = counter.get(f"/desk/{number}").text
    assert "Đã trả kết quả" in done
    assert re.search(rf"/desk/{number}/papers/\d+\.pdf", done)
