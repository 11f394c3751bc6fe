"""Previews: every paper of the house and of each procedure with example data, whole and in words."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from formengine.accounts.officials import lists_of
from formengine.effects.example_papers import example_order, papers_of
from formengine.forms import load_definition
from formengine.registers.agencies import agencies_of
from formengine.resources import folder

CODES = sorted(path.stem for path in folder("form_definitions").glob("*.json"))


def previews(office: Any, code: str = "", agency: str = "H29.31") -> dict[str, str]:
    """The text of each paper by name."""
    definition = load_definition(folder("form_definitions") / f"{code}.json") if code else None
    config, now = office.house.config, office.house.now()
    with office.house.database.reading() as connection:
        register, lists = agencies_of(connection), lists_of(connection)
    told = {}
    for name in papers_of(definition, config, now):
        order = example_order(name, register.by_code(agency), register, definition, config, lists, now)
        assert order is not None
        pages = PdfReader(BytesIO(order.made(config.home))).pages
        told[name] = " ".join(" ".join(page.extract_text() for page in pages).split())
    return told


@pytest.mark.parametrize("code", ["", *CODES])
def test_each_paper_is_shown_as_a_draft_with_its_head_and_signer(office: Any, code: str) -> None:
    for name, text in previews(office, code).items():
        assert "DỰ THẢO" in text and "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text, name
        assert "ỦY BAN NHÂN DÂN PHƯỜNG BÌNH DƯƠNG" in text and "Bình Dương, ngày 10 tháng 3 năm 2026" in text, name
        assert "None" not in text and "none" not in text, name
        if name != "register":
            assert "Trần Thị Mẫu" in text or "Nguyễn Văn Mẫu" in text, name


def test_the_houses_papers_show_all_that_they_can_hold(office: Any) -> None:
    told = previews(office)
    assert "Giấy tờ mà cơ quan tra cứu được" in told["receipt"] and "99.000 đồng" in told["receipt"]
    assert "Vào Sổ theo dõi hồ sơ, Quyển số: 2026; Số thứ tự: 260310-0001" in told["receipt"]
    assert "Cơ quan đang giải quyết" in told["apology"] and "xin lỗi" in told["apology"]
    assert "Quá hạn" in told["control_slip"] and "KT. THỦ TRƯỞNG CƠ QUAN" in told["stop_notice"]


def test_answers_and_findings_are_told_in_words_and_sums_are_made(office: Any) -> None:
    assert "Không có án tích" in previews(office, "3.000333")["criminal-record-1"]
    assert "Trường Trung học cơ sở Mẫu Bình Dương" in previews(office, "3.000182")["enrolment-notice"]
    assert "155 120 30 5 147 100 45 2 8 8 0" in previews(office, "BC-CCHC")["report"]
