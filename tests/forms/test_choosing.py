"""Absent, an empty text, null, an empty list, an empty object, false: a person gets from each to each with buttons."""

import itertools

import pytest
from form_browser import controls, posted_with

from formengine import compile_form
from formengine.forms.dialect import canonical
from formengine.forms.pointers import ABSENT, look_up


def kind_named(html, name, label):
    """The value of the option `label` of the chooser at `name`."""
    select = html.split(f'name="_kind:{name}"')[1].split("</select>")[0]
    return next(
        part.split('"')[1] for part in select.split("<option value=")[1:] if part.split(">")[1].startswith(label)
    )


class Person:
    """Somebody without a script: sees a page, changes controls, presses a button."""

    def __init__(self, schema, document):
        self.form = compile_form(schema, "en")
        self.document = document
        self.html = self.form.render(document)

    def send(self, **changes):
        self.document = self.form.read(posted_with(self.html, changes))
        self.html = self.form.render(self.document)

    def choose(self, label, name="/v"):
        self.send(**{f"_kind:{name}": kind_named(self.html, name, label), "_go": f"show:{name.replace('#', '')}"})


SEVERAL = {"properties": {"v": {"type": ["string", "null", "array", "object", "boolean"]}}, "type": "object"}


def to_absent(person):
    person.choose("Not answered")


def to_empty_text(person):
    person.choose("Text")
    person.send(**{"/v": ""})


def to_null(person):
    person.choose("None")


def to_empty_list(person):
    person.choose("List")
    while 'value="remove:/v/0"' in person.html:
        person.send(_go="remove:/v/0")


def to_empty_object(person):
    person.choose("Group")
    while 'value="remove:/v/k"' in person.html:
        person.send(_go="remove:/v/k")


def to_false(person):
    person.choose("Yes or no")
    person.send(**{"/v": "false"})


def to_text(person):
    person.choose("Text")
    person.send(**{"/v": "x"})


def to_row(person):
    to_empty_list(person)
    person.send(_go="add:/v")
    person.choose("Text", "/v/0")
    person.send(**{"/v/0": "x"})


STATES = {
    "absent": (ABSENT, to_absent),
    "empty text": ("", to_empty_text),
    "null": (None, to_null),
    "empty list": ([], to_empty_list),
    "empty object": ({}, to_empty_object),
    "false": (False, to_false),
    "text": ("x", to_text),
    "row": (["x"], to_row),
}


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(STATES, 2)))
def test_from_each_value_to_each_other(before, after):
    value, _way = STATES[before]
    wanted, way = STATES[after]
    person = Person(SEVERAL, {} if value is ABSENT else {"v": value})
    way(person)
    found = look_up(person.document, "/v")
    assert (found is ABSENT) == (wanted is ABSENT)
    assert found is ABSENT or canonical(found) == canonical(wanted)
    person.send()
    assert look_up(person.document, "/v") == found


EMPTY = {
    "text": ({"type": "string"}, "", "The answer is an empty text"),
    "object": ({"type": "object", "properties": {"a": {"type": "string"}}}, {}, "It is there, with nothing filled in"),
    "list": ({"type": "array", "items": {"type": "string"}}, [], "The list is there, with no entry in it"),
    "boxes": ({"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b"]}}, [], "None of these"),
}


@pytest.mark.parametrize("name", list(EMPTY))
def test_an_empty_value_and_none_are_told_apart_by_a_box(name):
    schema, empty, words = EMPTY[name]
    person = Person({"type": "object", "properties": {"v": schema}}, {})
    assert words in person.html
    person.send(**{"_kind:/v": "empty"})
    assert person.document == {"v": empty}
    assert "<details" in person.html
    assert " open>" in person.html
    person.send()
    assert person.document == {"v": empty}
    person.send(**{"_kind:/v": None})
    assert person.document == {}


@pytest.mark.parametrize("schema", [{"minLength": 1}, {"pattern": "^a"}, {"format": "email"}])
def test_no_box_where_the_schema_allows_no_empty_text(schema):
    html = compile_form({"type": "object", "properties": {"v": {"type": "string", **schema}}}).render({})
    assert "_kind:/v" not in html


def test_no_box_in_a_definition_where_nothing_given_is_absent(small, load):
    html = load(small).form().render({})
    assert "<details" not in html


def test_a_required_object_or_list_needs_no_box():
    schemas = {"o": EMPTY["object"][0], "l": EMPTY["list"][0], "b": EMPTY["boxes"][0]}
    form = compile_form({"type": "object", "required": list(schemas), "properties": schemas})
    html = form.render({})
    assert not [name for name in controls(html).pairs if name[0].startswith("_kind:")]
    assert form.read(posted_with(html, {})) == {"o": {}, "l": [], "b": []}


def test_an_optional_object_is_left_out_by_a_button_whatever_stands_in_it():
    inner = {"type": "object", "required": ["sure"], "properties": {"sure": {"type": "boolean"}}}
    person = Person({"type": "object", "properties": {"v": inner}}, {"v": {"sure": True}})
    person.send(_go="remove:/v")
    assert person.document == {}


def test_an_optional_answer_among_some_can_be_taken_back():
    person = Person({"type": "object", "properties": {"v": {"enum": ["a", "b"]}, "w": {"type": "boolean"}}}, {})
    person.send(**{"/v": "a", "/w": "true"})
    assert person.document == {"v": "a", "w": True}
    person.send(**{"/v": "", "/w": ""})
    assert person.document == {}


def test_every_branch_has_a_name_of_its_own():
    schema = {
        "anyOf": [
            {"title": "Mèo", "type": "object"},
            {"type": "object", "required": ["k"], "properties": {"k": {"const": "dog"}}},
            {"type": "object", "required": ["k"], "properties": {"k": {"const": 5, "title": "Số"}}},
            {"type": "object", "required": ["size"], "properties": {"size": {}, "more": {}}},
            {"type": "object", "properties": {"a": {}}},
            {"type": "object", "properties": {"b": {}}},
            {"type": "string"},
        ]
    }
    labels = [branch.label for branch in compile_form(schema, "en").root.branches]
    assert labels == ["Mèo", "dog", "Số: 5", "Size", "Group 1", "Group 2", "Text"]


ROOT = {"anyOf": [{"type": "integer"}, {"type": "string", "format": "date"}, {"type": "array", "items": {}}]}


def test_a_root_that_is_no_object_is_chosen_like_any_other():
    person = Person(ROOT, None)
    person.choose("Whole number", "#")
    assert 'name="#"' in person.html
    person.send(**{"#": "5"})
    assert person.document == 5
    person.choose("Text", "#")
    person.send(**{"#": "3", "_month:#": "2", "_year:#": "2026"})
    assert person.document == "2026-02-03"
    person.choose("List", "#")
    assert person.document == []
    person.send(_go="add:")
    assert (person.document, person.document.focus) == ([""], "/0")


def test_a_value_of_another_type_is_drawn_with_every_type_to_choose_from():
    person = Person({"type": "object", "properties": {"v": {"minimum": 3}}}, {"v": {"a": [None]}})
    person.send()
    assert person.document == {"v": {"a": [None]}}
    person.choose("Text")
    person.send(**{"/v": "x"})
    assert person.document == {"v": "x"}
    person.send(**{"/v": ""})
    assert person.document == {}
    person.send(**{"/v": "7"})
    assert person.document == {"v": 7}
