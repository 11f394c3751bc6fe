"""Files and papers of one's own submission."""

import logging

from flask import abort, render_template
from werkzeug.wrappers import Response

from formengine.effects import paper_data
from formengine.effects.facts import PaperOrder
from formengine.effects.paper_files import kept_paper
from formengine.i18n import gettext as _
from formengine.papers import PaperError, compile_paper
from formengine.web.citizen_dossier import acts_of, is_own, opened, papers_of
from formengine.web.context import house
from formengine.web.files import as_download, as_pdf, damaged
from formengine.web.policy import policy
from submissions.store import files
from submissions.store.files import DamagedFile

log = logging.getLogger(__name__)

Page = Response | tuple[str, int]


@policy("signed_in")
def file(number: str, file_id: str) -> Page:
    """An enclosed file that stands in the submission as it is now."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
    stored = next((one for one in dossier.files if one.id == file_id), None)
    if stored is None or not is_own(dossier):
        abort(404)
    try:
        content = files.content_of(house().files, stored)
    except DamagedFile as broken:
        return damaged(broken)
    return as_download(content, stored.name, stored.media_type)


@policy("signed_in")
def paper(number: str, seq: int) -> Page:
    """A paper that an agency issued: as kept, else made now."""
    config = house().config
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        found = next((one for one in papers_of(dossier) if one["seq"] == seq), None)
        if found is None or not is_own(dossier):
            abort(404)
        order = paper_data.paper_order(connection, dossier.row.id, seq, config)
    if order is None:
        abort(404)
    try:
        content = kept_paper(config.home, dossier.row.id, seq, order)
    except PaperError as error:
        return _not_made(error)
    return as_pdf(content, f"{found['title']} {number}.pdf")


@policy("signed_in")
def draft_result(number: str) -> Page:
    """The result as it would be issued, marked as a draft, while the applicant is asked to confirm it."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier) or acts_of(dossier).confirm is None:
            abort(404)
        order = paper_data.draft_result(connection, dossier, house().config)
    if order is None:
        abort(404)
    return _made(order, f"{_('Draft result')} {number}.pdf")


@policy("signed_in")
def answers(number: str) -> Page:
    """The answers, to print or keep."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier):
            abort(404)
        order = paper_data.answers_order(connection, dossier, house().config)
    return _made(order, f"{_('Answers')} {number}.pdf")


def _made(order: PaperOrder, name: str) -> Page:
    try:
        return as_pdf(compile_paper(order.template, order.data, order.at), name)
    except PaperError as error:
        return _not_made(error)


def _not_made(error: PaperError) -> tuple[str, int]:
    log.error("a paper cannot be made: %s", error)
    return render_template("citizen/paper-not-made.html"), 500
