"""What is enclosed: taken, refused at its own field, waived, handed out again only as a download."""

import re
from io import BytesIO

import pytest
from citizen_at_browser import BIRTH, PDF, errors, example
from made_files import pdf, photo

from submissions.store.files import path_of


@pytest.fixture
def draft(an):
    """A birth registration filled in up to its attachments."""
    draft = an.start(BIRTH)
    an.fill(draft, example(BIRTH))
    return draft


def test_a_paper_that_is_needed_is_asked_for(an, draft):
    answer = an.enclose(draft)
    assert answer.status_code == 422
    assert "Giấy chứng sinh" in errors(answer.text)


def test_a_refused_file_is_named_at_its_field_and_the_others_are_kept(an, draft):
    answer = an.enclose(draft, GCS=(b"MZ\x90\x00 not a paper", "chung-sinh.exe"), CUTRU=(PDF, "cu-tru.pdf"))
    assert answer.status_code == 422
    place = re.search(r'href="#(file-\d)">[^<]*chung-sinh\.exe', answer.text)[1]
    assert re.search(rf'id="{place}-error".*?chung-sinh\.exe', answer.text, re.DOTALL)
    assert "cu-tru.pdf" in answer.text
    assert "cu-tru.pdf" in an.get(f"/drafts/{draft}/attachments").text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "trong.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "anh.svg"),
        (b"\x89PNG\r\n\x1a\n", "lua.pdf"),
        (b"%PDF-1.4 /JavaScript (app.alert(1))", "dong.pdf"),
        (b"<html>", "giay.pdf"),
    ],
)
def test_what_is_no_paper_is_refused(an, draft, content, name):
    answer = an.enclose(draft, go="stay", GCS=(content, name))
    assert answer.status_code == 422
    assert name in errors(answer.text)
    assert f"/drafts/{draft}/files/" not in answer.text


def test_several_files_go_under_one_paper_and_each_can_be_removed(an, draft):
    two = {"file:GCS": [(BytesIO(PDF), "trang-1.pdf"), (BytesIO(PDF), "trang-2.pdf")], "_go": "stay"}
    an.post(f"/drafts/{draft}/attachments", two, content_type="multipart/form-data")
    page = an.get(f"/drafts/{draft}/attachments").text
    assert "trang-1.pdf" in page
    remove = re.search(r'value="(remove:\w+)"[^>]*>[^<]*<span[^>]*> trang-2\.pdf', page)[1]
    an.enclose(draft, go=remove)
    page = an.get(f"/drafts/{draft}/attachments").text
    assert "trang-1.pdf" in page
    assert "trang-2.pdf" not in page


def test_a_paper_that_the_agency_looks_up_need_not_be_enclosed(an, draft):
    page = an.get(f"/drafts/{draft}/attachments").text
    assert "dữ liệu chứng sinh điện tử" in page
    assert "Giấy chứng sinh điện tử có ký số" in page  # the basis
    answer = an.post(f"/drafts/{draft}/attachments", {"waive": "GCS", "_go": "next"})
    assert answer.location == f"/drafts/{draft}/review"
    number = an.submit(draft)
    assert "cơ quan tự tra cứu" in an.get(f"/submissions/{number}").text


def test_only_what_the_definition_waives_can_be_waived(an):
    draft = an.start(BIRTH, "person")
    an.fill(draft, example(BIRTH))
    answer = an.post(f"/drafts/{draft}/attachments", {"waive": ["GCS", "UQ"], "_go": "next"})
    assert answer.status_code == 422
    assert "Văn bản ủy quyền" in errors(answer.text)


def test_a_file_comes_back_as_a_download_under_its_own_name(an, draft):
    an.enclose(draft, go="stay", GCS=(PDF, "../Đơn của tôi <b>.pdf"))
    page = an.get(f"/drafts/{draft}/attachments").text
    assert "<b>.pdf" not in page
    answer = an.get(re.search(rf"/drafts/{draft}/files/\w+", page)[0])
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Don cua toi <b>.pdf"')
    assert "filename*=UTF-8''%C4%90%C6%A1n" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_damaged_file_is_not_handed_out(an, draft, app):
    an.enclose(draft, go="stay", GCS=(PDF, "chung-sinh.pdf"))
    address = re.search(rf"/drafts/{draft}/files/(\w+)", an.get(f"/drafts/{draft}/attachments").text)
    path = path_of(app.extensions["house"].files, address[1])
    path.write_bytes(PDF.replace(b"1.4", b"1.5"))
    answer = an.get(address[0])
    assert answer.status_code == 410
    assert "Tệp này bị hỏng" in answer.text
    assert b"%PDF" not in answer.data


def held(page: str) -> list[str]:
    """The ids of the files that a page of attachments lists."""
    return re.findall(r'value="remove:(\w+)"', page)


