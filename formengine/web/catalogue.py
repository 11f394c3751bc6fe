"""The catalogue of procedures, as everybody sees it."""

from flask import Blueprint, abort, render_template, request

from formengine.catalog import browsing
from formengine.web.context import current_user, house
from formengine.web.policy import policy

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/")
@policy("public")
def index() -> str:
    with house().database.reading() as connection:
        covered = browsing.coverage(connection)
        sectors = browsing.sectors(connection)
        offered = browsing.with_form(connection)
    return render_template("catalogue/index.html", covered=covered, sectors=sectors, offered=offered)


@blueprint.get("/procedures")
@policy("public")
def search() -> str:
    typed = request.args.get("q", "")
    with house().database.reading() as connection:
        found = browsing.search(connection, typed)
    return render_template("catalogue/search.html", typed=typed, found=found)


@blueprint.get("/sectors/<key>")
@policy("public")
def sector(key: str) -> str:
    with house().database.reading() as connection:
        found = browsing.in_sector(connection, key)
    if not found.entries:
        abort(404)
    return render_template("catalogue/sector.html", found=found)


@blueprint.get("/procedures/<code>")
@policy("public")
def procedure(code: str) -> str:
    with house().database.reading() as connection:
        entry = browsing.entry(connection, code)
    if entry is None or (entry.internal and not current_user.is_official):
        abort(404)
    return render_template("catalogue/procedure.html", entry=entry)
