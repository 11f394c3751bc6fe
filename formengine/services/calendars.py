"""Correcting the calendar: days that an administrator enters for everybody, a province or a commune, office hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from formengine.accounts.signing_in import Account
from formengine.forms.lists import shipped_lists
from formengine.forms.problems import DefinitionError, Problem
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies, Agency, agencies_of
from formengine.registers.agency_changes import set_office_hours
from formengine.registers.calendars import (
    FIRST_YEAR,
    KINDS,
    YEARS_AHEAD,
    Kind,
    entered_days,
    forget_calendar_day,
    set_calendar_day,
)
from formengine.registers.history import note_change
from formengine.registers.hours import WEEKDAYS, read_spans, write_hours
from formengine.services.errors import Forbidden, text_problems
from formengine.services.house import House

EVERYBODY = ""
MOST_LETTERS = 200


@dataclass(frozen=True)
class Scope:
    """For whom a day can be entered: an area's code, empty for everybody."""

    area: str
    title: str


def scopes_of(register: Agencies, agency: Agency, on: date) -> tuple[Scope, ...]:
    """For whom an agency's administrator may enter days: its own areas; the head of the house for everybody too."""
    areas = [Scope(code, area_title(code, on)) for code in agency.areas_on(on)]
    heads = agency.parent is None and any(other.parent == agency.id for other in register.all(on))
    return (*([Scope(EVERYBODY, _("Everybody"))] if heads else []), *areas)


def area_title(area: str, on: date) -> str:
    """The name of a province or commune; its code where the lists know none."""
    if not area:
        return _("Everybody")
    for name in ("province", "commune"):
        item = shipped_lists().edition(name, on).by_code.get(area)
        if item is not None:
            return item.text(current_locale())
    return area


def enter_day(
    house: House, account: Account, agency: str, day: date, kind: Kind, name: str, area: str, basis: str
) -> None:
    """Enter a day off or a day worked; replaces what was entered for that day and area.

    What is under way keeps the calendar that it was accepted with. Raises Forbidden, DefinitionError.
    """
    with house.database.transaction() as connection:
        _demand(house, account, agencies_of(connection), agency, area)
        if problems := _problems(house, day, kind, name, basis):
            raise DefinitionError(problems)
        set_calendar_day(connection, day, kind, name.strip(), area=area, basis=basis.strip())
        note_change(
            connection,
            "day_entered",
            by=account.person,
            at=house.now(),
            agency=agency,
            area=area,
            document=basis.strip(),
            day=day.isoformat(),
            kind=kind,
            name=name.strip(),
        )


def take_back_day(house: House, account: Account, agency: str, day: date, area: str) -> None:
    """Take an entered day back: the general calendar counts again. Raises Forbidden."""
    with house.database.transaction() as connection:
        _demand(house, account, agencies_of(connection), agency, area)
        entered = next((row for row in entered_days(connection, day.year) if (row[0], row[3]) == (day, area)), None)
        if entered is None:
            return
        forget_calendar_day(connection, day, area=area)
        _day, kind, name, _area, _basis = entered
        note_change(
            connection,
            "day_taken_back",
            by=account.person,
            at=house.now(),
            agency=agency,
            area=area,
            day=day.isoformat(),
            kind=kind,
            name=name,
        )


def set_hours(house: House, account: Account, agency: str, typed: Mapping[str, str], basis: str) -> None:
    """Set the agency's office hours: for each weekday spans such as "07:00-11:30, 13:30-17:00", empty where closed.

    What is under way keeps the hours that it was accepted with. Raises Forbidden, DefinitionError (pointer /<weekday>).
    """
    with house.database.transaction() as connection:
        found = agencies_of(connection).by_id(agency)
        if not may_enter(account, agency):
            raise Forbidden(_("Only an administrator of the agency may set its office hours."))
        problems, week = [], {}
        for day in WEEKDAYS:
            try:
                week[day] = read_spans(day, typed.get(day, ""))
            except ValueError:
                problems.append(Problem(f"/{day}", "hours", _("Write the hours such as 07:00-11:30, 13:30-17:00")))
        if not problems and not any(week.values()):
            problems.append(Problem("/mon", "hours", _("An agency is open on some day")))
        if problems := problems + _basis_problems(basis):
            raise DefinitionError(problems)
        before, hours = write_hours(found.office_hours), write_hours(tuple(week.values()))
        set_office_hours(connection, agency, hours)
        note_change(
            connection,
            "hours_set",
            by=account.person,
            at=house.now(),
            agency=agency,
            document=basis.strip(),
            before=before,
            after=hours,
        )


def may_enter(account: Account, agency: str) -> bool:
    return account.actor.holds(agency, "administrator")


def _demand(house: House, account: Account, register: Agencies, agency: str, area: str) -> None:
    allowed = {scope.area for scope in scopes_of(register, register.by_id(agency), house.today())}
    if not may_enter(account, agency) or area not in allowed:
        raise Forbidden(_("Only an administrator of the agency may correct its calendar, for its own area."))


def _problems(house: House, day: date, kind: str, name: str, basis: str) -> list[Problem]:
    last = house.today().year + YEARS_AHEAD
    problems: list[Problem] = []
    if not FIRST_YEAR <= day.year <= last:
        told = _("Enter a day from %(first)s to %(last)s", first=FIRST_YEAR, last=last)
        problems.append(Problem("/day", "minimum", told))
    if kind not in KINDS:
        problems.append(Problem("/kind", "enum", _("Say whether the day is off or worked")))
    problems += text_problems("/name", name, MOST_LETTERS, _("Name the day as people know it"))
    return problems + _basis_problems(basis)


def _basis_problems(basis: str) -> list[Problem]:
    return text_problems("/basis", basis, MOST_LETTERS, _("Name the announcement, with its number and date"))
