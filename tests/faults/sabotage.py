"""Guards taken away, one by one: what a test of a promise must notice. For processes of tests alone.

Each is named in the environment (SABOTAGE) of a server or worker that a test starts, or called in its own process.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, event, func, select

from formengine import database
from formengine.database import Database
from formengine.effects import deliveries
from formengine.services import deciding, filing, recording
from formengine.services.house import House
from submissions.folding import fold
from submissions.store import documents, drafts, files, log
from submissions.store.columns import new_id
from submissions.store.tables import events

LATE = 0.3


class _Late(Database):
    """Commits a little after the block has ended."""

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        connection = self.engine.connect()
        begun = connection.begin()
        try:
            yield connection
        except BaseException:
            begun.rollback()
            connection.close()
            raise

        def commit() -> None:
            begun.commit()
            connection.close()

        threading.Timer(LATE, commit).start()


def answers_before_the_commit() -> None:
    """A number is told before the submission is committed."""
    at_once = filing.submit

    def early(house: House, *rest: Any) -> str:
        return at_once(replace(house, database=_Late(house.database.engine)), *rest)

    filing.submit = early


def writes_files_late() -> None:
    """The row of a file is committed before its bytes lie on the disk."""
    at_once = files.write_durably

    def later(path: Any, content: bytes) -> None:
        threading.Timer(LATE, at_once, (path, content)).start()

    files.write_durably = later  # type: ignore[assignment]


def does_not_sync() -> None:
    """SQLite with synchronous=NORMAL: a commit in WAL mode waits for no disk."""
    durable = database.make_engine

    def relaxed(config: Any) -> Any:
        engine = durable(config)
        event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA synchronous=NORMAL").close())
        return engine

    database.make_engine = relaxed


def files_each_time_anew() -> None:
    """A draft that is submitted again becomes one more submission."""
    once = filing._file

    def anew(connection: Connection, house: Any, account: Any, judged: Any, locale: str) -> str:
        draft = replace(judged.open_draft.draft, id=new_id())
        return once(
            connection, house, account, replace(judged, open_draft=replace(judged.open_draft, draft=draft)), locale
        )

    filing._file = anew  # type: ignore[assignment]
    drafts.discard = lambda _connection, _draft: None  # type: ignore[assignment]


def acts_on_what_it_saw_first() -> None:
    """Nobody looks again before acting, and nobody asks whether the log grew meanwhile."""
    known: dict[str, list[Any]] = {}

    def load(connection: Connection, submission_id: str) -> Any:
        if submission_id not in known:
            known[submission_id] = log.read_log(connection, submission_id)
        return fold(known[submission_id])

    def append(connection: Connection, submission_id: str, submission: Any, entries: Any, _title: Any = None) -> None:
        last = select(func.max(events.c.seq)).where(events.c.submission_id == submission_id)
        shift = connection.execute(last).scalar_one() + 1 - entries[0].seq
        log._write_log(connection, submission_id, [replace(entry, seq=entry.seq + shift) for entry in entries])
        log._write_lists(connection, submission_id, submission, entries)

    def keep(connection: Connection, submission_id: str, kind: str, *rest: Any) -> Any:
        return documents.keep(connection, submission_id, f"{kind}:{new_id()}", *rest)

    deciding.log = _Instead(log, load=load)
    deciding.documents = _Instead(documents, keep=keep)
    recording.log = _Instead(log, append=append)


class _Instead:
    """A module with some of its functions replaced."""

    def __init__(self, module: Any, **functions: Callable[..., Any]) -> None:
        self.__dict__.update(vars(module) | functions)


def records_before_it_sends() -> None:
    """A delivery is recorded as done, and then done."""
    perform = deliveries._perform

    def early(delivery: Any, surroundings: Any, registry: Any, clock: Callable[[], Any]) -> None:
        deliveries._settle(surroundings.database, delivery, state="done", done_at=clock(), last_error="")
        deliveries._send(delivery, surroundings, registry, clock)

    deliveries._send, deliveries._perform = perform, early


def names_each_try_anew() -> None:
    """A mail that is sent again carries another Message-ID."""
    claim = deliveries.claim

    def renamed(*arguments: Any, **named: Any) -> list[Any]:
        return [replace(one, message_id=f"<{new_id()}@formengine.example>") for one in claim(*arguments, **named)]

    deliveries.claim = renamed  # type: ignore[assignment]


GUARDS: dict[str, Callable[[], object]] = {
    made.__name__: made
    for made in (
        answers_before_the_commit, writes_files_late, does_not_sync, files_each_time_anew,
        acts_on_what_it_saw_first, records_before_it_sends, names_each_try_anew,
    )
}  # fmt: skip


def take_away_what_is_named() -> None:
    """Take away the guards that SABOTAGE names."""
    for name in os.environ.get("SABOTAGE", "").split():
        GUARDS[name]()
