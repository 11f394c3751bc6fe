"""Tasks that nobody can do show in the administrators' queue, are told once, and are never skipped (threat R6)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from formengine.accounts.kin import declare_kin
from formengine.accounts.people import person_of
from formengine.accounts.signing_in import close_account
from formengine.accounts.staff import appoint, end_position, positions_in
from formengine.catalog.versions import publish
from formengine.effects.deliveries import deliver_due, deliveries, take_outbox
from formengine.effects.registry import Surroundings
from formengine.effects.standard import EFFECTS
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_changes import end_agency
from formengine.reports.stranded import stranded
from formengine.services import administering, stranding
from formengine.services.administering import Ending
from formengine.services.errors import Forbidden, NotFound
from formengine.services.rebuilding import rebuild_all
from formengine.services.stranding import Watch, pass_on, tell_administrators
from formengine.services.succession import hand_to_successors
from formengine.wiring import facts_of
from submissions import handovers as h
from submissions.refusal import Refused
from submissions.store.tables import events, submissions, tasks

CODE, WARD, DESK = "1.004873", "H29.31", "H29.31.01"
HEAD, ADMINISTRATOR = "quantri", "quantri.phuong"


def agency(office, code: str) -> str:
    with office.house.database.reading() as connection:
        return agencies_of(connection).by_code(code).id


def nobodys(office):
    with office.house.database.reading() as connection:
        return stranded(connection, office.house.today(), office.house.config.zone)


def shown(office) -> list[tuple[str, str, str, int]]:
    with office.house.database.reading() as connection:
        register = agencies_of(connection)
        return [(register.by_id(one.agency).code, one.role, one.why, one.submissions) for one in nobodys(office)]


def accepted(office, who: str = "an") -> str:
    number = office.file(who, CODE)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    return number


def leave(office, code: str, role: str) -> list[str]:
    """Everybody who holds the role ends today, so that tomorrow nobody does; their persons."""
    today = office.house.today()
    with office.house.database.transaction() as connection:
        found = [held for held in positions_in(connection, agency(office, code), today) if held.role == role]
        for held in found:
            end_position(connection, held.id, today)
    return [held.person for held in found]


def ends(office, code: str, successor: str = "") -> None:
    with office.house.database.transaction() as connection:
        register = agencies_of(connection)
        after = register.by_code(successor) if successor else None
        end_agency(connection, register.by_code(code), office.house.today(), after)


def name_successor(office, code: str, successor: str) -> None:
    yesterday = office.house.today() - timedelta(days=1)
    wish = Ending(yesterday, successor, "Quyết định 12/QĐ-UBND")
    assert administering.set_end(office.house, office.account(ADMINISTRATOR), code, wish) == []


def hand_over(office) -> int:
    return hand_to_successors(office.house, office.house.database, office.clock())


@pytest.mark.storage
def test_the_last_clerk_removed_shows_and_a_new_one_empties_it(office) -> None:
    number = accepted(office)
    assert shown(office) == []
    clerk = office.account("hotich.binhduong").person
    assert clerk in leave(office, WARD, "officer")
    assert shown(office) == []
    office.clock.later(days=1)
    assert shown(office) == [(WARD, "officer", "unstaffed", 1)]
    (one,) = nobodys(office)
    assert (one.since, one.tasks, one.numbers) == (office.house.today(), 1, (number,))
    assert office.open(number) == {"examine"}
    with office.house.database.transaction() as connection:
        appoint(connection, clerk, agency(office, WARD), "officer", valid_from=office.house.today())
    assert shown(office) == []
    office.done("hotich.binhduong", number, "claim", "examine")


def test_who_has_no_account_any_more_holds_nothing(office) -> None:
    accepted(office)
    with office.house.database.transaction() as connection:
        for who in ("hotich.binhduong", "xaydung.binhduong", "kinhte.binhduong"):
            assert stranded(connection, office.house.today(), "Asia/Ho_Chi_Minh") == ()
            close_account(connection, office.account(who).id, office.clock())
        assert len(stranded(connection, office.house.today(), "Asia/Ho_Chi_Minh")) == 1


def test_an_agency_that_ended_shows_until_a_successor_is_named(office) -> None:
    number = accepted(office)
    ends(office, WARD)
    office.clock.later(days=3)
    assert shown(office) == [(WARD, "officer", "ended", 1)]
    (one,) = nobodys(office)
    assert one.since == office.house.today() - timedelta(days=2)
    assert hand_over(office) == 0 and office.open(number) == {"examine"}
    name_successor(office, WARD, "H29.32")
    assert shown(office) == []
    assert hand_over(office) == 1
    office.done("hotich.thudaumot", number, "claim", "examine")


def test_one_that_cannot_be_handed_over_holds_up_nobody_behind_it(office, monkeypatch) -> None:
    from formengine.services import succession
    from submissions.store import relations

    numbers = [accepted(office) for _one in range(4)]
    ends(office, WARD, "H29.32")
    office.clock.later(days=1)
    in_hand, succeed = relations.in_hand, succession._succeed
    blocked = {office.row(number).id for number in numbers[:2]}
    monkeypatch.setattr(relations, "in_hand", lambda c, agency, after="", size=2: in_hand(c, agency, after, size))
    monkeypatch.setattr(succession, "_succeed", lambda h, id, *more: 0 if id in blocked else succeed(h, id, *more))
    assert hand_over(office) == 2
    assert {office.row(number).competent for number in numbers[2:]} == {agency(office, "H29.32")}


# --- everybody barred


def alone(office, who: str, code: str, role: str) -> None:
    today = office.house.today()
    person = office.account(who).person
    with office.house.database.transaction() as connection:
        for held in positions_in(connection, agency(office, code), today):
            if held.role == role and held.person != person:
                end_position(connection, held.id, today - timedelta(days=1))


def test_a_task_whose_every_holder_stepped_back_shows(office) -> None:
    number = accepted(office)
    for who in ("hotich.binhduong", "xaydung.binhduong", "kinhte.binhduong"):
        assert shown(office) == []
        office.done(who, number, "recuse", "examine", reason="Người thân")
    assert shown(office) == [(WARD, "officer", "barred", 1)]


def test_a_task_whose_only_holder_is_kin_or_applicant_shows(office) -> None:
    number, other = accepted(office), accepted(office, "chi")
    alone(office, "hotich.binhduong", WARD, "officer")
    assert shown(office) == []
    person = office.account("hotich.binhduong").person
    with office.house.database.transaction() as connection:
        relative = person_of(connection, office.account("an").person).personal_number
        declare_kin(connection, person, relative, "An", "child", key=office.house.key, at=office.clock())
    (one,) = nobodys(office)
    assert (one.why, one.numbers) == ("barred", (number,))
    with office.house.database.transaction() as connection:
        connection.execute(update(submissions).where(submissions.c.number == other).values(owner=person))
    assert shown(office)[0][3] == 1  # the list is no proof: the log says that another person is the owner


def test_whoever_proposed_alone_cannot_decide(office) -> None:
    number = accepted(office)
    alone(office, "lanhdao.binhduong", WARD, "leader")
    with office.house.database.transaction() as connection:
        person, ward = office.account("lanhdao.binhduong").person, agency(office, WARD)
        appoint(connection, person, ward, "officer", valid_from=office.house.today())
    office.done(
        "lanhdao.binhduong", number, "propose", "examine", outcome="approve",
        form_document={"looked_up": ["civil_status"], "needs_verification": False, "conclusion": "eligible"},
    )  # fmt: skip
    if "confirm" in office.open(number):
        office.done("an", number, "confirm_draft", "confirm", outcome="confirmed")
    assert shown(office) == [(WARD, "leader", "barred", 1)]


# --- no agency for the step that follows


def test_what_waits_for_an_agency_of_the_register_shows_until_it_goes_on(office, monkeypatch) -> None:
    from formengine.registers.agencies import UnknownAgency
    from formengine.services.proceedings import Proceedings

    number = office.file("an", CODE)
    ruling = Proceedings.ruling

    def lost(self, submission):
        if submission.accepted_at:
            raise UnknownAgency("no agency of type 'kho-bac' serves the area '25760'", type="kho-bac", area="25760")
        return ruling(self, submission)

    monkeypatch.setattr(Proceedings, "ruling", lost)
    for _try in range(2):
        with pytest.raises(Refused, match="agency_missing"):
            office.act("tiepnhan1.binhduong", number, "accept", "accept")
    assert office.open(number) == {"accept"}
    ((code, role, why, count),) = shown(office)
    assert (code, role, why, count) == (WARD, "", "unplaced", 1)
    (one,) = nobodys(office)
    assert one.numbers == (number,) and "kho-bac" in one.wanted
    monkeypatch.setattr(Proceedings, "ruling", ruling)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    assert shown(office) == []


# --- administrators are told once


def mails(office) -> list[str]:
    surroundings = Surroundings(office.house.database, office.house.config, facts_of(office.house))
    take_outbox(surroundings, EFFECTS, office.clock())
    deliver_due(surroundings, EFFECTS, office.clock)
    with office.house.database.reading() as connection:
        rows = connection.execute(select(deliveries).where(deliveries.c.effect == "stranded")).all()
    assert {row.state for row in rows} <= {"done"}
    return [row.recipient for row in rows]


@pytest.mark.storage
def test_administrators_are_told_once_and_again_when_it_comes_back(office) -> None:
    number = accepted(office)
    leave(office, WARD, "officer")
    office.clock.later(days=1)
    assert tell_administrators(office.house, office.clock()) == 1
    assert tell_administrators(office.house, office.clock()) == 0
    assert mails(office) == [office.account(ADMINISTRATOR).id]
    text = "".join(path.read_text() for path in (office.house.config.home / "outbox").glob("*.eml"))
    assert number not in text
    office.clock.later(days=1)
    assert tell_administrators(office.house, office.clock()) == 0 and len(mails(office)) == 1
    with office.house.database.transaction() as connection:
        person = office.account("chi").person
        position = appoint(connection, person, agency(office, WARD), "officer", valid_from=office.house.today())
    assert tell_administrators(office.house, office.clock()) == 0
    with office.house.database.transaction() as connection:
        end_position(connection, position, office.house.today())
    office.clock.later(days=1)
    assert tell_administrators(office.house, office.clock()) == 1 and len(mails(office)) == 2


def test_where_an_agency_has_no_administrator_the_heads_of_the_house_are_told(office) -> None:
    accepted(office)
    leave(office, WARD, "officer")
    leave(office, WARD, "administrator")
    office.clock.later(days=1)
    tell_administrators(office.house, office.clock())
    assert mails(office) == [office.account(HEAD).id]


def test_the_clock_looks_from_time_to_time_only(office) -> None:
    accepted(office)
    leave(office, WARD, "officer")
    watch = Watch(office.house)
    assert watch(office.house.database, office.clock()) == 0
    office.clock.later(days=1)
    assert watch(office.house.database, office.clock()) == 1
    leave(office, WARD, "leader")
    assert watch(office.house.database, office.clock.later(minutes=4)) == 0


# --- passed on by an administrator


def test_an_administrator_passes_work_on_with_a_reason_in_each_log(office, monkeypatch) -> None:
    numbers = [accepted(office) for _one in range(3)]
    leave(office, WARD, "officer")
    office.clock.later(days=1)
    who = office.account(ADMINISTRATOR)
    assert [problem.pointer for problem in pass_on(office.house, who, WARD, "officer", "H29.99", " ").problems] == [
        "#to", "#reason"
    ]  # fmt: skip
    monkeypatch.setattr(stranding, "MOST_AT_ONCE", 2)
    came = pass_on(office.house, who, WARD, "officer", "H29.32", "Phường chưa có cán bộ")
    assert (came.done, came.left, came.refused) == (2, 1, "")
    came = pass_on(office.house, who, WARD, "officer", "H29.32", "Phường chưa có cán bộ")
    assert (came.done, came.left, came.refused) == (1, 0, "") and shown(office) == []
    for number in numbers:
        event = office.submission(number).history[-1]
        assert isinstance(event.event, h.AgencySucceeded) or any(
            isinstance(entry.event, h.AgencySucceeded) and entry.person == who.person and entry.event.reason
            for entry in office.submission(number).history
        )
        office.done("hotich.thudaumot", number, "claim", "examine")
    assert rebuild_all(office.house).faults == []


def test_nobody_passes_on_what_is_not_theirs_to_administer(office) -> None:
    number = accepted(office)
    for who in ("lanhdao.binhduong", "an"):
        with pytest.raises(Forbidden):
            pass_on(office.house, office.account(who), WARD, "officer", "H29.32", "Lý do")
    with pytest.raises(Forbidden):
        pass_on(office.house, office.account(ADMINISTRATOR), "H29.03", "officer", "H29.32", "Lý do")
    with pytest.raises(NotFound):
        pass_on(office.house, office.account(ADMINISTRATOR), "H29.99", "officer", "H29.32", "Lý do")
    assert office.row(number).competent == agency(office, WARD)


def test_an_administrator_says_nothing_about_their_own_submission(office) -> None:
    office.file("an", CODE)
    person = office.account("an").person
    with office.house.database.transaction() as connection:
        appoint(connection, person, agency(office, DESK), "administrator", valid_from=office.house.today())
    came = pass_on(office.house, office.account("an"), DESK, "receptionist", "H29.32.01", "Lý do")
    assert (came.done, came.left) == (0, 1) and came.refused


# --- many in flight


def fly(office, many: int) -> list[str]:
    return [accepted(office) for _one in range(many)]


@pytest.mark.parametrize("many", [12, pytest.param(1000, marks=pytest.mark.night)])
def test_cases_in_flight_keep_their_route_and_none_is_lost(office, shipped, many) -> None:
    numbers = fly(office, many)
    plans = {number: office.submission(number).plan for number in numbers}
    edited = shipped(CODE)
    examine = next(step for stage in edited["route"] for step in stage["steps"] if step["step"] == "examine")
    examine["role"], edited["examples"] = "leader", []
    with office.house.database.transaction() as connection:
        publish(connection, json.dumps(edited, ensure_ascii=False).encode(), at=office.clock())
    for number in numbers:
        assert office.submission(number).plan == plans[number] and office.open(number) == {"examine"}
    newer = office.submission(office.file("an", CODE)).plan
    assert newer.step("examine").role == "leader" and plans[numbers[0]].step("examine").role == "officer"
    # merged: all pass by event, once
    ends(office, WARD, "H29.32")
    office.clock.later(days=1)
    assert hand_over(office) == many + 1 and hand_over(office) == 0
    assert shown(office) == []
    # the last clerk of the successor is removed: all show in one row, nothing is skipped
    clerk = office.account("hotich.thudaumot").person
    assert clerk in leave(office, "H29.32", "officer")
    office.clock.later(days=1)
    assert shown(office) == [("H29.32", "officer", "unstaffed", many)]
    assert tell_administrators(office.house, office.clock()) == 1
    with office.house.database.reading() as connection:
        skipped = events.c.kind.in_(("Proposed", "Decided", "Concluded", "Silenced"))
        assert connection.scalar(select(func.count()).select_from(events).where(skipped)) == 0
        waiting = (tasks.c.state == "open") & (tasks.c.act == "propose")
        assert connection.scalar(select(func.count()).select_from(tasks).where(waiting)) == many
    # recovery
    with office.house.database.transaction() as connection:
        appoint(connection, clerk, agency(office, "H29.32"), "officer", valid_from=office.house.today())
    assert shown(office) == []
    for number in numbers:
        office.done("hotich.thudaumot", number, "claim", "examine")
    assert rebuild_all(office.house).faults == []
