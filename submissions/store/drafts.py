"""Drafts: typed, not yet submitted; each save counts `revision` up, so that two tabs never overwrite each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from submissions.store.columns import new_id
from submissions.store.tables import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """`filing`: {channel, on_behalf, organisation, applicant, waived, …}; `body`: the answers so far;
    `prefilled`: pointers that the account filled in; `saved_pages`: indexes of pages saved without problems;
    `submission_id`: set when the draft answers a request for supplement.
    """

    id: str
    account_id: str
    procedure: str
    definition: str
    submission_id: str
    filing: dict[str, Any]
    body: Any
    prefilled: tuple[str, ...]
    saved_pages: tuple[int, ...]
    revision: int
    created_at: datetime
    saved_at: datetime


class StaleDraft(Exception):
    """The draft was saved elsewhere (another tab, another device) since it was shown."""


# Built once: every page of a form asks them.
_READ = select(drafts).where(drafts.c.id == bindparam("draft"), drafts.c.account_id == bindparam("account"))
_HOLD = _READ.with_for_update()
_CREATE = insert(drafts)
_SAVE = update(drafts).where(drafts.c.id == bindparam("draft"), drafts.c.revision == bindparam("read_at"))
_OF_ACCOUNT = (
    select(drafts)
    .where(drafts.c.account_id == bindparam("account"))
    .order_by(drafts.c.saved_at.desc())
    .limit(bindparam("size"))
)
_OF_PROCEDURE = _OF_ACCOUNT.where(drafts.c.procedure == bindparam("of_procedure"))
_DISCARD = delete(drafts).where(drafts.c.id == bindparam("draft"))


def create(
    connection: Connection,
    *,
    account_id: str,
    procedure: str,
    definition: str,
    filing: Mapping[str, Any],
    body: Any,
    prefilled: Sequence[str],
    at: datetime,
    submission_id: str = "",
) -> str:
    """A new draft; returns its id."""
    draft_id = new_id()
    row = {
        "id": draft_id,
        "account_id": account_id,
        "procedure": procedure,
        "definition": definition,
        "submission_id": submission_id or None,
        "filing": _text(filing),
        "body": _text(body),
        "prefilled": _text(list(prefilled)),
        "saved_pages": "[]",
        "revision": 1,
        "created_at": at,
        "saved_at": at,
    }
    connection.execute(_CREATE, row)
    return draft_id


def read(connection: Connection, account_id: str, draft_id: str, *, hold: bool = False) -> Draft | None:
    """The account's own draft; None for an unknown one and for another person's.

    `hold` it until the transaction ends, so that two who file it come one after the other.
    """
    if "\0" in draft_id:  # PostgreSQL knows no such text
        return None
    row = connection.execute(_HOLD if hold else _READ, {"draft": draft_id, "account": account_id}).first()
    return None if row is None else _draft(row)


def of_account(connection: Connection, account_id: str, procedure: str = "", size: int = 50) -> list[Draft]:
    """The account's drafts, last saved first."""
    asked = {"account": account_id, "size": size}
    if procedure:
        return [_draft(row) for row in connection.execute(_OF_PROCEDURE, {**asked, "of_procedure": procedure})]
    return [_draft(row) for row in connection.execute(_OF_ACCOUNT, asked)]


def save(
    connection: Connection,
    draft: Draft,
    *,
    at: datetime,
    body: Any,
    saved_pages: Sequence[int] | None = None,
    filing: Mapping[str, Any] | None = None,
) -> int:
    """Store new content over the revision that `draft` was read at; returns the new revision, raises StaleDraft."""
    values: dict[str, Any] = {"body": _text(body), "revision": draft.revision + 1, "saved_at": at}
    if saved_pages is not None:
        values["saved_pages"] = _text(sorted(set(saved_pages)))
    if filing is not None:
        values["filing"] = _text(filing)
    same = {"draft": draft.id, "read_at": draft.revision}
    if connection.execute(_SAVE, {**values, **same}).rowcount != 1:
        raise StaleDraft(draft.id)
    return draft.revision + 1


def discard(connection: Connection, draft_id: str) -> None:
    connection.execute(_DISCARD, {"draft": draft_id})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _draft(row: Row) -> Draft:
    return Draft(
        row.id,
        row.account_id,
        row.procedure,
        row.definition,
        row.submission_id or "",
        json.loads(row.filing),
        json.loads(row.body),
        tuple(json.loads(row.prefilled)),
        tuple(json.loads(row.saved_pages)),
        row.revision,
        row.created_at,
        row.saved_at,
    )
