"""Whose is it: every address that names a person's thing, asked by everybody else (threats S15, A7, R2).

Strangers are answered as if there were no such thing, whatever the method, and nothing is written.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, true

from formengine.accounts import delegations
from formengine.accounts.filters import filters_of, save_filter
from formengine.accounts.kin import RELATIONS, declare_kin, relatives_of
from formengine.accounts.staff import appoint, end_position, positions_of
from formengine.services import drafting, starting
from submissions.events import PaperIssued
from submissions.store import drafts, files, log, queries
from submissions.store.tables import submissions

sys.path.insert(0, str(Path(__file__).parent / "desk"))

from desk_cases import PDF, account, browser, example, file

OWNER, OTHER = "an@mau.example", "chi@mau.example"
CLERK, COLLEAGUE = "tiepnhan1.trungtam@mau.example", "tiepnhan2.trungtam@mau.example"
ELSEWHERE = "tiepnhan1.thudaumot@mau.example"
# Held a position where the submission is and holds another one now; and one who is no official any more.
MOVED, FORMER = "chuyenvien1.soxaydung@mau.example", COLLEAGUE
PROCEDURE, AGENCY, NOBODYS = "1.009645", "H29.03.01", "0" * 32
# Addresses with a part that names nothing of a person's: what is published, and an agency's own business, whose
# refusals are those of tests/web/desk (test_agency, test_administering, test_papers, test_counter).
IMPERSONAL = ("/static/", "/procedures/", "/sectors/", "/demo/", "/agency/", "/desk/counter/")
# Where a thing lies; the first that fits.
PLACES = ("/drafts/", "/submissions/", "/profile/kin/", "/desk/filters/", "/desk/deputies/", "/desk/")
# What else stands in an address.
PARTS = {"page": "1", "act": "claim", "name": "control_slip", "seq": "1"}


class Things:
    """A draft, a submission, a named filter and a delegation, with the addresses of them and of nothing."""

    def __init__(self, app: Flask) -> None:
        self.app, self.house = app, app.extensions["house"]
        self.number = file(app, OWNER, PROCEDURE)
        self.draft = self._draft()
        with self.house.database.reading() as connection:
            self.row = connection.execute(select(submissions).where(submissions.c.number == self.number)).one()
            (task,) = log.load(connection, self.row.id).open_tasks()
            self.task, self.agency = task.id, task.step.agency
            enclosed = files.of_submission(connection, self.row.id)[0].id
            entries = log.read_log(connection, self.row.id)
            paper = next(str(link.seq) for link in entries if isinstance(link.event, PaperIssued))
            own = files.of_draft(connection, self.draft)[0].id
        self.filter, self.delegation, self.relative = self._of_the_clerk()
        self.known = {
            "/drafts/": {"draft_id": self.draft, "file_id": own},
            "/submissions/": {"number": self.number, "file_id": enclosed, "seq": paper},
            "/desk/filters/": {"filter_id": self.filter},
            "/desk/deputies/": {"delegation": self.delegation},
            "/profile/kin/": {"relative": self.relative},
            "/desk/": {"number": self.number, "task": self.task, "file_id": enclosed, "seq": paper},
        }

    def _draft(self) -> str:
        who = account(self.house, OWNER)
        draft = starting.start_draft(self.house, who, PROCEDURE)
        drafting.replace_answers(self.house, who, draft, dict(example(PROCEDURE)["document"]))
        with self.house.database.transaction() as connection:
            files.keep(
                connection, self.house.files, draft_id=draft, code="DXDA", name="đơn.pdf",
                media_type="application/pdf", content=PDF, at=self.house.now(),
            )  # fmt: skip
        return draft

    def _of_the_clerk(self) -> tuple[str, str, str]:
        who, colleague, today = account(self.house, CLERK), account(self.house, COLLEAGUE), self.house.today()
        with self.house.database.transaction() as connection:
            save_filter(connection, who.id, "Của tôi", "mine=1", self.house.now())
            (kept,) = filters_of(connection, who.id)
            made = delegations.delegate(
                connection, person=who.person, deputy=colleague.person, agency=self.agency,
                valid_from=today + timedelta(days=90), valid_to=today + timedelta(days=99), document="QĐ 1",
                by=who.person, at=self.house.now(),
            )  # fmt: skip
            declare_kin(
                connection, who.person, "099085000002", "Trần Mẫu Bình", next(iter(RELATIONS)),
                key=self.house.key, at=self.house.now(),
            )  # fmt: skip
            (relative,) = relatives_of(connection, who.person)
        return kept.id, made, relative.id

    def cells(self, under: str) -> Iterator[tuple[str, str, str, str]]:
        """(rule, method, address of the thing, address of nothing) of every route and method under `under`."""
        for rule in self.app.url_map.iter_rules():
            place = home_of(rule.rule)
            if place != under or not rule.arguments:
                continue
            known = self.known[place]
            if "/acts/" in rule.rule:
                known = known | {"act": "suspend"}
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                mine = _filled(rule.rule, PARTS | known)
                nothing = PARTS | dict.fromkeys(known, NOBODYS) | {"seq": "1", "task": self.task}
                yield rule.rule, method, mine, _filled(rule.rule, nothing)

    @contextmanager
    def unwritten(self) -> Iterator[Callable[[], bool]]:
        """unwritten() is whether nobody has changed the database since the block began or since it was last asked."""
        with self.house.database.reading() as connection:

            def version() -> int:
                return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

            seen = [version()]

            def same() -> bool:
                before, seen[0] = seen[0], version()
                return before == seen[0]

            yield same


def home_of(rule: str) -> str | None:
    """Under which of the things that the matrix knows a route lies; None where it names nothing of a person's."""
    if "<" not in rule or rule.startswith(IMPERSONAL):
        return None
    for place in PLACES:
        if rule.startswith(place):
            return place
    raise AssertionError(f"say in tests/web/test_objects.py whose is what {rule} names")


