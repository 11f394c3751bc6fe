"""The engine and the one transaction helper; nothing else in the product commits."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from formengine.config import Config

log = logging.getLogger(__name__)

# Before 3.51.3 SQLite could corrupt a database in WAL mode when a checkpoint met a reset (fixed 2026-03-13).
WAL_SAFE = (3, 51, 3)


def make_engine(config: Config) -> Engine:
    """An engine for the configured database: SQLite with full durability, or PostgreSQL."""
    url = make_url(config.database)
    serializer = partial(json.dumps, ensure_ascii=False)
    if url.get_backend_name() == "sqlite":
        config.home.mkdir(parents=True, exist_ok=True)
        return _sqlite_engine(url, serializer)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, json_serializer=serializer, pool_pre_ping=True, pool_size=config.threads)


def _sqlite_engine(url: Any, serializer: Any) -> Engine:
    try:
        from pysqlite3 import dbapi2 as sqlite
    except ImportError:  # no wheel for this platform: the interpreter's own SQLite
        import sqlite3 as sqlite
    engine = create_engine(url, module=sqlite, json_serializer=serializer, connect_args={"timeout": 30})
    wal = sqlite.sqlite_version_info >= WAL_SAFE
    if not wal:
        log.warning(
            "SQLite %s: rollback journal instead of WAL, because WAL is safe from 3.51.3", sqlite.sqlite_version
        )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # this module begins and ends transactions itself
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}")
        cursor.execute(f"PRAGMA synchronous={'FULL' if wal else 'EXTRA'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = "DEFERRED" if connection.get_execution_options().get("read_only") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


class Database:
    """Opens connections; a service asks for `transaction()`, a page that only looks for `reading()`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = engine.execution_options(read_only=True)
        self._after_commit = threading.Event()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One unit of work: committed at the end of the block, rolled back when it raises."""
        with self.engine.connect() as connection, connection.begin():
            yield connection
        self._after_commit.set()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database and writes nothing."""
        with self._readers.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    def wait_for_commit(self, seconds: float) -> bool:
        """Sleep until somebody in this process commits, at most `seconds`; the worker's alarm clock."""
        woken = self._after_commit.wait(seconds)
        self._after_commit.clear()
        return woken

    def dispose(self) -> None:
        self.engine.dispose()


def open_database(config: Config) -> Database:
    return Database(make_engine(config))
