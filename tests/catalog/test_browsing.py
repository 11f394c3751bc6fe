from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, update

from formengine.catalog.browsing import coverage, coverage_by_level, entry, in_sector, search, sectors, with_form
from formengine.catalog.entries import load_national_catalogue, sector_key
from formengine.catalog.tables import procedures
from formengine.database import Database

NATIONAL = """code,name,sector,level,agency,applicants
1.000001,Đăng ký thường trú,Cư trú,Cấp xã,Công an cấp xã,Công dân
1.000002,"Xác nhận hộ khẩu, nơi ở",Cư trú,"Cấp tỉnh, Cấp xã",Công an cấp xã,Công dân
1.000003,Nhập khẩu đồ hộp,Hải quan,Cấp bộ,Chi cục,Doanh nghiệp
1.000004,Xuất khẩu 100% hộp_giấy,Hải quan,Cơ quan khác,Chi cục,Doanh nghiệp
""".encode()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        load_national_catalogue(opened, NATIONAL)
        yield opened


def give_form(connection: Connection, code: str, audience: str = " citizen ") -> None:
    changes = {"has_form": True, "audience": audience}
    connection.execute(update(procedures).where(procedures.c.code == code).values(changes))


def found(connection: Connection, typed: str, **options: bool) -> list[str]:
    return [one.code for one in search(connection, typed, **options).entries]


@pytest.mark.parametrize("typed", ["hộ khẩu", "ho khau", "HO KHAU", "  Hộ   khẩu! ", "Hô\u0323 khâ\u0309u"])
def test_a_search_ignores_accents_and_case(connection: Connection, typed: str) -> None:
    assert found(connection, typed)[0] == "1.000002"


def test_words_side_by_side_come_before_words_that_only_begin_so(connection: Connection) -> None:
    assert found(connection, "ho khau") == ["1.000002", "1.000003", "1.000004"]
    give_form(connection, "1.000004")
    assert found(connection, "ho khau") == ["1.000002", "1.000004", "1.000003"]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("thuong", ["1.000001"]),
        ("thuo", ["1.000001"]),
        ("huong", []),
        ("1.000003", ["1.000003"]),
        ("dang ky", ["1.000001"]),
        ("hai quan do hop", ["1.000003"]),
        ("không có", []),
        ("", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("x" * 10_000, []),
    ],
)
def test_a_search_finds_whole_words_and_their_beginnings(connection: Connection, typed: str, codes: list[str]) -> None:
    assert found(connection, typed) == codes


def test_a_long_result_comes_in_pages(connection: Connection) -> None:
    first = search(connection, "khau", limit=2)
    assert first.following is not None
    second = search(connection, "khau", limit=2, after=first.following)
    assert [one.code for one in (*first.entries, *second.entries)] == ["1.000003", "1.000002", "1.000004"]
    assert second.following is None


def test_a_sector_comes_in_pages_with_forms_first(connection: Connection) -> None:
    give_form(connection, "1.000002")
    codes, after = [], None
    while True:
        page = in_sector(connection, "cu-tru", after=after, limit=1)
        codes += [one.code for one in page.entries]
        after = page.following
        if after is None:
            break
    assert codes == ["1.000002", "1.000001"]


def test_sectors_tell_how_many_of_their_procedures_have_a_form(connection: Connection) -> None:
    give_form(connection, "1.000002")
    counted = [(one.key, one.name, one.with_form, one.total) for one in sectors(connection)]
    assert counted == [("cu-tru", "Cư trú", 1, 2), ("hai-quan", "Hải quan", 0, 2)]
    assert [one.key for one in sectors(connection, only_with_form=True)] == ["cu-tru"]


def test_coverage_counts_all_and_by_level(connection: Connection) -> None:
    give_form(connection, "1.000002")
    assert (coverage(connection).with_form, coverage(connection).total) == (1, 4)
    assert [(one.key, one.name, one.with_form, one.total) for one in coverage_by_level(connection)] == [
        ("ministry", "Cấp bộ", 0, 1),
        ("province", "Cấp tỉnh", 1, 1),
        ("commune", "Cấp xã", 1, 2),
        ("other", "Cơ quan khác", 0, 1),
    ]


def test_internal_procedures_stand_in_no_public_catalogue(connection: Connection) -> None:
    give_form(connection, "1.000001", audience=" official ")
    assert found(connection, "thuong tru") == []
    assert [one.code for one in in_sector(connection, "cu-tru").entries] == ["1.000002"]
    assert coverage(connection).total == 3
    assert with_form(connection) == ()
    internal = with_form(connection, "official")
    assert [one.code for one in internal] == ["1.000001"]
    assert internal[0].internal
    assert [one.code for one in search(connection, "thuong tru", audience="official").entries] == ["1.000001"]


def test_an_entry_is_found_by_its_code(connection: Connection) -> None:
    known = entry(connection, "1.000002")
    assert known is not None
    assert (known.levels, known.agency, known.has_form) == (("province", "commune"), "Công an cấp xã", False)
    assert entry(connection, "9.999999") is None


def test_loading_the_list_again_changes_titles_but_nothing_that_has_a_form(connection: Connection) -> None:
    give_form(connection, "1.000001")
    load_national_catalogue(connection, NATIONAL.replace("Đăng ký".encode(), b"X").replace(b"Nh\xe1\xba\xadp", b"Y"))
    assert entry(connection, "1.000001").title == "Đăng ký thường trú"
    assert entry(connection, "1.000003").title == "Y khẩu đồ hộp"


def test_the_shipped_list_holds_2642_procedures_in_140_sectors(connection: Connection) -> None:
    assert load_national_catalogue(connection) == 2642
    keys = {sector_key(name) for name in connection.scalars(procedures.select().with_only_columns(procedures.c.sector))}
    assert len(keys) >= 139
    assert [one.code for one in search(connection, "khai sinh").entries]


def test_the_first_so_many_forms_are_read_and_no_more(connection: Connection) -> None:
    for code in ("1.000001", "1.000002", "1.000003"):
        give_form(connection, code)
    assert with_form(connection, limit=2) == with_form(connection)[:2]
    assert len(with_form(connection)) == 3
