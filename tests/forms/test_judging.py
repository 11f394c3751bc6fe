"""One judge: both validators agree, every keyword has a sentence for a citizen, nothing is fetched."""

import logging
import socket
import time

import jsonschema
import pytest
from form_strategies import pairs
from hypothesis import HealthCheck, given, settings
from stranger_schemas import STRANGERS

from formengine import compile_form
from formengine.forms import DefinitionError, Untypeable
from formengine.forms.dialect import EXPLAINER, canonical
from formengine.forms.formats import FORMATS
from formengine.forms.judging import Judge
from formengine.forms.patterns import pattern_search
from formengine.forms.work import Work


def told(schema, value, locale="vi", label="Số định danh"):
    form = compile_form({"type": "object", "required": ["x"], "properties": {"x": {"title": label, **schema}}}, locale)
    document = {} if value is ... else {"x": value}
    return [problem.message for problem in form.check(document)]


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "string"}, ..., "Hãy nhập số định danh"),
        ({"type": "string", "enum": ["a", "b"]}, ..., "Hãy chọn số định danh"),
        ({"type": "boolean"}, ..., "Hãy chọn số định danh"),
        ({"type": "boolean", "const": True}, ..., "Hãy đánh dấu vào ô: Số định danh"),
        ({"type": "array", "items": {}}, ..., "Số định danh: hãy thêm ít nhất một mục"),
        ({"type": "string", "x-widget": "file"}, ..., "Hãy đính kèm số định danh"),
        ({"type": "string", "pattern": "^[0-9]{12}$"}, "1", "Số định danh phải có đúng 12 chữ số"),
        ({"type": "string", "pattern": "^x"}, "1", "Số định danh chưa được nhập đúng quy cách"),
        ({"type": "string", "pattern": "^x", "x-message": "Viết x trước"}, "1", "Viết x trước"),
        ({"type": "string", "pattern": "^x", "x-message": {"pattern": "Viết x"}}, "1", "Viết x"),
        (
            {"type": "string", "format": "personal-number"},
            "1",
            "Số định danh phải có đúng 12 chữ số, như ghi trên thẻ căn cước",
        ),
        (
            {"type": "string", "format": "date"},
            "2026-2-31",
            "Số định danh không phải là ngày có thật: hãy kiểm tra lại ngày, tháng, năm",
        ),
        ({"type": "string", "format": "date"}, "-2-31", "Số định danh còn thiếu năm"),
        ({"type": "string", "format": "date"}, "26-2-3", "Số định danh: hãy viết năm đủ 4 chữ số"),
        ({"type": "string", "minLength": 3}, "a", "Số định danh phải có ít nhất 3 ký tự"),
        ({"type": "string", "maxLength": 1}, "ab", "Số định danh không được quá 1 ký tự"),
        ({"type": "integer"}, 1.5, "Hãy nhập số định danh bằng số nguyên, chỉ gồm chữ số"),
        ({"type": "number"}, "abc", "Hãy nhập số định danh bằng chữ số"),
        ({"type": "number", "minimum": 10000}, 5, "Số định danh phải từ 10.000 trở lên"),
        ({"type": "number", "exclusiveMaximum": 0.5}, 5, "Số định danh phải nhỏ hơn 0,5"),
        ({"type": "number", "multipleOf": 0.01}, 0.005, "Số định danh chỉ được có tối đa 2 chữ số sau dấu phẩy"),
        ({"type": "array", "minItems": 2, "items": {}}, [1], "Số định danh: hãy thêm ít nhất 2 mục"),
        ({"enum": ["a", "b"]}, "c", "Hãy chọn số định danh trong các lựa chọn đã cho"),
        (
            {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]},
            "c",
            "Hãy chọn số định danh trong các lựa chọn đã cho",
        ),
        ({"type": "string", "list": "province"}, "xx", "Hãy chọn số định danh trong danh sách"),
        (
            {"type": "string", "not": {"const": "a"}},
            "a",
            "Nội dung ở mục số định danh không được chấp nhận: hãy nhập lại",
        ),
    ],
)
def test_what_a_citizen_is_told(schema, value, message):
    assert told(schema, value) == [message]
    english = told(schema, value, "en")
    assert len(english) == 1
    assert "%(" not in english[0]


def test_the_problem_stands_at_the_field_that_mends_it():
    row = {"type": "object", "required": ["n"], "properties": {"n": {"type": "string", "title": "Tên"}}}
    schema = {"type": "object", "properties": {"r": {"type": "array", "items": row, "uniqueItems": True}}}
    form = compile_form(schema)
    assert [problem.pointer for problem in form.check({"r": [{"n": "a"}, {}]})] == ["/r/1/n"]
    assert [problem.pointer for problem in form.check({"r": [{"n": "a"}, {"n": "a"}]})] == ["/r/1"]
    (entry,) = form.error_summary(form.check({"r": [{}]}))
    assert f'id="{entry[0]}"' in form.render({"r": [{}]})
    assert entry[1] == "Hãy nhập tên"


