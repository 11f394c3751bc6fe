"""Which files are taken: content, ending and the attachment's own list must agree."""

import io
import zipfile
import zlib

import pytest
from made_files import photo, png_that_says

from formengine.services import drafting, enclosing
from formengine.services.errors import FileRefused, NotFound
from formengine.services.file_types import MAX_NAME, OFFICE, ZIP, is_active, is_sound_archive, shown_name
from submissions.store.files import DamagedFile, path_of

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"anh" * 20
STREAM = b"5 0 obj\n<</Length 9%s>>\nstream\n%s\nendstream\nendobj\n"


def archive(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return made.getvalue()


ARCHIVE = archive(a=b"x")
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


@pytest.fixture
def draft(office):
    return office.draft("an", "1.001193")


def enclose(office, draft, name, content, code="GCS"):
    return enclosing.enclose(office.house, office.account("an"), draft, code=code, name=name, content=content)


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
        ("cat-ngang.pdf", PDF.replace(b"%%EOF", b"")),
        ("hai-tep.pdf", PDF + ARCHIVE),
        ("cat-ngang.jpg", photo()[:-200]),
        ("anh.jpg", JPEG),
        ("hai-tep.jpg", photo() + ARCHIVE),
        ("cat-ngang.png", png_that_says(20, 20)[:-12]),
        ("bom.png", png_that_says(65_535, 65_535)),
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


@pytest.mark.parametrize(
    ("entries", "sound"),
    [
        (DOCX, True),
        ({"word/document.xml": b"<document/>"}, False),
        (DOCX | {"../../x": b"x"}, False),
        (DOCX | {"/etc/passwd": b"x"}, False),
        (DOCX | {"C:\\x": b"x"}, False),
        (DOCX | {"word/vbaProject.bin": b"x"}, False),
        (DOCX | {"inner.zip": ARCHIVE}, False),
        (DOCX | {f"word/{n}": b"" for n in range(1001)}, False),
        (DOCX | {"word/bomb.xml": bytes(30_000_000)}, False),
    ],
    ids=lambda value: "" if isinstance(value, bool) else list(value)[-1],
)
def test_an_office_document_is_judged_by_its_directory_and_never_unpacked(entries, sound, monkeypatch) -> None:
    content = archive(**entries)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert is_sound_archive(content, OFFICE[".docx"]) is sound


def test_an_archive_with_a_link_or_none_at_all_is_not_sound() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert not is_sound_archive(made.getvalue(), ZIP)
    assert not is_sound_archive(ARCHIVE[:-5], ZIP)
    assert is_sound_archive(ARCHIVE, ZIP)


def test_pictures_of_cameras_and_scanners_are_taken(office, draft) -> None:
    for name, content in (
        ("anh.jpg", photo(comment=b"<script>alert(1)</script>")),
        ("anh-dong.jpg", photo() + b"\x00\x00\x00\x18ftypmp42" + bytes(500)),  # a moving picture after the still one
        ("anh.png", png_that_says(20, 20)),
    ):
        assert enclose(office, draft, name, content).size == len(content)


def test_a_file_of_the_form_itself_needs_a_field_that_asks_for_it(office, draft) -> None:
    with pytest.raises(FileRefused):
        enclose(office, draft, "giay.pdf", PDF, code="/child/surname")
    with pytest.raises(FileRefused):
        enclose(office, draft, "giay.pdf", PDF, code="/made/up")


def test_a_draft_holds_no_more_than_any_procedure_asks_for(office, draft, monkeypatch) -> None:
    enclose(office, draft, "giay.pdf", PDF)
    monkeypatch.setattr(enclosing, "MOST_FILES", 1)
    with pytest.raises(FileRefused):
        enclose(office, draft, "giay.pdf", PDF, code="CUTRU")


def test_a_file_is_replaced_in_its_place_and_kept_where_the_new_one_is_refused(office, draft) -> None:
    account = office.account("an")
    old = enclosing.enclose(office.house, account, draft, code="GCS", name="cu.pdf", content=PDF, copy_kind="copy")
    with pytest.raises(FileRefused):
        enclosing.replace_file(office.house, account, draft, old.id, name="moi.exe", content=b"MZ")
    assert drafting.open_draft(office.house, account, draft).files == [old]
    new = enclosing.replace_file(office.house, account, draft, old.id, name="mới.jpg", content=photo())
    assert drafting.open_draft(office.house, account, draft).files == [new]
    assert (new.code, new.copy_kind, new.name) == ("GCS", "copy", "mới.jpg")
    for stranger, there in (("an", old.id), ("binh", new.id)):
        with pytest.raises(NotFound):
            enclosing.replace_file(office.house, office.account(stranger), draft, there, name="x.pdf", content=PDF)


def test_what_a_file_shows_can_be_said_later(office, draft) -> None:
    account, stored = office.account("an"), enclose(office, draft, "giay.pdf", PDF)
    said = lambda: [file.copy_kind for file in drafting.open_draft(office.house, account, draft).files]  # noqa: E731
    assert said() == ["original"]
    enclosing.name_copy(office.house, account, draft, {stored.id: "copy", "made-up": "copy"})
    assert said() == ["copy"]
    enclosing.name_copy(office.house, account, draft, {stored.id: "<b>"})
    assert said() == ["copy"]
    with pytest.raises(NotFound):
        enclosing.name_copy(office.house, office.account("binh"), draft, {stored.id: "original"})


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
    assert enclosing.file_content(office.house, account, draft, stored.id) == (stored, PDF)
    path_of(office.house.files, stored.id).write_bytes(PDF[:-1])
    with pytest.raises(DamagedFile):
        enclosing.file_content(office.house, account, draft, stored.id)
    enclosing.remove_file(office.house, account, draft, stored.id)
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
