"""The desk at two sizes: the same pages of one agency's desk with few and with many submissions."""

import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from home import CITIZENS, CODE, Scratch
from sqlalchemy import Connection, insert, select, text

from formengine.accounts.signing_in import load_account
from formengine.catalog.versions import current
from formengine.database import Database, open_database
from formengine.reports import desk as reports
from formengine.services.house import House
from submissions.actors import Actor
from submissions.store.columns import new_id
from submissions.store.search import agency_word
from submissions.store.tables import search_rows, submissions, tasks
from submissions.store.words import words

PROCEDURES = (CODE, "1.001193", "1.001612", "2.000815", "KN-DN")
SUBJECTS = ("Nhà ở riêng lẻ", "Hộ kinh doanh", "Bản sao giấy tờ", "Kiến nghị về nhà xưởng")
COMMON, RARE, RARE_HITS = "nhà", "hiếmthấy", 12
LEADER = "lanhdao@mau.example"
PAGE = 25
BATCH = 5000
ROUNDS = 15


def grown(scratch: Scratch, folder: Path, count: int) -> Scratch:
    """A copy of the installation with `count` submissions, each waiting for the same leader's decision.

    Rows of lists and of the search index are written straight into the tables, cloned from one submission that the
    services filed and accepted; logs are not cloned, for no desk reads them.
    """
    number, _task = scratch.waiting_decision(CITIZENS[0])
    with scratch.house.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    folder.mkdir()
    shutil.copy(scratch.house.config.home / "formengine.sqlite3", folder)
    config = replace(scratch.house.config, home=folder)
    house = House(open_database(config), config)
    with house.database.transaction() as connection:
        _clone(connection, number, count)
    return Scratch(house, scratch.accounts)


def _clone(connection: Connection, number: str, count: int) -> None:
    model = connection.execute(select(submissions).where(submissions.c.number == number)).mappings().one()
    held = connection.execute(select(tasks).where(tasks.c.submission_id == model["id"])).mappings().all()
    versions = [current(connection, code).id for code in PROCEDURES]
    agencies = sorted({model["receiving"], model["competent"]})
    start = datetime(2026, 11, 2, 1, tzinfo=UTC)
    for first in range(0, count, BATCH):
        rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
        for place in range(first, min(first + BATCH, count)):
            due = start + timedelta(minutes=place * 7919 % 100_000)
            title = SUBJECTS[place % len(SUBJECTS)] + (f" {RARE}" if place % (count // RARE_HITS) == 0 else "")
            changed = {
                "procedure": PROCEDURES[place % 5],
                "definition": versions[place % 5],
                "title": title,
                "due": due,
            }
            own = {"id": new_id(), "number": f"H29.31.01-261102-{place + 1:06d}"}
            rows[0].append({**model, **changed, **own})
            for task in held:
                mine = {"submission_id": own["id"], "procedure": changed["procedure"]}
                rows[1].append({**task, **mine, "due": due, "due_order": due})
            found = [*words(f"{own['number']} {changed['procedure']} {title}"), *map(agency_word, agencies)]
            rows[2].append({"submission_id": own["id"], "words": " ".join(found)})
        for table, values in zip((submissions, tasks, search_rows), rows, strict=True):
            connection.execute(insert(table), values)
    connection.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))


class Desk:
    """The leader's desk in one installation."""

    def __init__(self, scratch: Scratch) -> None:
        self.database: Database = scratch.house.database
        self.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
        with self.database.reading() as connection:
            account = load_account(connection, scratch.accounts[LEADER], 1)
        assert account is not None
        self.actor: Actor = account.actor

    def page(self, number: int = 1, **filters: Any) -> Callable[[], int]:
        """What draws page `number` of a view, reached by the place where the page before it ends."""
        after = ""
        for _page in range(number - 1):
            with self.database.reading() as connection:
                after = self._desk(connection, after=after, **filters).following or ""

        def look() -> int:
            with self.database.reading() as connection:
                return len(self._desk(connection, after=after, **filters).tasks)

        return look

    def _desk(self, connection: Connection, **filters: Any) -> reports.Desk:
        return reports.desk(connection, self.actor, self.now, "vi", **filters)

    def search(self, typed: str) -> Callable[[], int]:
        def look() -> int:
            with self.database.reading() as connection:
                return len(reports.found(connection, self.actor, typed, self.now, "vi")[0])

        return look


def measure(scratch: Scratch, folder: Path, few: int, many: int) -> list[tuple[str, float, float]]:
    """(view, milliseconds with `few`, milliseconds with `many`) of each page; medians of interleaved looks."""
    small, large = (Desk(grown(scratch, folder / f"desk-{count}", count)) for count in (few, many))
    last = min(50, few // PAGE)
    views: list[tuple[str, Callable[[], int], Callable[[], int]]] = [
        ("first page", small.page(), large.page()),
        (f"page 50 (against page {last})", small.page(last), large.page(50)),
        ("first page by procedure", small.page(procedure=CODE), large.page(procedure=CODE)),
        ("claimed by me (nothing)", small.page(view="mine"), large.page(view="mine")),
        (f"a common word ({COMMON!r})", small.search(COMMON), large.search(COMMON)),
        (f"a rare word ({RARE_HITS} times)", small.search(RARE), large.search(RARE)),
    ]
    rows = [(name, *_medians(at_few, at_many)) for name, at_few, at_many in views]
    for desk in (small, large):
        desk.database.dispose()
    return rows


def _medians(at_few: Callable[[], int], at_many: Callable[[], int]) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    if at_few() != at_many():
        raise RuntimeError("the two desks do not show the same number of rows: the comparison would be bent")
    for _round in range(ROUNDS):
        for look, times in zip((at_few, at_many), taken, strict=True):
            began = time.perf_counter()
            look()
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken[0]), statistics.median(taken[1])
