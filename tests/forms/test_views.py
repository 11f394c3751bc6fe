"""Conditions, effective schemas, pages, summaries, numbers in words, speed of drawing."""

import time
from datetime import date

import jsonschema
import pytest

from formengine import compile_form
from formengine.forms.compiled import Blueprint, CompiledForm
from formengine.forms.conditions import as_schema, compile_when
from formengine.forms.lists import shipped_lists
from formengine.forms.words import date_in_words, in_words


@pytest.mark.parametrize(
    ("when", "document", "holds"),
    [
        ([{"at": "/a", "is": {"const": 1}}], {"a": 1.0}, True),
        ([{"at": "/a", "is": {"const": 1}}], {"a": True}, False),
        ([{"at": "/a", "is": {"const": 1}}], {}, False),
        ([{"at": "/a", "is": True}], {}, False),
        ([{"at": "/a", "is": {"enum": ["x", "y"]}}], {"a": "y"}, True),
        ([{"at": "/a", "is": {"pattern": "^\\d$"}}], {"a": "5"}, True),
        ([{"at": "/a", "is": {"minimum": 5}}, {"at": "/b", "is": True}], {"a": 5}, False),
        ([{"any": [{"at": "/a", "is": True}, {"at": "/b", "is": True}]}], {"b": None}, True),
        ([{"not": {"at": "/a", "is": True}}], {}, True),
        ([{"not": [{"at": "/a", "is": True}, {"at": "/b", "is": True}]}], {"a": 1}, True),
        ([{"at": "/r/1/x", "is": {"const": 2}}], {"r": [{"x": 1}, {"x": 2}]}, True),
        ([{"at": "/r/1/x", "is": {"const": 2}}], {"r": [{"x": 2}]}, False),
        ([{"at": "/a/b", "is": True}], {"a": "text"}, False),
    ],
)
def test_a_condition_holds_alike_as_function_and_as_json_schema(when, document, holds):
    assert compile_when(when)(document) is holds
    assert jsonschema.Draft202012Validator(as_schema(when)).is_valid(document) is holds


def test_any_validator_judges_by_the_effective_schema(small, load):
    form = load(small).form()
    judge = jsonschema.Draft202012Validator(form.effective_schema)
    assert judge.is_valid({"name": "A", "kind": "house"})
    assert not judge.is_valid({"name": "A", "kind": "house", "purpose": "x"})
    assert not judge.is_valid({"name": "A", "kind": "other"})
    assert judge.is_valid({"name": "A", "kind": "other", "purpose": "x"})


def test_a_chain_of_conditions_is_settled_in_order(small, load):
    small["schema"]["properties"]["detail"] = {"type": "string", "title": "Chi tiết"}
    hidden = {"at": "/detail", "when": [{"at": "/purpose", "is": {"const": "x"}}]}
    small["pages"][0]["items"].append(hidden)
    form = load(small).form()
    document = {"name": "A", "kind": "house", "purpose": "x", "detail": "y"}
    assert form.compute(document) == {"name": "A", "kind": "house"}


def test_a_condition_on_a_computed_value_is_settled_after_computing(small, load):
    small["pages"][1]["items"][1]["when"] = [{"at": "/area", "is": {"minimum": 500}}]
    form = load(small).form()
    data = {"/kind": "house", "_rows:/floors": "1", "/floors/0/area": "600", "/purpose": "x"}
    assert form.compute(form.read(data, {"name": "A"}, page=1))["purpose"] == "x"
    data["/floors/0/area"] = "6"
    assert "purpose" not in form.compute(form.read(data, {"name": "A"}, page=1))


def test_pages_and_summary_tell_what_applies(small, load):
    small["pages"][1]["when"] = [{"at": "/name", "is": {"const": "B"}}]
    small["schema"]["required"] = ["name"]
    form = load(small).form()
    assert [page.shown for page in form.pages({"name": "A"})] == [True, False]
    document = {"name": "B", "kind": "house", "floors": [{"area": 10.5}, {"area": 20000}], "area": 30.5}
    sections = form.summary(document)
    assert [section.title for section in sections] == ["Người nộp", "Công trình"]
    rows = [(row.pointer, row.group, row.label, row.value) for row in sections[1].rows]
    assert rows == [
        ("/kind", "", "Loại", "Nhà ở"),
        ("/floors/0/area", "Tầng 1", "Diện tích", "10,5"),
        ("/floors/1/area", "Tầng 2", "Diện tích", "20.000"),
        ("/area", "", "Tổng diện tích", "30,5"),
    ]
    assert "Nhà ở" in form.render_summary(document, change=lambda page: f"/pages/{page}")
    assert form.page_of("/floors/0/area") == 1
    assert form.value_text("/kind", document) == "Nhà ở"


def test_problems_that_read_alike_say_where_they_stand():
    part = {"type": "object", "required": ["c"], "properties": {"c": {"type": "string", "title": "Quốc gia"}}}
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {**part, "title": "Nơi sinh"}, "b": {**part, "title": "Quê quán"}},
    }
    form = compile_form(schema)
    messages = [message for _id, message in form.error_summary(form.check({"a": {}, "b": {}}))]
    assert messages == ["Nơi sinh: Hãy nhập quốc gia", "Quê quán: Hãy nhập quốc gia"]


