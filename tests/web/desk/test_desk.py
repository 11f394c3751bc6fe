"""The desk as clerks use it: a submission's whole way, and who is told what when it is not theirs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from desk_cases import (
    CHAIR,
    CLERK_OF_THE_OFFICE,
    OFFICER,
    OTHER_OFFICER,
    RECEPTIONIST,
    account,
    act,
    agency_id,
    browser,
    file,
    first_task,
)
from flask import Flask
from sqlalchemy import event

from formengine.reports.desk import Narrowed, desk
from formengine.services import drafting, filing

SECOND_RECEPTIONIST = "tiepnhan2.trungtam@mau.example"
OPINION = {"/opinion": "agree", "/content": "Phù hợp quy hoạch xây dựng."}
OFFICIAL = {"full_name": "Nguyễn Mẫu Dung", "staff_number": "MAU-039", "unit": "H29.03", "position": "Chuyên viên"}
APPRAISAL = {
    "/planning": "Phù hợp quy hoạch.",
    "/finance": "Đủ năng lực tài chính.",
    "/opinions": "Các cơ quan thống nhất.",
    "/conclusion": "approve",
}


@pytest.fixture
def investment(app: Flask, client) -> str:
    """The number of an investment project just filed."""
    return file(app, "an@mau.example", "1.009645")


def consulted(app: Flask, number: str) -> None:
    """Accept the submission and ask the department of construction."""
    assert act(browser(app, RECEPTIONIST), number, "accept").status_code == 302
    chosen = act(browser(app, OFFICER), number, "choose_agencies", agencies=agency_id(app, "H29.04"))
    assert chosen.status_code == 302


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that run inside the block, without the register check that comes once a second."""
    seen: list[str] = []
    engine = app.extensions["house"].database.engine

    def note(_connection, _cursor, statement, *_rest):
        if "register_versions" not in statement and not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_submission_goes_through_four_agencies(app: Flask, investment: str):
    counter, officer = browser(app, RECEPTIONIST), browser(app, OFFICER)
    assert investment in counter.get("/desk").text
    assert act(counter, investment, "accept").status_code == 302
    assert investment in officer.get("/desk").text
    assert act(officer, investment, "choose_agencies", agencies=agency_id(app, "H29.04")).status_code == 302
    construction = browser(app, OTHER_OFFICER)
    assert investment in construction.get("/desk").text
    assert act(construction, investment, "opine", **OPINION).status_code == 302
    assert "Phù hợp quy hoạch xây dựng." in officer.get(f"/desk/{investment}").text
    assert act(officer, investment, "propose", **APPRAISAL).status_code == 302
    office = browser(app, CLERK_OF_THE_OFFICE)
    assert act(office, investment, "propose", **{"/result": "in_order", "outcome": "approve"}).status_code == 302
    chair = browser(app, CHAIR)
    assert act(chair, investment, "decide", outcome="approve").status_code == 302
    assert act(counter, investment, "deliver_result", outcome="counter").status_code == 302
    done = counter.get(f"/desk/{investment}").text
    assert "Chấp thuận" in done and "Kết thúc giải quyết" in done
    paper = counter.get(re.search(rf"/desk/{investment}/papers/\d+\.pdf", done)[0])
    assert paper.data.startswith(b"%PDF")


def test_what_is_not_accepted_yet_is_not_said_to_have_no_appointment(app: Flask, investment: str):
    reception = browser(app, RECEPTIONIST)
    assert (
        '<dt>Hẹn trả kết quả</dt><dd><span class="fe-soft">Chưa tiếp nhận' in reception.get(f"/desk/{investment}").text
    )
    assert act(reception, investment, "accept").status_code == 302
    assert "Chưa tiếp nhận" not in browser(app, OFFICER).get(f"/desk/{investment}").text


def test_the_log_names_papers_in_the_language_of_the_reader(app: Flask, investment: str):
    reception = browser(app, RECEPTIONIST)
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in reception.get(f"/desk/{investment}").text
    reception.post("/language", data={"to": "en"})
    page = reception.get(f"/desk/{investment}").text
    assert "Receipt and appointment" in page and "Giấy tiếp nhận" not in page


def test_of_two_clerks_one_wins_and_the_other_is_told_who(app: Flask, investment: str):
    one, two = browser(app, RECEPTIONIST), browser(app, SECOND_RECEPTIONIST)
    task = first_task(two, investment)
    assert act(one, investment, "claim", task=task).status_code == 302
    late = act(two, investment, "accept", task=task)
    assert late.status_code == 409
    assert "Trần Mẫu Khánh" in late.text and "error-summary" in late.text
    assert f'action="/desk/{investment}/{task}' not in two.get(f"/desk/{investment}/{task}").text
    assert act(one, investment, "accept", task=task).status_code == 302
    assert act(two, investment, "accept", task=task).status_code == 409


