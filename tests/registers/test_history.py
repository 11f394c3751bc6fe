"""Who changed the registers: what an agency file changed is kept, and nothing where nothing changed."""

import json
from datetime import UTC, datetime

from formengine.database import Database
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import load_agencies
from formengine.registers.history import changes_of

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def load(database: Database, **changes: str) -> None:
    entry = {"code": "W", "name": "Phường", "type": "ubnd-xa", **changes}
    with database.transaction() as connection:
        load_agencies(connection, json.dumps({"agencies": [entry]}).encode(), at=AT)


def test_a_file_leaves_what_it_changed(database: Database) -> None:
    for changes in ({}, {}, {"phone": "0274", "name": "Phường Mẫu"}):
        load(database, **changes)
    with database.reading() as connection:
        found = changes_of(connection, agencies_of(connection).by_code("W").id)
    assert [(one.what, one.by, one.at) for one in found] == [("agency_written", "", AT)] * 2
    assert found[0].facts["fields"] == ["name", "phone"]
    assert {"code", "name", "type"} <= set(found[1].facts["fields"])
