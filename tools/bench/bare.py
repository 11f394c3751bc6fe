"""The yardsticks: a bare Flask view that says hello, and one that inserts a row as durably as the product commits."""

import os

from flask import Flask, request

from formengine.database import WAL_SAFE

hello = Flask("hello")


@hello.get("/")
def say_hello() -> str:
    return "hello"


def inserting() -> Flask:
    """A view that inserts one row into the SQLite file named by BENCH_DATABASE, on one kept connection."""
    try:
        from pysqlite3 import dbapi2 as sqlite
    except ImportError:  # as the product does where there is no wheel
        import sqlite3 as sqlite  # type: ignore[no-redef]
    app = Flask("inserting")
    connection = sqlite.connect(os.environ["BENCH_DATABASE"], timeout=30, isolation_level=None)
    wal = sqlite.sqlite_version_info >= WAL_SAFE
    connection.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}")
    connection.execute(f"PRAGMA synchronous={'FULL' if wal else 'EXTRA'}")
    connection.execute("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")

    @app.post("/")
    def insert() -> str:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows (body) VALUES (?)", (request.get_data(as_text=True),))
        connection.execute("COMMIT")
        return "kept"

    return app
