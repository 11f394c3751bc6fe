"""The empty form for the person at the counter: offered, whole, kept, and not shown to whom it is not for."""

import io
import re

import pytest
from pypdf import PdfReader

from formengine.resources import folder

CODES = sorted(path.stem for path in folder("form_definitions").glob("*.json"))
PUBLIC = [code for code in CODES if code[0].isdigit() or code == "KN-DN"]


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def site(app):
    return app.test_client()


@pytest.mark.parametrize("code", PUBLIC)
def test_the_procedures_page_offers_its_empty_form(site, code):
    address = re.search(r'href="([^"]+form\.pdf)"', site.get(f"/procedures/{code}").text)[1]
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    text = words(answer.data)
    assert "TỜ KHAI" in text and code in text and "NGƯỜI KHAI" in text
    assert not re.search(r"\.{6}|_{3}|…{2}", text)  # room is drawn, not written


def test_it_asks_what_the_online_form_asks_and_says_when(site):
    text = words(site.get("/procedures/1.001193/versions/1/form.pdf").data)
    for said in (
        "Quan hệ với người được khai sinh: Bản thân Cha Mẹ Khác",
        "Chỉ khai khi “Loại khai sinh” là “Đã xác định được cả cha lẫn mẹ” hoặc “Chưa xác định được cha”.",
        "Chỉ khai khi “Quốc gia” là “Việt Nam”.",
        "Số lượng bản sao",
        "Giấy chứng sinh",
        "Chỉ khi “Sinh do mang thai hộ” là “Có”",
        "8.000",
        "1.001193 · phiên bản 1",
        "Tôi cam đoan nội dung khai trên là đúng sự thật",
    ):
        assert said in text, said


def test_it_is_tagged_for_readers_and_speaks_the_language_of_the_page(site):
    site.set_cookie("language", "en")
    pdf = PdfReader(io.BytesIO(site.get("/procedures/1.004873/versions/1/form.pdf").data))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("en")
    described = root["/Metadata"].get_data().decode()
    assert "pdfaid:part>2<" in described and "pdfuaid:part>1<" in described
    text = words(site.get("/procedures/1.004873/versions/1/form.pdf").data)
    assert "APPLICATION FORM" in text and "Only if “Country” is “Viet Nam”." in text


def test_it_is_made_once_and_anew_when_what_it_says_has_changed(site, app, monkeypatch):
    house = app.extensions["house"]
    first = site.get("/procedures/KN-DN/versions/1/form.pdf").data
    (kept,) = (house.config.home / "forms").glob("*.pdf")
    kept.write_bytes(b"%PDF-kept")
    assert site.get("/procedures/KN-DN/versions/1/form.pdf").data == b"%PDF-kept"
    monkeypatch.setattr("formengine.web.blank_forms.template_digest", lambda _name: "another template")
    assert site.get("/procedures/KN-DN/versions/1/form.pdf").data == first
    assert len(list((house.config.home / "forms").glob("*.pdf"))) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/procedures/1.001193/versions/0/form.pdf",
        "/procedures/1.001193/versions/7/form.pdf",
        "/procedures/9.999999/versions/1/form.pdf",
        "/procedures/1.000005/versions/1/form.pdf",
        "/procedures/NB-NGHIPHEP/versions/1/form.pdf",
    ],
)
def test_what_is_not_there_or_not_for_everybody_is_not_found(site, address):
    assert site.get(address).status_code == 404


def test_officials_have_the_form_of_an_internal_procedure(site):
    site.sign_in("chuyenvien1.taichinh@mau.example")
    assert site.get("/procedures/NB-NGHIPHEP/versions/1/form.pdf").status_code == 200
