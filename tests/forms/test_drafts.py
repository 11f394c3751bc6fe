"""Older drafts mean here what they meant there: what they spelled otherwise is spelled anew, what came later is out."""

import pytest

from formengine import compile_form
from formengine.forms import DefinitionError
from formengine.forms.drafts import modern

DRAFT = "http://json-schema.org/draft-0{}/schema#"


@pytest.mark.parametrize(
    ("draft", "schema", "good", "bad"),
    [
        (3, {"properties": {"a": {"required": True}}}, [{"a": 1}], [{}]),
        (3, {"divisibleBy": 0.5}, [1.5], [1.2]),
        (3, {"disallow": ["string", {"minimum": 5}]}, [1], ["x", 6]),
        (3, {"extends": {"maxLength": 1}}, ["x"], ["xx"]),
        (3, {"type": ["integer", {"enum": ["x"]}]}, [1, "x"], ["y"]),
        (3, {"dependencies": {"a": "b"}}, [{"a": 1, "b": 1}], [{"a": 1}]),
        (4, {"maximum": 3, "exclusiveMaximum": True}, [2.9], [3]),
        (4, {"maximum": 3, "exclusiveMaximum": False}, [3], [3.1]),
        (4, {"const": 1, "contains": {}, "propertyNames": False}, [2, [], {"a": 1}], []),
        (6, {"if": True, "then": False}, [1], []),
        (6, {"const": 1}, [1], [2]),
        (7, {"items": [{"type": "string"}], "additionalItems": False}, [["x"], []], [[1], ["x", 1]]),
        (7, {"items": {"type": "string"}, "additionalItems": False}, [["x", "y"]], [[1]]),
        (7, {"additionalItems": False}, [[1, 2]], []),
        (7, {"dependencies": {"a": ["b"], "c": {"minProperties": 2}}}, [{"a": 1, "b": 1}, {}], [{"a": 1}, {"c": 1}]),
        (7, {"dependentRequired": {"a": ["b"]}, "prefixItems": [False]}, [{"a": 1}, [1]], []),
        (7, {"definitions": {"n": {"maximum": 5}}, "$ref": "#/definitions/n", "minimum": 4}, [1], [6]),
        (7, {"contains": {"const": 1}, "minContains": 0}, [[1]], [[]]),
        (7, {"definitions": {"a": {"$id": "#here", "type": "string"}}, "$ref": "#here"}, ["x"], [1]),
    ],
)
def test_a_keyword_means_what_its_draft_says(draft, schema, good, bad):
    form = compile_form({"$schema": DRAFT.format(draft), **schema})
    for value in good:
        assert form.check(value) == [], value
    for value in bad:
        assert form.check(value), value


def test_what_a_draft_did_not_know_is_told():
    form = compile_form({"$schema": DRAFT.format(4), "properties": {"a": {"const": 1}}})
    assert form.warnings == ["/properties/a: const is not known in draft 4 and changes nothing"]


def test_a_reference_follows_what_it_leads_through():
    schema = {
        "properties": {
            "t": {"items": [{"type": "string"}, {"type": "integer"}], "additionalItems": {"type": "boolean"}},
            "a": {"$ref": "#/properties/t/items/1"},
            "b": {"$ref": "#/properties/t/additionalItems"},
            "c": {"$ref": "#/dependencies/x~1y"},
            "items": {"$ref": "#/definitions/items"},
        },
        "definitions": {"items": {"type": "null"}},
        "dependencies": {"x/y": {"minProperties": 1}},
    }
    form = compile_form(schema)
    assert form.check({"t": ["x", 1, True], "a": 2, "b": False, "c": {"z": 1}, "items": None}) == []
    for wrong in ({"a": "x"}, {"b": 1}, {"c": {}}, {"items": 1}):
        assert form.check(wrong), wrong


def test_a_schema_of_today_is_the_same_object():
    for schema in ({"type": "string"}, True, {"$schema": "https://json-schema.org/draft/2020-12/schema", "items": {}}):
        assert modern(schema) == (schema, [])
        assert modern(schema)[0] is schema


def test_names_that_only_look_like_keywords_stay():
    schema = {
        "properties": {"dependencies": {"type": "string"}, "required": {"type": "boolean"}},
        "required": ["required"],
    }
    assert modern(schema)[0] is schema


@pytest.mark.parametrize("said", ["http://example.org/mine", "http://json-schema.org/draft-02/schema#", 5])
def test_a_dialect_that_nobody_knows_is_refused_by_name(said):
    with pytest.raises(DefinitionError) as refusal:
        compile_form({"$schema": said})
    assert refusal.value.problems[0].keyword in ("$schema", "type")
