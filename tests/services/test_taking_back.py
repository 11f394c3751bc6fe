"""What taking back reaches beyond its own submission, and what cannot be taken back because others moved with it."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from formengine.accounts.delegations import delegations
from formengine.effects.slips import slip_order
from formengine.services import deciding
from formengine.services.succession import end_children
from submissions.refusal import Refused
from tests.services.test_between_agencies import with_child

RECEPTIONIST, OFFICER, LEADER = "tiepnhan1.binhduong", "hotich.binhduong", "lanhdao.binhduong"


def undo(office, who: str, number: str) -> None:
    deciding.undo(office.house, office.account(who), number)


def test_what_belongs_to_a_stopped_submission_ends_only_when_the_stop_stands(office, shipped) -> None:
    number, child = with_child(office, shipped)
    office.done(LEADER, number, "stop", reason="Hai hồ sơ trùng nhau")
    assert end_children(office.house, office.house.database, office.clock()) == 0
    undo(office, LEADER, number)
    office.done(LEADER, number, "stop", reason="Hai hồ sơ trùng nhau")
    assert end_children(office.house, office.house.database, office.clock.later(minutes=1)) == 1
    assert office.submission(child).outcome == "stopped"


def test_an_end_that_another_submission_waited_for_is_not_taken_back(office, shipped) -> None:
    number, child = with_child(office, shipped)
    office.done(RECEPTIONIST, child, "refuse_to_accept", "accept", reason="Không thuộc thẩm quyền")
    assert [one.outcome for one in office.submission(number).children.values()] == ["not_accepted"]
    with pytest.raises(Refused, match="not_undoable"):
        undo(office, RECEPTIONIST, child)


def test_nobody_stands_in_for_a_leave_whose_approval_was_taken_back(office, shipped) -> None:
    deputy = office.account("chuyenvien2.taichinh")
    document = shipped("NB-NGHIPHEP", 0)["document"]
    document |= {"substitute": deputy.person, "from": "2026-03-16", "to": "2026-03-17"}
    document["official"] |= {"unit": "H29.03"}
    number = office.file("chuyenvien1.taichinh", "NB-NGHIPHEP", document)
    forms = {"endorsement": {"/opinion": "agree"}, "balance": {"/days_left": "12", "/conclusion": "within"}}
    while office.row(number).concluded_at is None:
        task = next(iter(office.submission(number).open_tasks()))
        last = "lanhdao.taichinh" if task.step.role == "leader" else "chuyenvien2.taichinh"
        outcome = "agree" if task.step.act == "opine" else "approve"
        office.done(last, number, task.step.act, task.id, outcome=outcome, formdata=forms.get(task.step.step_form))
    assert [row.ended_at for row in rows(office)] == [None]
    undo(office, last, number)
    assert [row.ended_at for row in rows(office)] == [office.clock()]
    task = next(iter(office.submission(number).open_tasks()))
    office.done(last, number, task.step.act, task.id, outcome="approve")
    assert [row.ended_at is None for row in rows(office)] == [False, True]


def rows(office):
    with office.house.database.reading() as connection:
        return connection.execute(select(delegations).order_by(delegations.c.made_at, delegations.c.id)).all()


def test_the_control_slip_names_the_numbers_that_no_paper_bears(office) -> None:
    number = office.file("an", "1.004873")
    office.done(RECEPTIONIST, number, "refuse_to_accept", "accept", reason="Sai nơi nộp")
    first = office.submission(number).papers[-1].number
    undo(office, RECEPTIONIST, number)
    office.done(RECEPTIONIST, number, "refuse_to_accept", "accept", reason="Sai nơi nộp")
    second = office.submission(number).papers[-1].number
    assert (first, second) == ("01/PTC", "02/PTC") or int(second.split("/")[0]) == int(first.split("/")[0]) + 1
    with office.house.database.reading() as connection:
        from formengine.dossier_reading import open_dossier

        actor = office.account(RECEPTIONIST).actor
        dossier = open_dossier(connection, actor, number, office.house.config, office.clock())
        order = slip_order(connection, dossier, "control_slip", "Trần Thị Mẫu", office.house.config)
    pages = PdfReader(BytesIO(order.made(office.house.config.home))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Số văn bản đã thu hồi, không cấp lại cho văn bản khác" in text
    assert f"số {first}" in text and f"số {second}" not in text
