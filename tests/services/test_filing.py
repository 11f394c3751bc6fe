"""Filing: every shipped example arrives where it belongs, once, with its number, fee and due date."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from formengine.catalog import browsing
from formengine.catalog.versions import definition_of
from formengine.dossier_reading import open_dossier
from formengine.forms import load_definition
from formengine.resources import folder
from formengine.services import drafting, enclosing, filing, starting
from formengine.services.errors import NoAgency, NotFound, NotReady, Unavailable
from submissions.store import queries

SHIPPED = {path.stem: load_definition(path) for path in sorted(folder("form_definitions").glob("*.json"))}
# What a step of another procedure opens is filed by nobody; tests/services/test_walks.py handles it.
OPENED = {
    step.opens["procedure"]
    for definition in SHIPPED.values()
    for stage in definition.route
    for step in stage.steps
    if step.opens
}
EXAMPLES = [
    pytest.param(code, number, id=f"{code}-{number}")
    for code, definition in SHIPPED.items()
    if code not in OPENED
    for number in range(len(definition.examples))
]


def filer(office, example, definition) -> tuple[str, dict]:
    """Who files an example, and how."""
    facts = example["filing"]
    how = {"channel": facts["channel"], "on_behalf": facts["on_behalf"]}
    if facts["requester_kind"] == "official":
        return "kinhte.binhduong", {**how, "on_behalf": "self"}
    if facts["channel"] != "online":
        how["applicant"] = office.person("099190000001")
        if facts["on_behalf"] == "organisation":
            how["organisation"] = office.organisation("binh")
        return "tiepnhan1.binhduong", how
    if facts["on_behalf"] == "organisation":
        return "binh", {**how, "organisation": office.organisation("binh")}
    return "an", how


def local(document, definition, office):
    """The example's answers with the codes of people that only this installation knows."""
    if "substitute" in document:
        document["substitute"] = office.account("lanhdao.binhduong").person
    return document


def set_later(definition, example) -> int:
    """What an official sets on the way, in the form of a step: nobody owes it yet when filing."""
    amounts = [str(fee["amount"]).split(".") for fee in definition.get("fees", ())]
    written = example.get("forms", {})
    return sum(written.get(way[1], {}).get(way[2], 0) for way in amounts if way[0] == "forms")


@pytest.mark.parametrize(("code", "number"), EXAMPLES)
def test_every_shipped_example_is_filed_as_it_expects(office, shipped, code, number) -> None:
    definition, example = shipped(code), shipped(code, number)
    facts, expected = example["filing"], example["expect"]
    office.clock.at = datetime.fromisoformat(facts["at"])
    who, how = filer(office, example, definition)
    draft_id = office.draft(who, code, local(example["document"], definition, office), **how)
    office.enclose_needed(who, draft_id)
    account = office.account(who)
    judged = filing.review(office.house, account, draft_id, "vi")
    assert judged.problems == []
    assert judged.missing == []
    assert judged.total == expected["fee"] - set_later(definition, example)
    assert [view.attachment.code for view in judged.attachments] == expected["attachments"]
    filed = filing.submit(office.house, account, draft_id, "vi")

    submission = office.submission(filed)
    assert filed == f"{judged.receiving.code}-{office.clock.at:%y%m%d}-0001"
    assert submission.case == expected["case"]
    waits = {step["step"] for stage in definition["route"] for step in stage["steps"] if _waits(step, stage)}
    planned = [step.step for step in submission.plan.steps()]
    assert [step for step in planned if step not in waits] == [s for s in expected["steps"] if s not in waits]
    if "due" in expected:
        if submission.due is None:
            desk = submission.task_now("accept").step.agency
            office.done(office.holder(desk, "receptionist"), filed, "accept", "accept")
            submission = office.submission(filed)
        assert str(submission.due.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()) == expected["due"]


def _waits(step, stage) -> bool:
    """Whether what an official writes or chooses first decides on the step."""
    text = str(step.get("when", "")) + str(stage.get("when", "")) + str(step.get("agency", ""))
    return "forms" in text or "chosen_at" in text or "same_as" in text


def test_the_same_draft_submitted_again_gives_the_same_number(office) -> None:
    draft_id = office.draft("an", "1.004873")
    office.enclose_needed("an", draft_id)
    account = office.account("an")
    numbers = {filing.submit(office.house, account, draft_id, "vi") for _ in range(3)}
    assert len(numbers) == 1


@pytest.mark.storage
def test_the_same_draft_submitted_twice_at_once_is_filed_once(office) -> None:
    draft_id = office.draft("an", "1.004873")
    office.enclose_needed("an", draft_id)
    account = office.account("an")
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: filing.submit(office.house, account, draft_id, "vi"), range(4)))
    assert len(set(numbers)) == 1
    with office.house.database.reading() as connection:
        assert len(queries.mine(connection, account.actor)) == 1


def test_an_incomplete_draft_is_not_filed_and_says_what_is_missing(office) -> None:
    account = office.account("an")
    draft_id = starting.start_draft(office.house, account, "1.001193")
    with pytest.raises(NotReady) as no:
        filing.submit(office.house, account, draft_id, "vi")
    assert no.value.review.problems
    assert no.value.review.first_page_with_problems == 0
    draft_id = office.draft("an", "1.001193")
    with pytest.raises(NotReady) as no:
        filing.submit(office.house, account, draft_id, "vi")
    assert [item.code for item in no.value.review.missing] == ["GCS"]
    assert drafting.open_draft(office.house, account, draft_id).draft.body


