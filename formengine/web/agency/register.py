"""The register of agencies for its administrators: found and looked at."""

from flask import abort, render_template, request
from sqlalchemy import Connection

from formengine.accounts.roles import role_in_words
from formengine.accounts.staff import administers, positions_in
from formengine.i18n import current_locale
from formengine.registers.agencies import Agencies, Agency, UnknownAgency, agencies_of
from formengine.registers.history import changes_of
from formengine.reports.agencies import PAGE, find_agencies
from formengine.services.administering import A_YEAR
from formengine.services.calendars import area_title
from formengine.web.agency.history import told_changes
from formengine.web.context import current_user, house
from formengine.web.offices import type_in_words
from formengine.web.policy import policy


@policy("administrator")
def agencies() -> str:
    """The agencies of the house, in force or ended, by words."""
    today, args = house().today(), request.args
    page = max(args.get("page", 0, type=int), 0)
    with house().database.reading() as connection:
        register = agencies_of(connection)
        found = find_agencies(register, args.get("q", ""), today, ended=args.get("state") == "ended", page=page)
    locale = current_locale()
    rows = [
        {
            "code": one.code,
            "name": register.name(one.id, locale),
            "type": type_in_words(one.type, register, today),
            "until": one.valid_to,
            "successor": register.name(one.successor, locale) if one.successor else "",
        }
        for one in found.agencies
    ]
    more = (page + 1) * PAGE < found.total
    return render_template("agency/agencies.html", rows=rows, total=found.total, page=page, more=more, args=args)


@policy("administrator")
def one(code: str) -> str:
    """One agency: its facts, who holds which position, what was changed."""
    today, locale = house().today(), current_locale()
    with house().database.reading() as connection:
        found = known_agency(connection, code)
        register = agencies_of(connection)
        held = positions_in(connection, found.id, today - A_YEAR)
        history = told_changes(connection, changes_of(connection, found.id))
        may = administers(connection, current_user.actor, register, found.id, today)
    return render_template(
        "agency/agency.html",
        found=found,
        name=register.name(found.id, locale),
        type=type_in_words(found.type, register, today),
        above=register.by_id(found.parent) if found.parent else None,
        above_name=register.name(found.parent, locale) if found.parent else "",
        areas=[area_title(area, today) for area in found.areas_on(found.valid_to or today)],
        successor=register.by_id(found.successor) if found.successor else None,
        successor_name=register.name(found.successor, locale) if found.successor else "",
        held=[(position, role_in_words(position.role)) for position in held],
        may=may,
        today=today,
        me=current_user.account.person,
        history=history,
    )


def known_agency(connection: Connection, code: str) -> Agency:
    """The agency with a code; 404 where there is none."""
    try:
        return agencies_of(connection).by_code(code)
    except UnknownAgency:
        abort(404)


def others_of(register: Agencies, agency: Agency) -> list[tuple[str, str]]:
    """The other agencies in force to choose from, as (code, name with code); those of the same type first."""
    others = [one for one in register.all(house().today()) if one.id != agency.id]
    others.sort(key=lambda one: (one.type != agency.type, one.code))
    return [(one.code, f"{register.name(one.id, current_locale())} ({one.code})") for one in others]
