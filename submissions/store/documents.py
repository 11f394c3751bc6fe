"""Answers, step forms and reasons, one immutable row per version; the log holds their salted digests only."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, tuple_

from submissions.chain import DocumentRef
from submissions.store.tables import documents

_KEEP = insert(documents)
_READ = select(documents.c.kind, documents.c.version, documents.c.body).where(
    documents.c.submission_id == bindparam("submission"),
    tuple_(documents.c.kind, documents.c.version).in_(bindparam("wanted", expanding=True)),
)


def keep(
    connection: Connection,
    submission_id: str,
    kind: str,
    version: int,
    document: Any,
    at: datetime,
    editions: Mapping[str, str] | None = None,
) -> DocumentRef:
    """Store `document` (JSON values) as `version` of `kind` and return what the log may know of it.

    `editions`: list name -> digest of the edition that the document was judged with.
    """
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    salt = secrets.token_hex(16)
    digest = hashlib.sha256((salt + body).encode()).hexdigest()
    row = {
        "submission_id": submission_id,
        "kind": kind,
        "version": version,
        "body": body,
        "salt": salt,
        "digest": digest,
        "editions": json.dumps(dict(editions or {}), ensure_ascii=False),
        "at": at,
    }
    connection.execute(_KEEP, row)
    return DocumentRef(kind, version, digest)


def read_many(connection: Connection, submission_id: str, refs: Iterable[DocumentRef]) -> dict[DocumentRef, Any]:
    """The documents named by `refs`, in one query; an erased one is None."""
    wanted = {(ref.kind, ref.version): ref for ref in refs}
    if not wanted:
        return {}
    rows = connection.execute(_READ, {"submission": submission_id, "wanted": list(wanted)})
    return {wanted[(row.kind, row.version)]: None if row.body is None else json.loads(row.body) for row in rows}


def read(connection: Connection, submission_id: str, ref: DocumentRef) -> Any:
    return read_many(connection, submission_id, [ref]).get(ref)


def altered(connection: Connection, submission_id: str) -> list[tuple[str, int]]:
    """(kind, version) of documents whose text no longer gives the digest that was logged."""
    query = select(documents).where(documents.c.submission_id == submission_id, documents.c.body.is_not(None))
    return [
        (row.kind, row.version)
        for row in connection.execute(query)
        if hashlib.sha256((row.salt + row.body).encode()).hexdigest() != row.digest
    ]
