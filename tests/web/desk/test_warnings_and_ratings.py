"""The form that clears a head's warning, and the one with which an applicant rates: done once, refused in words."""

import json
import re

import pytest
from act_forms import CODE, DEPUTY_HEAD, EXAMINED, HEAD, OFFICER, RECEPTIONIST, STRANGER, Desk, flashes, problems
from desk_cases import browser, file
from flask import Flask
from form_browser import posted

from formengine.catalog.versions import publish
from formengine.resources import folder
from formengine.services.waking import let_time_act

CITIZEN, OTHER_CITIZEN = "an@mau.example", "chi@mau.example"


@pytest.fixture
def desk(app: Flask, client):
    """desk(who) sits before a certificate of marital status whose way ends with a rating."""
    source = json.loads((folder("form_definitions") / f"{CODE}.json").read_bytes())
    gone = ("verification", "confirmation")
    step = {"step": "rate", "title": "Đánh giá", "who": "applicant", "act": "rate", "limit": {"days": 5}}
    rating = {"stage": "rating", "title": "Đánh giá", "steps": [step | {"on_silence": "continue"}]}
    source["route"] = [*(stage for stage in source["route"] if stage["stage"] not in gone), rating]
    source["examples"] = []
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        publish(connection, json.dumps(source, ensure_ascii=False).encode(), at=house.now())
    number = file(app, CITIZEN, CODE)

    def sit(who: str) -> Desk:
        return Desk(app, who, number)

    sit.number = number
    reception = sit(RECEPTIONIST)
    reception.do("accept", reception.task())
    return sit


@pytest.fixture
def delivered(desk, later):
    officer, head, reception = desk(OFFICER), desk(HEAD), desk(RECEPTIONIST)
    officer.do("propose", officer.task(), outcome="approve", **EXAMINED)
    head.do("decide", head.task(), outcome="approve")
    reception.do("deliver_result", reception.task(), outcome="counter")
    later(minutes=1)
    return desk


def test_a_head_clears_the_warning_of_a_late_task_once(app: Flask, desk, later):
    later(days=30)
    house = app.extensions["house"]
    assert let_time_act(house, house.database, house.now())
    head, officer = desk(HEAD), desk(OFFICER)
    assert desk.number in head.client.get("/desk?kind=attend").text
    task = next(task for task in _tasks(head) if task.startswith("attend"))
    address = f"/desk/{desk.number}/{task}/attend"
    stale = head.page(task)
    assert "attend" not in officer.forms(officer.page(task))
    mine = officer.client.post(address, data={})
    assert mine.status_code == 409 and "Việc này thuộc cơ quan hoặc vai trò khác" in problems(mine.text)
    assert desk(STRANGER).client.post(address, data={}).status_code == 404
    said = flashes(head.do("attend", task))
    assert f"Cảnh báo về hồ sơ {desk.number} đã được gỡ" in said and "có thể thu hồi" not in said
    assert task not in _tasks(head)
    assert "đã xử lý việc này" in head.refused(409, "attend", task, page=stale)
    assert "đã xử lý việc này" in desk(DEPUTY_HEAD).refused(409, "attend", task, page=stale)


def _tasks(desk: Desk) -> list[str]:
    return re.findall(rf'href="/desk/{desk.number}/([^"/?#]+~[^"/?#]*)"', desk.page())


def test_an_applicant_rates_once_and_only_what_was_delivered(app: Flask, desk):
    citizen = browser(app, CITIZEN)
    address = f"/submissions/{desk.number}"
    assert f"{address}/rating" not in citizen.get(address).text
    early = citizen.post(f"{address}/rating", data={"score": "5"}, follow_redirects=True)
    assert "chưa đến lúc đánh giá" in early.text


def test_a_rating_is_asked_for_checked_and_thanked_for(app: Flask, delivered):
    citizen, number = browser(app, CITIZEN), delivered.number
    address = f"/submissions/{number}"
    form = citizen.get(address).text.split(f'action="{address}/rating"')[1].split("</form>")[0]
    sent = posted(f"<form>{form}</form>").to_dict(flat=False)
    for score in ("", "0", "6", "năm"):
        answer = citizen.post(f"{address}/rating", data={**sent, "score": score})
        assert answer.status_code == 422 and "Chọn từ 1 đến 5" in answer.text, score
    for other in (OTHER_CITIZEN, RECEPTIONIST, STRANGER):
        assert browser(app, other).post(f"{address}/rating", data={"score": "5"}).status_code == 404
    thanks = citizen.post(f"{address}/rating", data={**sent, "score": "4"}, follow_redirects=True)
    assert "Cảm ơn" in thanks.text and f"{address}/rating" not in thanks.text
    again = citizen.post(f"{address}/rating", data={**sent, "score": "1"}, follow_redirects=True)
    assert "đã được đánh giá" in again.text and "Cảm ơn" not in again.text
    assert flashes(delivered(HEAD).page()).count("Người nộp đánh giá") == 1
