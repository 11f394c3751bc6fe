"""Acting on what was filed: whole routes, two clerks at once, supplements, silence, settings and new versions."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from formengine.catalog.versions import publish
from formengine.dossier_reading import open_dossier
from formengine.i18n import speaking
from formengine.registers.settings import set_setting
from formengine.services import deciding, drafting, enclosing, filing
from formengine.services.deciding import Wish
from formengine.services.errors import NotFound, refusal_text
from formengine.services.waking import let_time_act
from submissions.refusal import REASONS, Refused
from submissions.store import log

EXAMINED = MultiDict(
    [("/looked_up", "civil_status"), ("/needs_verification", "false"), ("/conclusion", "eligible")]
)  # fmt: skip
OPINION = {"/opinion": "agree", "/content": "Phù hợp quy hoạch."}
APPRAISAL = {"/planning": "Phù hợp", "/finance": "Đủ", "/opinions": "Thống nhất", "/conclusion": "approve"}


def examined(office, **how) -> str:
    """A certificate of marital status, accepted and proposed for approval; the applicant skips the draft."""
    document = how.pop("document", None)
    number = office.file("an", "1.004873", document, **how)
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    office.done("hotich.binhduong", number, "propose", "examine", outcome="approve", formdata=EXAMINED)
    if "confirm" in office.open(number):
        office.done("an", number, "confirm_draft", "confirm", outcome="confirmed")
    return number


def test_a_project_passes_four_agencies_to_its_result(office) -> None:
    number = office.file(
        "binh", "1.009645", on_behalf="organisation", organisation=office.organisation("binh")
    )  # fmt: skip
    assert office.open(number) == {"accept"}
    office.done("tiepnhan1.trungtam", number, "accept", "accept")
    with office.house.database.reading() as connection:
        found = open_dossier(
            connection, office.account("binh").actor, number, office.house.config, office.clock()
        ).agencies
        asked = [found.by_code(code).id for code in ("H29.04", "H29.06")]
        elsewhere = found.by_code("H29.13").id
    with pytest.raises(Refused, match="agency_not_offered"):
        office.act("chuyenvien1.taichinh", number, "choose_agencies", "dispatch", agencies=(elsewhere,))
    office.done("chuyenvien1.taichinh", number, "choose_agencies", "dispatch", agencies=tuple(asked))
    assert office.open(number) == {f"consult@{agency}" for agency in asked}
    for who, agency in (("chuyenvien1.soxaydung", asked[0]), ("chuyenvien1.nongnghiep", asked[1])):
        office.clock.later(days=1)
        office.done(who, number, "opine", f"consult@{agency}", outcome="agree", formdata=OPINION)
    assert office.open(number) == {"appraise"}
    office.done("chuyenvien1.taichinh", number, "propose", "appraise", outcome="approve", formdata=APPRAISAL)
    office.done(
        "chuyenvien1.vanphong", number, "propose", "check", outcome="approve", formdata={"/result": "in_order"}
    )  # fmt: skip
    office.done("chutich.thanhpho", number, "decide", "decide", outcome="approve")
    submission = office.done("tiepnhan1.trungtam", number, "deliver_result", "deliver", outcome="online")
    assert (submission.outcome, submission.open_tasks()) == ("approve", [])
    assert [paper.paper for paper in submission.papers].count("investment-approval") == 1
    paper = next(paper for paper in submission.papers if paper.paper == "investment-approval")
    assert paper.signer == office.account("chutich.thanhpho").person
    assert paper.number.startswith("01/")
    with office.house.database.reading() as connection:
        assert log.fault_of(connection, office.row(number).id) is None
        told = open_dossier(connection, office.account("binh").actor, number, office.house.config, office.clock())
        assert [one["agency"] for one in told.opinions()][:2]
        assert told.status == "delivered"
        consulted = open_dossier(
            connection, office.account("chuyenvien1.soxaydung").actor, number, office.house.config, office.clock()
        )  # fmt: skip
        seen = consulted.sees(office.account("chuyenvien1.soxaydung").actor)
        shown = {row.pointer for section in consulted.summary(seen) for row in section.rows}
        everything = {row.pointer for section in consulted.summary() for row in section.rows}
        assert shown < everything
        assert told.sees(office.account("binh").actor).is_whole


@pytest.mark.storage
def test_of_two_who_decide_at_once_one_wins_and_the_other_learns_who(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    clerks = {who: office.account(who) for who in ("hotich.binhduong", "kinhte.binhduong")}
    together = threading.Barrier(2)

    def propose(account) -> str:
        together.wait()
        try:
            wish = Wish("propose", task="examine~1", outcome="approve", answers=1, formdata=EXAMINED)
            deciding.act(office.house, account, number, wish)
        except Refused as refused:
            assert refused.code == "task_closed"
            with speaking("en"):
                text = refusal_text(refused, deciding.names_for(office.house, refused))
            assert text.endswith("has already dealt with this task.")
            return str(refused.facts["by"])
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(clerks, pool.map(propose, clerks.values()), strict=True))
    loser = next(who for who, by in told.items() if by)
    winner = next(who for who, by in told.items() if not by)
    assert told[loser] == clerks[winner].person
    assert office.submission(number).tasks["examine~1"].by == clerks[winner].person


def test_every_refusal_has_its_sentence_in_both_languages() -> None:
    for code in REASONS:
        texts = set()
        for locale in ("vi", "en"):
            with speaking(locale):
                texts.add(refusal_text(Refused(code, by="x", least=1, most=2, allowed=1, version=2, what="y"), {}))
        assert len(texts) == 2, code


def test_a_supplement_goes_to_the_applicant_and_comes_back(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    due = office.submission(number).due
    items = ({"code": "LYHON", "what": "Bản án ly hôn"},)
    office.done("hotich.binhduong", number, "request_supplement", "examine", reason="Thiếu giấy tờ", items=items)
    with pytest.raises(NotFound):
        filing.supplement_draft(office.house, office.account("binh"), number)
    office.let_it_stand(number)
    draft_id = filing.supplement_draft(office.house, office.account("an"), number)
    assert filing.supplement_draft(office.house, office.account("an"), number) == draft_id
    opened = drafting.open_draft(office.house, office.account("an"), draft_id)
    assert opened.draft.body["purpose"] == "marriage"
    office.clock.later(days=2)
    assert filing.submit(office.house, office.account("an"), draft_id, "vi") == number
    submission = office.submission(number)
    assert submission.answers.version == 2
    assert submission.due == due + timedelta(days=4)  # two working days, and a weekend between
    with pytest.raises(NotFound):
        filing.supplement_draft(office.house, office.account("an"), number)
    with pytest.raises(Refused, match="document_changed"):
        office.done("hotich.binhduong", number, "propose", "examine", outcome="approve", formdata=EXAMINED)
        office.done("an", number, "confirm_draft", "confirm", outcome="confirmed")
        office.act("lanhdao.binhduong", number, "decide", "decide", outcome="approve", answers=1)


def test_a_file_dropped_in_one_supplement_does_not_come_back_with_the_next(office, shipped) -> None:
    number = office.file("an", "1.001193", shipped("1.001193", 0)["document"])
    first = {ref.id for ref in office.submission(number).files}
    assert first
    for _round in range(2):
        office.done("tiepnhan1.binhduong", number, "request_supplement", "accept", reason="Mờ", items=({"what": "x"},))
        office.let_it_stand(number)
        draft_id = filing.supplement_draft(office.house, office.account("an"), number)
        held = drafting.open_draft(office.house, office.account("an"), draft_id).files
        if _round == 0:
            for file in held:
                enclosing.remove_file(office.house, office.account("an"), draft_id, file.id)
            office.enclose_needed("an", draft_id)
            filing.submit(office.house, office.account("an"), draft_id, "vi")
        else:
            assert not first & {file.id for file in held}
            assert held


def test_two_who_answer_the_same_request_do_not_answer_it_twice(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "request_supplement", "accept", reason="Thiếu", items=({"what": "x"},))
    office.let_it_stand(number)
    drafts = {
        who: filing.supplement_draft(office.house, office.account(who), number) for who in ("an", "tiepnhan1.binhduong")
    }
    filing.submit(office.house, office.account("an"), drafts["an"], "vi")
    with pytest.raises(Refused, match="not_now"):
        filing.submit(office.house, office.account("tiepnhan1.binhduong"), drafts["tiepnhan1.binhduong"], "vi")
    assert office.submission(number).answers.version == 2


def test_a_step_is_not_done_without_its_form(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    before = office.submission(number).seq
    for formdata in (None, {}, {"/conclusion": "made-up"}):
        result = office.act("hotich.binhduong", number, "propose", "examine", outcome="approve", formdata=formdata)
        assert "/looked_up" in {problem.pointer for problem in result.problems}
    result = office.act("hotich.binhduong", number, "propose", "examine", outcome="refuse", formdata=EXAMINED)
    assert [problem.pointer for problem in result.problems] == ["#reason"]
    assert result.form_document["conclusion"] == "eligible"
    assert office.submission(number).seq == before


@pytest.mark.parametrize(
    ("who", "act", "error"),
    [
        ("binh", "withdraw", NotFound),
        ("chuyenvien1.soxaydung", "accept", NotFound),
        ("tiepnhan1.trungtam", "accept", NotFound),
        ("an", "accept", Refused),
        ("hotich.binhduong", "accept", Refused),
        ("lanhdao.binhduong", "accept", Refused),
        ("tiepnhan1.binhduong", "fly", NotFound),
    ],
)
def test_who_may_not_see_or_act_is_told_so_without_more(office, who, act, error) -> None:
    number = office.file("an", "1.004873")
    with pytest.raises(error):
        office.act(who, number, act, "accept" if act == "accept" else "")
    with pytest.raises(NotFound):
        deciding.act(office.house, office.account(who), "H29-000000-0001", Wish("accept", task="accept~1"))


def test_an_official_does_not_handle_what_they_filed_themselves(office) -> None:
    number = office.file("hotich.binhduong", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    with pytest.raises(Refused, match="applicant_may_not_act"):
        office.act("hotich.binhduong", number, "propose", "examine", outcome="approve", formdata=EXAMINED)
    office.done("kinhte.binhduong", number, "propose", "examine", outcome="approve", formdata=EXAMINED)


def test_a_fee_is_recorded_once_with_the_amount_that_the_definition_sets(office) -> None:
    number = office.file("an", "1.004873")
    result = office.act("tiepnhan1.binhduong", number, "record_payment", fee="LP", method="barter")
    assert [problem.pointer for problem in result.problems] == ["#method"]
    office.done("tiepnhan1.binhduong", number, "record_payment", fee="LP", method="cash", receipt="BL-01")
    assert office.submission(number).fees["LP"].amount == 15000
    with pytest.raises(Refused, match="already_recorded"):
        office.act("tiepnhan1.binhduong", number, "record_payment", fee="LP")
    with pytest.raises(NotFound):
        office.act("tiepnhan1.binhduong", number, "record_payment", fee="made-up")


def test_what_is_under_way_stays_on_the_version_it_was_filed_with(office, shipped) -> None:
    number = office.file("an", "1.004873")
    changed = shipped("1.004873")
    changed["route"] = [stage for stage in changed["route"] if stage["stage"] != "confirmation"]
    for made in changed["examples"]:
        made["expect"]["steps"] = [step for step in made["expect"]["steps"] if step != "confirm"]
    with office.house.database.transaction() as connection:
        version = publish(connection, json.dumps(changed, ensure_ascii=False).encode(), at=office.clock.at)
    assert version.number == 2
    later = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    office.done("tiepnhan1.binhduong", later, "accept", "accept")
    for one in (number, later):
        office.done("hotich.binhduong", one, "propose", "examine", outcome="approve", formdata=EXAMINED)
    assert office.open(number) == {"confirm"}
    assert office.open(later) == {"decide"}
    assert office.row(number).definition != office.row(later).definition == version.id


def test_an_agencys_own_figures_hold_for_what_is_filed_from_their_day_on(office) -> None:
    before = office.file("an", "1.004873")
    ward = office.row(before).competent
    with office.house.database.transaction() as connection:
        for key, value in (("fee", 20000), ("receive_hours", 8)):
            set_setting(
                connection, "1.004873", key, value, agency=ward, valid_from=date(2026, 3, 11), at=office.clock.at
            )  # fmt: skip
    same_day = office.file("an", "1.004873")
    office.clock.later(days=1)
    after = office.file("an", "1.004873")
    for number, fee, hours in ((before, 15000, None), (same_day, 15000, None), (after, 20000, 8)):
        office.done("tiepnhan1.binhduong", number, "record_payment", fee="LP")
        submission = office.submission(number)
        assert submission.fees["LP"].amount == fee
        if hours:
            assert submission.plan.step("accept").limit.amount == hours
        else:
            assert submission.plan.step("accept").limit.amount != 8
        office.done("tiepnhan1.binhduong", number, "accept", "accept")
        assert office.submission(number).plan.step("accept").limit == submission.plan.step("accept").limit


def test_silence_speaks_once_when_time_has_run_out(office) -> None:
    number = office.file("an", "1.004873")
    office.done("tiepnhan1.binhduong", number, "accept", "accept")
    office.done("hotich.binhduong", number, "propose", "examine", outcome="approve", formdata=EXAMINED)
    assert office.open(number) == {"confirm"}
    assert let_time_act(office.house, office.house.database, office.clock.at) == 0
    now = office.clock.later(days=5)
    assert let_time_act(office.house, office.house.database, now) == 1
    assert let_time_act(office.house, office.house.database, now) == 0
    assert office.open(number) == {"decide"}
    assert office.submission(number).tasks["confirm~1"].outcome == "continue"


def test_one_submission_that_lacks_an_agency_does_not_hold_up_the_others(office, monkeypatch, caplog) -> None:
    from formengine.registers.agencies import UnknownAgency
    from formengine.services import waking

    numbers = []
    for _n in range(2):
        number = office.file("an", "1.004873")
        office.done("tiepnhan1.binhduong", number, "accept", "accept")
        office.done("hotich.binhduong", number, "propose", "examine", outcome="approve", formdata=EXAMINED)
        numbers.append(number)
    poisoned = office.row(numbers[0]).id
    real = waking._wake

    def one(house, submission_id, now):
        if submission_id == poisoned:
            raise UnknownAgency("no agency serves 25760")
        return real(house, submission_id, now)

    monkeypatch.setattr(waking, "_wake", one)
    assert let_time_act(office.house, office.house.database, office.clock.later(days=5)) == 1
    assert office.open(numbers[1]) == {"decide"}
    assert poisoned in caplog.text


def test_withdrawing_takes_it_off_every_desk(office) -> None:
    number = examined(office)
    assert office.open(number) == {"decide"}
    office.done("an", number, "withdraw", reason="Không cần nữa")
    assert (office.row(number).status, office.open(number)) == ("withdrawn", set())
    with pytest.raises(Refused):
        office.act("lanhdao.binhduong", number, "decide", "decide~1", outcome="approve")


def test_a_refusal_reaches_the_applicant_with_its_reason_and_paper(office) -> None:
    number = examined(office)
    office.done("lanhdao.binhduong", number, "decide", "decide", outcome="refuse", reason="Chưa đủ điều kiện.")
    assert office.open(number) == {"deliver"}
    office.done("tiepnhan1.binhduong", number, "deliver_result", "deliver", outcome="online")
    with office.house.database.reading() as connection:
        mine = open_dossier(connection, office.account("an").actor, number, office.house.config, office.clock())
        assert mine.submission.outcome == "refuse"
        assert "Chưa đủ điều kiện." in [one["reason"] for one in mine.opinions()]
        assert mine.result_papers()
