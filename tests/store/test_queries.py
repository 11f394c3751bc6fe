"""Who sees what, and what stands in whose queue."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from submissions.actors import CLOCK, SYSTEM, Actor, Position
from submissions.store import queries, queues
from submissions.store.queues import QueuePlace, Wanted
from submissions.store.tables import submissions, tasks

pytestmark = pytest.mark.storage


@pytest.fixture
def one(database, store):
    """Filed by the citizen for a company; accepted, so that the ward examines it and the tax office is consulted."""
    with database.transaction() as connection:
        one = store.file(connection, number="N-1", owner="8" * 32, organisation="9" * 32)
        store.act(connection, one, store.receptionist, "accept", "accept~1")
    return one


def test_each_sees_what_concerns_them_and_nobody_else_does(database, store, one) -> None:
    people = {
        "filer": (store.citizen, True),
        "owner": (Actor("person", "8" * 32), True),
        "other citizen": (Actor("person", "7" * 32), False),
        "mandate holder": (Actor("person", "6" * 32, organisations=("9" * 32,)), True),
        "other organisation": (Actor("person", "6" * 32, organisations=("0" * 32,)), False),
        "receiving agency": (store.receptionist, True),
        "competent agency": (store.officer, True),
        "consulted agency": (store.tax_officer, True),
        "other agency": (store.stranger, False),
        "former clerk": (replace(store.officer, positions=()), False),
        "moved clerk": (replace(store.officer, positions=(Position(store.elsewhere, "officer"),)), False),
        "clock": (CLOCK, False),
        "nobody": (Actor("person", ""), False),
        "system": (SYSTEM, True),
    }
    with database.reading() as connection:
        seen = {name: queries.find(connection, actor, "N-1") is not None for name, (actor, _may) in people.items()}
    assert seen == {name: may for name, (_actor, may) in people.items()}


def test_an_agency_not_consulted_yet_does_not_see_it(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection, number="N-2")
        assert queries.find(connection, store.tax_officer, "N-2") is None


def test_a_clerk_who_is_the_applicant_sees_it_as_a_citizen_and_not_in_the_queue(database, store) -> None:
    both = replace(store.receptionist, person=store.citizen.person)
    for company in (replace(both, person="6" * 32, organisations=("9" * 32,)), both):
        with database.transaction() as connection:
            store.file(connection, number=f"N-{company.person}", organisation="9" * 32)
            assert queries.find(connection, company, f"N-{company.person}") is not None
            assert queues.queue(connection, company) == []


@pytest.mark.parametrize("number", ["", "N-2", "n-1", "N-1 ", "N-1\0", "%", "' OR 1=1 --"])
def test_an_unknown_number_is_nothing(database, store, one, number) -> None:
    with database.reading() as connection:
        assert queries.find(connection, store.citizen, number) is None


def test_my_submissions_come_newest_first_page_by_page(database, store) -> None:
    with database.transaction() as connection:
        ids = [store.file(connection) for _ in range(5)]
        store.file(connection, filer="7" * 32)
        first = [row.id for row in queries.mine(connection, store.citizen, size=2)]
        second = [row.id for row in queries.mine(connection, store.citizen, before=first[1], size=2)]
        third = [row.id for row in queries.mine(connection, store.citizen, before=second[1], size=2)]
    assert [*first[:2], *second[:2], *third] == sorted(ids, reverse=True)


def test_the_queue_shows_the_oldest_deadline_first_and_pages_hold_together(database, store) -> None:
    with database.transaction() as connection:
        ids = [store.file(connection, at=store.now - timedelta(weeks=n)) for n in range(7)]
        pages, place = [], None
        while True:
            rows = queues.queue(connection, store.receptionist, after=place, size=3)
            pages += rows[:3]
            if len(rows) <= 3:
                break
            place = QueuePlace(rows[2].due_order, rows[2].submission_id, rows[2].task)
    assert [row.submission_id for row in pages] == ids[::-1]


def test_tasks_due_at_the_same_moment_are_neither_lost_nor_doubled_between_pages(database, store) -> None:
    with database.transaction() as connection:
        ids = {store.file(connection) for _ in range(5)}
        first = queues.queue(connection, store.receptionist, size=2)[:2]
        place = QueuePlace(first[1].due_order, first[1].submission_id, first[1].task)
        rest = queues.queue(connection, store.receptionist, after=place, size=9)
        assert {row.submission_id for row in first} | {row.submission_id for row in rest} == ids
        assert len(first) + len(rest) == 5


def test_a_task_without_a_deadline_comes_last(database, store) -> None:
    with database.transaction() as connection:
        free = store.file(connection)
        place = (tasks.c.submission_id == free) & (tasks.c.task == "accept~1")
        connection.execute(update(tasks).where(place).values(due=None, due_order=_never()))
        store.file(connection)
        rows = queues.queue(connection, store.receptionist)
    assert [row.submission_id == free for row in rows] == [False, True]


def _never():
    from submissions.store.projections import NEVER

    return NEVER


def test_the_queue_holds_what_the_positions_may_do_and_no_more(database, store, one) -> None:
    with database.reading() as connection:
        assert [row.task for row in queues.queue(connection, store.officer)] == ["examine~1"]
        assert [row.task for row in queues.queue(connection, store.tax_officer)] == ["ask~1"]
        leader = replace(store.officer, positions=(Position(store.ward, "leader"),))
        assert queues.queue(connection, leader) == []
        assert queues.queue(connection, store.receptionist) == []
        assert queues.queue(connection, store.citizen) == []
        several = replace(store.officer, positions=(*store.officer.positions, *store.tax_officer.positions))
        assert {row.task for row in queues.queue(connection, several)} == {"examine~1", "ask~1"}


def test_the_queue_can_be_limited_to_a_procedure(database, store) -> None:
    with database.transaction() as connection:
        store.file(connection, procedure="1.0")
        other = store.file(connection, procedure="2.0")
        assert queues.queue_procedures(connection, store.receptionist) == ["1.0", "2.0"]
        rows = queues.queue(connection, store.receptionist, Wanted(procedure="2.0"))
        assert [row.submission_id for row in rows] == [other]
        assert queues.queue(connection, store.receptionist, Wanted(procedure="3.0")) == []


def test_counts_tell_all_overdue_soon_and_mine(database, store) -> None:
    with database.transaction() as connection:
        late = store.file(connection, at=store.now - timedelta(days=3))
        store.file(connection, at=store.now)
        store.file(connection, at=store.now + timedelta(days=3))
        store.act(connection, late, store.receptionist, "claim", "accept~1")
        found = queues.queue_counts(connection, store.receptionist, store.now, store.now + timedelta(days=1))
        assert found == {"all": 3, "overdue": 1, "soon": 1, "mine": 1}
        nothing = queues.queue_counts(connection, store.citizen, store.now, store.now)
        assert set(nothing.values()) == {0}


def test_counting_stops_at_the_limit(database, store, monkeypatch) -> None:
    monkeypatch.setattr(queues, "COUNT_LIMIT", 2)
    with database.transaction() as connection:
        for _ in range(5):
            store.file(connection)
        assert queues.queue_counts(connection, store.receptionist, store.now, store.now)["all"] == 3


def test_the_clock_looks_where_time_ran_out_and_not_while_the_applicant_answers(database, store, one) -> None:
    after = store.now + timedelta(days=5)
    with database.transaction() as connection:
        assert [row.id for row in queues.to_wake(connection, after)] == [one]
        assert queues.to_wake(connection, store.now) == []
        store.act(connection, one, store.officer, "request_supplement", "examine~1")
        assert queues.to_wake(connection, after) == []


def test_the_clock_is_told_of_everything_page_by_page(database, store) -> None:
    after = store.now + timedelta(days=5)
    with database.transaction() as connection:
        filed = {store.file(connection, at=store.now + timedelta(minutes=n % 2)) for n in range(5)}
        for submission in filed:
            store.act(connection, submission, store.receptionist, "accept", "accept~1")
        told, place = [], None
        while rows := queues.to_wake(connection, after, place, size=2):
            told += [row.id for row in rows]
            place = (rows[-1].wake_at, rows[-1].id)
    assert set(told) == filed
    assert len(told) == 5


def test_rows_carry_what_the_desk_shows(database, store, one) -> None:
    with database.reading() as connection:
        row = queues.queue(connection, store.officer)[0]
        due = connection.execute(select(submissions.c.due).where(submissions.c.id == one)).scalar_one()
    assert (row.number, row.status, row.channel, row.submission_due) == ("N-1", "accepted", "online", due)
