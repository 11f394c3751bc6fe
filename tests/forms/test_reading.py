"""What is posted becomes the document: nothing guessed, nothing lost, nothing from outside the form."""

import re

import pytest
from form_browser import controls, posted, posted_with
from werkzeug.datastructures import MultiDict

from formengine import compile_form, load_definition
from formengine.forms import DefinitionError


def one(schema, text, locale="vi"):
    return compile_form({"type": "object", "properties": {"x": schema}}, locale).read({"/x": text}).get("x")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567,5", 1234567.5),
        ("1234567,5", 1234567.5),
        ("1 234", 1234),
        ("1.234", 1234),
        ("-5", -5),
        ("0,1", 0.1),
        ("1e3", 1000),
        ("1.5", "1.5"),
        ("1,234", "1,234"),
        ("1,2340", 1.234),
        ("0,125", 0.125),
        ("0.125", "0.125"),
        ("1,234,567", "1,234,567"),
        ("12.345,678", 12345.678),
        ("1\u202f234", 1234),
        ("1,234.5", "1,234.5"),
        ("1_000", "1_000"),
        ("٣", "٣"),
        ("１２", "１２"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("abc", "abc"),
        ("", None),
        ("  ", "  "),
    ],
)
def test_numbers_are_read_as_people_write_them_and_what_is_none_stays_text(text, value):
    assert one({"type": "number"}, text) == value


def test_english_writes_numbers_the_other_way_round():
    assert one({"type": "number"}, "1,234.5", "en") == 1234.5
    assert one({"type": "number"}, "1,5", "en") == "1,5"


AREA = {"type": "object", "properties": {"x": {"type": "number", "title": "Diện tích"}}}


def asked_back(schema, text, locale="vi"):
    """(message, offered readings) of a typed text."""
    form = compile_form({"type": "object", "properties": {"x": {"title": "Diện tích", **schema}}}, locale)
    document = form.read({"/x": text})
    (problem,) = form.check(document)
    offered = re.findall(r'type="radio"[^>]* name="_reading:/x" value="([^"]*)"', str(form.render(document, [problem])))
    return problem.message, offered


def test_what_could_be_two_numbers_is_asked_back_with_both():
    message, offered = asked_back({"type": "number"}, "1.5")
    assert message == "Diện tích: “1.5” có thể hiểu là 1,5 hoặc 15. Hãy chọn số đúng"
    assert offered == ["1.5=1.5", "1.5=15"]
    message, offered = asked_back({"type": "number"}, "1,234")
    assert message == "Diện tích: “1,234” có thể hiểu là 1,234 hoặc 1.234. Hãy chọn số đúng"
    assert offered == ["1,234=1.234", "1,234=1234"]
    assert asked_back({"type": "number"}, "1.234", "en")[1] == ["1.234=1.234", "1.234=1234"]


@pytest.mark.parametrize(
    ("schema", "text", "offered"),
    [
        ({"type": "number"}, "1,234.5", ["1,234.5=1234.5"]),
        ({"type": "integer"}, "1,234,567", ["1,234,567=1234567"]),
        ({"type": "integer", "x-widget": "money"}, "1,200,000 đ", ["1,200,000 đ=1200000"]),
        ({"type": "integer"}, "1.5", []),
        ({"type": "number"}, "abc", []),
    ],
)
def test_the_other_way_of_writing_is_offered_and_nothing_guessed(schema, text, offered):
    assert asked_back(schema, text)[1] == offered


