"""What is enclosed: taken, refused at its own field, waived, handed out again only as a download."""

import re
from io import BytesIO

import pytest
from citizen_at_browser import BIRTH, PDF, errors, example

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
    assert answer.status_code == 500
    assert "Tệp này bị hỏng" in answer.text
    assert b"%PDF" not in answer.data
