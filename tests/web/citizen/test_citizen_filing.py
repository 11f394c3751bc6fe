"""Filing: from the procedure to the number, with what a browser posts."""

import re
from io import BytesIO

from citizen_at_browser import BIRTH, BUSINESS, FOREIGN_WORKER, LEAVE, MARITAL_STATUS, PDF, body_of, errors, example
from pypdf import PdfReader
from sqlalchemy import func, select

from submissions.store.tables import drafts, submissions


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_citizen_registers_a_birth_from_the_first_question_to_the_receipt(an, app):
    draft = an.start(BIRTH)
    first = an.get(f"/drafts/{draft}/pages/1").text
    assert "Trang 1/" in first
    assert an.fill(draft, example(BIRTH)) == f"/drafts/{draft}/attachments"
    assert an.enclose(draft, GCS=(PDF, "Giấy chứng sinh.pdf")).location == f"/drafts/{draft}/review"
    review = an.get(f"/drafts/{draft}/review").text
    assert "Nguyễn Minh Mẫu" in review
    assert "Giấy chứng sinh.pdf" in review
    assert "8.000" in review  # late registration, in total as well
    assert "Trung tâm Phục vụ hành chính công phường Bình Dương" in review
    before = words(an.get(re.search(r'href="([^"]+answers\.pdf)"', review)[1]).data)
    assert "Bản nháp, chưa nộp." in before and "Nguyễn Minh Mẫu" in before and "Giấy chứng sinh 1 0" in before
    number = an.submit(draft)
    done = an.get(f"/submissions/{number}/submitted").text
    assert number in done
    assert re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", done)
    assert number in an.get("/submissions").text
    page = an.get(f"/submissions/{number}").text
    assert 'aria-current="step"' in page
    receipt = an.get(re.search(rf"/submissions/{number}/papers/\d+\.pdf", page)[0])
    assert number in PdfReader(BytesIO(receipt.data)).pages[0].extract_text()
    answers = words(an.get(f"/submissions/{number}/answers.pdf").data)
    assert "Nguyễn Minh Mẫu" in answers and number in answers and "Bản nháp" not in answers
    assert "Nơi đăng ký Tỉnh, thành phố" in answers  # each answer under the group that it stands in


def test_what_the_account_knows_is_filled_in_and_marked(an):
    draft = an.start(BIRTH)
    page = an.get(f"/drafts/{draft}/pages/2").text
    assert 'value="Nguyễn Mẫu An"' in page
    assert "Số 12 đường Mẫu" in page
    assert page.count("Điền sẵn từ tài khoản của bạn") > 5


def test_a_page_with_problems_is_kept_and_says_what_to_mend(an, app):
    draft = an.start(BUSINESS)
    answer = an.save(draft, 2, **{"/business_name": "Hộ kinh doanh Thử"})
    assert answer.status_code == 422
    assert errors(answer.text)
    assert "Lỗi" in answer.text[: answer.text.index("</title>")]
    assert 'value="Hộ kinh doanh Thử"' in answer.text
    assert body_of(app, draft)["business_name"] == "Hộ kinh doanh Thử"


def test_leaving_keeps_the_page_and_the_draft_waits_in_the_list(an, app):
    draft = an.start(BUSINESS)
    assert an.save(draft, 2, **{"/business_name": "Hộ kinh doanh Thử", "_go": "leave"}).location == "/submissions"
    assert f"/drafts/{draft}" in an.get("/submissions").text
    assert body_of(app, draft)["business_name"] == "Hộ kinh doanh Thử"


def test_a_button_of_a_row_redraws_the_page_with_what_was_typed(an, app):
    draft = an.start(BUSINESS)
    answer = an.save(draft, 2, **{"/business_name": "Hộ kinh doanh Thử", "_go": "add:/business_lines"})
    assert answer.status_code == 200
    assert not errors(answer.text)
    assert 'name="/business_lines/0/code"' in answer.text
    assert 'value="Hộ kinh doanh Thử"' in answer.text
    assert body_of(app, draft)["business_name"] == "Hộ kinh doanh Thử"


def test_an_incomplete_draft_cannot_be_submitted_and_leads_to_the_page(an, app):
    draft = an.start(BIRTH)
    answer = an.post(f"/drafts/{draft}/submit")
    assert answer.status_code == 422
    way = re.search(rf"/drafts/{draft}/pages/1\?[^\"#]*", answer.text)[0].replace("&amp;", "&")
    assert errors(an.get(way).text)
    with app.extensions["house"].database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(submissions)) == 0


def test_submitting_twice_gives_one_number(an, app):
    draft = an.start(BUSINESS)
    an.fill(draft, example(BUSINESS))
    first = an.post(f"/drafts/{draft}/submit")
    again = an.post(f"/drafts/{draft}/submit")
    assert first.location == again.location
    with app.extensions["house"].database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(submissions)) == 1


