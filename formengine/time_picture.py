"""How the time of a submission went, as data of components/ledger.html: why it is due, who had it, and a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from formengine.dossier import Dossier
from formengine.explaining import explained, hours_text, turn_text, whose_text
from formengine.i18n import format_date, format_moment
from formengine.i18n import gettext as _
from submissions.calendar import Calendar
from submissions.ledger import Clock, Stretch, appointment_of

# The picture's own units: as wide as a phone, so that its letters are as large as the page's.
WIDTH, MARGIN, LANE, TOP = 360, 6, 36, 8
# Beyond so many days single days off would be hairlines.
MOST_DAYS = 70
LETTERS = 50


@dataclass(frozen=True, slots=True)
class Bar:
    """x and width in the picture's units; tone: runs, holds, late."""

    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One clock's stretches; y is the top of its row."""

    title: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture: lanes, bands of days off, and where today and the appointment are (None where outside)."""

    height: int
    lanes: tuple[Lane, ...]
    off: tuple[Bar, ...]
    first: str
    last: str
    due_x: float | None
    now_x: float | None
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch in words."""

    who: str
    step: str
    since: str
    until: str
    worked: str
    why: str
    late: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """sentences: why the appointment is when it is, empty where there is none."""

    sentences: tuple[str, ...]
    drawing: Drawing
    rows: tuple[Row, ...]


def picture_of(dossier: Dossier, now: datetime) -> Picture:
    """The ledger of the dossier as it stands at `now`, in the current language."""
    submission = dossier.submission
    calendar = dossier.calendars[submission.calendar]
    due = appointment_of(submission, calendar)
    sentences = explained(due, submission.rules.limit, calendar) if due and submission.rules else []
    rows = tuple(_row(dossier, stretch, now) for stretch in submission.ledger.stretches)
    return Picture(tuple(sentences), _drawing(dossier, calendar, now), rows)


def _row(dossier: Dossier, stretch: Stretch, now: datetime) -> Row:
    calendar = dossier.calendars[stretch.calendar]
    until = format_moment(stretch.until, dossier.zone) if stretch.until else _("until now")
    return Row(
        _who(dossier, stretch.clock),
        dossier.step_title(stretch.clock.step) if stretch.clock.step else "",
        format_moment(stretch.since, dossier.zone),
        until,
        hours_text(stretch.worked(calendar, now)),
        " → ".join(filter(None, (turn_text(stretch.started), turn_text(stretch.stopped)))),
        bool(_late_from(dossier, stretch, now)),
    )


def _who(dossier: Dossier, clock: Clock) -> str:
    return dossier.agency_name(clock.agency) if clock.agency else whose_text(clock.whose)


def _drawing(dossier: Dossier, calendar: Calendar, now: datetime) -> Drawing:
    submission, stretches = dossier.submission, dossier.submission.ledger.stretches
    end = submission.concluded_at or now
    first = calendar.local(submission.filed_at or now).date()
    last = calendar.local(max(end, submission.due or end)).date()
    scale = _Scale(calendar, first, last)
    clocks = list(dict.fromkeys((one.clock.whose, one.clock.agency) for one in stretches))
    lanes = []
    for place, (whose, agency) in enumerate(clocks):
        mine = [one for one in stretches if (one.clock.whose, one.clock.agency) == (whose, agency)]
        bars = [bar for one in mine for bar in _bars(dossier, one, scale, end)]
        lanes.append(Lane(_short(_who(dossier, mine[0].clock)), TOP + place * LANE, tuple(bars)))
    return Drawing(
        TOP + len(lanes) * LANE + 22,
        tuple(lanes),
        tuple(scale.days_off()),
        format_date(first),
        format_date(last),
        scale.x(submission.due) if submission.due else None,
        scale.x(now) if not submission.is_concluded else None,
        _told(dossier, stretches, now),
    )


def _bars(dossier: Dossier, stretch: Stretch, scale: "_Scale", end: datetime) -> Iterable[Bar]:
    until, late = stretch.until or max(end, stretch.since), _late_from(dossier, stretch, end)
    tone = "holds" if stretch.clock.holds else "runs"
    if late is None:
        yield scale.bar(stretch.since, until, tone)
        return
    if late > stretch.since:
        yield scale.bar(stretch.since, late, tone)
    yield scale.bar(max(late, stretch.since), until, "late")


def _late_from(dossier: Dossier, stretch: Stretch, now: datetime) -> datetime | None:
    """From when a stretch was late; None where it was not."""
    due = stretch.due
    if stretch.until is None and not stretch.clock.holds and stretch.clock.whose == "agency":
        task = dossier.submission.tasks.get(stretch.clock.task)
        due = (task.due if task else None) or dossier.submission.due
    return due if due and not stretch.clock.holds and (stretch.until or now) > due else None


def _told(dossier: Dossier, stretches: Sequence[Stretch], now: datetime) -> str:
    """The picture in a sentence, for those who do not see it."""
    told = []
    for one in stretches:
        worked = hours_text(one.worked(dossier.calendars[one.calendar], now))
        told.append(f"{_who(dossier, one.clock)}: {worked}")
    return _("Office time by who had it: %(told)s.", told="; ".join(told))


def _short(title: str) -> str:
    return title if len(title) <= LETTERS else title[: LETTERS - 1].rstrip() + "…"


class _Scale:
    """Instants as places between the first and the last day."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self.calendar = calendar
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        midnight = datetime.min.time()
        self.begin = calendar.instant(first, midnight)
        self.length = (calendar.instant(last + timedelta(days=1), midnight) - self.begin).total_seconds()

    def x(self, at: datetime) -> float:
        part = min(max((at - self.begin).total_seconds() / self.length, 0), 1)
        return round(MARGIN + part * (WIDTH - 2 * MARGIN), 1)

    def bar(self, since: datetime, until: datetime, tone: str) -> Bar:
        return Bar(self.x(since), max(round(self.x(until) - self.x(since), 1), 2), tone)

    def days_off(self) -> Iterable[Bar]:
        if len(self.days) > MOST_DAYS:
            return
        width = (WIDTH - 2 * MARGIN) / len(self.days)
        for place, day in enumerate(self.days):
            if not self.calendar.is_working(day):
                yield Bar(round(MARGIN + place * width, 1), round(width, 1), "off")
