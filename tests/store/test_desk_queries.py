"""The desk's narrower questions: several positions at once, what one person holds, a row held to act on."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from submissions.actors import Actor, Position
from submissions.store import queries, queues, search
from submissions.store.queues import Wanted

pytestmark = pytest.mark.storage


def test_several_positions_see_each_procedure_once_and_count_all(database, store) -> None:
    agency = store.receptionist.positions[0].agency
    several = Actor("person", "f" * 32, (Position(agency, "receptionist"), Position(agency, "leader")))
    with database.transaction() as connection:
        for _ in range(3):
            store.file(connection)
        assert queues.queue_procedures(connection, several) == queues.queue_procedures(connection, store.receptionist)
        assert len(queues.queue_procedures(connection, several)) == 1
        assert queues.queue_counts(connection, several, store.now, store.now)["all"] == 3


def test_nobody_holds_what_nobody_claimed(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection)
        assert len(queues.queue(connection, store.receptionist, Wanted(held_by=""))) == 1
        assert not queues.queue(connection, store.receptionist, Wanted(held_by=store.receptionist.person))


def test_who_may_not_see_a_submission_cannot_hold_it_to_act(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection)
        number = queues.queue(connection, store.receptionist)[0].number
        assert queries.find(connection, store.receptionist, number, to_act=True).number == number
        assert queries.find(connection, Actor("person", "e" * 32), number, to_act=True) is None


@pytest.mark.parametrize(("many", "common"), [(500, 0.02), (1, 0)], ids=["rare word", "common word"])
def test_words_narrow_a_queue_however_common_they_are(database, store, monkeypatch, many, common) -> None:
    monkeypatch.setattr(search, "MANY", many)
    monkeypatch.setattr(search, "COMMON", common)
    with database.transaction() as connection:
        houses = [store.file(connection, title="Nhà ở riêng lẻ", at=store.now - timedelta(weeks=n)) for n in range(4)]
        store.file(connection, title="Hộ kinh doanh")
        store.file(connection, title="Nhà máy", receiving=store.elsewhere, competent=store.elsewhere)
        found = queues.queue(connection, store.receptionist, Wanted(words="nha o"))
        assert [row.submission_id for row in found] == houses[::-1]
        first = queues.queue(connection, store.receptionist, Wanted(words="nha"), size=3)
        place = queues.QueuePlace(first[2].due_order, first[2].submission_id, first[2].task)
        rest = queues.queue(connection, store.receptionist, Wanted(words="nha"), after=place, size=3)
        assert [row.submission_id for row in (*first[:3], *rest)] == houses[::-1]
        assert not queues.queue(connection, store.receptionist, Wanted(words="xyzzy"))
        assert len(queues.queue(connection, store.receptionist, Wanted(words="  …"))) == 6  # no word: no narrowing


def test_a_queue_narrowed_by_a_rare_word_starts_from_the_hits(database, store) -> None:
    asked = []
    with database.transaction() as connection:
        store.file(connection, title="Nhà ở riêng lẻ")
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
        assert len(queues.queue(connection, store.receptionist, Wanted(words="nha"))) == 1
        statement, parameters = next(each for each in asked if "FROM tasks" in each[0])
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        lines = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
    plan = "\n".join(str(line[-1]) for line in lines)
    assert "of_hits" in plan
    assert "ix_tasks_queue" not in plan


def test_a_queue_is_narrowed_to_what_its_tasks_are_for(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection, at=store.now)
        mine = {act: queues.queue(connection, store.receptionist, Wanted(act=act)) for act in ("accept", "decide")}
    assert [len(mine["accept"]), len(mine["decide"])] == [1, 0]


def test_a_queue_is_narrowed_to_deadlines(database, store) -> None:
    with database.transaction() as connection:
        for weeks in range(4):
            store.file(connection, at=store.now + timedelta(weeks=weeks))
        due = [row.due_order for row in queues.queue(connection, store.receptionist)]
        found = queues.queue(connection, store.receptionist, Wanted(due_from=due[1], due_before=due[3]))
    assert [row.due_order for row in found] == due[1:3]
