"""Bringing a database to the present tables: Alembic, from the first table, one process at a time."""

from importlib import import_module
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from formengine.database import Database
from formengine.resources import folder
from submissions.store.columns import metadata

TABLES = (
    "submissions.store.tables",
    "submissions.store.search",
    "formengine.accounts.tables",
    "formengine.accounts.delegations",
    "formengine.accounts.filters",
    "formengine.accounts.kin",
    "formengine.accounts.sessions",
    "formengine.catalog.tables",
    "formengine.effects.deliveries",
    "formengine.registers.agencies",
    "formengine.registers.calendars",
    "formengine.registers.history",
    "formengine.registers.lists",
    "formengine.registers.settings",
    "formengine.registers.snapshots",
    "formengine.registers.stranded",
    "formengine.web.parking",
)
LOCK = 4_761_826_113  # any number that no other program takes for a PostgreSQL advisory lock


class NewerDatabase(Exception):
    """The database was written by a newer version of the product than this one."""


def all_tables() -> MetaData:
    """The metadata with every table of the product declared."""
    for module in TABLES:
        import_module(module)
    return metadata


def script_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(folder("migrations")))
    return config


def upgrade(database: Database) -> bool:
    """Bring the database to the present tables; True when something was done.

    A second process that starts meanwhile waits and finds nothing to do. Raises NewerDatabase.
    """
    script = ScriptDirectory.from_config(script_config())
    head = script.get_current_head()
    with database.reading() as connection:
        if revision_of(connection) == head:
            return False
    with database.transaction() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        present = revision_of(connection)
        if present == head:
            return False
        if present is not None and present not in {one.revision for one in script.walk_revisions()}:
            raise NewerDatabase(f"the database is at revision {present}, which this version does not know: update it")
        config = script_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    context: Any = MigrationContext.configure(connection)
    revision: str | None = context.get_current_revision()
    return revision
