"""Acts beside the usual way as clerks and heads do them at the desk: forms, refusals, undo, many at once, deputies."""

import re
from datetime import timedelta

import pytest
from desk_cases import OFFICER, RECEPTIONIST, act, agency_id, browser, file, first_task, in_days
from flask import Flask

SECOND_OFFICER = "chuyenvien2.taichinh@mau.example"
HEAD = "lanhdao.taichinh@mau.example"
SECOND_RECEPTIONIST = "tiepnhan2.trungtam@mau.example"


@pytest.fixture
def investment(app: Flask, client) -> str:
    return file(app, "an@mau.example", "1.009645")


@pytest.fixture
def accepted(app: Flask, investment: str) -> str:
    assert act(browser(app, RECEPTIONIST), investment, "accept").status_code == 302
    return investment


def person_named(page: str, name: str) -> str:
    return re.search(rf'<option value="(\w+)">{name}', page)[1]


def test_a_head_gives_a_task_and_gives_it_to_somebody_else(app: Flask, accepted: str):
    head, officer, second = (browser(app, who) for who in (HEAD, OFFICER, SECOND_OFFICER))
    task = first_task(officer, accepted)
    page = head.get(f"/desk/{accepted}/{task}").text
    people = re.findall(r'<option value="(\w+)">', page.split('id="assign-person"')[1].split("</select>")[0])
    assert len(people) == 2
    assert head.post(f"/desk/{accepted}/{task}/assign", data={}).status_code == 422
    assert head.post(f"/desk/{accepted}/{task}/assign", data={"person": people[0]}).status_code == 302
    page = head.get(f"/desk/{accepted}/{task}").text
    other = re.findall(r'<option value="(\w+)">', page.split('id="reassign-person"')[1].split("</select>")[0])
    assert other == [people[1]]
    assert head.post(f"/desk/{accepted}/{task}/reassign", data={"person": other[0]}).status_code == 422
    moved = {"person": other[0], "reason": "Đi công tác"}
    assert head.post(f"/desk/{accepted}/{task}/reassign", data=moved).status_code == 302
    assert officer.post(f"/desk/{accepted}/{task}/assign", data=moved).status_code == 409
    assert "Đã giao việc" in second.get(f"/desk/{accepted}").text


