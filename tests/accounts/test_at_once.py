"""The same thing done by several at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

from sqlalchemy import func, select

from formengine.accounts.passwords import passwords
from formengine.accounts.registration import Registration, RegistrationRefused, prepare, register
from formengine.accounts.tables import accounts, persons
from formengine.database import Database

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
AN = Registration("Nguyễn Mẫu An", "hoa mai vàng", personal_number="099190000001", birth_date=date(1990, 3, 8))
MANY = 6


def at_once(work: Callable[[], object]) -> list[object]:
    barrier = Barrier(MANY)

    def run(_number: int) -> object:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


def test_one_of_many_registrations_with_one_number_wins_and_the_others_are_told(database: Database) -> None:
    prepared = prepare(AN, passwords("quick"), date(2026, 11, 22))

    def work() -> str:
        try:
            with database.transaction() as connection:
                return register(connection, prepared, key=KEY, at=NOW)
        except RegistrationRefused:
            return "refused"

    assert sorted(at_once(work)).count("refused") == MANY - 1
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(persons)) == 1
        assert connection.scalar(select(func.count()).select_from(accounts)) == 1
