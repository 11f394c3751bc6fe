"""Rows are added, copied, moved and removed by buttons, without a script, and the focus follows."""

import pytest
from form_browser import controls, posted_with

from formengine import compile_form
from formengine.forms.controls import element_id

FLOORS = {
    "type": "object",
    "properties": {
        "r": {
            "type": "array",
            "title": "Các tầng",
            "maxItems": 4,
            "items": {
                "type": "object",
                "title": "Tầng",
                "properties": {
                    "x": {"type": "string"},
                    "plan": {"type": "string", "x-widget": "file"},
                    "rooms": {"type": "array", "items": {"type": "string", "title": "Phòng"}},
                },
            },
        }
    },
}
THREE = {"r": [{"x": "a"}, {"x": "b", "rooms": ["1", "2"]}, {"x": "c"}]}


def pressed(form, document, button, **changes):
    return form.read(posted_with(form.render(document), {**changes, "_go": button}))


@pytest.mark.parametrize(
    ("button", "order", "focus"),
    [
        ("up:/r/2", "acb", "/r/1"),
        ("down:/r/0", "bac", "/r/1"),
        ("remove:/r/0", "bc", "/r/0"),
        ("remove:/r/2", "ab", "/r/1"),
        ("copy:/r/0", "aabc", "/r/1"),
        ("up:/r/0", "abc", None),
        ("down:/r/2", "abc", None),
        ("copy:/r/3", "abc", None),
        ("up:/r/-1", "abc", None),
        ("copy:/r/0x", "abc", None),
    ],
)
def test_a_button_arranges_the_rows_and_takes_the_focus_along(button, order, focus):
    form = compile_form(FLOORS)
    document = pressed(form, THREE, button)
    assert "".join(row["x"] for row in document["r"]) == order
    assert document.focus == focus
    html = form.render(document)
    assert html.count(" autofocus") == (focus is not None)
    if focus:
        row = f'aria-labelledby="{element_id(focus)}-row" tabindex="-1" autofocus'
        assert row in html


def test_what_is_typed_when_a_button_is_pressed_is_kept():
    form = compile_form(FLOORS)
    document = pressed(form, THREE, "up:/r/1", **{"/r/1/x": "typed", "/r/1/rooms/0": "hall"})
    assert document == {"r": [{"x": "typed", "rooms": ["hall", "2"]}, {"x": "a"}, {"x": "c"}]}


def test_a_new_row_takes_the_focus_and_the_last_one_removed_gives_it_to_the_list():
    form = compile_form(FLOORS)
    added = pressed(form, {}, "add:/r")
    assert (added, added.focus) == ({"r": [{}]}, "/r/0")
    emptied = pressed(form, added, "remove:/r/0")
    assert (emptied, emptied.focus) == ({"r": []}, "/r")
    assert f'id="{element_id("/r")}" tabindex="-1" autofocus' in form.render(emptied)


def test_every_button_says_which_row_and_none_is_drawn_that_can_do_nothing():
    html = compile_form(FLOORS).render({"r": [{"x": "a"}, {"x": "b"}]})
    for button in ("down:/r/0", "copy:/r/0", "remove:/r/0", "up:/r/1", "copy:/r/1", "remove:/r/1"):
        assert f'value="{button}"' in html
    for button in ("up:/r/0", "down:/r/1"):
        assert f'value="{button}"' not in html
    assert 'value="copy:/r/1">Sao chép<span class="govuk-visually-hidden">: Tầng 2</span>' in html


def test_a_full_list_says_so_and_takes_no_more():
    form = compile_form(FLOORS)
    full = {"r": [{"x": name} for name in "abcd"]}
    html = form.render(full)
    assert "Không thể thêm quá 4 mục." in html
    for button in ("add:/r", "copy:/r/0"):
        assert f'value="{button}"' not in html
        assert pressed(form, full, button) == full


