"""Nothing is decided twice: many clerks of several processes decide on the same tasks at once (threats R1)."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from formengine.accounts.staff import appoint
from formengine.accounts.tables import accounts
from formengine.catalog.versions import publish
from formengine.config import Config
from formengine.database import Database
from formengine.new_definition import small_definition
from formengine.registers.agencies import agencies_of
from formengine.services import filing, starting
from formengine.services.house import House
from formengine.services.rebuilding import rebuild_all
from submissions.store import drafts
from submissions.store.tables import events

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SECRET = "a key for tests alone, long enough to sign with"
CODE, CLERKS, PROCESSES = "VD-MOTLAN", 10, 4

# Each clerk a thread that decides on every task, half of them one way and half the other; says what came of it.
DECIDING = """
import json, random, sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import sabotage
from formengine.accounts.signing_in import load_account
from formengine.config import Config
from formengine.database import open_database
from formengine.services import deciding
from formengine.services.deciding import Wish
from formengine.services.house import House
from submissions.refusal import Refused

given = json.load(sys.stdin)
sabotage.take_away_what_is_named()
config = Config(home=Path(given["home"]), database_url=given["url"], secret_key=given["secret"])
house = House(open_database(config), config)

def decide_all(clerk):
    with house.database.reading() as connection:
        account = load_account(connection, clerk, 1, house.today())
    numbers, came = list(given["numbers"]), Counter()
    random.Random(clerk).shuffle(numbers)
    for place, number in enumerate(numbers):
        outcome = ("approve", "refuse")[place % 2]
        wish = Wish("decide", task="decide~1", outcome=outcome, answers=1, reason="Lý do")
        try:
            done = deciding.act(house, account, number, wish)
            came["decided" if not done.problems else "problem"] += 1
        except Refused as refused:
            came[refused.code if refused.facts.get("by") else "nobody named"] += 1
    return came

print(json.dumps(dict(sum(ThreadPoolExecutor(len(given["clerks"])).map(decide_all, given["clerks"]), Counter()))))
"""


def decisive() -> bytes:
    """A procedure with one step: a leader decides."""
    definition = json.loads(small_definition(CODE))
    definition["route"] = [stage for stage in definition["route"] if stage["steps"][0]["act"] == "decide"]
    definition["clock"] = {"starts": "filed"}
    definition["examples"] = []
    return json.dumps(definition, ensure_ascii=False).encode()


def prepared(database: Database, home: Path, tasks: int) -> tuple[list[str], list[str]]:
    """(numbers of filed submissions, accounts of the clerks who may decide on them)."""
    from formengine.accounts.identity import identity_key
    from formengine.accounts.passwords import passwords
    from formengine.accounts.samples import load_samples
    from formengine.accounts.signing_in import find_by_sign_in, load_account

    house = House(database, Config(home=home, secret_key=SECRET))
    document = json.loads(small_definition(CODE))["examples"][0]["document"]
    with database.transaction() as connection:
        load_samples(connection, key=identity_key(SECRET), at=house.now(), profile=passwords("quick"))
        publish(connection, decisive(), at=house.now())
        ward = agencies_of(connection).serving("ubnd-xa", document["office"]["ward"], house.today())
        people = connection.execute(select(accounts.c.id, accounts.c.person).order_by(accounts.c.id)).all()
        citizen = find_by_sign_in(connection, "an@mau.example", key=house.key).account
        clerks = [row for row in people if row.id != citizen][:CLERKS]
        for row in clerks:
            appoint(connection, row.person, ward.id, "leader", valid_from=house.today())
    numbers = []
    with database.reading() as connection:
        account = load_account(connection, citizen, 1, house.today())
    for _number in range(tasks):
        draft_id = starting.start_draft(house, account, CODE)
        with database.transaction() as connection:
            drafts.save(connection, drafts.read(connection, account.id, draft_id), at=house.now(), body=document)
        numbers.append(filing.submit(house, account, draft_id, "vi"))
    return numbers, [row.id for row in clerks]


def decide_at_once(home: Path, url: str, numbers: list[str], clerks: list[str], taken_away: str = "") -> Counter:
    path = os.pathsep.join((str(ROOT), str(HERE)))
    environment = {**os.environ, "PYTHONPATH": path, "SABOTAGE": taken_away}
    running = []
    for place in range(PROCESSES):
        process = subprocess.Popen(
            [sys.executable, "-c", DECIDING],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        mine = clerks[place::PROCESSES]
        given = {"home": str(home), "url": url, "secret": SECRET, "numbers": numbers, "clerks": mine}
        assert process.stdin is not None
        process.stdin.write(json.dumps(given))
        process.stdin.close()
        process.stdin = None
        running.append(process)
    came: Counter = Counter()
    for process in running:
        out, errors = process.communicate(timeout=900)
        assert process.returncode == 0, errors[-2000:]
        came += Counter(json.loads(out))
    return came


def decided_once(database: Database, home: Path, url: str, tasks: int) -> None:
    numbers, clerks = prepared(database, home, tasks)
    came = decide_at_once(home, url, numbers, clerks)
    assert came == {"decided": tasks, "task_closed": (CLERKS - 1) * tasks}
    with database.reading() as connection:
        recorded = connection.execute(select(func.count()).where(events.c.kind == "Decided")).scalar_one()
        concluded = connection.execute(select(func.count()).where(events.c.kind == "Concluded")).scalar_one()
    assert (recorded, concluded) == (tasks, tasks)
    report = rebuild_all(House(database, Config(home=home, secret_key=SECRET)))
    assert (report.changed, report.faults) == (0, [])


@pytest.mark.storage
@pytest.mark.parametrize("tasks", [100, pytest.param(1000, marks=pytest.mark.night)])
def test_of_ten_clerks_on_each_task_one_decides_and_nine_are_told_who(database, tmp_path, storage_kind, request, tasks):
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    decided_once(database, tmp_path, url, tasks)


def test_clerks_who_do_not_look_again_are_found_out(database, tmp_path):
    """Without the look at the log inside the transaction, a process decides what another has decided."""
    numbers, clerks = prepared(database, tmp_path, 4)
    came = decide_at_once(tmp_path, "", numbers, clerks, "acts_on_what_it_saw_first")
    assert came != {"decided": 4, "task_closed": (CLERKS - 1) * 4}
    with database.reading() as connection:
        recorded = connection.execute(select(func.count()).where(events.c.kind == "Decided")).scalar_one()
    assert recorded > 4
