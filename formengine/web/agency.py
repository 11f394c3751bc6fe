"""An agency's own pages: its procedures and their versions, its figures, its staff."""

from flask import Blueprint, render_template

from formengine.accounts.roles import role_in_words
from formengine.accounts.staff import staff_of
from formengine.reports.procedures import procedures_of
from formengine.web import (
    agency_calendar,
    agency_changes,
    agency_papers,
    agency_register,
    agency_settings,
    agency_stranded,
    agency_upload,
)
from formengine.web.agency_offices import own_office
from formengine.web.context import house
from formengine.web.policy import policy

blueprint = Blueprint("agency", __name__, url_prefix="/agency")


@policy("official")
def index() -> str:
    with house().database.reading() as connection:
        office = own_office(connection)
        procedures = procedures_of(connection, office.agency)
        staff = staff_of(connection, office.agency.id, house().today())
        stranded = agency_stranded.count_stranded(connection)
    held = [(held, role_in_words(held.role)) for held in staff]
    return render_template("agency/index.html", office=office, procedures=procedures, staff=held, stranded=stranded)


for rule, endpoint, view_function, methods in (
    ("", "index", index, ("GET",)),
    ("/procedures/<code>", "procedure", agency_settings.page, ("GET",)),
    ("/procedures/<code>/settings", "set", agency_settings.set_value, ("GET", "POST")),
    ("/procedures/<code>/versions/<int:version>", "source", agency_upload.source, ("GET",)),
    ("/calendar", "calendar", agency_calendar.page, ("GET",)),
    ("/calendar/days", "calendar_enter", agency_calendar.enter, ("GET", "POST")),
    ("/calendar/days/taken-back", "calendar_take_back", agency_calendar.take_back, ("GET", "POST")),
    ("/calendar/hours", "calendar_hours", agency_calendar.hours, ("GET", "POST")),
    ("/agencies", "agencies", agency_register.agencies, ("GET",)),
    ("/agencies/<code>", "one", agency_register.one, ("GET",)),
    ("/agencies/<code>/end", "end", agency_changes.end, ("GET", "POST")),
    ("/agencies/<code>/positions", "appoint", agency_changes.appoint, ("GET", "POST")),
    ("/agencies/<code>/positions/<position>", "end_position", agency_changes.end_position, ("GET", "POST")),
    ("/stranded", "stranded", agency_stranded.page, ("GET",)),
    ("/stranded/<code>/<role>", "pass_on", agency_stranded.pass_on, ("GET", "POST")),
    ("/papers", "papers", agency_papers.page, ("GET",)),
    ("/papers/<name>.pdf", "paper", agency_papers.preview, ("GET",)),
    ("/upload", "upload", agency_upload.upload, ("GET", "POST")),
    ("/proof/<digest>", "proof", agency_upload.proof, ("GET",)),
    ("/proof/<digest>/preview", "preview", agency_upload.preview, ("GET", "POST")),
    ("/proof/<digest>/publish", "publish", agency_upload.publish, ("GET", "POST")),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)
