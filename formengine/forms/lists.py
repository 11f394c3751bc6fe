"""Lists (ethnic groups, communes, …): dated reference data beside the definitions, each edition immutable."""

import csv
import hashlib
import io
import json
import logging
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

from markupsafe import escape

from formengine.resources import folder

logger = logging.getLogger(__name__)

LIVE = frozenset({"agency", "official"})


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `parent` is the code in the list's parent (a commune's province), empty where there is none."""

    code: str
    label: str
    label_en: str = ""
    parent: str = ""

    def text(self, locale: str) -> str:
        return self.label_en or self.label if locale == "en" else self.label


@dataclass(frozen=True, slots=True)
class Options:
    """The `<option>`s of a list as one text; `places[code]` is where ` selected` goes."""

    html: str
    places: dict[str, int]

    def with_selected(self, code: str) -> str:
        place = self.places.get(code)
        if place is None:
            return self.html
        return f"{self.html[:place]} selected{self.html[place:]}"


def options_of(pairs: list[tuple[str, str]]) -> Options:
    """Options for (value, label) pairs, written once."""
    parts: list[str] = []
    places: dict[str, int] = {}
    length = 0
    for value, label in pairs:
        head = f'<option value="{escape(value)}"'
        places[value] = length + len(head)
        text = f"{head}>{escape(label)}</option>"
        parts.append(text)
        length += len(text)
    return Options("".join(parts), places)


@dataclass(frozen=True)
class ListEdition:
    """One edition of a list, valid from `valid_from` up to and including `valid_to` (None: open).

    `known` is false for a list that is made of an installation's registers, where there is no installation: any
    code may be in it.
    """

    name: str
    edition: str
    valid_from: date | None
    valid_to: date | None
    digest: str
    items: tuple[Item, ...]
    known: bool = True
    _options: dict[tuple[str, str | None], Options] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def by_parent(self) -> dict[str, list[Item]]:
        grouped: dict[str, list[Item]] = {}
        for item in self.items:
            grouped.setdefault(item.parent, []).append(item)
        return grouped

    def options(self, locale: str, parent: str | None = None) -> Options:
        """The `<option>`s in `locale`, those of `parent` alone where one is given; made once."""
        key = (locale, parent)
        if key not in self._options:
            items = self.items if parent is None else self.by_parent.get(parent, ())
            self._options[key] = options_of([(item.code, item.text(locale)) for item in items])
        return self._options[key]

    def holds(self, code: str) -> bool:
        return code in self.by_code or not self.known

    def covers(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Lists(Protocol):
    """Where a form finds its lists."""

    def edition(self, name: str, on: date | None = None) -> ListEdition:
        """The edition of `name` valid on `on` (None: today); KeyError that says which lists or days there are."""
        ...


def edition_on(lists: Lists, name: str, on: date | None) -> ListEdition:
    """The edition of `name` valid on `on`; an empty one, and an entry in the log, where nobody has loaded it."""
    try:
        return lists.edition(name, on)
    except KeyError as missing:
        logger.error("a form asks for a list that is not there: %s", missing.args[0])
        return ListEdition(name, "missing", None, None, "", ())


class FolderLists:
    """Lists in a folder: `<list>/editions.json` and `<list>/<edition>.csv`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._editions: dict[str, tuple[ListEdition, ...]] = {}

    def names(self) -> list[str]:
        return sorted(place.name for place in self._path.iterdir() if (place / "editions.json").is_file())

    def editions(self, name: str) -> tuple[ListEdition, ...]:
        """Every edition of the list `name`, oldest first."""
        if name not in self._editions:
            place = self._path / name
            if not (place / "editions.json").is_file():
                raise KeyError(f"there is no list {name!r}; there are: {', '.join(self.names())}")
            entries = json.loads((place / "editions.json").read_text("utf-8"))
            self._editions[name] = tuple(_read_edition(place, name, entry) for entry in entries)
        return self._editions[name]

    def edition(self, name: str, on: date | None = None) -> ListEdition:
        day = on or date.today()
        if name in LIVE:
            return ListEdition(name, "live", None, None, "", (), known=False)
        for edition in reversed(self.editions(name)):
            if edition.covers(day):
                return edition
        raise KeyError(f"no edition of the list {name!r} is valid on {day:%Y-%m-%d}")


def _read_edition(place: Path, name: str, entry: dict[str, str]) -> ListEdition:
    source = (place / f"{entry['edition']}.csv").read_bytes()
    rows = csv.DictReader(io.StringIO(source.decode("utf-8-sig")))
    items = tuple(
        Item(row["code"], row["name"], row.get("name_en") or "", row.get("parent") or "") for row in rows if row["code"]
    )
    start, end = entry.get("valid_from"), entry.get("valid_to")
    return ListEdition(
        name,
        entry["edition"],
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        hashlib.sha256(source).hexdigest(),
        items,
    )


@cache
def shipped_lists() -> FolderLists:
    """The lists that travel with the package."""
    return FolderLists(folder("form_definitions") / "lists")
