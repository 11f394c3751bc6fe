"""Each fault of a definition is refused at its place, with a message that says what to do."""

import json
import time

import pytest

from formengine.forms import check_definition


def change(data, pointer, value):
    *way, last = pointer.split("/")[1:]
    for token in way:
        data = data[int(token)] if isinstance(data, list) else data[token]
    if value is None:
        data.pop(last)
    elif isinstance(data, list):
        data[int(last)] = value
    else:
        data[last] = value


FAULTS = [
    # what to change, to what, where the problem is told, what the message names
    ("/colour", "red", "/colour", "not known"),
    ("/code", None, "/code", "missing"),
    ("/audience", ["everybody"], "/audience/0", "write one of"),
    ("/valid_from", "1/7/2025", "/valid_from", "date"),
    ("/schema/properties/name/minlength", 1, "/schema/properties/name", "minLength"),
    ("/schema/properties/name/format", "telephone", "/schema/properties/name", "telephone"),
    ("/schema/properties/name/x-widget", "../../x", "/schema/properties/name", "no kind"),
    ("/schema/properties/name/x-widget", "money", "/schema", "cannot draw"),
    ("/schema/properties/name/x-data-item", "person.shoe", "/schema/properties/name", "no data item"),
    ("/schema/properties/name/pattern", "(?=a)", "/schema/properties/name", "look-around"),
    ("/schema/properties/name/pattern", "(a)\\1", "/schema/properties/name", "cannot be used"),
    ("/schema/properties/name/pattern", "(", "/schema/properties/name", "cannot be used"),
    ("/schema/properties/name/pattern", "a" * 501, "/schema/properties/name", "at most 500"),
    ("/schema/properties/name/minLength", -1, "/schema/properties/name/minLength", "minimum"),
    ("/schema/properties/name/default", 5, "/schema/properties/name", "does not satisfy"),
    ("/schema/properties/name/$ref", "http://169.254.169.254/x", "/schema/properties/name", "outside"),
    ("/schema/properties/name/$ref", "file:///etc/passwd", "/schema/properties/name", "outside"),
    ("/schema/properties/name/$ref", "#/$defs/none", "/schema", "nowhere"),
    ("/schema/properties/name/$ref", "urn:formengine:part:none", "/schema", "no part"),
    ("/schema/properties/name/$ref", "urn:other:x", "/schema", "nowhere"),
    ("/schema/properties/name", {"title": "Any"}, "/schema", "type"),
    ("/schema/properties/name", {"enum": ["a", 5], "type": "string"}, "/schema/properties/name", "choice 5"),
    ("/schema/$schema", "http://json-schema.org/draft-07/schema#", "/schema", "2020-12"),
    ("/schema/type", "string", "/schema", "object"),
    ("/schema/properties/ward/within", "province", "/schema/properties/ward", "Relative"),
    ("/schema/properties/ward/on", "someday", "/schema/properties/ward", "filing"),
    ("/pages/0/items/0", "/nobody", "/pages/0/items/0", "no property"),
    ("/pages/0/items/0", "/kind", "/pages/1/items/0", "asked already"),
    ("/pages/0/items/0", {"text": "Hello"}, "/schema/properties/name", "nobody is asked"),
    (
        "/pages/0/items/0",
        {"at": "/name", "when": [{"at": "/kind", "is": {"const": "house"}}]},
        "/pages/0/items/0/at",
        "hidden",
    ),
    ("/pages/1/items/1/when/0/at", "/nothing", "/pages/1/items/1/when/0/at", "no place"),
    ("/pages/1/items/1/when/0/at", "/purpose", "/pages/1/items/1/at", "hangs on itself"),
    ("/pages/1/items/1/when/0/is", {"pattern": "("}, "/pages/1/items/1/when/0/is", "cannot be used"),
    ("/computed", {"/nothing": "1"}, "/computed/~1nothing", "no property"),
    ("/computed", {"/area": "sum(doc.floor.map(f, f.area))"}, "/computed/~1area", "doc.floor"),
    ("/computed", {"/area": "doc.area + 1"}, "/computed/~1area", "types cannot meet"),
    ("/computed", {"/area": "'a'"}, "/computed/~1area", "wanted"),
    ("/computed", {"/area": "row.area"}, "/computed/~1area", "for each row"),
    ("/computed", {"/area": "1 +"}, "/computed/~1area", "Syntax error"),
    ("/computed", {"/area": "1.0" + " + 1.0" * 100}, "/computed/~1area", "at most 500"),
    ("/rules/0/assert", "doc.area < size_of(doc)", "/rules/0/assert", "unknown function"),
    ("/rules/0/assert", "answers.area < 1.0", "/rules/0/assert", "unknown name"),
    ("/rules/0/assert", "doc.area < settings.none", "/rules/0/assert", "no setting"),
    ("/rules/0/assert", "doc.area", "/rules/0/assert", "wanted"),
    (
        "/rules/0/assert",
        "doc.floors.all(a, doc.floors.all(b, doc.floors.all(c, true)))",
        "/rules/0/assert",
        "deeper than 2",
    ),
    ("/rules/0/at", "/none", "/rules/0/at", "no property"),
    ("/competent/serving", "/none", "/competent/serving", "no property"),
    ("/cases/0/when", None, "/cases/0", "never reached"),
    ("/cases/1/when", [{"at": "/kind", "is": {"const": "house"}}], "/cases/1/when", "last case"),
    ("/cases/1/case", "big", "/cases/0/case", "2 times"),
    ("/attachments/1/code", "DON", "/attachments/0/code", "2 times"),
    ("/fees/0/amount", "settings.none", "/fees/0/amount", "no setting"),
    ("/settings/fee/default", "x", "/settings/fee/default", "integer"),
    ("/route/1/stage", "intake", "/route/0/stage", "2 times"),
    ("/route/1/steps/0/step", "accept", "/route/0/steps/0/step", "twice"),
    ("/route/1/steps/1/agency", {"same_as": "nobody"}, "/route/1/steps/1/agency/same_as", "no step"),
    (
        "/route/1/steps/1/agency",
        {"chosen_at": "accept", "from": ["a"]},
        "/route/1/steps/1/agency/chosen_at",
        "choose_agencies",
    ),
    ("/route/1/steps/1/agency", {"kind": "x"}, "/route/1/steps/1/agency", ""),
    ("/route/1/steps/1/role", None, "/route/1/steps/1", "role"),
    ("/route/1/steps/1/act", "confirm_draft", "/route/1/steps/1/act", "the applicant"),
    ("/route/1/steps/1/step_form", "none", "/route/1/steps/1/step_form", "no step form"),
    ("/route/1/steps/1/signs/approve", "none", "/route/1/steps/1/signs/approve", "no paper"),
    ("/route/1/steps/1/limit", {"days": 1, "from": "none"}, "/route/1/steps/1/limit/from", "neither"),
    ("/route/1/steps/1/limit", {"days": 1, "working_days": 1}, "/route/1/steps/1/limit", ""),
    ("/route/1/steps/1/on_silence", "agree", "/route/1/steps/1/on_silence", "needs a limit"),
    ("/route/1/steps/1/sees", ["/none"], "/route/1/steps/1/sees/0", "no property"),
    ("/route/1/join", 5, "/route/1/join", "2 steps"),
    (
        "/parties",
        {"agent": {"when": [{"at": "/filing/channel", "is": True}], "proof": "X"}},
        "/parties/agent/proof",
        "no attachment",
    ),
    ("/parties", {"requester": "/none"}, "/parties/requester", "no property"),
    ("/attachments/1/when", [{"at": "/filing/colour", "is": True}], "/attachments/1/when/0/at", "no place"),
    ("/results", [{"paper": "none"}], "/results/0/paper", "no paper"),
]


