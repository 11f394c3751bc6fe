"""The applicant's own submission: opened, told as the page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.dossier import Dossier
from formengine.dossier_reading import open_dossier
from formengine.i18n import format_date, format_moment
from formengine.story import story_of
from formengine.web.citizen.review import due_text
from formengine.web.context import current_user, house
from formengine.web.files import described
from formengine.web.previews import links
from submissions.acts import is_applicant
from submissions.submission import Task

# Acts of the applicant that belong to a step of the route.
CONFIRM, RATE = "confirm_draft", "rate"


@dataclass(frozen=True, slots=True)
class OwnActs:
    """What the applicant may do now; tasks are None where there is none."""

    withdraw: bool
    supplement: bool
    confirm: Task | None
    rate: Task | None


def opened(connection: Connection, number: str) -> Dossier:
    """The submission that the signed-in person may see; the same 404 for an unknown and for another person's."""
    dossier = open_dossier(connection, current_user.actor, number, house().config, house().now())
    if dossier is None:
        abort(404)
    return dossier


def is_own(dossier: Dossier) -> bool:
    return is_applicant(dossier.submission, current_user.actor)


def to_the_desk(dossier: Dossier) -> Response:
    """Officials see a submission of others at their desk."""
    return redirect(url_for("desk.submission", number=dossier.number))


def acts_of(dossier: Dossier) -> OwnActs:
    actor = current_user.actor
    own = {task.step.act: task for task in dossier.submission.open_tasks() if task.step.who == "applicant"}
    now = dossier.acts(actor)
    return OwnActs(
        "withdraw" in now,
        "supplement" in now,
        _possible(dossier, own.get(CONFIRM), CONFIRM),
        _possible(dossier, own.get(RATE), RATE),
    )


def _possible(dossier: Dossier, task: Task | None, act: str) -> Task | None:
    return task if task is not None and act in dossier.acts(current_user.actor, task) else None


def story(dossier: Dossier) -> list[dict[str, Any]]:
    """The timeline as components/timeline.html takes it; officials are told by agency, not by name."""
    now = house().now()
    items = []
    for entry in story_of(dossier):
        until = entry["until"]
        title, step = entry["title"], entry.get("text", "")
        items.append(
            {
                "title": title,
                "by": entry["who"],
                "at": format_moment(entry["at"], dossier.zone) if entry["at"] else "",
                "until": format_moment(until, dossier.zone) if until else "",
                "tone": "overdue" if until and until < now else "fine",
                "text": step if step != title else "",
                "state": entry["state"],
            }
        )
    return items


def papers_of(dossier: Dossier) -> list[dict[str, Any]]:
    """The papers that the applicant may have by now, newest first; the result once it is delivered."""
    done = dossier.submission.delivered_at is not None or dossier.submission.is_concluded
    results = {paper["seq"] for paper in dossier.result_papers()}
    return [
        {
            "title": paper["title"],
            "name": paper["number"],
            "type": "PDF",
            "note": format_date(paper["on"]),
            "href": url_for("citizen.paper", number=dossier.number, seq=paper["seq"]),
            "is_result": paper["seq"] in results,
            "paper": paper["paper"],
            "seq": paper["seq"],
        }
        for paper in dossier.papers()
        if done or paper["seq"] not in results
    ]


def without_replaced(papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The papers but for receipts that a later one has replaced."""
    receipts = [paper["seq"] for paper in papers if paper["paper"] == "receipt"]
    return [paper for paper in papers if paper["paper"] != "receipt" or paper["seq"] == max(receipts)]


def expected_by(dossier: Dossier) -> datetime | None:
    """The instant that the receipt names as expected, while the submission is not accepted yet."""
    papers = [paper for paper in dossier.submission.papers if paper.expected and paper.due]
    return datetime.fromisoformat(papers[-1].due) if papers else None


def enclosed(dossier: Dossier) -> list[dict[str, Any]]:
    """Attachments with their files as components/files.html shows them."""
    return [
        {
            "title": title,
            "waived": waived,
            "files": [described(file) | links(file, "citizen.", number=dossier.number) for file in held],
        }
        for _code, title, held, waived in dossier.enclosed()
    ]


def demands_of(dossier: Dossier, locale: str) -> list[dict[str, Any]]:
    """What the applicant was asked to pay and has not paid: title, amount in đồng, instant or None."""
    titles = {fee.code: dossier.definition.text(fee.title, locale) for fee in dossier.definition.fees}
    return [
        {
            "title": titles[code],
            "amount": demand.amount,
            "due": datetime.fromisoformat(demand.due) if demand.due else None,
        }
        for code, demand in dossier.submission.unpaid.items()
    ]


def fees_of(dossier: Dossier, locale: str) -> list[dict[str, Any]]:
    return [
        {
            "title": dossier.definition.text(charge.title, locale),
            "amount": charge.amount,
            "due": due_text(charge.due),
            "paid": paid,
        }
        for charge, paid in dossier.charges()
    ]
