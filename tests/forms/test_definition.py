"""What a definition says about one case: its form, case, attachments, fees, route and limits."""

import json

import pytest

from formengine import load_definition
from formengine.forms import check_definition
from formengine.forms.checker import definition_warnings


def case_object(**values):
    document = {"name": "A", "kind": "house", **values.pop("document", {})}
    filing = {"channel": "counter", **values.pop("filing", {})}
    return {"document": document, "forms": {}, "filing": filing, "case": "", "settings": {}, **values}


def test_the_sample_passes_with_the_warnings_a_publisher_sees(small):
    source = json.dumps(small).encode()
    assert check_definition(source) == []
    assert {warning.keyword for warning in definition_warnings(source)} == {"translation"}


def test_the_first_case_that_holds_counts_and_the_last_is_for_everybody_else(small, load):
    definition = load(small)
    assert definition.find_case(case_object(document={"area": 700})).case == "big"
    assert definition.find_case(case_object(document={"area": 10})).case == "small"
    assert definition.find_case(case_object()).case == "small"


def test_attachments_follow_their_conditions(small, load):
    definition = load(small)
    codes = lambda **values: [item.code for item in definition.needed_attachments(case_object(**values))]  # noqa: E731
    assert codes() == ["DON", "BV"]
    assert codes(document={"kind": "other", "area": 5}) == ["DON"]
    assert codes(document={"kind": "other"}) == ["DON", "BV"]


def test_a_fee_depends_on_the_channel_and_on_what_the_agency_set(small, load):
    definition = load(small)
    assert [charge.amount for charge in definition.fees_due(case_object())] == [75000]
    online = case_object(filing={"channel": "online"}, settings={"fee": 50000})
    assert [charge.amount for charge in definition.fees_due(online)] == [25000]


def test_a_fee_over_an_absent_answer_does_not_fall_due(small, load):
    small["fees"][0] |= {"amount": "doc.area > 10.0 ? 1 : 2", "by_channel": {}}
    definition = load(small)
    assert definition.fees_due(case_object()) == ()
    assert definition.fees_due(case_object(document={"area": 20}))[0].amount == 1


def test_the_route_holds_the_steps_that_apply(small, load):
    small["step_forms"]["reception"]["properties"]["found"]["enum"] = ["doubt", "fine"]
    definition = load(small)
    names = [step.step for stage in definition.active_route(case_object()) for step in stage.steps]
    assert names == ["accept", "decide"]
    doubtful = case_object(forms={"accept": {"found": "doubt"}})
    assert [step.step for step in definition.active_route(doubtful)[1].steps] == ["inspect", "decide"]


def test_limits_come_in_figures(small, load):
    definition = load(small)
    limit = definition.route[0].steps[0].limit
    assert definition.resolve_limit(limit, case_object()) == {"amount": 8, "unit": "working_hours", "from": "filed"}
    by_channel = definition.cases[1].time_limit
    assert definition.resolve_limit(by_channel, case_object())["unit"] == "days"
    online = case_object(filing={"channel": "online"})
    assert definition.resolve_limit(by_channel, online) == {"amount": 3, "unit": "working_days", "from": "opened"}
    assert definition.resolve_limit(None, case_object()) is None


def test_a_version_keeps_its_exact_bytes_and_loads_to_the_same_digest(small, load):
    small["schema"]["properties"]["owner"] = {"$ref": "urn:formengine:part:person"}
    small["pages"][0]["items"].append("/owner")
    first = load(small)
    again = load_definition(first.source)
    assert again.source == first.source
    assert again.digest == first.digest
    assert "urn:formengine:part:person" in first.schema["$defs"]
    assert first.text("Ngày, tháng, năm sinh", "en") == "Date of birth"


def test_the_form_is_compiled_once_and_speaks_both_languages(small, load):
    definition = load(small)
    assert definition.form("vi") is definition.form("vi")
    assert "Họ và tên" in definition.form("vi").render()
    assert "Full name" in definition.form("en").render()


@pytest.mark.parametrize("name", ["reception"])
def test_a_step_form_is_a_form(small, load, name):
    assert 'name="/found"' in load(small).step_form(name).render()
