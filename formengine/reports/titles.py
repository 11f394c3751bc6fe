"""Titles of procedures and steps as their version has them."""

from sqlalchemy import Connection

from formengine.catalog.versions import definition_of
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
