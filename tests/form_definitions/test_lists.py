"""The shipped lists: complete, coded as the State codes them, each edition for its days."""

import csv
from datetime import date
from pathlib import Path

import pytest

from formengine.forms.lists import shipped_lists
from formengine.resources import folder

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def names(name: str, on: date) -> dict[str, str]:
    return {item.code: item.label for item in shipped_lists().edition(name, on).items}


@pytest.mark.parametrize(
    ("name", "on", "count"),
    [
        ("province", BEFORE, 63),
        ("province", AFTER, 34),
        ("commune", AFTER, 3321),
        ("district", BEFORE, 696),
        ("ethnic-group", AFTER, 56),
        ("nationality", AFTER, 249),
    ],
)
def test_a_list_is_complete(name: str, on: date, count: int) -> None:
    assert len(names(name, on)) == count


@pytest.mark.parametrize("on", [BEFORE, AFTER])
def test_every_commune_lies_in_a_province_of_its_time(on: date) -> None:
    provinces = set(names("province", on))
    communes = shipped_lists().edition("commune", on).items
    assert {item.parent for item in communes} == provinces
    assert all(item.label and item.label_en for item in communes)


def test_the_same_code_names_another_place_after_the_reform() -> None:
    assert names("commune", BEFORE)["00004"] == "Phường Trúc Bạch, Quận Ba Đình"
    assert names("commune", AFTER)["00004"] == "Phường Ba Đình"
    assert names("province", BEFORE)["74"] == "Tỉnh Bình Dương"
    assert "74" not in names("province", AFTER)


def test_viet_nam_comes_first_among_nationalities() -> None:
    items = shipped_lists().edition("nationality", AFTER).items
    assert (items[0].code, items[0].label) == ("VN", "Việt Nam")
    assert {item.code: item.label_en for item in items}["JP"] == "Japan"


def test_ethnic_groups_include_foreigners_and_unknown() -> None:
    groups = names("ethnic-group", AFTER)
    assert (groups["01"], groups["54"], groups["55"], groups["56"]) == (
        "Kinh",
        "Rơ măm",
        "Người nước ngoài",
        "Không rõ",
    )


@pytest.mark.parametrize("name", ["industrial-zone", "business-line", "school", "clinic"])
def test_a_partial_list_says_so(name: str) -> None:
    text = (Path(str(folder("form_definitions"))) / "lists" / name / "editions.json").read_text("utf-8")
    assert "mẫu" in text or "chưa đầy đủ" in text


def test_the_national_catalogue_is_clean() -> None:
    with (Path(str(folder("form_definitions"))) / "national-catalogue.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len({row["code"] for row in rows}) == 2642
    assert list(rows[0]) == ["code", "name", "sector", "level", "agency", "applicants"]
    assert all(value == " ".join(value.split()) for row in rows for value in row.values())
    assert not [row for row in rows if row["applicants"].endswith(("Người Việt Nam định cư ở", ","))]
