"""While the clock of a submission stands still nobody is late: desks, searches and the applicant's page say so."""

from datetime import timedelta

import pytest

from formengine.dossier_reading import dossier_by_id
from formengine.reports.desk import desk, next_task
from formengine.reports.finding import found

OFFICER, CODE = "hotich.binhduong", "1.004873"


def suspended(office) -> str:
    """A submission whose officer suspended it before its deadlines, which have passed since."""
    number = office.file("an", CODE)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    office.done(OFFICER, number, "suspend", outcome="authority", reason="Chờ xác minh của cơ quan khác.")
    office.clock.later(days=30)
    return number


def unpaid(office) -> str:
    number = office.file("an", CODE)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    fee = next(charge.code for charge, _paid in dossier(office, number).charges())
    office.done(OFFICER, number, "set_fee", fee=fee, amount=8000, reason="Theo thông báo.")
    office.done(OFFICER, number, "demand_payment", fee=fee, days=60)
    office.clock.later(days=30)
    return number


def dossier(office, number: str):
    with office.house.database.reading() as connection:
        return dossier_by_id(connection, office.row(number).id, office.house.config)


@pytest.mark.parametrize("stopped", [suspended, unpaid])
def test_a_deadline_that_passed_meanwhile_is_not_told_as_missed(office, stopped) -> None:
    number, actor = stopped(office), office.account(OFFICER).actor
    with office.house.database.reading() as connection:
        seen = desk(connection, actor, office.clock.at, "vi")
        hits, _following = found(connection, actor, number, office.clock.at, "vi")
        following = next_task(connection, actor)
    assert [(task.number, task.tone) for task in seen.tasks] == [(number, "fine")]
    assert [(hit.number, hit.tone) for hit in hits] == [(number, "fine")]
    assert seen.counts["overdue"] == 0 and following is None


def test_the_applicant_reads_who_is_waited_for(office) -> None:
    (waiting,) = dossier(office, suspended(office)).now()
    assert (waiting["who"], waiting["until"]) == ("Cơ quan khác", None)


def test_the_applicant_who_has_to_pay_reads_that_it_is_their_turn(office) -> None:
    (waiting,) = dossier(office, unpaid(office)).now()
    assert waiting["who"] == "Người nộp hồ sơ" and waiting["until"] > office.clock.at + timedelta(days=20)
