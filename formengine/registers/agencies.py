"""The agencies that receive, handle and decide: dated, with the areas they serve."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Column, Connection, Date, ForeignKey, String, Table, Text, select

from formengine.registers.areas import parent_area
from formengine.registers.hours import Week, read_hours
from formengine.registers.snapshots import snapshot
from submissions.store.columns import Id, metadata

agencies = Table(
    "agencies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("type", String(60), nullable=False),
    Column("parent", Id, ForeignKey("agencies.id")),
    Column("one_stop", Id, ForeignKey("agencies.id")),
    Column("zone", String(60), nullable=False),
    Column("office_hours", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", String(60), nullable=False),
    Column("website", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("successor", Id, ForeignKey("agencies.id")),
)

agency_areas = Table(
    "agency_areas",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agency", Id, ForeignKey("agencies.id"), nullable=False, index=True),
    Column("area", String(10), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)


class UnknownAgency(LookupError):
    """No agency fits; the message says what was looked for and what an administrator can do.

    `type` and `area` are what was looked for, empty where they were not part of the question.
    """

    def __init__(self, wanted: str, *, type: str = "", area: str = "") -> None:
        super().__init__(f"{wanted}: load or correct it with `formengine agency load FILE`")
        self.type = type
        self.area = area


@dataclass(frozen=True, slots=True)
class Area:
    """An area served, by its code in the lists of provinces and communes."""

    code: str
    valid_from: date
    valid_to: date | None = None

    def valid(self, on: date) -> bool:
        return _within(self.valid_from, self.valid_to, on)


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency; `parent`, `one_stop` and `successor` are ids. `one_stop` is whose desk receives for it."""

    id: str
    code: str
    name: str
    name_en: str
    type: str
    parent: str | None
    one_stop: str | None
    zone: str
    office_hours: Week
    address: str
    phone: str
    website: str
    valid_from: date
    valid_to: date | None
    successor: str | None
    areas: tuple[Area, ...] = ()

    def valid(self, on: date) -> bool:
        return _within(self.valid_from, self.valid_to, on)

    def areas_on(self, on: date) -> tuple[str, ...]:
        return tuple(area.code for area in self.areas if area.valid(on))


class Agencies:
    """All agencies at one moment of the register; immutable, shared by the threads of a process."""

    def __init__(self, entries: Iterable[Agency]) -> None:
        self._by_id = {agency.id: agency for agency in sorted(entries, key=lambda agency: agency.code)}
        self._by_code = {agency.code: agency for agency in self._by_id.values()}
        self._by_type: dict[str, list[Agency]] = {}
        self._serving: dict[tuple[str, str], list[tuple[Area, Agency]]] = {}
        for agency in self._by_id.values():
            self._by_type.setdefault(agency.type, []).append(agency)
            for area in agency.areas:
                self._serving.setdefault((agency.type, area.code), []).append((area, agency))

    def by_id(self, id: str) -> Agency:
        try:
            return self._by_id[id]
        except KeyError:
            raise UnknownAgency(f"no agency has the id {id!r}") from None

    def by_code(self, code: str) -> Agency:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownAgency(f"no agency has the code {code!r}") from None

    def all(self, on: date | None = None) -> tuple[Agency, ...]:
        """All agencies by code; those in force on a day, or all there ever were."""
        return tuple(agency for agency in self._by_id.values() if on is None or agency.valid(on))

    def of_type(self, type: str, on: date) -> tuple[Agency, ...]:
        return tuple(agency for agency in self._by_type.get(type, ()) if agency.valid(on))

    def serving(self, type: str, area: str, on: date) -> Agency:
        """The agency of `type` for the area with the code `area` on a day, or for the area around that one."""
        found = self._serves(type, area, on)
        if found is None and (around := parent_area(area, on)):
            found = self._serves(type, around, on)
        if found is None:
            raise UnknownAgency(f"no agency of type {type!r} serves the area {area!r} on {on}", type=type, area=area)
        return found

    def only(self, type: str, on: date) -> Agency:
        """The agency of a type of which there is one."""
        candidates = self.of_type(type, on)
        if len(candidates) == 1:
            return candidates[0]
        raise UnknownAgency(f"{len(candidates)} agencies are of type {type!r} on {on}, one was expected", type=type)

    def near(self, agency: Agency, type: str, on: date) -> Agency:
        """The agency of `type` for the areas that `agency` or one above it serves, else the only one there is."""
        above: Agency | None = agency
        while above is not None:
            for area in above.areas_on(on):
                found = self._serves(type, area, on) or self._serves(type, parent_area(area, on), on)
                if found is not None:
                    return found
            above = self._by_id.get(above.parent or "")
        return self.only(type, on)

    def above(self, agency: Agency, type: str) -> Agency:
        """The nearest agency of `type` that `agency` belongs to."""
        above = self._by_id.get(agency.parent or "")
        while above is not None:
            if above.type == type:
                return above
            above = self._by_id.get(above.parent or "")
        raise UnknownAgency(f"no agency of type {type!r} stands above {agency.code}", type=type)

    def one_stop_of(self, agency: Agency) -> Agency:
        """The agency whose desk receives for `agency`: itself where it has none."""
        return self._by_id[agency.one_stop] if agency.one_stop else agency

    def in_force(self, agency: Agency, on: date) -> Agency:
        """`agency`, or whoever took over from it until that day."""
        while not agency.valid(on) and agency.successor:
            agency = self._by_id[agency.successor]
        return agency

    def name(self, id: str, locale: Literal["vi", "en"] | str = "vi") -> str:
        agency = self.by_id(id)
        return agency.name_en if locale == "en" and agency.name_en else agency.name

    def _serves(self, type: str, area: str, on: date) -> Agency | None:
        for served, agency in self._serving.get((type, area), ()):
            if served.valid(on) and agency.valid(on):
                return agency
        return None


def agencies_of(connection: Connection) -> Agencies:
    """The register as it stands, held in memory."""
    return snapshot(connection, "agencies", ("agencies",), _load)


def _load(connection: Connection) -> Agencies:
    areas: dict[str, list[Area]] = {}
    for row in connection.execute(select(agency_areas).order_by(agency_areas.c.area)):
        areas.setdefault(row.agency, []).append(Area(row.area, row.valid_from, row.valid_to))
    return Agencies(
        Agency(**{**row, "office_hours": read_hours(row["office_hours"])}, areas=tuple(areas.get(row["id"], ())))
        for row in connection.execute(select(agencies)).mappings()
    )


def _within(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day <= end)