def test_a_copied_row_shares_nothing_with_its_model_and_takes_no_file_along():
    form = compile_form(FLOORS)
    row = {"x": "a", "plan": "0190b5c0-0000-7000-8000-000000000000", "rooms": ["1"]}
    document = pressed(form, {"r": [row]}, "copy:/r/0")
    assert document["r"] == [row, {"x": "a", "rooms": ["1"]}]
    document["r"][1]["rooms"].append("2")
    assert document["r"][0]["rooms"] == ["1"]


def test_rows_that_the_schema_tells_one_by_one_keep_their_places():
    schema = {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": {"type": "boolean"}}
    form = compile_form(schema)
    document = ["a", 1, True, False]
    html = form.render(document)
    drawn = {f"{action}:/{row}" for action in ("up", "down", "copy", "remove") for row in range(4)}
    assert {button for button in drawn if f'value="{button}"' in html} == {
        "down:/2", "copy:/2", "remove:/2", "up:/3", "copy:/3", "remove:/3",
    }  # fmt: skip
    assert pressed(form, document, "up:/2") == document
    assert pressed(form, document, "down:/1") == document
    assert pressed(form, document, "remove:/0") == document
    assert pressed(form, ["a", 1], "remove:/1") == ["a"]
    assert pressed(form, document, "up:/3") == ["a", 1, False, True]


def test_more_rows_than_allowed_are_told_with_the_number_and_never_cut():
    form = compile_form(FLOORS)
    html = form.render({"r": [{"x": str(number)} for number in range(6)]})
    document = form.read(posted_with(html, {}))
    assert len(document["r"]) == 6
    (problem,) = form.check(document)
    assert (problem.pointer, problem.message) == ("/r", "Các tầng: chỉ được tối đa 4 mục")


def test_entries_with_names_are_added_renamed_and_removed():
    form = compile_form({"type": "object", "additionalProperties": {"type": "string"}})
    added = form.read(posted_with(form.render({"a": "1"}), {"_new:#": "b", "_go": "add:"}))
    assert (added, added.focus) == ({"a": "1", "b": ""}, "/b")
    html = form.render(added)
    assert f'id="{element_id("/b")}-key"' in html
    assert html.count(" autofocus") == 1
    kept = form.read(posted_with(html, {}))
    assert kept == {"a": "1", "b": ""}
    renamed = form.read(posted_with(html, {"_key:/a": "c"}))
    assert renamed == {"c": "1", "b": ""}
    assert form.read(posted_with(html, {"_go": "remove:/a"})) == {"b": ""}


def test_a_stray_entry_that_is_renamed_or_removed_does_not_come_back_from_before():
    form = compile_form({"type": "object", "properties": {"known": {"type": "string"}}})
    base = {"known": "x", "stray": 1}
    html = form.render(base)
    assert form.read(posted_with(html, {"_key:/stray": "other"}), base) == {"known": "x", "other": 1}
    assert form.read(posted_with(html, {"_go": "remove:/stray"}), base) == {"known": "x"}


@pytest.mark.parametrize("name", ["", "b"])
def test_a_name_that_is_emptied_or_taken_loses_no_entry(name):
    form = compile_form({"type": "object", "additionalProperties": {"type": "string"}})
    html = form.render({"b": "2", "a": "1"})
    assert form.read(posted_with(html, {"_key:/a": name})) == {"b": "2", "a": "1"}


def test_a_group_drawn_on_demand_is_opened_and_taken_away():
    form = compile_form(
        {"type": "object", "title": "Người", "properties": {"next": {"$ref": "#"}, "v": {"type": "string"}}}
    )
    opened = pressed(form, {}, "add:/next")
    assert (opened, opened.focus) == ({"next": {}}, "/next")
    html = form.render(opened)
    assert html.count(" autofocus") == 1
    assert len(set(controls(html).ids)) == len(controls(html).ids)
    gone = pressed(form, opened, "remove:/next")
    assert (gone, gone.focus) == ({}, "/next")
