"""Branches that end at the same moment join once: none fires twice, none is missing, whoever is first (threat R7)."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import pytest
import sabotage
from procedures import Installation, asking, installed
from sqlalchemy import select

from formengine.accounts.signing_in import Account
from formengine.database import Database
from formengine.services import deciding, recording
from formengine.services.deciding import Wish
from formengine.services.rebuilding import rebuild_all
from submissions.refusal import Refused
from submissions.store import log
from submissions.store.tables import events, submissions

# How many branches, and how many of them end the stage.
SHAPES: list[tuple[int, str | int]] = [(2, "all"), (3, "all"), (5, "all"), (3, "any"), (5, "any"), (4, 2), (5, 3)]
OUTCOMES = ("agree", "disagree", "conditions")


def code_of(branches: int, join: str | int) -> str:
    return f"VD-CUNGLUC-{branches}-{join}".upper()


@dataclass(frozen=True)
class Branch:
    number: str
    step: int
    officer: Account


class Runs:
    """One submission after another whose branches all end behind one barrier."""

    def __init__(self, there: Installation) -> None:
        self.there = there
        self.officers = [there.official("officer", place) for place in range(5)]
        self.wrong: list[str] = []

    def run(self, times: int) -> None:
        with ThreadPoolExecutor(5) as pool:
            for turn in range(times):
                branches, join = SHAPES[turn % len(SHAPES)]
                self._one(pool, turn, branches, join)

    def _one(self, pool: ThreadPoolExecutor, turn: int, branches: int, join: str | int) -> None:
        number, gate = self.there.filed(code_of(branches, join)), Barrier(branches)
        order = random.Random(turn).sample(range(branches), branches)

        def opine(step: int) -> str:
            wish = Wish("opine", task=f"ask{step}~1", outcome=OUTCOMES[step % 3], answers=1, reason="Lý do")
            gate.wait()
            try:
                return (
                    "problem" if deciding.act(self.there.house, self.officers[step], number, wish).problems else "done"
                )
            except Refused as refused:
                return refused.code

        came = Counter(pool.map(opine, order))
        needed = branches if join == "all" else 1 if join == "any" else int(join)
        if came != Counter({"done": needed, "task_closed": branches - needed}):
            self.wrong.append(f"{number}: {join} of {branches}: {came}")
        self._judge(number, branches, needed)

    def _judge(self, number: str, branches: int, needed: int) -> None:
        with self.there.house.database.reading() as connection:
            query = select(events.c.kind).join(submissions, submissions.c.id == events.c.submission_id)
            kinds = Counter(connection.execute(query.where(submissions.c.number == number)).scalars())
            row = connection.execute(select(submissions.c.id).where(submissions.c.number == number)).one()
            opened = {task.id for task in log.load(connection, row.id).open_tasks()}
        told = (kinds["Opined"], kinds["TaskOpened"], kinds["TaskDropped"])
        if told != (needed, branches + 1, branches - needed) or opened != {"decide~1"}:
            self.wrong.append(f"{number}: {needed} of {branches}: {told} {opened}")


@pytest.fixture
def there(database: Database, storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Installation:
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    sources = [asking(code_of(branches, join), branches, join) for branches, join in SHAPES]
    return installed(database, tmp_path, url, *sources, officers=5)


@pytest.mark.storage
@pytest.mark.parametrize("times", [14, pytest.param(2000, marks=pytest.mark.night)])
def test_branches_that_end_at_the_same_moment_join_once(there: Installation, times: int) -> None:
    runs = Runs(there)
    runs.run(times)
    assert runs.wrong == []
    report = rebuild_all(there.house)
    assert (report.submissions, report.changed, report.faults) == (times, 0, [])


def test_branches_that_do_not_look_again_are_found_out(there: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the look at the log inside the transaction no branch sees that another has ended."""
    monkeypatch.setattr(deciding, "log", deciding.log)  # put back what is taken away, when the test is over
    monkeypatch.setattr(deciding, "documents", deciding.documents)
    monkeypatch.setattr(recording, "log", recording.log)
    sabotage.acts_on_what_it_saw_first()
    runs = Runs(there)
    runs.run(len(SHAPES))
    assert len(runs.wrong) >= len(SHAPES)