def test_what_an_attachment_waives_need_not_be_enclosed(office) -> None:
    account, draft_id = office.account("an"), office.draft("an", "1.001193")
    waivable = {item.code for item in drafting.open_draft(office.house, account, draft_id).definition.attachments}
    enclosing.set_waived(office.house, account, draft_id, waivable | {"made-up"})
    kept = drafting.open_draft(office.house, account, draft_id)
    allowed = {item.code for item in kept.definition.attachments if item.waived_by}
    assert set(kept.draft.filing["waived"]) == allowed


def test_nobody_opens_or_files_another_persons_draft(office) -> None:
    draft_id = office.draft("an", "1.004873")
    for who in ("binh", "tiepnhan1.binhduong", "quantri"):
        stranger = office.account(who)
        tries = [
            lambda account=stranger: drafting.open_draft(office.house, account, draft_id),
            lambda account=stranger: filing.submit(office.house, account, draft_id, "vi"),
            lambda account=stranger: filing.review(office.house, account, draft_id, "vi"),
            lambda account=stranger: drafting.discard_draft(office.house, account, draft_id),
            lambda account=stranger: enclosing.set_waived(office.house, account, draft_id, set()),
            lambda account=stranger: enclosing.remove_file(office.house, account, draft_id, "0" * 32),
            lambda account=stranger: enclosing.file_content(office.house, account, draft_id, "0" * 32),
            lambda account=stranger: enclosing.enclose(
                office.house, account, draft_id, code="GCS", name="a.pdf", content=b"%PDF-"
            ),
            lambda account=stranger: drafting.save_page(
                office.house, account, draft_id, seen=drafting.Seen(2, ""), page=0, formdata={}, locale="vi"
            ),
        ]
        for attempt in tries:
            with pytest.raises(NotFound):
                attempt()
    assert drafting.open_draft(office.house, office.account("an"), draft_id).draft.revision == 2


def test_internal_procedures_are_for_officials_and_the_counter_for_receptionists(office) -> None:
    with pytest.raises(NotFound):
        starting.start_draft(office.house, office.account("an"), "NB-NGHIPHEP")
    with pytest.raises(NotFound):
        starting.start_draft(office.house, office.account("kinhte.binhduong"), "1.004873", channel="counter")
    with pytest.raises(Unavailable):
        starting.start_draft(office.house, office.account("an"), "9.999999")
    with pytest.raises(Unavailable):
        starting.start_draft(
            office.house, office.account("an"), "KN-DN", on_behalf="organisation", organisation="0" * 32
        )


@pytest.mark.parametrize("code", sorted(code for code in OPENED if SHIPPED[code].opened_only))
def test_what_another_submission_opens_is_filed_by_nobody(office, code) -> None:
    for who, channel in [("an", "online"), ("kinhte.binhduong", "online"), ("tiepnhan1.binhduong", "counter")]:
        with pytest.raises(Unavailable, match="không nộp riêng"):
            starting.start_draft(office.house, office.account(who), code, channel=channel)
    with office.house.database.reading() as connection:
        listed = {*browsing.with_form(connection), *browsing.with_form(connection, "official")}
        listed |= {
            *browsing.search(connection, code).entries,
            *browsing.search(connection, SHIPPED[code].title).entries,
        }
        assert code not in {entry.code for entry in listed}
        assert browsing.entry(connection, code).internal


def test_the_parts_of_the_joint_procedure_are_opened_only() -> None:
    assert {code for code, definition in SHIPPED.items() if definition.opened_only} == {"LT-BHYT", "LT-THUONGTRU"}
    assert {"LT-BHYT", "LT-THUONGTRU"} <= OPENED


def test_a_place_without_an_agency_is_told_to_the_person(office, shipped) -> None:
    document = shipped("1.004873", 0)["document"]
    document["office"] = {"province": "01", "ward": "00004"}
    draft_id = office.draft("an", "1.004873", document)
    office.enclose_needed("an", draft_id)
    account = office.account("an")
    judged = filing.review(office.house, account, draft_id, "vi")
    if judged.problems:
        pytest.fail(f"the ward is not in the list: {judged.problems}")
    with pytest.raises(NoAgency):
        filing.submit(office.house, account, draft_id, "vi")


def test_numbers_of_a_day_follow_one_another_for_each_receiving_agency(office, shipped) -> None:
    document = shipped("1.004873", 0)["document"]
    first, second = office.file("an", "1.004873", document), office.file("binh", "1.004873", document)
    document["office"]["ward"] = "25747"
    other = office.file("chi", "1.004873", document)
    assert (first[-5:], second[-5:], other[-5:]) == ("-0001", "-0002", "-0001")
    assert first[:-5] == second[:-5] != other[:-5]
    office.clock.later(days=1)
    assert office.file("an", "1.004873").endswith("260311-0001")


def test_the_applicant_reads_back_what_was_filed_and_a_stranger_nothing(office) -> None:
    number = office.file("an", "1.004873")
    with office.house.database.reading() as connection:
        mine = open_dossier(connection, office.account("an").actor, number, office.house.config, office.clock())
        assert mine.answers["purpose"] == "marriage"
        assert mine.definition.digest == definition_of(connection, mine.row.definition).digest
        for who in ("binh", "chuyenvien1.soxaydung"):
            assert (
                open_dossier(connection, office.account(who).actor, number, office.house.config, office.clock()) is None
            )
