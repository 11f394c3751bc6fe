"""A form on paper: every question with the room for its answer, conditions in words, nothing that the system makes."""

import pytest

from formengine import compile_form, load_definition
from formengine.forms.conditions_told import told, told_schema
from formengine.forms.outline import BLOCKS, TABLE_ROWS, outline
from formengine.i18n import speaking
from formengine.resources import folder

SHIPPED = sorted(path for path in folder("form_definitions").glob("*.json"))


def of(schema, pages=(), locale="vi"):
    with speaking(locale):
        return outline(compile_form(schema, locale), pages, str)


def first(schema):
    (part,) = of({"type": "object", "properties": {"x": {"title": "Câu hỏi", **schema}}})
    return part["items"][0] if part["items"] else None


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, {"kind": "line", "short": False}),
        ({"type": "string", "maxLength": 20}, {"kind": "line", "short": True}),
        ({"type": "string", "format": "personal-number"}, {"kind": "line", "cells": 12}),
        ({"type": "string", "maxLength": 2000}, {"kind": "area", "lines": 5}),
        ({"type": "string", "format": "date"}, {"kind": "date"}),
        ({"type": "string", "format": "partial-date"}, {"kind": "date"}),
        ({"type": "integer", "x-widget": "money"}, {"kind": "money"}),
        ({"type": "boolean"}, {"kind": "choice", "options": ["Có", "Không"], "many": False}),
        ({"type": "boolean", "const": True}, {"kind": "tick"}),
        ({"enum": ["a", "b"]}, {"kind": "choice", "options": ["a", "b"], "many": False}),
        ({"enum": [str(n) for n in range(40)]}, {"kind": "line"}),
        ({"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b"]}}, {"kind": "choice", "many": True}),
        ({"type": "string", "list": "province"}, {"kind": "line", "short": True}),
        ({"type": "string", "x-widget": "file"}, {"kind": "enclosed"}),
        ({"type": "array", "items": {"type": "string"}}, {"kind": "table", "rows": TABLE_ROWS}),
        ({"type": "array", "maxItems": 2, "items": {"type": "string"}}, {"kind": "table", "rows": 2}),
        ({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"y": {}}}]}, {"kind": "either"}),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"kind": "group"}),
    ],
)
def test_every_kind_has_its_room(schema, expected):
    item = first(schema)
    assert {key: item[key] for key in expected} == expected
    assert item["label"] == "Câu hỏi"
    assert item["optional"]


@pytest.mark.parametrize("schema", [{"const": 5}, {"type": "null"}, {"type": "object", "additionalProperties": False}])
def test_what_nobody_has_to_write_takes_no_room(schema):
    assert first(schema) is None


def test_rows_of_short_answers_are_a_table_and_longer_ones_blocks():
    row = {"type": "object", "properties": {"n": {"type": "string"}, "d": {"type": "string", "format": "date"}}}
    table = first({"type": "array", "items": row})
    assert [column["label"] for column in table["columns"]] == ["N", "D"]
    row["properties"] |= {"address": {"type": "object", "properties": {"street": {"type": "string"}}}}
    blocks = first({"type": "array", "items": {**row, "title": "Người"}})
    assert (blocks["kind"], blocks["word"], blocks["count"]) == ("blocks", "Người", BLOCKS)


def test_a_schema_that_leads_to_itself_ends():
    schema = {"type": "object", "properties": {"name": {"type": "string"}, "child": {"$ref": "#"}}}
    assert str(of(schema)).count("'label': 'Name'") == 1


def test_neighbours_that_one_condition_opens_stand_under_it_once():
    group = first(
        {
            "type": "object",
            "properties": {
                "country": {"type": "string", "title": "Quốc gia", "list": "nationality"},
                "province": {"type": "string"},
                "ward": {"type": "string"},
            },
            "if": {"properties": {"country": {"const": "VN"}}, "required": ["country"]},
            "else": {"properties": {"province": False, "ward": False}},
        }
    )
    _country, together = group["items"]
    assert together["when"] == "“Quốc gia” là “Việt Nam”"
    assert [item["label"] for item in together["items"]] == ["Province", "Ward"]


