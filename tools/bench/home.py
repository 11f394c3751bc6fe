"""A scratch installation with the sample agencies, the bench's own definition, citizens and officials who sign in."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from formengine.accounts.passwords import passwords
from formengine.accounts.registration import Registration, prepare, register
from formengine.accounts.signing_in import Account, load_account
from formengine.accounts.staff import appoint
from formengine.catalog.versions import publish
from formengine.config import Config
from formengine.database import open_database
from formengine.migrations import upgrade
from formengine.registers.agencies import agencies_of
from formengine.registers.agency_files import load_agencies
from formengine.resources import folder
from formengine.services import deciding, drafting, filing, starting
from formengine.services.deciding import Wish
from formengine.services.house import House
from formengine.services.setup import load_shipped

CODE = "DO-52"
DEFINITION = Path(__file__).parent / "definitions" / f"{CODE}.json"
PASSWORD = "một mật khẩu chỉ để đo"
SECRET = "a key for measuring alone, long enough to sign with"
RECEIVING, DECIDING = "H29.31.01", "H29.31"
# sign-in name -> (agency, role)
OFFICIALS = {"tiepnhan@mau.example": (RECEIVING, "receptionist"), "lanhdao@mau.example": (DECIDING, "leader")}
CITIZENS = tuple(f"congdan{number}@mau.example" for number in range(4))
NAMES = ("An", "Bình", "Chi", "Dung", "Giang", "Hà")


@cache
def answers() -> dict[str, Any]:
    """The complete answers of the definition's example."""
    return json.loads(DEFINITION.read_bytes())["examples"][0]["document"]


@dataclass(frozen=True)
class Scratch:
    """The installation and its accounts by sign-in name."""

    house: House
    accounts: dict[str, str]

    def account(self, name: str) -> Account:
        with self.house.database.reading() as connection:
            found = load_account(connection, self.accounts[name], 1)
        assert found is not None
        return found

    def environment(self) -> dict[str, str]:
        config = self.house.config
        return {
            "FORMENGINE_HOME": str(config.home),
            "FORMENGINE_SECRET_KEY": SECRET,
            "FORMENGINE_WORKER_THREAD": "0",
            "FORMENGINE_LOG_LEVEL": "WARNING",
        }

    def draft(self, citizen: str) -> str:
        """A draft that only has to be submitted."""
        account = self.account(citizen)
        draft = starting.start_draft(self.house, account, CODE)
        drafting.replace_answers(self.house, account, draft, answers())
        return draft

    def file(self, citizen: str) -> str:
        return filing.submit(self.house, self.account(citizen), self.draft(citizen), "vi")

    def waiting_decision(self, citizen: str) -> tuple[str, str]:
        """(number, task) of a submission that waits for the leader's decision."""
        number = self.file(citizen)
        task = self.open_task(number)
        done = deciding.act(self.house, self.account("tiepnhan@mau.example"), number, Wish("accept", task))
        assert not done.problems
        return number, self.open_task(number)

    def open_task(self, number: str) -> str:
        from sqlalchemy import select

        from submissions.store.tables import submissions, tasks

        query = select(tasks.c.task).join(submissions, submissions.c.id == tasks.c.submission_id)
        with self.house.database.reading() as connection:
            found = connection.execute(query.where(submissions.c.number == number, tasks.c.state == "open"))
            return found.scalars().one()


def make_home(home: Path, database_url: str = "") -> Scratch:
    """Tables, catalogue, shipped definitions, the bench's own, agencies, people; SQLite without an address."""
    config = Config(home=home, secret_key=SECRET, worker_thread=False, database_url=database_url)
    house = House(open_database(config), config)
    upgrade(house.database)
    load_shipped(house)
    hashes = passwords("standard")
    with house.database.transaction() as connection:
        load_agencies(connection, (folder("form_definitions") / "samples" / "agencies.json").read_bytes())
        publish(connection, DEFINITION.read_bytes(), at=house.now())
        accounts = {}
        for place, name in enumerate((*CITIZENS, *OFFICIALS)):
            person = Registration(f"Lê Mẫu {NAMES[place]}", PASSWORD, phone=f"09000000{place:02d}", email=name)
            accounts[name] = register(connection, prepare(person, hashes, house.today()), key=house.key, at=house.now())
        register_of = agencies_of(connection)
        for name, (agency, role) in OFFICIALS.items():
            held = load_account(connection, accounts[name], 1)
            assert held is not None
            place_of = register_of.by_code(agency).id
            appoint(connection, held.person, place_of, role, valid_from=date(2026, 1, 1), title="Người đo")
    return Scratch(house, accounts)
