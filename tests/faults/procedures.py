"""Small procedures for what happens to many submissions at once, and the people who handle them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from formengine.accounts.identity import identity_key
from formengine.accounts.passwords import passwords
from formengine.accounts.samples import load_samples
from formengine.accounts.signing_in import Account, account_of_person, find_by_sign_in, load_account
from formengine.accounts.staff import appoint
from formengine.accounts.tables import accounts, persons
from formengine.catalog.versions import publish
from formengine.config import Config
from formengine.database import Database
from formengine.new_definition import small_definition
from formengine.registers.agencies import agencies_of
from formengine.services import enclosing, filing, starting
from formengine.services.house import House
from submissions.store import drafts

SECRET = "a key for tests alone, long enough to sign with"
CITIZEN = "an@mau.example"
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"
PAPER = "GT"
# Who handles it, each another person: four eyes.
ROLES = {"accept": "receptionist", "propose": "officer", "decide": "leader", "deliver_result": "receptionist"}


def definition_with(code: str, **changed: Any) -> bytes:
    """The definition of `formengine new`, with some of its members changed; its example goes with them."""
    made = {**json.loads(small_definition(code)), "examples": [], **changed}
    return json.dumps(made, ensure_ascii=False).encode()


def whole_way(code: str) -> bytes:
    """Accepted, examined, decided, delivered; with a paper enclosed."""
    paper = {"code": PAPER, "title": "Giấy tờ", "required": True, "originals": 1, "copies": 0, "keep": "kept",
             "accept": ["application/pdf"], "max_mb": 5, "max_files": 20}  # fmt: skip
    return definition_with(code, attachments=[paper])


def asking(code: str, branches: int, join: str | int) -> bytes:
    """So many officers of one agency are asked side by side, then a leader decides."""
    small = json.loads(small_definition(code))
    (decision,) = [stage for stage in small["route"] if stage["steps"][0]["act"] == "decide"]
    asked = [
        {"step": f"ask{number}", "title": f"Ý kiến {number}", "agency": {"competent": True}, "role": "officer",
         "act": "opine", "limit": {"working_days": 2}}
        for number in range(branches)
    ]  # fmt: skip
    opinions = {"stage": "opinions", "title": "Lấy ý kiến", "join": join, "steps": asked}
    return definition_with(code, route=[opinions, decision], clock={"starts": "filed"})


def document_of(code: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(small_definition(code))["examples"][0]["document"]
    return document


@dataclass
class Installation:
    """A house with the sample people and some procedures; `officials` by role, each appointed to the agency at work."""

    house: House
    config: Config
    officials: dict[str, list[str]]

    def account(self, sign_in: str) -> Account:
        with self.house.database.reading() as connection:
            known = find_by_sign_in(connection, sign_in, key=self.house.key)
            found = load_account(connection, known.account, known.epoch, self.house.today()) if known else None
        assert found is not None, sign_in
        return found

    def official(self, role: str, place: int = 0) -> Account:
        return self.account(self.officials[role][place])

    def draft(self, code: str, document: Mapping[str, Any] | None = None, *, enclose: bool = False) -> str:
        """A draft of the citizen that can be submitted."""
        account, house = self.account(CITIZEN), self.house
        draft_id = starting.start_draft(house, account, code)
        with house.database.transaction() as connection:
            empty = drafts.read(connection, account.id, draft_id)
            assert empty is not None
            drafts.save(connection, empty, at=house.now(), body=dict(document or document_of(code)))
        if enclose:
            enclosing.enclose(house, account, draft_id, code=PAPER, name="giấy.pdf", content=PDF)
        return draft_id

    def filed(self, code: str) -> str:
        """The number of a submission of the citizen."""
        return filing.submit(self.house, self.account(CITIZEN), self.draft(code), "vi")


def installed(database: Database, home: Path, url: str, *sources: bytes, officers: int = 1) -> Installation:
    """Sample people, agencies and these procedures in `database`, with officials where the citizen files."""
    config = Config(home=home, database_url=url, secret_key=SECRET, demo=True, worker_thread=False)
    house = House(database, config)
    with database.transaction() as connection:
        load_samples(connection, key=identity_key(SECRET), at=house.now(), profile=passwords("quick"))
        for source in sources:
            publish(connection, source, at=house.now())
        register = agencies_of(connection)
        competent = register.serving("ubnd-xa", document_of("VD-MAU")["office"]["ward"], house.today())
        agencies = {"receptionist": register.one_stop_of(competent).id, "officer": competent.id, "leader": competent.id}
        query = select(persons.c.id, persons.c.email).join(accounts, accounts.c.person == persons.c.id)
        people = connection.execute(query.where(persons.c.email != CITIZEN).order_by(persons.c.email)).all()
        wanted = ["receptionist", "leader", *["officer"] * officers]
        officials: dict[str, list[str]] = {}
        for role, person in zip(wanted, people, strict=False):
            appoint(connection, person.id, agencies[role], role, valid_from=house.today())
            officials.setdefault(role, []).append(person.email)
    return Installation(house, config, officials)


__all__ = ["CITIZEN", "PDF", "ROLES", "SECRET", "Installation", "account_of_person", "installed"]
