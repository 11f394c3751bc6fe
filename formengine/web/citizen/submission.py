"""What becomes of a submission, as its applicant sees it, and what the applicant may still do with it."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.dossier import Dossier
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.reports.mine import mine_of, opened_by
from formengine.services import deciding, filing
from formengine.services.deciding import Wish
from formengine.services.errors import MAX_REASON, NotFound, refusal_text
from formengine.time_picture import picture_of
from formengine.web.citizen.dossier import (
    CONFIRM,
    RATE,
    acts_of,
    demands_of,
    enclosed,
    expected_by,
    fees_of,
    is_own,
    opened,
    papers_of,
    story,
    to_the_desk,
    without_replaced,
)
from formengine.web.context import current_user, house
from formengine.web.policy import policy
from formengine.web.tones import TONES
from submissions.refusal import Refused


@policy("signed_in")
def index() -> str:
    """Drafts to go on with, then what was filed."""
    before = request.args.get("before", "")
    with house().database.reading() as connection:
        who, at = current_user.account, house().now()
        mine = mine_of(connection, current_user.actor, who.id, current_locale(), at, before=before)
    return render_template("citizen/submissions.html", mine=mine, later=bool(before), tones=TONES)


@policy("signed_in")
def show(number: str) -> Response | str:
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        return _page(connection, dossier) if is_own(dossier) else to_the_desk(dossier)


@policy("signed_in")
def submitted(number: str) -> Response | str:
    """The page after filing: the number, the code to track it, and what comes next."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier):
            flash(_("Submission %(number)s has been filed.", number=number), "success")
            return to_the_desk(dossier)
        return render_template("citizen/submitted.html", **_facts(dossier))


@policy("signed_in")
def supplement(number: str) -> Response:
    """Take up the answers again, to mend what was asked for."""
    try:
        draft = filing.supplement_draft(house(), current_user.account, number)
    except NotFound:
        abort(404)
    return redirect(url_for("citizen.review", draft_id=draft))


@policy("signed_in")
def withdraw(number: str) -> Response | str | tuple[str, int]:
    if request.method == "POST":
        reason = request.form.get("reason", "")
        return _act(number, Wish("withdraw", reason=reason), _("Your submission has been withdrawn."))
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier):
            return to_the_desk(dossier)
        if not acts_of(dossier).withdraw:
            return redirect(url_for("citizen.submission", number=number))
        return render_template("citizen/withdraw.html", **_facts(dossier))


@policy("signed_in")
def confirm(number: str) -> Response | str | tuple[str, int]:
    """Look at the draft of the result and say whether it is right."""
    task = _task(number, CONFIRM)
    if task is None:
        flash(_("The draft result no longer waits for your answer."), "info")
        return redirect(url_for("citizen.submission", number=number))
    if request.method == "GET":
        return _confirm_page(number)
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
    if problems := _confirm_problems(outcome, reason):
        return _confirm_page(number, problems), 422
    done = _("Thank you. You have confirmed the draft; the agency goes on with it.")
    if outcome == "disputed":
        done = _("Thank you. The agency has been told what to correct.")
    return _act(number, Wish(CONFIRM, task=task, outcome=outcome, reason=reason), done)


def _confirm_problems(outcome: str, reason: str) -> dict[str, str]:
    if outcome not in ("confirmed", "disputed"):
        return {"outcome": _("Say whether the draft is right")}
    if outcome == "disputed" and not reason.strip():
        return {"reason": _("Say what has to be corrected")}
    if len(reason) > MAX_REASON:
        return {"reason": _("Write at most %(n)s characters.", n=MAX_REASON)}
    return {}


def _confirm_page(number: str, problems: dict[str, str] | None = None) -> str:
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        return render_template(
            "citizen/confirm.html",
            problems=problems or {},
            typed=request.form,
            has_paper=any(result.outcome == "approve" and result.paper for result in dossier.definition.results),
            **_facts(dossier),
        )


@policy("signed_in")
def rate(number: str) -> Response | str | tuple[str, int]:
    task, score = _task(number, RATE), request.form.get("score", "")
    if task is None:
        flash(_("A rating has been given already, or is not asked for yet."), "info")
        return redirect(url_for("citizen.submission", number=number))
    if score not in ("1", "2", "3", "4", "5"):
        with house().database.reading() as connection:
            problems = {"score": _("Choose from 1 to 5.")}
            return _page(connection, opened(connection, number), problems), 422
    return _act(number, Wish(RATE, task=task, score=int(score)), _("Thank you for rating our service."))


def _task(number: str, act: str) -> str | None:
    """The id of the applicant's own open task with this act; None where there is none."""
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if not is_own(dossier):
            abort(404)
        own = acts_of(dossier)
    task = own.confirm if act == CONFIRM else own.rate
    return task.id if task is not None else None


def _act(number: str, wish: Wish, done_text: str) -> Response:
    """Do it; what is no longer possible is said on the submission's page."""
    try:
        done = deciding.act(house(), current_user.account, number, wish)
    except NotFound:
        abort(404)
    except Refused as refused:
        flash(refusal_text(refused, deciding.names_for(house(), refused)), "error")
    else:
        if done.problems:
            flash(done.problems[0].message, "error")
        else:
            flash(done_text, "success")
    return redirect(url_for("citizen.submission", number=number))


def _page(connection: Connection, dossier: Dossier, problems: dict[str, str] | None = None) -> str:
    return render_template(
        "citizen/submission.html",
        problems=problems or {},
        story=story(dossier),
        route=dossier.route(),
        sections=dossier.summary(),
        enclosed=enclosed(dossier),
        fees=fees_of(dossier, current_locale()),
        demands=demands_of(dossier, current_locale()),
        linked=opened_by(connection, dossier.row.id, current_locale(), house().now()),
        tones=TONES,
        asked=dossier.supplement(),
        time=picture_of(dossier, house().now()),
        **_facts(dossier),
    )


def _facts(dossier: Dossier) -> dict[str, object]:
    """What every page about a submission says of it."""
    locale, papers = current_locale(), papers_of(dossier)
    return {
        "number": dossier.number,
        "dossier": dossier,
        "row": dossier.row,
        "title": dossier.definition.text(dossier.definition.title, locale),
        "tone": TONES[dossier.status],
        "now_with": dossier.now(),
        "acts": acts_of(dossier),
        "papers": without_replaced(papers),
        "results": [paper for paper in papers if paper["is_result"]],
        "receiving": dossier.agencies.name(dossier.row.receiving, locale),
        "secret": f"{dossier.row.secret[:4]}-{dossier.row.secret[4:]}",
        "expected": expected_by(dossier),
        "zone": dossier.zone,
    }
