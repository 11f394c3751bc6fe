"""Who holds which position in which agency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Date, Select, bindparam, insert, select, union, update

from formengine.accounts.delegations import delegations, in_force_for
from formengine.accounts.kin import related_to
from formengine.accounts.people import in_force
from formengine.accounts.roles import role_in_words
from formengine.accounts.tables import persons, positions
from formengine.registers.agencies import Agencies
from formengine.registers.snapshots import changed
from submissions.actors import Actor
from submissions.store.columns import new_id


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """A position with its holder; `agency` is the agency's id, `title` what stands under a signature."""

    id: str
    person: str
    name: str
    agency: str
    role: str
    title: str
    staff_number: str
    valid_from: date
    valid_to: date | None


def appoint(
    connection: Connection,
    person: str,
    agency: str,
    role: str,
    *,
    valid_from: date,
    valid_to: date | None = None,
    title: str = "",
    staff_number: str = "",
) -> str:
    """Give a person a role in an agency (its id) and return the position's id; KeyError for an unknown role."""
    role_in_words(role)
    id = new_id()
    connection.execute(
        insert(positions).values(
            id=id,
            person=person,
            agency=agency,
            role=role,
            title=title,
            staff_number=staff_number,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    changed(connection, "positions")
    return id


def end_position(connection: Connection, position: str, last_day: date) -> None:
    """The position is held until `last_day`, that day included."""
    connection.execute(update(positions).where(positions.c.id == position).values(valid_to=last_day))
    changed(connection, "positions")


def administers(connection: Connection, actor: Actor, register: Agencies, agency: str, on: date) -> bool:
    """Whether `actor` administers an agency (its id); as `administered` has it."""
    return agency in administered(connection, actor, register, [agency], on)


def administered(
    connection: Connection, actor: Actor, register: Agencies, agencies: Collection[str], on: date
) -> frozenset[str]:
    """Those of the agencies (ids) that `actor` administers: as administrator of one or of an agency above it.

    Where none of these has an administrator on a day, those of the heads of the house do.
    """
    if actor.kind != "person":
        return frozenset()
    chains = {agency: _upward(register, agency) for agency in agencies}
    held = _administrators(connection, {above for chain in chains.values() for above in chain}, on)
    alone = {agency for agency, chain in chains.items() if held.keys().isdisjoint(chain)}
    own = {agency for agency, chain in chains.items() if any(actor.person in held.get(above, ()) for above in chain)}
    return frozenset(own | alone) if alone and actor.person in _of_heads(connection, register, on) else frozenset(own)


def nearest_administrators(connection: Connection, register: Agencies, agency: str, on: date) -> frozenset[str]:
    """The persons who are told of what concerns an agency: its administrators, else those of the nearest one above."""
    chain = _upward(register, agency)
    held = _administrators(connection, chain, on)
    nearest = next((held[above] for above in chain if above in held), None)
    return frozenset(nearest) if nearest else _of_heads(connection, register, on)


def _upward(register: Agencies, agency: str) -> list[str]:
    """The agency and those above it, from below."""
    chain = [agency]
    while parent := register.by_id(chain[-1]).parent:
        chain.append(parent)
    return chain


def _of_heads(connection: Connection, register: Agencies, on: date) -> frozenset[str]:
    """The administrators of the agencies that stand under nobody and have others below them."""
    known = register.all(on)
    parents = {agency.parent for agency in known}
    heads = [agency.id for agency in known if agency.parent is None and agency.id in parents]
    return frozenset().union(*_administrators(connection, heads, on).values())


def _administrators(connection: Connection, agencies: Collection[str], on: date) -> dict[str, set[str]]:
    """Who administers each of the agencies that has anybody."""
    administrators = positions.c.agency.in_(sorted(agencies)) & (positions.c.role == "administrator")
    query = select(positions.c.agency, positions.c.person).where(administrators, in_force(positions, on))
    held: dict[str, set[str]] = {}
    for row in connection.execute(query):
        held.setdefault(row.agency, set()).add(row.person)
    return held


def is_last_administrator(connection: Connection, position: str, on: date) -> bool:
    """Whether an agency would have no administrator after a day if this position ended then."""
    lasting = in_force(positions, on + timedelta(days=1)) & (positions.c.role == "administrator")
    agency = connection.scalar(select(positions.c.agency).where(positions.c.id == position, lasting))
    others = select(positions.c.id).where(positions.c.agency == agency, positions.c.id != position, lasting)
    return agency is not None and connection.scalar(others.limit(1)) is None


def staff_of(connection: Connection, agency: str, on: date) -> tuple[HeldPosition, ...]:
    """Everybody who holds a position in the agency on a day, by role and name."""
    return _held(connection, positions.c.agency == agency, on)


def positions_in(connection: Connection, agency: str, since: date) -> tuple[HeldPosition, ...]:
    """Who holds, will hold or held a position in the agency until a day not before `since`; the longest held first."""
    lasting = positions.c.valid_to.is_(None) | (positions.c.valid_to >= since)
    return _positions(connection, (positions.c.agency == agency) & lasting)


def position_of(connection: Connection, id: str) -> HeldPosition | None:
    return next(iter(_positions(connection, positions.c.id == id)), None)


def holds_already(connection: Connection, person: str, agency: str, role: str, since: date) -> bool:
    """Whether the person holds that role in the agency on a day, or will later."""
    same = (positions.c.person == person) & (positions.c.agency == agency) & (positions.c.role == role)
    lasting = positions.c.valid_to.is_(None) | (positions.c.valid_to >= since)
    return connection.execute(select(positions.c.id).where(same, lasting).limit(1)).first() is not None


def positions_of(connection: Connection, person: str, on: date) -> tuple[HeldPosition, ...]:
    """What the person holds on a day; the longest held first."""
    return _held(connection, positions.c.person == person, on)


def staffed(connection: Connection, agencies: set[str], role: str, on: date) -> set[str]:
    """Which of the agencies (ids) have somebody in the role on a day."""
    rows = connection.execute(
        select(positions.c.agency)
        .distinct()
        .where(positions.c.agency.in_(agencies), positions.c.role == role, in_force(positions, on))
    )
    return set(rows.scalars())


def holders(connection: Connection, agency: str, role: str, on: date) -> dict[str, str]:
    """Everybody who may act in the role for the agency on a day, in their own right or as a deputy: person -> name."""
    rows = connection.execute(_HOLDERS, {"agency": agency, "role": role, "day": on})
    return {row.id: row.full_name for row in rows}


def holders_not_kin_of(
    connection: Connection, people: Collection[str], agency: str, role: str, on: date
) -> dict[str, str]:
    """As `holders`, without who declared to be kin of one of `people`."""
    given = {"agency": agency, "role": role, "day": on, "people": sorted(people)}
    return {row.id: row.full_name for row in connection.execute(_HOLDERS_NOT_KIN, given)}


def _holders() -> CompoundSelect:
    day = bindparam("day", type_=Date)
    held = (positions.c.agency == bindparam("agency")) & (positions.c.role == bindparam("role"))
    held &= in_force(positions, day)
    own = select(persons.c.id, persons.c.full_name).join(positions, positions.c.person == persons.c.id).where(held)
    standing_in = (
        select(persons.c.id, persons.c.full_name)
        .join(delegations, delegations.c.deputy == persons.c.id)
        .join(positions, (positions.c.person == delegations.c.person) & (positions.c.agency == delegations.c.agency))
        .where(held, in_force_for(persons.c.id, day))
    )
    return union(own, standing_in)


def _holders_not_kin() -> Select:
    found = _holders().subquery()
    return select(found).where(found.c.id.not_in(related_to(bindparam("people", expanding=True))))


# Built once: the page of a task asks it, where the task may be given to somebody.
_HOLDERS, _HOLDERS_NOT_KIN = _holders(), _holders_not_kin()


def _held(connection: Connection, which: Any, on: date) -> tuple[HeldPosition, ...]:
    return _positions(connection, which & in_force(positions, on))


def _positions(connection: Connection, which: Any) -> tuple[HeldPosition, ...]:
    rows = connection.execute(
        select(
            positions.c.id,
            positions.c.person,
            persons.c.full_name,
            positions.c.agency,
            positions.c.role,
            positions.c.title,
            positions.c.staff_number,
            positions.c.valid_from,
            positions.c.valid_to,
        )
        .join(persons, persons.c.id == positions.c.person)
        .where(which)
        .order_by(positions.c.valid_from, positions.c.role, persons.c.full_name, positions.c.id)
    )
    return tuple(HeldPosition(*row) for row in rows)
