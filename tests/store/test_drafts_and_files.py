"""What was typed is never overwritten unseen; what was enclosed is whole or missed, never silently another."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from submissions.store import drafts, files
from submissions.store.drafts import StaleDraft
from submissions.store.tables import files as file_rows

pytestmark = pytest.mark.storage
ACCOUNT, OTHER = "a" * 32, "b" * 32


def made(connection, store, account=ACCOUNT, **more) -> str:
    values = {"procedure": "1.0", "definition": "v1", "filing": {"channel": "online"}, "body": {"name": "Đỗ\0"}}
    return drafts.create(connection, account_id=account, prefilled=["/name"], at=store.now, **values | more)


def test_a_draft_is_read_as_it_was_typed_by_its_own_account_only(database, store) -> None:
    with database.transaction() as connection:
        one = made(connection, store)
        draft = drafts.read(connection, ACCOUNT, one)
        assert (draft.body, draft.prefilled, draft.revision) == ({"name": "Đỗ\0"}, ("/name",), 1)
        assert drafts.read(connection, OTHER, one) is None
        for unknown in ("0" * 32, "", "\0", "x" * 500):
            assert drafts.read(connection, ACCOUNT, unknown) is None


def test_a_save_over_a_newer_one_is_refused_and_changes_nothing(database, store) -> None:
    with database.transaction() as connection:
        one = made(connection, store)
        tab, other_tab = (drafts.read(connection, ACCOUNT, one) for _ in range(2))
        assert drafts.save(connection, tab, at=store.now, body={"n": 1}, saved_pages=[2, 0, 2]) == 2
        with pytest.raises(StaleDraft):
            drafts.save(connection, other_tab, at=store.now, body={"n": 2})
        kept = drafts.read(connection, ACCOUNT, one)
        assert (kept.body, kept.saved_pages, kept.filing) == ({"n": 1}, (0, 2), {"channel": "online"})
        drafts.discard(connection, one)
        with pytest.raises(StaleDraft):
            drafts.save(connection, kept, at=store.now, body={})


def test_drafts_come_last_saved_first(database, store) -> None:
    with database.transaction() as connection:
        first, second = made(connection, store), made(connection, store, procedure="2.0")
        made(connection, store, account=OTHER)
        draft = drafts.read(connection, ACCOUNT, first)
        drafts.save(connection, draft, at=store.now + timedelta(minutes=1), body={})
        assert [draft.id for draft in drafts.of_account(connection, ACCOUNT)] == [first, second]
        assert [draft.id for draft in drafts.of_account(connection, ACCOUNT, "2.0")] == [second]


def kept(connection, folder, content=b"%PDF-1.7 x", **more) -> files.StoredFile:
    values = {"code": "GCS", "name": "giấy.pdf", "media_type": "application/pdf", "at": datetime.now(UTC)}
    return files.keep(connection, folder, content=content, **values | more)


def test_a_file_is_kept_whole_and_durably(database, tmp_path, monkeypatch) -> None:
    """Bytes reach the disk before the name and the row do: temp, fsync, rename, fsync of the folder."""
    done: list[str] = []
    real_fsync, real_replace = os.fsync, type(tmp_path).replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), real_fsync(handle))[1])
    monkeypatch.setattr(type(tmp_path), "replace", lambda a, b: (done.append("rename"), real_replace(a, b))[1])
    with database.transaction() as connection:
        stored = kept(connection, tmp_path, draft_id="d")
        assert done == ["fsync", "rename", "fsync"]
        assert files.of_draft(connection, "d") == [stored]
    assert files.content_of(tmp_path, stored) == b"%PDF-1.7 x"
    assert [path.name for path in tmp_path.glob("??/*")] == [stored.id]


def test_a_damaged_or_missing_file_is_found_when_it_is_read(database, tmp_path) -> None:
    with database.transaction() as connection:
        stored = kept(connection, tmp_path)
    path = files.path_of(tmp_path, stored.id)
    path.write_bytes(b"%PDF-1.7 y")
    with pytest.raises(files.DamagedFile):
        files.content_of(tmp_path, stored)
    path.unlink()
    with pytest.raises(files.DamagedFile):
        files.content_of(tmp_path, stored)


def test_the_log_learns_no_digest_that_could_be_compared(database, tmp_path) -> None:
    with database.transaction() as connection:
        one, same = kept(connection, tmp_path), kept(connection, tmp_path)
    assert one.sha256 == same.sha256
    assert one.ref().digest not in (one.sha256, same.ref().digest)


def test_filing_claims_the_drafts_files(database, tmp_path) -> None:
    with database.transaction() as connection:
        mine, others = kept(connection, tmp_path, draft_id="d"), kept(connection, tmp_path, draft_id="e")
        assert files.forget(connection, "d", others.id) is False
        files.claim(connection, "d", "s")
        assert files.of_draft(connection, "d") == []
        assert [file.id for file in files.of_submission(connection, "s")] == [mine.id]
        assert files.forget(connection, "d", mine.id) is False
        files.forget_all(connection, "e")
        assert connection.execute(select(file_rows.c.id)).scalars().all() == [mine.id]


def test_the_sweep_takes_what_no_row_names_and_never_a_kept_file(database, tmp_path) -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        claimed, drafted, gone, fresh = (kept(connection, tmp_path, draft_id=letter) for letter in "abcd")
        files.claim(connection, "a", "s")
        files.forget_all(connection, "c")
        files.forget_all(connection, "d")
        for stored in (claimed, drafted, gone):
            os.utime(files.path_of(tmp_path, stored.id), (0, (now - timedelta(days=2)).timestamp()))
        left = tmp_path / gone.id[-2:] / "interrupted.part"
        left.write_bytes(b"half")
        os.utime(left, (0, 0))
        deleted = files.sweep(connection, tmp_path, now - timedelta(days=1))
    assert {path.name for path in deleted} == {gone.id, "interrupted.part"}
    assert files.content_of(tmp_path, claimed)
    assert files.content_of(tmp_path, drafted)
    assert files.path_of(tmp_path, fresh.id).exists()  # perhaps its row is not committed yet


def test_many_files_are_swept_in_batches(database, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "write_durably", lambda path, content: (path.parent.mkdir(exist_ok=True), path.touch()))
    with database.transaction() as connection:
        stored = [kept(connection, tmp_path, draft_id="x" if n % 3 else "keep") for n in range(700)]
        files.forget_all(connection, "x")
        deleted = files.sweep(connection, tmp_path, datetime.now(UTC) + timedelta(days=1))
    assert len(deleted) == sum(bool(n % 3) for n in range(len(stored)))
