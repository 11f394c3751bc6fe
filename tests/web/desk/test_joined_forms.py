"""The forms of acts between agencies: sent back to who asked, sent again, gone on without.

A procedure opens another one's submission at the same agency; both lie before the clerks. Taking back is promised only
where it is offered.
"""

import json
import re

import pytest
from act_forms import CODE, HEAD, OFFICER, RECEPTIONIST, STRANGER, Desk, flashes
from desk_cases import account, file
from flask import Flask

from formengine.catalog.versions import publish
from formengine.resources import folder
from submissions.store import queries, relations

HINT = "Trong một phút, anh/chị có thể thu hồi thao tác"


def publish_joined(app: Flask) -> None:
    """A certificate whose second stage waits for the submission of a procedure of our own."""
    shipped = (folder("form_definitions") / f"{CODE}.json").read_bytes()
    child = json.loads(shipped) | {"code": "VD.000002", "title": "Xác minh (ví dụ)", "examples": []}
    parent = json.loads(shipped) | {"examples": []}
    answers = {f"/{name}": f"/{name}" for name in parent["schema"]["properties"]}
    step = {
        "step": "others", "title": "Xác minh tại cơ quan khác", "agency": {"competent": True}, "role": "officer",
        "act": "await", "opens": {"procedure": "VD.000002", "answers": answers, "then": "join"},
    }  # fmt: skip
    parent["route"].insert(1, {"stage": "others", "title": "Liên thông", "steps": [step]})
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        for definition in (child, parent):
            publish(connection, json.dumps(definition, ensure_ascii=False).encode(), at=house.now())


@pytest.fixture
def desk(app: Flask, client):
    """desk(who) sits before the parent, desk(who, child) before what it opened last; `opened()` are all numbers."""
    publish_joined(app)
    number = file(app, "an@mau.example", CODE)

    def sit(who: str, other: str = "") -> Desk:
        return Desk(app, who, other or number)

    def opened() -> list[str]:
        with app.extensions["house"].database.reading() as connection:
            row = queries.find(connection, account(app.extensions["house"], RECEPTIONIST).actor, number)
            return [child.number for child in relations.children_of(connection, row.id)]

    sit.number, sit.opened = number, opened
    return sit


@pytest.fixture
def waiting(desk):
    """The parent, accepted: it waits for the submission that it has opened."""
    reception = desk(RECEPTIONIST)
    reception.do("accept", reception.task())
    return desk


def returned(desk) -> str:
    child = desk.opened()[-1]
    clerk = desk(RECEPTIONIST, child)
    return clerk.do("return_to_opener", clerk.task(), reason="Thiếu giấy xác nhận nơi cư trú")


def test_taking_back_is_promised_only_where_it_is_offered(desk):
    reception = desk(RECEPTIONIST)
    said = flashes(reception.do("accept", reception.task()))
    assert "Đã tiếp nhận hồ sơ" in said and HINT not in said  # it opened another submission
    assert "undo" not in reception.forms(reception.page())
    child = desk(RECEPTIONIST, desk.opened()[0])
    said = flashes(child.do("accept", child.task()))
    assert HINT in said and "undo" in child.forms(child.page())
    head = desk(HEAD, desk.opened()[0])
    said = flashes(head.do("stop", reason="Hai hồ sơ trùng nhau"))
    assert "Đã dừng giải quyết" in said and HINT not in said  # the parent has moved
    assert "undo" not in head.forms(head.page())


def test_what_another_agency_asked_for_goes_back_to_it_with_the_reason(waiting):
    child = waiting.opened()[0]
    clerk, officer, stranger = waiting(RECEPTIONIST, child), waiting(OFFICER, child), waiting(STRANGER, child)
    task = clerk.task()
    assert "Nêu lý do" in clerk.refused(422, "return_to_opener", task, reason=" ")
    address = f"/desk/{child}/{task}/return_to_opener"
    mine = officer.client.post(address, data={"reason": "x"})
    assert mine.status_code == 409 and "Việc này thuộc cơ quan hoặc vai trò khác" in mine.text
    assert stranger.client.post(address, data={"reason": "x"}).status_code == 404
    stale = clerk.page(task)
    said = flashes(returned(waiting))
    assert f"Đã trả hồ sơ {child} lại cơ quan yêu cầu" in said and HINT not in said
    assert "đã xử lý việc này" in clerk.refused(409, "return_to_opener", task, page=stale, reason="Thiếu")
    assert "Thiếu giấy xác nhận nơi cư trú" in flashes(clerk.page())
    assert {"send_again", "go_on_without"} <= waiting(OFFICER).forms(
        waiting(OFFICER).page(waiting(OFFICER).task())
    ).keys()


def test_only_what_another_submission_opened_is_sent_back_to_it(desk):
    reception = desk(RECEPTIONIST)
    task = reception.task()
    assert "return_to_opener" not in reception.forms(reception.page(task))
    answer = reception.client.post(f"/desk/{desk.number}/{task}/return_to_opener", data={"reason": "x"})
    assert answer.status_code == 409 and "giai đoạn hiện tại" in answer.text


def test_a_request_that_came_back_is_sent_again_once(waiting):
    officer, reception = waiting(OFFICER), waiting(RECEPTIONIST)
    task = officer.task()
    assert not {"send_again", "go_on_without"} & officer.forms(officer.page(task)).keys()
    address = f"/desk/{waiting.number}/{task}/send_again"
    early = officer.client.post(address, data={})
    assert early.status_code == 409 and "giai đoạn hiện tại" in early.text
    returned(waiting)
    assert reception.client.post(address, data={}).status_code == 409
    assert waiting(STRANGER).client.post(address, data={}).status_code == 404
    stale = officer.page(task)
    said = flashes(officer.do("send_again", task))
    assert "Đã gửi lại yêu cầu" in said and HINT not in said
    assert len(waiting.opened()) == 2
    assert "giai đoạn hiện tại" in officer.refused(409, "send_again", task, page=stale)
    assert "giai đoạn hiện tại" in officer.refused(409, "go_on_without", task, page=stale, reason="Đã có dữ liệu")
    assert len(waiting.opened()) == 2 and waiting.opened()[1] in officer.page(task)


def test_handling_goes_on_without_that_result_with_the_reason(waiting):
    officer, reception = waiting(OFFICER), waiting(RECEPTIONIST)
    task = officer.task()
    address = f"/desk/{waiting.number}/{task}/go_on_without"
    assert officer.client.post(address, data={"reason": "x"}).status_code == 409
    returned(waiting)
    assert "Nêu lý do" in officer.refused(422, "go_on_without", task, reason="")
    assert reception.client.post(address, data={"reason": "x"}).status_code == 409
    assert waiting(STRANGER).client.post(address, data={"reason": "x"}).status_code == 404
    stale = officer.page(task)
    said = flashes(officer.do("go_on_without", task, reason="Đã có trong cơ sở dữ liệu"))
    assert "không chờ kết quả đó" in said and HINT in said
    said = officer.refused(409, "go_on_without", task, page=stale, reason="Đã có trong cơ sở dữ liệu")
    assert "đã xử lý việc này" in said
    assert re.fullmatch(r"examine~1", officer.task())
    assert "Đã có trong cơ sở dữ liệu" in flashes(officer.page())
