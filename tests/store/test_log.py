"""The log in the database: what was appended is what is read, once, in order, and can be made anew."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from submissions.acting import Acting, Command
from submissions.refusal import Refused
from submissions.status import status_of
from submissions.store import documents, log
from submissions.store.projections import values_of
from submissions.store.tables import documents as document_rows
from submissions.store.tables import events, outbox, submissions, tasks

pytestmark = pytest.mark.storage


def handled(connection, store) -> str:
    """A submission with a supplement, an acceptance and an opinion."""
    one = store.file(connection)
    store.act(connection, one, store.receptionist, "request_supplement", "accept~1")
    store.act(connection, one, store.citizen, "supplement", at=store.now + timedelta(days=1))
    store.act(connection, one, store.receptionist, "accept", "accept~1", at=store.now + timedelta(days=1))
    store.act(connection, one, store.tax_officer, "opine", "ask~1", outcome="agree", at=store.now + timedelta(days=2))
    return one


def test_what_was_appended_is_what_is_loaded(database, store) -> None:
    with database.transaction() as connection:
        one = handled(connection, store)
        entries = log.read_log(connection, one)
        submission = log.load(connection, one)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert (submission.seq, submission.head) == (entries[-1].seq, entries[-1].hash)
    assert {task.id for task in submission.open_tasks()} == {"examine~1"}
    with database.reading() as connection:
        assert log.fault_of(connection, one) is None
        row = connection.execute(select(submissions).where(submissions.c.id == one)).mappings().one()
        assert {name: row[name] for name in values_of(submission)} == values_of(submission)
        held = connection.execute(select(outbox.c.seq).where(outbox.c.submission_id == one)).scalars().all()
        assert sorted(held) == [entry.seq for entry in entries]


def test_instants_are_kept_to_the_microsecond_in_utc(database, store) -> None:
    at = store.now.replace(microsecond=123457)
    with database.transaction() as connection:
        one = store.file(connection, at=at.astimezone(None))
        assert log.load(connection, one).filed_at == at
        assert log.fault_of(connection, one) is None
    with database.transaction() as connection, pytest.raises(Exception, match="without a zone"):
        connection.execute(update(submissions).values(filed_at=at.replace(tzinfo=None)))


def test_an_unknown_submission_is_a_lookup_error(database) -> None:
    with database.transaction() as connection:
        for find in (log.load, log.load_to_act):
            with pytest.raises(LookupError):
                find(connection, "0" * 32)
        assert log.read_log(connection, "0" * 32) == []


def test_who_wrote_on_an_older_state_is_refused(database, store) -> None:
    with database.transaction() as connection:
        one = store.file(connection)
    with database.reading() as connection:
        stale = log.load(connection, one)
    with database.transaction() as connection:
        store.act(connection, one, store.receptionist, "claim", "accept~1")
    entries = Acting(stale, store.receptionist, store.now, store.Office()).perform(Command("accept", task="accept~1"))
    with pytest.raises(log.Conflict), database.transaction() as connection:
        log.append(connection, one, stale, entries)
    with database.reading() as connection:
        assert log.fault_of(connection, one) is None
        assert log.load(connection, one).accepted_at is None


def test_of_many_who_act_at_once_exactly_one_wins(database, store) -> None:
    with database.transaction() as connection:
        one = store.file(connection)
    clerks = [replace(store.receptionist, person=f"{n:032d}") for n in range(6)]
    together = threading.Barrier(len(clerks))

    def accept(clerk):
        together.wait()
        try:
            with database.transaction() as connection:
                store.act(connection, one, clerk, "accept", "accept~1")
        except Refused as no:
            return no.facts["by"]
        return ""

    with ThreadPoolExecutor(len(clerks)) as pool:
        told = list(pool.map(accept, clerks))
    winners = [clerk.person for clerk, by in zip(clerks, told, strict=True) if not by]
    assert len(winners) == 1
    assert {by for by in told if by} == set(winners)
    with database.reading() as connection:
        kinds = connection.execute(select(events.c.kind).where(events.c.submission_id == one)).scalars().all()
        assert kinds.count("Accepted") == 1
        assert log.fault_of(connection, one) is None


def test_a_transaction_that_fails_leaves_nothing(database, store) -> None:
    with pytest.raises(RuntimeError), database.transaction() as connection:
        store.file(connection)
        raise RuntimeError("power cut")
    with database.reading() as connection:
        for table in (submissions, events, tasks, outbox, document_rows):
            assert connection.execute(select(table)).first() is None


def test_damaged_projections_are_made_anew_equal(database, store) -> None:
    with database.transaction() as connection:
        one, other = handled(connection, store), handled(connection, store)
        before = _projections(connection, one), _projections(connection, other)
        assert log.rebuild(connection, one) is False
        connection.execute(update(submissions).where(submissions.c.id == one).values(status="done", due=None, stage=""))
        connection.execute(delete(tasks).where(tasks.c.submission_id == one, tasks.c.task == "accept~1"))
        connection.execute(update(tasks).where(tasks.c.submission_id == one).values(state="open", agency="x"))
        assert log.rebuild(connection, one) is True
        assert (_projections(connection, one), _projections(connection, other)) == before
        assert log.rebuild(connection, one) is False


def _projections(connection, one):
    rows = connection.execute(select(tasks).where(tasks.c.submission_id == one).order_by(tasks.c.task))
    return connection.execute(select(submissions).where(submissions.c.id == one)).one(), rows.all()


def test_a_changed_link_is_found_where_it_is(database, store) -> None:
    with database.transaction() as connection:
        one = handled(connection, store)
        place = (events.c.submission_id == one) & (events.c.seq == 4)
        kept = connection.execute(select(events).where(place)).mappings().one()
        for column, value in {
            "body": kept["body"].replace("receipt", "refusal"),
            "person": "9" * 32,
            "actor": "system",
            "at": kept["at"] + timedelta(seconds=1),
            "kind_version": 2,
            "prev": "0" * 64,
            "hash": "0" * 64,
        }.items():
            assert value != kept[column]
            connection.execute(update(events).where(place).values({column: value}))
            assert log.fault_of(connection, one) == 4, column
            connection.execute(update(events).where(place).values({column: kept[column]}))
        assert log.fault_of(connection, one) is None


def test_a_cut_tail_is_found(database, store) -> None:
    with database.transaction() as connection:
        one = handled(connection, store)
        last = log.load(connection, one).seq
        connection.execute(delete(events).where(events.c.submission_id == one, events.c.seq == last))
        assert log.fault_of(connection, one) == last
        connection.execute(delete(events).where(events.c.submission_id == one))
        assert log.fault_of(connection, one) == 1


def test_the_heads_of_a_day_tell_of_every_submission(database, store) -> None:
    with database.transaction() as connection:
        early, late = store.file(connection), store.file(connection, at=store.now + timedelta(days=1))
        found = log.heads(connection, store.now + timedelta(hours=1))
        assert [row[0] for row in found] == [early]
        assert len(log.heads(connection, store.now + timedelta(days=2))) == 2
        assert found[0][1:] == (log.load(connection, early).seq, log.load(connection, early).head)
        assert late not in [row[0] for row in found]


def test_documents_are_kept_by_version_and_a_changed_one_is_found(database, store) -> None:
    with database.transaction() as connection:
        one = store.file(connection)
        first = log.load(connection, one).answers
        second = documents.keep(connection, one, "answers", 2, {"name": "Đỗ", "n": [1, None, True]}, store.now)
        assert documents.read(connection, one, first) == {"name": "Mẫu"}
        assert documents.read_many(connection, one, [first, second])[second] == {"name": "Đỗ", "n": [1, None, True]}
        assert documents.read_many(connection, one, []) == {}
        same = documents.keep(connection, one, "answers", 3, {"name": "Mẫu"}, store.now)
        assert same.digest != first.digest  # salted: equal answers cannot be told from the log
        assert documents.altered(connection, one) == []
        place = (document_rows.c.submission_id == one) & (document_rows.c.version == 2)
        connection.execute(update(document_rows).where(place).values(body='{"name":"Khác"}'))
        assert documents.altered(connection, one) == [("answers", 2)]
        connection.execute(update(document_rows).where(place).values(body=None))
        assert documents.read(connection, one, second) is None
        assert log.fault_of(connection, one) is None


def test_the_stored_status_is_the_folds(database, store) -> None:
    with database.transaction() as connection:
        one = handled(connection, store)
        row = connection.execute(select(submissions.c.status).where(submissions.c.id == one)).scalar_one()
        assert row == status_of(log.load(connection, one))
