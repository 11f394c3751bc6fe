"""What leaders and archives look at: who has how much, and the register of submissions."""

from io import BytesIO

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from formengine.effects.slips import register_order
from formengine.i18n import current_locale, format_date
from formengine.i18n import gettext as _
from formengine.registers.agencies import agencies_of
from formengine.reports import desk as desk_reports
from formengine.reports import overview as reports
from formengine.reports.register import MOST_ROWS, Entry, Period, count_register, register_of
from formengine.spreadsheets import XLSX, Sheet, workbook
from formengine.web.context import current_user, house
from formengine.web.desk import words
from formengine.web.files import Download, made
from formengine.web.policy import policy
from formengine.web.typed import read_day

SHOWN = 50
# A paper of so many lines takes some seconds and fifty sheets.
MOST_PRINTED = 1_000


@policy("official")
def overview() -> str:
    """Who has how much in the agencies that the person leads, and what will be late this week."""
    led = desk_reports.led_by(current_user.actor)
    if not led:
        abort(403)
    agency = request.args.get("agency", "")
    agency = agency if agency in led else led[0]
    at_home, locale = house(), current_locale()
    with at_home.database.reading() as connection:
        seen = reports.overview(connection, current_user.actor, agency, at_home.now(), locale)
        register = agencies_of(connection)
    choices = [(code, register.name(code, locale)) for code in led]
    columns = ("subject", "step", "holder")
    return render_template("desk/overview.html", overview=seen, agencies=choices, columns=columns, words=words)


@policy("official")
def register() -> str:
    """A period of the register: its first lines, and the whole as a file."""
    agencies, period = _asked()
    with house().database.reading() as connection:
        count = count_register(connection, current_user.actor, period)
        rows = register_of(connection, current_user.actor, period, current_locale(), size=SHOWN)
    return render_template(
        "desk/register.html",
        rows=rows,
        count=count,
        most=MOST_ROWS,
        agencies=agencies,
        period=period,
        words=words,
        joint_note=_joint_note,
    )


@policy("official")
def register_file() -> Response:
    """The register of a period as XLSX."""
    agencies, period = _asked()
    with house().database.reading() as connection:
        if count_register(connection, current_user.actor, period) > MOST_ROWS:
            flash(_("More than %(n)s submissions: choose a shorter period.", n=MOST_ROWS), "error")
            return redirect(url_for("desk.register", agency=period.agency, first=period.first, last=period.last))
        rows = register_of(connection, current_user.actor, period, current_locale())
    note = f"{dict(agencies)[period.agency]}, {format_date(period.first)} – {format_date(period.last)}"
    lines = ([place, *_line(entry)] for place, entry in enumerate(rows, start=1))
    content = workbook([Sheet(_("Register of submissions"), _columns(), lines, note)], zone=period.zone)
    name = f"register-{period.first.isoformat()}-{period.last.isoformat()}.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


@policy("official")
def register_paper() -> Download | Response:
    """The register of a period as an official paper."""
    _agencies, period = _asked()
    at_home = house()
    with at_home.database.reading() as connection:
        if count_register(connection, current_user.actor, period) > MOST_PRINTED:
            flash(
                _("More than %(n)s submissions: choose a shorter period, or take the XLSX file.", n=MOST_PRINTED),
                "error",
            )
            return redirect(url_for("desk.register", agency=period.agency, first=period.first, last=period.last))
        order = register_order(connection, current_user.actor, period, at_home.config, at_home.now())
    return made(order, f"{order.data['title']}.pdf")


def _asked() -> tuple[list[tuple[str, str]], Period]:
    """The agencies to choose from, the one chosen and the period: this month where the address names none."""
    own = sorted(current_user.actor.agencies)
    if not own:
        abort(403)
    with house().database.reading() as connection:
        known = agencies_of(connection)
    agencies = [(agency, known.name(agency, current_locale())) for agency in own]
    agency = request.args.get("agency", "")
    today = house().today()
    first = read_day(request.args.get("first", "")) or today.replace(day=1)
    last = read_day(request.args.get("last", "")) or today
    return agencies, Period(agency if agency in own else own[0], first, max(first, last), house().config.zone)


def _columns() -> list[tuple[str, int]]:
    return [
        (_("No."), 6),
        (_("Submission"), 24),
        (_("Code"), 12),
        (_("Procedure"), 40),
        (_("Applicant"), 26),
        (_("Phone"), 14),
        (_("Address"), 36),
        (_("Channel"), 14),
        (_("Sets"), 8),
        (_("Filed"), 17),
        (_("Accepted"), 17),
        (_("Result due"), 17),
        (_("Decided"), 17),
        (_("Delivered"), 17),
        (_("Handled by"), 30),
        (_("Status"), 20),
        (_("In time"), 14),
        (_("Received by"), 30),
        (_("Note"), 40),
    ]


def _line(entry: Entry) -> list[object]:
    return [
        entry.number,
        entry.procedure,
        entry.title,
        entry.applicant,
        entry.phone,
        entry.address,
        words.channel(entry.channel),
        1,
        entry.filed_at,
        entry.accepted_at,
        entry.due,
        entry.decided_at,
        entry.delivered_at,
        entry.handled_by,
        entry.status,
        words.lateness(entry.lateness),
        entry.received_by,
        _joint_note(entry),
    ]


def _joint_note(entry: Entry) -> str:
    """What a joint submission and its parts say of each other: it is one filing, however many lines it has."""
    if entry.part_of:
        return _("Part of the joint submission %(number)s", number=entry.part_of)
    return _("Joint submission, with %(numbers)s", numbers=", ".join(entry.parts)) if entry.parts else ""
