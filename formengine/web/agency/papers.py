"""The papers that an agency issues, each as it would look with example data and the agency's own template."""

from flask import abort, render_template, request
from sqlalchemy import Connection

from formengine.accounts.officials import lists_of
from formengine.catalog.versions import UnknownVersion, current_definition, definition_of
from formengine.effects.example_papers import example_order, papers_of
from formengine.forms.definition import Definition
from formengine.papers import own_templates
from formengine.registers.agencies import agencies_of
from formengine.reports.procedures import procedures_of
from formengine.web.agency.offices import own_office
from formengine.web.context import house
from formengine.web.files import Download, made
from formengine.web.policy import policy


@policy("official")
def page() -> str:
    """The house's own papers, and those of the procedures that the agency decides."""
    at_home = house()
    with at_home.database.reading() as connection:
        office = own_office(connection)
        decided = [one for one in procedures_of(connection, office.agency) if one.decides]
        groups = [("", None)]
        groups += [(one.entry.code, definition_of(connection, one.entry.current_version)) for one in decided]
    shown = [(code, definition, papers_of(definition, at_home.config, at_home.now())) for code, definition in groups]
    return render_template(
        "agency/papers.html",
        office=office,
        groups=[group for group in shown if group[2]],
        own=own_templates(at_home.config.home, office.agency.code),
    )


@policy("official")
def preview(name: str) -> Download:
    """A paper as PDF with example data; of a procedure where the address names one."""
    at_home = house()
    with at_home.database.reading() as connection:
        office = own_office(connection)
        definition = _definition(connection, request.args.get("procedure", ""))
        agencies = agencies_of(connection)
        order = example_order(
            name, office.agency, agencies, definition, at_home.config, lists_of(connection), at_home.now()
        )
    if order is None:
        abort(404)
    return made(order, f"{name}.pdf")


def _definition(connection: Connection, code: str) -> Definition | None:
    if not code:
        return None
    try:
        return current_definition(connection, code)[1]
    except UnknownVersion:
        abort(404)
