"""What an agency has in hand and which parts were left behind: found without walking through what ended."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, update

from submissions.store import relations
from submissions.store.tables import submissions, tasks

pytestmark = pytest.mark.storage


def plan_of(connection, ask) -> str:
    """The plan of the statement that `ask` sends."""
    asked = []
    event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    ask()
    statement, parameters = next(each for each in asked if "submissions" in each[0])
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(line[-1]) for line in connection.exec_driver_sql(f"{explain} {statement}", parameters))


def end(connection, submission_id: str, at, **values) -> None:
    mine = submissions.c.id == submission_id
    connection.execute(update(submissions).where(mine).values(concluded_at=at, **values))


def test_an_agency_has_in_hand_what_it_receives_decides_or_has_a_task_in(database, store) -> None:
    with database.transaction() as connection:
        ids = [store.file(connection) for _one in range(5)]
        far = store.file(connection, receiving=store.elsewhere, competent=store.elsewhere)
        end(connection, ids[1], store.now)
        left = [ids[0], *ids[2:]]
        one_stop = store.receptionist.positions[0].agency
        assert relations.in_hand(connection, one_stop) == sorted([*left, far])  # its task at the desk
        assert relations.in_hand(connection, store.elsewhere) == [far]
        first = relations.in_hand(connection, one_stop, size=2)
        assert [*first, *relations.in_hand(connection, one_stop, first[-1])] == sorted([*left, far])


def test_parts_of_what_was_given_up_are_left_behind(database, store) -> None:
    with database.transaction() as connection:
        whole, part, other = (store.file(connection) for _one in range(3))
        connection.execute(update(submissions).where(submissions.c.id == part).values(parent=whole))
        later = store.now + timedelta(days=9)
        assert relations.left_behind(connection, later) == []
        end(connection, whole, store.now, outcome="withdrawn")
        end(connection, other, store.now, outcome="withdrawn")
        assert relations.left_behind(connection, later) == [part]
        end(connection, part, store.now)
        assert relations.left_behind(connection, later) == []


def test_what_ended_is_not_walked_through(database, store) -> None:
    with database.transaction() as connection:
        mine = submissions.c.id == store.file(connection)
        row, task = (connection.execute(select(one)).mappings().first() for one in (submissions, tasks))
        ended = {**row, "concluded_at": store.now, "receiving": store.elsewhere, "competent": store.elsewhere}
        old = [{**ended, "id": f"{n:032}", "number": str(n)} for n in range(3000)]
        connection.execute(insert(submissions), old)
        done = {**task, "state": "done", "agency": store.elsewhere}
        connection.execute(insert(tasks), [{**done, "submission_id": one["id"]} for one in old])
        connection.execute(update(submissions).where(mine).values(receiving=store.elsewhere))
        if connection.dialect.name == "postgresql":  # it plans by what it counted
            connection.exec_driver_sql("ANALYZE submissions, tasks")
        hand = plan_of(connection, lambda: relations.in_hand(connection, store.elsewhere))
        parts = plan_of(connection, lambda: relations.left_behind(connection, store.now))
    for plan in (
        hand,
        parts,
    ):  # tasks may be reached from the submissions that go on as well as by an index of their own
        walked = {name for name in re.findall(r"ix_\w+", plan) if not name.startswith("ix_tasks")}
        assert walked and all(name.endswith("_open") for name in walked)
        assert not re.search(r"Seq Scan on (submissions|tasks)|SCAN (submissions|tasks)(?! USING .*_open)", plan)
