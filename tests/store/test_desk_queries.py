"""The desk's narrower questions: several positions at once, what one person holds, a row held to act on."""

import pytest

from submissions.actors import Actor, Position
from submissions.store import queries

pytestmark = pytest.mark.storage


def test_several_positions_see_each_procedure_once_and_count_all(database, store) -> None:
    agency = store.receptionist.positions[0].agency
    several = Actor("person", "f" * 32, (Position(agency, "receptionist"), Position(agency, "leader")))
    with database.transaction() as connection:
        for _ in range(3):
            store.file(connection)
        assert queries.queue_procedures(connection, several) == queries.queue_procedures(connection, store.receptionist)
        assert len(queries.queue_procedures(connection, several)) == 1
        assert queries.queue_counts(connection, several, store.now, store.now)["all"] == 3


def test_nobody_holds_what_nobody_claimed(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection)
        assert len(queries.queue(connection, store.receptionist, held_by="")) == 1
        assert not queries.queue(connection, store.receptionist, held_by=store.receptionist.person)


def test_who_may_not_see_a_submission_cannot_hold_it_to_act(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection)
        number = queries.queue(connection, store.receptionist)[0].number
        assert queries.find(connection, store.receptionist, number, to_act=True).number == number
        assert queries.find(connection, Actor("person", "e" * 32), number, to_act=True) is None