def test_the_problem_of_a_branch_is_told_not_that_of_the_choice():
    schema, _documents = STRANGERS["discriminated"]
    form = compile_form(schema)
    assert [problem.pointer for problem in form.check({"kind": "dog", "breed": 5})] == ["/breed"]


OPTIONS = [
    {"const": "a"},
    {"const": "b", "minLength": 2},
    {"const": "c"},
    {"const": "c"},
    {"const": 1},
    {"maxLength": 1},
]


@pytest.mark.parametrize("options", [OPTIONS, OPTIONS[:5], OPTIONS[:1], [True, *OPTIONS]])
@pytest.mark.parametrize("value", ["a", "b", "c", "x", "xx", 1, 1.0, True, None])
def test_looking_only_at_the_options_that_a_value_can_be_changes_no_answer(options, value):
    def reasons(validator):
        found = validator({"oneOf": options}).iter_errors(value)
        return [(error.message, [inner.message for inner in error.context]) for error in found]

    assert reasons(EXPLAINER) == reasons(jsonschema.Draft202012Validator)


def test_each_option_of_a_list_is_counted_as_a_step():
    options = {"oneOf": [{"const": str(number)} for number in range(500)]}
    schema = {"properties": {"one": options, "two": {**options, "unevaluatedProperties": False}}, "allOf": [True]}
    steps = Work().steps(Judge(schema)._root, {"one": "7", "two": "x"}, 5000, 5000)
    assert steps == 1 + 1 + (1 + 500) + (1 + 2 * 500)


def test_a_problem_is_drawn_at_its_control_and_tied_to_it():
    form = compile_form(
        {"type": "object", "required": ["x"], "properties": {"x": {"type": "string", "x-help": "Gợi ý"}}}
    )
    html = form.render({}, form.check({}), notes={"/x": "Từ tài khoản"})
    number = form.error_summary(form.check({}))[0][0]
    assert f'aria-describedby="{number}-hint {number}-note {number}-error"' in html
    assert f'id="{number}-error" class="govuk-error-message"' in html
    assert "govuk-input--error" in html
    assert f'href="#{number}"' in form.render_error_summary(form.check({}))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "date",
            ["2024-02-29", "0001-01-01", "9999-12-31"],
            ["2023-02-29", "0000-01-01", "20230228", "+010000-01-01", "2024-2-9"],
        ),
        (
            "time",
            ["23:59:60Z", "10:00:00.5+07:00", "06:59:60+07:00"],
            ["23:58:60Z", "10:00:00", "24:00:00Z", "1:00:00Z"],
        ),
        ("date-time", ["2024-02-29T10:00:00Z"], ["2023-02-29T10:00:00Z", "2024-02-29 10:00:00Z"]),
        (
            "email",
            ["a@b.vn", "nguyen.van-a+x@mail.example.vn"],
            ["a@", "a@b", "a@b\r\nBcc: x", "a b@c.vn", ".a@b.vn", "a@-b.vn"],
        ),
        ("uri", ["https://example.vn/a?b#c", "urn:x:y"], ["example.vn", "http://a b", "http://[::1", "//x"]),
        ("uuid", ["0190b5c0-0000-7000-8000-000000000000"], ["0190b5c000007000800000000000000g"]),
        ("personal-number", ["001199000001"], ["00119900001", "00119900000a", "٠٠١١٩٩٠٠٠٠٠١", "000199000001"]),
        ("tax-code", ["0100109106", "0100109106-001", "001199000001"], ["0100109107", "0100109106-000", "010010910"]),
        ("phone-number", ["0912345678", "+84912345678", "02838221234"], ["01234567890", "0912 345 678", "84912345678"]),
        ("partial-date", ["1980", "1980-05", "1980-05-07"], ["0000", "1980-13", "80", "1980-05-32"]),
        ("hour-minute", ["00:00", "23:59"], ["24:00", "7:5"]),
    ],
)
def test_formats(name, good, bad):
    for text in good:
        assert FORMATS[name](text), text
        assert Judge({"format": name}).is_valid(text)
    for text in bad:
        assert not FORMATS[name](text), text
        assert not Judge({"format": name}).is_valid(text)


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        ({"multipleOf": 0.01}, 0.07, True),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 0.1}, 0.3, True),
        ({"multipleOf": 0.01}, 0.005, False),
        ({"pattern": "^\\d+$"}, "٣", False),
        ({"pattern": "^[a-z]+$"}, "abc\n", False),
        ({"pattern": "^\\p{L}+$"}, "Đặng", True),
        ({"pattern": "^[\\p{Letter} ]+$"}, "Đỗ An", True),
        ({"pattern": "^\\P{Letter}+$"}, "Đỗ", False),
        ({"pattern": "^\\p{digit}+$"}, "1٣", True),
        ({"pattern": "^\\p{Script=Greek}+$"}, "αb", False),
        ({"pattern": "^\\w+$"}, "Đặng", False),
        ({"pattern": "^\\s$"}, "\u00a0", True),
        ({"pattern": "^a\\/b\\-c$"}, "a/b-c", True),
        ({"pattern": "^\\u0041$"}, "A", True),
        ({"format": "email"}, "a@", False),
        ({"format": "time"}, "23:59:60Z", True),
        ({"uniqueItems": True}, [1, 1.0], False),
        ({"uniqueItems": True}, [1, True], True),
        ({"const": 1}, 1.0, True),
        ({"const": True}, 1, False),
        ({"additionalProperties": False, "patternProperties": {"^\\p{L}$": True}}, {"Đ": 1}, True),
    ],
)
def test_both_validators_speak_one_dialect(schema, value, valid):
    judge = Judge(schema)
    assert judge.is_valid(value) is valid
    assert judge.explainer.is_valid(value) is valid


