"""Every agency sees what its step's `sees` names and no more: answers, enclosures, papers, what others wrote."""

import json

import pytest

from formengine.catalog.versions import current_definition, publish
from formengine.dossier import Dossier
from formengine.dossier_reading import open_dossier
from formengine.registers.agencies import agencies_of
from formengine.services.waking import let_time_act
from formengine.sight import EVERYTHING, Sight, shows_subject

CONSULTED = "chuyenvien1.soxaydung"
APPRAISER = "chuyenvien1.taichinh"


def consulted(office, shipped, **change) -> str:
    """An investment project in the hands of the department of construction; `change` overrides its step."""
    definition = shipped("1.009645")
    for stage in definition["route"]:
        for step in stage["steps"]:
            if step["step"] == "consult":
                step.update(change)
    with office.house.database.transaction() as connection:
        publish(connection, json.dumps(definition, ensure_ascii=False).encode(), at=office.clock.at)
        asked = tuple(agencies_of(connection).by_code(code).id for code in ("H29.04", "H29.07"))
    mandated = {"on_behalf": "organisation", "organisation": office.organisation("binh")}
    number = office.file("binh", "1.009645", **mandated)
    office.done("tiepnhan1.trungtam", number, "accept", "accept")
    office.done(APPRAISER, number, "choose_agencies", "dispatch", agencies=asked)
    return number


def dossier(office, who: str, number: str) -> tuple[Dossier, Sight]:
    actor = office.account(who).actor
    with office.house.database.reading() as connection:
        found = open_dossier(connection, actor, number, office.house.config, office.clock())
    return found, found.sees(actor)


def test_nothing_named_shows_nothing(office, shipped) -> None:
    found, sight = dossier(office, CONSULTED, consulted(office, shipped, sees=[]))
    assert not sight.is_whole
    assert (found.summary(sight), found.enclosed(sight), found.papers(sight)) == ([], [], [])
    assert found.summary() and found.enclosed() and found.papers()


def test_an_agency_is_shown_the_answers_enclosures_and_papers_that_are_named(office, shipped) -> None:
    names = ["/project_name", "/site", "/attachments/DXDA", "/papers/receipt"]
    number = consulted(office, shipped, sees=names)
    found, sight = dossier(office, CONSULTED, number)
    pointers = {row.pointer for section in found.summary(sight) for row in section.rows}
    assert pointers and all(pointer.startswith(("/project_name", "/site")) for pointer in pointers)
    assert [code for code, *_rest in found.enclosed(sight)] == ["DXDA"]
    assert {paper["paper"] for paper in found.papers(sight)} == {"receipt"}
    whole, everything = dossier(office, APPRAISER, number)
    assert everything.is_whole and len(whole.enclosed(everything)) > 1


@pytest.mark.parametrize(("sees", "seen_by_the_other"), [([], 0), (["/forms/consult"], 1)])
def test_an_agency_is_shown_its_own_opinion_and_anothers_where_it_is_named(office, shipped, sees, seen_by_the_other):
    number = consulted(office, shipped, sees=sees)
    opinion = {"/opinion": "agree", "/content": "Phù hợp quy hoạch."}
    office.done(CONSULTED, number, "opine", "consult@" + agency(office, "H29.04"), outcome="agree", formdata=opinion)
    for who, count in ((CONSULTED, 1), ("chuyenvien.congthuong", seen_by_the_other), (APPRAISER, 1)):
        found, sight = dossier(office, who, number)
        assert len(found.opinions(sight)) == count, who


def agency(office, code: str) -> str:
    with office.house.database.reading() as connection:
        return agencies_of(connection).by_code(code).id


def test_a_warning_of_time_shows_no_more_than_the_step_it_warns_of(office, shipped) -> None:
    """The task that the clock raises has no `sees` of its own: it once opened everything to the whole agency."""
    number = consulted(office, shipped, sees=["/project_name"])
    before = dossier(office, CONSULTED, number)[1]
    assert let_time_act(office.house, office.house.database, office.clock.later(days=9)) == 1
    assert office.submission(number).warnings()
    assert dossier(office, CONSULTED, number)[1] == before and not before.is_whole


def test_all_attachments_are_named_by_their_kind_alone() -> None:
    sight = Sight(("/attachments", "/site"))
    assert sight.attachment("DXDA") and sight.answer("/site/ward") and not sight.answer("/sites")
    assert not sight.paper("receipt", "x") and not sight.answer("/attachments_note")
    assert EVERYTHING.paper("receipt", "x") and Sight((), frozenset({"x"})).paper("receipt", "x")


def test_lists_show_the_subject_only_to_who_is_shown_what_it_is_made_of(office) -> None:
    with office.house.database.reading() as connection:
        _version, definition = current_definition(connection, "1.009645")
    assert shows_subject(definition, ["appraise"])
    assert not shows_subject(definition, ["nobody"])
