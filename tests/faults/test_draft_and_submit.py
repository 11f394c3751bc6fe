"""A draft is filed while another window works on its papers: what was said to be enclosed is filed with it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from procedures import CITIZEN, PAPER, PDF, Installation, installed, whole_way
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from formengine.config import Config
from formengine.database import Database, open_database
from formengine.services import drafting, enclosing, filing
from formengine.services.errors import NotFound, NotReady
from submissions.store import drafts as draft_rows
from submissions.store import files, log
from submissions.store.tables import submissions

CODE = "VD-TRONVEN"


class Windows:
    """Two windows of one person on one draft."""

    def __init__(self, there: Installation) -> None:
        self.there, self.house, self.account = there, there.house, there.account(CITIZEN)

    def submit(self, draft: str) -> str:
        try:
            return filing.submit(self.house, self.account, draft, "vi")
        except NotFound:
            return "gone"
        except NotReady:
            return "not ready"

    def enclose(self, draft: str, _file: str) -> str:
        more = PDF + b"% more\n"
        return enclosing.enclose(self.house, self.account, draft, code=PAPER, name="x.pdf", content=more).id

    def remove(self, draft: str, file: str) -> str:
        enclosing.remove_file(self.house, self.account, draft, file)
        return "removed"

    def replace(self, draft: str, file: str) -> str:
        more = PDF + b"% another\n"
        return enclosing.replace_file(self.house, self.account, draft, file, name="y.pdf", content=more).id

    def discard(self, draft: str, _file: str) -> str:
        drafting.discard_draft(self.house, self.account, draft)
        return "discarded"


def raced(windows: Windows, draft: str, beside: Callable[[str, str], str]) -> tuple[str, str, str]:
    """(what submitting came to, what the other window was told, what is wrong now)."""
    with windows.house.database.reading() as connection:
        (file,) = files.of_draft(connection, draft)
    gate = Barrier(2)

    def work() -> str:
        gate.wait()
        try:
            return beside(draft, file.id)
        except NotFound:
            return "gone"

    def submit() -> str:
        gate.wait()
        return windows.submit(draft)

    with ThreadPoolExecutor(2) as pool:
        filed, told = pool.submit(submit), pool.submit(work)
        return filed.result(), told.result(), wrong(windows, draft, filed.result(), told.result())


def wrong(windows: Windows, draft: str, filed: str, told: str) -> str:
    with windows.house.database.reading() as connection:
        row = connection.execute(
            select(submissions.c.id, submissions.c.number).where(submissions.c.id == draft)
        ).first()
        kept = draft_rows.read(connection, windows.account.id, draft)
        if row is None:
            expected = {"discarded": kept is None, "removed": kept is not None and filed == "not ready"}
            return "" if expected.get(told) else f"neither filed nor as told: {filed}, {told}"
        if row.number != filed or kept is not None:
            return f"filed as {row.number}, told {filed}, draft {kept}"
        named = {ref.id for ref in log.load(connection, draft).files}
        held = {one.id for one in files.of_submission(connection, draft)}
    if named != held:
        return f"the log names {named}, there are {held}"
    if told in ("removed", "discarded") or (told != "gone" and told not in named):
        return f"told {told}, filed with {named}"
    return ""


@pytest.fixture
def there(database: Database, storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Installation:
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    return installed(database, tmp_path, url, whole_way(CODE))


@pytest.mark.storage
@pytest.mark.parametrize("times", [10, pytest.param(300, marks=pytest.mark.night)])
@pytest.mark.parametrize("beside", ["enclose", "remove", "replace", "discard"])
def test_what_another_window_was_told_of_its_papers_holds(there: Installation, beside: str, times: int) -> None:
    windows, ended = Windows(there), Counter()
    for _time in range(times):
        filed, told, fault = raced(windows, there.draft(CODE, enclose=True), getattr(windows, beside))
        assert fault == ""
        ended[filed if filed in ("gone", "not ready") else "filed", told == "gone"] += 1
    assert sum(ended.values()) == times


@pytest.mark.postgres
def test_drafts_that_nobody_holds_are_found_out(postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL lets two windows at a draft at once; SQLite lets one write at a time."""
    postgres.empty()
    database = open_database(Config(home=tmp_path, database_url=postgres.url))
    try:
        windows = Windows(installed(database, tmp_path, postgres.url, whole_way(CODE)))
        monkeypatch.setattr(draft_rows, "_HOLD", draft_rows._READ)
        assert any(_fault(windows, tries) for tries in range(60))
    finally:
        database.dispose()


def _fault(windows: Windows, tries: int) -> str:
    beside = (windows.remove, windows.enclose)[tries % 2]
    try:
        return raced(windows, windows.there.draft(CODE, enclose=True), beside)[2]
    except DBAPIError as clash:
        return str(clash)
