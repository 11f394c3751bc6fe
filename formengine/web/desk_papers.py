"""Files and papers of a submission as officials fetch them from the desk."""

from flask import abort

from formengine.effects import paper_data
from formengine.web.context import current_user, house
from formengine.web.desk_dossier import opened
from formengine.web.files import Download, enclosed, issued, made
from formengine.web.policy import policy


@policy("official")
def file(number: str, file_id: str) -> Download:
    """An enclosed file, also one that a supplement has replaced since."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
    sight = dossier.sees(current_user.actor)
    stored = next((one for one in dossier.files if one.id == file_id and sight.attachment(one.code)), None)
    return enclosed(stored)


@policy("official")
def paper(number: str, seq: int) -> Download:
    """A paper that was issued: as kept, else made now; an agency gets those that its step names and its own."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        papers = dossier.papers(dossier.sees(current_user.actor))
        found = next((one for one in papers if one["seq"] == seq), None)
        if found is None:
            abort(404)
        order = paper_data.paper_order(connection, dossier.row.id, seq, house().config)
    return issued(dossier.row.id, seq, order, f"{found['title']} {number}.pdf")


@policy("official")
def answers(number: str) -> Download:
    """The answers to print and to sign at the counter."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not dossier.sees(current_user.actor).is_whole:
            abort(404)
        order = paper_data.answers_order(connection, dossier, house().config)
    return made(order, f"{number}.pdf")
