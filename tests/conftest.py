"""What every test may ask for: an empty database with all tables."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from formengine.config import Config
from formengine.database import Database, open_database
from submissions.store.columns import metadata

# Every module that declares tables.
TABLES = (
    "submissions.store.tables",
    "formengine.accounts.tables",
    "formengine.catalog.tables",
    "formengine.registers.agencies",
    "formengine.registers.calendars",
    "formengine.registers.lists",
    "formengine.registers.settings",
    "formengine.effects.deliveries",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    for module in TABLES:
        import_module(module)
    opened = open_database(Config(home=tmp_path))
    with opened.transaction() as connection:
        metadata.create_all(connection)
    yield opened
    opened.dispose()
