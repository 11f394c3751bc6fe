"""Who stands in for whom: an official's deputies, and those of the staff that a head leads."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.forms.problems import Problem
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.services import delegating
from formengine.services.delegating import StandIn
from formengine.services.errors import Forbidden, NotFound
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.typed import read_day


@policy("official")
def show() -> Response | str | tuple[str, int]:
    """The deputies in force and to come; a new one by POST."""
    if request.method == "GET":
        return _page(())
    form = request.form
    agency, _slash, person = form.get("whose", "").partition("/")
    wish = StandIn(
        person or current_user.account.person,
        agency,
        form.get("deputy", ""),
        read_day(form.get("valid_from", "")),
        read_day(form.get("valid_to", "")),
        form.get("document", ""),
    )
    try:
        problems = delegating.delegate(house(), current_user.account, wish)
    except Forbidden:
        abort(403)
    if problems:
        return _page(problems), 422
    flash(_("The deputy has been recorded."), "success")
    return redirect(url_for("desk.deputies"))


@policy("official")
def end(delegation: str) -> Response:
    try:
        delegating.end(house(), current_user.account, delegation)
    except NotFound:
        abort(404)
    flash(_("The deputy stands in no longer."), "success")
    return redirect(url_for("desk.deputies"))


def _page(problems: list[Problem] | tuple[Problem, ...]) -> str:
    at_home, account = house(), current_user.account
    found = delegating.deputies(at_home, account)
    with at_home.database.reading() as connection:
        register = agencies_of(connection)
    whose, colleagues = {}, {}
    for agency, staff in found.staff.items():
        leads = account.actor.holds(agency, "leader")
        name = register.name(agency, current_locale())
        for held in staff:
            colleagues[held.person] = f"{held.name} – {name}"
            if leads or held.person == account.person:
                whose[f"{agency}/{held.person}"] = f"{held.name} – {name}"
    return render_template(
        "desk/deputies.html",
        deputies=found,
        agency_name=lambda agency: register.name(agency, current_locale()),
        whose=sorted(whose.items(), key=lambda one: (not one[0].endswith(account.person), one[1])),
        colleagues=sorted(colleagues.items(), key=lambda one: one[1]),
        typed=request.form,
        errors={problem.pointer[1:]: problem.message for problem in problems},
        summary=[(problem.pointer[1:], "", problem.message) for problem in problems],
    )
