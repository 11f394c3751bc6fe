"""Enclosed files: bytes under a random name, a row with their SHA-256; no bytes shared between submissions."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from submissions.chain import FileRef
from submissions.store.columns import new_id
from submissions.store.tables import files


class DamagedFile(Exception):
    """The bytes on disk are not the ones that were kept."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`code`: the attachment it is enclosed under; `copy_kind`: original or copy; `size` in bytes."""

    id: str
    code: str
    name: str
    media_type: str
    size: int
    sha256: str
    salt: str
    copy_kind: str
    at: datetime

    def ref(self) -> FileRef:
        """What the log may know: no plain digest, which could be compared with a known file's."""
        return FileRef(self.id, self.code, hashlib.sha256((self.salt + self.sha256).encode()).hexdigest())


# Built once: every page of a draft or a submission asks them.
_OF_DRAFT = select(files).where(files.c.draft_id == bindparam("draft")).order_by(files.c.id)
_OF_SUBMISSION = select(files).where(files.c.submission_id == bindparam("submission")).order_by(files.c.id)
_CLAIM = update(files).where(files.c.draft_id == bindparam("draft")).values(draft_id=None)


def keep(
    connection: Connection,
    folder: Path,
    *,
    draft_id: str = "",
    submission_id: str = "",
    code: str,
    name: str,
    media_type: str,
    content: bytes,
    at: datetime,
    copy_kind: str = "original",
) -> StoredFile:
    """Write `content` durably, then its row: temp, fsync, rename, fsync of the folder, row."""
    file_id = new_id()
    write_durably(path_of(folder, file_id), content)
    stored = StoredFile(
        file_id,
        code,
        name,
        media_type,
        len(content),
        hashlib.sha256(content).hexdigest(),
        secrets.token_hex(16),
        copy_kind,
        at,
    )
    connection.execute(
        insert(files).values(
            id=file_id,
            draft_id=draft_id or None,
            submission_id=submission_id or None,
            code=code,
            name=name,
            media_type=media_type,
            size=stored.size,
            sha256=stored.sha256,
            salt=stored.salt,
            copy_kind=copy_kind,
            at=at,
        )
    )
    return stored


def write_durably(path: Path, content: bytes) -> None:
    """`content` at `path`, complete or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def path_of(folder: Path, file_id: str) -> Path:
    return folder / file_id[-2:] / file_id


def of_draft(connection: Connection, draft_id: str) -> list[StoredFile]:
    return [_stored(row) for row in connection.execute(_OF_DRAFT, {"draft": draft_id})]


def of_submission(connection: Connection, submission_id: str) -> list[StoredFile]:
    return [_stored(row) for row in connection.execute(_OF_SUBMISSION, {"submission": submission_id})]


def claim(connection: Connection, draft_id: str, submission_id: str) -> None:
    """The draft's files become the submission's."""
    connection.execute(_CLAIM, {"draft": draft_id, "submission_id": submission_id})


def forget(connection: Connection, draft_id: str, file_id: str) -> bool:
    """Remove a file of a draft; its bytes go with the next sweep. True when there was one."""
    mine = (files.c.id == file_id) & (files.c.draft_id == draft_id)
    return connection.execute(delete(files).where(mine)).rowcount == 1


def name_copy(connection: Connection, draft_id: str, file_id: str, copy_kind: str) -> None:
    """Say whether a file of a draft shows the original or a copy."""
    mine = (files.c.id == file_id) & (files.c.draft_id == draft_id)
    connection.execute(update(files).where(mine).values(copy_kind=copy_kind))


def forget_all(connection: Connection, draft_id: str) -> None:
    connection.execute(delete(files).where(files.c.draft_id == draft_id))


def content_of(folder: Path, stored: StoredFile) -> bytes:
    """The bytes, checked against their digest; raises DamagedFile."""
    try:
        content = path_of(folder, stored.id).read_bytes()
    except FileNotFoundError as missing:
        raise DamagedFile(stored.id) from missing
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise DamagedFile(stored.id)
    return content


def sweep(connection: Connection, folder: Path, older_than: datetime) -> list[Path]:
    """Delete bytes that no row names and that were written before `older_than`; returns what was deleted."""
    found = [path for path in folder.glob("??/*") if path.is_file() and path.stat().st_mtime < older_than.timestamp()]
    deleted = []
    for batch in _batches(found):
        named = set(connection.execute(select(files.c.id).where(files.c.id.in_([p.name for p in batch]))).scalars())
        for path in batch:
            if path.name not in named:
                path.unlink()
                deleted.append(path)
    return deleted


def _batches(paths: list[Path], size: int = 500) -> Iterable[list[Path]]:
    return (paths[start : start + size] for start in range(0, len(paths), size))


def _stored(row: Row) -> StoredFile:
    return StoredFile(row.id, row.code, row.name, row.media_type, row.size, row.sha256, row.salt, row.copy_kind, row.at)
