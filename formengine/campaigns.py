"""Procedures that take submissions between two days only (school enrolment): `opens` and `closes` of a clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from formengine.forms.definition import SETTING, Definition
from formengine.i18n import format_date, format_moment
from formengine.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Window:
    """When submissions are taken; None for an end that is open. announced: False where a day is still to be set."""

    opens: datetime | None = None
    closes: datetime | None = None
    announced: bool = True

    def refusal(self, at: datetime, zone: str) -> str:
        """Why nothing is taken at the instant `at`, for whoever wants to file; empty where it is."""
        if not self.announced:
            return _("The days on which this procedure takes submissions have not been announced yet.")
        if self.opens is not None and at < self.opens:
            return _("Submissions are taken from %(opens)s on.", opens=_first(self.opens, zone))
        if self.closes is not None and at >= self.closes:
            return _("Submissions were taken until %(closes)s.", closes=_last(self.closes, zone))
        return ""

    def told(self, zone: str) -> str:
        """The days in words; empty for a procedure that can be filed at any time."""
        if not self.announced:
            return _("to be announced")
        opens, closes = _first(self.opens, zone), _last(self.closes, zone)
        if opens and closes:
            return _("from %(opens)s to %(closes)s", opens=opens, closes=closes)
        return _("from %(opens)s on", opens=opens) if opens else _("until %(closes)s", closes=closes) if closes else ""

    def countdown(self, at: datetime, zone: str) -> str:
        """Days until filing begins, or days that are left for it; empty where there is nothing to count."""
        today = at.astimezone(ZoneInfo(zone)).date()
        if self.opens is not None and at < self.opens:
            first = self.opens.astimezone(ZoneInfo(zone)).date()
            return _("Days until filing begins: %(days)s", days=(first - today).days)
        if self.closes is None or at >= self.closes:
            return ""
        days = ((self.closes - _INSTANT).astimezone(ZoneInfo(zone)).date() - today).days
        return _("Days left to file: %(days)s", days=days) if days else _("Today is the last day to file.")


_INSTANT = timedelta(microseconds=1)


def _first(opens: datetime | None, zone: str) -> str:
    """The day, with the time where it does not begin at midnight; empty for None."""
    if opens is None:
        return ""
    local = opens.astimezone(ZoneInfo(zone))
    return format_moment(opens, zone) if local.time() != time() else format_date(local.date())


def _last(closes: datetime | None, zone: str) -> str:
    """The last day as a whole, or the instant where it ends earlier; empty for None."""
    if closes is None:
        return ""
    local = closes.astimezone(ZoneInfo(zone))
    if local.time() != time():
        return format_moment(closes, zone)
    return _("the end of %(day)s", day=format_date(local.date() - timedelta(days=1)))


def window_of(definition: Definition, settings: Mapping[str, Any], zone: str) -> Window:
    """The window of a definition with the settings in force, its local times in `zone`.

    A day without a time opens at its beginning and closes at its end. A setting that is empty, or no day, means
    that it is still to be announced; a written day that is none raises ValueError.
    """
    clock = definition.clock
    try:
        opens = _instant(clock.get("opens", ""), settings, zone, end=False)
        closes = _instant(clock.get("closes", ""), settings, zone, end=True)
    except _NotSet:
        return Window(announced=False)
    return Window(opens, closes)


def sets_a_day(definition: Definition, key: str) -> bool:
    """Whether the setting is the first or the last day on which submissions are taken."""
    return f"{SETTING}{key}" in (definition.clock.get("opens"), definition.clock.get("closes"))


class _NotSet(Exception):
    """A setting names no day."""


def _instant(written: str, settings: Mapping[str, Any], zone: str, *, end: bool) -> datetime | None:
    if not written:
        return None
    if not written.startswith(SETTING):
        return _read(written, zone, end=end)
    try:
        return _read(str(settings.get(written.removeprefix(SETTING), "")), zone, end=end)
    except ValueError:
        raise _NotSet from None


def _read(text: str, zone: str, *, end: bool) -> datetime:
    at = datetime.fromisoformat(text)
    if len(text) == len("2026-06-01") and end:
        at = datetime.combine(at.date() + timedelta(days=1), time())
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
