"""The catalogue of procedures, as everybody sees it."""

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Connection

from formengine.catalog import browsing
from formengine.catalog.browsing import Entry
from formengine.catalog.versions import definition_of, version_of, versions
from formengine.i18n import current_locale
from formengine.planning import settings_for
from formengine.registers.agencies import agencies_of
from formengine.web.blank_forms import blank_form
from formengine.web.context import current_user, house
from formengine.web.files import Download
from formengine.web.policy import policy
from formengine.web.procedure_facts import Facts

blueprint = Blueprint("catalogue", __name__)

MOST_TYPED = 200
AT_ONCE = 25
# A country's catalogue has thousands of forms: the first page shows so many, and reads no more.
OFFERED = 24


@blueprint.get("/")
@policy("public")
def index() -> str:
    with house().database.reading() as connection:
        covered = browsing.coverage(connection)
        sectors = browsing.sectors(connection)
        levels = browsing.coverage_by_level(connection)
        shown = browsing.with_form(connection, limit=OFFERED)
        offered = [(entry, _facts(connection, entry.current_version)) for entry in shown]
    return render_template(
        "catalogue/index.html", covered=covered, sectors=sectors, levels=levels, offered=offered, text=_text
    )


@blueprint.get("/procedures")
@policy("public")
def search() -> str:
    typed = request.args.get("q", "")[:MOST_TYPED]
    only = request.args.get("form") == "1"
    with house().database.reading() as connection:
        found = browsing.search(connection, typed, after=request.args.get("after"), limit=AT_ONCE, only_with_form=only)
    return render_template("catalogue/search.html", typed=typed, only=only, found=found, text=_text)


@blueprint.get("/sectors/<key>")
@policy("public")
def sector(key: str) -> str:
    with house().database.reading() as connection:
        found = browsing.in_sector(connection, key, after=request.args.get("after"), limit=AT_ONCE)
        count = next((one for one in browsing.sectors(connection) if one.key == key), None)
    if count is None:
        abort(404)
    return render_template("catalogue/sector.html", found=found, count=count, text=_text)


@blueprint.get("/procedures/<code>")
@policy("public")
def procedure(code: str) -> str:
    with house().database.reading() as connection:
        entry = browsing.entry(connection, code)
        if entry is None or not may_see(entry):
            abort(404)
        facts = _facts(connection, entry.current_version) if entry.has_form else None
        version = version_of(connection, entry.current_version).number if entry.current_version else None
    return render_template("catalogue/procedure.html", entry=entry, facts=facts, version=version, text=_text)


@blueprint.get("/procedures/<code>/versions/<int:number>/form.pdf")
@policy("public")
def form(code: str, number: int) -> Download:
    """The empty form of a published version, to fill in with a pen."""
    with house().database.reading() as connection:
        entry = browsing.entry(connection, code)
        version = next((one for one in versions(connection, code) if one.number == number), None)
        if entry is None or version is None or not may_see(entry):
            abort(404)
        facts = _facts(connection, version.id)
    return blank_form(facts, version)


def _facts(connection: Connection, version: str | None) -> Facts:
    definition = definition_of(connection, version or "")
    today = house().today()
    settings = settings_for(connection, definition, None, today)
    return Facts(definition, settings, agencies_of(connection), today)


def may_see(entry: Entry) -> bool:
    """Internal procedures exist for officials only."""
    return not entry.internal or current_user.is_official


def _text(entry: Entry) -> str:
    return entry.text(current_locale())
