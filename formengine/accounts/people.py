"""Natural persons, the organisations they act for, and what is known of them for filling in forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Row, bindparam, insert, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import BindParameter

from formengine.accounts.identity import keyed_hash, personal_number
from formengine.accounts.tables import mandates, organisations, persons
from formengine.registers.snapshots import changed
from submissions.store.columns import new_id
from submissions.store.words import fold

# Kinds of mandates: for an organisation the first two, for a person the others.
REPRESENTS = "legal_representative"
AUTHORISED = "authorised"
PARENT = "parent"
GUARDIAN = "guardian"
MANDATES = (REPRESENTS, AUTHORISED, PARENT, GUARDIAN)


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person; `sex` "male", "female" or empty, codes as in the shipped lists, `address` as the part address.

    `identity`: "declared", or "checked" when an official has seen the document.
    """

    id: str
    full_name: str
    personal_number: str = ""
    birth_date: date | None = None
    sex: str = ""
    ethnicity: str = ""
    nationality: str = ""
    id_kind: str = ""
    id_number: str = ""
    id_issued_on: date | None = None
    id_issued_by: str = ""
    phone: str = ""
    email: str = ""
    address: Mapping[str, Any] | None = None
    identity: str = "declared"
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    id: str
    name: str
    tax_code: str
    address: Mapping[str, Any] | None = None
    phone: str = ""
    email: str = ""


_TEXTS = (
    "personal_number",
    "full_name",
    "sex",
    "ethnicity",
    "nationality",
    "id_kind",
    "id_number",
    "id_issued_by",
    "phone",
    "email",
)


def add_person(
    connection: Connection,
    *,
    key: bytes,
    at: datetime,
    identity: str = "declared",
    sample: bool = False,
    **details: Any,
) -> str:
    """Write a person down (fields of `Person`) and return the id; the caller has looked whether there is one."""
    number = details.get("personal_number", "")
    texts = {name: details.get(name) or "" for name in _TEXTS}
    id = new_id()
    connection.execute(
        insert(persons).values(
            **texts,
            id=id,
            personal_number_hash=keyed_hash(key, "personal_number", number) if number else None,
            birth_date=details.get("birth_date"),
            id_issued_on=details.get("id_issued_on"),
            address=_written(details.get("address")),
            identity=identity,
            sample=sample,
            created_at=at,
        )
    )
    return id


class AnotherPerson(ValueError):
    """The personal number belongs to somebody with another name or another day of birth."""


def person_at_desk(connection: Connection, *, key: bytes, at: datetime, **details: Any) -> Person:
    """Whoever stands at a counter: the person with that personal number, or a new one (fields of `Person`).

    The official has seen the document, so the person counts as checked and what was not known is filled in.
    Raises AnotherPerson when the number is known with another name or birth: a number typed wrongly, or two
    people to be told apart, but never to be mixed.
    """
    known = find_person(connection, details.get("personal_number") or "", key=key)
    if known is None:
        return person_of(connection, add_person(connection, key=key, at=at, identity="checked", **details))
    born = details.get("birth_date")
    if fold(known.full_name) != fold(details["full_name"]) or (born and known.birth_date not in (None, born)):
        raise AnotherPerson(known.id)
    news = {name: value for name, value in details.items() if value and not getattr(known, name)}
    change_person(connection, known.id, **news, identity="checked")
    return person_of(connection, known.id)


def change_person(connection: Connection, person: str, **details: Any) -> None:
    """Replace what the person or an official corrected: any field of `Person` but the personal number."""
    if "address" in details:
        details["address"] = _written(details["address"])
    connection.execute(update(persons).where(persons.c.id == person).values(**details))
    if "full_name" in details:
        changed(connection, "positions")  # lists of officials show names


def find_person(connection: Connection, number: str, *, key: bytes) -> Person | None:
    """Who has this personal number, however it was typed."""
    digits = personal_number(number)
    if not digits:
        return None
    hashed = keyed_hash(key, "personal_number", digits)
    row = connection.execute(_FIND, {"hash": hashed}).one_or_none()
    return _person(row) if row else None


def person_of(connection: Connection, id: str) -> Person:
    """The person with an id; raises LookupError when there is none."""
    row = connection.execute(_PERSON, {"person": id}).one_or_none()
    if row is None:
        raise LookupError(f"no person has the id {id!r}")
    return _person(row)


