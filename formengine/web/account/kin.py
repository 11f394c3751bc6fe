"""Whose kin an official is: declared in the own profile, seen by nobody else."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.accounts.identity import full_name, personal_number
from formengine.accounts.kin import RELATIONS, declare_kin, end_kin, relatives_of
from formengine.accounts.people import person_of
from formengine.i18n import gettext as _
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.typed import Typed


@policy("official")
def show() -> Response | str | tuple[str, int]:
    """What is declared and in force; a new declaration by POST."""
    if request.method == "GET":
        return _page(Typed({}, {}))
    form = request.form
    if problems := _problems(form):
        return _page(Typed(form, problems)), 422
    with house().database.transaction() as connection:
        declare_kin(
            connection,
            current_user.account.person,
            personal_number(form["personal_number"]),
            full_name(form["name"]),
            form["relation"],
            key=house().key,
            at=house().now(),
        )
    flash(_("The declaration has been recorded."), "success")
    return redirect(url_for("account.kin"))


@policy("official")
def end(relative: str) -> Response:
    with house().database.transaction() as connection:
        if not end_kin(connection, current_user.account.person, relative, house().now()):
            abort(404)
    flash(_("The declaration has been taken back."), "success")
    return redirect(url_for("account.kin"))


def _problems(form: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    number = personal_number(form.get("personal_number", ""))
    with house().database.reading() as connection:
        own = person_of(connection, current_user.account.person).personal_number
    if not number:
        problems["personal_number"] = _("Enter the personal number: 12 digits")
    elif number == own:
        problems["personal_number"] = _("This is your own personal number")
    if not full_name(form.get("name", "")):
        problems["name"] = _("Enter the full name")
    if form.get("relation") not in RELATIONS:
        problems["relation"] = _("Choose the relation")
    return problems


def _page(typed: Typed) -> str:
    with house().database.reading() as connection:
        relatives = relatives_of(connection, current_user.account.person)
    return render_template(
        "account/kin.html",
        relatives=relatives,
        relations={code: _(text) for code, text in RELATIONS.items()},
        typed=typed,
        problems=[(name, "", message) for name, message in typed.problems.items()],
    )
