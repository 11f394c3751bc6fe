"""Opening a submission for an official."""

from datetime import datetime

from flask import abort
from sqlalchemy import Connection

from formengine.dossier import Dossier
from formengine.dossier_reading import open_dossier
from formengine.web.context import current_user, house
from submissions.acts import is_applicant
from submissions.undoing import pending


def opened(connection: Connection, number: str) -> Dossier:
    """The dossier for the official who asks; the same 404 for an unknown number and for one that is not theirs.

    Who stands on the citizen's side of it sees it among their own submissions, not at the desk.
    """
    dossier = open_dossier(connection, current_user.actor, number, house().config, house().now())
    if dossier is None or is_applicant(dossier.submission, current_user.actor):
        abort(404)
    return dossier


def is_fresh(dossier: Dossier, seq: int, now: datetime) -> bool:
    """Whether the link at `seq` belongs to an act that may still be taken back."""
    last = pending(dossier.submission, now)
    return last is not None and seq >= last.first
