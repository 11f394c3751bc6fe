"""The administrators' queue: tasks that nobody can do, since when, and what to do about them."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.accounts.roles import ROLES, role_in_words
from formengine.accounts.staff import administered
from formengine.effects.stranded_mail import why_text
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.reports.stranded import Stranded, lasting, stranded
from formengine.services.errors import Forbidden, NotFound
from formengine.services.stranding import pass_on as pass_work_on
from formengine.web.agency.register import known_agency, others_of
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.typed import Typed


@dataclass(frozen=True)
class Group:
    """One group of tasks in words."""

    one: Stranded
    code: str
    agency: str
    role: str
    why: str


@policy("administrator")
def page() -> str:
    """What nobody can do in the agencies that the administrator cares for."""
    at_home = house()
    with at_home.database.reading() as connection:
        found = stranded(connection, at_home.today(), at_home.config.zone)
        mine = _mine(connection, {one.agency for one in found})
        groups = [_in_words(connection, one) for one in found if one.agency in mine]
    return render_template("agency/stranded.html", groups=groups)


@policy("administrator")
def pass_on(code: str, role: str) -> Response | str | tuple[str, int]:
    """Give the work of an agency to another one, with the reason."""
    if role not in {known.role for known in ROLES}:
        abort(404)
    if request.method == "GET":
        return _form(code, role, Typed({}, {}))
    form = request.form
    try:
        came = pass_work_on(house(), current_user.account, code, role, form.get("to", ""), form.get("reason", ""))
    except NotFound:
        abort(404)
    except Forbidden:
        abort(403)
    if came.problems:
        wrong = {problem.pointer[1:]: problem.message for problem in came.problems}
        return _form(code, role, Typed(form, wrong)), 422
    if came.done:
        flash(_("%(n)s submissions were passed on.", n=came.done), "success")
    if came.left:
        flash(_("%(n)s submissions are left. %(why)s", n=came.left, why=came.refused), "warning")
    return redirect(url_for("agency.stranded"))


def count_stranded(connection: Connection) -> int:
    """How many groups of tasks nobody can do, as the clock last saw it, for the person of this request."""
    if not current_user.holds("administrator"):
        return 0
    found = lasting(connection)
    mine = _mine(connection, set(found))
    return sum(agency in mine for agency in found)


def _mine(connection: Connection, agencies: set[str]) -> frozenset[str]:
    return administered(connection, current_user.actor, agencies_of(connection), agencies, house().today())


def _in_words(connection: Connection, one: Stranded) -> Group:
    register = agencies_of(connection)
    return Group(
        one,
        register.by_id(one.agency).code,
        register.name(one.agency, current_locale()),
        role_in_words(one.role).shown_title() if one.role else "",
        why_text(one.why),
    )


def _form(code: str, role: str, typed: Typed) -> str:
    with house().database.reading() as connection:
        agency = known_agency(connection, code)
        if not _mine(connection, {agency.id}):
            abort(403)
        register = agencies_of(connection)
    return render_template(
        "agency/pass-on.html",
        agency=agency,
        name=register.name(agency.id, current_locale()),
        role=role_in_words(role).shown_title(),
        others=others_of(register, agency),
        typed=typed,
        problems=[(control, "", message) for control, message in typed.problems.items()],
    )