def test_another_agency_and_strangers_get_the_same_404(app: Flask, investment: str):
    stranger = browser(app, OTHER_OFFICER)
    unknown = stranger.get("/desk/H29.02-991231-9999")
    for address in (f"/desk/{investment}", f"/desk/{investment}/accept~1", f"/desk/{investment}/answers.pdf"):
        hidden = stranger.get(address)
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.text.replace(address, "") == unknown.text.replace("/desk/H29.02-991231-9999", "")
    assert stranger.post(f"/desk/{investment}/accept~1/accept", data={"answers": "1"}).status_code == 404
    assert investment not in stranger.get("/desk/search?q=nha may").text
    assert browser(app, RECEPTIONIST).get(f"/desk/{investment}/nothing~1").status_code == 404


def test_who_filed_it_neither_sees_nor_handles_it_at_the_desk(app: Flask, client):
    """A receptionist's own submission, filed as a citizen, is in no queue of theirs."""
    number = file(app, RECEPTIONIST, "1.009645")
    own = browser(app, RECEPTIONIST)
    assert number not in own.get("/desk").text
    assert own.get(f"/desk/{number}").status_code == 404
    assert own.post(f"/desk/{number}/accept~1/accept", data={"answers": "1"}).status_code in (404, 409)
    assert number in browser(app, SECOND_RECEPTIONIST).get("/desk").text


def test_a_refused_act_shows_why_and_keeps_what_was_typed(app: Flask, investment: str):
    consulted(app, investment)
    clerk = browser(app, OTHER_OFFICER)
    answer = act(clerk, investment, "opine", **{"/opinion": "disagree", "/content": ""})
    assert answer.status_code == 422
    assert re.search(r'value="disagree"[^>]*checked', answer.text)
    summary = answer.text[answer.text.index("govuk-error-summary__list") :]
    assert re.findall(r"<a href=\"#[^\"]+\">([^<]+)", summary[: summary.index("</ul>")]) == ["Hãy nhập nội dung ý kiến"]
    text = "Cần điều chỉnh quy hoạch phân khu."
    answer = act(clerk, investment, "opine", **{"/content": text})
    assert answer.status_code == 422 and text in answer.text


def test_an_opinion_asked_by_the_step_form_is_not_asked_twice(app: Flask, investment: str):
    consulted(app, investment)
    clerk = browser(app, OTHER_OFFICER)
    page = clerk.get(f"/desk/{investment}/{first_task(clerk, investment)}").text
    assert 'name="outcome"' not in page
    given = act(clerk, investment, "opine", **{"/opinion": "agree_with_conditions", "/content": "Bổ sung cây xanh."})
    assert given.status_code == 302
    assert "fe-opinion--conditional" in browser(app, OFFICER).get(f"/desk/{investment}").text


def test_choosing_no_agency_says_how_many_are_needed(app: Flask, investment: str):
    assert act(browser(app, RECEPTIONIST), investment, "accept").status_code == 302
    answer = act(browser(app, OFFICER), investment, "choose_agencies")
    assert answer.status_code == 409
    assert 'href="#choose_agencies-agencies"' in answer.text and 'id="choose_agencies-agencies"' in answer.text


def test_a_consulted_agency_sees_the_matter_and_not_the_contact(app: Flask, investment: str):
    consulted(app, investment)
    seen, whole = (browser(app, who).get(f"/desk/{investment}").text for who in (OTHER_OFFICER, OFFICER))
    assert "Nhà máy linh kiện điện tử Ví Dụ" in seen
    assert "Người liên hệ về hồ sơ" in whole and "Người liên hệ về hồ sơ" not in seen
    assert not re.search(r"/papers/\d+", seen)
    paper = re.search(rf"/desk/{investment}/papers/\d+\.pdf", whole)[0]
    for address in (paper, f"/desk/{investment}/answers.pdf"):
        assert browser(app, OFFICER).get(address).status_code == 200
        assert browser(app, OTHER_OFFICER).get(address).status_code == 404


