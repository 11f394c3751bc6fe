"""What an agency has in hand and which parts were left behind: found without walking through what ended."""

from datetime import timedelta

from sqlalchemy import event, update

from submissions.store import relations
from submissions.store.tables import submissions


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
        store.file(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        hand = plan_of(connection, lambda: relations.in_hand(connection, store.elsewhere))
        parts = plan_of(connection, lambda: relations.left_behind(connection, store.now))
    for name in ("ix_submissions_received_open", "ix_submissions_competent_open", "ix_tasks_agency_open"):
        assert name in hand
    assert "ix_submissions_parts_open" in parts
