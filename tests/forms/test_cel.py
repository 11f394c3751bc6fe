"""What the checker says of CEL is what CEL does: types that meet, types that cannot, and how long it takes."""

import json
import time

import pytest

from formengine import load_definition
from formengine.forms import check_definition
from formengine.forms.cel_syntax import SyntaxFault, parse_expression
from formengine.forms.cel_types import TypeFault, infer, kind_of
from formengine.forms.expressions import compile_expression, evaluate, functions_for
from formengine.forms.rules import Computed, in_order
from formengine.forms.shapes import root_fragment

SCHEMA = {
    "type": "object",
    "properties": {
        "i": {"type": "integer"},
        "f": {"type": "number"},
        "s": {"type": "string"},
        "b": {"type": "boolean"},
        "l": {"type": "array", "items": {"type": "integer"}},
        "fl": {"type": "array", "items": {"type": "number"}},
        "o": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}},
        "m": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "n": {"type": ["integer", "null"]},
        "c": {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]},
    },
}
DOCUMENT = {
    "i": 1, "f": 1.5, "s": "2020-01-01", "b": True, "l": [1, 2], "fl": [1.0, 2.0], "o": [{"a": 1}], "m": {"x": 1},
    "n": 3, "c": "a",
}  # fmt: skip
MEET = {
    "doc.i < doc.f": "bool", "doc.i == doc.f": "bool", "doc.i + 1": "int", "doc.f + 1.0": "double",
    "doc.s + 'a'": "string", "doc.l + doc.l": "list", "1 in doc.l": "bool", "'x' in doc.m": "bool", "!doc.b": "bool",
    "-doc.f": "double", "doc.b && doc.i > 1": "bool", "doc.b ? 1 : 2": "int", "size(doc.s)": "int",
    "doc.s.size()": "int", "int(doc.f)": "int", "double(doc.i)": "double", "string(doc.f)": "string",
    "round(doc.f)": "double", "round(doc.f, 1)": "double", "sum(doc.l)": "int", "sum(doc.fl)": "double",
    "sum(doc.o.map(x, x.a))": "int", "doc.i / 2": "int", "doc.i % 2": "int", "doc.s.contains('2')": "bool",
    "doc.s.matches('^a')": "bool", "doc.l[0]": "int", "doc.m['x']": "int", "doc.m.x": "int", "has(doc.m.y)": "bool",
    "days_between(doc.s, today)": "int", "years_between(doc.s, today)": "int", "in_words(doc.i)": "string",
    "min(doc.l)": "int", "max(1, 2)": "int", "doc.l.filter(x, x > 1)": "list", "doc.l.all(x, x > 0)": "bool",
    "doc.l.exists_one(x, x == 1)": "bool", "doc.s < today": "bool", "doc.n + 1": "int", "doc.c == 'a'": "bool",
    "doc.o.exists(x, x.a > 1 && doc.i > 0)": "bool", "[1, 2].map(x, x * 2)": "list", "(doc.i + 1) * 2 - 3": "int",
    "doc.l.map(x, x > 1, x)": "list", '"a\\"b" + \'c\'': "string", "1e3": "double", "doc.b == true": "bool",
}  # fmt: skip
CANNOT = [
    "doc.i + doc.f", "doc.s + doc.i", "doc.s < doc.i", "doc.l[doc.s]", "!doc.i", "-doc.s", "doc.b && doc.i",
    "doc.i ? 1 : 2", "size(doc.i)", "doc.f % 2.0", "doc.i.contains('a')", "doc.s[0]", "doc.l.filter(x, x)",
    "doc.l.all(x, x + 1)", "doc.s.map(c, c)", "doc.i - doc.s", "doc.b + doc.b", "doc.s * 2", "doc.i in doc.i",
    "doc.i * 2.0", "doc.o.map(x, x.a + 1.0)", "round(doc.f) + 1", "string(doc.b)", "int(doc.b)", "sum(doc.s)",
    "years_between(doc.i, today)", "doc.i.x",
]  # fmt: skip
# What CEL answers, but always alike: an author who writes it means something else.
POINTLESS = ["doc.s == doc.i", "doc.s in doc.l", "doc.c == 1", "sum(doc.o.map(x, string(x.a)))", "in_words(doc.f)"]
KNOWN = {"doc": kind_of([root_fragment(SCHEMA)]), "today": kind_of([root_fragment({"type": "string"})])}
RUNTIME = {"int": int, "double": float, "string": str, "bool": bool, "list": list}


