"""Papers for officials: slips from the log, previews with example data, an agency's own template."""

import re
from io import BytesIO

import pytest
from desk_cases import OFFICER, OTHER_OFFICER, RECEPTIONIST, act, agency_id, browser, file
from flask import Flask
from pypdf import PdfReader

from formengine.papers import shipped


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture
def consulted(app: Flask, client) -> str:
    """An investment project about which the department of construction is asked."""
    number = file(app, "an@mau.example", "1.009645")
    assert act(browser(app, RECEPTIONIST), number, "accept").status_code == 302
    asked = act(browser(app, OFFICER), number, "choose_agencies", agencies=agency_id(app, "H29.04"))
    assert asked.status_code == 302
    return number


def test_the_control_slip_has_a_row_for_each_hand_over(app: Flask, consulted: str):
    clerk = browser(app, RECEPTIONIST)
    assert f"/desk/{consulted}/slips/control_slip.pdf" in clerk.get(f"/desk/{consulted}").text
    text = text_of(clerk.get(f"/desk/{consulted}/slips/control_slip.pdf").data)
    for words in ("PHIẾU KIỂM SOÁT", consulted, "Sở Tài chính", "Sở Xây dựng", "Đang xử lý", "Mẫu số 06"):
        assert words in text, words


def test_the_receipt_of_a_hand_over_names_both_sides(app: Flask, consulted: str):
    text = text_of(browser(app, RECEPTIONIST).get(f"/desk/{consulted}/slips/hand_over.pdf").data)
    assert "Bên giao: Sở Tài chính" in text and "Bên nhận: Sở Xây dựng" in text


def test_no_receipt_of_a_result_before_there_is_one(app: Flask, consulted: str):
    assert browser(app, RECEPTIONIST).get(f"/desk/{consulted}/slips/result_receipt.pdf").status_code == 404
    assert browser(app, RECEPTIONIST).get(f"/desk/{consulted}/slips/nonsense.pdf").status_code == 404


def test_an_agency_that_sees_a_part_prints_no_slip(app: Flask, consulted: str):
    assert browser(app, OTHER_OFFICER).get(f"/desk/{consulted}/slips/control_slip.pdf").status_code == 404


def test_the_register_is_printed(app: Flask, consulted: str):
    today = app.extensions["house"].today().isoformat()
    text = text_of(browser(app, RECEPTIONIST).get(f"/desk/register.pdf?first={today}&last={today}").data)
    assert "SỔ THEO DÕI HỒ SƠ" in text and consulted.split("-")[0] in text and "Tổng số: 1 hồ sơ" in text


def test_the_clerk_sees_what_the_applicant_was_told(app: Flask, consulted: str):
    from formengine.wiring import work

    work(app.extensions["house"], once=True)
    page = browser(app, RECEPTIONIST).get(f"/desk/{consulted}").text
    assert f"Đã nhận được hồ sơ {consulted}" in page and "Qua thư điện tử" in page and "Đã gửi" in page
    assert f"Đã nhận được hồ sơ {consulted}" not in browser(app, OTHER_OFFICER).get(f"/desk/{consulted}").text


def test_every_paper_of_an_agency_can_be_looked_at_beforehand(app: Flask, client):
    import re

    head = browser(app, "lanhdao.binhduong@mau.example")
    page = head.get("/agency/papers").text
    addresses = [address.replace("&amp;", "&") for address in re.findall(r'href="(/agency/papers/[^"]+)"', page)]
    assert len(addresses) > 9
    for address in addresses:
        got = head.get(address)
        assert got.status_code == 200 and "DỰ THẢO" in text_of(got.data), address
    assert head.get("/agency/papers/nonsense.pdf").status_code == 404
    assert head.get("/agency/papers/receipt.pdf?procedure=9.999999").status_code == 404


def test_an_agencys_own_template_is_used_and_shown(app: Flask, client):
    home = app.extensions["house"].config.home
    own = home / "paper-templates" / "H29.31" / "apology.typ"
    own.parent.mkdir(parents=True)
    own.write_text((shipped() / "apology.typ").read_text() + "\n#block[Phường gửi thêm một dòng.]\n")
    head = browser(app, "lanhdao.binhduong@mau.example")
    assert "Mẫu riêng" in head.get("/agency/papers").text
    assert "Phường gửi thêm một dòng." in text_of(head.get("/agency/papers/apology.pdf").data)


def test_a_paper_that_may_be_taken_back_is_a_draft_until_it_is_handed_out(app: Flask, client, later):
    number = file(app, "an@mau.example", "1.009645")
    clerk, officer, elsewhere = (browser(app, who) for who in (RECEPTIONIST, OFFICER, OTHER_OFFICER))
    assert act(clerk, number, "accept").status_code == 302
    page = clerk.get(f"/desk/{number}").text
    out = re.search(rf'action="(/desk/{number}/papers/(\d+)/hand-out)"', page)
    assert out and "Giao ngay" in page and "bản dự thảo cho đến khi không còn thu hồi được" in page
    address = f"/desk/{number}/papers/{out[2]}.pdf"
    assert "DỰ THẢO" in text_of(clerk.get(address).data)
    assert clerk.get(out[1]).status_code == 405
    assert elsewhere.post(out[1], data={}).status_code == 404
    assert clerk.post(f"/desk/{number}/papers/1/hand-out", data={}).status_code == 404
    assert clerk.post(out[1], data={}).location == address
    assert "DỰ THẢO" not in text_of(clerk.get(address).data)
    page = clerk.get(f"/desk/{number}").text
    assert "acts/undo" not in page and "hand-out" not in page and "Đã giao ngay văn bản" in page
    refused = clerk.post(f"/desk/{number}/acts/undo", data={})
    assert refused.status_code == 409 and "kết quả đã ra khỏi cơ quan" in refused.text
    assert clerk.post(out[1], data={}).location == address  # a second press prints it again
    assert officer.get(f"/desk/{number}").text.count("Đã giao ngay văn bản") == 1


def test_after_the_minute_a_paper_is_no_draft_and_needs_no_handing_out(app: Flask, client, later):
    number = file(app, "an@mau.example", "1.009645")
    clerk = browser(app, RECEPTIONIST)
    assert act(clerk, number, "accept").status_code == 302
    later(minutes=1)
    page = clerk.get(f"/desk/{number}").text
    assert "hand-out" not in page
    address = re.search(rf"/desk/{number}/papers/\d+\.pdf", page)[0]
    assert "DỰ THẢO" not in text_of(clerk.get(address).data)
