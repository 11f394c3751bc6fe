"""The same form sent many times at once becomes one submission, and everybody is told its number (threat S4)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

import pytest
from gunicorns import gunicorn
from procedures import CITIZEN, Installation, definition_with, installed
from sqlalchemy import func, select
from visitors import Answer, Visitor

from formengine.database import Database
from formengine.services.rebuilding import rebuild_all
from submissions.store.tables import drafts, events, submissions

CODE = "VD-MOTLAN"
PROCESSES = 4


@dataclass
class Came:
    """What came of one draft sent so many times: the answers by status, and the places they lead to."""

    statuses: Counter = field(default_factory=Counter)
    places: set[str] = field(default_factory=set)


def sent_at_once(there: Installation, keys: list[str], times: int, sabotage: str = "") -> dict[str, Came]:
    """Every draft submitted so many times at the same moment, to a server of four processes."""
    config, gate = there.config, Barrier(times)
    came = {key: Came() for key in keys}
    shape = {"workers": PROCESSES, "threads": max(2, times // PROCESSES + 1), "sabotage": sabotage}
    with gunicorn(config.home, config.database_url, **shape) as server:
        visitor = Visitor(server.port, CITIZEN)

        def send(key: str) -> Answer:
            body = visitor.body({})
            gate.wait()
            return visitor.once("POST", f"/drafts/{key}/submit", *body)

        with ThreadPoolExecutor(times) as pool:
            for key in keys:
                for answer in pool.map(send, [key] * times):
                    came[key].statuses[answer.status] += 1
                    came[key].places.add(answer.location)
    return came


def filed_once(there: Installation, keys: list[str], times: int, sabotage: str = "") -> list[str]:
    """Where it was not exactly one submission for each draft, and the same answer for all who sent it."""
    came = sent_at_once(there, keys, times, sabotage)
    with there.house.database.reading() as connection:
        rows = dict(connection.execute(select(submissions.c.id, submissions.c.number)).all())
        filed = connection.execute(select(func.count()).where(events.c.kind == "Submitted")).scalar_one()
        left = connection.execute(select(func.count()).select_from(drafts)).scalar_one()
    counted = f"{len(rows)} rows, {filed} filed, {left} drafts left"
    found = [counted] if (len(rows), filed, left) != (len(keys), len(keys), 0) else []
    for key, one in came.items():
        if one.statuses != {302: times} or one.places != {f"/submissions/{rows.get(key)}/submitted"}:
            found.append(f"{key}: {one}")
    return found


@pytest.fixture
def there(database: Database, storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Installation:
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    return installed(database, tmp_path, url, definition_with(CODE))


@pytest.mark.storage
@pytest.mark.parametrize(("keys", "times"), [(4, 20), pytest.param(200, 50, marks=pytest.mark.night)])
def test_what_is_sent_many_times_at_once_is_filed_once(there: Installation, keys: int, times: int) -> None:
    assert filed_once(there, [there.draft(CODE) for _key in range(keys)], times) == []
    report = rebuild_all(there.house)
    assert (report.submissions, report.changed, report.faults) == (keys, 0, [])


def test_a_server_that_files_each_time_anew_is_found_out(there: Installation) -> None:
    assert filed_once(there, [there.draft(CODE)], 4, "files_each_time_anew")
