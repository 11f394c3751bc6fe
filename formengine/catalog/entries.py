"""What a procedure's row in the catalogue says: from its definition, or from the national list."""

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from formengine.catalog.tables import procedures
from formengine.resources import folder
from submissions.store.columns import new_id
from submissions.store.words import fold, words

if TYPE_CHECKING:
    from formengine.forms.definition import Definition

# Levels of government: name in the national list and in English.
LEVELS = {
    "ministry": ("Cấp bộ", "Ministry"),
    "province": ("Cấp tỉnh", "Province"),
    "district": ("Cấp huyện", "District (until 30 June 2025)"),
    "commune": ("Cấp xã", "Commune"),
    "other": ("Cơ quan khác", "Other agencies"),
}
# Types of agencies that decide, by the end of their name.
_LEVEL_OF_TYPE = (("-xa", "commune"), ("-tinh", "province"), ("so-", "province"))


_SAID_BY_THE_LIST = ("sector", "sector_key", "levels", "agency", "national")


def sector_key(sector: str) -> str:
    """A sector's name as a part of an address: "Hộ tịch" is "ho-tich"."""
    return "-".join(words(sector))[:120]


def load_national_catalogue(connection: Connection, source: bytes | None = None) -> int:
    """Enter the procedures of the national list that have no electronic form yet; returns how many there are.

    `source`: CSV with the columns code, name, sector, level, agency, applicants; the shipped list where it is
    None. Of a procedure that has a definition it says the sector, the levels and the agency; the rest stays.
    """
    text = (source or (folder("form_definitions") / "national-catalogue.csv").read_bytes()).decode("utf-8-sig")
    rows = [_row(entry) for entry in csv.DictReader(io.StringIO(text, newline=""))]
    known = {row.code: row.has_form for row in connection.execute(select(procedures.c.code, procedures.c.has_form))}
    if new := [row | {"id": new_id()} for row in rows if row["code"] not in known]:
        connection.execute(insert(procedures), new)
    for row in rows:
        if row["code"] in known:
            news = {name: row[name] for name in _SAID_BY_THE_LIST} if known[row["code"]] else row
            connection.execute(update(procedures).where(procedures.c.code == row["code"]).values(news))
    return len(rows)


def _row(entry: dict[str, str]) -> dict[str, Any]:
    named = {name.strip() for name in entry["level"].split(",")}
    levels = [level for level, (name, _english) in LEVELS.items() if name in named]
    return {
        "code": entry["code"],
        "title": entry["name"],
        "title_en": "",
        "sector": entry["sector"],
        "sector_en": "",
        "sector_key": sector_key(entry["sector"]),
        "levels": _spaced(levels),
        "agency": entry["agency"],
        "applicants": entry["applicants"],
        "owner": "",
        "audience": "",
        "national": True,
        "has_form": False,
        "search_words": _searched(entry["code"], entry["name"], entry["sector"]),
        "sort_key": fold(entry["name"]),
    }


def entry_row(definition: "Definition", known: Row | None) -> dict[str, Any]:
    """The row of a procedure that has a definition; `known` is the row of the national list, where it has one."""
    title_en = definition.text(definition.title, "en")
    sector_en = definition.text(definition.sector, "en")
    listed = known if known is not None and known.national else None
    sector = listed.sector if listed is not None else definition.sector
    return {
        "code": definition.code,
        "title": definition.title,
        "title_en": title_en if title_en != definition.title else "",
        "sector": sector,
        "sector_en": sector_en if sector_en != definition.sector else "",
        "sector_key": sector_key(sector),
        "levels": listed.levels if listed is not None and listed.levels else _spaced(_levels(definition)),
        "agency": listed.agency if listed is not None else "",
        "national": listed is not None,
        "applicants": "; ".join(definition.applicants),
        "owner": definition.owner,
        "audience": _spaced(definition.audience),
        "has_form": True,
        "search_words": _searched(definition.code, definition.title, title_en, definition.sector, sector_en, sector),
        "sort_key": fold(definition.title),
    }


def _levels(definition: "Definition") -> list[str]:
    type = str(dict(definition.competent).get("type", ""))
    for part, level in _LEVEL_OF_TYPE:
        if type.endswith(part) if part.startswith("-") else type.startswith(part):
            return [level]
    return ["other"]


def _searched(*texts: str) -> str:
    """The folded words with a space around each, so that a search for ` word` finds words and their beginnings."""
    return _spaced(word for text in dict.fromkeys(texts) for word in words(text))


def _spaced(names: Iterable[str]) -> str:
    return f" {' '.join(names)} " if names else ""