def value_of(text):
    return evaluate(text, {"doc": DOCUMENT, "today": "2026-01-01"}, functions_for("vi"))


@pytest.mark.parametrize(("text", "kind"), MEET.items(), ids=MEET)
def test_types_that_meet(text, kind):
    compile_expression(text)
    assert infer(parse_expression(text), KNOWN).names == {kind}
    assert type(value_of(text)) is RUNTIME[kind]


@pytest.mark.parametrize("text", CANNOT)
def test_types_that_cannot_meet_fail_when_they_run_and_are_refused_before(text):
    with pytest.raises((TypeError, RuntimeError, ValueError)):
        value_of(text)
    with pytest.raises(TypeFault):
        infer(parse_expression(text), KNOWN)


@pytest.mark.parametrize("text", POINTLESS)
def test_what_never_holds_is_refused(text):
    with pytest.raises(TypeFault):
        infer(parse_expression(text), KNOWN)


@pytest.mark.parametrize("text", ["1 +", "doc.", "(1", "doc.l.all(x x)", "'a", "1 2", "?", "doc[", "{1}", "a ? b"])
def test_what_is_no_expression_is_no_term(text):
    with pytest.raises(SyntaxFault):
        parse_expression(text)


@pytest.mark.parametrize(
    ("computed", "says"),
    [
        ({"/area": "doc.floors"}, "the value is a list"),
        ({"/area": "sum(doc.floors.map(f, f.price)) + doc.settings"}, "no property"),
        ({"/area": "sum(doc.floors.map(f, f.area)) + settings.fee"}, "do not mix"),
        ({"/area": "doc.floors[0].total", "/floors/*/total": "doc.area + 1.0"}, "made from itself"),
        ({"/floors/*/total": "sum(doc.floors.filter(f, f.area > row.area).map(f, f.area))"}, "smaller maxItems"),
    ],
)
def test_a_formula_is_refused_where_it_stands(small, computed, says):
    small["computed"] = computed
    problems = check_definition(json.dumps(small).encode())
    assert problems
    assert all(problem.pointer.startswith("/computed/") for problem in problems)
    assert any(says in problem.message for problem in problems), problems


def test_what_is_taken_ends_soon_on_the_longest_list(small):
    """The estimate is honest: what the checker takes stays under a second on 500 rows."""
    small["computed"] = {"/floors/*/total": "row.area * double(row.price)", "/area": "sum(doc.floors.map(f, f.total))"}
    small["rules"] = [
        {"at": "/floors/*/area", "assert": "index == 0 || size(doc.floors) > index", "message": "Sai"},
        {"at": "/area", "assert": "doc.floors.all(f, f.area < doc.area)", "message": "Sai"},
    ]
    form = load_definition(json.dumps(small).encode()).form()
    document = {"name": "A", "kind": "house", "floors": [{"area": 1.5, "price": n} for n in range(500)]}
    start = time.process_time()
    made = form.compute(document)
    form.check(made)
    assert time.process_time() - start < 1
    assert made["area"] == sum(1.5 * n for n in range(500))


def test_computed_values_are_made_in_the_order_they_need():
    chain = [Computed(f"/v{n}", f"doc.v{n + 1} + 1") for n in range(20)] + [Computed("/v20", "doc.x")]
    assert [item.pointer for item in in_order(chain)] == [f"/v{n}" for n in range(20, -1, -1)]
