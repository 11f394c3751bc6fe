"""Procedures that take submissions between two days only."""

import json
from datetime import UTC, date, datetime

import pytest

from formengine.campaigns import Window, window_of
from formengine.catalog.versions import publish
from formengine.forms.loading import load_definition
from formengine.forms.problems import DefinitionError
from formengine.i18n import speaking
from formengine.registers.agencies import agencies_of
from formengine.registers.settings import set_setting
from formengine.services import drafting, filing, publishing, starting
from formengine.services.errors import Unavailable
from formengine.services.proving import prove

CODE, ZONE = "1.004873", "Asia/Ho_Chi_Minh"


def defined(shipped, clock, **settings) -> bytes:
    source = shipped(CODE)
    source["clock"] |= clock
    source["settings"] |= {
        key: {"title": "Ngày", "type": "string", "default": default, "set_by": "competent", "basis": "Kế hoạch"}
        for key, default in settings.items()
    }
    return json.dumps(source, ensure_ascii=False).encode()


def publish_on(office, source: bytes) -> None:
    with office.house.database.transaction() as connection:
        publish(connection, source, at=office.clock.at)


def test_nothing_is_taken_before_the_first_day_and_after_the_last(office, shipped) -> None:
    publish_on(office, defined(shipped, {"opens": "2026-03-11T07:00", "closes": "2026-03-12"}))
    with pytest.raises(Unavailable, match="Nhận hồ sơ từ 07:00 11/03/2026"):
        office.draft("an", CODE)
    office.clock.at = datetime(2026, 3, 11, 0, 0, tzinfo=UTC)  # 7 o'clock in Vietnam
    assert office.file("an", CODE)
    late = office.draft("an", CODE)
    office.enclose_needed("an", late)
    office.clock.at = datetime(2026, 3, 12, 16, 59, tzinfo=UTC)  # a minute before midnight
    assert office.file("an", CODE)
    office.clock.at = datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
    with pytest.raises(Unavailable, match="Đã hết thời gian nhận hồ sơ"):
        filing.submit(office.house, office.account("an"), late, "vi")
    with pytest.raises(Unavailable):
        starting.start_draft(office.house, office.account("an"), CODE)
    assert drafting.open_draft(office.house, office.account("an"), late)  # nothing typed is lost


@pytest.mark.parametrize(
    ("now", "said", "refused"),
    [
        ("2026-05-30T09:00+07:00", "Còn 2 ngày nữa bắt đầu nhận hồ sơ", "Nhận hồ sơ từ 01/06/2026."),
        ("2026-06-01T00:00+07:00", "Còn 29 ngày để nộp hồ sơ", ""),
        ("2026-06-29T23:59+07:00", "Còn 1 ngày để nộp hồ sơ", ""),
        ("2026-06-30T23:59+07:00", "Hôm nay là ngày cuối cùng nhận hồ sơ.", ""),
        ("2026-07-01T00:00+07:00", "", "Đã hết thời gian nhận hồ sơ (đến hết ngày 30/06/2026)."),
    ],
)
def test_whole_days_are_told_as_days_and_counted_down(shipped, now, said, refused) -> None:
    clock = {"opens": "2026-06-01", "closes": "2026-06-30"}
    window = window_of(load_definition(defined(shipped, clock)), {}, ZONE)
    at = datetime.fromisoformat(now)
    with speaking("vi"):
        assert window.told(ZONE) == "từ 01/06/2026 đến hết ngày 30/06/2026"
        assert (window.countdown(at, ZONE), window.refusal(at, ZONE)) == (said, refused)


def test_a_supplement_is_taken_after_the_last_day(office, shipped) -> None:
    publish_on(office, defined(shipped, {"opens": "2026-03-01", "closes": "2026-03-10"}))
    number = office.file("an", CODE)
    items = ({"code": "", "what": "Ghi rõ nơi cư trú"},)
    office.done("tiepnhan1.binhduong", number, "request_supplement", "accept", items=items, reason="Thiếu")
    office.clock.later(days=9)
    draft = filing.supplement_draft(office.house, office.account("an"), number)
    assert filing.submit(office.house, office.account("an"), draft, "vi") == number


def test_the_competent_agency_sets_its_own_days(office, shipped) -> None:
    clock = {"opens": "settings.opens_on", "closes": "settings.closes_on"}
    publish_on(office, defined(shipped, clock, opens_on="", closes_on=""))
    with pytest.raises(Unavailable, match="chưa được thông báo"):
        office.file("an", CODE)
    with office.house.database.reading() as connection:
        ward = agencies_of(connection).by_code("H29.31").id
    with office.house.database.transaction() as connection:
        for key, day in (("opens_on", "2026-03-10"), ("closes_on", "2026-03-31")):
            set_setting(connection, CODE, key, day, agency=ward, valid_from=date(2026, 1, 1), at=office.clock.at)
    assert office.file("an", CODE)