def test_the_reading_that_was_chosen_counts_for_the_text_that_it_reads_alone():
    form = compile_form(AREA)
    assert form.read({"/x": "1.5", "_reading:/x": "1.5=1.5"}) == {"x": 1.5}
    assert form.read({"/x": "1.5", "_reading:/x": "1.5=15"}) == {"x": 15}
    assert form.read({"/x": "1.6", "_reading:/x": "1.5=15"}) == {"x": "1.6"}
    assert form.read({"/x": "1.5", "_reading:/x": "1.5=99"}) == {"x": "1.5"}
    assert form.read({"/x": "2,5", "_reading:/x": "1.5=15"}) == {"x": 2.5}


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("value", [1.234, -999.125, 1.5, 0.125, 123456.789, 1234.5, 1e-7, 1.234e-9, 1e21, 1234, -1])
def test_a_number_that_is_written_like_another_stays_what_it_is(locale, value):
    form = compile_form(AREA, locale)
    assert form.read(posted(form.render({"x": value}))) == {"x": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.200.000", 1200000), ("1.200.000đ", 1200000), ("1200000 VNĐ", 1200000), ("5 000 ₫", 5000), ("đ", "đ")],
)
def test_money_is_read_with_its_currency_beside_it(text, value):
    assert one({"type": "integer", "x-widget": "money"}, text) == value


def test_money_says_its_words_at_the_field_and_ties_them_to_it():
    form = compile_form({"type": "object", "properties": {"x": {"type": "integer", "x-widget": "money"}}})
    html = str(form.render({"x": 1200000}))
    said = re.search(r'<p [^>]*id="(f\d+-said)"[^>]*>([^<]*)</p>', html)
    assert said[2] == "Một triệu hai trăm nghìn đồng"
    assert f'aria-describedby="{said[1]}"' in html
    assert 'class="govuk-hint fe-words" ' in str(form.render({}))


@pytest.mark.parametrize(
    ("boxes", "value"),
    [
        (("3", "2", "2026"), "2026-02-03"),
        (("2026-02-03", "", ""), "2026-02-03"),
        (("3/2/2026", "", ""), "2026-02-03"),
        (("31", "2", "2026"), "2026-2-31"),
        (("3", "", ""), "--3"),
        (("", "", "2026"), "2026--"),
        (("", "", ""), None),
        (("x", "y", "z"), "z-y-x"),
        (("29", "2", "2023"), "2023-2-29"),
        (("1", "1", "1"), "1-1-1"),
    ],
)
def test_a_date_in_three_boxes(boxes, value):
    schema = {"type": "object", "properties": {"d": {"type": "string", "format": "date"}}}
    form = compile_form(schema)
    day, month, year = boxes
    data = {"/d": day, "_month:/d": month, "_year:/d": year}
    document = form.read(data)
    assert document.get("d") == value
    assert bool(form.check(document)) == (value is not None and len(value) != 10)
    again = dict(posted(form.render(document)).items())
    if value and "/" not in day and len(day) < 3:
        assert [again[name].lstrip("0") for name in data] == [part.lstrip("0") for part in boxes]


def test_a_partial_date_takes_a_year_or_a_month():
    schema = {"type": "string", "format": "partial-date"}
    form = compile_form({"type": "object", "properties": {"d": schema}})
    assert form.read({"/d": "", "_month:/d": "", "_year:/d": "1980"}) == {"d": "1980"}
    assert form.read({"/d": "", "_month:/d": "5", "_year:/d": "1980"}) == {"d": "1980-05"}
    assert form.read({"/d": "7", "_month:/d": "5", "_year:/d": "1980"}) == {"d": "1980-05-07"}


def test_the_time_of_day_is_read_as_people_write_it():
    assert one({"type": "string", "format": "hour-minute"}, "14h30") == "14:30"
    assert one({"type": "string", "format": "hour-minute"}, "7h") == "07:00"
    assert one({"type": "string", "format": "hour-minute"}, "25:00") == "25:00"


def test_text_is_nfc_with_line_feeds_and_control_characters_are_seen():
    assert one({"type": "string"}, "e\u0302\u0301") == "ế"
    assert one({"type": "string"}, "a\r\nb") == "a\nb"
    assert one({"type": "string"}, "a\x00b\x07") == "a\ufffdb\ufffd"
    assert one({"type": "string"}, " a ") == " a "


