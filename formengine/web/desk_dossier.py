"""Opening a submission for an official."""

from flask import abort
from sqlalchemy import Connection

from formengine.dossier import Dossier
from formengine.dossier_reading import open_dossier
from formengine.web.context import current_user, house
from submissions.acts import is_applicant


def opened(connection: Connection, number: str) -> Dossier:
    """The dossier for the official who asks; the same 404 for an unknown number and for one that is not theirs.

    Who stands on the citizen's side of it sees it among their own submissions, not at the desk.
    """
    dossier = open_dossier(connection, current_user.actor, number, house().config)
    if dossier is None or is_applicant(dossier.submission, current_user.actor):
        abort(404)
    return dossier