ROOT = {
    "type": "object",
    "properties": {
        "kind": {"title": "Loại", "oneOf": [{"const": "a", "title": "Nhà ở"}, {"const": "b", "title": "Khác"}]},
        "area": {"type": "number", "title": "Diện tích"},
        "paper": {"type": "boolean", "title": "Bản giấy"},
        "who": {"type": "object", "properties": {"age": {"type": "integer", "title": "Tuổi"}}},
    },
}


BY_CHANNEL = "hồ sơ nộp trực tuyến hoặc hồ sơ nộp qua bưu chính"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ([{"at": "/kind", "is": {"const": "a"}}], "“Loại” là “Nhà ở”"),
        ([{"at": "/kind", "is": {"enum": ["a", "b"]}}], "“Loại” là “Nhà ở” hoặc “Khác”"),
        ([{"not": {"at": "/kind", "is": {"const": "a"}}}], "“Loại” khác “Nhà ở”"),
        ([{"at": "/paper", "is": {"const": True}}], "“Bản giấy” là “Có”"),
        ([{"at": "/area", "is": {"minimum": 1500}}], "“Diện tích” từ 1.500 trở lên"),
        ([{"at": "/document/who/age", "is": {"exclusiveMaximum": 18}}], "“Tuổi” nhỏ hơn 18"),
        ([{"at": "/filing/channel", "is": {"enum": ["online", "post"]}}], BY_CHANNEL),
        ([{"at": "/filing/on_behalf", "is": {"const": "person"}}], "nộp thay người khác"),
        (
            [{"any": [{"at": "/kind", "is": {"const": "a"}}, [{"at": "/area", "is": {"maximum": 9}}]]}],
            "“Loại” là “Nhà ở” hoặc “Diện tích” không quá 9",
        ),
        (
            [{"at": "/kind", "is": {"const": "a"}}, {"at": "/paper", "is": {"const": False}}],
            "“Loại” là “Nhà ở” và “Bản giấy” là “Không”",
        ),
        ([{"at": "/filing/at", "is": {"pattern": "^2023-"}}], "thuộc một số trường hợp"),
        ([{"at": "/nowhere", "is": {"const": 1}}], "thuộc một số trường hợp"),
        ([{"at": "/who", "is": {"const": {"age": 1}}}], "thuộc một số trường hợp"),
        ([{"at": "/kind", "is": {"pattern": "x", "minLength": 1}}], "thuộc một số trường hợp"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_words_or_in_general(when, words):
    root = compile_form(ROOT).root
    with speaking("vi"):
        assert told(when, root) == words


IFS = [
    True,
    {"required": ["kind"]},
    {"properties": {"kind": True}},
    {"anyOf": []},
    {"properties": {"kind": {"const": "a"}}, "not": {"required": ["area"]}},
]


@pytest.mark.parametrize("schema", IFS)
def test_an_if_that_no_sentence_says_is_said_in_general(schema):
    with speaking("vi"):
        assert told_schema(schema, compile_form(ROOT).root) == "thuộc một số trường hợp"


def _labels(items):
    for item in items:
        yield item.get("label", "")
        yield from _labels(item.get("items", []))
        yield from (column["label"] for column in item.get("columns", []))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_question_of_a_shipped_definition_is_left_out(path):
    definition = load_definition(path)
    form = definition.form("vi")
    with speaking("vi"):
        parts = outline(form, definition.pages, str)
    said = {label for part in parts for label in _labels(part["items"])} | {part["title"] for part in parts}
    asked = {
        pointer: form.label_at(pointer)
        for view in form.pages({})
        for pointer in view.pointers
        if pointer not in definition.computed
    }
    assert {pointer: label for pointer, label in asked.items() if label not in said} == {}
    assert "trường hợp" not in str([part["when"] for part in parts])
