"""Who acts is read where the act is written: what ended since somebody's page was opened gives nobody a right."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from formengine.accounts.delegations import delegations
from formengine.accounts.staff import appoint, end_position, positions_of
from formengine.registers.agencies import agencies_of
from formengine.services import deciding, delegating
from formengine.services.deciding import Wish
from formengine.services.errors import NotFound
from submissions.refusal import Refused
from tests.services.test_between_agencies import stand_in

RECEPTIONIST, OFFICER, LEADER = "tiepnhan1.binhduong", "hotich.binhduong", "lanhdao.binhduong"


@pytest.fixture
def number(office) -> str:
    number = office.file("an", "1.004873")
    office.done(RECEPTIONIST, number, "accept", "accept")
    return number


def leaves(office, who: str, to: str = "") -> None:
    """The official's positions end yesterday; `to`: the agency (its code) to which they are transferred today."""
    today = office.house.today()
    with office.house.database.transaction() as connection:
        for held in positions_of(connection, office.account(who).person, today):
            end_position(connection, held.id, today - timedelta(days=1))
            if to:
                agency = agencies_of(connection).by_code(to).id
                appoint(connection, held.person, agency, held.role, valid_from=today)


def refused(office, account, number: str, act: str = "claim") -> None:
    before = office.submission(number).seq
    with pytest.raises((NotFound, Refused)) as no:
        deciding.act(office.house, account, number, Wish(act, task="examine~1", answers=1))
    assert isinstance(no.value, NotFound) or no.value.code in ("not_yours", "claimed_by_another")
    assert office.submission(number).seq == before


def test_a_former_clerk_with_the_page_still_open_does_nothing(office, number) -> None:
    account = office.account(OFFICER)
    leaves(office, OFFICER)
    refused(office, account, number)
    refused(office, office.account(OFFICER), number)


def test_a_clerk_who_was_transferred_acts_at_the_new_agency_alone(office, number) -> None:
    account = office.account(OFFICER)
    leaves(office, OFFICER, to="H29.32")
    refused(office, account, number)
    refused(office, office.account(OFFICER), number)
    assert {held.agency for held in office.account(OFFICER).positions} != {office.submission(number).competent}


def test_a_clerk_who_left_takes_nothing_back(office, number) -> None:
    account = office.account(RECEPTIONIST)
    leaves(office, RECEPTIONIST)
    with pytest.raises(NotFound):
        deciding.undo(office.house, account, number)
    assert office.open(number) == {"examine"}


def test_a_session_that_was_ended_acts_no_more(office, number) -> None:
    from formengine.accounts.tables import accounts

    account = office.account(OFFICER)
    with office.house.database.transaction() as connection:
        connection.execute(accounts.update().where(accounts.c.id == account.id).values(epoch=accounts.c.epoch + 1))
    refused(office, account, number)


def test_a_deputy_acts_only_while_it_lasts(office, number) -> None:
    deputy = "kinhte.binhduong"
    head = office.account(LEADER)
    assert delegating.delegate(office.house, head, stand_in(office, LEADER, deputy)) == []
    account = office.account(deputy)
    with office.house.database.reading() as connection:
        id = connection.execute(select(delegations.c.id)).scalar_one()
    delegating.end(office.house, head, id)
    wish = Wish("assign", task="examine~1", person=office.account(OFFICER).person, answers=1)
    with pytest.raises(Refused, match="not_yours"):
        deciding.act(office.house, account, number, wish)


def test_whoever_is_away_is_stood_in_for_and_may_still_act_themselves(office, number) -> None:
    deputy = "kinhte.binhduong"
    assert delegating.delegate(office.house, office.account(LEADER), stand_in(office, LEADER, deputy)) == []
    office.done(deputy, number, "assign", "examine", person=office.account(OFFICER).person)
    office.done(LEADER, number, "release", "examine")
    assert [type(entry.event).__name__ for entry in office.submission(number).history][-3:] == [
        "ActedFor", "Assigned", "Released",
    ]  # fmt: skip
