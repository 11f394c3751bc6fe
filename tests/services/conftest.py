"""An installation with the shipped procedures and the sample people, loaded once and copied for each test."""

import copy
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from made_files import photo
from sqlalchemy import select

from formengine.accounts.identity import identity_key
from formengine.accounts.passwords import passwords
from formengine.accounts.people import find_person, organisations_of
from formengine.accounts.samples import load_samples
from formengine.accounts.signing_in import Account, find_by_sign_in, load_account
from formengine.catalog.entries import load_national_catalogue
from formengine.catalog.versions import publish
from formengine.config import Config
from formengine.database import Database, open_database
from formengine.migrations import all_tables
from formengine.registers.agencies import agencies_of
from formengine.resources import folder
from formengine.services import deciding, drafting, enclosing, filing, starting
from formengine.services.deciding import Wish
from formengine.services.house import House
from submissions.acts import is_applicant
from submissions.store import drafts, log
from submissions.store.columns import metadata
from submissions.store.tables import submissions
from submissions.submission import Submission
from submissions.undoing import pending

SECRET = "a key for tests alone, long enough to sign with"
TUESDAY = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"
JPEG = photo()


def fill(database: Database) -> None:
    with database.transaction() as connection:
        load_national_catalogue(connection)
        for path in sorted(Path(str(folder("form_definitions"))).glob("*.json")):
            publish(connection, path.read_bytes(), at=TUESDAY)
        load_samples(connection, key=identity_key(SECRET), at=TUESDAY, profile=passwords("quick"))


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    all_tables()
    home = tmp_path_factory.mktemp("services")
    database = open_database(Config(home=home))
    with database.transaction() as connection:
        metadata.create_all(connection)
    fill(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return home / "formengine.sqlite3"


class Clock:
    """The house's time: set by the test."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def later(self, **how: float) -> datetime:
        self.at += timedelta(**how)
        return self.at


class Office:
    """The installation with short words for what people do in it."""

    def __init__(self, database: Database, config: Config) -> None:
        self.clock = Clock(TUESDAY)
        self.house = House(database, config, self.clock)
        self._accounts: dict[str, Account] = {}

    def account(self, email: str) -> Account:
        email = email if "@" in email else f"{email}@mau.example"
        with self.house.database.reading() as connection:
            known = find_by_sign_in(connection, email, key=self.house.key)
            found = load_account(connection, known.account, known.epoch, self.house.today())
        assert found is not None, email
        return found

    def holder(self, agency: str, role: str) -> str:
        """The e-mail of a sample official of the agency with this id."""
        with self.house.database.reading() as connection:
            code = agencies_of(connection).by_id(agency).code
        return next(
            one["email"]
            for one in sample_people()["officials"]
            if {"agency": code, "role": role}.items() <= one["positions"][0].items()
        )

    def person(self, number: str) -> str:
        with self.house.database.reading() as connection:
            return find_person(connection, number, key=self.house.key).id

    def organisation(self, who: str) -> str:
        with self.house.database.reading() as connection:
            return organisations_of(connection, self.account(who).person, self.house.today())[0].id

    def draft(self, who: str, code: str, document: Any = None, **how: Any) -> str:
        """A draft with the answers of `document`, and of the procedure's first example where none are given."""
        account = self.account(who)
        draft_id = starting.start_draft(self.house, account, code, **how)
        body = example(code)["document"] if document is None else document
        computed = drafting.open_draft(self.house, account, draft_id).compute(copy.deepcopy(body))
        with self.house.database.transaction() as connection:
            draft = drafts.read(connection, account.id, draft_id)
            drafts.save(connection, draft, at=self.clock.at, body=dict(computed))
        return draft_id

    def enclose_needed(self, who: str, draft_id: str) -> None:
        """Every attachment that this case still needs."""
        account = self.account(who)
        for view in enclosing.attachments_of(drafting.open_draft(self.house, account, draft_id)):
            if view.missing:
                taken = view.attachment.accept
                name, content = ("giấy.pdf", PDF) if "application/pdf" in taken else ("ảnh.jpg", JPEG)
                enclosing.enclose(
                    self.house, account, draft_id, code=view.attachment.code, name=name, content=content
                )  # fmt: skip

    def file(self, who: str, code: str, document: Any = None, **how: Any) -> str:
        """Draft, enclose, submit; returns the number."""
        draft_id = self.draft(who, code, document, **how)
        self.enclose_needed(who, draft_id)
        return filing.submit(self.house, self.account(who), draft_id, "vi")

    def act(self, who: str, number: str, act: str, task: str = "", **wish: Any) -> deciding.Done:
        if task and "~" not in task:
            task = max(name for name in self.submission(number).tasks if name.rpartition("~")[0] == task)
        wish.setdefault("answers", self.submission(number).answers.version)
        if is_applicant(self.submission(number), self.account(who).actor):
            self.let_it_stand(number)
        return deciding.act(self.house, self.account(who), number, Wish(act, task=task, **wish))

    def let_it_stand(self, number: str) -> None:
        """Wait until what was done last can no longer be taken back: only then the applicant is shown it."""
        if pending(self.submission(number), self.clock.at):
            self.clock.later(minutes=1)

    def done(self, *args: Any, **wish: Any) -> Submission:
        """As `act`, which must go through."""
        result = self.act(*args, **wish)
        assert result.problems == [], result.problems
        return self.submission(result.number)

    def row(self, number: str) -> Any:
        with self.house.database.reading() as connection:
            return connection.execute(select(submissions).where(submissions.c.number == number)).one()

    def submission(self, number: str) -> Submission:
        with self.house.database.reading() as connection:
            return log.load(connection, self.row(number).id)

    def open(self, number: str) -> set[str]:
        return {task.key for task in self.submission(number).open_tasks()}


@pytest.fixture
def office(loaded: Path, tmp_path: Path, storage_kind: str, request: pytest.FixtureRequest) -> Iterator[Office]:
    if storage_kind == "sqlite":
        shutil.copy(loaded, tmp_path)
        config = Config(home=tmp_path, secret_key=SECRET)
        database = open_database(config)
    else:
        database = request.getfixturevalue("database")
        config = Config(home=tmp_path, secret_key=SECRET, database_url=request.getfixturevalue("postgres").url)
        fill(database)
    yield Office(database, config)
    database.dispose()


@cache
def sample_people() -> dict[str, Any]:
    return json.loads((Path(str(folder("form_definitions"))) / "samples" / "people.json").read_bytes())


@cache
def source(code: str) -> dict[str, Any]:
    return json.loads((Path(str(folder("form_definitions"))) / f"{code}.json").read_bytes())


def example(code: str, number: int = 0) -> dict[str, Any]:
    return source(code)["examples"][number]


@pytest.fixture
def shipped() -> Any:
    """shipped(code) is the definition's JSON, shipped(code, n) its n-th example."""
    return lambda code, number=None: copy.deepcopy(source(code) if number is None else example(code, number))