def names_of(connection: Connection, ids: set[str]) -> dict[str, str]:
    """Names of persons by id, for lists and logs, in one query."""
    return {row.id: row.full_name for row in connection.execute(_NAMES, {"persons": sorted(ids)})}


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person or an organisation is reached; `address` as the part address."""

    name: str
    phone: str
    address: Mapping[str, Any] | None


def contacts_of(connection: Connection, people: set[str], organised: set[str]) -> dict[str, Contact]:
    """Contacts by id of persons and organisations, for registers, in two queries at most."""
    wanted = ((persons, persons.c.full_name, people), (organisations, organisations.c.name, organised))
    found = {}
    for table, name, ids in wanted:
        query = select(table.c.id, name.label("name"), table.c.phone, table.c.address).where(table.c.id.in_(ids))
        for row in connection.execute(query) if ids else ():
            found[row.id] = Contact(row.name, row.phone, json.loads(row.address) if row.address else None)
    return found


def add_organisation(
    connection: Connection,
    *,
    name: str,
    tax_code: str,
    at: datetime,
    address: Any = None,
    phone: str = "",
    email: str = "",
    sample: bool = False,
) -> str:
    id = new_id()
    connection.execute(
        insert(organisations).values(
            id=id,
            name=name,
            tax_code=tax_code,
            address=_written(address),
            phone=phone,
            email=email,
            sample=sample,
            created_at=at,
        )
    )
    return id


def find_organisation(connection: Connection, tax_code: str) -> Organisation | None:
    row = connection.execute(select(organisations).where(organisations.c.tax_code == tax_code)).one_or_none()
    return _organisation(row) if row else None


def organisation_of(connection: Connection, id: str) -> Organisation:
    """The organisation with an id; raises LookupError when there is none."""
    row = connection.execute(select(organisations).where(organisations.c.id == id)).one_or_none()
    if row is None:
        raise LookupError(f"no organisation has the id {id!r}")
    return _organisation(row)


def grant_mandate(
    connection: Connection,
    person: str,
    kind: str,
    *,
    organisation: str | None = None,
    principal: str | None = None,
    valid_from: date,
    valid_to: date | None = None,
    document: str = "",
) -> str:
    """Let `person` act for one organisation or one other person; `document` is the paper that proves it."""
    if kind not in MANDATES or (organisation is None) == (principal is None):
        raise ValueError(f"a mandate has a kind of {MANDATES} and one organisation or one principal")
    id = new_id()
    connection.execute(
        insert(mandates).values(
            id=id,
            person=person,
            organisation=organisation,
            principal=principal,
            kind=kind,
            document=document,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    return id


def end_mandate(connection: Connection, id: str, last_day: date) -> None:
    connection.execute(update(mandates).where(mandates.c.id == id).values(valid_to=last_day))


def organisations_of(connection: Connection, person: str, on: date) -> tuple[Organisation, ...]:
    """The organisations that `person` may act for on a day, by name."""
    return tuple(_organisation(row) for row in connection.execute(_ORGANISATIONS, {"person": person, "day": on}))


def dependants_of(connection: Connection, person: str, on: date) -> tuple[Person, ...]:
    """The children and wards that `person` may file for on a day, eldest first."""
    return tuple(_person(row) for row in connection.execute(_DEPENDANTS, {"person": person, "day": on}))


def in_force(table: Any, on: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a dated row of `table` is valid on a day."""
    return (table.c.valid_from <= on) & or_(table.c.valid_to.is_(None), table.c.valid_to >= on)


# Built once: whoever begins, fills in, files or looks at something asks them.
_FIND = select(persons).where(persons.c.personal_number_hash == bindparam("hash"))
_PERSON = select(persons).where(persons.c.id == bindparam("person"))
_NAMES = select(persons.c.id, persons.c.full_name).where(persons.c.id.in_(bindparam("persons", expanding=True)))
_MANDATED = (mandates.c.person == bindparam("person")) & in_force(mandates, bindparam("day", type_=Date))
_ORGANISATIONS = (
    select(organisations)
    .join(mandates, mandates.c.organisation == organisations.c.id)
    .where(_MANDATED)
    .order_by(organisations.c.name, organisations.c.id)
    .distinct()
)
_DEPENDANTS = (
    select(persons)
    .join(mandates, mandates.c.principal == persons.c.id)
    .where(_MANDATED, mandates.c.kind.in_((PARENT, GUARDIAN)))
    .order_by(persons.c.birth_date, persons.c.id)
)


def _person(row: Row[Any]) -> Person:
    values = {name: getattr(row, name) for name in Person.__slots__ if name != "address"}
    return Person(**values, address=json.loads(row.address) if row.address else None)


def _organisation(row: Row[Any]) -> Organisation:
    address = json.loads(row.address) if row.address else None
    return Organisation(row.id, row.name, row.tax_code, address, row.phone, row.email)


def _written(address: Any) -> str:
    return json.dumps(address, ensure_ascii=False) if address else ""
