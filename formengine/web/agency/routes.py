"""An agency's own pages: its procedures and their versions, its figures, its staff."""

from flask import Blueprint, render_template

from formengine.accounts.roles import role_in_words
from formengine.accounts.staff import staff_of
from formengine.reports.procedures import procedures_of
from formengine.web.agency import calendar, changes, papers, register, settings, stranded, upload
from formengine.web.agency.offices import own_office
from formengine.web.context import house
from formengine.web.policy import policy

blueprint = Blueprint("agency", __name__, url_prefix="/agency")


@policy("official")
def index() -> str:
    with house().database.reading() as connection:
        office = own_office(connection)
        procedures = procedures_of(connection, office.agency)
        staff = staff_of(connection, office.agency.id, house().today())
        stuck = stranded.count_stranded(connection)
    held = [(held, role_in_words(held.role)) for held in staff]
    return render_template("agency/index.html", office=office, procedures=procedures, staff=held, stranded=stuck)


for rule, endpoint, view_function, methods in (
    ("", "index", index, ("GET",)),
    ("/procedures/<code>", "procedure", settings.page, ("GET",)),
    ("/procedures/<code>/settings", "set", settings.set_value, ("GET", "POST")),
    ("/procedures/<code>/versions/<int:version>", "source", upload.source, ("GET",)),
    ("/calendar", "calendar", calendar.page, ("GET",)),
    ("/calendar/days", "calendar_enter", calendar.enter, ("GET", "POST")),
    ("/calendar/days/taken-back", "calendar_take_back", calendar.take_back, ("GET", "POST")),
    ("/calendar/hours", "calendar_hours", calendar.hours, ("GET", "POST")),
    ("/agencies", "agencies", register.agencies, ("GET",)),
    ("/agencies/<code>", "one", register.one, ("GET",)),
    ("/agencies/<code>/end", "end", changes.end, ("GET", "POST")),
    ("/agencies/<code>/positions", "appoint", changes.appoint, ("GET", "POST")),
    ("/agencies/<code>/positions/<position>", "end_position", changes.end_position, ("GET", "POST")),
    ("/stranded", "stranded", stranded.page, ("GET",)),
    ("/stranded/<code>/<role>", "pass_on", stranded.pass_on, ("GET", "POST")),
    ("/papers", "papers", papers.page, ("GET",)),
    ("/papers/<name>.pdf", "paper", papers.preview, ("GET",)),
    ("/upload", "upload", upload.upload, ("GET", "POST")),
    ("/proof/<digest>", "proof", upload.proof, ("GET",)),
    ("/proof/<digest>/preview", "preview", upload.preview, ("GET", "POST")),
    ("/proof/<digest>/publish", "publish", upload.publish, ("GET", "POST")),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)
