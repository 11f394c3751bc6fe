"""Each form of an act at the desk, filled in as a browser does it: done once, and every refusal said in words."""

import re

import pytest
from act_forms import (
    CODE,
    DEPUTY_HEAD,
    EXAMINED,
    HEAD,
    OFFICER,
    RECEPTIONIST,
    SECOND_OFFICER,
    STRANGER,
    Desk,
    flashes,
    publish_signed,
)
from desk_cases import account, file, in_days
from flask import Flask

from formengine.services import drafting, filing


@pytest.fixture
def desk(app: Flask, client):
    """desk(who) sits before a certificate of marital status just filed; `desk.number` is its number."""
    publish_signed(app)
    number = file(app, "an@mau.example", CODE)

    def sit(who: str, locale: str = "vi") -> Desk:
        return Desk(app, who, number, locale)

    sit.number = number
    return sit


@pytest.fixture
def examined(desk):
    """The same, accepted and proposed for approval."""
    reception, officer = desk(RECEPTIONIST), desk(OFFICER)
    reception.do("accept", reception.task())
    officer.do("propose", officer.task(), outcome="approve", **EXAMINED)
    return desk


@pytest.fixture
def delivered(examined):
    for who, name, typed in (
        (HEAD, "decide", {"outcome": "approve"}),
        (DEPUTY_HEAD, "sign", {}),
        (RECEPTIONIST, "deliver_result", {"outcome": "counter"}),
    ):
        clerk = examined(who)
        clerk.do(name, clerk.task(), **typed)
    return examined


WRONG_AMOUNTS = ("1.5", "1,5", "-5", "9" * 20, "1" + "0" * 12 + "1", "", "1e3", "mười nghìn", "１５０００", "1.50.000")


def test_what_has_to_be_paid_is_fixed_asked_for_and_recorded_once(desk):
    clerk = desk(RECEPTIONIST)
    for amount in WRONG_AMOUNTS:
        said = clerk.refused(422, "set_fee", fee="LP", amount=amount, reason="Nghị quyết 12/2025")
        assert "Ghi số tiền" in said and "1500000" in said, amount
    answer = clerk.press("set_fee", fee="LP", amount="1.5", reason="Nghị quyết 12/2025")
    assert 'value="1.5"' in answer.text and "Nghị quyết 12/2025" in answer.text  # nothing typed is lost
    assert "Nêu lý do" in clerk.refused(422, "set_fee", fee="LP", amount="12000", reason=" ")
    assert "Chọn khoản" in clerk.refused(422, "set_fee", fee="", amount="12000", reason="x")
    assert clerk.press("set_fee", fee="NONE", amount="12000", reason="x").status_code == 404
    assert "12.000" in clerk.do("set_fee", fee="LP", amount="12.000", reason="Nghị quyết 12/2025")

    stale = clerk.page()
    page = clerk.do("demand_payment", fee="LP")
    assert "Đã yêu cầu người nộp hồ sơ" in flashes(page)
    said = clerk.refused(409, "demand_payment", page=stale, fee="LP")  # the same page sent a second time
    assert "giai đoạn hiện tại" in said
    assert "accept" not in clerk.forms(clerk.page(clerk.task()))  # the clock is held by the payment

    stale = clerk.page()
    bad = clerk.press("fees", page=stale, method="bitcoin")
    assert bad.status_code == 422 and "Chọn hình thức nộp tiền." in bad.text
    assert "Đã thu" in flashes(clerk.do("fees", method="transfer", receipt="BL 0012")) and "BL 0012" in clerk.page()
    assert "đã được ghi nhận" in clerk.refused(409, "fees", page=stale, method="cash")
    assert "đã được ghi nhận" in clerk.refused(409, "set_fee", page=stale, fee="LP", amount="1", reason="x")
    assert (
        desk(OFFICER).client.post(f"/desk/{desk.number}/fees", data={"fee": "LP", "method": "cash"}).status_code == 409
    )
    elsewhere = desk(STRANGER).client
    for address in ("fees", "acts/set_fee", "acts/demand_payment"):
        assert elsewhere.post(f"/desk/{desk.number}/{address}", data={"fee": "LP"}).status_code == 404


