"""Every keyword that can be broken has its sentence, in both languages, and an author's own instead."""

import re

import pytest

from formengine import compile_form
from formengine.forms.formats import FORMATS
from formengine.forms.gate import KEYWORDS

# Keyword, a schema that has it, a value that breaks it, what a citizen is told, in Vietnamese and in English.
TOLD = [
    (
        "type",
        {"type": "integer"},
        "abc",
        "Hãy nhập diện tích bằng số nguyên, chỉ gồm chữ số",
        "Write diện tích as a whole number, in digits",
    ),
    (
        "enum",
        {"enum": ["a", "b"]},
        "c",
        "Hãy chọn diện tích trong các lựa chọn đã cho",
        "Choose diện tích from the options offered",
    ),
    ("const", {"const": "a"}, "b", "Diện tích phải là “a”", "Diện tích must be “a”"),
    (
        "multipleOf",
        {"type": "number", "multipleOf": 500},
        7,
        "Diện tích phải là bội số của 500",
        "Diện tích must be a multiple of 500",
    ),
    (
        "multipleOf",
        {"type": "number", "multipleOf": 0.01},
        0.005,
        "Diện tích chỉ được có tối đa 2 chữ số sau dấu phẩy",
        "Diện tích may have at most 2 digits after the decimal mark",
    ),
    (
        "maximum",
        {"type": "number", "maximum": 10000},
        20000,
        "Diện tích không được quá 10.000",
        "Diện tích must be at most 10,000",
    ),
    (
        "exclusiveMaximum",
        {"type": "number", "exclusiveMaximum": 5},
        5,
        "Diện tích phải nhỏ hơn 5",
        "Diện tích must be less than 5",
    ),
    (
        "minimum",
        {"type": "number", "minimum": 1.5},
        1,
        "Diện tích phải từ 1,5 trở lên",
        "Diện tích must be at least 1.5",
    ),
    (
        "exclusiveMinimum",
        {"type": "number", "exclusiveMinimum": 0},
        0,
        "Diện tích phải lớn hơn 0",
        "Diện tích must be greater than 0",
    ),
    (
        "maxLength",
        {"type": "string", "maxLength": 2},
        "abc",
        "Diện tích không được quá 2 ký tự",
        "Diện tích must have at most 2 characters",
    ),
    (
        "minLength",
        {"type": "string", "minLength": 2},
        "a",
        "Diện tích phải có ít nhất 2 ký tự",
        "Diện tích must have at least 2 characters",
    ),
    (
        "minLength",
        {"type": "string", "minLength": 3, "maxLength": 3},
        "a",
        "Diện tích phải có đúng 3 ký tự",
        "Diện tích must have exactly 3 characters",
    ),
    (
        "pattern",
        {"type": "string", "pattern": "^[0-9]{12}$"},
        "1",
        "Diện tích phải có đúng 12 chữ số",
        "Diện tích must have exactly 12 digits",
    ),
    (
        "pattern",
        {"type": "string", "pattern": "^\\d{9,12}$"},
        "1",
        "Diện tích phải có từ 9 đến 12 chữ số",
        "Diện tích must have 9 to 12 digits",
    ),
    (
        "pattern",
        {"type": "string", "pattern": "^[0-9]+$"},
        "a",
        "Diện tích chỉ được gồm chữ số",
        "Diện tích may have digits only",
    ),
    (
        "pattern",
        {"type": "string", "pattern": "^x"},
        "a",
        "Diện tích chưa được nhập đúng quy cách",
        "Diện tích is not written as it should be",
    ),
    (
        "maxItems",
        {"type": "array", "maxItems": 1},
        [1, 2],
        "Diện tích: chỉ được tối đa 1 mục",
        "Diện tích: at most 1 entries are allowed",
    ),
    (
        "minItems",
        {"type": "array", "minItems": 2},
        [1],
        "Diện tích: hãy thêm ít nhất 2 mục",
        "Diện tích: add at least 2 entries",
    ),
    (
        "uniqueItems",
        {"type": "array", "uniqueItems": True, "items": {"title": "Tầng", "type": "string"}},
        ["a", "a"],
        "Tầng bị nhập trùng: hãy sửa hoặc bỏ bớt một mục",
        "Tầng is entered twice: change or remove one of them",
    ),
    (
        "contains",
        {"type": "array", "contains": {"const": 1}},
        [2],
        "Diện tích còn thiếu một mục bắt buộc",
        "Diện tích lacks an entry that is needed",
    ),
    (
        "minContains",
        {"type": "array", "contains": {"const": 1}, "minContains": 2},
        [1],
        "Diện tích: phải có ít nhất 2 mục đúng loại được yêu cầu",
        "Diện tích: at least 2 entries must be of the kind asked for",
    ),
    (
        "maxContains",
        {"type": "array", "contains": {"const": 1}, "maxContains": 1},
        [1, 1],
        "Diện tích: chỉ được có tối đa 1 mục thuộc loại này",
        "Diện tích: at most 1 entries may be of this kind",
    ),
    (
        "items",
        {"type": "array", "prefixItems": [True], "items": False},
        [1, 2],
        "Diện tích có nhiều mục hơn biểu mẫu yêu cầu: hãy bỏ các mục cuối",
        "Diện tích has more entries than are asked for: remove the last ones",
    ),
    (
        "unevaluatedItems",
        {"type": "array", "allOf": [{"prefixItems": [True]}], "unevaluatedItems": False},
        [1, 2],
        "Diện tích có nhiều mục hơn biểu mẫu yêu cầu: hãy bỏ các mục cuối",
        "Diện tích has more entries than are asked for: remove the last ones",
    ),
    (
        "maxProperties",
        {"type": "object", "maxProperties": 1},
        {"a": 1, "b": 2},
        "Diện tích: chỉ được điền tối đa 1 thông tin",
        "Diện tích: at most 1 answers are allowed",
    ),
    (
        "minProperties",
        {"type": "object", "minProperties": 2},
        {"a": 1},
        "Diện tích: hãy điền ít nhất 2 thông tin",
        "Diện tích: fill in at least 2 answers",
    ),
    (
        "required",
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "title": "Tên"}}},
        {},
        "Hãy nhập tên",
        "Enter tên",
    ),
    (
        "dependentRequired",
        {"type": "object", "dependentRequired": {"b": ["a"]}, "properties": {"a": {"type": "string", "title": "Tên"}}},
        {"b": 1},
        "Hãy nhập tên",
        "Enter tên",
    ),
    (
        "additionalProperties",
        {"type": "object", "properties": {}, "additionalProperties": False},
        {"a": 1},
        "Biểu mẫu không hỏi a: hãy bỏ nội dung này",
        "a is not asked for here: remove it",
    ),
    (
        "unevaluatedProperties",
        {"type": "object", "allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False},
        {"b": 1},
        "Diện tích có nội dung mà biểu mẫu không hỏi: hãy bỏ bớt",
        "Diện tích has answers that are not asked for here: remove them",
    ),
    (
        "propertyNames",
        {"type": "object", "propertyNames": {"maxLength": 2}},
        {"abc": 1},
        "Không dùng được tên “abc” ở đây: hãy đặt tên khác",
        "“abc” cannot be a name here: choose another",
    ),
    (
        "not",
        {"type": "string", "not": {"const": "a"}},
        "a",
        "Nội dung ở mục diện tích không được chấp nhận: hãy nhập lại",
        "What you entered under diện tích is not accepted: change it",
    ),
    (
        "oneOf",
        {"type": "integer", "oneOf": [{"minimum": 1}, {"minimum": 2}]},
        3,
        "Hãy kiểm tra lại nội dung đã nhập ở mục diện tích",
        "Check what you entered under diện tích",
    ),
    (
        "list",
        {"type": "string", "list": "province"},
        "zz",
        "Hãy chọn diện tích trong danh sách",
        "Choose diện tích from the list",
    ),
    (
        "properties",
        {"type": "object", "properties": {"a": False}},
        {"a": 1},
        "Không phải khai a trong trường hợp này: hãy để trống",
        "a does not apply here: leave it empty",
    ),
]
# What never says anything by itself: it names, describes, refers, or hands on to the schemas in it.
SILENT = {
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$ref",
    "$dynamicRef",
    "$comment",
    "$vocabulary",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "on",
    "within",
    "$defs",
    "definitions",
    "dependencies",
    "additionalItems",
    "patternProperties",
    "prefixItems",
    "allOf",
    "anyOf",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "format",
}


