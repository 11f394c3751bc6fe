"""The desk: tasks of the official's agency and role, search, and the addresses of everything done at it."""

from flask import Blueprint, render_template, request

from formengine.accounts.roles import role_in_words
from formengine.catalog.browsing import with_form
from formengine.i18n import current_locale
from formengine.registers.agencies import agencies_of
from formengine.reports import desk as reports
from formengine.web import counter, desk_papers
from formengine.web import desk_submission as submission
from formengine.web import desk_words as words
from formengine.web.context import current_user, house
from formengine.web.policy import policy

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


@policy("official")
def index() -> str:
    view = request.args.get("view", "all")
    view = view if view in reports.VIEWS else "all"
    procedure, after = request.args.get("procedure", ""), request.args.get("after", "")
    at_home, locale = house(), current_locale()
    with at_home.database.reading() as connection:
        desk = reports.desk(
            connection, current_user.actor, at_home.now(), locale, view=view, procedure=procedure, after=after
        )
        register = agencies_of(connection)
    held = [(register.name(held.agency, locale), role_in_words(held.role)) for held in current_user.actor.positions]
    return render_template(
        "desk/index.html",
        desk=desk,
        view=view,
        procedure=procedure,
        after=after,
        views=reports.VIEWS,
        positions=[(agency, role.shown_title()) for agency, role in held],
        acts=bool(reports.acting_as(current_user.actor).positions),
        receives=any(held.role == "receptionist" for held in current_user.actor.positions),
        limit=reports.COUNT_LIMIT,
        words=words,
    )


@policy("official")
def search() -> str:
    typed, before = request.args.get("q", "").strip(), request.args.get("before", "")
    at_home = house()
    with at_home.database.reading() as connection:
        rows, following = reports.found(
            connection,
            current_user.actor,
            typed,
            at_home.now(),
            current_locale(),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0,
        )
    return render_template(
        "desk/search.html", typed=typed, found=rows, following=following, later=bool(before), words=words
    )


@policy("official")
def internal() -> str:
    with house().database.reading() as connection:
        entries = with_form(connection, "official")
    return render_template("desk/internal.html", entries=entries)


for rule, endpoint, view_function, methods in (
    ("", "index", index, ("GET",)),
    ("/search", "search", search, ("GET",)),
    ("/internal", "internal", internal, ("GET",)),
    ("/counter", "counter", counter.counter, ("GET",)),
    ("/counter/<code>", "counter_person", counter.person, ("GET",)),
    ("/counter/<code>", "counter_open", counter.open_for, ("POST",)),
    ("/<number>", "submission", submission.show, ("GET",)),
    ("/<number>/<task>", "task", submission.show_task, ("GET",)),
    ("/<number>/<task>/<act>", "act", submission.act, ("GET", "POST")),
    ("/<number>/fees", "fee", submission.fee, ("GET", "POST")),
    ("/<number>/withdrawal", "withdraw", submission.withdraw, ("GET", "POST")),
    ("/<number>/files/<file_id>", "file", desk_papers.file, ("GET",)),
    ("/<number>/papers/<int:seq>.pdf", "paper", desk_papers.paper, ("GET",)),
    ("/<number>/answers.pdf", "answers", desk_papers.answers, ("GET",)),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)
