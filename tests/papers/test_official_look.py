"""Every paper as an official document: for the archive, to be read aloud, its words exact, its QR code right."""

import io
import shutil
import subprocess
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from formengine.effects.letterhead import agency_told, place_told, signer_told
from formengine.papers import compile_paper, paper_templates, qr_rows
from formengine.registers.agencies import Agency, Area
from tests.papers.test_papers import AT, RECEIPT

# Every letter that Vietnamese adds to the Latin ones, small and large, in a name too long for any line.
LETTERS = "ăâđêôơư áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ"
LONG = f"{LETTERS.upper()} {LETTERS} " + " ".join(["Nguyễn Phước Bảo Ưởng"] * 6)
ADDRESS = RECEIPT["submission"]["lookup_url"]
# Told by the house's papers, each by its template.
HOUSE = (
    "receipt", "supplement-request", "refusal", "apology", "stop-notice", "correction", "hand-over", "result-receipt",
)  # fmt: skip
FULL: dict[str, Any] = {
    **RECEIPT,
    "owner": {
        "name": LONG,
        "address": "Số 1 đường Mẫu, Phường Bình Dương, Thành phố Hồ Chí Minh",
        "phone": "0901234567",
    },
    "submitter": {"name": "Lê Thị Mẫu", "id_number": "079190000001", "phone": "0907654321", "email": "le@example.vn"},
    "reason": f"Lý do: {LONG}",
    "items": [{"title": f"Giấy tờ {n}", "what": f"Chụp lại tờ {n}"} for n in range(1, 4)],
    "before": AT,
    "due": datetime(2026, 12, 4, 10, 0, tzinfo=UTC),
    "handling": "Sở Xây dựng",
    "corrected": {"title": "Giấy phép xây dựng", "number": "07/GPXD", "on": date(2026, 11, 20)},
    "giver": "Bộ phận Tiếp nhận và Trả kết quả",
    "taker": "Sở Xây dựng",
    "given_by": "Trần Văn Giao",
    "taken_by": "Phạm Thị Nhận",
    "handed_at": AT,
    "delivered_at": AT,
    "manner": "online",
    "results": [{"title": "Giấy phép xây dựng", "number": "07/GPXD", "on": date(2026, 11, 20)}],
    "book": {"volume": "2026", "entry": "261122-0001"},
}


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def searched(pdf: bytes, tmp_path: Path) -> str:
    """What `pdftotext` finds, where it is installed; else what PDFium does."""
    if not shutil.which("pdftotext"):
        return words_of(pdf)
    (tmp_path / "paper.pdf").write_bytes(pdf)
    made = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "paper.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    return " ".join(made.stdout.decode().split())


@pytest.mark.parametrize("template", paper_templates())
def test_it_is_for_the_archive_and_to_be_read_aloud(template: str) -> None:
    reader = PdfReader(io.BytesIO(compile_paper(template, FULL, AT)))
    root = reader.trailer["/Root"]
    described = root["/Metadata"].get_data().decode()
    for claim in ("pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claim in described, claim
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("vi")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] and reader.metadata is not None and reader.metadata.title
    kinds = set(structure(root["/StructTreeRoot"]))
    assert "/H1" in kinds and kinds & {"/P", "/Table"}, kinds
    assert root["/OutputIntents"]
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            held = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(held), held


