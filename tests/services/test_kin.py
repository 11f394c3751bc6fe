"""Kin declared in the profile keeps an official from every act on what their relatives file."""

import pytest

from formengine.accounts.kin import declare_kin, end_kin, relatives_of
from formengine.accounts.people import person_of
from formengine.services import delegating
from formengine.services.deciding import Wish
from formengine.services.delegating import StandIn
from formengine.services.many import act_on_many
from submissions.refusal import Refused
from submissions.store.queues import queue

OFFICER, COLLEAGUE, HEAD = "hotich.binhduong", "xaydung.binhduong", "lanhdao.binhduong"


def declare(office, who: str, relative: str) -> None:
    with office.house.database.transaction() as connection:
        number = person_of(connection, office.account(relative).person).personal_number
        declare_kin(
            connection, office.account(who).person, number, "Người Mẫu", "parent",
            key=office.house.key, at=office.clock.at,
        )  # fmt: skip


def queued(office, who: str) -> set[str]:
    with office.house.database.reading() as connection:
        return {row.number for row in queue(connection, office.account(who).actor)}


@pytest.fixture
def number(office) -> str:
    found = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", found, "accept", "accept")
    return found


@pytest.mark.storage
def test_kin_may_do_nothing_and_their_queue_passes_the_task_over(office, number) -> None:
    assert number in queued(office, OFFICER)
    declare(office, OFFICER, "an")
    for act in ("claim", "propose", "request_supplement"):
        with pytest.raises(Refused, match="kin"):
            office.act(OFFICER, number, act, "examine")
    with pytest.raises(Refused, match="kin"):
        office.act(OFFICER, number, "suspend", outcome="other", reason="Chờ")
    (outcome,) = act_on_many(office.house, office.account(OFFICER), [(number, "examine~1")], Wish("claim"))
    assert "thân thích" in outcome.problem
    assert number not in queued(office, OFFICER) and number in queued(office, COLLEAGUE)
    office.done(COLLEAGUE, number, "claim", "examine")


def test_what_is_taken_back_no_longer_counts(office, number) -> None:
    declare(office, OFFICER, "an")
    person = office.account(OFFICER).person
    with office.house.database.transaction() as connection:
        (relative,) = relatives_of(connection, person)
        assert end_kin(connection, person, relative.id, office.clock.at)
    assert number in queued(office, OFFICER)
    office.done(OFFICER, number, "claim", "examine")


def test_the_head_cannot_give_the_task_to_kin(office, number) -> None:
    declare(office, OFFICER, "an")
    with pytest.raises(Refused, match="person_barred"):
        office.act(HEAD, number, "assign", "examine", person=office.account(OFFICER).person)


@pytest.mark.parametrize(("related", "code"), [("kinhte.binhduong", "kin"), (HEAD, "not_yours")])
def test_a_deputy_is_barred_by_their_own_kin_and_by_that_of_whose_place_it_is(office, number, related, code) -> None:
    head, deputy, today = office.account(HEAD), office.account("kinhte.binhduong"), office.house.today()
    (agency,) = head.actor.agencies
    wish = StandIn(head.person, agency, deputy.person, today, today, "QĐ 12/QĐ-UBND")
    assert delegating.delegate(office.house, head, wish) == []
    person = office.account(COLLEAGUE).person
    declare(office, related, "an")
    with pytest.raises(Refused, match=code):
        office.act("kinhte.binhduong", number, "assign", "examine", person=person)


def test_the_log_says_nothing_of_kin(office, number) -> None:
    before = office.submission(number).seq
    declare(office, OFFICER, "an")
    with pytest.raises(Refused, match="kin"):
        office.act(OFFICER, number, "claim", "examine")
    assert office.submission(number).seq == before
