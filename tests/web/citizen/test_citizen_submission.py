"""After filing: what the applicant sees and may still do, while officials act through the services."""

import re
from urllib.parse import unquote

import pytest
from citizen_at_browser import BIRTH, BUSINESS, PDF, errors, example
from werkzeug.datastructures import MultiDict

from formengine.services.deciding import Wish, act
from submissions.store import log, queries


@pytest.fixture
def official(app, person, later):
    """official("…@mau.example", number, act, …) acts on the open task that has this act, and lets it stand."""

    def perform(identifier, number, name, on=None, form=None, **more):
        house, account = app.extensions["house"], person(identifier).account
        with house.database.reading() as connection:
            submission = log.load(connection, queries.find(connection, account.actor, number).id)
        task = next(task for task in submission.open_tasks() if task.step.act == (on or name))
        formdata = MultiDict(form) if form else None
        wish = Wish(name, task=task.id, answers=submission.answers.version, formdata=formdata, **more)
        done = act(house, account, number, wish)
        assert not done.problems, done.problems
        later(seconds=60)

    return perform


# What the officer fills in at the examination of a birth registration.
EXAMINED = {"/looked_up": "civil_status", "/conclusion": "eligible", "/child_personal_number": "079326000123"}
RECEPTIONIST, OFFICER = "tiepnhan1.binhduong@mau.example", "hotich.binhduong@mau.example"
LEADER = "lanhdao.binhduong@mau.example"
JOINT, LAND = "2.000986", "1.013831"


def test_a_submission_is_withdrawn_only_after_asking(an):
    number = an.file(BUSINESS)
    assert "Rút hồ sơ này?" in an.get(f"/submissions/{number}/withdraw").text
    assert "/withdraw" in an.get(f"/submissions/{number}").text
    an.post(f"/submissions/{number}/withdraw", {"reason": "Nộp nhầm"})
    page = an.get(f"/submissions/{number}").text
    assert "đã được rút" in page
    assert "/withdraw" not in page
    assert an.get(f"/submissions/{number}/withdraw").status_code == 302


def test_a_request_for_supplement_says_what_and_why_and_is_answered_on_the_same_pages(an, official):
    number = an.file(BIRTH)
    items = ({"code": "GCS", "what": "Bản chụp bị mờ"},)
    official(
        RECEPTIONIST, number, "request_supplement", on="accept", reason="Chưa đọc được giấy chứng sinh", items=items
    )
    assert "Chờ bạn" in an.get("/submissions").text
    page = an.get(f"/submissions/{number}").text
    assert "Chưa đọc được giấy chứng sinh" in page
    assert "Bản chụp bị mờ" in page
    draft = an.post(f"/submissions/{number}/supplement").location.split("/")[2]
    for step in ("review", "pages/2", "attachments"):
        assert "Bản chụp bị mờ" in an.get(f"/drafts/{draft}/{step}").text
    assert "Nguyễn Văn Mẫu" in an.get(f"/drafts/{draft}/pages/2").text
    an.enclose(draft, go="stay", GCS=(PDF, "ban-ro.pdf"))
    assert an.post(f"/drafts/{draft}/submit").location == f"/submissions/{number}/submitted"
    page = an.get(f"/submissions/{number}").text
    assert "ban-ro.pdf" in page
    assert "Chưa đọc được giấy chứng sinh" not in page


def test_an_answer_that_comes_too_late_is_refused_in_words(an, official):
    number = an.file(BIRTH)
    items = ({"code": "GCS", "what": "Bản chụp bị mờ"},)
    official(RECEPTIONIST, number, "request_supplement", on="accept", reason="Chưa đọc được", items=items)
    draft = an.post(f"/submissions/{number}/supplement").location.split("/")[2]
    an.post(f"/submissions/{number}/withdraw", {"reason": "Không cần nữa"})
    answer = an.post(f"/drafts/{draft}/submit")
    assert answer.status_code == 409
    assert "Không thực hiện được ở giai đoạn hiện tại của hồ sơ." in answer.text


def test_without_a_request_there_is_nothing_to_supplement(an):
    number = an.file(BUSINESS)
    assert an.post(f"/submissions/{number}/supplement").status_code == 404


@pytest.fixture
def proposed(an, app, official):
    """A birth registration whose draft result waits for the applicant."""
    number = an.file(BIRTH)
    official(RECEPTIONIST, number, "accept")
    official(OFFICER, number, "propose", outcome="approve", form=EXAMINED)
    return number


def test_the_draft_result_is_shown_as_a_paper_and_confirmed(an, proposed):
    assert "Chờ bạn" in an.get("/submissions").text
    assert f"/submissions/{proposed}/draft-result" in an.get(f"/submissions/{proposed}").text
    assert an.get(f"/submissions/{proposed}/draft-result.pdf").data.startswith(b"%PDF-")
    answer = an.post(f"/submissions/{proposed}/draft-result", {})
    assert answer.status_code == 422
    an.post(f"/submissions/{proposed}/draft-result", {"outcome": "confirmed"})
    page = an.get(f"/submissions/{proposed}").text
    assert f"/submissions/{proposed}/draft-result" not in page
    assert an.get(f"/submissions/{proposed}/draft-result.pdf").status_code == 404