ROWS = {
    "type": "object",
    "properties": {"r": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "string"}}}}},
}


def test_rows_are_counted_never_cut():
    form = compile_form(ROWS)
    data = {"_rows:/r": "600", **{f"/r/{n}/x": str(n) for n in range(600)}}
    document = form.read(data)
    assert [row["x"] for row in document["r"]] == [str(n) for n in range(600)]
    assert [problem.keyword for problem in form.check(document)] == ["maxItems"]


@pytest.mark.parametrize("index", ["999999999", "9" * 20000, "٣", "-1", "00", "01", "1_0", " 1", ""])
def test_an_index_that_is_none_is_not_a_row(index):
    form = compile_form(ROWS)
    assert form.read({"_rows:/r": "1", "/r/0/x": "a", f"/r/{index}/x": "b"}) == {"r": [{"x": "a"}]}


def test_row_buttons_work_on_what_was_typed():
    form = compile_form(ROWS)
    html = form.render({"r": [{"x": "a"}, {"x": "b"}, {"x": "c"}]})
    go = lambda button, **changes: form.read(posted_with(html, {"_go": button, **changes}))["r"]  # noqa: E731
    assert go("add:/r") == [{"x": "a"}, {"x": "b"}, {"x": "c"}, {}]
    assert go("remove:/r/1", **{"/r/2/x": "typed"}) == [{"x": "a"}, {"x": "typed"}]
    assert go("up:/r/2") == [{"x": "a"}, {"x": "c"}, {"x": "b"}]
    assert go("down:/r/0") == [{"x": "b"}, {"x": "a"}, {"x": "c"}]
    for nonsense in ("remove:/r/9", "remove:/q", "add:/q", "up:/r/0", "remove:r", "zap:/r", "remove:", "add:/r/0/x"):
        assert go(nonsense) == [{"x": "a"}, {"x": "b"}, {"x": "c"}]
    assert form.asked_to_stay(MultiDict({"_go": "add:/r"}))
    assert not form.asked_to_stay(MultiDict({"_go": "next"}))
    assert not form.asked_to_stay(MultiDict())


def test_no_more_rows_than_the_schema_allows_are_added():
    schema = {"type": "object", "properties": {"r": {"type": "array", "maxItems": 1, "items": {"type": "string"}}}}
    form = compile_form(schema)
    html = form.render({"r": ["a"]})
    assert "add:/r" not in html
    assert form.read(posted_with(html, {"_go": "add:/r"})) == {"r": ["a"]}


def test_names_that_the_form_does_not_ask_for_are_never_stored():
    form = compile_form(ROWS)
    data = {
        "status": "approved",
        "/status": "approved",
        "/r/0/owner": "x",
        "_rows:/r": "1",
        "/r/0/x": "a",
        "/__class__": "x",
    }
    assert form.read(data) == {"r": [{"x": "a"}]}


def test_a_control_sent_twice_is_refused_at_its_field():
    form = compile_form({"type": "object", "properties": {"x": {"type": "string", "title": "Họ tên"}}})
    document = form.read(MultiDict([("/x", "a"), ("/x", "b")]))
    (problem,) = form.check(document)
    assert (problem.pointer, problem.message) == ("/x", "Họ tên được gửi hai lần: hãy trả lời một lần")


def test_only_the_page_is_read_and_the_rest_comes_from_before(small, load):
    form = load(small).form()
    base = {"name": "A", "kind": "house"}
    assert form.read({"/kind": "other", "/name": "hostile"}, base, page=1) == {"name": "A", "kind": "other"}
    assert base == {"name": "A", "kind": "house"}


