"""Between agencies: submissions that open submissions, agencies that end, deputies of those on leave."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from formengine.accounts.delegations import delegate, delegations, end_delegation
from formengine.catalog.versions import publish
from formengine.registers.agencies import agencies, agencies_of
from formengine.registers.snapshots import changed
from formengine.services import delegating
from formengine.services.delegating import StandIn
from formengine.services.errors import Forbidden, NotFound
from formengine.services.succession import end_children, hand_to_successors
from submissions.refusal import Refused
from submissions.store import relations
from submissions.store.tables import submissions

OPINION = {"/opinion": "agree", "/content": "Phù hợp quy hoạch."}


def opening(office, shipped, then="join", answers=None) -> None:
    """Publish a certificate of marital status whose way opens a procedure of our own at the same agency."""
    child = shipped("1.004873")
    child |= {"code": "VD.000002", "title": "Xác minh (ví dụ)"}
    child["examples"] = child["examples"][:1]
    parent = shipped("1.004873")
    mapping = {f"/{name}": f"/{name}" for name in parent["schema"]["properties"]} if answers is None else answers
    step = {
        "step": "others", "title": "Xác minh tại cơ quan khác", "agency": {"competent": True}, "role": "officer",
        "act": "await", "opens": {"procedure": "VD.000002", "answers": mapping, "then": then},
    }  # fmt: skip
    parent["route"].insert(1, {"stage": "others", "title": "Liên thông", "steps": [step]})
    for example in parent["examples"]:
        example["expect"].pop("steps", None)
    with office.house.database.transaction() as connection:
        for definition in (child, parent):
            publish(connection, json.dumps(definition, ensure_ascii=False).encode(), at=office.clock.at)


def children(office, number: str):
    with office.house.database.reading() as connection:
        return relations.children_of(connection, office.row(number).id)


def with_child(office, shipped, **how) -> tuple[str, str]:
    opening(office, shipped, **how)
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    return number, children(office, number)[-1].number


def test_a_step_opens_a_submission_with_its_own_number_clock_and_log(office, shipped) -> None:
    number, child = with_child(office, shipped)
    own = office.submission(child)
    assert child != number and own.facts.procedure == "VD.000002" and own.facts.parent == office.row(number).id
    assert office.open(child) == {"accept"} and office.open(number) == {"others"}
    assert own.facts.filer == office.account("an").person
    office.done("tiepnhan1.binhduong", child, "accept", "accept")
    assert office.submission(child).due is not None
    assert office.row(number).status == "interoperating"


def test_the_end_of_the_child_ends_the_step_of_the_parent(office, shipped) -> None:
    number, child = with_child(office, shipped)
    office.done("tiepnhan1.binhduong", child, "refuse_to_accept", "accept", reason="Không thuộc thẩm quyền")
    parent = office.submission(number)
    assert [one.outcome for one in parent.children.values()] == ["not_accepted"] and office.open(number) == {"others"}
    with pytest.raises(Refused, match="not_yours"):
        office.act("tiepnhan1.binhduong", number, "send_again", "others")
    office.done("hotich.binhduong", number, "send_again", "others")
    again = children(office, number)[-1].number
    office.done("tiepnhan1.binhduong", again, "return_to_opener", "accept", reason="Thiếu giấy tờ")
    office.done("hotich.binhduong", number, "go_on_without", "others", reason="Đã có dữ liệu")
    assert office.open(number) == {"examine"}


def test_a_step_that_need_not_wait_goes_on_at_once(office, shipped) -> None:
    number, child = with_child(office, shipped, then="no_wait")
    assert office.open(number) == {"examine"} and office.open(child) == {"accept"}


def test_what_the_other_procedure_does_not_take_is_said_and_nothing_is_done(office, shipped) -> None:
    opening(office, shipped, answers={"/purpose": {"const": 7}})
    number = office.file("an", "1.004873")
    with pytest.raises(Refused, match="cannot_open"):
        office.act("tiepnhan1.binhduong", number, "accept", "accept")
    assert office.open(number) == {"accept"} and not children(office, number)


def test_a_procedure_that_opens_itself_comes_to_an_end(office, shipped) -> None:
    opening(office, shipped)
    definition = shipped("1.004873") | {"code": "VD.000002", "title": "Tự mở (ví dụ)"}
    definition["examples"] = []
    mapping = {f"/{name}": f"/{name}" for name in definition["schema"]["properties"]}
    step = {
        "step": "others", "title": "Mở tiếp", "agency": {"competent": True}, "role": "officer", "act": "await",
        "opens": {"procedure": "VD.000002", "answers": mapping},
    }  # fmt: skip
    definition["route"].insert(0, {"stage": "others", "title": "Liên thông", "steps": [step]})
    with office.house.database.transaction() as connection:
        publish(connection, json.dumps(definition, ensure_ascii=False).encode(), at=office.clock.at)
    number = office.file("an", "1.004873")
    with pytest.raises(Refused, match="cannot_open"):
        office.act("tiepnhan1.binhduong", number, "accept", "accept")


def test_children_of_a_withdrawn_submission_are_stopped_once(office, shipped) -> None:
    number, child = with_child(office, shipped)
    office.done("an", number, "withdraw")
    assert end_children(office.house, office.house.database, office.clock()) == 1
    assert (office.submission(child).outcome, office.row(child).status) == ("stopped", "stopped")
    assert end_children(office.house, office.house.database, office.clock()) == 0


def test_what_opened_a_submission_elsewhere_is_not_taken_back(office, shipped) -> None:
    from formengine.services import deciding

    number, _child = with_child(office, shipped)
    with pytest.raises(Refused, match="not_undoable"):
        deciding.undo(office.house, office.account("tiepnhan1.binhduong"), number)


# --- agencies that end


def ends(office, code: str, successor: str | None) -> None:
    with office.house.database.transaction() as connection:
        register = agencies_of(connection)
        after = register.by_code(successor).id if successor else None
        ended = {"valid_to": office.house.today() - timedelta(days=1), "successor": after}
        connection.execute(update(agencies).where(agencies.c.code == code).values(**ended))
        changed(connection, "agencies")


def test_an_agency_that_ended_hands_its_tasks_to_its_successor_once(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    ends(office, "H29.31", "H29.32")
    assert hand_to_successors(office.house, office.house.database, office.clock()) == 1
    assert hand_to_successors(office.house, office.house.database, office.clock()) == 0
    with pytest.raises((Refused, NotFound)):
        office.act("hotich.binhduong", number, "claim", "examine")
    office.done("hotich.thudaumot", number, "claim", "examine")


def test_an_agency_without_a_successor_keeps_its_work_and_is_named(office, caplog) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    ends(office, "H29.31", None)
    assert hand_to_successors(office.house, office.house.database, office.clock()) == 0
    assert "H29.31 ended without a successor and has 1 submissions" in caplog.text
    assert office.open(number) == {"examine"}


# --- deputies


def stand_in(office, person: str, deputy: str, **change) -> StandIn:
    today = office.house.today()
    with office.house.database.reading() as connection:
        agency = agencies_of(connection).by_code("H29.31").id
    values = {"valid_from": today, "valid_to": today + timedelta(days=3), "document": "QĐ 12/QĐ-UBND", **change}
    return StandIn(office.account(person).person, agency, office.account(deputy).person, **values)


def test_a_deputy_decides_in_the_place_of_the_head_while_it_lasts(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    head, deputy = office.account("lanhdao.binhduong"), "kinhte.binhduong"
    assert delegating.delegate(office.house, head, stand_in(office, "lanhdao.binhduong", deputy)) == []
    office.done(deputy, number, "assign", "examine", person=office.account("hotich.binhduong").person)
    kinds = [type(entry.event).__name__ for entry in office.submission(number).history]
    assert kinds[-2:] == ["ActedFor", "Assigned"]
    office.clock.later(days=4)
    with pytest.raises(Refused, match="claimed_by_another"):
        office.act(deputy, number, "release", "examine")
    office.clock.later(days=-4)
    with office.house.database.reading() as connection:
        id = connection.execute(select(delegations.c.id)).scalar_one()
    with pytest.raises(NotFound):
        delegating.end(office.house, office.account(deputy), id)
    delegating.end(office.house, head, id)
    with pytest.raises(Refused, match="claimed_by_another"):
        office.act(deputy, number, "release", "examine")


def test_nobody_deputes_what_is_not_theirs(office) -> None:
    wish = stand_in(office, "lanhdao.binhduong", "kinhte.binhduong")
    with pytest.raises(Forbidden):
        delegating.delegate(office.house, office.account("hotich.binhduong"), wish)
    assert delegating.delegate(office.house, office.account("lanhdao.binhduong"), wish) == []
    onward = stand_in(office, "lanhdao.binhduong", "hotich.binhduong")
    with pytest.raises(Forbidden):
        delegating.delegate(office.house, office.account("kinhte.binhduong"), onward)


def approved_leave(office, shipped, first: str, last: str) -> str:
    """The number of a leave of chuyenvien1.taichinh, whose substitute is chuyenvien2.taichinh."""
    deputy = office.account("chuyenvien2.taichinh")
    document = shipped("NB-NGHIPHEP", 0)["document"]
    document |= {"substitute": deputy.person, "from": first, "to": last}
    document["official"] |= {"unit": "H29.03"}
    number = office.file("chuyenvien1.taichinh", "NB-NGHIPHEP", document)
    while office.row(number).concluded_at is None:
        task = next(iter(office.submission(number).open_tasks()))
        form = {"endorsement": {"/opinion": "agree"}, "balance": {"/days_left": "12", "/conclusion": "within"}}
        outcome = "agree" if task.step.act == "opine" else "approve"
        who = "lanhdao.taichinh" if task.step.role == "leader" else "chuyenvien2.taichinh"
        problems = office.act(
            who, number, task.step.act, task.id, outcome=outcome, formdata=form.get(task.step.step_form)
        )
        assert problems.problems == [], problems.problems
    return number


def test_an_approved_leave_makes_the_substitute_a_deputy(office, shipped) -> None:
    absent, deputy = office.account("chuyenvien1.taichinh"), office.account("chuyenvien2.taichinh")
    number = approved_leave(office, shipped, "2026-03-16", "2026-03-17")
    with office.house.database.reading() as connection:
        found = connection.execute(select(delegations)).one()
    assert (found.person, found.deputy, found.submission) == (absent.person, deputy.person, number)
    assert str(found.valid_from) == "2026-03-16" and found.document
    office.clock.later(days=7)
    held = {position.instead_of for position in office.account("chuyenvien2.taichinh").positions}
    assert absent.person in held


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([("16", "16")], [("17", "20")]),
        ([("10", "17"), ("20", "25")], [("18", "19")]),
        ([("18", "18"), ("17", "17")], [("16", "16"), ("19", "20")]),
        ([("17", "18"), ("18", "19")], [("16", "16"), ("20", "20")]),
        ([("10", "15"), ("21", "22")], [("16", "20")]),
        ([("10", "25")], []),
    ],
)
@pytest.mark.storage
def test_a_leave_gives_its_substitute_the_days_on_which_nobody_stands_in(office, shipped, taken, free) -> None:
    absent, head = office.account("chuyenvien1.taichinh").person, office.account("lanhdao.taichinh").person
    with office.house.database.transaction() as connection:
        agency = agencies_of(connection).by_code("H29.03").id
        for first, last in taken:
            delegate(
                connection, person=absent, deputy=head, agency=agency, valid_from=date(2026, 3, int(first)),
                valid_to=date(2026, 3, int(last)), document="QĐ 1", by=head, at=office.clock.at,
            )  # fmt: skip
        gone = {"valid_from": date(2026, 3, 1), "valid_to": date(2026, 3, 31), "document": "QĐ 2"}
        over = delegate(connection, person=absent, deputy=head, agency=agency, by=head, at=office.clock.at, **gone)
        end_delegation(connection, over, by=head, at=office.clock.at)
    number = approved_leave(office, shipped, "2026-03-16", "2026-03-20")
    query = select(delegations).where(delegations.c.submission == number).order_by(delegations.c.valid_from)
    with office.house.database.reading() as connection:
        made = [(f"{row.valid_from:%d}", f"{row.valid_to:%d}") for row in connection.execute(query)]
    assert made == free


def test_a_joint_procedure_counts_once(office, shipped) -> None:
    number, child = with_child(office, shipped)
    with office.house.database.reading() as connection:
        once = connection.execute(select(submissions.c.number).where(submissions.c.parent == "")).scalars().all()
    assert once == [number] and child not in once


def test_the_parent_shows_its_children_on_one_time_line_with_the_critical_path(office, shipped) -> None:
    from formengine.dossier_reading import open_dossier
    from formengine.joined import joined_of

    number, child = with_child(office, shipped)
    office.clock.later(hours=3)
    office.done("tiepnhan1.binhduong", child, "accept", "accept")
    with office.house.database.reading() as connection:
        dossier = open_dossier(
            connection, office.account("hotich.binhduong").actor, number, office.house.config, office.clock()
        )
        (one,) = joined_of(connection, dossier, office.clock())
    assert (one.number, one.critical, one.status) == (child, True, "accepted")
    assert one.due == office.submission(child).due and 0 <= one.left < one.left + one.width <= 1001


def test_what_others_were_told_of_is_not_taken_back(office) -> None:
    from formengine.services import deciding
    from submissions.store.tables import outbox

    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    with office.house.database.transaction() as connection:
        connection.execute(outbox.delete().where(outbox.c.kind == "Accepted"))
    with pytest.raises(Refused, match="already_told"):
        deciding.undo(office.house, office.account("tiepnhan1.binhduong"), number)
    assert office.open(number) == {"examine"}


def test_the_world_is_told_of_an_act_only_when_it_can_no_longer_be_taken_back(office) -> None:
    from formengine.services import deciding
    from submissions.store.tables import outbox

    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    with office.house.database.reading() as connection:
        waits = {row.kind: row.not_before for row in connection.execute(select(outbox))}
    assert waits["Submitted"] is None and waits["Accepted"] == office.clock() + timedelta(minutes=1)
    deciding.undo(office.house, office.account("tiepnhan1.binhduong"), number)
    with office.house.database.reading() as connection:
        kinds = set(connection.execute(select(outbox.c.kind)).scalars())
    assert "Accepted" not in kinds and "Submitted" in kinds


def test_a_submission_filed_at_the_wrong_ward_is_handled_at_the_right_one(office) -> None:
    number = office.file("an", "1.004873")
    with office.house.database.reading() as connection:
        register = agencies_of(connection)
        right, desk, elsewhere = (register.by_code(code).id for code in ("H29.32", "H29.32.01", "H29.33.02"))
    with pytest.raises(Refused, match="agency_not_offered"):
        office.act("tiepnhan1.binhduong", number, "transfer", "accept", agencies=(elsewhere,), reason="Sai nơi nộp")
    office.done("tiepnhan1.binhduong", number, "transfer", "accept", agencies=(right,), reason="Sai nơi nộp")
    row = office.row(number)
    assert (row.receiving, row.competent, office.open(number)) == (desk, right, {"accept"})
    with pytest.raises(Refused, match="not_yours"):
        office.act("tiepnhan1.binhduong", number, "accept", "accept")
    office.done("tiepnhan1.thudaumot", number, "accept", "accept")
    office.done("hotich.thudaumot", number, "claim", "examine")
