"""A day of which only the year may be known: how a schema says so, and that nothing else is taken for one."""

import pytest
from form_browser import controls, posted

from formengine import compile_form
from formengine.forms.dialect import canonical
from formengine.forms.partial import precisions_of
from formengine.forms.shapes import gather, root_fragment

DAY, YEAR, MONTH = (
    {"type": "string", "format": "date"},
    {"type": "string", "pattern": "^[0-9]{4}$"},
    {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
)
ALL = {"day", "month", "year"}


def of(schema):
    return set(precisions_of(gather([root_fragment(schema)])))


@pytest.mark.parametrize(
    ("schema", "known"),
    [
        (DAY, {"day"}),
        ({"type": "string", "format": "partial-date"}, ALL),
        ({"anyOf": [DAY, YEAR]}, {"day", "year"}),
        ({"oneOf": [YEAR, MONTH, DAY]}, ALL),
        ({"type": "string", "anyOf": [{"format": "date"}, {"pattern": "^[0-9]{4}$", "title": "Năm"}]}, {"day", "year"}),
        ({"anyOf": [{"$ref": "#/$defs/d"}, YEAR], "$defs": {"d": DAY}}, {"day", "year"}),
        *(
            ({"type": "string", "pattern": pattern}, ALL)
            for pattern in (
                r"^\d{4}(-\d{2}(-\d{2})?)?$",
                r"^[0-9]{4}(?:-[0-9]{2}){0,2}$",
                r"^(\d{4}|\d{4}-\d{2}|\d{4}-\d{2}-\d{2})$",
                r"^\d{4}$|^\d{4}-\d{2}$|^\d{4}\-\d\d\-\d\d$",
                "^(19|20)[0-9]{2}(-(0[1-9]|1[012])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
            )
        ),
    ],
)
def test_a_schema_says_how_exactly_a_day_is_known(schema, known):
    assert of(schema) == known


@pytest.mark.parametrize(
    "schema",
    [
        *(
            {"type": "string", "pattern": pattern}
            for pattern in (
                r"\d{4}",
                r"^\d{4}|\d{4}-\d{2}-\d{2}$",
                r"^\d{4}(-\d{2}){0,3}$",
                r"^\d{4}[-/]\d{2}[-/]\d{2}$",
                r"^\d+(-\d{2}-\d{2})?$",
                r"^\d{4}-?\d{2}-?\d{2}$",
                r"^(\d{4}$",
                r"^\d{4})$",
                "^?$",
                "^" + "(" * 200 + r"\d{4}" + ")" * 200 + "$",
                r"^(\d{0,9}){0,9}$",
                "^[0-9-]{4,10}$",
            )
        ),
        {"type": "string", "format": "email"},
        {"anyOf": [DAY, {"type": "string"}]},
        {"anyOf": [DAY, {"type": "null"}]},
        {"anyOf": [DAY, {"type": "string", "enum": ["không rõ"]}]},
        {"anyOf": [{"format": "date"}, {"pattern": "^[0-9]{4}$"}]},
        {"type": "string", "pattern": "^[0-9]", "anyOf": [DAY, YEAR]},
        {"anyOf": [DAY, YEAR], "oneOf": [DAY, YEAR]},
    ],
)
def test_what_takes_other_texts_too_is_no_partial_day(schema):
    assert of(schema) == set()


@pytest.mark.parametrize("value", ["1950", "1950-07", "1950-07-09"])
@pytest.mark.parametrize(
    "schema", [{"oneOf": [YEAR, MONTH, DAY]}, {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}]
)
def test_three_boxes_bring_each_back_exactly(schema, value):
    form = compile_form({"type": "object", "properties": {"d": schema}})
    html = form.render({"d": value})
    assert {"/d", "_month:/d", "_year:/d"} <= controls(html).names
    assert canonical(form.read(posted(html))) == canonical({"d": value})
    assert form.check({"d": value}) == []


def test_what_the_schema_does_not_take_is_said_in_words_of_days():
    form = compile_form({"type": "object", "properties": {"d": {"title": "Ngày sinh", "anyOf": [DAY, YEAR]}}})
    assert form.read({"/d": "", "_month:/d": "", "_year:/d": "1950"}) == {"d": "1950"}
    (problem,) = form.check(form.read({"/d": "", "_month:/d": "7", "_year:/d": "1950"}))
    assert problem.message == "Hãy nhập ngày sinh gồm năm, hoặc đủ ngày, tháng, năm"
    assert "Nếu chỉ biết năm, hãy điền riêng ô năm." in form.render({})
    months = compile_form({"type": "object", "properties": {"d": {"anyOf": [DAY, MONTH]}}})
    assert "Nếu không biết ngày, hãy điền ô tháng và ô năm." in months.render({})


def test_a_birthday_asks_for_no_calendar_and_other_days_offer_one():
    day = compile_form({"type": "object", "properties": {"d": {**DAY, "title": "Ngày nộp"}}})
    assert 'data-date-picker="Ngày nộp"' in day.render({})
    for schema in ({**DAY, "x-data-item": "person.birth_date"}, {"anyOf": [DAY, YEAR]}):
        assert "data-date-picker" not in compile_form({"type": "object", "properties": {"d": schema}}).render({})
