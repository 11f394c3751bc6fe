"""The page on the dialect, case by case, through both validators; and both on what was generated."""

import json
import logging
import re

import jsonschema
import jsonschema_rs
import pytest
from form_strategies import pairs
from hypothesis import HealthCheck, given, settings

from formengine import compile_form
from formengine.forms.formats import FORMATS
from formengine.forms.judging import Judge
from formengine.resources import PACKAGE

PAGE = (PACKAGE.parent / "docs" / "dialect.md").read_text("utf-8")
BLOCKS = re.findall(r"```json case\n(.*?)```", PAGE, re.DOTALL)
CASES = [json.loads(line) for block in BLOCKS for line in block.splitlines()]


def value_of(case):
    value = case["value"]
    return eval(value["python"], {}) if isinstance(value, dict) and "python" in value else value


def answer(judge):
    try:
        return judge()
    except (ValueError, re.error, jsonschema_rs.ValidationError):
        return "crashes"


@pytest.mark.parametrize("case", CASES, ids=[json.dumps(case["schema"]) for case in CASES])
def test_a_case_of_the_page(case):
    schema, value = case["schema"], value_of(case)
    judge = Judge(schema)
    assert judge.is_valid(value) is case["valid"]
    assert (judge.errors(value) == []) is case["valid"]
    if judge.refusal(value) is None:
        assert judge.explainer.is_valid(value) is case["valid"]


@pytest.mark.parametrize("case", CASES, ids=[json.dumps(case["schema"]) for case in CASES])
def test_the_validators_as_they_come_answer_as_the_page_says(case):
    schema, value = case["schema"], value_of(case)
    explainer = jsonschema.Draft202012Validator(schema)
    assert answer(lambda: explainer.is_valid(value)) == case.get("jsonschema", case["valid"])
    quick = answer(lambda: jsonschema_rs.Draft202012Validator(schema).is_valid(value))
    assert quick == case.get("jsonschema-rs", case["valid"])


def test_every_format_is_named_on_the_page():
    assert [name for name in FORMATS if f"`{name}`" not in PAGE] == []


def agree(pair, other):
    schema, _document = pair
    judge = Judge(compile_form(schema).effective_schema)
    for _schema, document in (pair, other):
        if judge.refusal(document) is None:
            assert judge.is_valid(document) is judge.explainer.is_valid(document)


@given(pairs(), pairs())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_agree_on_what_was_generated(pair, other):
    agree(pair, other)


@pytest.mark.night
@given(pairs(), pairs())
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_agree_on_five_thousand_generated_pairs(pair, other):
    agree(pair, other)


def test_a_planted_difference_is_refused_and_logged_without_an_answer(caplog):
    """The stricter wins: jsonschema is made blind to minimum, as if it took what jsonschema-rs refuses."""
    judge = Judge({"title": "Diện tích", "type": "number", "minimum": 5})
    blind = jsonschema.validators.extend(type(judge.explainer), {"minimum": lambda *given: ()})
    judge.explainer = blind(judge.explainer.schema)
    with caplog.at_level(logging.ERROR):
        (error,) = judge.errors(3)
    assert error.validator == "minimum"
    assert error.validator_value == 5
    assert "the validators differ" in caplog.text
    assert "Diện tích" in caplog.text
    assert "3" not in caplog.messages[0]


def test_a_planted_difference_the_other_way_is_refused_and_logged(caplog):
    """Where jsonschema-rs would take what jsonschema refuses, asking why finds the fault as well."""
    judge = Judge({"title": "Diện tích", "type": "number", "minimum": 5})
    judge._quick = Judge({"type": "number"})._quick
    assert judge.errors(3) == []
    with caplog.at_level(logging.ERROR):
        assert [error.validator for error in judge.both(3)] == ["minimum"]
    assert "the validators differ" in caplog.text
