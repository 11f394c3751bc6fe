"""When agencies work: public holidays of the country, corrected by what an administrator enters, with office hours."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from sqlalchemy import Column, Connection, Date, String, Table, Text, UniqueConstraint, delete, insert, select

from formengine.registers.agencies import Agencies, Agency, agencies_of
from formengine.registers.areas import parent_area
from formengine.registers.hours import Week
from formengine.registers.snapshots import changed, snapshot
from submissions.calendar import OFFICE_WEEK, Calendar
from submissions.store.columns import Id, metadata, new_id

Kind = Literal["off", "working"]
KINDS = ("off", "working")

# A day as the authorities announced it, for everybody (`area` empty) or for a province or commune.
calendar_days = Table(
    "calendar_days",
    metadata,
    Column("id", Id, primary_key=True),
    Column("day", Date, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("area", String(10), nullable=False),
    Column("basis", Text, nullable=False),
    UniqueConstraint("day", "area"),
)

# No electronic submission of an agency that begins now is older.
FIRST_YEAR = 2023
# Limits of months, and a supplement's long silence, reach into the years after this one.
YEARS_AHEAD = 3


class Calendars:
    """The calendar of each agency; one value for all agencies that work alike."""

    def __init__(self, corrections: tuple[tuple[str, date, Kind, str], ...], country: str, last_year: int) -> None:
        self._corrections = corrections
        self._areas = frozenset(area for area, *_ in corrections)
        self._country = country
        self._last_year = last_year
        self._made: dict[tuple[object, ...], Calendar] = {}
        self._of_agency: dict[str, Calendar] = {}

    def general(self, zone: str) -> Calendar:
        """The country's calendar with usual hours."""
        return self._of(("",), OFFICE_WEEK, zone)

    def of(self, agency: Agency, register: Agencies) -> Calendar:
        if agency.id not in self._of_agency:
            scopes = ("", *(area for area in areas_around(agency, register) if area in self._areas))
            self._of_agency[agency.id] = self._of(scopes, agency.office_hours, agency.zone)
        return self._of_agency[agency.id]

    def _of(self, scopes: tuple[str, ...], hours: Week, zone: str) -> Calendar:
        key = (scopes, hours, zone)
        if key not in self._made:
            off, working = self._days(scopes)
            self._made[key] = Calendar(zone, hours, MappingProxyType(off), MappingProxyType(working))
        return self._made[key]

    def _days(self, scopes: tuple[str, ...]) -> tuple[dict[date, str], dict[date, str]]:
        off, working = (dict(days) for days in public_holidays(self._country, self._last_year))
        for scope in scopes:
            for area, day, kind, name in self._corrections:
                if area != scope:
                    continue
                off.pop(day, None)
                working.pop(day, None)
                (off if kind == "off" else working)[day] = name
        return off, working


def calendar_for(
    connection: Connection,
    agency: Agency | None = None,
    *,
    country: str = "VN",
    zone: str = "Asia/Ho_Chi_Minh",
    today: date | None = None,
) -> Calendar:
    """The calendar that an agency's limits are counted with; without an agency the country's with usual hours.

    `country` is ISO 3166-1 alpha-2; `zone` counts where no agency names its own.
    """
    last_year = (today or date.today()).year + YEARS_AHEAD
    calendars = snapshot(
        connection,
        f"calendars {country} {last_year}",
        ("calendar_days", "agencies"),
        lambda reader: _load(reader, country, last_year),
    )
    if agency is None:
        return calendars.general(zone)
    return calendars.of(agency, agencies_of(connection))


@cache
def public_calendar(country: str = "VN", zone: str = "Asia/Ho_Chi_Minh", last_year: int = 0) -> Calendar:
    """The country's calendar with usual hours and nothing entered by hand: it needs no database."""
    off, working = public_holidays(country, last_year or date.today().year + YEARS_AHEAD)
    return Calendar(zone, OFFICE_WEEK, off, working)


@cache
def public_holidays(
    country: str, last_year: int, first_year: int = FIRST_YEAR
) -> tuple[Mapping[date, str], Mapping[date, str]]:
    """Days off and Saturdays or Sundays worked in exchange, with their names, to the end of `last_year`.

    For Vietnam: Bộ luật Lao động 45/2019/QH14 Điều 112 and the yearly announcements. ValueError for a country
    that the `holidays` package does not know.
    """
    import holidays  # takes a tenth of a second: not at the start of every command

    language = "vi" if country == "VN" else None
    try:
        known = holidays.country_holidays(country, years=range(first_year, last_year + 1), language=language)
    except NotImplementedError:
        raise ValueError(f"no holidays are known for the country {country!r}: set FORMENGINE_COUNTRY") from None
    off = dict(known.items())
    working = {}
    for day in sorted(day for day in known.weekend_workdays if day.year >= first_year):
        instead = next((other for other, name in off.items() if f"{day:%d/%m/%Y}" in name), None)
        working[day] = f"Làm bù cho ngày {instead:%d/%m/%Y}" if instead else "Ngày làm bù"
    return MappingProxyType(off), MappingProxyType(working)


def set_calendar_day(
    connection: Connection, day: date, kind: Kind, name: str, *, area: str = "", basis: str = ""
) -> None:
    """Enter that a day is off, or worked, whatever the general calendar says; replaces what was entered for it.

    `area`: code of a province or commune, empty for everybody; `basis`: the announcement.
    """
    if kind not in KINDS:
        raise ValueError(f"a day is one of {KINDS}, not {kind!r}")
    forget_calendar_day(connection, day, area=area)
    connection.execute(insert(calendar_days).values(id=new_id(), day=day, kind=kind, name=name, area=area, basis=basis))
    changed(connection, "calendar_days")


def forget_calendar_day(connection: Connection, day: date, *, area: str = "") -> None:
    """Take an entered day back: the general calendar counts again."""
    connection.execute(delete(calendar_days).where(calendar_days.c.day == day, calendar_days.c.area == area))
    changed(connection, "calendar_days")


def entered_days(connection: Connection, year: int) -> list[tuple[date, Kind, str, str, str]]:
    """What was entered for a year: day, kind, name, area, basis."""
    columns = (calendar_days.c[name] for name in ("day", "kind", "name", "area", "basis"))
    days = calendar_days.c.day.between(date(year, 1, 1), date(year, 12, 31))
    rows = connection.execute(select(*columns).where(days).order_by(calendar_days.c.day, calendar_days.c.area))
    return [tuple(row) for row in rows]


def _load(connection: Connection, country: str, last_year: int) -> Calendars:
    rows = connection.execute(
        select(calendar_days.c.area, calendar_days.c.day, calendar_days.c.kind, calendar_days.c.name)
    )
    return Calendars(tuple(tuple(row) for row in rows), country, last_year)


def areas_around(agency: Agency, register: Agencies) -> tuple[str, ...]:
    """The areas of an agency, or of the nearest one above it that has any, provinces before communes."""
    above: Agency | None = agency
    while above is not None and not above.areas:
        above = register.by_id(above.parent) if above.parent else None
    own = [area.code for area in above.areas] if above else []
    around = [parent_area(area.code, area.valid_to or date.today()) for area in above.areas] if above else []
    return tuple(dict.fromkeys([*(code for code in around if code), *own]))
