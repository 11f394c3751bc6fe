"""What was committed is told in the end, though workers die at any point and the mail server fails (threat I5).

Each mail is accepted at least once; one that is accepted again is the same, byte for byte, under the same Message-ID.
"""

import hashlib
import json
import random
import re
import socket
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sabotage
from aiosmtpd.controller import Controller
from dying_worker import do_all
from gunicorns import HERE, environment_of
from sqlalchemy import func, insert, select

from formengine.config import Config
from formengine.database import Database
from formengine.effects import deliveries as sending
from formengine.effects.deliveries import BATCH, deliveries
from formengine.services.house import now_utc
from submissions.store.columns import new_id
from submissions.store.tables import outbox

# The share of mails handed over at which the server fails, and how often at most at the same one.
FAILING, MOST = 0.3, 4
# Where a worker dies: an event was taken and not recorded, a mail claimed and not sent, sent and not recorded.
DEATHS = (("take_outbox", "after"), ("claim", "after"), ("_settle", "before"), ("_perform", "before"))
# Longer than every pause between two tries but the last.
HOURS = 25


@dataclass
class Mailbox:
    """A mail server that often fails: it is busy, it hangs up, or it hangs up after it has taken the mail."""

    chance: random.Random = field(default_factory=lambda: random.Random(8))
    accepted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)

    async def handle_DATA(self, server: object, _session: object, envelope: object) -> str:
        content: bytes = envelope.content  # type: ignore[attr-defined]
        (name,) = re.findall(r"(?m)^Message-ID: (<[^>]+>)\r?$", content.decode())
        if self.failed[name] >= MOST or self.chance.random() >= FAILING:
            self._take(name, content)
            return "250 OK"
        self.failed[name] += 1
        how = self.chance.choice(["busy", "hangs up", "takes it and hangs up"])
        if how == "busy":
            return "451 busy"
        if how == "takes it and hangs up":
            self._take(name, content)
        server.transport.close()  # type: ignore[attr-defined]
        return "421 bye"

    def _take(self, name: str, content: bytes) -> None:
        self.accepted[name].append(hashlib.sha256(content).hexdigest())


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


class Post:
    """An installation with events to tell of, and the workers that tell of them."""

    def __init__(self, database: Database, home: Path, url: str, port: int, taken_away: str = "") -> None:
        self.database = database
        self.config = Config(home=home, database_url=url, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
        server = {
            "FORMENGINE_SMTP_HOST": "127.0.0.1",
            "FORMENGINE_SMTP_PORT": str(port),
            "FORMENGINE_SMTP_STARTTLS": "0",
        }
        self._environment = environment_of(home, url, taken_away, **server) | {"FORMENGINE_LOG_LEVEL": "ERROR"}

    def happen(self, events: int) -> None:
        rows = [{"submission_id": new_id(), "seq": 1, "kind": "Accepted", "at": now_utc()} for _event in range(events)]
        with self.database.transaction() as connection:
            connection.execute(insert(outbox), rows)

    def worker(self, hours: float, dies_at: str = "", when: str = "", after: int = 0) -> subprocess.Popen:
        given = json.dumps({"hours": hours, "dies_at": dies_at, "when": when, "after": after})
        return subprocess.Popen(
            [sys.executable, str(HERE / "dying_worker.py"), given],
            env=self._environment, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def states(self) -> Counter:
        with self.database.reading() as connection:
            waiting = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
            return Counter(connection.execute(select(deliveries.c.state)).scalars()) + Counter(outbox=waiting)


def tell(post: Post, events: int, deaths: int) -> int:
    """Have it told by pairs of workers one of which dies, at last by workers that live; returns how many died."""
    chance, died, turn = random.Random(4), 0, 0
    post.happen(events)
    for turn in range(deaths):
        name, when = DEATHS[turn % len(DEATHS)]
        calls = events // deaths // (BATCH if name == "claim" else 1)
        after = 0 if name == "take_outbox" else chance.randrange(1, max(2, calls))
        pair = [post.worker(turn * HOURS, name, when, after)]
        if turn % 2:
            pair.append(post.worker(turn * HOURS, "_perform", "before", 3 * after))
        for process in pair:
            _out, errors = process.communicate(timeout=300)
            assert process.returncode in (0, 9), errors[-2000:]
            died += process.returncode == 9
    for turn in range(deaths, deaths + 10):
        if set(post.states()) <= {"done", "failed"}:
            break
        do_all(post.database, post.config, turn * HOURS)
    return died


def wrong(post: Post, box: Mailbox, events: int) -> list[str]:
    """What is lost, what came as something else, what is not recorded."""
    found = [] if post.states() == {"done": events} else [f"recorded: {post.states()}"]
    if len(box.accepted) != events:
        found.append(f"{len(box.accepted)} mails for {events} events")
    return found + [
        f"{name} came as {len(set(seen))} mails" for name, seen in box.accepted.items() if len(set(seen)) > 1
    ]


@pytest.mark.storage
@pytest.mark.parametrize(("events", "deaths"), [(120, 3), pytest.param(2000, 16, marks=pytest.mark.night)])
def test_nothing_is_lost_between_the_commit_and_the_mail_server(
    database: Database, storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest, events: int, deaths: int
) -> None:
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    with mail_server() as (box, port):
        post = Post(database, tmp_path, url, port)
        died = tell(post, events, deaths)
        assert wrong(post, box, events) == []
    again = sum(len(seen) > 1 for seen in box.accepted.values())
    assert died >= deaths // 2 and again, (died, again)
    print(f"{events} events, {died} workers died, {sum(box.failed.values())} failures, {again} accepted again, 0 lost")


def test_a_worker_that_records_before_it_sends_is_found_out(database: Database, tmp_path: Path) -> None:
    with mail_server() as (box, port):
        post = Post(database, tmp_path, "", port, "records_before_it_sends")
        post.happen(20)
        dying = post.worker(0, "_send", "before", 5)
        dying.communicate(timeout=60)
        assert dying.returncode == 9
        for turn in range(1, 6):
            do_all(database, post.config, turn * HOURS)
        assert wrong(post, box, 20) == ["19 mails for 20 events"]


def test_a_worker_that_renames_what_it_sends_again_is_found_out(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "claim", sending.claim)  # put back when the test is over
    sabotage.names_each_try_anew()
    with mail_server() as (box, port):
        post = Post(database, tmp_path, "", port)
        post.happen(20)
        for turn in range(6):
            do_all(database, post.config, turn * HOURS)
        (said,) = wrong(post, box, 20)
        assert "mails for 20 events" in said
