"""What an official may still take back has not left the house: the applicant's side sees nothing of it, and acts on."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from citizen_at_browser import BIRTH, BUSINESS
from sqlalchemy import event, select
from werkzeug.datastructures import MultiDict

from formengine.registers.agencies import agencies_of
from formengine.services import deciding
from formengine.services.deciding import Wish
from submissions.refusal import Refused
from submissions.store import log, queries
from submissions.store.tables import submissions

RECEPTIONIST, OFFICER = "tiepnhan1.binhduong@mau.example", "hotich.binhduong@mau.example"
LEADER = "lanhdao.binhduong@mau.example"
EXAMINED = {"/looked_up": "civil_status", "/conclusion": "eligible", "/child_personal_number": "079326000123"}
ITEMS = ({"code": "GCS", "what": "Bản chụp bị mờ"},)
ASKED = {"items": ITEMS, "reason": "Chưa đọc được"}
PROPOSED = {"outcome": "approve", "formdata": MultiDict(EXAMINED)}


@pytest.fixture
def clock(app):
    """A house whose time stands still until `clock(seconds=…)`."""
    house = app.extensions["house"]
    told = {"now": house.now()}
    object.__setattr__(house, "now", lambda: told["now"])

    def later(**how: float) -> None:
        told["now"] += timedelta(**how)

    return later


@pytest.fixture
def does(app, person, clock):
    """does("…@mau.example", number, act, step, …) acts through the service; `step` empty: on the whole submission."""

    def perform(identifier: str, number: str, name: str, step: str = "", **more) -> None:
        house, account = app.extensions["house"], person(identifier).account
        submission = submission_of(app, number)
        task = next((task.id for task in submission.open_tasks() if task.step.step == step), "")
        if name == "transfer":
            with house.database.reading() as connection:
                more["agencies"] = (agencies_of(connection).by_code("H29.32").id,)
        wish = Wish(name, task=task, answers=submission.answers.version, **more)
        done = deciding.act(house, account, number, wish)
        assert not done.problems, done.problems

    return perform


def submission_of(app, number: str):
    with app.extensions["house"].database.reading() as connection:
        row = connection.execute(select(submissions).where(submissions.c.number == number)).one()
        return log.load(connection, row.id)


def undo(app, person, identifier: str, number: str) -> None:
    deciding.undo(app.extensions["house"], person(identifier).account, number)


def everything_of(an, number: str) -> dict[str, object]:
    """All that the applicant's side can open of a submission: pages, list, tracking, each paper, by address."""
    seen: dict[str, object] = {}
    page = an.get(f"/submissions/{number}").text
    for address in (f"/submissions/{number}", f"/submissions/{number}/submitted", "/submissions"):
        seen[address] = plain(an.get(address).text)
    for rest in ("withdraw", "draft-result", "draft-result.pdf"):
        answer = an.get(f"/submissions/{number}/{rest}")
        seen[rest] = (answer.status_code, plain(answer.text) if answer.mimetype == "text/html" else "")
    code = re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", page)[0]
    seen["/track"] = plain(an.post("/track", {"number": number, "code": code}).text)
    for seq in range(1, 40):
        answer = an.get(f"/submissions/{number}/papers/{seq}.pdf")
        seen[f"paper {seq}"] = answer.data if answer.status_code == 200 else answer.status_code
    return seen


def plain(page: str) -> str:
    """A page without what is drawn by lot for each request."""
    return re.sub(r'(name="csrf_token" value|nonce)="[^"]*"', "", page)


