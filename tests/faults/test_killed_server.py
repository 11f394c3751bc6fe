"""kill -9 of gunicorn at any moment: no acknowledged submission, upload or act is lost, and no effect (I1, I5)."""

import os
import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from dealings import Notes, broken, dealing, lost
from gunicorns import Gunicorn, gunicorn
from procedures import Installation, installed, whole_way
from sqlalchemy import func, select

from formengine.database import Database
from formengine.effects.deliveries import deliveries
from formengine.effects.paper_files import paper_path
from formengine.effects.standard import effects_for
from formengine.services.house import House, now_utc
from formengine.wiring import facts_of, work
from submissions.store.tables import events, outbox

CODE = "VD-TRONVEN"
# On each of the two databases: 50 together in CI, where nobody waits for it.
A_FEW = 25 if os.environ.get("CI") else 8
# Of so many kills one takes the whole server away, parent and all; the others every process that answers.
WHOLE_SERVER = 8


def kill_at_random(server: Gunicorn, notes: Notes, kills: int) -> None:
    """Kill so many times, each 0 to 300 ms after something more was acknowledged."""
    for turn in range(kills):
        before, until = notes.acknowledged, time.monotonic() + 30
        while notes.acknowledged == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.3))
        if turn % WHOLE_SERVER == WHOLE_SERVER // 2:
            server.kill()
            server.start()
        else:
            server.kill_workers()


def after_kills(there: Installation, kills: int, sabotage: str = "") -> tuple[Notes, list[str], list[str]]:
    """(what was acknowledged, what of it is lost, what is there in part) after so many kills."""
    config, workers = there.config, 2 if kills > 100 else 1
    shape = {"sabotage": sabotage, "workers": workers, "threads": 2}
    with gunicorn(config.home, config.database_url, **shape) as server, dealing(server, there, CODE) as notes:
        kill_at_random(server, notes, kills)
    return notes, lost(there, notes), broken(there)


def untold(there: Installation) -> list[str]:
    """Effects of what is in the logs that are not done when the worker has done all it can."""
    later = House(there.house.database, there.config, lambda: now_utc() + timedelta(minutes=5))
    work(later, once=True)
    registry, facts = effects_for(there.config), facts_of(later)
    with there.house.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(outbox)).scalar_one() == 0
        done = {
            (row.submission_id, row.seq, row.effect, row.recipient)
            for row in connection.execute(select(deliveries).where(deliveries.c.state == "done"))
        }
        wanted = {
            (row.submission_id, row.seq, effect.name, recipient)
            for row in connection.execute(select(events.c.submission_id, events.c.seq, events.c.kind)).all()
            for effect in registry.of(row.kind)
            for recipient in effect.recipients(facts, connection, row.submission_id, row.seq)
        }
    found = [f"not done: {effect}" for effect in sorted(wanted - done)]
    home = there.config.home
    papers = [one for one in wanted if one[2] == "paper"]
    found += [f"no file: {one}" for one in papers if not paper_path(home, one[0], one[1]).exists()]
    mails = sum(one[2] == "mail" for one in wanted)
    written = len(list((home / "outbox").glob("*.eml")))
    return found + ([f"{written} mails for {mails}"] if written != mails else [])


@pytest.fixture
def there(database: Database, storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Installation:
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    return installed(database, tmp_path, url, whole_way(CODE))


@pytest.mark.storage
@pytest.mark.parametrize("kills", [A_FEW, pytest.param(500, marks=pytest.mark.night)])
def test_a_killed_server_loses_no_acknowledged_act_and_no_effect(there: Installation, kills: int) -> None:
    notes, gone, halves = after_kills(there, kills)
    assert (gone, halves, notes.unexpected) == ([], [], [])
    assert notes.ended and sum(notes.cut_off.values()) >= max(1, kills // 10), notes
    assert untold(there) == []
    print(f"{kills} kills: {notes.acknowledged} acknowledged, {notes.cut_off} cut off, {notes.ended} to the end")


@pytest.mark.parametrize("sabotage", ["answers_before_the_commit", "writes_files_late"])
def test_a_server_that_answers_too_early_is_found_out(there: Installation, sabotage: str) -> None:
    _notes, gone, halves = after_kills(there, 4, sabotage)
    assert gone + halves