def test_a_wrong_draft_is_disputed_with_the_correction(an, proposed):
    answer = an.post(f"/submissions/{proposed}/draft-result", {"outcome": "disputed", "reason": " "})
    assert answer.status_code == 422
    assert "Ghi rõ nội dung cần sửa" in errors(answer.text)
    answer = an.post(f"/submissions/{proposed}/draft-result", {"outcome": "disputed", "reason": "Sai họ"})
    assert answer.location == f"/submissions/{proposed}"


def test_the_result_is_handed_out_once_it_is_delivered(an, proposed, official):
    an.post(f"/submissions/{proposed}/draft-result", {"outcome": "confirmed"})
    official("lanhdao.binhduong@mau.example", proposed, "decide", outcome="approve")
    page = an.get(f"/submissions/{proposed}").text
    assert "Kết quả của bạn" not in page
    given = [an.get(f"/submissions/{proposed}/papers/{seq}.pdf") for seq in range(1, 40)]
    names = [unquote(answer.headers["Content-Disposition"]) for answer in given if answer.status_code == 200]
    assert names
    assert not [name for name in names if "Giấy khai sinh" in name]
    official(RECEPTIONIST, proposed, "deliver_result", outcome="online")
    page = an.get(f"/submissions/{proposed}").text
    block = page[page.index("Kết quả của bạn") :]
    paper = an.get(re.search(rf"/submissions/{proposed}/papers/\d+\.pdf", block)[0])
    assert paper.data.startswith(b"%PDF-")
    assert paper.headers["Content-Disposition"].startswith("attachment")


def test_officials_are_led_to_their_desk(an, person):
    number = an.file(BIRTH)
    page = an.get(f"/submissions/{number}").text
    receptionist = person(RECEPTIONIST)
    for address in ("", "/submitted", "/withdraw"):
        assert receptionist.get(f"/submissions/{number}{address}").location == f"/desk/{number}"
    for act_address in ("/draft-result", "/rating"):
        assert receptionist.post(f"/submissions/{number}{act_address}", {"outcome": "confirmed"}).status_code == 404
    for address in re.findall(rf"/submissions/{number}/(?:files/\w+|papers/\d+\.pdf|answers\.pdf)", page):
        assert receptionist.get(address).status_code == 404


def test_the_list_goes_on_page_by_page(an, monkeypatch):
    monkeypatch.setattr("formengine.reports.mine.PAGE", 1)
    first, second = an.file(BUSINESS), an.file(BUSINESS)
    page = an.get("/submissions").text
    assert second in page
    assert first not in page
    following = re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert first in an.get(following).text


def test_a_joint_filing_is_one_in_the_list_and_shows_what_it_opened_elsewhere(an, official):
    number = an.file(JOINT)
    official(RECEPTIONIST, number, "accept")
    official(OFFICER, number, "propose", outcome="approve", form=EXAMINED)
    assert "Hồ sơ liên thông tại" not in an.get(f"/submissions/{number}").text
    official(LEADER, number, "decide", outcome="approve")
    page = an.get(f"/submissions/{number}").text
    opened = re.findall(r'href="/submissions/([\w.-]+)">(?:Đăng ký thường trú|Cấp thẻ bảo hiểm y tế) cho trẻ em', page)
    assert len(set(opened)) == 2 and number not in opened
    assert all(an.get(f"/submissions/{child}").status_code == 200 for child in opened)
    listed = an.get("/submissions").text
    assert f">{number}</a>" in listed
    assert not [child for child in opened if child in listed]


def test_who_has_to_pay_is_told_what_and_that_the_time_stands_still(an, official):
    draft = an.start(LAND)
    an.fill(draft, example(LAND))
    an.enclose(draft, **{code: (PDF, f"{code}.pdf") for code in ("GCN", "HD", "LPTB", "TNCN")})
    number = an.submit(draft)
    official("tiepnhan1.trungtam@mau.example", number, "accept")
    for form in (
        {"/extract": "TL 45/2026", "/conclusion": "eligible"},
        {"/number": "PC 78/2026", "/land_price": "25000000", "/position": "Vị trí 1"},
    ):
        official("chuyenvien1.datdai@mau.example", number, "propose", outcome="approve", form=form)
    assert "Mời bạn nộp" not in an.get(f"/submissions/{number}").text
    dues = {"/notice_number": "TB 901/2026", "/registration_fee": "15000000", "/income_tax": "60000000"}
    official("chuyenvien1.thue@mau.example", number, "opine", outcome="agree", form=dues)
    page = an.get(f"/submissions/{number}").text
    asked = re.search(r"Mời bạn nộp.*?</ul>", page, re.DOTALL)[0]
    assert re.findall(r"<strong>([\d.]+)", asked) == ["500.000", "100.000", "15.000.000", "60.000.000"]
    assert "Thời hạn giải quyết tạm dừng cho đến khi bạn nộp xong" in page
    assert "Chờ bạn" in an.get("/submissions").text
