"""What is `readOnly` is seen, comes back, and is changed by nobody who posts."""

import time

import pytest
from form_browser import controls, posted, posted_with

from formengine import compile_form

KINDS = {
    "text": ({"type": "string"}, "x"),
    "lines": ({"type": "string"}, "a\nb"),
    "empty": ({"type": "string"}, ""),
    "number": ({"type": "number"}, 1234.5),
    "day": ({"type": "string", "format": "date"}, "2026-02-03"),
    "yes or no": ({"type": "boolean"}, False),
    "consent": ({"type": "boolean", "const": True}, True),
    "radios": ({"enum": ["a", 1, None]}, 1),
    "select": ({"enum": list("abcdefgh")}, "g"),
    "boxes": ({"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}}, ["c", "a"]),
    "no boxes": ({"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}}, []),
    "list": ({"type": "string", "list": "ethnic-group"}, "01"),
    "constant": ({"const": {"a": 1}}, {"a": 1}),
    "null": ({"type": "null"}, None),
    "chooser": ({"type": ["string", "null", "integer"]}, 5),
    "group": ({"type": "object", "properties": {"a": {"enum": ["x", "y"]}, "b": {"type": "string"}}}, {"a": "x"}),
    "empty group": ({"type": "object", "properties": {"b": {"type": "string"}}}, {}),
    "rows": ({"type": "array", "items": {"type": "integer"}}, [1, 2]),
    "names": ({"type": "object", "additionalProperties": {"type": "string"}}, {"n": "x"}),
}


def form_of(schema):
    return compile_form({"type": "object", "properties": {"v": {**schema, "readOnly": True}, "w": {"type": "string"}}})


@pytest.mark.parametrize("name", list(KINDS))
def test_a_read_only_value_comes_back_and_offers_nothing_else(name):
    schema, value = KINDS[name]
    form = form_of(schema)
    html = form.render({"v": value})
    assert "không sửa được ở đây" in html
    assert "_go" not in html
    drawn = controls(html)
    assert form.read(posted(html)) == {"v": value}
    assert form.read(posted(html), base={"v": value}) == {"v": value}
    assert form.render({}) and form.read(posted(form.render({}))) == {}
    assert len(set(drawn.ids)) == len(drawn.ids)


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize("hostile", ["y", "true", "b", "7", ""])
def test_nothing_posted_changes_it_where_the_form_knows_what_it_was(name, hostile):
    schema, value = KINDS[name]
    form = form_of(schema)
    data = posted_with(form.render({"v": value}), {"/w": "mine", "/v": hostile, "/v/a": hostile, "/v/0": hostile})
    assert form.read(data, base={"v": value}) == {"v": value, "w": "mine"}
    assert form.read(data, base={}) == {"w": "mine"}
    assert form.read(data, base={"v": value}, page=0) == {"v": value, "w": "mine"}


def test_nothing_posted_takes_it_away():
    form = form_of({"type": "string"})
    assert form.read({"/w": "mine", "_go": "remove:/v"}, base={"v": "x"}) == {"v": "x", "w": "mine"}
    assert form.read({"/w": "mine"}, base={"v": "x"}) == {"v": "x", "w": "mine"}


ROWS = {
    "type": "object",
    "properties": {
        "r": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string", "readOnly": True}, "x": {"type": "string"}},
            },
        }
    },
}


def test_in_rows_it_moves_with_its_row_and_no_other_value_is_taken():
    form = compile_form(ROWS)
    base = {"r": [{"id": "1", "x": "a"}, {"id": "2", "x": "b"}]}
    html = form.render(base)
    assert form.read(posted_with(html, {"_go": "up:/r/1"}), base)["r"] == [base["r"][1], base["r"][0]]
    assert form.read(posted_with(html, {"/r/1/id": "9"}), base)["r"] == [base["r"][0], {"x": "b"}]
    added = form.read(posted_with(html, {"_go": "add:/r"}), base)
    forged = form.read(posted_with(form.render(added), {"/r/2/id": "9"}), added)
    assert forged["r"] == [*base["r"], {}]


def test_a_schema_that_leads_to_itself_by_many_ways_is_compiled_at_once():
    parts = {f"p{number}": {"$ref": "#"} for number in range(12)}
    start = time.perf_counter()
    compile_form({"$ref": "https://json-schema.org/draft/2020-12/schema"})
    form = compile_form({"type": "object", "properties": {**parts, "id": {"type": "string", "readOnly": True}}})
    assert time.perf_counter() - start < 5
    base = {"p3": {"p4": {"id": "1"}}, "id": "2"}
    data = posted_with(form.render(base), {"/p3/p4/id": "9", "/id": None})
    assert form.read(data, base) == base


def test_what_stands_in_a_read_only_group_is_read_only_and_elsewhere_it_is_not():
    part = {"type": "object", "properties": {"a": {"type": "string"}}}
    schema = {
        "$defs": {"part": part},
        "type": "object",
        "properties": {"shown": {"$ref": "#/$defs/part", "readOnly": True}, "asked": {"$ref": "#/$defs/part"}},
    }
    form = compile_form(schema)
    document = {"shown": {"a": "x"}, "asked": {"a": "y"}}
    html = form.render(document)
    assert html.count(" readonly") == 1
    data = posted_with(html, {"/shown/a": "hostile", "/asked/a": "mine"})
    assert form.read(data, document) == {"shown": {"a": "x"}, "asked": {"a": "mine"}}
