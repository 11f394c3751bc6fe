import pytest
from sqlalchemy import Connection

from formengine.database import Database
from formengine.registers import snapshots
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import upsert_agencies

A = {"code": "A", "name": "A", "type": "t"}
B = {"code": "B", "name": "B", "type": "t"}


def codes(connection: Connection) -> list[str]:
    return [agency.code for agency in agencies_of(connection).all()]


def test_unchanged_registers_are_read_once(database: Database) -> None:
    with database.transaction() as connection:
        upsert_agencies(connection, [A])
    with database.reading() as connection:
        first = agencies_of(connection)
    with database.reading() as connection:
        assert agencies_of(connection) is first


def test_a_change_is_seen_by_its_writer_at_once_and_by_others_after_the_commit(database: Database) -> None:
    with database.transaction() as connection:
        upsert_agencies(connection, [A])
    with database.transaction() as writer:
        upsert_agencies(writer, [B])
        assert codes(writer) == ["A", "B"]
        with database.reading() as reader:
            assert codes(reader) == ["A"]
    with database.reading() as reader:
        snapshots._shelf(reader).checked = 0.0  # a moment passed
        assert codes(reader) == ["A", "B"]


def test_what_was_rolled_back_is_never_seen(database: Database) -> None:
    with database.transaction() as connection:
        upsert_agencies(connection, [A])
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        upsert_agencies(connection, [B])
        assert codes(connection) == ["A", "B"]
        raise ZeroDivisionError
    with database.reading() as reader:
        assert codes(reader) == ["A"]


def test_a_change_by_another_process_is_seen_when_the_held_versions_are_old(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as connection:
        upsert_agencies(connection, [A])
    with database.reading() as reader:
        assert codes(reader) == ["A"]
        held = snapshots._shelf(reader)
    with database.transaction() as connection:
        upsert_agencies(connection, [B])
    held.checked = snapshots.time.monotonic()  # as if this process had not heard of it
    with database.reading() as reader:
        assert codes(reader) == ["A"]
        monkeypatch.setattr(snapshots, "STALE_FOR", -1.0)
        assert codes(reader) == ["A", "B"]


def test_an_older_view_of_the_database_does_not_stay_when_a_newer_one_was_asked(database: Database) -> None:
    with database.transaction() as connection:
        upsert_agencies(connection, [A])
    with database.reading() as old:
        codes(old)
        with database.transaction() as connection:
            upsert_agencies(connection, [B])
        with database.reading() as new:
            snapshots._shelf(new).checked = 0.0
            assert codes(new) == ["A", "B"]
        snapshots._shelf(old).held.clear()
        # A reader of SQLite sees what was when it began, one of PostgreSQL what is committed.
        assert codes(old) == (["A"] if database.engine.dialect.name == "sqlite" else ["A", "B"])
    with database.reading() as new:
        assert codes(new) == ["A", "B"]
