"""The changes of registers in words: what, about whom or what, by whom, when, by which document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from formengine.accounts.people import names_of
from formengine.accounts.roles import role_in_words
from formengine.i18n import N_, current_locale, format_date
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies, agencies_of
from formengine.registers.history import Change
from formengine.registers.hours import read_hours
from formengine.services.calendars import area_title

WHAT = {
    "day_entered": N_("Day entered"),
    "day_taken_back": N_("Day taken back"),
    "hours_set": N_("Office hours set"),
    "agency_written": N_("Agency entered or corrected"),
    "agency_ended": N_("End and successor set"),
    "appointed": N_("Appointed"),
    "position_ended": N_("Position ended"),
    "work_passed_on": N_("Work passed to another agency"),
}


@dataclass(frozen=True)
class Told:
    """One line of a history; `by` is a person's name."""

    at: datetime
    what: str
    about: str
    by: str
    document: str


def told_changes(connection: Connection, found: Sequence[Change]) -> list[Told]:
    people = {id for change in found for id in (change.by, change.person) if id}
    names = names_of(connection, people) if people else {}
    register = agencies_of(connection)
    return [
        Told(
            change.at,
            _(WHAT[change.what]),
            _about(change, names.get(change.person, ""), register),
            names.get(change.by, "") or _("Command line"),
            change.document,
        )
        for change in found
    ]


def _about(change: Change, name: str, register: Agencies) -> str:
    facts = change.facts
    if change.what in ("day_entered", "day_taken_back"):
        kind = _("Off") if facts["kind"] == "off" else _("Worked")
        scope = area_title(change.area, change.at.date())
        return f"{format_date(date.fromisoformat(facts['day']))}: {kind} – {facts['name']} ({scope})"
    if change.what == "hours_set":
        return f"{hours_in_words(facts['before'])} → {hours_in_words(facts['after'])}"
    if change.what == "agency_ended":
        last = format_date(date.fromisoformat(facts["last_day"])) if facts["last_day"] else _("in force again")
        return " → ".join(filter(None, (last, _name(register, facts["successor"]))))
    if change.what in ("appointed", "position_ended"):
        days = [format_date(date.fromisoformat(facts[day])) for day in ("first_day", "last_day") if facts[day]]
        return f"{name}: {role_in_words(facts['role']).shown_title()} ({' – '.join(days)})"
    if change.what == "work_passed_on":
        told = _("%(n)s submissions", n=facts["submissions"])
        return f"{_name(register, facts['to'])}: {told}. {facts['reason']}"
    return ", ".join(facts["fields"])


def _name(register: Agencies, agency: str) -> str:
    return register.name(agency, current_locale()) if agency else ""


def hours_in_words(written: str) -> str:
    """Office hours in one line, days that are alike once."""
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    alike: dict[str, list[str]] = {}
    for day, spans in zip(days, read_hours(written), strict=True):
        if spans:
            told = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in spans)
            alike.setdefault(told, []).append(day)
    return "; ".join(f"{', '.join(names)} {told}" for told, names in alike.items())
