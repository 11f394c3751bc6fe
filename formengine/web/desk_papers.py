"""Files and papers of a submission as officials fetch them from the desk."""

import logging

from flask import abort, render_template
from werkzeug.wrappers import Response

from formengine.effects import paper_data
from formengine.effects.paper_files import kept_paper
from formengine.papers import PaperError, compile_paper
from formengine.web.context import current_user, house
from formengine.web.desk_dossier import opened
from formengine.web.files import as_download, as_pdf, damaged
from formengine.web.policy import policy
from submissions.store import files
from submissions.store.files import DamagedFile

log = logging.getLogger(__name__)

Download = Response | tuple[str, int]


@policy("official")
def file(number: str, file_id: str) -> Download:
    """An enclosed file, also one that a supplement has replaced since."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
    stored = next((one for one in dossier.files if one.id == file_id), None)
    if stored is None:
        abort(404)
    try:
        content = files.content_of(house().files, stored)
    except DamagedFile as broken:
        return damaged(broken)
    return as_download(content, stored.name, stored.media_type)


@policy("official")
def paper(number: str, seq: int) -> Download:
    """A paper that was issued: as kept, else made now. Agencies that see a part of the answers see no paper."""
    config = house().config
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        found = next((one for one in dossier.papers() if one["seq"] == seq), None)
        if found is None or dossier.sees(current_user.actor) is not None:
            abort(404)
        order = paper_data.paper_order(connection, dossier.row.id, seq, config)
    if order is None:
        abort(404)
    try:
        content = kept_paper(config.home, dossier.row.id, seq, order)
    except PaperError as error:
        return _not_made(error)
    return as_pdf(content, f"{found['title']} {number}.pdf")


@policy("official")
def answers(number: str) -> Download:
    """The answers to print and to sign at the counter."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if dossier.sees(current_user.actor) is not None:
            abort(404)
        order = paper_data.answers_order(connection, dossier, house().config)
    try:
        return as_pdf(compile_paper(order.template, order.data, order.at), f"{number}.pdf")
    except PaperError as error:
        return _not_made(error)


def _not_made(error: PaperError) -> tuple[str, int]:
    log.error("a paper cannot be made: %s", error)
    return render_template("citizen/paper-not-made.html"), 500
