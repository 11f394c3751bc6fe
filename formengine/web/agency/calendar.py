"""The calendar that an agency's limits are counted with, and the days that its administrator corrects."""

from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.forms.problems import DefinitionError
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.registers.calendars import FIRST_YEAR, YEARS_AHEAD, areas_around, calendar_for, entered_days
from formengine.registers.history import calendar_changes
from formengine.registers.hours import WEEKDAYS, Week
from formengine.services.calendars import area_title, enter_day, may_enter, scopes_of, set_hours, take_back_day
from formengine.services.errors import Forbidden
from formengine.web.agency.history import told_changes
from formengine.web.agency.offices import own_office
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.typed import Typed, read_day


@dataclass(frozen=True)
class Day:
    """A day that is not as its weekday says. `area` is empty for everybody and None where nobody entered it."""

    day: date
    off: bool
    name: str
    basis: str
    area: str | None
    scope: str
    own: bool


@policy("official")
def page() -> str:
    return _page(Typed({}, {}))


@policy("official")
def enter() -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url_for("agency.calendar"))
    form = request.form
    with house().database.reading() as connection:
        agency = own_office(connection).agency
    day = read_day(form.get("day", ""))
    if day is None:
        return _page(Typed(form, {"day": _("Enter the day as day/month/year")})), 422
    try:
        enter_day(
            house(),
            current_user.account,
            agency.id,
            day,
            form.get("kind", ""),  # type: ignore[arg-type]
            form.get("name", ""),
            form.get("area", ""),
            form.get("basis", ""),
        )
    except Forbidden as forbidden:
        return _page(Typed(form, {"": str(forbidden)})), 403
    except DefinitionError as error:
        return _page(Typed(form, {problem.pointer[1:]: problem.message for problem in error.problems})), 422
    flash(_("The day has been entered."), "success")
    return redirect(url_for("agency.calendar", agency=agency.code, year=day.year))


@policy("official")
def take_back() -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url_for("agency.calendar"))
    with house().database.reading() as connection:
        agency = own_office(connection).agency
    day = read_day(request.form.get("day", ""))
    if day is None:
        abort(404)
    try:
        take_back_day(house(), current_user.account, agency.id, day, request.form.get("area", ""))
    except Forbidden as forbidden:
        return _page(Typed({}, {"": str(forbidden)})), 403
    flash(_("The day has been taken back."), "success")
    return redirect(url_for("agency.calendar", agency=agency.code, year=day.year))


@policy("official")
def hours() -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url_for("agency.calendar"))
    form = request.form
    with house().database.reading() as connection:
        agency = own_office(connection).agency
    try:
        typed = {day: form.get(f"hours-{day}", "") for day in WEEKDAYS}
        set_hours(house(), current_user.account, agency.id, typed, form.get("hours-basis", ""))
    except Forbidden as forbidden:
        return _page(Typed({}, {}), Typed(form, {"": str(forbidden)})), 403
    except DefinitionError as error:
        wrong = {f"hours-{problem.pointer[1:]}": problem.message for problem in error.problems}
        return _page(Typed({}, {}), Typed(form, wrong)), 422
    flash(_("The office hours have been set."), "success")
    return redirect(url_for("agency.calendar", agency=agency.code))


def _page(typed: Typed, typed_hours: Typed | None = None) -> str:
    today = house().today()
    years = range(FIRST_YEAR, today.year + YEARS_AHEAD + 1)
    year = request.values.get("year", "", type=str)
    chosen = int(year) if year.isascii() and year.isdigit() and len(year) == 4 and int(year) in years else today.year
    with house().database.reading() as connection:
        office = own_office(connection)
        register, config = agencies_of(connection), house().config
        calendar = calendar_for(connection, office.agency, country=config.country, zone=config.zone, today=today)
        concerned = ("", *areas_around(office.agency, register))
        entered = [row for row in entered_days(connection, chosen) if row[3] in concerned]
        scopes = scopes_of(register, office.agency, today)
        told = told_changes(connection, calendar_changes(connection, office.agency.id, concerned))
    allowed = {scope.area for scope in scopes} if may_enter(current_user.account, office.agency.id) else set()
    days = [
        Day(day, kind == "off", name, basis, area, area_title(area, today), area in allowed)
        for day, kind, name, area, basis in entered
    ]
    marked = {one.day for one in days}
    general = ((calendar.off, True), (calendar.working, False))
    days += [
        Day(day, off, name, "", None, "", own=False)
        for held, off in general
        for day, name in held.items()
        if day.year == chosen and day not in marked
    ]
    return render_template(
        "agency/calendar.html",
        office=office,
        year=chosen,
        years=years,
        days=sorted(days, key=lambda one: (one.day, one.area or "")),
        week=list(zip(WEEKDAYS, calendar.hours, strict=True)),
        scopes=scopes if allowed else (),
        may_set_hours=may_enter(current_user.account, office.agency.id),
        history=told,
        typed=typed,
        typed_hours=typed_hours or Typed(_written(calendar.hours), {}),
        hours_wrong=typed_hours is not None,
        problems=[(name, "", message) for name, message in (typed_hours or typed).problems.items()],
    )


def _written(week: Week) -> dict[str, str]:
    """The hours as they are typed, by weekday."""
    return {
        f"hours-{day}": ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)
        for day, spans in zip(WEEKDAYS, week, strict=True)
    }