@given(pairs(), pairs())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_validators_agree_on_what_is_wrong(pair, other):
    schema, _document = pair
    _schema, document = other
    judge = compile_form(schema).judge
    assert judge.is_valid(document) is judge.explainer.is_valid(document)


def test_a_pattern_is_linear_in_both():
    judge = Judge({"pattern": "^(a+)+$"})
    start = time.perf_counter()
    assert not judge.is_valid("a" * 50_000 + "!")
    assert judge.errors("a" * 50_000 + "!")
    assert time.perf_counter() - start < 0.5
    with pytest.raises(ValueError, match="look-around"):
        pattern_search("(?=a)")


def test_many_equal_looking_objects_are_told_apart_quickly():
    rows = [{"a": number, "b": [number]} for number in range(3000)]
    judge = Judge({"type": "array", "uniqueItems": True})
    start = time.perf_counter()
    assert judge.errors([*rows, rows[0]])
    assert time.perf_counter() - start < 1


def test_nothing_is_ever_fetched(monkeypatch):
    def refuse(*arguments, **keywords):
        raise AssertionError("somebody opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    for reference in ("http://127.0.0.1:1/x.json", "file:///etc/passwd", "//host/x", "other.json", "urn:x:y"):
        with pytest.raises(DefinitionError):
            compile_form({"$ref": reference})
        with pytest.raises(DefinitionError):
            compile_form({"$id": "https://example.org/a", "properties": {"x": {"$ref": reference}}})


def test_a_schema_in_an_unknown_dialect_is_refused():
    with pytest.raises(DefinitionError, match="no dialect"):
        compile_form({"$schema": "https://example.org/my-dialect"})


def test_unknown_keywords_are_annotations_of_the_library_and_listed():
    form = compile_form({"type": "object", "properties": {"a": {"type": "string", "colour": 1, "format": "shoe"}}})
    assert form.warnings == [
        "/properties/a: colour is not known and changes nothing",
        "/properties/a: the format shoe is not known and changes nothing",
    ]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"a": "x\x00"}, "/a"),
        ({"a": "e\u0301"}, "/a"),
        ({"b": float("nan")}, "/b"),
        ({"b": 2**54}, "/b"),
        ({"c\r": 1}, "/c\r"),
    ],
)
def test_what_no_browser_sends_back_is_refused_by_its_pointer(document, pointer):
    form = compile_form({"type": "object"})
    with pytest.raises(Untypeable) as refusal:
        form.render(document)
    assert refusal.value.pointer == pointer


def test_where_the_engines_differ_the_stricter_wins_and_it_is_logged(caplog):
    judge = Judge({"type": "string"})

    class Blind:
        def iter_errors(self, document):
            return []

    judge.explainer = Blind()
    with caplog.at_level(logging.ERROR):
        assert judge.errors(5)
    assert "differ" in caplog.text


def test_a_yes_is_at_least_ten_times_quicker_than_jsonschema():
    properties = {
        f"f{n}": {"type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[a-z]+$"} for n in range(45)
    }
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    document = dict.fromkeys(properties, "abc")
    judge, peer = Judge(schema), jsonschema.Draft202012Validator(schema)

    def best(work, times):
        found = []
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(times):
                work()
            found.append((time.perf_counter() - start) / times)
        return min(found)

    assert best(lambda: judge.errors(document), 50) * 10 < best(lambda: list(peer.iter_errors(document)), 5)


def test_canonical_json_is_equal_where_json_says_so():
    assert canonical({"b": 1.0, "a": [True]}) == canonical({"a": [True], "b": 1})
    assert canonical(1) != canonical(True)