def told(schema, value, locale):
    form = compile_form({"type": "object", "properties": {"x": {"title": "Diện tích", **schema}}}, locale)
    return [problem.message for problem in form.check({"x": value})]


def id_of(part):
    return part if isinstance(part, str) and re.fullmatch(r"\w+", part) else ""


@pytest.mark.parametrize(("keyword", "schema", "value", "vietnamese", "english"), TOLD, ids=id_of)
def test_each_keyword_is_told_in_both_languages(keyword, schema, value, vietnamese, english):
    assert told(schema, value, "vi") == [vietnamese]
    assert told(schema, value, "en") == [english]


def test_no_keyword_is_forgotten():
    assert {keyword for keyword, *_rest in TOLD} | SILENT == KEYWORDS


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_told_in_both_languages(name):
    for locale in ("vi", "en"):
        (message,) = told({"type": "string", "format": name}, "?", locale)
        assert message != told({"type": "string", "pattern": "^x"}, "?", locale)[0]
        assert "%" not in message
        assert "iện tích" in message


# Said at an answer that is missing, or that is too much and has no schema of its own.
ELSEWHERE = {"required", "dependentRequired", "additionalProperties", "propertyNames", "properties"}
OWN = [(keyword, schema, value) for keyword, schema, value, *_told in TOLD if keyword not in ELSEWHERE]


@pytest.mark.parametrize(("keyword", "schema", "value"), OWN, ids=id_of)
def test_an_authors_message_stands_in_its_place(keyword, schema, value):
    inside = "items" if keyword == "uniqueItems" else None
    own = {"x-message": {keyword: "Lời của cơ quan"}}
    made = {**schema, inside: {**schema[inside], **own}} if inside else {**schema, **own}
    assert told(made, value, "vi") == ["Lời của cơ quan"]


def test_what_is_missing_can_be_said_in_the_authors_words():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "x-message": "Thiếu tên"}}}
    assert told(schema, {}, "vi") == ["Thiếu tên"]