@pytest.mark.parametrize(("pointer", "value", "where", "says"), FAULTS, ids=lambda part: str(part)[:40])
def test_a_fault_is_named_at_its_place(small, pointer, value, where, says):
    change(small, pointer, value)
    problems = check_definition(json.dumps(small, ensure_ascii=False).encode())
    assert problems, "nothing was found"
    found = [problem for problem in problems if problem.pointer.startswith(where)]
    assert found, problems
    assert any(says in problem.message for problem in found), found


BYTES = [
    (b'{"a": 1, "a": 2}', "", "twice"),
    (b'{"a": NaN}', "", "no JSON number"),
    (b'{"a": 1e400}', "", "too large"),
    (b'{"a": 1e-300}', "", "too close"),
    (b'{"a": 123456789012345678901}', "", "2^53"),
    (b'{"a": "\\u0000"}', "/a", "control character"),
    (b'{"a": "\\u202e"}', "/a", "control character"),
    (b'{"a": "\\ud800"}', "/a", "control character"),
    (b"[" * 70 + b"]" * 70, "", "deeper"),
    (b"[" * 100000, "", "deeper"),
    (b'{"a": "' + b"x" * 20_001 + b'"}', "/a", "20,000"),
    (b'{"enum": [' + b"1," * 5001 + b"1]}", "/enum", "list"),
    (b"\xff\xfe", "", "UTF-8"),
    (b"", "", "line 1"),
    (b"[]", "", "one JSON object"),
    (b'"' + b"x" * (1 << 20) + b'"', "", "bytes"),
    ('{"e\u0301": 1, "é": 2}'.encode(), "", "twice"),
]


