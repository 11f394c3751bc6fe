"""Standing in: an official's positions held by a deputy, for dates and by a document, or for an approved leave."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from formengine.accounts import delegations
from formengine.accounts.delegations import Delegation
from formengine.accounts.signing_in import Account
from formengine.accounts.staff import HeldPosition, positions_of, staff_of
from formengine.catalog.versions import definition_of
from formengine.forms.pointers import look_up
from formengine.forms.problems import Problem
from formengine.i18n import gettext as _
from formengine.services.errors import Forbidden, NotFound, missing, text_problems
from formengine.services.house import House
from submissions.actors import Actor
from submissions.store import documents
from submissions.submission import Submission

MAX_DOCUMENT = 300
LONGEST_DAYS = 366


@dataclass(frozen=True)
class StandIn:
    """What somebody asks for: `deputy` holds the positions of `person` in `agency`; a day not given is None."""

    person: str
    agency: str
    deputy: str
    valid_from: date | None
    valid_to: date | None
    document: str


@dataclass(frozen=True)
class Deputies:
    """The page of an official's deputies: who can be stood in for, by whom, and what is in force."""

    delegations: tuple[Delegation, ...]
    staff: dict[str, tuple[HeldPosition, ...]]
    may_end: frozenset[str]


def deputies(house: House, account: Account) -> Deputies:
    """What the account may see and change: its own, and as a head those of its agencies."""
    today = house.today()
    actor = own_positions(account.actor)
    with house.database.reading() as connection:
        found = delegations.delegations_in(connection, set(actor.agencies), today)
        staff = {agency: _acting_staff(connection, agency, today) for agency in sorted(actor.agencies)}
    return Deputies(found, staff, frozenset(one.id for one in found if _may(actor, one.person, one.agency)))


def delegate(house: House, account: Account, wish: StandIn) -> list[Problem]:
    """Let the deputy stand in; the problems where it cannot be. Raises Forbidden for somebody else's positions."""
    actor = own_positions(account.actor)
    with house.database.transaction() as connection:
        staff = {held.person for held in _acting_staff(connection, wish.agency, house.today())}
        if not _may(actor, wish.person, wish.agency) or wish.person not in staff:
            raise Forbidden
        problems = _problems(connection, wish, staff, house.today())
        if not problems:
            assert wish.valid_from is not None and wish.valid_to is not None
            delegations.delegate(
                connection, person=wish.person, deputy=wish.deputy, agency=wish.agency, valid_from=wish.valid_from,
                valid_to=wish.valid_to, document=wish.document.strip(), by=account.person, at=house.now(),
            )  # fmt: skip
        return problems


def end(house: House, account: Account, id: str) -> None:
    """End a delegation now; raises NotFound for an unknown one and for somebody else's."""
    with house.database.transaction() as connection:
        found = delegations.delegation_of(connection, id)
        if found is None or not _may(own_positions(account.actor), found.person, found.agency):
            raise NotFound(id)
        delegations.end_delegation(connection, id, by=account.person, at=house.now())


def own_positions(actor: Actor) -> Actor:
    """`actor` without what is held in somebody's place: a deputy does not depute."""
    return Actor(actor.kind, actor.person, tuple(held for held in actor.positions if not held.instead_of))


def _may(actor: Actor, person: str, agency: str) -> bool:
    return (person == actor.person and agency in actor.agencies) or actor.holds(agency, "leader")


def _acting_staff(connection: Connection, agency: str, on: date) -> tuple[HeldPosition, ...]:
    return tuple(held for held in staff_of(connection, agency, on) if held.role != "administrator")


def _problems(connection: Connection, wish: StandIn, staff: set[str], today: date) -> list[Problem]:
    found = []
    if wish.deputy not in staff or wish.deputy == wish.person:
        found.append(missing("#deputy", _("Choose a colleague of the same agency.")))
    if wish.valid_from is None:
        found.append(missing("#valid_from", _("Write the first day, such as 23/11/2026.")))
    if wish.valid_to is None:
        found.append(missing("#valid_to", _("Write the last day, such as 30/11/2026.")))
    told = _("Name the document that allows it: number, date, signer.")
    found += text_problems("#document", wish.document, MAX_DOCUMENT, told)
    if wish.valid_from is None or wish.valid_to is None:
        return found
    if wish.valid_to < max(wish.valid_from, today):
        found.append(missing("#valid_to", _("The last day must not lie before the first one, nor in the past.")))
    elif (wish.valid_to - wish.valid_from).days >= LONGEST_DAYS:
        found.append(missing("#valid_to", _("A delegation lasts a year at most.")))
    elif delegations.overlapping(connection, wish.person, wish.agency, wish.valid_from, wish.valid_to):
        found.append(missing("#valid_from", _("Somebody stands in on some of these days already. End that first.")))
    return found


def stand_in_on_leave(connection: Connection, house: House, submission_id: str, submission: Submission) -> None:
    """Where an approved leave names a substitute, they hold the absent official's positions for its days.

    Days on which somebody stands in already stay with them: nobody has two deputies at once.
    """
    definition = definition_of(connection, submission.facts.definition)
    if not definition.absence or submission.answers is None:
        return
    number = submission.facts.number
    answers = documents.read(connection, submission_id, submission.answers)
    told = {name: look_up(answers, pointer) for name, pointer in definition.absence.items()}
    first, last, deputy = told["from"], told["to"], told["substitute"]
    if not (isinstance(first, str) and isinstance(last, str) and isinstance(deputy, str)):
        return
    valid_from, valid_to, person = date.fromisoformat(first), date.fromisoformat(last), submission.facts.filer
    papers = [paper for paper in submission.papers if paper.paper in definition.papers]
    document = f"{papers[-1].title} {papers[-1].number}".strip() if papers else number
    for agency in sorted(_shared(connection, person, deputy, valid_from)):
        for first_day, last_day in delegations.free_days(connection, person, agency, valid_from, valid_to):
            delegations.delegate(
                connection, person=person, deputy=deputy, agency=agency, valid_from=first_day, valid_to=last_day,
                document=document, by="", at=house.now(), submission=number,
            )  # fmt: skip


def stand_in_no_longer(connection: Connection, house: House, number: str) -> None:
    """The approval of a leave was taken back: who stood in for it does so no longer."""
    delegations.end_those_of(connection, number, at=house.now())


def _shared(connection: Connection, person: str, deputy: str, on: date) -> set[str]:
    """The agencies in which both act."""
    mine, theirs = (
        {held.agency for held in positions_of(connection, who, on) if held.role != "administrator"}
        for who in (person, deputy)
    )
    return mine & theirs
