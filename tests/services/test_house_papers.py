"""The papers of acts beside the usual way: apology, stop notice, correction; each says why."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from formengine.effects.mail_data import mail_facts, recipients
from formengine.effects.mail_texts import MAILED, mail_text
from formengine.effects.paper_data import paper_order
from formengine.i18n import format_moment, speaking
from formengine.services.deciding import MAX_DAYS_MORE
from submissions import events as e
from submissions.store import log
from tests.services.test_walks import Walk

REASON = "Cơ quan phối hợp chưa có ý kiến <b>về</b> quy hoạch."


@pytest.fixture
def walk(office: Any) -> Walk:
    return Walk(office, "1.009748", 0)


def paper_of(office: Any, number: str, name: str) -> tuple[e.PaperIssued, str]:
    """The last paper of a name, and its text."""
    row = office.row(number)
    with office.house.database.reading() as connection:
        entries = log.read_log(connection, row.id)
        found = [entry for entry in entries if isinstance(entry.event, e.PaperIssued) and entry.event.paper == name]
        order = paper_order(connection, row.id, found[-1].seq, office.house.config)
    pages = PdfReader(BytesIO(order.made(office.house.config.home))).pages
    return found[-1].event, " ".join(" ".join(page.extract_text() for page in pages).split())


def told(office: Any, number: str) -> list[str]:
    """The kinds of events that the applicant is told of, in order."""
    row = office.row(number)
    with office.house.database.reading() as connection:
        entries = log.read_log(connection, row.id)
        known = [entry for entry in entries if recipients(connection, row.id, entry.seq, office.house.config)]
    return [name for entry in known if (name := type(entry.event).__name__) in MAILED]


def head(office: Any, number: str) -> str:
    return office.holder(office.submission(number).competent, "leader")


def test_an_extension_is_an_apology_with_the_old_and_the_new_date(office: Any, walk: Walk) -> None:
    number = walk.file()
    before = walk.go_on(number).due
    day = (before + timedelta(days=7)).date()
    submission = office.done(head(office, number), number, "extend", reason=REASON, day=day)
    event, text = paper_of(office, number, "apology")
    assert event.form_number == "Mẫu số 04" and event.number.endswith("/PXL")
    assert "về quy hoạch" not in text and "<b>về</b> quy hoạch" in text
    assert f"{before.astimezone().day:02d}" in text and f"ngày {submission.due:%d}" in text and "xin lỗi" in text


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2206, 5, 7)])
def test_a_new_date_with_a_slip_in_its_year_is_asked_back(office: Any, walk: Walk, day: date) -> None:
    """An appointment on the last day that there is could be drawn by no page of the submission any more."""
    number = walk.file()
    before = walk.go_on(number).due
    refused = office.act(head(office, number), number, "extend", reason=REASON, day=day)
    assert [problem.pointer for problem in refused.problems] == ["#day"]
    assert office.submission(number).due == before
    fine = office.clock.at.date() + timedelta(days=MAX_DAYS_MORE)
    assert office.done(head(office, number), number, "extend", reason=REASON, day=fine).due > before


def test_whose_clock_is_suspended_hears_why_and_when_it_goes_on(office: Any, walk: Walk) -> None:
    number = walk.file()
    walk.go_on(number)
    officer = office.holder(office.submission(number).competent, "officer")
    office.done(officer, number, "suspend", outcome="authority", reason=REASON)
    office.clock.later(days=3)
    office.done(officer, number, "resume")
    assert told(office, number)[-2:] == ["Suspended", "Resumed"]
    row = office.row(number)
    with office.house.database.reading() as connection, speaking("vi"):
        seqs = {type(one.event).__name__: one.seq for one in log.read_log(connection, row.id)}
        stands, goes_on = (
            mail_text(kind, "vi", mail_facts(connection, row.id, seqs[kind], office.house.config))[1]
            for kind in ("Suspended", "Resumed")
        )
    assert "tạm dừng: chờ cơ quan khác." in stands and REASON not in stands
    assert f"Hẹn trả kết quả: {format_moment(office.submission(number).due, 'Asia/Ho_Chi_Minh')}" in goes_on


def test_a_stopped_submission_has_its_notice_and_one_mail(office: Any, walk: Walk) -> None:
    number = walk.file()
    walk.go_on(number)
    office.done(head(office, number), number, "stop", reason=REASON)
    event, text = paper_of(office, number, "stop_notice")
    assert event.form_number == "Mẫu số 05" and "dừng giải quyết" in text and "<b>về</b>" in text
    assert told(office, number)[-1] == "Stopped" and "Concluded" not in told(office, number)


def test_a_correction_names_the_paper_that_it_corrects(office: Any, walk: Walk) -> None:
    number = walk.file()
    while office.submission(number).open_tasks():
        walk.go_on(number)
    row = office.row(number)
    with office.house.database.reading() as connection:
        entries = log.read_log(connection, row.id)
    result = next(
        entry
        for entry in entries
        if isinstance(entry.event, e.PaperIssued) and entry.event.paper in walk.definition.papers
    )
    office.done(head(office, number), number, "correct_result", reason=REASON, paper=result.seq)
    event, text = paper_of(office, number, "correction")
    assert event.number.endswith("/TBĐC")
    assert result.event.title.split()[0] in text and result.event.number in text and "<b>về</b>" in text
    assert told(office, number)[-1] == "ResultCorrected"
