"""A procedure at an agency: its versions, and the figures that the agency sets itself, by date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.accounts.people import names_of
from formengine.campaigns import sets_a_day
from formengine.catalog.browsing import entry
from formengine.catalog.versions import current_definition, versions
from formengine.forms.definition import Definition, Setting
from formengine.forms.problems import DefinitionError
from formengine.i18n import current_locale, format_moment, format_number
from formengine.i18n import gettext as _
from formengine.registers.settings import SettingValue, setting_values_of
from formengine.reports.procedures import decides
from formengine.services.errors import Forbidden, NotFound
from formengine.services.publishing import set_setting
from formengine.web.agency.offices import own_office
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.typed import Typed, read_day


@dataclass(frozen=True)
class Figure:
    """One setting at an agency: what counts today, what is to come, what counted before."""

    setting: Setting
    title: str
    default: str
    today: str
    since: date | None
    basis: str
    coming: tuple[tuple[date, str, str], ...]
    past: tuple[tuple[date, date | None, str, str], ...]
    own: bool


@policy("official")
def page(code: str) -> str:
    return _page(code, Typed({}, {}))


@policy("official")
def set_value(code: str) -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url_for("agency.procedure", code=code))
    with house().database.reading() as connection:
        office, definition = _office_and_definition(connection, code)
    form = request.form
    setting = definition.settings.get(form.get("key", ""))
    problems = _problems(setting, form, owner=definition.owner == office.agency.type)
    if problems or setting is None:
        return _page(code, Typed(form, problems)), 422
    day = read_day(form["valid_from"])
    assert day is not None
    value = read_value(setting, form["value"])
    if sets_a_day(definition, setting.key) and (first_or_last := read_day(form["value"])):
        value = first_or_last.isoformat()
    try:
        set_setting(
            house(), current_user.account, code, office.agency.id, setting.key, value, day, form["basis"].strip()
        )
    except Forbidden as forbidden:
        return _page(code, Typed(form, {"": str(forbidden)})), 403
    except NotFound:
        abort(404)
    except DefinitionError as error:
        problem = error.problems[0]
        field = "valid_from" if problem.pointer == "/valid_from" else "value"
        return _page(code, Typed(form, {field: problem.message})), 422
    flash(_("The figure has been set."), "success")
    return redirect(url_for("agency.procedure", code=code, agency=office.agency.code))


def _problems(setting: Setting | None, form: Mapping[str, str], *, owner: bool) -> dict[str, str]:
    problems = {}
    if setting is None or (setting.set_by == "owner" and not owner):
        problems["key"] = _("Choose the figure to set")
    elif read_value(setting, form.get("value", "")) is None:
        problems["value"] = _("Enter a whole number") if setting.type == "integer" else _("Enter the new value")
    if read_day(form.get("valid_from", "")) is None:
        problems["valid_from"] = _("Enter the day from which it counts as day/month/year")
    if not form.get("basis", "").strip():
        problems["basis"] = _("Name the decision that sets it, with its number and date")
    return problems


def read_value(setting: Setting, text: str) -> Any:
    """What was typed as a value of the setting's type; None when it is none."""
    text = text.strip()
    if setting.type == "string":
        return text or None
    if setting.type == "boolean":
        return {"true": True, "false": False}.get(text)
    plain = text.replace(" ", "").replace("\u00a0", "")
    try:
        if setting.type == "integer":
            return int(plain.replace(".", "").replace(",", "")) if plain[:1] in set("-0123456789") else None
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def _page(code: str, typed: Typed) -> str:
    with house().database.reading() as connection:
        office, definition = _office_and_definition(connection, code)
        known = versions(connection, code)
        current = current_definition(connection, code)[0]
        found = entry(connection, code)
        assert found is not None
        competent = decides(connection, found, office.agency)
        held = (*setting_values_of(connection, code, None), *setting_values_of(connection, code, office.agency.id))
        people = {version.published_by for version in known} | {value.set_by for value in held}
        names = names_of(connection, people - {""})
        figures = _figures(definition, held, names, competent, owner=definition.owner == office.agency.type)
    return render_template(
        "agency/procedure.html",
        office=office,
        definition=definition,
        title=definition.text(definition.title, current_locale()),
        versions=known,
        current=current,
        names=names,
        figures=figures,
        typed=typed,
        problems=[(name, "", message) for name, message in typed.problems.items()],
        settable=[figure for figure in figures if figure.own] if office.manages else [],
    )


def _office_and_definition(connection: Connection, code: str) -> Any:
    """The official's agency and the current definition; 404 where the procedure is not the agency's affair."""
    office, found = own_office(connection), entry(connection, code)
    if found is None or not found.has_form:
        abort(404)
    if found.owner != office.agency.type and not decides(connection, found, office.agency):
        abort(404)
    return office, current_definition(connection, code)[1]


def _figures(
    definition: Definition, held: tuple[SettingValue, ...], names: Mapping[str, str], competent: bool, *, owner: bool
) -> list[Figure]:
    """The figures as they count here; what the agency set itself comes before what counts for all."""
    today, locale = house().today(), current_locale()
    figures = []
    for key, setting in definition.settings.items():
        values = [one for one in held if one.key == key]
        counts = [one for one in values if one.covers(today)]
        now = counts[-1] if counts else None
        figures.append(
            Figure(
                setting,
                definition.text(setting.title, locale),
                told(setting.default),
                told(now.value if now else setting.default),
                now.valid_from if now else None,
                _basis(now, names) if now else definition.text(setting.basis, locale),
                tuple(
                    (one.valid_from, told(one.value), _basis(one, names)) for one in values if one.valid_from > today
                ),
                tuple(
                    (one.valid_from, one.valid_to, told(one.value), _basis(one, names))
                    for one in values
                    if one.valid_from <= today and one is not now
                ),
                own=owner if setting.set_by == "owner" else competent,
            )
        )
    return figures


def _basis(value: SettingValue, names: Mapping[str, str]) -> str:
    """The document that orders the figure, with who set it and when."""
    set_by = names.get(value.set_by, "")
    moment = format_moment(value.set_at)
    return f"{value.basis} ({set_by}, {moment})" if set_by else f"{value.basis} ({moment})"


def told(value: Any) -> str:
    """A setting's value in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return format_number(value) if isinstance(value, int | float) else str(value)
