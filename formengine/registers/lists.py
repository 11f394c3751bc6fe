"""The lists that forms choose from: those made of registers, those an administrator loaded, those shipped."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Column, Connection, Date, String, Table, Text, UniqueConstraint, insert, select

from formengine.forms.lists import FolderLists, Item, ListEdition
from formengine.registers.agencies import Agencies
from formengine.registers.problems import RegisterError
from formengine.registers.snapshots import changed
from submissions.store.columns import Id, metadata, new_id
from submissions.store.words import fold

# An edition that an administrator loaded: the exact CSV; never changed.
list_editions = Table(
    "list_editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("list", String(60), nullable=False),
    Column("edition", String(60), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("source", Text, nullable=False),
    UniqueConstraint("list", "edition"),
)

# Days whose live editions are remembered; a day is asked for again and again while it lasts.
_REMEMBERED = 500


class LiveList:
    """A list made of a register as it stood on a day. Days with the same entries share one edition."""

    def __init__(self, name: str, items_on: Callable[[date], tuple[Item, ...]]) -> None:
        self._name = name
        self._items_on = items_on
        self._days: dict[date, ListEdition] = {}
        self._editions: dict[str, ListEdition] = {}

    def on(self, day: date) -> ListEdition:
        edition = self._days.get(day)
        if edition is None:
            if len(self._days) >= _REMEMBERED:
                self._days.clear()
            items = self._items_on(day)
            digest = hashlib.sha256(repr([(i.code, i.label, i.label_en, i.parent) for i in items]).encode()).hexdigest()
            made = ListEdition(self._name, digest[:16], None, None, digest, items)
            edition = self._days[day] = self._editions.setdefault(digest, made)
        return edition


class RegisterLists:
    """Where forms of this installation find their lists; the protocol `formengine.forms.lists.Lists`."""

    def __init__(
        self,
        live: Mapping[str, LiveList],
        loaded: Mapping[str, tuple[ListEdition, ...]],
        shipped: FolderLists,
    ) -> None:
        self._live = live
        self._loaded = loaded
        self._shipped = shipped

    def names(self) -> list[str]:
        return sorted({*self._live, *self._loaded, *self._shipped.names()})

    def edition(self, name: str, on: date | None = None) -> ListEdition:
        """The edition of a list on a day (today): live, else loaded, else shipped; KeyError when there is none."""
        day = on or date.today()
        if name in self._live:
            return self._live[name].on(day)
        for edition in reversed(self._loaded.get(name, ())):
            if edition.covers(day):
                return edition
        return self._shipped.edition(name, day)


def agency_list(register: Agencies) -> LiveList:
    """The list "agency": codes and names of the agencies in force."""

    def items(day: date) -> tuple[Item, ...]:
        found = [Item(agency.code, agency.name, agency.name_en) for agency in register.all(day)]
        return tuple(sorted(found, key=lambda item: (fold(item.label), item.code)))

    return LiveList("agency", items)


def loaded_lists(connection: Connection) -> dict[str, tuple[ListEdition, ...]]:
    """Every edition that an administrator loaded, by list, oldest first."""
    found: dict[str, tuple[ListEdition, ...]] = {}
    for row in connection.execute(select(list_editions).order_by(list_editions.c.valid_from, list_editions.c.id)):
        items = _items(row.content)
        edition = ListEdition(row.list, row.edition, row.valid_from, row.valid_to, row.digest, items)
        found[row.list] = (*found.get(row.list, ()), edition)
    return found


def load_list_edition(
    connection: Connection,
    name: str,
    edition: str,
    content: bytes,
    *,
    valid_from: date,
    valid_to: date | None = None,
    source: str = "",
) -> bool:
    """Add an edition of a list from CSV with the columns code, name, name_en, parent; it comes before shipped ones.

    The same bytes again change nothing (False). Raises RegisterError for a faulty file, and for an edition that
    exists with other bytes: documents were judged with it, so it needs a name of its own.
    """
    digest = hashlib.sha256(content).hexdigest()
    if problems := _problems(content):
        raise RegisterError(problems)
    standing = connection.scalar(
        select(list_editions.c.digest).where(list_editions.c.list == name, list_editions.c.edition == edition)
    )
    if standing == digest:
        return False
    if standing is not None:
        raise RegisterError([f"the edition {edition!r} of {name!r} exists with other contents: give it another name"])
    connection.execute(
        insert(list_editions).values(
            id=new_id(),
            list=name,
            edition=edition,
            valid_from=valid_from,
            valid_to=valid_to,
            digest=digest,
            content=content.decode("utf-8-sig"),
            source=source,
        )
    )
    changed(connection, "lists")
    return True


def _problems(content: bytes) -> list[str]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as problem:
        return [f"the file must be CSV in UTF-8: {problem}"]
    if missing := {"code", "name"} - set(reader.fieldnames or ()):
        return [f"the first line lacks the columns {', '.join(sorted(missing))}"]
    problems, seen = [], set()
    for line, row in enumerate(rows, start=2):
        if not row["code"] or not row["name"]:
            problems.append(f"line {line}: code and name are needed")
        if row["code"] in seen:
            problems.append(f"line {line}: the code {row['code']!r} stands twice")
        seen.add(row["code"])
    return problems if rows else ["the list has no entries"]


def _items(content: str) -> tuple[Item, ...]:
    rows = csv.DictReader(io.StringIO(content, newline=""))
    return tuple(Item(row["code"], row["name"], row.get("name_en") or "", row.get("parent") or "") for row in rows)
