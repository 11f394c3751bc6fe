"""What the account already knows, by the names that definitions ask for with `x-data-item`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.people import Organisation, Person, organisation_of, person_of
from formengine.accounts.staff import HeldPosition, positions_of
from formengine.registers.agencies import agencies_of


def known_data(
    connection: Connection,
    person: str,
    *,
    on: date,
    organisation: str | None = None,
    agency: str | None = None,
) -> Mapping[str, Any]:
    """What can be filled in for a person: item name -> JSON value; what is not known is absent.

    `organisation`: id of the one that the person files for. `agency`: id of the agency as whose official the
    person files; without it the longest held position counts.
    """
    known = of_person(person_of(connection, person))
    if organisation is not None:
        known |= of_organisation(organisation_of(connection, organisation))
    for held in positions_of(connection, person, on):
        if agency in (None, held.agency):
            return known | _of_official(connection, held)
    return known


def of_person(person: Person) -> dict[str, Any]:
    """The items `person.*` of somebody, also of a child or of whoever stands at the counter."""
    return _present(
        {
            "person.full_name": person.full_name,
            "person.birth_date": person.birth_date and person.birth_date.isoformat(),
            "person.sex": person.sex,
            "person.ethnicity": person.ethnicity,
            "person.nationality": person.nationality,
            "person.personal_number": person.personal_number,
            "person.id_kind": person.id_kind,
            "person.id_number": person.id_number,
            "person.id_issued_on": person.id_issued_on and person.id_issued_on.isoformat(),
            "person.id_issued_by": person.id_issued_by,
            "person.phone": person.phone,
            "person.email": person.email,
            "person.address": person.address,
        }
    )


def of_organisation(organisation: Organisation) -> dict[str, Any]:
    """The items `organisation.*`."""
    return _present(
        {
            "organisation.name": organisation.name,
            "organisation.tax_code": organisation.tax_code,
            "organisation.address": organisation.address,
            "organisation.phone": organisation.phone,
            "organisation.email": organisation.email,
        }
    )


def _of_official(connection: Connection, held: HeldPosition) -> dict[str, Any]:
    return _present(
        {
            "official.staff_number": held.staff_number,
            "official.position": held.title,
            "official.agency": agencies_of(connection).by_id(held.agency).code,
        }
    )


def _present(items: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in items.items() if value}
