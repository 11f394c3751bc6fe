"""What a citizen holds in hand: complete, searchable, the same each time, and never markup from an answer."""

import io
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from formengine.papers import PaperError, compile_paper, paper_templates, qr_rows

AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
RECEIPT: dict[str, Any] = {
    "agency": {"name": "Ủy ban nhân dân phường Bình Dương", "phone": "0274 000 0000"},
    "number": "0001/TNHS",
    "place": "Bình Dương",
    "date": date(2026, 11, 22),
    "signer": {"name": "Trần Thị Mẫu", "title": "Công chức"},
    "submission": {
        "number": "H29.901-261122-0001",
        "procedure": "Đăng ký khai sinh",
        "accepted_at": AT,
        "due": datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
        "channel": "online",
        "secret": "K7M2Q9XA",
        "lookup_url": "https://dichvucong.example.vn/track?number=H29.901-261122-0001",
        "lookup_site": "dichvucong.example.vn/track",
        "time_limit": {"amount": 1, "unit": "working_days"},
    },
    "requester": {"full_name": "Nguyễn Thị Ngọc Ưởng", "id_number": "074190001234"},
    "attachments": [{"title": "Giấy chứng sinh", "originals": 1, "copies": 0, "kind": "kept"}],
    "fees": [{"title": "Lệ phí", "amount": 1234500, "paid": False}],
}


def text_of(pdf: bytes) -> str:
    """The words a reader's search finds, spaces made even."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_receipt_says_all_that_its_form_asks_for() -> None:
    text = text_of(compile_paper("receipt", RECEIPT, AT))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Mẫu số 01",
        "Số: 0001/TNHS",
        "ngày 22 tháng 11 năm 2026",
        "H29.901-261122-0001",
        "K7M2Q9XA",
        "dichvucong.example.vn/track",
        "Nguyễn Thị Ngọc Ưởng",
        "Giấy chứng sinh",
        "1 ngày làm việc",
        "09 giờ 30 phút, ngày 22 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "1.234.500 đồng",
        "một triệu hai trăm ba mươi bốn nghìn năm trăm đồng",
        "Trần Thị Mẫu",
    ):
        assert words in text, words


@pytest.mark.parametrize("template", paper_templates())
def test_a_paper_with_nothing_known_is_still_a_paper(template: str) -> None:
    assert compile_paper(template, {}, AT).startswith(b"%PDF-")


@pytest.mark.parametrize("template", paper_templates())
def test_nulls_and_wrong_kinds_do_not_break_a_paper(template: str) -> None:
    data = {
        "title": "",
        "agency": None,
        "document": {"child": None, "members": None},
        "labels": {},
        "forms": {},
        "date": None,
    }
    assert compile_paper(template, data, AT).startswith(b"%PDF-")


def test_an_answer_is_text_and_never_markup() -> None:
    evil = '#panic("x") *b* $x$ <tag> @ref \\ #read("/etc/passwd") [y] https://example.vn/a'
    text = text_of(compile_paper("receipt", {**RECEIPT, "requester": {"full_name": evil}}, AT))
    assert '#panic("x") *b* $x$ <tag> @ref' in text
    assert '#read("/etc/passwd") [y]' in text


def test_the_same_event_gives_the_same_bytes() -> None:
    assert compile_paper("receipt", RECEIPT, AT) == compile_paper("receipt", RECEIPT, AT)


def test_a_paper_is_tagged_titled_and_for_the_archive() -> None:
    reader = PdfReader(io.BytesIO(compile_paper("receipt", RECEIPT, AT)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("vi")
    assert reader.metadata is not None and "Giấy tiếp nhận" in str(reader.metadata.title)
    described = root["/Metadata"].get_data().decode()
    assert "pdfaid:part>2<" in described and "pdfuaid:part>1<" in described


def test_the_draft_of_a_result_is_marked_as_one() -> None:
    assert "DỰ THẢO" in text_of(compile_paper("birth-certificate", {"draft": True}, AT))
    assert "DỰ THẢO" not in text_of(compile_paper("birth-certificate", {}, AT))


def test_codes_are_told_by_their_labels_and_dates_in_words() -> None:
    data = {
        "document": {"child": {"full_name": "Nguyễn An Mẫu", "sex": "male", "birth_date": "2005-04-21"}},
        "labels": {"/child/sex": "Nam"},
        "forms": {"examine": {"child_personal_number": "079205000123"}},
    }
    text = text_of(compile_paper("birth-certificate", data, AT))
    assert "NGUYỄN AN MẪU" in text and "Giới tính: Nam" in text and "079205000123" in text
    assert "Ngày hai mươi mốt, tháng tư, năm hai nghìn không trăm linh năm" in text


def test_a_refusal_gives_its_reason_paragraph_by_paragraph() -> None:
    text = text_of(compile_paper("refusal", {"reason": "Lý do thứ nhất.\nLý do thứ hai."}, AT))
    assert "Lý do thứ nhất." in text and "Lý do thứ hai." in text and "không tiếp nhận, giải quyết" in text


def test_an_unknown_template_is_refused_by_name() -> None:
    for name in ("../secret", "house", "people", "missing"):
        with pytest.raises(PaperError, match="no paper template"):
            compile_paper(name, {}, AT)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        compile_paper("receipt", {"date": datetime(2026, 1, 1)}, AT)


def test_a_qr_code_has_its_three_finder_patterns() -> None:
    rows = qr_rows("https://dichvucong.example.vn/track")
    assert len(rows) == len(rows[0])
    assert rows[0].startswith("11111110") and rows[0].endswith("01111111") and rows[-1].startswith("11111110")


def test_a_warm_paper_is_quick() -> None:
    compile_paper("receipt", RECEIPT, AT)
    begun = time.perf_counter()
    compile_paper("receipt", {**RECEIPT, "number": "0002/TNHS"}, AT)
    assert time.perf_counter() - begun < 0.5  # 20 ms here; wide for a loaded machine
