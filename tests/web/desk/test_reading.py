"""Reading changes nothing: every address opened with GET, by everybody, leaves the database as it was.

A scanner of mails, a browser that loads ahead or somebody who sends a page again does nothing by opening it.
"""

import hashlib
import re
import sqlite3

import pytest
from act_forms import HEAD, OFFICER, RECEPTIONIST, Desk
from desk_cases import account, browser, file
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import IntegerConverter

from formengine.services import starting
from submissions.acts import ACTS
from submissions.store.tables import files, metadata

READERS = ("", "an@mau.example", RECEPTIONIST, HEAD, "quantri@mau.example")


@pytest.fixture
def site(app: Flask, client) -> dict[str, list[str]]:
    """What the parts of addresses can be: a submission under way with files, papers, tasks, and a draft."""
    number = file(app, "an@mau.example", "1.001193")
    house = app.extensions["house"]
    reception = Desk(app, RECEPTIONIST, number)
    reception.do("accept", reception.task())
    draft = starting.start_draft(house, account(house, "an@mau.example"), "1.004873")
    with house.database.reading() as connection:
        enclosed = connection.execute(select(files.c.id)).scalars().first()
    return {
        "number": [number], "task": ["accept~1", "examine~1"], "act": [*ACTS, "undo"], "draft_id": [draft],
        "file_id": [enclosed], "seq": ["4", "8", "12"], "page": ["1"], "code": ["1.001193"],
        "name": ["control_slip", "hand_over"],
    }  # fmt: skip


def addresses(app: Flask, site: dict[str, list[str]]) -> list[str]:
    """Every address that is opened with GET, with parts that exist where there are such."""
    found = set()
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint == "static":
                continue
            parts = [{}]
            for name in sorted(rule.arguments):
                whole = isinstance(rule._converters[name], IntegerConverter)
                known = [one for one in site.get(name, ()) if one.isdigit() or not whole] or ["1"]
                parts = [{**part, name: value} for part in parts for value in known]
            found |= {adapter.build(rule.endpoint, part) for part in parts}
    return sorted(found)


def digest(app: Flask) -> dict[str, str]:
    """A digest of each table's rows."""
    with app.extensions["house"].database.reading() as connection:
        return {
            table.name: hashlib.sha256(repr(sorted(map(repr, connection.execute(select(table))))).encode()).hexdigest()
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("reader", READERS)
def test_opening_any_address_writes_nothing(app: Flask, site, reader) -> None:
    client = browser(app, reader) if reader else app.test_client()
    watched = sqlite3.connect(app.extensions["house"].database.engine.url.database)
    every, before = addresses(app, site), digest(app)
    assert len(every) > 100
    version, wrote, opened = written(watched), [], 0
    for address in every:
        answer = client.get(address)
        assert answer.status_code < 500, address
        opened += answer.status_code == 200
        if written(watched) != version:
            wrote.append(address)
            version = written(watched)
    assert wrote == []
    assert digest(app) == before
    assert opened > 5
    watched.close()


def written(connection: sqlite3.Connection) -> int:
    """Changes whenever anybody else commits something to the database."""
    return connection.execute("PRAGMA data_version").fetchone()[0]


def test_the_addresses_of_mails_show_and_do_nothing(app: Flask, site) -> None:
    number = site["number"][0]
    clerk = browser(app, OFFICER)
    before = digest(app)
    for act in ACTS:
        answer = clerk.get(f"/desk/{number}/examine~1/{act}?outcome=approve&reason=x")
        assert answer.status_code in (302, 404), act
    for rest in ("withdraw?reason=x", "draft-result?outcome=confirmed", "rating?score=5", "supplement"):
        browser(app, "an@mau.example").get(f"/submissions/{number}/{rest}")
    after = digest(app)
    assert {name for name in before if before[name] != after[name]} <= SIGNING_IN


# What signing in itself writes.
SIGNING_IN = {"accounts", "sign_ins", "sessions", "attempts"}


def test_an_act_sent_twice_is_done_once_and_says_who_did_it(app: Flask, site) -> None:
    number = site["number"][0]
    clerk = Desk(app, OFFICER, number)
    page = clerk.page("examine~1")
    assert clerk.press("claim", "examine~1", page).status_code == 302
    before = digest(app)
    again = clerk.press("claim", "examine~1", page)
    assert again.status_code == 409
    other = Desk(app, "kinhte.binhduong@mau.example", number)
    told = other.client.post(f"/desk/{number}/examine~1/claim", data={})
    assert told.status_code == 409 and "Bùi Mẫu Lan" in told.text
    after = digest(app)
    assert {name for name in before if before[name] != after[name]} <= SIGNING_IN
    assert not re.search(r"govuk-error-summary", clerk.page("examine~1"))
