"""Why a result is due when it is: the notes of a count in sentences for the applicant."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from babel import dates

from formengine.i18n import N_, current_locale, format_date, ngettext
from formengine.i18n import gettext as _
from submissions.calendar import Calendar
from submissions.clock import Due, Limit, Note


def limit_text(amount: int, unit: str) -> str:
    """A limit in words."""
    if unit != "working_hours" and amount == 0:
        return _("the same day")
    return {
        "working_hours": ngettext("%(n)s working hour", "%(n)s working hours", amount),
        "working_days": ngettext("%(n)s working day", "%(n)s working days", amount),
        "days": ngettext("%(n)s day", "%(n)s days", amount),
        "months": ngettext("%(n)s month", "%(n)s months", amount),
    }[unit]


def attend_title() -> str:
    """What the clock asks the head of an agency to do."""
    return _("See to work that is late or nearly due")


def warning_text(about: str) -> str:
    """What the clock warns of: nearly_due, overdue."""
    return _("a task is overdue") if about == "overdue" else _("a task is nearly due")


def explained(due: Due, limit: Limit, calendar: Calendar) -> list[str]:
    """The way from the receipt to the due instant, one sentence a step."""
    sentences = []
    off = [note for note in due.notes if note.code == "holiday"]
    for note in due.notes:
        if note.code == "holiday":
            if note is off[0]:
                sentences.append(_("Days off are not counted: %(days)s.", days=_days_off(off)))
        elif note.code == "due":
            at = calendar.local(due.at)
            told = limit_text(limit.amount, limit.unit)
            sentences.append(
                _("Time limit: %(limit)s – until %(time)s, %(day)s.", limit=told, time=f"{at:%H:%M}", day=on(note.day))
            )
        elif note.code != "paused" or note.amount:  # what took no time needs no word
            sentences.append(_sentence(note, limit))
    return sentences


def on(day: date) -> str:
    """A day with its weekday: "thứ Sáu 13/02/2026"."""
    weekday = dates.format_date(day, "EEEE", locale=current_locale())
    if current_locale() == "vi":
        weekday = weekday[0].lower() + weekday[1:]
    return f"{weekday} {format_date(day)}"


def holds_text(holds: str) -> str:
    """Why the clock stood still, in words; several reasons are joined by "+"."""
    words = {
        "supplement": _("waiting for a supplement"),
        "payment": _("waiting for a financial duty to be met"),
        "authority": _("with another authority"),
        "applicant": _("with the applicant"),
        "suspended": _("handling suspended"),
    }
    return ", ".join(words[one] for one in holds.split("+"))


def whose_text(whose: str) -> str:
    """Whose clock it is, where no agency is named."""
    return {
        "agency": _("Agency"),
        "applicant": _("Applicant"),
        "authority": _("Another authority"),
        "tax": _("Tax office"),
    }[whose]


_TURNS = {
    "Submitted": N_("filed"),
    "TaskOpened": N_("handed over"),
    "TaskDropped": N_("no longer needed"),
    "Accepted": N_("accepted"),
    "ClockStarted": N_("the time limit began"),
    "RefusedToAccept": N_("not accepted"),
    "SupplementRequested": N_("supplement asked for"),
    "Supplemented": N_("supplement received"),
    "CountedAnew": N_("counted anew"),
    "AgenciesChosen": N_("agencies chosen"),
    "Opined": N_("opinion given"),
    "Proposed": N_("proposal made"),
    "Decided": N_("decided"),
    "DraftConfirmed": N_("draft answered"),
    "SentBack": N_("sent back"),
    "Silenced": N_("time ran out"),
    "ClockResumed": N_("the time limit goes on"),
    "FeeRecorded": N_("payment received"),
    "Delivered": N_("result delivered"),
    "Withdrawn": N_("withdrawn"),
    "Concluded": N_("handling ended"),
    "Transferred": N_("passed to the competent agency"),
    "AgencySucceeded": N_("passed to the successor"),
    "SupplementDrafted": N_("request put to the head"),
    "SupplementDeclined": N_("request declined"),
    "Suspended": N_("handling suspended"),
    "Resumed": N_("handling resumed"),
    "Stopped": N_("handling stopped"),
    "FeeSet": N_("charge set"),
    "FeeDemanded": N_("payment demanded"),
    "Paid": N_("paid"),
    "Signed": N_("signed"),
    "ChildEnded": N_("the other procedure ended"),
    "ChildOpened": N_("another procedure opened"),
    "WentOnWithout": N_("went on without it"),
    "Returned": N_("returned"),
    "Undone": N_("taken back"),
}


def turn_text(kind: str) -> str:
    """Why a clock started or stopped: the kind of an event in words; empty while it runs."""
    return _(_TURNS[kind]) if kind else ""


def hours_text(worked: timedelta) -> str:
    """Office time in words: working days of eight hours, hours, minutes."""
    return _minutes(worked // timedelta(minutes=1))


def _sentence(note: Note, limit: Limit) -> str:
    day = on(note.day)
    if note.code == "received":
        return _("Received at %(time)s, %(day)s.", time=note.text, day=day)
    if note.code == "after_cut_off":
        return _("After %(time)s it counts from the morning of %(day)s.", time=note.text, day=day)
    if note.code == "after_closing":
        return _("After office hours it counts from the morning of %(day)s.", day=day)
    if note.code == "day_off":
        return _("On a day off it counts from the morning of %(day)s.", day=day)
    if note.code == "swapped":
        return _("Worked in exchange for a day off: %(day)s.", day=day)
    if note.code == "anew":
        return _("With the supplement received on %(day)s the whole limit is counted anew.", day=day)
    if note.code == "stands_still":
        return _("The clock stands still since %(day)s: %(why)s.", day=day, why=holds_text(note.text))
    if note.code == "extended":
        return _("Extended, with an apology, to %(day)s.", day=day)
    if note.code == "moved" and note.text:
        return _("The last day is a day off (%(name)s): moved to %(day)s.", name=note.text, day=day)
    if note.code == "moved":
        return _("The last day is a day off: moved to %(day)s.", day=day)
    assert note.until is not None
    unit = "working_days" if limit.unit == "working_days" else "days"
    lost = _minutes(note.amount) if limit.unit == "working_hours" else limit_text(note.amount, unit)
    return _(
        "Not counted from %(since)s to %(until)s (%(why)s): %(lost)s more.",
        since=format_date(note.day),
        until=format_date(note.until),
        why=holds_text(note.text),
        lost=lost,
    )


def _minutes(amount: int) -> str:
    hours, minutes = divmod(amount, 60)
    told = [ngettext("%(n)s working hour", "%(n)s working hours", hours)] if hours or not minutes else []
    return " ".join([*told, *([ngettext("%(n)s minute", "%(n)s minutes", minutes)] if minutes else [])])


def _days_off(notes: Sequence[Note]) -> str:
    """Days off that follow each other told as one: "16/02/2026–20/02/2026 (Tết Nguyên Đán)"."""
    told = []
    for run in _runs(notes):
        first, last = format_date(run[0].day), format_date(run[-1].day)
        span = first if first == last else f"{first}–{last}"
        told.append(f"{span} ({_common_name([note.text for note in run])})")
    return "; ".join(told)


def _runs(notes: Iterable[Note]) -> list[list[Note]]:
    runs: list[list[Note]] = []
    for note in sorted(set(notes), key=lambda note: note.day):
        if runs and note.day - runs[-1][-1].day == timedelta(days=1):
            runs[-1].append(note)
        else:
            runs.append([note])
    return runs


def _common_name(names: list[str]) -> str:
    """The name that other names of the run contain (Tết Nguyên Đán), else all of them."""
    for name in names:
        if any(name != other and name in other for other in names):
            return name
    return ", ".join(dict.fromkeys(names))
