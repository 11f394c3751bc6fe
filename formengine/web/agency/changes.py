"""What administrators change of an agency, with the own password: its end and successor, who holds which position."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.accounts.roles import ROLES, role_in_words
from formengine.accounts.staff import administers, position_of
from formengine.forms.problems import Problem
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agency, agencies_of
from formengine.services import administering
from formengine.services.administering import Appointment, Ending
from formengine.services.errors import Forbidden, NotFound
from formengine.web.account.step_up import password_problem
from formengine.web.agency.register import known_agency, others_of
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.typed import Typed, read_day

Answer = Response | str | tuple[str, int]


@policy("administrator")
def end(code: str) -> Answer:
    """Until when the agency works, and who follows it."""
    agency, form = _own(code), request.form
    with house().database.reading() as connection:
        register = agencies_of(connection)
    successor = register.by_id(agency.successor).code if agency.successor else ""
    if request.method == "GET":
        standing = {"last_day": agency.valid_to.isoformat() if agency.valid_to else "", "successor": successor}
        return _form("agency/end.html", agency, Typed(standing, {}), others=others_of(register, agency))
    typed_day = form.get("last_day", "")
    wrong = password_problem() | _day_problem("last_day", typed_day)
    wish = Ending(read_day(typed_day), form.get("successor", ""), form.get("document", ""))
    wrong = wrong or _done(lambda: administering.set_end(house(), current_user.account, code, wish))
    if wrong:
        return _form("agency/end.html", agency, Typed(form, wrong), others=others_of(register, agency)), 422
    flash(_("The end of the agency has been set.") if wish.last_day else _("The agency works on."), "success")
    return redirect(url_for("agency.one", code=code))


@policy("administrator")
def appoint(code: str) -> Answer:
    agency, form = _own(code), request.form
    roles = {role.role: role.shown_title() for role in ROLES}
    if request.method == "GET":
        standing = {"valid_from": house().today().isoformat(), "role": request.args.get("role", "")}
        return _form("agency/appoint.html", agency, Typed(standing, {}), roles=roles)
    typed_last = form.get("valid_to", "")
    wish = Appointment(
        form.get("identifier", ""),
        form.get("role", ""),
        form.get("title", ""),
        form.get("staff_number", ""),
        read_day(form.get("valid_from", "")),
        read_day(typed_last),
        form.get("document", ""),
    )
    wrong = password_problem() | _day_problem("valid_to", typed_last)
    wrong = wrong or _done(lambda: administering.appoint(house(), current_user.account, code, wish))
    if wrong:
        return _form("agency/appoint.html", agency, Typed(form, wrong), roles=roles), 422
    flash(_("The position has been given."), "success")
    return redirect(url_for("agency.one", code=code))


@policy("administrator")
def end_position(code: str, position: str) -> Answer:
    agency, form = _own(code), request.form
    with house().database.reading() as connection:
        held = position_of(connection, position)
    if held is None or held.agency != agency.id:
        abort(404)
    shown: dict[str, Any] = {"held": held, "role": role_in_words(held.role).shown_title()}
    if request.method == "GET":
        standing = {"last_day": house().today().isoformat()}
        return _form("agency/position.html", agency, Typed(standing, {}), **shown)
    day, document = read_day(form.get("last_day", "")), form.get("document", "")
    wrong = password_problem() or _done(
        lambda: administering.end_position(house(), current_user.account, code, position, day, document)
    )
    if wrong:
        return _form("agency/position.html", agency, Typed(form, wrong), **shown), 422
    flash(_("The end of the position has been set."), "success")
    return redirect(url_for("agency.one", code=code))


def _own(code: str) -> Agency:
    """The agency, where it is the administrator's; 404 and 403 otherwise."""
    with house().database.reading() as connection:
        agency = known_agency(connection, code)
        if not administers(connection, current_user.actor, agencies_of(connection), agency.id, house().today()):
            abort(403)
    return agency


def _day_problem(control: str, typed: str) -> dict[str, str]:
    """A day that may be left empty, but must be one where something is typed."""
    wrong = bool(typed.strip()) and read_day(typed) is None
    return {control: _("Write the last day, such as 30/11/2026.")} if wrong else {}


def _done(deed: Callable[[], Sequence[Problem]]) -> dict[str, str]:
    """Do it; what is wrong with it by control. 404 and 403 where it is not theirs."""
    try:
        return {problem.pointer[1:]: problem.message for problem in deed()}
    except NotFound:
        abort(404)
    except Forbidden:
        abort(403)


def _form(template: str, agency: Agency, typed: Typed, **values: Any) -> str:
    with house().database.reading() as connection:
        name = agencies_of(connection).name(agency.id, current_locale())
    problems = [(control, "", message) for control, message in typed.problems.items()]
    return render_template(template, agency=agency, name=name, typed=typed, problems=problems, **values)
