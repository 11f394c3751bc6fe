"""What figures are called in tables, sheets and lists."""

from formengine.i18n import N_, format_number
from formengine.i18n import gettext as _

FIGURE = {
    "received": N_("To be handled"),
    "online": N_("New, online"),
    "elsewhere": N_("New, at the counter or by post"),
    "carried": N_("Carried over"),
    "handled": N_("Handled"),
    "early": N_("Handled early"),
    "on_time": N_("Handled on time"),
    "late": N_("Handled late"),
    "refused": N_("Handled with a refusal"),
    "ended": N_("Ended without a result"),
    "not_accepted": N_("Not accepted or sent back"),
    "withdrawn": N_("Withdrawn"),
    "stopped": N_("Stopped"),
    "in_hand": N_("In hand"),
    "within": N_("In hand, within the time limit"),
    "overdue": N_("In hand, overdue"),
    "waiting": N_("In hand, clock stopped"),
    "supplements": N_("Asked for a supplement"),
}
# Shorter, under a common heading.
SHORT = {
    "received": N_("All"),
    "online": N_("Online"),
    "elsewhere": N_("Counter, post"),
    "carried": N_("Carried over"),
    "handled": N_("All"),
    "early": N_("Early"),
    "on_time": N_("On time"),
    "late": N_("Late"),
    "ended": N_("All"),
    "in_hand": N_("All"),
    "within": N_("Not overdue"),
    "overdue": N_("Overdue"),
}
HELD = {
    "done": N_("Handed over"),
    "early": N_("Early"),
    "on_time": N_("On time"),
    "late": N_("Late"),
    "unlimited": N_("No limit of its own"),
    "overdue": N_("Overdue now"),
}
PERIOD = {
    "month": N_("This month"),
    "quarter": N_("This quarter"),
    "half": N_("This half-year"),
    "nine": N_("Nine months"),
    "year": N_("This year"),
}
# Heading -> the figures under it; the first is the sum of the others.
GROUPS = (
    (N_("To be handled"), ("received", "carried", "online", "elsewhere")),
    (N_("Handled"), ("handled", "early", "on_time", "late")),
    (N_("Ended without a result"), ("ended",)),
    (N_("In hand"), ("in_hand", "within", "overdue")),
)
# Told beside the table: parts of what stands in it.
BESIDE = ("refused", "not_accepted", "withdrawn", "stopped", "waiting", "supplements")


def figure(name: str) -> str:
    return _(FIGURE[name])


def short(name: str) -> str:
    return _(SHORT.get(name, FIGURE[name]))


def held(name: str) -> str:
    return _(HELD[name])


def period(name: str) -> str:
    return _(PERIOD[name])


def groups() -> list[tuple[str, tuple[str, ...]]]:
    return [(_(title), names) for title, names in GROUPS]


def hours(seconds: int) -> str:
    """Office time in hours, to a tenth."""
    tenths = round(seconds / 360)
    return format_number(tenths / 10) if tenths or not seconds else f"< {format_number(0.1)}"


def percent(part: int, whole: int) -> str:
    """A share to a tenth of a percent; nothing of nothing has none."""
    return f"{format_number(round(100 * part / whole, 1))} %" if whole else "–"