def test_a_hidden_answer_is_dropped_and_a_shown_one_is_required(small, load):
    form = load(small).form()
    hidden = form.read({"/kind": "house", "/purpose": "secret"}, {"name": "A"}, page=1)
    assert hidden == {"name": "A", "kind": "house"}
    assert form.check(hidden) == []
    shown = form.read({"/kind": "other"}, {"name": "A"}, page=1)
    assert [problem.message for problem in form.check(shown)] == ["Hãy nhập mục đích"]
    assert 'name="/purpose"' in form.render(shown, page=1)
    assert 'name="/purpose"' not in form.render(hidden, page=1)
    forged = {"name": "A", "kind": "house", "purpose": "x"}
    assert [problem.pointer for problem in form.check(forged)] == ["/purpose"]


def test_computed_values_are_the_servers(small, load):
    form = load(small).form()
    data = {"/kind": "house", "_rows:/floors": "2", "/floors/0/area": "10,5", "/floors/1/area": "4", "/area": "999"}
    data |= {"/floors/0/price": "1.000.000", "/floors/0/total": "5"}
    document = form.compute(form.read(data, {"name": "A"}, page=1))
    assert document["area"] == 14.5
    assert document["floors"] == [{"area": 10.5, "price": 1000000, "total": 10500000}, {"area": 4}]
    assert 'name="/area"' not in form.render(document)
    assert "14,5" in form.render(document)


def test_a_rule_is_told_where_it_stands_and_holds_where_an_answer_is_missing(small, load):
    form = load(small).form()
    document = {"name": "A", "kind": "house", "area": 2000}
    assert [(problem.pointer, problem.message) for problem in form.check(document)] == [
        ("/area", "Tổng diện tích phải dưới 1.000 m²")
    ]
    del document["area"]
    assert form.check(document) == []


def test_a_commune_must_lie_in_its_province():
    schema = {
        "type": "object",
        "properties": {
            "p": {"type": "string", "list": "province"},
            "w": {"type": "string", "title": "Phường, xã", "list": "commune", "within": "1/p"},
        },
    }
    form = compile_form(schema)
    communes = form.lists.edition("commune").items
    mine = communes[0]
    other = next(item for item in communes if item.parent != mine.parent)
    html = form.render({"p": mine.parent, "w": mine.code})
    assert mine.code in html
    assert f'value="{other.code}"' not in html
    assert form.check({"p": mine.parent, "w": mine.code}) == []
    assert [problem.keyword for problem in form.check({"p": mine.parent, "w": other.code})] == ["within"]
    assert [problem.keyword for problem in form.check({"p": mine.parent, "w": "00000x"})] == ["list"]
    assert len(controls(form.render({"p": "", "w": ""})).pairs) < 10


def test_a_part_of_an_address_that_does_not_apply_is_dropped():
    form = compile_form(load_definition_schema())
    html = form.render({"a": {"country": "VN", "province": "79"}})
    assert 'name="/a/province"' in html
    document = form.read(posted_with(html, {"/a/country": "LA", "/a/detail": "x"}))
    assert document["a"] == {"country": "LA", "detail": "x"}
    assert 'name="/a/province"' not in form.render(document)
    assert form.check(document) == []


def load_definition_schema():
    from formengine.forms.parts import bundle

    return bundle({"type": "object", "properties": {"a": {"$ref": "urn:formengine:part:address"}}})


def test_refused_files_name_every_reason(small, load):
    small["code"] = "x y"
    small["colour"] = 1
    with pytest.raises(DefinitionError) as refusal:
        load(small)
    assert {problem.pointer for problem in refusal.value.problems} == {"/code", "/colour"}
    assert load_definition


def test_a_document_deeper_than_anybody_means_is_not_followed():
    form = compile_form({"type": "object", "properties": {"n": {"$ref": "#"}, "v": {"type": "string"}}})
    data = {"_kind:" + "/n" * level: "given" for level in range(1, 2000)}
    document = form.read(data)
    form.render(document, form.check(document))
    depth = 0
    while "n" in document:
        document, depth = document["n"], depth + 1
    assert depth == 64
