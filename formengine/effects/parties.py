"""The people that a paper names: who asks, whose affair it is, who filed; with their address in a line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.people import Person, person_of
from formengine.dossier import Dossier
from formengine.forms.compiled import CompiledForm
from formengine.forms.pointers import ABSENT, look_up

# The parts of an address from the smallest; the country goes without saying.
ADDRESS = ("detail", "ward", "province")


def people_told(connection: Connection, dossier: Dossier) -> dict[str, Any]:
    """requester, owner, submitter: from the answers where the definition names the place, else from the register."""
    parties, answers = dossier.definition.parties, dossier.answers
    filer = _of_register(person_of(connection, dossier.submission.facts.filer))
    at_requester, at_owner = parties.get("requester", ""), parties.get("owner", "")
    requester = told_party(dossier, answers, at_requester) or filer
    owner = told_party(dossier, answers, at_owner) or requester
    same = requester.get("full_name") == filer["full_name"]
    return {
        "requester": {**filer, **requester} if same or not requester.get("phone") else requester,
        "owner": {**owner, "name": owner.get("full_name") or owner.get("name", "")},
        "submitter": {**filer, **(requester if same else {}), "name": filer["full_name"]},
    }


def told_party(dossier: Dossier, answers: Any, pointer: str) -> dict[str, Any]:
    """A party of the answers, with its address in a line."""
    found = party_of(answers, pointer)
    where = address_told(dossier.form("vi"), answers, pointer, dossier.filed_on) if found else ""
    return {**found, "address": where} if where else found


def address_told(form: CompiledForm, answers: Any, pointer: str, day: date) -> str:
    """The first address that a party of the answers has, the smallest place first; "" where it has none."""
    party = look_up(answers, pointer)
    for name, value in party.items() if isinstance(party, Mapping) else ():
        if isinstance(value, Mapping) and ("ward" in value or "province" in value):
            return ", ".join(
                form.value_text(f"{pointer}/{name}/{part}", answers, day) for part in ADDRESS if value.get(part)
            )
    return ""


def party_of(answers: Any, pointer: str) -> dict[str, Any]:
    found = look_up(answers, pointer) if pointer else ABSENT
    if not isinstance(found, Mapping):
        return {}
    known = {name: value for name, value in found.items() if isinstance(value, str)}
    known["id_number"] = known.get("personal_number") or known.get("id_number") or known.get("tax_code", "")
    if "name" in known and "full_name" not in known:
        known["full_name"] = known["name"]
    return known


def _of_register(person: Person) -> dict[str, Any]:
    number = person.personal_number or person.id_number
    return {"full_name": person.full_name, "id_number": number, "phone": person.phone, "email": person.email}
