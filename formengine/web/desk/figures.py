"""What leaders count: submissions received, handled and in hand, hand-overs in time and late, and what is behind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from flask import abort, render_template, request, send_file
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from formengine.i18n import current_locale, format_date
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies, agencies_of
from formengine.reports import behind as behind_reports
from formengine.reports import figures as reports
from formengine.reports import handovers
from formengine.reports.periods import PERIODS, Span, period
from formengine.reports.titles import procedure_titles, step_titles
from formengine.spreadsheets import XLSX, Sheet, workbook
from formengine.web.context import current_user, house
from formengine.web.desk import figure_words, words
from formengine.web.policy import policy
from formengine.web.typed import read_day
from submissions.store.words import fold

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: `agency` is the id of one of `agencies`, or "" for all of them."""

    register: Agencies
    agencies: tuple[str, ...]
    agency: str
    procedure: str
    span: Span

    @property
    def meant(self) -> tuple[str, ...]:
        return (self.agency,) if self.agency else self.agencies

    def kept(self, **changes: Any) -> dict[str, Any]:
        """The address's own parts, some of them changed."""
        own = {"agency": self.agency, "procedure": self.procedure}
        days = {"first": self.span.first.isoformat(), "last": self.span.last.isoformat()}
        return {name: value for name, value in {**own, **days, **changes}.items() if value}

    def agency_name(self, agency: str) -> str:
        return self.register.name(agency, current_locale())

    @property
    def note(self) -> str:
        """Whose figures these are and of when, for the head of a sheet."""
        whose = [self.agency_name(agency) for agency in self.meant[:1]]
        if len(self.meant) > 1:
            whose = [_("%(n)s agencies", n=len(self.meant))]
        return f"{whose[0]}, {format_date(self.span.first)} – {format_date(self.span.last)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures: its head, what of the address changes when one looks closer, and its counts."""

    head: str
    closer: dict[str, Any]
    counts: Any
    code: str = ""
    held: Any = None


@policy("official")
def show() -> str:
    """Received, handled and in hand, by agency and by procedure."""
    with house().database.reading() as connection:
        asked = _asked(connection)
        sums = _sums(connection, asked)
        filed, parts = [one for one in sums if not one.part], [one for one in sums if one.part]
        titles = procedure_titles(connection, {one.procedure for one in sums}, current_locale())
    by_agency = _lines(filed, lambda one: one.agency, lambda code: (asked.agency_name(code), {"agency": code}))
    return render_template(
        "desk/figures.html",
        asked=asked,
        total=reports.total(filed),
        by_agency=by_agency if len(by_agency) > 1 else [],
        by_procedure=_lines(filed, lambda one: one.procedure, lambda code: (titles[code], {"procedure": code})),
        parts=_lines(parts, lambda one: one.procedure, lambda code: (titles[code], {"procedure": code})),
        parts_total=reports.total(parts),
        **_frame(asked, titles),
    )


@policy("official")
def hand_overs() -> str:
    """Hand-overs early, on time and late, by agency and by step."""
    with house().database.reading() as connection:
        asked = _asked(connection)
        rows = _held(connection, asked)
        titles = procedure_titles(connection, {one.procedure for one in rows}, current_locale())
        steps = {code: step_titles(connection, code, current_locale()) for code in titles}
    by_agency = _groups(rows, lambda one: (one.agency,))
    by_step = _groups(rows, lambda one: (one.procedure, one.step))
    return render_template(
        "desk/hand-overs.html",
        asked=asked,
        total=handovers.together(rows) if rows else None,
        by_agency=[
            Line(asked.agency_name(agency), {"agency": agency}, held.counts, held=held) for (agency,), held in by_agency
        ],
        by_step=[
            Line(steps[code].get(step, step), {"procedure": code, "step": step}, held.counts, titles[code], held)
            for (code, step), held in by_step
        ],
        **_frame(asked, titles),
    )


@policy("official")
def listed() -> str:
    """The submissions behind a figure that the person may see."""
    name, step = request.args.get("figure", ""), request.args.get("step", "")
    handed_over, part = request.args.get("of") == "hand-overs", bool(request.args.get("part"))
    if name not in (handovers.HAND_OVERS if handed_over else reports.FIGURES):
        abort(404)
    with house().database.reading() as connection:
        asked = _asked(connection)
        if handed_over:
            meant = handovers.meant(handovers.HeldCell(name, asked.meant, asked.procedure, step), asked.span)
        else:
            meant = reports.meant(reports.Cell(name, asked.meant, asked.procedure, part), asked.span)
        after = request.args.get("after", "")
        found = behind_reports.behind(connection, current_user.actor, meant, current_locale(), after)
        title = procedure_titles(connection, {asked.procedure}, current_locale())[asked.procedure]
        step_title = step_titles(connection, asked.procedure, current_locale()).get(step, step) if step else ""
    return render_template(
        "desk/behind.html",
        asked=asked,
        found=found,
        most=behind_reports.MOST_COUNTED,
        name=figure_words.held(name) if handed_over else figure_words.figure(name),
        procedure_title=title,
        step_title=step_title,
        kept=asked.kept(figure=name, step=step, of="hand-overs" if handed_over else "", part="1" if part else ""),
        handed_over=handed_over,
        part=part,
        words=words,
    )


