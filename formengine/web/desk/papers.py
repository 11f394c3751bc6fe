"""Files and papers of a submission as officials fetch them from the desk."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from formengine.dossier import Dossier
from formengine.effects import paper_data, slips
from formengine.services import deciding
from formengine.services.deciding import Wish
from formengine.services.errors import refusal_text
from formengine.web import previews
from formengine.web.context import current_user, house
from formengine.web.desk.dossier import is_fresh, opened
from formengine.web.files import Download, enclosed, issued, made
from formengine.web.policy import policy
from submissions.refusal import Refused
from submissions.store.files import StoredFile


@policy("official")
def file(number: str, file_id: str) -> Download:
    """An enclosed file, also one that a supplement has replaced since."""
    return enclosed(_seen_file(number, file_id))


@policy("official")
def preview(number: str, file_id: str) -> Download | str:
    """A page that shows an enclosed file."""
    back = url_for("desk.submission", number=number)
    return previews.shown(_seen_file(number, file_id), "desk.", back=back, title=number, number=number)


@policy("official")
def picture(number: str, file_id: str, page: int) -> Download:
    """Page `page` (from 1) of an enclosed file as a picture; 0 is a small one of the first."""
    return previews.picture(_seen_file(number, file_id), page, fine="fine" in request.args)


def _seen_file(number: str, file_id: str) -> StoredFile:
    with house().database.reading() as connection:
        dossier = opened(connection, number)
    sight = dossier.sees(current_user.actor)
    stored = next((one for one in dossier.files if one.id == file_id and sight.attachment(one.code)), None)
    if stored is None:
        abort(404)
    return stored


@policy("official")
def paper(number: str, seq: int) -> Download:
    """A paper that was issued: as kept, else made now; an agency gets those that its step names and its own.

    What may still be taken back is printed as a draft.
    """
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        name = f"{_seen_paper(dossier, seq)['title']} {number}.pdf"
        order = paper_data.paper_order(connection, dossier.row.id, seq, house().config)
    if is_fresh(dossier, seq, house().now()):
        return made(paper_data.as_draft(order), name)
    return issued(dossier.row.id, seq, order, name)


@policy("official")
def hand_out(number: str, seq: int) -> Response:
    """Let a paper leave the house at once: what issued it can no longer be taken back."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        _seen_paper(dossier, seq)
    if is_fresh(dossier, seq, house().now()):
        try:
            deciding.act(house(), current_user.account, number, Wish("hand_out", paper=seq))
        except Refused as refused:
            flash(refusal_text(refused, deciding.names_for(house(), refused)), "error")
            return redirect(url_for("desk.submission", number=number))
    return redirect(url_for("desk.paper", number=number, seq=seq))


def _seen_paper(dossier: Dossier, seq: int) -> dict[str, Any]:
    papers = dossier.papers(dossier.sees(current_user.actor))
    found = next((one for one in papers if one["seq"] == seq), None)
    if found is None:
        abort(404)
    return found


@policy("official")
def answers(number: str) -> Download:
    """The answers to print and to sign at the counter."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not dossier.sees(current_user.actor).is_whole:
            abort(404)
        order = paper_data.answers_order(connection, dossier, house().config)
    return made(order, f"{number}.pdf")


@policy("official")
def slip(number: str, name: str) -> Download:
    """The control slip, or the receipt of the last hand-over or of the result, as things stand."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        whole = dossier.sees(current_user.actor).is_whole
        order = slips.slip_order(connection, dossier, name, current_user.name, house().config) if whole else None
    if order is None:
        abort(404)
    return made(order, f"{order.data['title']} {number}.pdf")
