"""Finding submissions as people type: without accents, by the beginning of the last word, in one's own agency."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from submissions.store import queries, search
from submissions.store.words import fold, words

pytestmark = pytest.mark.storage


def found(connection, store, text: str, actor=None, **more) -> list[str]:
    return [row.title for row in queries.search(connection, actor or store.receptionist, text, **more)]


@pytest.fixture
def three(database, store):
    with database.transaction() as connection:
        store.file(connection, number="H29.31-260309-0001", title="Nguyễn Thị Hoa · Hộ khẩu")
        store.file(connection, number="H29.31-260309-0002", title="Đỗ Văn Đức · Khai sinh")
        store.file(connection, number="H29.31-260309-0003", title="NGUYỄN Đức Anh · khai tử", receiving=store.elsewhere)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("ho khau", [1]),
        ("HỘ KHẨU", [1]),
        ("hộ khẩu", [1]),
        ("nguyen", [1]),
        ("duc", [2]),
        ("đỗ ĐỨC", [2]),
        ("do", [2]),
        ("khai", [2]),
        ("khai sin", [2]),
        ("kha sinh", []),  # only the last word may be unfinished
        ("h29.31-260309-0002", [2]),
        ("0001", [1]),
        ("260309", [2, 1]),
        ("hoa duc", []),
        ("“Hoa”, (hộ)", [1]),
        ("1.0", [2, 1]),
        ("", []),
        ("   ", []),
        ("--- !!!", []),
        ("a", []),
        ("agency", []),
    ],
)
def test_words_are_found_as_people_type_them(database, store, three, text, hits) -> None:
    titles = {1: "Nguyễn Thị Hoa · Hộ khẩu", 2: "Đỗ Văn Đức · Khai sinh"}
    with database.reading() as connection:
        assert found(connection, store, text) == [titles[hit] for hit in hits]


def test_another_agency_and_citizens_find_nothing_of_it(database, store, three) -> None:
    with database.reading() as connection:
        assert found(connection, store, "hoa", store.tax_officer) == []
        assert found(connection, store, "hoa", store.citizen) == []
        assert found(connection, store, "khai tu", store.stranger) == ["NGUYỄN Đức Anh · khai tử"]
        assert found(connection, store, "khai tu", store.officer) == ["NGUYỄN Đức Anh · khai tử"]  # competent


def test_a_guessed_agency_word_widens_nothing(database, store, three) -> None:
    with database.reading() as connection:
        assert found(connection, store, search.agency_word(store.elsewhere), store.tax_officer) == []
        assert found(connection, store, "hoa OR duc", store.receptionist) == []
        assert found(connection, store, 'hoa" OR words:"duc', store.receptionist) == []


def test_new_words_replace_the_old_ones(database, store) -> None:
    with database.transaction() as connection:
        one = store.file(connection, title="Tên cũ")
        search.put(connection, one, ["Tên mới"], [store.ward])
        search.put(connection, one, ["Tên mới"], [store.ward])
        assert found(connection, store, "cu") == []
        assert found(connection, store, "moi") == []
        assert found(connection, store, "moi", store.officer) == ["Tên cũ"]  # the title is the row's, not the index's
        search.remove(connection, one)
        search.remove(connection, one)
        assert found(connection, store, "moi", store.officer) == []


def test_pages_follow_one_another_newest_first(database, store) -> None:
    with database.transaction() as connection:
        for number in range(7):
            store.file(connection, title=f"Trang {number}")
        first = queries.search(connection, store.receptionist, "trang", size=3)
        second = queries.search(connection, store.receptionist, "trang", size=3, before=first[2].place)
        third = queries.search(connection, store.receptionist, "trang", size=3, before=second[2].place)
    titles = [row.title for row in [*first[:3], *second[:3], *third]]
    assert titles == [f"Trang {number}" for number in range(6, -1, -1)]
    assert len(first) == 4  # one more than asked for says that there is a next page
    assert len(third) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60))
def test_nothing_that_can_be_typed_is_an_error(database, store, text) -> None:
    with database.reading() as connection:
        queries.search(connection, store.receptionist, text)


@pytest.mark.parametrize("text", ["x" * 5000, "aᦰb", "1e5 12a a1b2 00a 5e", "𝟘𝟙", "ﬁ ß ǅ", "क्ष"])
def test_odd_words_are_found_as_they_were_written(database, store, text) -> None:
    with database.transaction() as connection:
        store.file(connection, title=text)
        store.file(connection, title="khác hẳn")
        assert found(connection, store, text) == [text]


def test_folding_takes_case_and_accents_away() -> None:
    assert fold("ĐƯỜNG Hộ khẩu") == "duong ho khau"
    assert fold("Hộ") == fold("Hộ")
    assert words("Số 12/GP-UBND, ngày_1") == ["so", "12", "gp", "ubnd", "ngay", "1"]
