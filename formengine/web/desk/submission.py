"""A submission as an official sees it, and everything an official does with it."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.i18n import gettext as _
from formengine.reports import desk as reports
from formengine.services import deciding
from formengine.services.errors import NotFound
from formengine.web.context import current_user, house
from formengine.web.desk import words
from formengine.web.desk.acts import WHOLE, Tried
from formengine.web.desk.dossier import opened
from formengine.web.desk.look import PART, Place, look_of
from formengine.web.desk.view import view_of
from formengine.web.desk.wishes import wish_from
from formengine.web.policy import policy
from submissions.acts import ACTS
from submissions.refusal import Refused

# What officials do with a task; a fee is recorded with the submission as a whole.
OFFICIAL_ACTS = frozenset(name for name, act in ACTS.items() if act.side == "official" and act.on)
Answer = Response | tuple[str, int] | str


@policy("official")
def show(number: str) -> Answer:
    return _page(number)


@policy("official")
def show_task(number: str, task: str) -> Answer:
    return _page(number, task)


@policy("official")
def act(number: str, task: str, act: str) -> Answer:
    """Do an act; the address alone, opened again after a refusal or in another language, shows the task."""
    if act not in OFFICIAL_ACTS:
        abort(404)
    if request.method == "GET":
        return redirect(url_for("desk.task", number=number, task=task))
    if request.form.get("_go"):
        return _page(number, task, Tried(act, request.form, stay=True))
    return _perform(number, task, act)


@policy("official")
def fee(number: str) -> Answer:
    if request.method == "GET":
        return redirect(url_for("desk.submission", number=number))
    return _perform(number, "", "record_payment")


@policy("official")
def withdraw(number: str) -> Answer:
    """The applicant takes the submission back at the counter."""
    if request.method == "GET":
        return redirect(url_for("desk.submission", number=number))
    return _perform(number, "", "withdraw")


@policy("official")
def whole(number: str, act: str) -> Answer:
    """An act on the submission as a whole."""
    if act not in WHOLE:
        abort(404)
    if request.method == "GET":
        return redirect(url_for("desk.submission", number=number))
    return _perform(number, "", act)


@policy("official")
def undo(number: str) -> Answer:
    """Take back what the official did last."""
    if request.method == "GET":
        return redirect(url_for("desk.submission", number=number))
    try:
        deciding.undo(house(), current_user.account, number)
    except NotFound:
        abort(404)
    except Refused as refused:
        return _page(number, "", Tried("undo", request.form, refused=refused)), 409
    flash(words.act_done("undo", number), "success")
    return redirect(url_for("desk.submission", number=number))


def _perform(number: str, task: str, name: str) -> Answer:
    """Do the act; on success go on to the next task, else show the page again with what was typed."""
    form = request.form
    try:
        done = deciding.act(house(), current_user.account, number, wish_from(name, task, form))
    except NotFound:
        abort(404)
    except Refused as refused:
        return _page(number, task, Tried(name, form, refused=refused, names=deciding.names_for(house(), refused))), 409
    if done.problems:
        return _page(number, task, Tried(name, form, problems=tuple(done.problems))), 422
    return _onward(number, task, name, done.may_undo)


def _onward(number: str, task: str, name: str, may_undo: bool) -> Response:
    """The same task when it stays in hand, else the next one of the desk."""
    flash(words.act_done(name, number), "success")
    if may_undo and name != "release":
        flash(_("You can take it back on the submission's page for a minute: %(number)s.", number=number), "info")
    if not task:
        return redirect(url_for("desk.submission", number=number))
    if name == "claim":
        return redirect(url_for("desk.task", number=number, task=task))
    if name == "release":
        return redirect(url_for("desk.index"))
    with house().database.reading() as connection:
        following = reports.next_task(connection, current_user.actor, passing_over=number)
    if following is None:
        flash(words.no_next_task(), "info")
        return redirect(url_for("desk.submission", number=number))
    flash(words.next_task(following.number), "info")
    return redirect(url_for("desk.task", number=following.number, task=following.task))


def _page(number: str, task: str = "", tried: Tried | None = None) -> str:
    with house().database.reading() as connection:
        dossier = opened(connection, number)
        if task and task not in dossier.submission.tasks:
            abort(404)
        alone = request.args.get("part") == PART
        view = None if alone else view_of(connection, house(), dossier, current_user.actor, task, tried)
    look = look_of(dossier, dossier.sees(current_user.actor), Place(number, task))
    if alone:
        return render_template("desk/look.html", look=look)
    return render_template("desk/submission.html", view=view, look=look, words=words)
