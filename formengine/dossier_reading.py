"""Submissions opened to be looked at: for an actor, for the house, and by number with its tracking code."""

import hmac
from typing import Any

from sqlalchemy import Connection, Row, select

from formengine.accounts.officials import lists_of
from formengine.accounts.people import names_of
from formengine.catalog.versions import definition_of
from formengine.config import Config
from formengine.dossier import Dossier, filed_versions
from formengine.planning import local_day, settings_for
from formengine.registers.agencies import agencies_of
from formengine.standing import status_text
from submissions.actors import Actor
from submissions.chain import DocumentRef
from submissions.folding import fold
from submissions.store import documents, editions, files, log, queries
from submissions.store.tables import submissions
from submissions.submission import Submission


def open_dossier(connection: Connection, actor: Actor, number: str, config: Config) -> Dossier | None:
    """The submission `number` if `actor` may see it; None for an unknown and for a forbidden one alike."""
    row = queries.find(connection, actor, number)
    return None if row is None else dossier_of(connection, row, config)


def dossier_of(connection: Connection, row: Row, config: Config) -> Dossier:
    """The dossier of a row that the caller was allowed to read."""
    entries = log.read_log(connection, row.id)
    submission = fold(entries)
    refs = [
        submission.answers,
        *submission.forms.values(),
        *(getattr(entry.event, "reason", None) for entry in entries),
    ]
    refs += [version.document for version in filed_versions(submission)[-2:-1]]
    definition = definition_of(connection, row.definition)
    persons = {entry.person for entry in entries if entry.person} | {row.filer}
    persons |= {person for entry in entries if (person := getattr(entry.event, "person", ""))}
    enclosed = any(getattr(entry.event, "files", ()) for entry in entries)
    return Dossier(
        row,
        entries,
        submission,
        definition,
        documents.read_many(connection, row.id, [ref for ref in refs if isinstance(ref, DocumentRef)]),
        files.of_submission(connection, row.id) if enclosed else [],
        agencies_of(connection),
        names_of(connection, sorted(persons)),
        lists_of(connection),
        settings_for(connection, definition, row.competent, local_day(row.filed_at, config.zone), row.filed_at),
        config.zone,
        {digest: editions.edition(connection, digest) for digest in _digests(submission)},
    )


def _digests(submission: Submission) -> set[str]:
    """The calendars that its time was counted with."""
    return {submission.calendar, *(stretch.calendar for stretch in submission.ledger.stretches)}


def dossier_by_id(connection: Connection, submission_id: str, config: Config) -> Dossier | None:
    """The dossier for the house's own use (papers, mails), without an actor."""
    row = connection.execute(select(submissions).where(submissions.c.id == submission_id)).first()
    return None if row is None else dossier_of(connection, row, config)


def tracked(connection: Connection, number: str, secret: str) -> dict[str, Any] | None:
    """Status and dates of the submission that has this number and tracking code; None when they do not match.

    The code is compared in full whether or not the number exists, so that both answers take the same time.
    """
    wanted = number.strip().upper().replace("\0", "")
    row = connection.execute(select(submissions).where(submissions.c.number == wanted)).first()
    expected = row.secret if row is not None else "-" * 8
    given = secret.strip().upper().replace("-", "").replace(" ", "")
    if not hmac.compare_digest(expected.encode(), given.encode()) or row is None:
        return None
    return {
        "number": row.number,
        "procedure": row.procedure,
        "definition": row.definition,
        "status": row.status,
        "status_text": status_text(row.status),
        "filed_at": row.filed_at,
        "accepted_at": row.accepted_at,
        "due": row.due,
        "paused": row.paused_since is not None,
        "concluded_at": row.concluded_at,
        "receiving": row.receiving,
    }
