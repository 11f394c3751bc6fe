"""Files and papers of one's own submission."""

from flask import abort, url_for

from formengine.effects import paper_data
from formengine.i18n import gettext as _
from formengine.web import previews
from formengine.web.citizen.dossier import acts_of, is_own, opened, papers_of
from formengine.web.context import house
from formengine.web.files import Download, enclosed, issued, made
from formengine.web.policy import policy
from submissions.store.files import StoredFile


@policy("signed_in")
def file(number: str, file_id: str) -> Download:
    """An enclosed file that stands in the submission as it is now."""
    return enclosed(_enclosed_file(number, file_id))


@policy("signed_in")
def preview(number: str, file_id: str) -> Download:
    """A page that shows an enclosed file."""
    back = url_for("citizen.submission", number=number)
    return previews.shown(_enclosed_file(number, file_id), "citizen.", back=back, title=number, number=number)


@policy("signed_in")
def picture(number: str, file_id: str, page: int) -> Download:
    """Page `page` (from 1) of an enclosed file as a picture; 0 is a small one of the first."""
    return previews.picture(_enclosed_file(number, file_id), page)


def _enclosed_file(number: str, file_id: str) -> StoredFile:
    with house().database.reading() as connection:
        dossier = opened(connection, number)
    stored = next((one for one in dossier.files if one.id == file_id), None)
    if stored is None or not is_own(dossier):
        abort(404)
    return stored


@policy("signed_in")
def paper(number: str, seq: int) -> Download:
    """A paper that an agency issued: as kept, else made now."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        found = next((one for one in papers_of(dossier) if one["seq"] == seq), None)
        if found is None or not is_own(dossier):
            abort(404)
        order = paper_data.paper_order(connection, dossier.row.id, seq, house().config)
    return issued(dossier.row.id, seq, order, f"{found['title']} {number}.pdf")


@policy("signed_in")
def draft_result(number: str) -> Download:
    """The result as it would be issued, marked as a draft, while the applicant is asked to confirm it."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier) or acts_of(dossier).confirm is None:
            abort(404)
        order = paper_data.draft_result(connection, dossier, house().config)
    if order is None:
        abort(404)
    return made(order, f"{_('Draft result')} {number}.pdf")


@policy("signed_in")
def answers(number: str) -> Download:
    """The answers, to print or keep."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier):
            abort(404)
        order = paper_data.answers_order(connection, dossier, house().config)
    return made(order, f"{_('Answers')} {number}.pdf")