def test_a_supplement_is_asked_for_by_item(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    empty = act(clerk, investment, "request_supplement", reason="")
    assert empty.status_code == 422 and "<details" in empty.text
    asked = {"item:page-0": "Ghi rõ người liên hệ", "reason": "Thông tư 55/2026/TT-BTC", "days": "10"}
    assert act(clerk, investment, "request_supplement", **asked).status_code == 302
    page = clerk.get(f"/desk/{investment}").text
    assert "Nội dung kê khai: Hồ sơ: Ghi rõ người liên hệ" in page
    assert "Sắp đến hạn:" not in clerk.get("/desk").text
    waiting = clerk.get(f"/desk/{investment}/accept~1").text
    assert "chờ người nộp bổ sung" in waiting and "/accept~1/accept" not in waiting


def test_a_leader_sends_back_and_the_stage_begins_anew(app: Flask, investment: str):
    consulted(app, investment)
    assert act(browser(app, OTHER_OFFICER), investment, "opine", **OPINION).status_code == 302
    officer = browser(app, OFFICER)
    refused = act(officer, investment, "send_back", reason="Cần hỏi thêm")
    assert refused.status_code == 422 and "Cần hỏi thêm" in refused.text
    back = act(officer, investment, "send_back", reason="Cần hỏi thêm", stage="consultation")
    assert back.status_code == 302
    assert investment in browser(app, OTHER_OFFICER).get("/desk").text


def test_after_an_act_the_next_task_is_opened(app: Flask, investment: str):
    second = file(app, "an@mau.example", "1.009645")
    clerk = browser(app, RECEPTIONIST)
    answer = act(clerk, investment, "accept")
    assert answer.headers["Location"] == f"/desk/{second}/accept~1"
    page = clerk.get(answer.headers["Location"]).text
    assert f"Đã tiếp nhận hồ sơ {investment}" in page


def test_what_waits_for_a_supplement_is_not_offered_as_the_next_task(app: Flask, investment: str):
    second = file(app, "an@mau.example", "1.009645")
    clerk = browser(app, RECEPTIONIST)
    asked = {"item:page-0": "Ghi rõ người liên hệ", "reason": "Thông tư 55/2026/TT-BTC"}
    assert act(clerk, investment, "request_supplement", **asked).headers["Location"] == f"/desk/{second}/accept~1"
    assert act(clerk, second, "accept").headers["Location"] == f"/desk/{second}"


def test_the_desk_counts_filters_and_tells_deadlines_in_words(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    page = clerk.get("/desk").text
    assert re.search(r"<strong>1</strong><a[^>]*>Tất cả việc", page)
    assert "Sắp đến hạn:" in page
    assert investment in clerk.get("/desk?view=free").text
    assert investment not in clerk.get("/desk?view=mine").text
    assert investment not in clerk.get("/desk?view=overdue").text
    act(clerk, investment, "claim")
    assert investment in clerk.get("/desk?view=mine").text
    assert investment in clerk.get("/desk?procedure=1.009645").text
    assert investment not in clerk.get("/desk?procedure=1.001193").text
    assert clerk.get("/desk?after=nonsense&view=what").status_code == 200


def test_pages_of_the_desk_follow_one_another_without_gap_or_double(app: Flask, client):
    numbers = {file(app, "an@mau.example", "1.009645") for _again in range(5)}
    house = app.extensions["house"]
    actor = account(house, RECEPTIONIST).actor
    for view in ("all", "soon", "free"):
        seen, after = [], ""
        while after is not None:
            with house.database.reading() as connection:
                page = desk(connection, actor, house.now(), "vi", Narrowed(view), after=after, size=2)
            seen += [task.number for task in page.tasks]
            after = page.following
        assert sorted(seen) == sorted(numbers)


def test_words_are_found_without_accents(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    assert investment in clerk.get("/desk/search?q=NHA MAY linh kien").text
    assert investment in clerk.get(f"/desk/search?q={investment}").text
    for name_of_the_procedure in ("chu truong dau tu", "investment policy approval"):
        assert investment in clerk.get("/desk/search", query_string={"q": name_of_the_procedure}).text
    assert "Không có hồ sơ nào" in clerk.get("/desk/search?q=xyzzy").text


def test_an_enclosed_file_comes_as_a_download(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    address = re.search(rf"/desk/{investment}/files/[0-9a-f]+", clerk.get(f"/desk/{investment}").text)[0]
    got = clerk.get(address)
    assert got.data.startswith(b"%PDF") and "attachment" in got.headers["Content-Disposition"]
    assert browser(app, OTHER_OFFICER).get(address).status_code == 404


def test_internal_procedures_are_filed_from_the_desk(app: Flask, client):
    page = browser(app, OFFICER).get("/desk/internal").text
    assert "/procedures/NB-NGHIPHEP/apply" in page and "/procedures/BC-CCHC/apply" in page


def test_a_citizen_has_no_desk(app: Flask, citizen):
    assert citizen.get("/desk").status_code == 403


def test_a_clerks_act_is_few_statements(app: Flask, investment: str):
    consulted(app, investment)
    act(browser(app, OTHER_OFFICER), investment, "opine", **OPINION)
    act(browser(app, OFFICER), investment, "propose", **APPRAISAL)
    act(browser(app, CLERK_OF_THE_OFFICE), investment, "propose", **{"/result": "in_order", "outcome": "approve"})
    chair = browser(app, CHAIR)
    task = first_task(chair, investment)
    address = f"/desk/{investment}/{task}"
    version = re.search(r'name="answers" value="(\d+)"', chair.get(address).text)[1]
    with counted(app) as opened:
        assert chair.get(address).status_code == 200
    with counted(app) as decided:
        done = chair.post(f"{address}/decide", data={"answers": version, "outcome": "approve"})
    assert done.status_code == 302
    assert len(opened) <= 8, opened
    assert len(decided) <= 12, decided


def test_a_receptionist_takes_a_supplement_and_a_withdrawal_at_the_counter(app: Flask, investment: str):
    clerk = browser(app, RECEPTIONIST)
    asked = {"item:page-0": "Ghi rõ người liên hệ", "reason": "Thông tư 55/2026/TT-BTC"}
    assert act(clerk, investment, "request_supplement", **asked).status_code == 302
    assert f"/submissions/{investment}/supplement" in clerk.get(f"/desk/{investment}").text
    entered = clerk.post(f"/submissions/{investment}/supplement", data={})
    assert "/drafts/" in entered.headers["Location"]
    clerk.get(f"/desk/{investment}")
    assert clerk.post(f"/desk/{investment}/withdrawal", data={"reason": "Đổi ý"}).status_code == 302
    assert "Người nộp rút hồ sơ" in clerk.get(f"/desk/{investment}").text
    assert browser(app, OTHER_OFFICER).post(f"/desk/{investment}/withdrawal", data={}).status_code == 404


def test_the_address_of_a_refused_act_can_be_opened_again(app: Flask, investment: str):
    """Changing the language on the page of a refused act opens its address once more."""
    clerk = browser(app, RECEPTIONIST)
    for address, shown in (
        (f"/desk/{investment}/accept~1/refuse_to_accept", f"/desk/{investment}/accept~1"),
        (f"/desk/{investment}/fees", f"/desk/{investment}"),
        (f"/desk/{investment}/withdrawal", f"/desk/{investment}"),
    ):
        assert clerk.get(address).headers["Location"] == shown
    assert clerk.get(f"/desk/{investment}/accept~1/supplement").status_code == 404


def test_a_leave_filed_by_an_official_comes_to_the_own_leader(app: Flask, client):
    colleague = account(app.extensions["house"], "chuyenvien2.taichinh@mau.example").person
    number = file(app, OFFICER, "NB-NGHIPHEP", official=OFFICIAL, substitute=colleague)
    leader = browser(app, "lanhdao.taichinh@mau.example")
    assert number in leader.get("/desk").text
    assert number not in browser(app, OFFICER).get("/desk").text
    assert act(leader, number, "opine", **{"/opinion": "agree", "/content": "Đã bố trí người thay."}).status_code == 302


def test_a_clerk_sees_field_by_field_what_a_supplement_changed(app: Flask, investment: str, later):
    clerk, house = browser(app, RECEPTIONIST), app.extensions["house"]
    asked = {"item:page-0": "Ghi rõ người liên hệ", "reason": "Thông tư 55/2026/TT-BTC"}
    assert act(clerk, investment, "request_supplement", **asked).status_code == 302
    assert 'id="changes"' not in clerk.get(f"/desk/{investment}").text
    citizen = account(house, "an@mau.example")
    later(minutes=1)
    draft = filing.supplement_draft(house, citizen, investment)
    before = drafting.open_draft(house, citizen, draft).draft.body
    drafting.replace_answers(house, citizen, draft, {**before, "project_name": "Nhà máy linh kiện <b>mới</b>"})
    filing.submit(house, citizen, draft, "vi")
    page = clerk.get(f"/desk/{investment}").text
    assert "<del>Nhà máy linh kiện điện tử Ví Dụ</del>" in page
    assert "<ins>Nhà máy linh kiện &lt;b&gt;mới&lt;/b&gt;</ins>" in page
    assert page.count("<ins>") == 1


def test_a_step_form_brings_the_scripts_of_its_controls(app: Flask, client):
    number = file(app, "an@mau.example", "1.013225")
    reception = browser(app, "tiepnhan1.binhduong@mau.example")
    assert "date-picker.js" not in reception.get(f"/desk/{number}/accept~1").text
    assert act(reception, number, "accept").status_code == 302
    officer = browser(app, "xaydung.binhduong@mau.example")
    agencies = agency_id(app, "H29.04")
    assert act(officer, number, "choose_agencies", agencies=agencies).status_code == 302
    page = officer.get(f"/desk/{number}/examine~1").text
    assert "data-date-picker" in page and re.search(r'<script[^>]+/js/date-picker\.js"', page)