def test_a_transfer_needs_an_agency_that_is_offered_and_a_reason(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    task = first_task(clerk, investment)
    address = f"/desk/{investment}/{task}/transfer"
    assert clerk.post(address, data={"reason": "Thuộc thẩm quyền nơi khác"}).status_code == 422
    wrong = clerk.post(address, data={"reason": "x", "agencies": "nobody"})
    assert wrong.status_code == 409 and 'id="transfer-agencies-error"' in wrong.text


def test_the_clock_is_suspended_resumed_and_the_date_moved(app: Flask, accepted: str):
    officer, head = browser(app, OFFICER), browser(app, HEAD)
    assert officer.post(f"/desk/{accepted}/acts/suspend", data={"outcome": "authority"}).status_code == 422
    done = officer.post(f"/desk/{accepted}/acts/suspend", data={"outcome": "authority", "reason": "Chờ quy hoạch"})
    assert done.status_code == 302
    task = first_task(officer, accepted)
    late = act(officer, accepted, "choose_agencies", task=task, agencies=agency_id(app, "H29.04"))
    assert late.status_code == 409
    assert officer.post(f"/desk/{accepted}/acts/resume", data={}).status_code == 302
    assert officer.post(f"/desk/{accepted}/acts/extend", data={"day": "01/01/2030", "reason": "x"}).status_code == 409
    wrong = head.post(f"/desk/{accepted}/acts/extend", data={"day": "mai", "reason": "x"})
    assert wrong.status_code == 422 and 'id="extend-day-error"' in wrong.text
    early = head.post(f"/desk/{accepted}/acts/extend", data={"day": "01/01/2020", "reason": "x"})
    assert early.status_code == 409 and 'id="extend-day-error"' in early.text
    later = in_days(200)
    assert head.post(f"/desk/{accepted}/acts/extend", data={"day": later, "reason": "x"}).status_code == 302
    assert later in head.get(f"/desk/{accepted}").text
    again = head.post(f"/desk/{accepted}/acts/extend", data={"day": in_days(240), "reason": "x"})
    assert again.status_code == 409
    assert head.post(f"/desk/{accepted}/acts/unknown", data={}).status_code == 404


def test_what_was_just_done_is_taken_back_and_nobody_was_told(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    assert act(clerk, investment, "accept").status_code == 302
    page = clerk.get(f"/desk/{investment}").text
    assert f'action="/desk/{investment}/acts/undo"' in page
    assert browser(app, OFFICER).post(f"/desk/{investment}/acts/undo", data={}).status_code == 409
    assert clerk.post(f"/desk/{investment}/acts/undo", data={}).status_code == 302
    assert first_task(clerk, investment) == "accept~1"
    assert investment not in browser(app, OFFICER).get("/desk").text
    assert "Người thực hiện đã thu hồi" in clerk.get(f"/desk/{investment}").text
    assert act(clerk, investment, "accept").status_code == 302


def test_after_the_minute_nothing_is_taken_back(app: Flask, accepted: str):
    clerk, house = browser(app, RECEPTIONIST), app.extensions["house"]
    later = house.now() + timedelta(seconds=61)
    object.__setattr__(house, "now", lambda: later)
    assert f'action="/desk/{accepted}/acts/undo"' not in clerk.get(f"/desk/{accepted}").text
    assert clerk.post(f"/desk/{accepted}/acts/undo", data={}).status_code == 409


def test_one_act_on_many_tasks_says_what_came_of_each(app: Flask, investment: str):
    second, third = (file(app, "an@mau.example", "1.009645") for _time in range(2))
    assert act(browser(app, SECOND_RECEPTIONIST), third, "claim").status_code == 302
    clerk = browser(app, RECEPTIONIST)
    page = clerk.get("/desk").text
    ticks = re.findall(r'<input[^>]*name="task"[^>]*value="([^"]+)"', page)
    assert {f"{number}/accept~1" for number in (investment, second, third)} <= set(ticks) and 'id="bulk"' in page
    mine = [tick for tick in ticks if tick.split("/")[0] in (investment, second, third)]
    for nothing in ({}, {"task": mine}, {"act": "accept"}, {"task": mine, "act": "stop"}):
        assert clerk.post("/desk/many", data=nothing).status_code == 302
    answer = clerk.post("/desk/many", data={"task": [*mine, "H29.02-991231-0001/accept~1"], "act": "accept"})
    assert answer.status_code == 200
    assert "Đã thực hiện 2 việc" in answer.text and "2 việc chưa thực hiện" in answer.text
    assert "đang xử lý việc này" in answer.text or "đang làm việc này" in answer.text, answer.text
    again = clerk.post("/desk/many", data={"task": mine, "act": "accept"}).text
    assert "Đã thực hiện 0 việc" in again


def test_a_deputy_acts_in_the_place_of_the_absent_and_only_then(app: Flask, accepted: str):
    officer, receptionist = browser(app, OFFICER), browser(app, RECEPTIONIST)
    house = app.extensions["house"]
    page = browser(app, HEAD).get("/desk/deputies").text
    agency = agency_id(app, "H29.03")
    head = re.search(rf'<option value="{agency}/(\w+)"[^>]*>[^<]*</option>', page)[1]
    deputy = person_named(page.split('id="deputy"')[1], "Huỳnh Mẫu Trung")
    today = house.today().strftime("%d/%m/%Y")
    typed = {"whose": f"{agency}/{head}", "deputy": deputy, "valid_from": today, "valid_to": today, "document": "QĐ 12"}
    leader = browser(app, HEAD)
    for name, wrong in (("deputy", ""), ("valid_from", "x"), ("valid_to", "01/01/2020"), ("document", " ")):
        answer = leader.post("/desk/deputies", data={**typed, name: wrong})
        assert answer.status_code == 422 and f'id="{name}-error"' in answer.text, name
    assert receptionist.post("/desk/deputies", data=typed).status_code == 403
    assert leader.post("/desk/deputies", data=typed).status_code == 302
    assert leader.post("/desk/deputies", data=typed).status_code == 422  # somebody stands in on that day already
    assert "QĐ 12" in officer.get("/desk/deputies").text
    ended = re.search(r'action="(/desk/deputies/\w+)"', leader.get("/desk/deputies").text)[1]
    assert receptionist.post(ended).status_code == 404
    assert leader.post(ended).status_code == 302
    assert "QĐ 12" not in leader.get("/desk/deputies").text


@pytest.mark.night
def test_five_hundred_tasks_at_once_each_have_their_outcome(app: Flask, client):
    numbers = [file(app, "an@mau.example", "1.009645") for _time in range(500)]
    clerk = browser(app, RECEPTIONIST)
    shown = re.findall(r'name="task"[^>]*value="([^"]+)"', clerk.get("/desk?size=500").text)
    assert {tick.split("/")[0] for tick in shown} == set(numbers)
    answer = clerk.post("/desk/many", data={"task": shown, "act": "accept"})
    assert answer.status_code == 200 and "Đã thực hiện 500 việc" in answer.text
    again = clerk.post("/desk/many", data={"task": shown, "act": "accept"})
    assert "Đã thực hiện 0 việc" in again.text and again.text.count("fe-nowrap") >= 500
    assert clerk.post("/desk/many", data={"task": [*shown, "x/y"], "act": "accept"}).status_code in (200, 302, 422)