def test_names_of_columns_and_hidden_questions_are_never_stored(an, app):
    draft = an.start(BIRTH)
    extra = {
        "status": "done",
        "owner_id": "x",
        "agency_id": "x",
        "/status": "done",
        "/__class__": "x",
        "/father/full_name": "Không thuộc trang này",
        "/delivery": "post",
        "_csrf": "x",
    }
    assert an.save(draft, 1, example(BIRTH), **extra).status_code == 302
    body = body_of(app, draft)
    assert not {"status", "owner_id", "agency_id", "__class__", "_csrf", "father", "delivery"} & body.keys()


def test_an_answer_that_comes_twice_or_wildly_is_named_and_not_lost(an, app):
    draft = an.start(BUSINESS)
    for hostile in (["Một", "Hai"], "x\x00y", "\u202egpj", "9" * 20_000):
        answer = an.save(draft, 2, **{"/business_name": hostile})
        assert answer.status_code == 422, hostile
        assert errors(answer.text)


def test_more_than_is_taken_brings_the_page_again(an):
    draft = an.start(BUSINESS)
    answer = an.save(draft, 2, **{"/business_name": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "quá lớn" in errors(answer.text)
    assert 'name="/business_name"' in answer.text


def test_what_is_typed_is_shown_as_text(an):
    canary = "Hộ kinh doanh <img src=x onerror=alert(1)>{{7*7}}"
    draft = an.start(BUSINESS)
    an.fill(draft, example(BUSINESS) | {"business_name": canary})
    for address in (f"/drafts/{draft}/pages/2", f"/drafts/{draft}/review"):
        page = an.get(address).text
        assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}" in page
        assert "<img src=x" not in page
    number = an.submit(draft)
    for address in (f"/submissions/{number}", "/submissions"):
        assert "<img src=x" not in an.get(address).text


def test_a_draft_is_deleted_only_after_asking(an, app):
    draft = an.start(BUSINESS)
    assert "Xóa bản nháp này?" in an.get(f"/drafts/{draft}/discard").text
    assert an.get(f"/drafts/{draft}/pages/1").status_code == 200
    assert an.post(f"/drafts/{draft}/discard").location == "/submissions"
    assert an.get(f"/drafts/{draft}/pages/1").status_code == 404


def test_an_unfinished_draft_is_offered_before_a_new_one(an):
    draft = an.start(BUSINESS)
    assert f"/drafts/{draft}" in an.get(f"/procedures/{BUSINESS}/apply").text


def test_internal_procedures_are_for_officials_alone(an, person):
    unknown = an.get("/procedures/XX-KHONG-CO/apply")
    assert an.get(f"/procedures/{LEAVE}/apply").status_code == unknown.status_code == 404
    assert an.post(f"/procedures/{LEAVE}/apply", {"for": "self"}).status_code == 404
    official = person("kinhte.binhduong@mau.example")
    draft = official.start(LEAVE)
    assert "Hoàng Mẫu Mai" in official.get(f"/drafts/{draft}/pages/1").text


def test_one_files_only_for_organisations_that_one_represents(an, person, app):
    binh = person("binh@mau.example")
    page = binh.get(f"/procedures/{FOREIGN_WORKER}/apply").text
    company = re.search(r'value="(organisation:[^"]+)"', page)[1]
    assert "Công ty TNHH Mẫu Bình Dương" in page
    draft = binh.start(FOREIGN_WORKER, company)
    assert "Công ty TNHH Mẫu Bình Dương" in binh.get(f"/drafts/{draft}/pages/2").text
    an.get(f"/procedures/{FOREIGN_WORKER}/apply")
    assert an.post(f"/procedures/{FOREIGN_WORKER}/apply", {"for": company}).status_code == 422
    with app.extensions["house"].database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(drafts)) == 1


def test_one_files_for_ones_own_children_only(an, person, app):
    page = an.get(f"/procedures/{MARITAL_STATUS}/apply").text
    child = re.search(r'value="(child:\w+)"', page)[1]
    assert "Trần Mẫu Minh Anh" in page
    draft = an.start(MARITAL_STATUS, child)
    assert body_of(app, draft)["subject"]["full_name"] == "Trần Mẫu Minh Anh"
    chi = person("chi@mau.example")
    for somebody in (child, f"child:{an.account.person}"):
        chi.get(f"/procedures/{MARITAL_STATUS}/apply")
        assert chi.post(f"/procedures/{MARITAL_STATUS}/apply", {"for": somebody}).status_code == 422


def test_whoever_files_for_another_is_told_of_the_proof_and_asked_for_it(an):
    assert "Văn bản ủy quyền" in an.get(f"/procedures/{BUSINESS}/apply").text
    draft = an.start(BUSINESS, "person")
    assert an.fill(draft, example(BUSINESS)) == f"/drafts/{draft}/attachments"
    assert "Văn bản ủy quyền" in an.get(f"/drafts/{draft}/attachments").text


def test_asking_for_the_head_of_a_page_throws_no_draft_away(an, app):
    """Programs that check links ask so; a page that takes GET and POST is only looked at."""
    draft = an.start(BIRTH)
    assert an.browser.head(f"/drafts/{draft}/discard").status_code == 200
    with app.extensions["house"].database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(drafts).where(drafts.c.id == draft)) == 1
