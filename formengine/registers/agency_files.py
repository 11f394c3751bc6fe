"""Agencies written into the register from a file that an administrator keeps."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Row, delete, insert, select, update

from formengine.registers.agencies import agencies, agency_areas
from formengine.registers.history import note_change
from formengine.registers.hours import read_hours, write_hours
from formengine.registers.problems import RegisterError
from formengine.registers.snapshots import changed
from submissions.store.columns import new_id

REQUIRED = ("code", "name", "type")
LINKS = ("parent", "one_stop", "successor")
TEXTS = ("code", "name", "name_en", "type", "zone", "address", "phone", "website")
DATES = ("valid_from", "valid_to")
KNOWN = {*TEXTS, *LINKS, *DATES, "office_hours", "areas"}
# An agency whose file does not say since when: since before any submission.
ALWAYS = date(1900, 1, 1)


def load_agencies(
    connection: Connection, source: bytes, zone: str = "Asia/Ho_Chi_Minh", at: datetime | None = None
) -> int:
    """Put the agencies of a JSON file into the register: new codes are added, known ones replaced.

    `source`: `{"agencies": [{"code", "name", "type", …}]}`; `parent`, `one_stop` and `successor` are codes,
    `areas` a list of codes or of `{"code", "valid_from", "valid_to"}`, `zone` the time zone where an entry
    names none; with `at` it is kept what was changed then. Agencies that the file does not name stay. Returns how many
    were written; raises RegisterError with every problem before anything is written.
    """
    try:
        content = json.loads(source)
        entries = content["agencies"]
    except (ValueError, KeyError, TypeError):
        raise RegisterError(['the file must be JSON of the form {"agencies": [{"code": …}, …]}']) from None
    return upsert_agencies(connection, entries, zone, at)


def upsert_agencies(
    connection: Connection,
    entries: Sequence[Mapping[str, Any]],
    zone: str = "Asia/Ho_Chi_Minh",
    at: datetime | None = None,
) -> int:
    """As `load_agencies`, with the entries already read."""
    standing = {row.code: row for row in connection.execute(select(agencies))}
    known = {code: row.id for code, row in standing.items()}
    if problems := list(_problems(entries, known)) or list(_circles(entries, standing)):
        raise RegisterError(problems)
    ids = known | {entry["code"]: new_id() for entry in entries if entry["code"] not in known}
    for entry in entries:
        row = _row(entry, zone)
        before = standing.get(entry["code"])
        fields = sorted(name for name, value in row.items() if before is None or getattr(before, name) != value)
        if at is not None and fields:
            note_change(connection, "agency_written", by="", at=at, agency=ids[entry["code"]], fields=fields)
        if entry["code"] in known:
            connection.execute(update(agencies).where(agencies.c.code == entry["code"]).values(row))
        else:
            connection.execute(insert(agencies).values(row | {"id": ids[entry["code"]]}))
    for entry in entries:
        links = {link: ids[entry[link]] if entry.get(link) else None for link in LINKS}
        connection.execute(update(agencies).where(agencies.c.code == entry["code"]).values(links))
        connection.execute(delete(agency_areas).where(agency_areas.c.agency == ids[entry["code"]]))
    if areas := [_area(ids[entry["code"]], area) for entry in entries for area in entry.get("areas", [])]:
        connection.execute(insert(agency_areas), areas)
    changed(connection, "agencies")
    return len(entries)


def _row(entry: Mapping[str, Any], zone: str) -> dict[str, Any]:
    texts = {name: entry.get(name, "") for name in TEXTS}
    dates = {name: date.fromisoformat(entry[name]) if entry.get(name) else None for name in DATES}
    hours = write_hours(read_hours(entry["office_hours"])) if entry.get("office_hours") else ""
    return {
        **texts,
        **dates,
        "zone": texts["zone"] or zone,
        "valid_from": dates["valid_from"] or ALWAYS,
        "office_hours": hours,
    }


def _area(agency: str, written: str | Mapping[str, str]) -> dict[str, Any]:
    area = {"code": written} if isinstance(written, str) else written
    start, end = area.get("valid_from"), area.get("valid_to")
    return {
        "id": new_id(),
        "agency": agency,
        "area": area["code"],
        "valid_from": date.fromisoformat(start) if start else ALWAYS,
        "valid_to": date.fromisoformat(end) if end else None,
    }


def _problems(entries: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> Iterable[str]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield "agencies: write a list of objects"
        return
    codes = [entry.get("code") for entry in entries]
    for index, entry in enumerate(entries):
        place = f"agencies/{index}"
        for name in REQUIRED:
            if not entry.get(name):
                yield f"{place}/{name}: is missing"
        for name in sorted(set(entry) - KNOWN):
            yield f"{place}/{name}: is unknown; known are {', '.join(sorted(KNOWN))}"
        for name in (*TEXTS, *LINKS):
            if name in entry and not isinstance(entry[name], str | None):
                yield f"{place}/{name}: write text"
        if codes.count(entry.get("code")) > 1:
            yield f"{place}/code: {entry.get('code')!r} stands twice in the file"
        for name in LINKS:
            if entry.get(name) and entry[name] not in codes and entry[name] not in known:
                yield f"{place}/{name}: no agency has the code {entry[name]!r}"
        yield from _value_problems(place, entry)


def _value_problems(place: str, entry: Mapping[str, Any]) -> Iterable[str]:
    for name in DATES:
        if entry.get(name) and not _is_date(entry[name]):
            yield f"{place}/{name}: write a day as 2025-07-01"
    try:
        read_hours(entry.get("office_hours") or "")
    except ValueError as problem:
        yield f"{place}/office_hours: {problem}"
    if isinstance(entry.get("zone"), str) and entry["zone"]:
        try:
            ZoneInfo(entry["zone"])
        except (ZoneInfoNotFoundError, ValueError):
            yield f"{place}/zone: {entry['zone']!r} is no time zone; write one such as Asia/Ho_Chi_Minh"
    areas = entry.get("areas", [])
    for number, area in enumerate(areas if isinstance(areas, list) else [None]):
        if isinstance(area, str) and area:
            continue
        if not isinstance(area, dict) or not area.get("code") or set(area) - {"code", *DATES}:
            yield f'{place}/areas/{number}: write a code, or {{"code", "valid_from", "valid_to"}}'
        elif not all(_is_date(area[name]) for name in DATES if area.get(name)):
            yield f"{place}/areas/{number}: write days as 2025-07-01"


def _circles(entries: Sequence[Mapping[str, Any]], standing: Mapping[str, Row[Any]]) -> Iterable[str]:
    codes = {row.id: code for code, row in standing.items()}
    for link in ("parent", "successor"):
        links = {code: codes.get(getattr(row, link)) for code, row in standing.items()}
        links |= {entry["code"]: entry.get(link) for entry in entries}
        for index, entry in enumerate(entries):
            seen: set[str] = set()
            code = entry["code"]
            while code and code not in seen:
                seen.add(code)
                code = links.get(code)
            if code:
                yield f"agencies/{index}/{link}: leads in a circle"


def _is_date(text: Any) -> bool:
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True