ON_FILED = [
    (RECEPTIONIST, "accept", "accept", {}),
    (RECEPTIONIST, "refuse_to_accept", "accept", {"reason": "Thiếu giấy chứng sinh"}),
    (RECEPTIONIST, "request_supplement", "accept", ASKED),
    (RECEPTIONIST, "transfer", "accept", {"reason": "Sai nơi nộp"}),
    (RECEPTIONIST, "claim", "accept", {}),
    (LEADER, "stop", "", {"reason": "Hai hồ sơ trùng nhau"}),
]
ON_ACCEPTED = [
    (OFFICER, "propose", "examine", PROPOSED),
    (OFFICER, "request_supplement", "examine", ASKED),
    (OFFICER, "suspend", "", {"outcome": "authority", "reason": "Chờ xác minh"}),
    (LEADER, "extend", "", {"day": date.today() + timedelta(days=60), "reason": "Cần xác minh"}),
    (LEADER, "stop", "", {"reason": "Hai hồ sơ trùng nhau"}),
]
ON_CONFIRMED = [
    (LEADER, "decide", "decide", {"outcome": "approve"}),
    (LEADER, "decide", "decide", {"outcome": "refuse", "reason": "Không đủ điều kiện"}),
    (LEADER, "send_back", "decide", {"stage": "examination", "reason": "Sai họ"}),
]


def named(case) -> str:
    return case if isinstance(case, str) else ""


def unseen_until_it_stands(app, an, person, clock, does, number: str, act) -> None:
    who, name, step, more = act
    before = everything_of(an, number)
    does(who, number, name, step, **more)
    assert everything_of(an, number) == before
    undo(app, person, who, number)
    assert everything_of(an, number) == before
    does(who, number, name, step, **more)
    clock(seconds=59)
    moment_before = everything_of(an, number)
    assert {key for key in before if before[key] != moment_before[key]} <= {f"/submissions/{number}", "/submissions"}
    clock(seconds=1)
    if name != "claim":  # who has a task is nobody's business outside
        assert everything_of(an, number) != moment_before
    with pytest.raises(Refused, match="too_late_to_undo"):
        undo(app, person, who, number)


@pytest.mark.parametrize("act", ON_FILED, ids=[act[1] for act in ON_FILED])
def test_nothing_of_an_act_at_the_reception_is_seen_until_it_stands(app, an, person, clock, does, act):
    unseen_until_it_stands(app, an, person, clock, does, an.file(BIRTH), act)


@pytest.mark.parametrize("act", ON_ACCEPTED, ids=[act[1] for act in ON_ACCEPTED])
def test_nothing_of_an_act_of_handling_is_seen_until_it_stands(app, an, person, clock, does, act):
    number = an.file(BIRTH)
    does(RECEPTIONIST, number, "accept", "accept")
    clock(minutes=2)
    unseen_until_it_stands(app, an, person, clock, does, number, act)


def confirmed(app, an, clock, does) -> str:
    number = an.file(BIRTH)
    does(RECEPTIONIST, number, "accept", "accept")
    does(OFFICER, number, "propose", "examine", **PROPOSED)
    clock(minutes=2)
    an.get(f"/submissions/{number}/draft-result")
    an.post(f"/submissions/{number}/draft-result", {"outcome": "confirmed"})
    assert [task.step.act for task in submission_of(app, number).open_tasks()] == ["decide"]
    return number


@pytest.mark.parametrize("act", ON_CONFIRMED, ids=[f"{act[1]}-{n}" for n, act in enumerate(ON_CONFIRMED)])
def test_nothing_of_a_decision_is_seen_until_it_stands(app, an, person, clock, does, act):
    unseen_until_it_stands(app, an, person, clock, does, confirmed(app, an, clock, does), act)


def test_what_somebody_has_acted_on_is_seen_at_once(app, an, person, clock, does):
    number = an.file(BIRTH)
    does(RECEPTIONIST, number, "accept", "accept")
    before = everything_of(an, number)
    does(OFFICER, number, "claim", "examine")
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(app, person, RECEPTIONIST, number)
    assert everything_of(an, number)["/track"] != before["/track"]