def test_the_clock_is_suspended_and_resumed_with_their_forms(desk):
    reception = desk(RECEPTIONIST)
    officer = desk(OFFICER, "en")
    assert "suspend" not in officer.forms(officer.page())  # nothing runs before acceptance
    early = officer.client.post(f"/desk/{desk.number}/acts/suspend", data={"outcome": "authority", "reason": "x"})
    assert early.status_code == 409 and "not possible at the present stage" in early.text
    reception.do("accept", reception.task())
    assert "Give the reason" in officer.refused(422, "suspend", outcome="authority", reason="")
    assert "Choose one of the outcomes" in officer.refused(422, "suspend", reason="Waits for the map")
    stale = officer.page()
    assert "is suspended until it is resumed" in flashes(officer.do("suspend", outcome="authority", reason="Map"))
    assert "not possible" in officer.refused(409, "suspend", page=stale, outcome="authority", reason="Map")
    stale = officer.page()
    assert "goes on" in flashes(officer.do("resume"))
    assert "not possible" in officer.refused(409, "resume", page=stale)
    for name in ("suspend", "resume"):
        assert desk(STRANGER).client.post(f"/desk/{desk.number}/acts/{name}", data={}).status_code == 404


def test_the_head_moves_the_date_once_and_stops_the_handling(desk):
    reception = desk(RECEPTIONIST)
    reception.do("accept", reception.task())
    head, officer = desk(HEAD), desk(OFFICER)
    assert not {"extend", "stop"} & officer.forms(officer.page()).keys()
    assert officer.client.post(f"/desk/{desk.number}/acts/stop", data={"reason": "x"}).status_code == 409
    assert "Ghi ngày hẹn mới" in head.refused(422, "extend", day="31/02/2030", reason="x")
    later, again = in_days(200), in_days(240)
    assert "Nêu lý do" in head.refused(422, "extend", day=later, reason="")
    assert "hãy kiểm tra lại năm" in head.refused(422, "extend", day="07/01/2130", reason="x")
    assert "sau ngày hẹn" in head.refused(409, "extend", day="01/01/2020", reason="x")
    stale = head.page()
    assert later in head.do("extend", day=later, reason="Cần xác minh")
    said = head.refused(409, "extend", page=stale, day=again, reason="Cần xác minh")
    assert "số lần" in said
    assert "Nêu lý do" in head.refused(422, "stop", reason=" ")
    stale = head.page()
    assert "Đã dừng giải quyết" in flashes(head.do("stop", reason="Hai hồ sơ trùng nhau"))
    assert "giai đoạn" in head.refused(409, "stop", page=stale, reason="Hai hồ sơ trùng nhau")
    for name in ("extend", "stop"):
        assert desk(STRANGER).client.post(f"/desk/{desk.number}/acts/{name}", data={"reason": "x"}).status_code == 404


def test_a_request_for_supplement_goes_out_only_with_the_heads_word(desk, app):
    reception = desk(RECEPTIONIST)
    reception.do("accept", reception.task())
    officer, head = desk(OFFICER), desk(HEAD)
    task = officer.task()
    assert "Nêu lý do" in officer.refused(422, "request_supplement", task, **{"item:page-0": "Ghi rõ", "reason": ""})
    assert "Nêu nội dung" in officer.refused(422, "request_supplement", task, reason="Thiếu")
    stale = officer.page(task)
    officer.do("request_supplement", task, **{"item:page-0": "Ghi rõ nơi cư trú", "reason": "Thiếu"})
    assert officer.refused(409, "propose", task, page=stale, outcome="approve", **EXAMINED)
    page = head.page(task)
    assert "Ghi rõ nơi cư trú" in page and "approve_supplement" in head.forms(page)
    assert "approve_supplement" not in officer.forms(officer.page(task))
    mine = officer.client.post(f"/desk/{desk.number}/{task}/approve_supplement", data={"outcome": "approve"})
    assert mine.status_code == 409
    assert "Chọn" in head.refused(422, "approve_supplement", task)
    assert "Nêu lý do" in head.refused(422, "approve_supplement", task, outcome="decline", reason="")
    stale = head.page(task)
    head.do("approve_supplement", task, outcome="decline", reason="Đã có trong cơ sở dữ liệu")
    assert head.refused(409, "approve_supplement", task, page=stale, outcome="approve")
    officer.do("request_supplement", task, **{"item:page-0": "Ghi rõ nơi cư trú", "reason": "Thiếu"})
    head.do("approve_supplement", task, outcome="approve")
    assert "Ghi rõ nơi cư trú" in desk(RECEPTIONIST).page()
    assert desk(STRANGER).client.post(f"/desk/{desk.number}/{task}/approve_supplement", data={}).status_code == 404


