"""Sample agencies and people for demonstrations: every account has one published password, never for real use."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select

from formengine.accounts.identity import SignInName
from formengine.accounts.passwords import Passwords, passwords
from formengine.accounts.people import add_organisation, add_person, grant_mandate
from formengine.accounts.registration import add_sign_in_name
from formengine.accounts.staff import appoint
from formengine.accounts.tables import accounts, persons
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import load_agencies
from formengine.resources import folder
from submissions.store.columns import new_id

# Since when sample officials hold their positions and people their mandates.
SINCE = date(2025, 7, 1)
_DATES = ("birth_date", "id_issued_on")
_OTHERS = ("account", "positions")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One of the accounts offered for trying the product; `vi` and `en` say who it is and what to try."""

    sign_in: str
    vi: str
    en: str
    name: str
    official: bool

    def text(self, locale: str) -> str:
        return self.en if locale == "en" else self.vi


def demo_accounts() -> tuple[DemoAccount, ...]:
    people = _people()
    by_email = {entry.get("email"): entry for entry in (*people["citizens"], *people["officials"])}
    found = ((entry, by_email[entry["sign_in"]]) for entry in people["demo"])
    return tuple(
        DemoAccount(**entry, name=person["full_name"], official="positions" in person) for entry, person in found
    )


def demo_password() -> str:
    """The password of every sample account."""
    return _people()["password"]


def load_samples(connection: Connection, *, key: bytes, at: datetime, profile: Passwords | None = None) -> bool:
    """Write the sample agencies and people; False, and nothing written, when they are there already."""
    if connection.scalar(select(persons.c.id).where(persons.c.sample).limit(1)) is not None:
        return False
    load_agencies(connection, (folder("form_definitions") / "samples" / "agencies.json").read_bytes())
    people = _people()
    hashed = (profile or passwords("quick")).hash(people["password"])
    agency_ids = {agency.code: agency.id for agency in agencies_of(connection).all()}
    ids = {}
    for entry in (*people["citizens"], *people["officials"]):
        person = ids[entry["personal_number"]] = _person(connection, entry, key, at)
        if entry["account"]:
            _account(connection, person, entry, hashed, key, at)
        for held in entry.get("positions", ()):
            others = {name: held[name] for name in ("title", "staff_number")}
            appoint(connection, person, agency_ids[held["agency"]], held["role"], valid_from=SINCE, **others)
    companies = {
        entry["tax_code"]: add_organisation(connection, **entry, at=at, sample=True)
        for entry in people["organisations"]
    }
    for entry in people["mandates"]:
        grant_mandate(
            connection,
            ids[entry["person"]],
            entry["kind"],
            organisation=companies.get(entry.get("organisation")),
            principal=ids.get(entry.get("principal")),
            valid_from=SINCE,
            document=entry["document"],
        )
    return True


def _person(connection: Connection, entry: Mapping[str, Any], key: bytes, at: datetime) -> str:
    details = {name: value for name, value in entry.items() if name not in _OTHERS}
    details |= {name: date.fromisoformat(details[name]) for name in _DATES if name in details}
    return add_person(connection, key=key, at=at, identity="checked", sample=True, **details)


def _account(
    connection: Connection, person: str, entry: Mapping[str, Any], hashed: str, key: bytes, at: datetime
) -> None:
    account = new_id()
    connection.execute(
        insert(accounts).values(id=account, person=person, password_hash=hashed, epoch=1, locale="vi", created_at=at)
    )
    for kind in ("personal_number", "phone", "email"):
        if entry.get(kind):
            add_sign_in_name(connection, account, SignInName(kind, entry[kind]), key=key)


@cache
def _people() -> dict[str, Any]:
    return json.loads((folder("form_definitions") / "samples" / "people.json").read_bytes())
