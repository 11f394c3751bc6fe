"""kill -9 at any moment: what was acknowledged is there, whole and once; what has to be told is still told."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from formengine.config import Config
from formengine.database import open_database
from formengine.demo import SCENES, load_demo
from formengine.migrations import upgrade
from formengine.services.house import House
from formengine.services.rebuilding import rebuild_all
from formengine.services.setup import load_shipped
from submissions.store.tables import events, outbox, submissions

ROOT = Path(__file__).resolve().parents[2]
CLI = "from formengine.cli import main; main()"

# Files one submission after another and says each number only when the service has returned.
FILING = """
import sys
from pathlib import Path
from formengine.config import Config
from formengine.database import open_database
from formengine.demo import SCENES, _Stage
from formengine.services.house import House
config = Config(home=Path(sys.argv[1]))
house = House(open_database(config), config)
stage = _Stage(house)
while True:
    print(stage._file(house, SCENES[0]), flush=True)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("killed")
    config = Config(home=place)
    house = House(open_database(config), config)
    upgrade(house.database)
    load_shipped(house)
    assert load_demo(house) == len(SCENES)
    house.database.dispose()
    return place


def command(home: Path, *arguments: str) -> subprocess.Popen:
    settings = {"FORMENGINE_HOME": str(home), "FORMENGINE_LOG_LEVEL": "WARNING"}
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def file_until_killed(home: Path, seconds: float) -> list[str]:
    """The numbers acknowledged by a process that was killed so many seconds after its first one."""
    process = command(home, FILING, str(home))
    assert process.stdout is not None
    said = [process.stdout.readline().strip()]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, _errors = process.communicate(timeout=30)
    return [*said, *rest.split()]


@pytest.mark.parametrize("turn", range(5))
def test_nothing_acknowledged_is_lost(home, turn):
    numbers = file_until_killed(home, random.uniform(0, 0.3))
    config = Config(home=home)
    house = House(open_database(config), config)
    with house.database.reading() as connection:
        found = connection.execute(select(submissions.c.number).where(submissions.c.number.in_(numbers))).scalars()
        assert sorted(found) == sorted(numbers)
    report = rebuild_all(house)
    assert (report.changed, report.faults) == (0, [])
    house.database.dispose()


def test_a_killed_worker_leaves_nothing_untold(home):
    config = Config(home=home)
    house = House(open_database(config), config)
    file_until_killed(home, 0.2)
    for seconds in (0.8, 1.2, 1.6):
        process = command(home, CLI, "worker")
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    done = command(home, CLI, "worker", "--once")
    _out, errors = done.communicate(timeout=120)
    assert done.returncode == 0, errors
    with house.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(outbox)).scalar_one() == 0
        issued = connection.execute(
            select(events.c.submission_id, events.c.seq).where(events.c.kind == "PaperIssued")
        ).all()
    papers = {(path.parent.name, int(path.stem)) for path in (home / "papers").glob("*/*.pdf")}
    leased = issued_but_leased(house)
    assert {(row.submission_id, row.seq) for row in issued} - papers <= leased
    house.database.dispose()


def issued_but_leased(house: House) -> set[tuple[str, int]]:
    """What a killed worker had claimed: done again when its lease is over, not before."""
    from formengine.effects.deliveries import deliveries

    query = select(deliveries.c.submission_id, deliveries.c.seq).where(deliveries.c.state == "pending")
    with house.database.reading() as connection:
        return {(row.submission_id, row.seq) for row in connection.execute(query)}
