"""The migrations make the very tables that the code declares, once, on either database."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from formengine.config import Config
from formengine.database import open_database
from formengine.migrations import NewerDatabase, all_tables, upgrade
from submissions.store.search import CREATE_SQLITE


@pytest.fixture
def empty(tmp_path):
    opened = open_database(Config(home=tmp_path))
    yield opened
    opened.dispose()


def differences(database) -> list:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _included})
        return compare_metadata(context, all_tables())


def _included(name, _kind, _parents) -> bool:
    return not (name or "").startswith(("search_index", "ix_search_rows_words"))


def test_tables_are_those_of_the_code(empty):
    assert upgrade(empty) is True
    assert upgrade(empty) is False
    assert differences(empty) == []
    with empty.reading() as connection:
        query = text("SELECT sql FROM sqlite_master WHERE name = 'search_index'")
        assert connection.execute(query).scalar_one() == CREATE_SQLITE


@pytest.mark.storage
def test_tables_on_every_database(database):
    with database.transaction() as connection:
        all_tables().drop_all(connection)
        for name in inspect(connection).get_table_names():
            connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
    assert upgrade(database) is True
    assert differences(database) == []


def test_two_processes_at_once(empty):
    done: list[bool] = []
    threads = [threading.Thread(target=lambda: done.append(upgrade(empty))) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]


def test_a_newer_database_is_refused(empty):
    upgrade(empty)
    with empty.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(empty)
