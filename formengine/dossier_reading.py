"""Submissions opened to be looked at: for an actor, for the house, and by number with its tracking code."""

import hmac
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from formengine.accounts.officials import lists_of
from formengine.accounts.people import names_of
from formengine.catalog.versions import definition_of
from formengine.config import Config
from formengine.dossier import Dossier, filed_versions
from formengine.planning import local_day, settings_for
from formengine.registers.agencies import agencies_of
from formengine.standing import status_text
from submissions.actors import Actor
from submissions.acts import is_applicant
from submissions.chain import DocumentRef, Recorded
from submissions.folding import fold
from submissions.store import documents, editions, files, log, queries
from submissions.store.settling import Shown, as_told, shown, unsettled
from submissions.store.tables import submissions
from submissions.submission import Submission
from submissions.undoing import settled


def open_dossier(connection: Connection, actor: Actor, number: str, config: Config, at: datetime) -> Dossier | None:
    """The submission `number` if `actor` may see it; None for an unknown and for a forbidden one alike.

    The applicant's side sees it without an act that may still be taken back at `at`: what the house can still undo has
    not left it. Pages, papers, the story, the ledger and what may be done all follow from that one log.
    """
    row = queries.find(connection, actor, number)
    if row is None:
        return None
    entries = log.read_log(connection, row.id)
    whole = fold(entries)
    seen = settled(whole, at) if is_applicant(whole, actor) else whole
    if seen is whole:
        return _dossier(connection, row, entries, whole, config)
    told = [entry for entry in entries if entry.seq <= seen.seq]
    return _dossier(connection, as_told(row, seen), told, seen, config)


def _dossier(
    connection: Connection, row: Shown, entries: list[Recorded], submission: Submission, config: Config
) -> Dossier:
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
    if row is None:
        return None
    entries = log.read_log(connection, row.id)
    return _dossier(connection, row, entries, fold(entries), config)


def tracked(connection: Connection, number: str, secret: str, at: datetime) -> dict[str, Any] | None:
    """Status and dates of the submission that has this number and tracking code; None when they do not match.

    The code is compared in full whether or not the number exists, so that both answers take the same time. What may
    still be taken back at `at` is not told.
    """
    wanted = number.strip().upper().replace("\0", "")
    found = connection.execute(select(submissions).where(submissions.c.number == wanted)).first()
    expected = found.secret if found is not None else "-" * 8
    given = secret.strip().upper().replace("-", "").replace(" ", "")
    if not hmac.compare_digest(expected.encode(), given.encode()) or found is None:
        return None
    row = shown(found, unsettled(connection, [found.id], at))
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