def _filled(rule: str, parts: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: parts[found[1]], rule)


def answered(client: Any, method: str, address: str) -> tuple[int, str]:
    """(status, page) at the end of the way, without what differs between two addresses and two moments."""
    answer = client.open(address, method=method, data={} if method == "POST" else None)
    while answer.status_code == 302:
        if "/sign-in" in answer.location:
            return 302, "sign in"
        answer = client.get(answer.location)
    text = unescape(answer.text) if answer.mimetype == "text/html" else "a file"
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", text)
    return answer.status_code, re.sub(r"[\w%./:-]*(?:drafts|submissions|desk|kin)(?:%2F|/)[\w%./~?=:-]*", "", text)


def leaks(things: Things, who: str, under: str) -> list[str]:
    """Where somebody who has nothing to do with it is told more than of what does not exist, or changes something."""
    client = browser(things.app, who) if who else things.app.test_client()
    client.get("/procedures")
    found = []
    with things.unwritten() as unwritten:
        for rule, method, mine, nothing in things.cells(under):
            here, there = answered(client, method, mine), answered(client, method, nothing)
            if here != there or here[0] not in (302, 403, 404):
                found.append(f"{who or 'anonymous'} {method} {rule}: {here[0]}, of nothing {there[0]}")
            if not unwritten():
                found.append(f"{who or 'anonymous'} {method} {rule}: written")
    return found


@pytest.fixture
def things(app: Flask) -> Things:
    made = Things(app)
    today = made.house.today()
    with made.house.database.transaction() as connection:
        for identifier in (MOVED, FORMER):
            person = account(made.house, identifier).person
            for held in positions_of(connection, person, today):
                if identifier == FORMER:
                    end_position(connection, held.id, today - timedelta(days=1))
            if identifier == MOVED:
                appoint(
                    connection, person, made.agency, "receptionist",
                    valid_from=today - timedelta(days=30), valid_to=today - timedelta(days=1),
                )  # fmt: skip
    return made


STRANGERS = {
    "/drafts/": ("", OTHER, CLERK, ELSEWHERE, MOVED, FORMER),
    "/submissions/": ("", OTHER, ELSEWHERE, MOVED, FORMER),
    "/desk/": ("", OWNER, OTHER, ELSEWHERE, MOVED, FORMER),
    "/desk/deputies/": ("", OWNER, OTHER, ELSEWHERE, MOVED, FORMER),
    "/profile/kin/": ("", OWNER, OTHER, ELSEWHERE, MOVED, FORMER),
}


def test_every_address_that_names_something_says_whose_it_is(app: Flask) -> None:
    homes = {home_of(rule.rule) for rule in app.url_map.iter_rules()}
    assert homes - {None, "/desk/filters/"} == set(STRANGERS)


@pytest.mark.parametrize("under", STRANGERS)
def test_strangers_are_answered_as_if_there_were_nothing(things: Things, under: str) -> None:
    assert [leak for who in STRANGERS[under] for leak in leaks(things, who, under)] == []


def test_a_filter_is_forgotten_by_its_owner_alone(things: Things) -> None:
    who = account(things.house, CLERK)
    for stranger in ("", OWNER, ELSEWHERE, MOVED):
        assert not [leak for leak in leaks(things, stranger, "/desk/filters/") if "written" in leak]
    browser(things.app, CLERK).post(f"/desk/filters/{things.filter}")
    with things.house.database.reading() as connection:
        assert filters_of(connection, who.id) == ()


# There is nothing of the kind in this state: no draft of a result, nothing asked for, nothing to rate or to undo, and a
# sample file without a page.
NOT_YET = ("draft-result.pdf", "draft-result", "supplement", "rating", "<int:page>.jpg")


@pytest.mark.parametrize(("under", "who"), [("/drafts/", OWNER), ("/submissions/", OWNER), ("/desk/", CLERK)])
def test_whose_it_is_reaches_every_address_of_it(things: Things, under: str, who: str) -> None:
    client = browser(things.app, who)
    cells = sorted(things.cells(under), key=lambda cell: cell[0].endswith(("/submit", "/discard", "withdraw")))
    for rule, method, address, _none in cells:
        status, _text = answered(client, method, address)
        wanted = (200, 400, 404, 409, 422) if rule.endswith(NOT_YET) else (200, 400, 409, 422)
        assert status in wanted, (method, rule, status)
    assert len(cells) > 10


def test_a_site_that_shows_every_row_to_everybody_is_found_out(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    queries._find.cache_clear()
    monkeypatch.setattr(queries, "visible_to", lambda _actor: true())
    try:
        assert len(leaks(things, ELSEWHERE, "/desk/")) > 5
        assert len(leaks(things, OTHER, "/submissions/")) > 3
    finally:
        queries._find.cache_clear()


def test_a_site_that_opens_every_draft_is_found_out(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    read, whose = drafts.read, account(things.house, OWNER).id
    monkeypatch.setattr(drafts, "read", lambda connection, _account, draft: read(connection, whose, draft))
    assert len(leaks(things, OTHER, "/drafts/")) > 5