def test_what_the_applicant_does_meanwhile_is_done_or_put_off_and_tells_nothing(app, an, person, clock, does):
    number = confirmed(app, an, clock, does)
    does(LEADER, number, "decide", "decide", outcome="approve")
    before = submission_of(app, number).seq
    answer = an.post(f"/submissions/{number}/withdraw", {"reason": "Không cần nữa"}, follow_redirects=True)
    assert "Cán bộ đang xử lý hồ sơ này. Xin thử lại sau một phút." in answer.text
    assert "Quyết định: " not in answer.text
    assert submission_of(app, number).seq == before
    undo(app, person, LEADER, number)
    an.post(f"/submissions/{number}/withdraw", {"reason": "Không cần nữa"})
    assert submission_of(app, number).outcome == "withdrawn"


def test_a_submission_is_withdrawn_while_its_acceptance_may_be_taken_back(app, an, person, clock, does):
    number = an.file(BUSINESS)
    does(RECEPTIONIST, number, "accept", "accept")
    an.post(f"/submissions/{number}/withdraw", {"reason": "Nộp nhầm"})
    assert submission_of(app, number).outcome == "withdrawn"
    with pytest.raises(Refused, match="nothing_to_undo"):
        undo(app, person, RECEPTIONIST, number)
    assert "đã được rút" in an.get(f"/submissions/{number}").text


def test_a_request_or_a_question_that_is_not_shown_cannot_be_answered(app, an, person, clock, does):
    number = an.file(BIRTH)
    does(RECEPTIONIST, number, "request_supplement", "accept", **ASKED)
    assert an.post(f"/submissions/{number}/supplement").status_code == 404
    undo(app, person, RECEPTIONIST, number)
    does(RECEPTIONIST, number, "accept", "accept")
    does(OFFICER, number, "propose", "examine", **PROPOSED)
    answer = an.post(f"/submissions/{number}/draft-result", {"outcome": "confirmed"})
    assert answer.location == f"/submissions/{number}"
    assert [task.step.act for task in submission_of(app, number).open_tasks()] == ["confirm_draft"]
    with pytest.raises(Refused, match="not_now"):
        wish = Wish("confirm_draft", task="confirm~1", outcome="confirmed", answers=1)
        deciding.act(app.extensions["house"], an.account, number, wish)


def test_an_official_who_files_for_themselves_is_an_applicant_like_others(app, person, clock, does):
    own = person("chuyenvien1.taichinh@mau.example")
    number = own.file(BUSINESS)
    before = everything_of(own, number)
    does(RECEPTIONIST, number, "accept", "accept")
    assert everything_of(own, number) == before
    assert own.get(f"/desk/{number}").status_code == 404


@contextmanager
def statements(app):
    seen: list[str] = []
    engine = app.extensions["house"].database.engine

    def note(_connection, _cursor, statement, *_rest):
        if "register_versions" not in statement and not statement.startswith(("BEGIN", "PRAGMA", "COMMIT")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_list_asks_as_often_for_one_fresh_act_as_for_many(app, an, clock, does):
    numbers = [an.file(BUSINESS) for _time in range(5)]
    clock(minutes=2)
    an.get("/submissions")
    counts = []
    for fresh in (0, 1, 5):
        for number in numbers[: fresh if fresh else 0]:
            if queries_open(app, number):
                does(RECEPTIONIST, number, "accept", "accept")
        with statements(app) as seen:
            an.get("/submissions")
        counts.append(len(seen))
    assert counts[2] <= counts[1] == counts[0] + 1, counts


def queries_open(app, number: str) -> bool:
    return any(task.step.act == "accept" for task in submission_of(app, number).open_tasks())


def test_the_desk_sees_what_it_did_at_once(app, person, an, clock, does):
    number = an.file(BIRTH)
    does(RECEPTIONIST, number, "accept", "accept")
    with app.extensions["house"].database.reading() as connection:
        row = queries.find(connection, person(OFFICER).account.actor, number)
    assert row.status == "accepted"
    assert number in person(OFFICER).get("/desk").text