def test_a_file_is_looked_at_page_by_page_in_pictures_drawn_anew(an, draft):
    an.enclose(draft, go="stay", GCS=(pdf(3), "chung-sinh.pdf"))
    page = an.get(f"/drafts/{draft}/attachments").text
    small = an.get(re.search(rf'src="(/drafts/{draft}/files/\w+/0\.jpg)"', page)[1])
    assert small.mimetype == "image/jpeg"
    assert small.data.startswith(b"\xff\xd8\xff")
    assert small.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert small.headers["X-Content-Type-Options"] == "nosniff"
    assert small.headers["Cache-Control"] == "no-store"
    preview = an.get(re.search(rf'href="(/drafts/{draft}/files/\w+/preview)"', page)[1]).text
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', preview)
    assert [alt for _src, alt in pictures] == [f"Trang {n} của chung-sinh.pdf" for n in (1, 2, 3)]
    assert an.get(pictures[2][0]).data.startswith(b"\xff\xd8\xff")
    assert an.get(pictures[0][0].replace("/1.jpg", "/4.jpg")).status_code == 404
    assert an.get(pictures[0][0].replace("/1.jpg", "/31.jpg")).status_code == 404


def test_a_file_that_cannot_be_shown_says_why(an, draft):
    an.enclose(draft, go="stay", GCS=(pdf(password="mat khau"), "co-mat-khau.pdf"), CUTRU=(PDF, "hong.pdf"))
    page = an.get(f"/drafts/{draft}/attachments").text
    previews = re.findall(r'href="(/drafts/\w+/files/\w+/preview)"', page)
    said = [an.get(address).text for address in dict.fromkeys(previews)]
    assert "có mật khẩu" in said[0]
    assert "Không xem trước được tệp này" in said[1]
    assert all('<img src="/drafts' not in text for text in said)


def test_nobody_else_sees_a_picture_of_it(an, person, draft):
    an.enclose(draft, go="stay", GCS=(photo(), "chung-sinh.jpg"))
    (stored,) = held(an.get(f"/drafts/{draft}/attachments").text)
    stranger = person("binh@mau.example")
    for address in (f"{stored}/0.jpg", f"{stored}/1.jpg", f"{stored}/preview", stored):
        assert an.get(f"/drafts/{draft}/files/{address}").status_code == 200
        assert stranger.get(f"/drafts/{draft}/files/{address}").status_code == 404


def test_what_was_filed_is_looked_at_by_its_owner_alone(an, person, draft):
    an.enclose(draft, GCS=(photo(), "chung-sinh.jpg"))
    (stored,) = held(an.get(f"/drafts/{draft}/attachments").text)
    number = an.submit(draft)
    address = f"/submissions/{number}/files/{stored}"
    assert f"{address}/preview" in an.get(f"/submissions/{number}").text
    stranger = person("binh@mau.example")
    for part in ("/preview", "/0.jpg", "/1.jpg"):
        assert an.get(address + part).status_code == 200
        assert stranger.get(address + part).status_code == 404


def test_a_file_is_replaced_and_the_old_one_stays_where_the_new_one_is_refused(an, draft):
    an.enclose(draft, go="stay", GCS=(PDF, "cu.pdf"))
    (old,) = held(an.get(f"/drafts/{draft}/attachments").text)
    wrong = {f"replace:{old}": (BytesIO(b"MZ"), "moi.exe"), "_go": "stay"}
    answer = an.post(f"/drafts/{draft}/attachments", wrong, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "moi.exe" in errors(answer.text) and held(answer.text) == [old]
    right = {f"replace:{old}": (BytesIO(photo()), "moi.jpg"), "_go": "stay"}
    an.post(f"/drafts/{draft}/attachments", right, content_type="multipart/form-data")
    page = an.get(f"/drafts/{draft}/attachments").text
    assert "moi.jpg" in page and "cu.pdf" not in page and held(page) != [old]


def test_a_photograph_of_12_megabytes_is_taken_without_scripts(an, draft):
    large = photo() + bytes(12 * 1024 * 1024)
    answer = an.enclose(draft, GCS=(large, "anh-chup.jpg"))
    assert answer.location == f"/drafts/{draft}/review"
    assert "anh-chup.jpg" in an.get(f"/drafts/{draft}/review").text
    answer.request.environ["wsgi.input"].close()  # the test client's own copy of so long a form


def test_what_a_file_shows_is_said_where_both_are_asked_for(an, draft, monkeypatch):
    an.enclose(draft, go="stay", GCS=(PDF, "giay.pdf"))
    (stored,) = held(an.get(f"/drafts/{draft}/attachments").text)
    an.post(f"/drafts/{draft}/attachments", {f"copy:{stored}": "copy", "_go": "stay"})
    assert "bản sao" in an.get(f"/drafts/{draft}/attachments").text