def test_who_is_not_free_to_judge_steps_back_for_good(desk):
    reception = desk(RECEPTIONIST)
    reception.do("accept", reception.task())
    officer, second = desk(OFFICER, "en"), desk(SECOND_OFFICER)
    task = officer.task()
    assert "Give the reason" in officer.refused(422, "recuse", task, reason="")
    stale = officer.page(task)
    assert "stepped back" in flashes(officer.do("recuse", task, reason="My sister"))
    for name, typed in (("propose", {"outcome": "approve", **EXAMINED}), ("claim", {}), ("recuse", {"reason": "x"})):
        said = officer.refused(409, name, task, page=stale, **typed)
        assert "not free to judge" in said, name
    assert "propose" in second.forms(second.page(task))
    assert desk(STRANGER).client.post(f"/desk/{desk.number}/{task}/recuse", data={"reason": "x"}).status_code == 404


def test_a_paper_is_signed_once_and_not_by_who_proposed(examined):
    head, deputy = examined(HEAD), examined(DEPUTY_HEAD, "en")
    task = head.task()
    assert "Chọn" in head.refused(422, "decide", task)
    assert "Nêu lý do" in head.refused(422, "decide", task, outcome="refuse", reason="")
    head.do("decide", task, outcome="approve")
    task = deputy.task()
    officer = examined(OFFICER)
    assert officer.client.post(f"/desk/{examined.number}/{task}/sign", data={}).status_code == 409
    stale = deputy.page(task)
    assert "has been signed" in flashes(deputy.do("sign", task))
    said = deputy.refused(409, "sign", task, page=stale)
    assert "already dealt with" in said and "Dương Mẫu Nga" in said
    assert "Giấy xác nhận tình trạng hôn nhân" in examined(RECEPTIONIST).page()
    assert examined(STRANGER).client.post(f"/desk/{examined.number}/{task}/sign", data={}).status_code == 404


def test_an_issued_result_is_corrected_with_its_reason(delivered):
    head, officer = delivered(HEAD), delivered(OFFICER)
    assert "correct_result" not in officer.forms(officer.page())
    _address, controls = head.forms(head.page())["correct_result"]
    choices = re.findall(
        r'<option value="(\d+)"', head.page().split('id="correct_result-paper"')[1].split("</select>")[0]
    )
    assert len(choices) == 1 and controls["paper"] == [""]
    assert "Chọn giấy tờ" in head.refused(422, "correct_result", paper="", reason="“1980” là “1990”")
    assert "Nêu lý do" in head.refused(422, "correct_result", paper=choices[0], reason="")
    assert "Chọn một kết quả đã ban hành" in head.refused(409, "correct_result", paper="1", reason="x")
    assert "Đã ban hành đính chính" in flashes(head.do("correct_result", paper=choices[0], reason="“1980” là “1990”"))
    assert "đính chính" in flashes(officer.page()).lower()
    refused = officer.client.post(
        f"/desk/{delivered.number}/acts/correct_result", data={"paper": choices[0], "reason": "x"}
    )
    assert refused.status_code == 409
    address = f"/desk/{delivered.number}/acts/correct_result"
    assert delivered(STRANGER).client.post(address, data={}).status_code == 404


def test_taking_back_is_offered_to_who_did_it_and_says_why_not(desk, later):
    reception, officer = desk(RECEPTIONIST), desk(OFFICER)
    assert "undo" not in reception.forms(reception.page())
    reception.do("accept", reception.task())
    stale = reception.page()
    assert "undo" in reception.forms(stale) and "undo" not in officer.forms(officer.page())
    assert "đã có người xử lý tiếp" in officer.refused(409, "undo", page=stale)
    assert "Đã thu hồi thao tác vừa làm" in flashes(reception.do("undo"))
    assert reception.refused(409, "undo", page=stale)
    reception.do("accept", reception.task())
    later(minutes=1)
    assert "một phút" in reception.refused(409, "undo", page=stale)
    assert desk(STRANGER).client.post(f"/desk/{desk.number}/acts/undo", data={}).status_code == 404


