"""Officials to choose from in forms, beside all other lists of the installation."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from formengine.accounts.tables import persons, positions
from formengine.forms.lists import Item, shipped_lists
from formengine.registers.agencies import Agencies, agencies_of
from formengine.registers.lists import LiveList, RegisterLists, agency_list, loaded_lists
from formengine.registers.snapshots import snapshot
from submissions.store.words import fold


@dataclass(frozen=True, slots=True)
class _Holding:
    person: str
    name: str
    agency: str
    valid_from: date
    valid_to: date | None


def lists_of(connection: Connection) -> RegisterLists:
    """Every list of this installation, "agency" and "official" made of the registers, held in memory."""
    return snapshot(connection, "lists", ("agencies", "positions", "lists"), _load)


def _load(connection: Connection) -> RegisterLists:
    register = agencies_of(connection)
    live = {"agency": agency_list(register), "official": _official_list(connection, register)}
    return RegisterLists(live, loaded_lists(connection), shipped_lists())


def _official_list(connection: Connection, register: Agencies) -> LiveList:
    """The list "official": a person's id, the name with the agency, within the agency's code.

    Administrators act on no submission and are not in it. Somebody with positions in several
    agencies stands in it once, at the one held longest.
    """
    rows = connection.execute(
        select(
            positions.c.person, persons.c.full_name, positions.c.agency, positions.c.valid_from, positions.c.valid_to
        )
        .join(persons, persons.c.id == positions.c.person)
        .where(positions.c.role != "administrator")
        .order_by(positions.c.valid_from, positions.c.id)
    )
    holdings = tuple(_Holding(*row) for row in rows)

    def items(day: date) -> tuple[Item, ...]:
        found: dict[str, Item] = {}
        for held in holdings:
            if held.valid_from <= day and (held.valid_to is None or day <= held.valid_to):
                agency = register.by_id(held.agency)
                label = f"{held.name} – {agency.name}"
                label_en = f"{held.name} – {agency.name_en or agency.name}"
                found.setdefault(held.person, Item(held.person, label, label_en, agency.code))
        return tuple(sorted(found.values(), key=lambda item: (fold(item.label), item.code)))

    return LiveList("official", items)
