"""Titles of procedures and steps: as the version of a submission has them, or as the procedure is called now."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from formengine.catalog.tables import procedures
from formengine.catalog.versions import UnknownVersion, current_definition, definition_of
from formengine.explaining import attend_title
from submissions.folds import ATTEND


def title_of(connection: Connection, version: str, locale: str) -> str:
    """The title of the procedure that a version (its id) declares."""
    definition = definition_of(connection, version)
    return definition.text(definition.title, locale)


def step_title_of(connection: Connection, version: str, name: str, locale: str) -> str:
    """The title of a step; its name where the version knows none such."""
    if name == ATTEND:
        return attend_title()
    definition = definition_of(connection, version)
    title = next((step.title for stage in definition.route for step in stage.steps if step.step == name), name)
    return definition.text(title, locale)


def procedure_titles(connection: Connection, codes: Collection[str], locale: str) -> dict[str, str]:
    """What procedures are called now, by code; one that the catalogue does not know is called by its code."""
    row = procedures.c
    found = connection.execute(select(row.code, row.title, row.title_en).where(row.code.in_(sorted(codes))))
    called = {one.code: (one.title_en if locale == "en" else "") or one.title for one in found}
    return {code: called.get(code, code) for code in codes}


def step_titles(connection: Connection, procedure: str, locale: str) -> dict[str, str]:
    """What the steps of a procedure are called now, by name; none where no version of it is current."""
    try:
        _version, definition = current_definition(connection, procedure)
    except UnknownVersion:
        return {}
    steps = (step for stage in definition.route for step in stage.steps)
    return {step.step: definition.text(step.title, locale) for step in steps}
