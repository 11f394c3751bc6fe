"""Pages for everybody that are no procedures: where a submission is."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import Connection

from formengine.catalog.versions import definition_of
from formengine.dossier_reading import tracked
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.web.context import house
from formengine.web.policy import policy
from formengine.web.tones import TONES

blueprint = Blueprint("public", __name__)

LONGEST = 60


@blueprint.route("/track", methods=["GET", "POST"])
@policy("public")
def track() -> str | tuple[str, int]:
    """Status and dates by number and code; an unknown number and a wrong code get the same answer."""
    number = request.values.get("number", "").strip()[:LONGEST]
    if request.method == "GET":
        return render_template("public/track.html", number=number, found=None, problems={})
    code = request.form.get("code", "").strip()[:LONGEST]
    problems = {}
    if not number:
        problems["number"] = _("Enter the number of the submission")
    if not code:
        problems["code"] = _("Enter the code from the receipt")
    with house().database.reading() as connection:
        found = None if problems else _found(connection, number, code)
    if found is None and not problems:
        problems["number"] = _("No submission has this number and code. Look at the receipt again.")
    page = render_template("public/track.html", number=number, found=found, problems=problems)
    return page if found else (page, 422)


def _found(connection: Connection, number: str, code: str) -> dict[str, Any] | None:
    found = tracked(connection, number, code, house().now())
    if found is None:
        return None
    definition = definition_of(connection, found["definition"])
    locale = current_locale()
    return found | {
        "title": definition.text(definition.title, locale),
        "agency": agencies_of(connection).name(found["receiving"], locale),
        "tone": TONES[found["status"]],
    }
