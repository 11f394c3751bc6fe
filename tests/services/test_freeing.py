"""A task taken by somebody who left, stands in no longer or declared kin falls free by itself, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from formengine.accounts.delegations import delegate, delegations, end_delegation
from formengine.accounts.kin import declare_kin
from formengine.accounts.people import person_of
from formengine.accounts.staff import appoint, end_position, positions_in
from formengine.dossier_reading import open_dossier
from formengine.i18n import speaking
from formengine.registers.agencies import agencies_of
from formengine.services.freeing import free_tasks
from formengine.services.rebuilding import rebuild_all
from formengine.web.desk.log import log_of
from submissions.refusal import Refused
from submissions.store.tables import tasks

CODE, WARD, OFFICER, COLLEAGUE = "1.004873", "H29.31", "hotich.binhduong", "kinhte.binhduong"


def claimed(office, by: str = OFFICER, who: str = "an") -> str:
    number = office.file(who, CODE)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    office.done(by, number, "claim", "examine")
    return number


def ward(connection) -> str:
    return agencies_of(connection).by_code(WARD).id


def free(office) -> int:
    office.clock.later(minutes=2)
    return free_tasks(office.house, office.clock())


def holder(office, number: str) -> str:
    """Who has the task, which the log and the lists must agree on."""
    with office.house.database.reading() as connection:
        here = (tasks.c.submission_id == office.row(number).id) & (tasks.c.step == "examine")
        listed = connection.execute(select(tasks.c.assignee).where(here)).scalar_one()
    (task,) = office.submission(number).open_tasks()
    assert task.assignee == listed
    return listed


def leaves(office, who: str, role: str = "officer") -> None:
    with office.house.database.transaction() as connection:
        for held in positions_in(connection, ward(connection), office.house.today()):
            if held.person == office.account(who).person and held.role == role:
                end_position(connection, held.id, office.house.today())
    office.clock.later(days=1)


@pytest.mark.storage
def test_what_somebody_took_who_left_is_everybodys_again(office) -> None:
    number, other = claimed(office), claimed(office, COLLEAGUE)
    assert free(office) == 0
    leaves(office, OFFICER)
    with pytest.raises(Refused, match="claimed_by_another"):
        office.act(COLLEAGUE, number, "claim", "examine")
    assert free(office) == 1 and free(office) == 0
    assert holder(office, number) == "" and holder(office, other) == office.account(COLLEAGUE).person
    with office.house.database.reading() as connection, speaking("vi"):
        actor = office.account(COLLEAGUE).actor
        dossier = open_dossier(connection, actor, number, office.house.config, office.clock())
        newest = log_of(dossier)[0]
    assert "Việc lại chưa có người nhận" in newest.what and newest.by == ""
    office.done(COLLEAGUE, number, "claim", "examine")
    report = rebuild_all(office.house)
    assert (report.submissions, report.changed, report.faults) == (2, 0, [])


@pytest.mark.storage
def test_what_a_deputy_took_is_everybodys_again_when_it_is_over(office) -> None:
    today, deputy = office.house.today(), office.account("lanhdao.binhduong").person
    with office.house.database.transaction() as connection:
        made = {"person": office.account(OFFICER).person, "deputy": deputy, "agency": ward(connection)}
        made |= {"valid_from": today, "valid_to": today + timedelta(days=3), "document": "QĐ", "by": deputy}
        first = delegate(connection, at=office.clock.at, **made)
    number = claimed(office, "lanhdao.binhduong")
    office.clock.later(days=2)
    assert free(office) == 0 and holder(office, number) == deputy
    with office.house.database.transaction() as connection:
        end_delegation(connection, first, by=deputy, at=office.clock.at)
        again = delegate(connection, at=office.clock.at, **made)
    assert free(office) == 0 and holder(office, number) == deputy  # somebody let them stand in anew
    with office.house.database.reading() as connection:
        assert connection.execute(select(delegations.c.id)).scalars().all() == [first, again]
    office.clock.later(days=4)
    assert free(office) == 1 and holder(office, number) == ""


@pytest.mark.storage
def test_what_somebody_took_who_declared_kin_is_everybodys_again(office) -> None:
    number, other = claimed(office), claimed(office, who="chi")
    person = office.account(OFFICER).person
    with office.house.database.transaction() as connection:
        relative = person_of(connection, office.account("an").person).personal_number
        declare_kin(connection, person, relative, "An", "child", key=office.house.key, at=office.clock())
    assert free(office) == 1 and free(office) == 0
    assert holder(office, number) == "" and holder(office, other) == person


def test_who_holds_the_role_by_another_position_keeps_the_task(office) -> None:
    number = claimed(office)
    person = office.account(OFFICER).person
    leaves(office, OFFICER)
    with office.house.database.transaction() as connection:
        appoint(connection, person, ward(connection), "officer", valid_from=office.house.today())
    assert free(office) == 0 and holder(office, number) == person


def test_the_worker_does_it(office) -> None:
    from formengine.wiring import work

    number = claimed(office)
    leaves(office, OFFICER)
    work(office.house, once=True)
    assert holder(office, number) == ""