@pytest.mark.parametrize(("source", "pointer", "says"), BYTES, ids=lambda part: str(part)[:30])
def test_what_is_no_strict_json_is_refused(source, pointer, says):
    problems = check_definition(source)
    assert [problem for problem in problems if problem.pointer == pointer and says in problem.message], problems


def test_a_doubling_bomb_is_counted_without_being_expanded(small):
    definitions = {
        f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}, {"$ref": f"#/$defs/a{n + 1}"}]} for n in range(22)
    }
    small["schema"]["$defs"] = {**definitions, "a22": {"type": "string"}}
    small["schema"]["properties"]["name"] = {"$ref": "#/$defs/a0"}
    problems = check_definition(json.dumps(small).encode())
    assert [problem.keyword for problem in problems] == ["work"]


@pytest.mark.parametrize(
    "definitions",
    [
        {"a": {"$ref": "#/$defs/a"}},
        {"a": {"$ref": "#/$defs/b"}, "b": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/a"}]}},
    ],
)
def test_a_cycle_of_references_without_a_value_in_between_is_refused(small, definitions):
    small["schema"]["$defs"] = definitions
    small["schema"]["properties"]["name"] = {"$ref": "#/$defs/a"}
    problems = check_definition(json.dumps(small).encode())
    assert any("lead back to themselves" in problem.message for problem in problems)


def test_hostile_property_names_are_only_names(small):
    names = [
        "validate",
        "data",
        "meta",
        "process",
        "csrf_token",
        "__class__",
        "__proto__",
        "a-b",
        "a.b",
        "",
        "họ tên",
        "а",
    ]
    for name in names:
        small["schema"]["properties"][name] = {"type": "string", "title": name or "Trống"}
        small["pages"][0]["items"].append("/" + name)
    assert check_definition(json.dumps(small).encode()) == []


def doubling(levels):
    pair = lambda n: {"x": {"$ref": f"#/$defs/a{n + 1}"}, "y": {"$ref": f"#/$defs/a{n + 1}"}}  # noqa: E731
    definitions = {f"a{n}": {"type": "object", "properties": pair(n)} for n in range(levels)}
    return {**definitions, f"a{levels}": {"type": "string"}}


TANGLE = {
    f"a{i}": {
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "x": {"$ref": f"#/$defs/a{(i * 7 + k) % 40}"},
                    "y": {"$ref": f"#/$defs/a{(i * 3 + k) % 40}"},
                },
            }
            for k in range(4)
        ]
    }
    for i in range(40)
}


@pytest.mark.parametrize(("definitions", "keyword"), [(doubling(24), "controls"), (TANGLE, "depth")])
def test_a_form_that_would_never_end_is_refused_quickly(small, definitions, keyword):
    small["schema"]["$defs"] = definitions
    small["schema"]["properties"]["purpose"] = {"$ref": "#/$defs/a0"}
    start = time.process_time()
    problems = check_definition(json.dumps(small).encode())
    assert [problem.keyword for problem in problems] == [keyword]
    assert time.process_time() - start < 1


def test_ten_thousand_properties_are_refused_by_the_budget(small):
    small["schema"]["properties"] |= {f"p{n}": {"type": "string"} for n in range(10_000)}
    problems = check_definition(json.dumps(small).encode())
    assert [problem.keyword for problem in problems] == ["nodes"]
