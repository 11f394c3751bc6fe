"""What a page hands over to its scripts: what they can do exactly, with no more answers than that needs."""

import json
import re
from datetime import date

import pytest

from formengine.forms.compiled import Blueprint, CompiledForm
from formengine.forms.readable import looked_at

TODAY = date(2026, 11, 23)
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
PROPERTIES = {
    "kind": {"enum": ["house", "other"]},
    "name": TEXT,
    "area": NUMBER,
    "day": {"type": "string", "format": "date"},
    "floors": {"type": "array", "items": {"type": "object", "properties": {"area": NUMBER, "name": TEXT}}},
    "secret": TEXT,
    "other": TEXT,
    "made": {"type": "number"},
    "given": {"type": "string", "readOnly": True},
}


def form_of(items, elsewhere=("/other", "/secret"), computed=None, rules=(), settings=None) -> CompiledForm:
    pages = [{"title": "Một", "items": items}, {"title": "Hai", "items": list(elsewhere)}]
    blueprint = Blueprint(pages=pages, computed=computed or {}, rules=rules, settings=settings or {})
    return CompiledForm({"type": "object", "properties": PROPERTIES}, "vi", blueprint)


def handed(form: CompiledForm, document=None, **settings) -> dict | None:
    block = form.live_block(document or {}, 0, TODAY, settings, filed_on=TODAY)
    return json.loads(re.search(r">(.*)</script>", block)[1]) if block else None


def rule(text: str, at: str = "/name") -> list[dict]:
    return [{"at": at, "assert": text, "message": "So."}]


def test_a_page_on_which_nothing_hangs_on_another_answer_hands_over_nothing() -> None:
    assert handed(form_of(["/kind", "/name"])) is None
    elsewhere = {"at": "/name", "when": [{"at": "/other", "is": {"const": "x"}}]}
    assert handed(form_of(["/kind", elsewhere])) is None


def test_only_the_answers_of_other_pages_that_are_looked_at_are_handed_over() -> None:
    items = ["/kind", {"at": "/name", "when": [{"at": "/kind", "is": {"const": "house"}}]}]
    form = form_of(items, rules=rule("doc.name != doc.other"))
    document = {"kind": "house", "name": "a", "other": "b", "secret": "nobody's business"}
    data = handed(form, document, price=3)
    assert data["base"] == {"other": "b"} and data["settings"] == {}
    assert "nobody" not in json.dumps(data)


def test_nothing_ends_the_block_early() -> None:
    form = form_of(["/name"], rules=rule("doc.name != doc.other"))
    block = form.live_block({"other": "</script><b>&amp;"}, 0, TODAY, {}, filed_on=TODAY)
    assert block.count("<") == 2 and handed(form, {"other": "</script>"})["base"] == {"other": "</script>"}


@pytest.mark.parametrize(
    "text",
    [
        'doc.name.matches("^a")',  # RE2 here, another dialect there
        "working_days_between(doc.day, today) > 2",  # an agency's calendar
        "size(doc.name) > 2",  # counted otherwise
        "doc.name == doc[doc.kind]",  # not said literally
        "doc.area < settings.most",  # 2.0 would arrive as a whole number
    ],
)
def test_what_the_browser_could_do_otherwise_is_left_to_the_server(text) -> None:
    items = ["/name", "/kind", "/area", "/day"]
    assert handed(form_of(items, rules=rule(text), settings={"most": 2.0})) is None
    assert (
        handed(form_of(items, rules=[*rule(text), *rule("doc.name != doc.kind")]))["rules"][0][1]
        == "doc.name != doc.kind"
    )


@pytest.mark.parametrize("schema", [{"pattern": "^a"}, {"format": "date"}, {"not": {"pattern": "^a"}}])
def test_a_condition_that_validators_judge_differently_stays_a_round_trip(schema) -> None:
    form = form_of(["/name", {"at": "/area", "when": [{"at": "/name", "is": schema}]}])
    assert handed(form) is None
    assert "data-fe-refresh" in form.render({}, page=0, live=True)


def test_what_looks_at_a_value_that_only_the_server_makes_is_the_servers_too() -> None:
    items = ["/name", "/day", {"at": "/area", "when": [{"at": "/made", "is": {"minimum": 2}}]}, "/made"]
    assert handed(form_of(items, computed={"/made": "double(working_days_between(doc.day, today))"})) is None
    data = handed(form_of(items, computed={"/made": "double(days_between(doc.day, today))"}))
    assert data["items"] == [["/area", [{"at": "/made", "is": {"minimum": 2}}]]]
    assert data["computed"] == [["/made", "double(days_between(doc.day, today))", "number"]]


def test_a_condition_follows_through_items_of_other_pages() -> None:
    through = {"at": "/other", "when": [{"at": "/kind", "is": {"const": "house"}}]}
    items = ["/kind", {"at": "/name", "when": [{"at": "/other", "is": {"const": "x"}}]}]
    data = handed(form_of(items, elsewhere=[through, "/secret"]), {"kind": "house", "other": "x"})
    assert [pointer for pointer, _when in data["items"]] == ["/other", "/name"]
    assert data["base"] == {"other": "x"}


def test_which_numbers_are_doubles_is_said_and_a_settled_trigger_needs_no_round_trip() -> None:
    items = ["/kind", {"at": "/floors", "when": [{"at": "/kind", "is": {"const": "house"}}]}, "/made"]
    data = handed(form_of(items, computed={"/made": "sum(doc.floors.map(f, f.area))"}))
    assert data["doubles"] == ["/floors/*/area"] and data["settled"] == ["/kind"]


def test_a_page_is_drawn_with_what_is_hidden_only_where_the_application_asks() -> None:
    items = ["/kind", {"at": "/name", "when": [{"at": "/kind", "is": {"const": "house"}}]}]
    form = form_of(items)
    assert "template" not in form.render({}, page=0) and "data-fe-part" not in form.render({}, page=0)
    assert '<div data-fe-part="/name"><template>' in form.render({}, page=0, live=True)
    shown = form.render({"kind": "house"}, page=0, live=True)
    assert '<div data-fe-part="/name"><div' in shown and "template" not in shown


def test_rows_are_named_where_an_expression_stands_in_them() -> None:
    assert looked_at("row.area > doc.area", "/floors/*/name") == [("doc", ("floors", "*", "area")), ("doc", ("area",))]
    assert looked_at("row.area > 1.0", "/name") is None