def test_a_decision_on_answers_that_changed_keeps_what_was_written(app: Flask, examined, later):
    head, officer = examined(HEAD), examined(OFFICER)
    task = head.task()
    stale = head.page(task)
    head.do("send_back", task, stage="examination", reason="Cần bổ sung nơi cư trú")
    officer.do("request_supplement", officer.task(), **{"item:page-0": "Ghi rõ nơi cư trú", "reason": "Thiếu"})
    head.do("approve_supplement", head.task(), outcome="approve")
    later(minutes=1)
    house, citizen = app.extensions["house"], account(app.extensions["house"], "an@mau.example")
    draft = filing.supplement_draft(house, citizen, examined.number)
    before = drafting.open_draft(house, citizen, draft).draft.body
    drafting.replace_answers(house, citizen, draft, dict(before))
    filing.submit(house, citizen, draft, "vi")
    officer.do("propose", officer.task(), outcome="approve", **EXAMINED)
    task = head.task()
    fresh = head.page(task)
    seen = re.sub(r'(name="answers" value=)"\d+"', r'\1"1"', fresh)
    answer = head.press("decide", task, seen, outcome="refuse", reason="Chưa đủ <căn cứ> pháp lý")
    assert answer.status_code == 409 and "Người nộp vừa thay đổi nội dung kê khai" in answer.text
    assert "Chưa đủ &lt;căn cứ&gt; pháp lý" in answer.text
    again = head.press("decide", task, answer.text)
    assert again.status_code == 302  # what was kept is sent with the version that is now before them
    assert stale != fresh


def test_a_head_lets_somebody_stand_in_for_one_of_the_staff(desk, app):
    head = desk(HEAD)
    page = head.client.get("/desk/deputies").text
    form = re.search(r'<form method="post"[^>]*action="/desk/deputies".*?</form>', page, re.DOTALL)[0]
    whose = re.search(r'<option value="([^"]+)"[^>]*>Bùi Mẫu Lan', form)[1]
    deputy = re.search(r'<option value="([^"]+)"[^>]*>Hoàng Mẫu Mai', form.split('name="deputy"')[1])[1]
    today = app.extensions["house"].today().strftime("%d/%m/%Y")
    typed = {"whose": whose, "deputy": deputy, "valid_from": today, "valid_to": today, "document": "QĐ 7/2026"}
    for name, wrong in (("deputy", whose.split("/")[1]), ("valid_to", "hôm nay"), ("document", "")):
        answer = head.client.post("/desk/deputies", data={**typed, name: wrong})
        assert answer.status_code == 422 and f'id="{name}-error"' in answer.text
    assert head.client.post("/desk/deputies", data={**typed, "whose": "x/y"}).status_code == 403
    assert (
        desk(OFFICER)
        .client.post("/desk/deputies", data={**typed, "whose": whose.replace(whose.split("/")[1], deputy)})
        .status_code
        == 403
    )
    assert head.client.post("/desk/deputies", data=typed).status_code == 302
    assert head.client.post("/desk/deputies", data=typed).status_code == 422
    assert "QĐ 7/2026" in head.client.get("/desk/deputies").text
    assert desk(STRANGER).client.post("/desk/deputies", data=typed).status_code == 403


def test_a_head_gives_a_task_only_to_who_may_do_it(desk):
    reception, head = desk(RECEPTIONIST), desk(HEAD)
    reception.do("accept", reception.task())
    task = desk(OFFICER).task()
    assert "Chọn người" in head.refused(422, "assign", task, person="")
    assert head.refused(409, "assign", task, person="nobody")
    page = head.page(task)
    person = re.search(r'<option value="(\w+)">Bùi Mẫu Lan', page.split('id="assign-person"')[1])[1]
    head.do("assign", task, person=person)
    assert head.refused(409, "assign", task, page=page, person=person)
    other = re.search(r'<option value="(\w+)">Hoàng Mẫu Mai', head.page(task).split('id="reassign-person"')[1])[1]
    assert "Nêu lý do" in head.refused(422, "reassign", task, person=other, reason="")
    head.do("reassign", task, person=other, reason="Nghỉ phép")
    assert "Hoàng Mẫu Mai" in desk(OFFICER).page(task)