@pytest.mark.parametrize(
    ("clock", "settings", "window"),
    [
        ({}, {}, Window()),
        ({"opens": "settings.a"}, {}, Window(announced=False)),
        ({"opens": "settings.a"}, {"a": "30/02/2026"}, Window(announced=False)),
        ({"closes": "2026-06-30"}, {}, Window(closes=datetime(2026, 6, 30, 17, tzinfo=UTC))),
        ({"opens": "2026-06-01"}, {}, Window(opens=datetime(2026, 5, 31, 17, tzinfo=UTC))),
    ],
)
def test_days_are_read_in_the_houses_zone(shipped, clock, settings, window) -> None:
    definition = load_definition(defined(shipped, clock, a=""))
    found = window_of(definition, settings, ZONE)
    assert (found.opens, found.closes, found.announced) == (window.opens, window.closes, window.announced)


@pytest.mark.parametrize(
    ("clock", "pointer"),
    [
        ({"opens": "2026-02-30"}, "/clock"),
        ({"opens": "settings.nowhere"}, "/clock/opens"),
        ({"opens": "2026-06-02", "closes": "2026-06-01"}, "/clock/closes"),
        ({"opens": "soon"}, "/clock/opens"),
    ],
)
def test_days_that_are_none_are_found_before_publishing(shipped, clock, pointer) -> None:
    assert pointer in [problem.pointer for problem in prove(defined(shipped, clock))[1]]


def test_a_desk_that_takes_too_long_to_answer_is_warned_of(shipped) -> None:
    source = shipped(CODE)
    source["route"][0]["steps"][0]["limit"] = {"working_days": 2, "from": "filed"}
    warnings = prove(json.dumps(source).encode())[2]
    assert [one.keyword for one in warnings if one.pointer == "/route/0/steps/0/limit"] == ["answer"]
    assert not [one for one in prove(json.dumps(shipped(CODE)).encode())[2] if one.keyword == "answer"]


@pytest.mark.parametrize(
    ("limit", "hours"),
    [({"working_days": 1}, 8), ({"days": 3}, 8), ({"working_hours": 12}, 8), ({"working_hours": 4}, 4)],
)
def test_a_desk_whose_limit_is_a_day_or_more_answers_an_online_filing_within_eight_hours(
    office, shipped, limit, hours
) -> None:
    """A working day ended with the next one: what was filed on Tuesday at 9 might wait until Wednesday at 17."""
    source = shipped(CODE)
    source["route"][0]["steps"][0]["limit"] = {**limit, "from": "filed"}
    publish_on(office, json.dumps(source, ensure_ascii=False).encode())
    step = office.submission(office.file("an", CODE)).plan.step("accept")
    assert (step.limit.amount, step.limit.unit) == (hours, "working_hours")


def test_a_desk_without_a_limit_of_its_own_answers_an_online_filing_within_eight_hours(office, shipped) -> None:
    source = shipped(CODE)
    del source["route"][0]["steps"][0]["limit"]
    publish_on(office, json.dumps(source, ensure_ascii=False).encode())
    number = office.file("an", CODE)
    assert office.submission(number).plan.step("accept").limit.amount == 8
    task = office.submission(number).tasks["accept~1"]
    assert task.due == datetime(2026, 3, 11, 2, 0, tzinfo=UTC)  # filed on Tuesday at 9: the next day at 9


@pytest.mark.parametrize(
    "wrong", ["01/06/2026", "tháng sáu", "2026-02-30", "2026-06-01T25:00", "2026-06-01T07", "20260601"]
)
def test_a_day_that_is_none_is_not_set(office, shipped, wrong) -> None:
    publish_on(office, defined(shipped, {"opens": "settings.opens_on"}, opens_on="", note=""))
    head = office.account("lanhdao.binhduong")
    ward, today = head.actor.positions[0].agency, office.house.today()
    with pytest.raises(DefinitionError, match="01/06/2026"):
        publishing.set_setting(office.house, head, CODE, ward, "opens_on", wrong, today, "KH 1")
    with pytest.raises(Unavailable, match="chưa được thông báo"):
        office.file("an", CODE)
    for key, value in (("note", wrong), ("opens_on", "2026-03-01T07:00"), ("opens_on", ""), ("opens_on", "2026-03-01")):
        publishing.set_setting(office.house, head, CODE, ward, key, value, today, "KH 1")
    assert office.file("an", CODE)
