"""The lists of the desk: tasks with their filters, a search, and the internal procedures."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from formengine.accounts.filters import SavedFilter, filters_of
from formengine.accounts.roles import role_in_words
from formengine.accounts.staff import staff_of
from formengine.catalog.browsing import with_form
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies, agencies_of
from formengine.reports import desk as reports
from formengine.reports.figures import OVERSEEING
from formengine.reports.finding import found
from formengine.services import desk_filters
from formengine.services.desk_filters import FilterRefused
from formengine.web.context import current_user, house
from formengine.web.desk import many, words
from formengine.web.policy import policy
from formengine.web.typed import read_day

# The columns of the task list that a person may leave out; the number and the deadline always stand.
COLUMNS = ("subject", "step", "agency", "holder", "filed", "channel")
USUAL = ("subject", "step", "holder", "channel")
# How many tasks a page may hold; many are for doing one act on all of them.
SIZES = (25, 100, 500)
# A word or a name that somebody looks for; longer text finds nothing.
LONGEST = 200
# No deadline is asked for from then on.
LAST_YEAR = 9000


@policy("official")
def index() -> str:
    narrowed, columns, size = narrowed_by(request.args), columns_of(request.args), size_of(request.args)
    at_home, locale, after = house(), current_locale(), request.args.get("after", "")
    with at_home.database.reading() as connection:
        desk = reports.desk(connection, current_user.actor, at_home.now(), locale, narrowed, after=after, size=size)
        register = agencies_of(connection)
        people = _colleagues(connection, register, at_home.today())
        saved = filters_of(connection, current_user.account.id)
    held = [(register.name(held.agency, locale), role_in_words(held.role)) for held in current_user.actor.positions]
    query = query_of(narrowed, columns, size)
    return render_template(
        "desk/index.html",
        desk=desk,
        narrowed=narrowed,
        columns=columns,
        query=query,
        is_narrowed=bool(query),
        saved=[(one, _address(one), one.query == urlencode(query, doseq=True)) for one in saved],
        people=people,
        queues=_queues(register, locale),
        after=after,
        size=size,
        sizes=SIZES,
        offer=many.offer(),
        positions=[(agency, role.shown_title()) for agency, role in held],
        acts=bool(reports.acting_as(current_user.actor).positions),
        leads=bool(reports.led_by(current_user.actor)),
        oversees=any(held.role in OVERSEEING for held in current_user.actor.positions),
        receives=any(held.role == "receptionist" for held in current_user.actor.positions),
        limit=reports.COUNT_LIMIT,
        views=reports.VIEWS,
        kinds=reports.KINDS,
        until=_written(narrowed.until),
        offered=COLUMNS,
        words=words,
    )


def narrowed_by(args: MultiDict[str, str]) -> reports.Narrowed:
    """The filters that an address names; what means nothing does not narrow."""
    view = args.get("view", "all")
    texts = {name: args.get(name, "").strip()[:LONGEST] for name in ("procedure", "position", "holder")}
    act, until = args.get("act", ""), read_day(args.get("until", ""))
    return reports.Narrowed(
        view=view if view in reports.VIEWS else "all",
        words=args.get("q", "").strip()[:LONGEST],
        act=act if act in reports.KINDS else "",
        until=until.isoformat() if until and until.year < LAST_YEAR else "",
        **texts,
    )


def _written(day: str) -> str:
    """An ISO day as people write it; empty for none."""
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def columns_of(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The columns that an address names; the usual ones where it names none."""
    asked = args.getlist("column")
    return tuple(name for name in COLUMNS if name in asked) or USUAL


def size_of(args: MultiDict[str, str]) -> int:
    """How many tasks an address asks for; the least where it asks for none of SIZES."""
    asked = args.get("size", "")
    return next((size for size in SIZES if asked == str(size)), SIZES[0])


def query_of(narrowed: reports.Narrowed, columns: Sequence[str], size: int) -> dict[str, Any]:
    """What makes this list anew, as the query of an address; empty for the list without filters."""
    values = {("q" if name == "words" else name): value for name, value in asdict(narrowed).items() if value}
    if values["view"] == "all":
        del values["view"]
    values |= {"column": list(columns)} if tuple(columns) != USUAL else {}
    return values | ({"size": size} if size != SIZES[0] else {})


def _address(saved: SavedFilter) -> str:
    return f"{url_for('desk.index')}?{saved.query}"


def _queues(register: Agencies, locale: str) -> list[tuple[str, str]]:
    """The queues to choose from: the person's own and, for a leader, those of the whole agency."""
    own = [(held.agency, held.role) for held in reports.acting_as(current_user.actor).positions]
    led = [(agency, role) for agency in reports.led_by(current_user.actor) for role in ("", *reports.ACTING)]
    return [
        (f"{agency}.{role}", f"{register.name(agency, locale)} – {_role_text(role)}")
        for agency, role in dict.fromkeys([*own, *led])
    ]


def _role_text(role: str) -> str:
    return role_in_words(role).shown_title() if role else _("the whole agency")


def _colleagues(connection: Any, register: Agencies, today: Any) -> list[tuple[str, str]]:
    """Who may hold a task of the actor's agencies: (person, name), by name."""
    agencies = sorted({held.agency for held in reports.acting_as(current_user.actor).positions})
    staff = [person for agency in agencies for person in staff_of(connection, agency, today)]
    names = {one.person: one.name for one in staff if one.role in reports.ACTING}
    return sorted(names.items(), key=lambda pair: pair[1])


@policy("official")
def save_filter() -> Response:
    """Keep the list as it is now narrowed, under a name."""
    query = query_of(narrowed_by(request.form), columns_of(request.form), size_of(request.form))
    try:
        desk_filters.save(house(), current_user.account, request.form.get("name", ""), urlencode(query, doseq=True))
    except FilterRefused as refused:
        flash(str(refused), "error")
    else:
        flash(_("The filter is kept: you find it above the list."), "success")
    return redirect(url_for("desk.index", **query))


@policy("official")
def forget_filter(filter_id: str) -> Response:
    desk_filters.forget(house(), current_user.account, filter_id)
    flash(_("The filter is removed."), "success")
    return redirect(url_for("desk.index"))


@policy("official")
def search() -> str:
    typed, before = request.args.get("q", "").strip(), request.args.get("before", "")
    at_home = house()
    with at_home.database.reading() as connection:
        rows, following = found(
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
