"""Administering agencies: until when one works and who follows it, and who holds which position in it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Connection

from formengine.accounts import staff
from formengine.accounts.identity import read_sign_in
from formengine.accounts.roles import ROLES
from formengine.accounts.signing_in import Account, person_signing_in
from formengine.forms.problems import Problem
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies, Agency, UnknownAgency, agencies_of
from formengine.registers.agency_changes import end_agency, hold_agency
from formengine.registers.history import note_change
from formengine.services.errors import Forbidden, NotFound, missing, text_problems
from formengine.services.house import House

MOST_LETTERS = 300
# Letters of a staff number.
LONGEST_NUMBER = 40
A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Appointment:
    """Who is to hold what: `identifier` is what the person signs in with; a day not given is None."""

    identifier: str
    role: str
    title: str
    staff_number: str
    valid_from: date | None
    valid_to: date | None
    document: str


@dataclass(frozen=True)
class Ending:
    """Until when an agency works, None for on and on; `successor` is a code, empty for none."""

    last_day: date | None
    successor: str
    document: str


def set_end(house: House, account: Account, code: str, wish: Ending) -> list[Problem]:
    """Set the end of an agency and who follows it; the problems where it cannot be. Raises NotFound, Forbidden."""
    with house.database.transaction() as connection:
        register, agency = _held_agency(connection, house, account, code)
        successor, problems = _successor(register, agency, wish)
        problems += _document_problems(wish.document)
        if wish.last_day and not max(agency.valid_from, house.today() - A_YEAR) <= wish.last_day:
            problems.append(missing("#last_day", _("The last day lies before the agency began, or too far back.")))
        if problems:
            return problems
        end_agency(connection, agency, wish.last_day, successor)
        note_change(
            connection,
            "agency_ended",
            by=account.person,
            at=house.now(),
            agency=agency.id,
            document=wish.document.strip(),
            last_day=wish.last_day.isoformat() if wish.last_day else "",
            successor=successor.id if successor else "",
            before=agency.valid_to.isoformat() if agency.valid_to else "",
            successor_before=agency.successor or "",
        )
        return []


def appoint(house: House, account: Account, code: str, wish: Appointment) -> list[Problem]:
    """Give somebody a role in an agency; the problems where it cannot be. Raises NotFound, Forbidden."""
    with house.database.transaction() as connection:
        _register, agency = _held_agency(connection, house, account, code)
        person = person_signing_in(connection, wish.identifier, key=house.key)
        problems = _appointment_problems(house, wish) + _document_problems(wish.document)
        if person is None:
            problems.append(_nobody(wish.identifier))
        elif wish.valid_from and staff.holds_already(connection, person, agency.id, wish.role, wish.valid_from):
            problems.append(missing("#role", _("This person holds that role in the agency already.")))
        if problems:
            return problems
        assert person is not None and wish.valid_from is not None
        _demand_other(account, person)
        staff.appoint(
            connection,
            person,
            agency.id,
            wish.role,
            valid_from=wish.valid_from,
            valid_to=wish.valid_to,
            title=wish.title.strip(),
            staff_number=wish.staff_number.strip(),
        )
        days = (wish.valid_from, wish.valid_to)
        _note(connection, house, account, "appointed", agency, person, wish.role, days, wish.document)
        return []


def end_position(
    house: House, account: Account, code: str, position: str, last_day: date | None, document: str
) -> list[Problem]:
    """End a position; the problems where it cannot be. Raises NotFound, Forbidden."""
    with house.database.transaction() as connection:
        _register, agency = _held_agency(connection, house, account, code)
        held = staff.position_of(connection, position)
        if held is None or held.agency != agency.id:
            raise NotFound(position)
        _demand_other(account, held.person)
        problems = _document_problems(document)
        if last_day is None:
            problems.append(missing("#last_day", _("Write the last day, such as 30/11/2026.")))
        elif last_day < house.today() - timedelta(days=1):
            problems.append(missing("#last_day", _("The last day is yesterday at the earliest.")))
        elif held.valid_to is not None and held.valid_to < last_day:
            problems.append(missing("#last_day", _("The position ends before that day already.")))
        elif agency.valid(last_day + timedelta(days=1)) and staff.is_last_administrator(connection, position, last_day):
            told = _("This is the agency's last administrator: appoint another one first.")
            problems.append(missing("#last_day", told))
        if problems or last_day is None:
            return problems
        staff.end_position(connection, position, last_day)
        days = (held.valid_from, last_day)
        _note(connection, house, account, "position_ended", agency, held.person, held.role, days, document)
        return []


def own_agency(connection: Connection, house: House, account: Account, code: str) -> tuple[Agencies, Agency]:
    """The agency with a code, in its register, when the account administers it. Raises NotFound, Forbidden."""
    register = agencies_of(connection)
    try:
        agency = register.by_code(code)
    except UnknownAgency:
        raise NotFound(code) from None
    if not staff.administers(connection, account.actor, register, agency.id, house.today()):
        raise Forbidden(_("Only an administrator of this agency or of one above it may do this."))
    return register, agency


def _held_agency(connection: Connection, house: House, account: Account, code: str) -> tuple[Agencies, Agency]:
    """As `own_agency`, held for this transaction."""
    register, agency = own_agency(connection, house, account, code)
    hold_agency(connection, agency.id)
    return register, agency


def _note(
    connection: Connection,
    house: House,
    account: Account,
    what: Literal["appointed", "position_ended"],
    agency: Agency,
    person: str,
    role: str,
    days: tuple[date, date | None],
    document: str,
) -> None:
    first, last = days
    note_change(
        connection,
        what,
        by=account.person,
        at=house.now(),
        agency=agency.id,
        person=person,
        document=document.strip(),
        role=role,
        first_day=first.isoformat(),
        last_day=last.isoformat() if last else "",
    )


def _demand_other(account: Account, person: str) -> None:
    if person == account.person:
        raise Forbidden(_("Nobody gives or takes a position of their own."))


def _successor(register: Agencies, agency: Agency, wish: Ending) -> tuple[Agency | None, list[Problem]]:
    if not wish.successor.strip():
        return None, []
    try:
        successor = register.by_code(wish.successor.strip())
    except UnknownAgency:
        return None, [missing("#successor", _("No agency has this code."))]
    if wish.last_day is None:
        return None, [missing("#last_day", _("Write the last day of an agency that somebody follows."))]
    following = wish.last_day + timedelta(days=1)
    seen, after = {agency.id}, successor
    while after.id not in seen:
        seen.add(after.id)
        if not after.successor:
            break
        after = register.by_id(after.successor)
    else:
        return None, [missing("#successor", _("This agency is followed by the very one that ends."))]
    if not successor.valid(following):
        return None, [missing("#successor", _("This agency does not work on the day after."))]
    return successor, []


def _nobody(identifier: str) -> Problem:
    if read_sign_in(identifier) is None:
        return missing("#identifier", _("Enter what the person signs in with."))
    return missing("#identifier", _("Nobody with an account signs in with this."))


def _appointment_problems(house: House, wish: Appointment) -> list[Problem]:
    problems = []
    if wish.role not in {role.role for role in ROLES}:
        problems.append(missing("#role", _("Choose the role.")))
    if wish.valid_from is None:
        problems.append(missing("#valid_from", _("Write the first day, such as 23/11/2026.")))
    elif wish.valid_from < house.today() - A_YEAR:
        problems.append(missing("#valid_from", _("The day lies too far in the past.")))
    elif wish.valid_to is not None and wish.valid_to < max(wish.valid_from, house.today()):
        told = _("The last day must not lie before the first one, nor in the past.")
        problems.append(missing("#valid_to", told))
    problems += text_problems("#title", wish.title, MOST_LETTERS)
    return problems + text_problems("#staff_number", wish.staff_number, LONGEST_NUMBER)


def _document_problems(document: str) -> list[Problem]:
    return text_problems(
        "#document", document, MOST_LETTERS, _("Name the document that orders it: number, date, signer.")
    )
