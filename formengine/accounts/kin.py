"""Whose kin officials declared themselves to be: they judge no submission of these people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from formengine.accounts.identity import keyed_hash
from formengine.accounts.tables import persons
from formengine.i18n import N_
from formengine.i18n import gettext as _
from submissions.store.columns import Id, Utc, metadata, new_id

# A relative is found by the hash of the personal number, as persons are, whether or not the house knows the person yet.
# Rows are ended, not deleted: what was declared when can be asked.
kin = Table(
    "kin",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("persons.id"), nullable=False, index=True),
    Column("relative_hash", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("relation", String(20), nullable=False),
    Column("declared_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Index("ix_kin_relative", "relative_hash"),
)


RELATIONS = {
    "spouse": N_("Husband or wife"),
    "parent": N_("Father or mother, also adoptive or of the spouse"),
    "child": N_("Child, also adopted"),
    "sibling": N_("Brother or sister, also of the spouse"),
    "grandparent": N_("Grandfather or grandmother"),
    "other": N_("Other kin"),
}


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody whose kin an official declared to be; the personal number is kept as a hash alone."""

    id: str
    name: str
    relation: str
    declared_at: datetime

    def shown_relation(self) -> str:
        return _(RELATIONS[self.relation])


def declare_kin(
    connection: Connection, person: str, number: str, name: str, relation: str, *, key: bytes, at: datetime
) -> None:
    """`person` is kin of whoever has that personal number; declared again it replaces what was declared before."""
    if relation not in RELATIONS:
        raise KeyError(f"no relation is called {relation!r}")
    hashed = keyed_hash(key, "personal_number", number)
    before = (kin.c.person == person) & (kin.c.relative_hash == hashed) & kin.c.ended_at.is_(None)
    connection.execute(update(kin).where(before).values(ended_at=at))
    connection.execute(
        insert(kin).values(
            id=new_id(), person=person, relative_hash=hashed, name=name, relation=relation, declared_at=at
        )
    )


def end_kin(connection: Connection, person: str, id: str, at: datetime) -> bool:
    """Take a declaration of `person` back; False where they made none of that id that is in force."""
    mine = (kin.c.id == id) & (kin.c.person == person) & kin.c.ended_at.is_(None)
    return connection.execute(update(kin).where(mine).values(ended_at=at)).rowcount == 1


def relatives_of(connection: Connection, person: str) -> tuple[Relative, ...]:
    """What `person` declared and did not take back, by name."""
    rows = connection.execute(
        select(kin.c.id, kin.c.name, kin.c.relation, kin.c.declared_at)
        .where(kin.c.person == person, kin.c.ended_at.is_(None))
        .order_by(kin.c.name, kin.c.id)
    )
    return tuple(Relative(*row) for row in rows)


def kin_of(connection: Connection, person: str) -> frozenset[str]:
    """The ids of those whom `person` declared to be kin of, as far as the house knows them."""
    return frozenset(connection.scalars(_KIN, {"person": person}))


def related_to(people: ColumnElement[Any]) -> Select:
    """The ids of the officials who declared to be kin of one of `people`."""
    return _known_relatives(kin.c.person).where(persons.c.id.in_(people))


def _known_relatives(wanted: Column) -> Select:
    joined = select(wanted).join_from(kin, persons, persons.c.personal_number_hash == kin.c.relative_hash)
    return joined.where(kin.c.ended_at.is_(None))


_KIN = _known_relatives(persons.c.id).where(kin.c.person == bindparam("person"))
