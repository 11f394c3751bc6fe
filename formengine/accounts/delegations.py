"""Who stands in for whom: positions held in somebody's place, for dates and by a document that allows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Date, ForeignKey, Row, Select, String, Table, Text, insert, select, update

from formengine.accounts.tables import persons
from formengine.registers.snapshots import changed
from submissions.store.columns import Id, Utc, metadata, new_id

# `deputy` holds all positions of `person` in `agency` from `valid_from` to `valid_to`, both days included.
# `submission`: the number of the leave that it follows from by itself; empty where somebody gave it.
delegations = Table(
    "delegations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("persons.id"), nullable=False, index=True),
    Column("deputy", Id, ForeignKey("persons.id"), nullable=False, index=True),
    Column("agency", Id, ForeignKey("agencies.id"), nullable=False, index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("submission", String(64), nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("ended_by", Id, nullable=False),
    Column("ended_at", Utc),
)


@dataclass(frozen=True, slots=True)
class Delegation:
    """`document`: what allows it; `agency` is the agency's id; `person_name` and `deputy_name` are for people."""

    id: str
    person: str
    person_name: str
    deputy: str
    deputy_name: str
    agency: str
    valid_from: date
    valid_to: date
    document: str
    submission: str
    ended_at: datetime | None


def delegate(
    connection: Connection,
    *,
    person: str,
    deputy: str,
    agency: str,
    valid_from: date,
    valid_to: date,
    document: str,
    by: str,
    at: datetime,
    submission: str = "",
) -> str:
    """Let `deputy` hold the positions of `person` in the agency for those days; returns the delegation's id."""
    id = new_id()
    connection.execute(
        insert(delegations).values(
            id=id,
            person=person,
            deputy=deputy,
            agency=agency,
            valid_from=valid_from,
            valid_to=valid_to,
            document=document,
            submission=submission,
            made_by=by,
            made_at=at,
            ended_by="",
        )
    )
    changed(connection, "positions")
    return id


def end_delegation(connection: Connection, id: str, *, by: str, at: datetime) -> None:
    """The deputy holds nothing by it from now on."""
    mine = (delegations.c.id == id) & delegations.c.ended_at.is_(None)
    connection.execute(update(delegations).where(mine).values(ended_by=by, ended_at=at))
    changed(connection, "positions")


def delegation_of(connection: Connection, id: str) -> Delegation | None:
    row = connection.execute(_ALL.where(delegations.c.id == id)).first()
    return None if row is None else _delegation(row)


def delegations_in(connection: Connection, agencies: set[str], on: date) -> tuple[Delegation, ...]:
    """What is in force in the agencies on a day or will be, by first day."""
    lasting = (delegations.c.valid_to >= on) & delegations.c.ended_at.is_(None)
    query = _ALL.where(delegations.c.agency.in_(sorted(agencies)), lasting)
    return tuple(map(_delegation, connection.execute(query.order_by(delegations.c.valid_from, delegations.c.id))))


def overlapping(connection: Connection, person: str, agency: str, first: date, last: date) -> bool:
    """Whether somebody stands in for the person in the agency on one of those days already."""
    return connection.execute(_at_once(person, agency, first, last).limit(1)).first() is not None


def free_days(connection: Connection, person: str, agency: str, first: date, last: date) -> list[tuple[date, date]]:
    """The stretches of those days on which nobody stands in for the person in the agency, as (first, last)."""
    free = []
    for taken in connection.execute(_at_once(person, agency, first, last)):
        if first < taken.valid_from:
            free.append((first, taken.valid_from - timedelta(days=1)))
        first = max(first, taken.valid_to + timedelta(days=1))
    return [*free, (first, last)] if first <= last else free


def _at_once(person: str, agency: str, first: date, last: date) -> Select[Any]:
    """Who stands in for the person in the agency on one of those days, by first day."""
    lasting = (delegations.c.valid_from <= last) & (delegations.c.valid_to >= first) & delegations.c.ended_at.is_(None)
    whose = (delegations.c.person == person) & (delegations.c.agency == agency)
    return (
        select(delegations.c.valid_from, delegations.c.valid_to)
        .where(whose, lasting)
        .order_by(delegations.c.valid_from)
    )


def end_those_of(connection: Connection, number: str, *, at: datetime) -> None:
    """What followed by itself from that submission is over: its approval was taken back."""
    theirs = (delegations.c.submission == number) & delegations.c.ended_at.is_(None)
    if connection.execute(update(delegations).where(theirs).values(ended_at=at)).rowcount:
        changed(connection, "positions")


def in_force_for(deputy: Any, day: Any) -> Any:
    """The condition that a delegation gives `deputy` something on a day."""
    return (
        (delegations.c.deputy == deputy)
        & (delegations.c.valid_from <= day)
        & (delegations.c.valid_to >= day)
        & delegations.c.ended_at.is_(None)
    )


_PERSON, _DEPUTY = persons.alias("principals"), persons.alias("deputies")
_ALL = (
    select(delegations, _PERSON.c.full_name.label("person_name"), _DEPUTY.c.full_name.label("deputy_name"))
    .join(_PERSON, _PERSON.c.id == delegations.c.person)
    .join(_DEPUTY, _DEPUTY.c.id == delegations.c.deputy)
)


def _delegation(row: Row) -> Delegation:
    return Delegation(**{name: getattr(row, name) for name in Delegation.__slots__})
