"""Which files are taken: content, ending and the attachment's own list must agree."""

import zlib

import pytest

from formengine.services import drafting
from formengine.services.enclosing import MAX_NAME, is_active, shown_name
from formengine.services.errors import FileRefused
from submissions.store.files import DamagedFile, path_of

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"anh" * 20
STREAM = b"5 0 obj\n<</Length 9%s>>\nstream\n%s\nendstream\nendobj\n"


@pytest.fixture
def draft(office):
    return office.draft("an", "1.001193")


def enclose(office, draft, name, content, code="GCS"):
    return drafting.enclose(office.house, office.account("an"), draft, code=code, name=name, content=content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trang.html", b"<script>alert(1)</script>"),
        ("anh.svg", b"<svg onload='x'>"),
        ("giay.pdf", b"MZ\x90\x00"),
        ("giay.pdf", JPEG),
        ("anh.jpg", PDF),
        ("giay.pdf.exe", PDF),
        ("giay.exe", PDF),
        ("giay", PDF),
        (".pdf", PDF),
        ("giay.pdf", b" " + PDF),
        ("giay.pdf", b""),
        ("giay.pdf", b"%PDF"),
        ("nen.zip", b"PK\x03\x04" + PDF),
        ("van-ban.docx", b"PK\x03\x04"),
        ("anh.gif", b"GIF89a/*" + PDF),
        ("\u202efdp.exe", PDF),
        ("giay.pdf", PDF.replace(b"<<", b"<</OpenAction<</S/JavaScript/JS(x)>>")),
        ("giay.pdf", PDF.replace(b"<<", b"<</S/J#61vaScript>>")),
        ("giay.pdf", PDF.replace(b"<<", b"<</S/Launch/F(cmd.exe)>>")),
        ("giay.pdf", PDF.replace(b"<<", b"<</Names<</EmbeddedFiles 3 0 R>>")),
        ("giay.pdf", PDF + STREAM % (b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(b"<</S /JavaScript /JS (x)>>"))),
    ],
)
def test_a_file_that_is_not_what_was_asked_for_is_refused_at_its_field(office, draft, name, content) -> None:
    with pytest.raises(FileRefused) as no:
        enclose(office, draft, name, content)
    assert no.value.code == "GCS"
    assert no.value.message
    assert drafting.open_draft(office.house, office.account("an"), draft).files == []
    assert list(office.house.files.glob("??/*")) == []


def test_a_scan_is_not_refused_for_the_bytes_of_its_picture(office, draft) -> None:
    picture = STREAM % (b"/Filter/DCTDecode", b"\x00 /JS \x01 /Launch \xff" * 50)
    assert not is_active(PDF + picture)
    assert enclose(office, draft, "ảnh quét.PDF", PDF + picture).name == "ảnh quét.PDF"


def test_looking_into_a_hostile_file_takes_no_time() -> None:
    for hostile in (b"<<" * 500_000, b"<<>>stream\n" * 200_000, b"stream endstream " * 200_000):
        assert not is_active(b"%PDF-1.7\n" + hostile)
    assert is_active(PDF + STREAM % (b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(b" " * 20_000_000)))


def test_the_size_limit_is_exact(office, draft, monkeypatch) -> None:
    item = next(one for one in _definition(office, draft).attachments if one.code == "GCS")
    limit = min(item.max_mb, office.house.config.max_upload_mb) * 1024 * 1024
    with pytest.raises(FileRefused):
        enclose(office, draft, "giay.pdf", PDF + b" " * (limit - len(PDF) + 1))
    assert enclose(office, draft, "giay.pdf", PDF + b" " * (limit - len(PDF))).size == limit


def test_an_unknown_attachment_and_one_file_too_many_are_refused(office, draft) -> None:
    with pytest.raises(FileRefused):
        enclose(office, draft, "giay.pdf", PDF, code="made-up")
    item = next(one for one in _definition(office, draft).attachments if one.code == "GCS")
    for _n in range(item.max_files):
        enclose(office, draft, "giay.pdf", PDF)
    with pytest.raises(FileRefused):
        enclose(office, draft, "giay.pdf", PDF)


def test_what_was_enclosed_is_read_back_and_its_damage_is_noticed(office, draft) -> None:
    stored = enclose(office, draft, "giấy.pdf", PDF)
    account = office.account("an")
    assert drafting.file_content(office.house, account, draft, stored.id) == (stored, PDF)
    path_of(office.house.files, stored.id).write_bytes(PDF[:-1])
    with pytest.raises(DamagedFile):
        drafting.file_content(office.house, account, draft, stored.id)
    drafting.remove_file(office.house, account, draft, stored.id)
    assert drafting.open_draft(office.house, account, draft).files == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\an\\giấy.pdf", "giấy.pdf"),
        ("a\0b\r\nX: y.pdf", "abX: y.pdf"),
        ("\u202egpj.exe.pdf", "gpj.exe.pdf"),
        ("文書.pdf", "文書.pdf"),
        ("x" * 300 + ".pdf", "x" * (MAX_NAME - 4) + ".pdf"),
        ('"><img onerror=x>.pdf', '"><img onerror=x>.pdf'),  # text: the page escapes it
    ],
)
def test_a_name_is_kept_as_text_without_folders_and_tricks(given, shown) -> None:
    assert shown_name(given) == shown


def _definition(office, draft):
    return drafting.open_draft(office.house, office.account("an"), draft).definition
