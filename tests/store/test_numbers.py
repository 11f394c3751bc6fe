"""Numbers per agency and day: 1…n without a gap or a double, whatever is rolled back meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from submissions.store.numbers import paper_number, submission_number, take

pytestmark = pytest.mark.storage
DAY = date(2026, 11, 22)


class Interrupted(Exception):
    pass


def test_a_number_tells_agency_and_day_and_counts_both_apart(database) -> None:
    with database.transaction() as connection:
        assert submission_number(connection, "H29.31.01", DAY) == "H29.31.01-261122-0001"
        assert submission_number(connection, "H29.31.01", DAY) == "H29.31.01-261122-0002"
        assert submission_number(connection, "H29.32.01", DAY) == "H29.32.01-261122-0001"
        assert submission_number(connection, "H29.31.01", date(2026, 11, 23)) == "H29.31.01-261123-0001"


def test_papers_count_by_agency_series_and_year(database) -> None:
    with database.transaction() as connection:
        assert [paper_number(connection, "A", "QĐ", DAY) for _ in range(2)] == [1, 2]
        assert paper_number(connection, "A", "GP", DAY) == 1
        assert paper_number(connection, "A", "QĐ", date(2027, 1, 1)) == 1


def test_a_number_taken_by_what_failed_is_given_again(database) -> None:
    with pytest.raises(Interrupted), database.transaction() as connection:
        assert take(connection, "c") == 1
        raise Interrupted
    with database.transaction() as connection:
        assert take(connection, "c") == 1


def test_many_at_once_leave_no_gap_and_no_double(database) -> None:
    """Four who file at once, every third attempt failing after it took its number."""
    together = threading.Barrier(4)

    def file(worker: int) -> list[str]:
        together.wait()
        taken = []
        for attempt in range(12):
            try:
                with database.transaction() as connection:
                    number = submission_number(connection, "H29", DAY)
                    if (attempt + worker) % 3 == 0:
                        raise Interrupted
            except Interrupted:
                continue
            taken.append(number)
        return taken

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for found in pool.map(file, range(4)) for number in found]
    assert sorted(numbers) == [f"H29-261122-{n:04d}" for n in range(1, len(numbers) + 1)]
    assert len(numbers) == 32