def test_what_the_author_marked_is_found(small, load):
    small["schema"]["properties"]["name"] |= {"x-list-column": True, "x-data-item": "person.full_name"}
    small["schema"]["properties"]["kind"] |= {"x-list-column": True, "x-sensitive": True}
    form = load(small).form()
    assert form.list_columns() == [("/name", "Họ và tên")]
    assert form.data_items() == {"/name": "person.full_name"}
    assert 'autocomplete="name"' in form.render()


def test_defaults_fill_a_new_document_only():
    schema = {"type": "object", "properties": {"a": {"type": "string", "default": "x"}}}
    form = compile_form(schema)
    assert form.blank() == {"a": "x"}
    assert 'value="x"' in form.render()
    assert 'value="x"' not in form.render({})


def test_examples_are_suggested_as_people_write_them():
    properties = {
        "t": {"type": "string", "examples": ["còn hạn", 5, "<hết>"]},
        "n": {"type": "number", "examples": [1234.5, "x", True]},
        "m": {"type": "integer", "x-widget": "money", "examples": [50000]},
    }
    html = compile_form({"type": "object", "properties": properties}).render({})
    assert html.count("<datalist") == html.count(" list=") == 3
    for text in ("còn hạn", "&lt;hết&gt;", "1234,5", "50.000"):
        assert f'<option value="{text}"></option>' in html
    assert html.count("</option></datalist>") == 3
    assert html.count("<option") == 4


def test_a_recursive_schema_is_drawn_a_level_at_a_time():
    form = compile_form({"type": "object", "properties": {"name": {"type": "string"}, "next": {"$ref": "#"}}})
    html = form.render({"name": "a"})
    assert 'name="/next/name"' not in html
    opened = form.read({"/name": "a", "_go": "add:/next"})
    assert opened == {"name": "a", "next": {}}
    assert 'name="/next/name"' in form.render(opened)
    closed = form.read({"/name": "a", "_kind:/next": "given", "/next/name": "b", "_go": "remove:/next"})
    assert closed == {"name": "a"}


def test_a_choice_without_an_answer_is_remembered_while_the_page_is_drawn_again():
    schema = {
        "type": "object",
        "properties": {
            "v": {"anyOf": [{"type": "integer", "title": "Số"}, {"type": "string", "format": "date", "title": "Ngày"}]}
        },
    }
    form = compile_form(schema)
    document = form.read({"_kind:/v": "1", "_go": "show:/v"})
    assert document == {}
    assert 'name="_month:/v"' in form.render(document)


def test_authors_texts_are_shown_not_run():
    evil = "<script>alert(1)</script> {{7*7}} %(id)s [x](javascript:alert(1)) ![x](http://x/y.png)"
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string", "title": evil, "x-help": evil, "enum": [evil, "b"]}},
    }
    html = compile_form(schema).render({"a": evil})
    assert "<script" not in html
    assert "javascript:" not in html.replace("[x](javascript:", "")
    assert "<img" not in html
    assert "{{7*7}}" in html


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        (0, "Không", "Zero"),
        (15, "Mười lăm", "Fifteen"),
        (21, "Hai mươi mốt", "Twenty-one"),
        (105, "Một trăm linh năm", "One hundred and five"),
        (1_001, "Một nghìn không trăm linh một", "One thousand one"),
        (75_000, "Bảy mươi lăm nghìn", "Seventy-five thousand"),
        (
            1_234_567,
            "Một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy",
            "One million two hundred and thirty-four thousand five hundred and sixty-seven",
        ),
        (2_000_000_000, "Hai tỷ", "Two billion"),
        (1_000_000_005, "Một tỷ không trăm linh năm", "One billion five"),
        (-3, "Âm ba", "Minus three"),
    ],
)
def test_numbers_in_words(number, vietnamese, english):
    assert in_words(number, "vi") == vietnamese
    assert in_words(number, "en") == english


def test_days_in_words():
    assert date_in_words(date(2026, 2, 20)) == "Ngày hai mươi tháng hai năm hai nghìn không trăm hai mươi sáu"
    assert date_in_words(date(2026, 4, 1), "vi").startswith("Ngày một tháng tư")
    assert date_in_words(date(2026, 2, 21), "en") == "The twenty-first of February, two thousand twenty-six"


def test_a_list_is_read_by_its_day():
    lists = shipped_lists()
    old = lists.edition("commune", date(2025, 6, 30))
    new = lists.edition("commune", date(2025, 7, 1))
    assert old.edition != new.edition
    with pytest.raises(KeyError, match="there are: "):
        lists.edition("shoe-size")


def _best(work, times=40):
    found = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - start) / times)
    return min(found)


def test_five_hundred_options_cost_hardly_more_than_five():
    def form(count):
        options = [{"const": f"c{number}", "title": f"Lựa chọn {number}"} for number in range(count)]
        schema = {"type": "object", "properties": {"x": {"type": "string", "x-widget": "select", "oneOf": options}}}
        made = compile_form(schema)
        return lambda: made.render({"x": f"c{count - 1}"})

    assert _best(form(500)) - _best(form(5)) < 0.0002


def test_a_page_costs_by_that_page_only():
    def form(count):
        properties = {f"f{number}": {"type": "string", "title": f"Câu {number}"} for number in range(count)}
        pages = [
            {"title": "T", "items": [f"/f{number}" for number in range(start, start + 20)]}
            for start in range(0, count, 20)
        ]
        made = CompiledForm({"type": "object", "properties": properties}, "vi", Blueprint(pages=pages))
        document = dict.fromkeys(properties, "x")
        return lambda: made.render(document, page=1)

    assert _best(form(500)) < _best(form(40)) * 2