def structure(element: Any) -> Any:
    """The kinds of everything in the structure tree."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for each in element:
            yield from structure(each)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        if "/K" in element:
            yield from structure(element["/K"])


@pytest.mark.parametrize("template", HOUSE)
def test_each_paper_of_the_house_has_the_parts_of_an_official_document(template: str, tmp_path: Path) -> None:
    text = searched(compile_paper(template, {**FULL, "form_number": "Mẫu số 99"}, AT), tmp_path)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "PHƯỜNG BÌNH DƯƠNG",
        "Số: 0001/TNHS",
        "Bình Dương, ngày 22 tháng 11 năm 2026",
        "H29.901-261122-0001",
        "Quét để tra cứu",
    ):
        assert part in text, part
    signed = {"hand-over": "Trần Văn Giao", "result-receipt": "Lê Thị Mẫu"}
    assert signed.get(template, "Trần Thị Mẫu") in text
    assert template == "correction" or "Mẫu số 99" in text


@pytest.mark.parametrize("template", [name for name in HOUSE if name not in ("hand-over", "result-receipt")])
def test_every_letter_of_a_long_name_is_found(template: str, tmp_path: Path) -> None:
    text = searched(
        compile_paper(template, {**FULL, "requester": {"full_name": LONG}, "submitter": None}, AT), tmp_path
    )
    assert LONG in text


def test_a_table_of_five_hundred_rows_is_whole_and_repeats_its_head(tmp_path: Path) -> None:
    rows = [{"title": f"Giấy tờ số {n:03d}: bản vẽ thửa đất {LETTERS}", "originals": 1} for n in range(500)]
    pdf = compile_paper("receipt", {**FULL, "attachments": rows}, AT)
    text = searched(pdf, tmp_path)
    assert [n for n in range(500) if f"Giấy tờ số {n:03d}:" not in text] == []
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    assert pages > 10 and text.count("TT ") >= pages - 1


def test_the_signature_is_never_alone_on_a_page() -> None:
    for rows in range(1, 30):
        data = {**FULL, "attachments": [{"title": f"Giấy tờ {n}", "originals": 1} for n in range(rows)]}
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(compile_paper("receipt", data, AT))).pages]
        last = next(page for page in pages if "NGƯỜI NỘP HỒ SƠ" in page)
        assert "Tra cứu tình trạng hồ sơ" in last, rows


def test_the_qr_code_on_the_page_is_the_one_of_the_address() -> None:
    page = pypdfium2.PdfDocument(compile_paper("receipt", FULL, AT))[0]
    picture = page.render(scale=6).to_pil().convert("L").point(lambda shade: 0 if shade > 128 else 1)
    wide, high = picture.size
    corner = picture.crop((int(wide * 0.78), int(high * 0.1), wide, int(high * 0.3)))
    left, top, right, bottom = square(corner)
    wanted = qr_rows(ADDRESS)
    unit = (right - left) / len(wanted)
    seen = [
        "".join(
            str(corner.getpixel((int(left + (x + 0.5) * unit), int(top + (y + 0.5) * unit))))
            for x in range(len(wanted))
        )
        for y in range(len(wanted))
    ]
    assert abs((right - left) - (bottom - top)) <= 2
    assert seen == wanted


def square(picture: Any) -> tuple[int, int, int, int]:
    """The first dark block of at least 200 rows without a white one: the code, not the lines of text around it."""
    wide, high = picture.size
    dark = [any(picture.getpixel((x, y)) for x in range(wide)) for y in range(high)]
    edges = [-1, *(y for y in range(high) if not dark[y]), high]
    top, bottom = next((a + 1, b) for a, b in pairwise(edges) if b - a > 200)
    columns = [x for x in range(wide) if any(picture.getpixel((x, y)) for y in range(top, bottom))]
    return columns[0], top, columns[-1] + 1, bottom


def agency(kind: str, name: str, address: str, areas: tuple[str, ...], parent: str | None = "above") -> Agency:
    held = tuple(Area(code, date(2025, 7, 1)) for code in areas)
    return Agency(
        id=name, code="H", name=name, name_en=name, type=kind, parent=parent, one_stop=None, zone="Asia/Ho_Chi_Minh",
        office_hours={}, address=address, phone="", website="", valid_from=date(2025, 7, 1), valid_to=None,
        successor=None, areas=held,
    )  # fmt: skip


WARD = "Số 1 đường Mẫu, phường Bình Dương, Thành phố Hồ Chí Minh"


@pytest.mark.parametrize(
    ("kind", "address", "areas", "place"),
    [
        ("ubnd-xa", WARD, ("25760",), "Bình Dương"),
        ("cong-an-xa", "Số 2, xã Mẫu, tỉnh Đồng Nai", ("26000",), "Mẫu"),
        ("so-xay-dung", WARD, ("79",), "Thành phố Hồ Chí Minh"),
        ("thue-co-so", WARD, ("25760", "25747"), "Thành phố Hồ Chí Minh"),
        ("so-xay-dung", "Số 3, phường Trấn Biên, tỉnh Đồng Nai", ("75",), "Đồng Nai"),
    ],
)
def test_a_paper_is_written_where_its_agency_is(kind: str, address: str, areas: tuple[str, ...], place: str) -> None:
    assert place_told(agency(kind, "X", address, areas), date(2026, 3, 10)) == place


class Above:
    def by_id(self, _id: str) -> Agency:
        return agency("ubnd-tinh", "Ủy ban nhân dân Thành phố Hồ Chí Minh", WARD, ("79",), None)


def test_a_peoples_committee_stands_under_nobody_and_a_department_under_its_committee() -> None:
    told = {
        kind: agency_told(agency(kind, "X", WARD, ()), Above()) for kind in ("ubnd-xa", "so-xay-dung", "mot-cua-xa")
    }  # type: ignore[arg-type]
    assert told["ubnd-xa"]["superior"] == ""
    assert told["so-xay-dung"]["superior"] == "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    assert [one["is_desk"] for one in told.values()] == [False, False, True]


@pytest.mark.parametrize(
    ("title", "name", "told"),
    [
        ("Chủ tịch Ủy ban nhân dân phường Bình Dương", "Ủy ban nhân dân phường Bình Dương (mẫu)", ("", "Chủ tịch")),
        (
            "Phó Chủ tịch Ủy ban nhân dân Thành phố",
            "Ủy ban nhân dân Thành phố Hồ Chí Minh",
            ("KT. Chủ tịch", "Phó Chủ tịch"),
        ),
        ("Phó Giám đốc Sở Xây dựng", "Sở Xây dựng", ("KT. Giám đốc", "Phó Giám đốc")),
        ("Trưởng Công an phường Dĩ An", "Công an phường Dĩ An", ("", "Trưởng Công an phường Dĩ An")),
        ("Chánh Văn phòng", "Văn phòng Ủy ban nhân dân", ("", "Chánh Văn phòng")),
        ("", "Sở Xây dựng", ("", "")),
    ],
)
def test_a_deputy_signs_for_the_head_of_the_agency(title: str, name: str, told: tuple[str, str]) -> None:
    signer = signer_told("Trần Thị Mẫu", title, agency("x", name, WARD, ()))
    assert (signer.get("on_behalf", ""), signer["title"], signer["name"]) == (*told, "Trần Thị Mẫu")


def test_a_desk_that_is_an_agency_of_its_own_has_no_unit_below_it(tmp_path: Path) -> None:
    centre = {**FULL, "agency": {"name": "Trung tâm Phục vụ hành chính công", "is_desk": True}}
    assert "BỘ PHẬN TIẾP NHẬN" in searched(compile_paper("receipt", FULL, AT), tmp_path)
    assert "BỘ PHẬN TIẾP NHẬN" not in searched(compile_paper("receipt", centre, AT), tmp_path)


def test_what_nobody_signed_says_so(tmp_path: Path) -> None:
    for template in ("stop-notice", "refusal-result"):
        assert "(Hệ thống lập tự động)" in searched(compile_paper(template, {**FULL, "signer": {}}, AT), tmp_path)
    assert "(Hệ thống cấp tự động)" in searched(compile_paper("receipt", {**FULL, "signer": {}}, AT), tmp_path)
    assert "tự động" not in searched(compile_paper("receipt", FULL, AT), tmp_path)