@policy("official")
def workbook_of_figures() -> Response:
    """All figures of a period as XLSX: a sheet of submissions, one of parts and one of hand-overs."""
    locale = current_locale()
    with house().database.reading() as connection:
        asked = _asked(connection)
        sums, rows = _sums(connection, asked), _held(connection, asked)
        codes = {one.procedure for one in (*sums, *rows)}
        titles = procedure_titles(connection, codes, locale)
        steps = {code: step_titles(connection, code, locale) for code in codes}
    sheets = [
        _sheet(_("Submissions"), [one for one in sums if not one.part], asked, titles),
        _sheet(_("Parts of joint filings"), [one for one in sums if one.part], asked, titles),
        _held_sheet(rows, asked, titles, steps),
    ]
    content = workbook([sheet for sheet in sheets if sheet.rows] or sheets[:1], zone=asked.span.zone)
    name = f"figures-{asked.span.first.isoformat()}-{asked.span.last.isoformat()}.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


def _asked(connection: Connection) -> Asked:
    """What the address asks for: this month's figures of all agencies overseen where it says nothing."""
    register = agencies_of(connection)
    agencies = reports.overseen(register, current_user.actor)
    if not agencies:
        abort(403)
    at_home, agency = house(), request.args.get("agency", "")
    usual = period("month", at_home.today(), at_home.config.report_day)
    first = read_day(request.args.get("first", "")) or usual[0]
    last = read_day(request.args.get("last", "")) or (usual[1] if first == usual[0] else at_home.today())
    span = Span(first, max(first, last), at_home.config.zone, at_home.now())
    return Asked(register, agencies, agency if agency in agencies else "", request.args.get("procedure", ""), span)


def _sums(connection: Connection, asked: Asked) -> list[reports.Sum]:
    found = reports.sums_of(connection, asked.meant, asked.span)
    return [one for one in found if asked.procedure in ("", one.procedure)]


def _held(connection: Connection, asked: Asked) -> list[handovers.Held]:
    found = handovers.held_by(connection, asked.meant, asked.span)
    return [one for one in found if asked.procedure in ("", one.procedure)]


def _frame(asked: Asked, titles: dict[str, str]) -> dict[str, Any]:
    """What both tables show around their figures."""
    at_home = house()
    spans = {name: period(name, at_home.today(), at_home.config.report_day) for name in PERIODS}
    choices = [(code, asked.agency_name(code)) for code in asked.agencies]
    return {
        "choices": [("", _("All %(n)s agencies", n=len(choices))), *choices] if len(choices) > 1 else [],
        "periods": [(figure_words.period(name), *days, days == _days(asked.span)) for name, days in spans.items()],
        "procedure_title": titles.get(asked.procedure, asked.procedure),
        "leads": any(held.role == "leader" for held in current_user.actor.positions),
        "words": figure_words,
    }


def _days(span: Span) -> tuple[date, date]:
    return span.first, span.last


def _lines(
    sums: Sequence[reports.Sum], key: Callable[[reports.Sum], str], told: Callable[[str], tuple[str, dict[str, Any]]]
) -> list[Line]:
    """Sums with the same key as one line each, in the order of their heads."""
    grouped: dict[str, list[reports.Sum]] = {}
    for one in sums:
        grouped.setdefault(key(one), []).append(one)
    lines = [Line(*told(code), reports.total(members), code) for code, members in grouped.items()]
    return sorted(lines, key=lambda line: fold(line.head))


def _groups(
    rows: Iterable[handovers.Held], key: Callable[[handovers.Held], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], handovers.Held]]:
    """Hand-overs with the same key together; those who were late most first."""
    grouped: dict[tuple[str, ...], list[handovers.Held]] = {}
    for one in rows:
        grouped.setdefault(key(one), []).append(one)
    found = [(place, handovers.together(members)) for place, members in grouped.items()]
    return sorted(found, key=lambda item: (-item[1].late, -item[1].counts["late"], -item[1].counts["done"]))


def _sheet(title: str, sums: Sequence[reports.Sum], asked: Asked, titles: dict[str, str]) -> Sheet:
    heads = [(_("Agency"), 34), (_("Code"), 12), (_("Procedure"), 44)]
    figures = [(figure_words.figure(name), 12) for name in reports.FIGURES]
    rows = [
        [asked.agency_name(one.agency), one.procedure, titles[one.procedure], *(one.counts[n] for n in reports.FIGURES)]
        for one in sums
    ]
    return Sheet(title, [*heads, *figures], rows, asked.note)


def _held_sheet(
    rows: Sequence[handovers.Held], asked: Asked, titles: dict[str, str], steps: dict[str, dict[str, str]]
) -> Sheet:
    heads = [(_("Agency"), 34), (_("Code"), 12), (_("Procedure"), 44), (_("Step"), 30)]
    counts = [(figure_words.held(name), 12) for name in handovers.HAND_OVERS]
    hours = [(_("Office hours held"), 14), (_("Office hours late"), 14)]
    lines = [
        [
            asked.agency_name(one.agency), one.procedure, titles[one.procedure],
            steps[one.procedure].get(one.step, one.step), *(one.counts[name] for name in handovers.HAND_OVERS),
            round(one.worked / HOUR, 1), round(one.late / HOUR, 1),
        ]
        for one in rows
    ]  # fmt: skip
    return Sheet(_("Hand-overs"), [*heads, *counts, *hours], lines, asked.note)
