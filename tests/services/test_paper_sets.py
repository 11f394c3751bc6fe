"""Which papers a submission gets: those of the day it was filed, and a procedure's own in their place."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from formengine.dossier_reading import dossier_by_id
from formengine.effects.slips import register_order, slip_order
from formengine.registers.paper_sets import PAPERS, paper_set, paper_sets
from formengine.reports.register import Period
from formengine.resources import folder
from submissions import events as e
from submissions.store import log
from tests.services.test_walks import Walk

BEFORE, AFTER = datetime(2026, 3, 30, 2, tzinfo=UTC), datetime(2026, 4, 1, 2, tzinfo=UTC)
ACTED = datetime(2026, 4, 2, 2, tzinfo=UTC)
REASON = "Cơ quan phối hợp chưa có ý kiến."


def test_the_shipped_sets_follow_one_another_without_a_gap(tmp_path: Path) -> None:
    later, earlier = paper_sets(tmp_path)
    assert (earlier.code, later.code) == ("tt-01-2018", "tt-03-2025")
    assert (later.valid_from - (earlier.valid_to or date.max)).days == 1 and later.valid_to is None
    assert paper_set(tmp_path, date(2025, 6, 30)) is earlier and paper_set(tmp_path, date(2025, 7, 1)) is later
    assert paper_set(tmp_path, date(2010, 1, 1)) is earlier


def test_the_shipped_sets_have_the_papers_of_their_circulars(tmp_path: Path) -> None:
    later, earlier = ({name: (paper.form_number, paper.title) for name, paper in one.papers.items()}
                      for one in paper_sets(tmp_path))  # fmt: skip
    assert later["apology"] == ("Mẫu số 04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")
    assert earlier["apology"] == ("Mẫu số 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả")
    numbers = {name: (earlier[name][0], later[name][0]) for name in ("stop_notice", "control_slip", "register")}
    assert numbers == {
        "stop_notice": ("", "Mẫu số 05"),
        "control_slip": ("Mẫu số 05", "Mẫu số 06"),
        "register": ("Mẫu số 06", "Mẫu số 07"),
    }
    for name, number in (("receipt", "01"), ("supplement_request", "02"), ("refusal", "03")):
        assert earlier[name][0] == later[name][0] == f"Mẫu số {number}"


@pytest.fixture
def changed(office: Any) -> Any:
    """The set of 2018 until 31 March 2026 and the one of 2025 from 1 April on; each paper says which it is of."""
    sets = json.loads((folder("form_definitions") / "papers" / "paper-sets.json").read_bytes())
    for one in sets["sets"]:
        old = one["code"] == "tt-01-2018"
        one |= {"valid_to": "2026-03-31"} if old else {"valid_from": "2026-04-01"}
        for paper in one["papers"].values():
            paper["title"] += " bộ cũ" if old else " bộ mới"
    place = office.house.config.home / "paper-templates"
    place.mkdir()
    (place / "paper-sets.json").write_text(json.dumps(sets), encoding="utf-8")
    return office


def head(office: Any, number: str) -> str:
    return office.holder(office.submission(number).competent, "leader")


def desk(office: Any, number: str) -> str:
    return office.holder(office.submission(number).task_now("accept").step.agency, "receptionist")


def accepted(office: Any, walk: Walk, number: str) -> None:
    walk.go_on(number)
    office.clock.at = ACTED


def decided(office: Any, walk: Walk, number: str) -> None:
    office.clock.at = ACTED
    while office.submission(number).open_tasks():
        walk.go_on(number)


def receipt(office: Any, walk: Walk, number: str) -> None:
    office.clock.at = ACTED
    walk.go_on(number)


def supplement_request(office: Any, walk: Walk, number: str) -> None:
    office.clock.at = ACTED
    items = ({"code": "", "what": "Bổ sung"},)
    office.done(desk(office, number), number, "request_supplement", "accept", reason=REASON, items=items)


def refusal(office: Any, walk: Walk, number: str) -> None:
    office.clock.at = ACTED
    office.done(desk(office, number), number, "refuse_to_accept", "accept", reason=REASON)


def apology(office: Any, walk: Walk, number: str) -> None:
    accepted(office, walk, number)
    office.done(head(office, number), number, "extend", reason=REASON, day=date(2026, 5, 29))


def stop_notice(office: Any, walk: Walk, number: str) -> None:
    accepted(office, walk, number)
    office.done(head(office, number), number, "stop", reason=REASON)


def correction(office: Any, walk: Walk, number: str) -> None:
    decided(office, walk, number)
    results = [one for one in issued(office, number) if one.event.paper in walk.definition.papers]
    office.done(head(office, number), number, "correct_result", reason=REASON, paper=results[-1].seq)


BY_EVENT = {act.__name__: act for act in (receipt, supplement_request, refusal, apology, stop_notice, correction)}
BY_HAND = {"control_slip": accepted, "hand_over": accepted, "result_receipt": decided, "register": accepted}


def issued(office: Any, number: str) -> list[Any]:
    with office.house.database.reading() as connection:
        entries = log.read_log(connection, office.row(number).id)
    return [entry for entry in entries if isinstance(entry.event, e.PaperIssued)]


def printed(office: Any, order: Any) -> str:
    pages = PdfReader(BytesIO(order.made(office.house.config.home))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_paper_of_a_set_is_tried() -> None:
    assert {*BY_EVENT, *BY_HAND} == set(PAPERS)


@pytest.mark.parametrize("name", BY_EVENT)
@pytest.mark.parametrize(("filed", "kept"), [(BEFORE, "bộ cũ"), (AFTER, "bộ mới")], ids=["before", "after"])
def test_a_paper_issued_after_the_change_is_of_the_set_of_the_filing(
    changed: Any, name: str, filed: datetime, kept: str
) -> None:
    walk = Walk(changed, "1.009748", 0, at=filed)
    number = walk.file()
    BY_EVENT[name](changed, walk, number)
    events = [entry.event for entry in issued(changed, number) if entry.event.paper == name]
    assert events and {event.title.rsplit(" ", 2)[1:] == kept.split() for event in events} == {True}
    forms = paper_set(changed.house.config.home, filed.date()).papers[name]
    assert {(event.title, event.form_number) for event in events} == {(forms.title, forms.form_number)}


@pytest.mark.parametrize("name", [name for name in BY_HAND if name != "register"])
@pytest.mark.parametrize(("filed", "kept"), [(BEFORE, "BỘ CŨ"), (AFTER, "BỘ MỚI")], ids=["before", "after"])
def test_a_slip_made_after_the_change_is_of_the_set_of_the_filing(
    changed: Any, name: str, filed: datetime, kept: str
) -> None:
    walk = Walk(changed, "1.009748", 0, at=filed)
    number = walk.file()
    BY_HAND[name](changed, walk, number)
    if name == "hand_over":
        walk.go_on(number)
    config = changed.house.config
    with changed.house.database.reading() as connection:
        dossier = dossier_by_id(connection, changed.row(number).id, config)
        order = slip_order(connection, dossier, name, "Trần Thị Mẫu", config)
    text = printed(changed, order)
    assert kept in text and paper_set(config.home, filed.date()).papers[name].form_number in text


@pytest.mark.parametrize(("last", "kept"), [(date(2026, 3, 31), "BỘ CŨ"), (date(2026, 4, 30), "BỘ MỚI")])
def test_the_register_is_of_the_set_in_force_at_the_end_of_its_period(changed: Any, last: date, kept: str) -> None:
    walk = Walk(changed, "1.009748", 0, at=BEFORE)
    number = walk.file()
    accepted(changed, walk, number)
    receiving = changed.submission(number).receiving
    actor = changed.account(changed.holder(receiving, "receptionist")).actor
    period = Period(receiving, date(2026, 3, 1), last, "Asia/Ho_Chi_Minh")
    with changed.house.database.reading() as connection:
        order = register_order(connection, actor, period, changed.house.config, changed.house.now())
    text = printed(changed, order)
    assert kept in text and number in text


@pytest.mark.parametrize(
    ("name", "form", "title"),
    [
        ("receipt", "Mẫu CT04", "Phiếu tiếp nhận hồ sơ và hẹn trả kết quả"),
        ("supplement_request", "Mẫu CT05", "Phiếu hướng dẫn bổ sung, hoàn thiện hồ sơ"),
        ("refusal", "Mẫu CT06", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ"),
    ],
)
@pytest.mark.parametrize("code", ["1.004194", "1.003677"])
def test_residence_has_papers_of_its_own(office: Any, code: str, name: str, form: str, title: str) -> None:
    walk = Walk(office, code, 0, at=BEFORE)
    number = walk.file()
    BY_EVENT[name](office, walk, number)
    events = [entry.event for entry in issued(office, number) if entry.event.paper == name]
    assert {(event.form_number, event.title) for event in events} == {(form, title)}
