"""No request is answered with 5xx: every route and method, by everybody, with hostile parts in address and body."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WEB = HERE.parent / "web"
sys.path.insert(0, str(WEB / "citizen"))
specification = importlib.util.spec_from_file_location("site_of_tests", WEB / "conftest.py")
site_of_tests = importlib.util.module_from_spec(specification)
specification.loader.exec_module(site_of_tests)
loaded, home, templates = site_of_tests.loaded, site_of_tests.home, site_of_tests.templates
make_app, app = site_of_tests.make_app, site_of_tests.app

from citizen_at_browser import BUSINESS, Person, body_of  # noqa: E402

WHO = ("", "an@mau.example", "tiepnhan@mau.example", "lanhdao@mau.example", "quantri@mau.example")
PARTS = [
    "0",
    "1",
    "-1",
    "٣",
    "9" * 30,
    "../x",
    "%2e%2e",
    "é",
    "a b",
    "<script>",
    "' OR 1=1",
    "0" * 32,
    "x" * 300,
    "1.001193",
    "null",
    "\u202e",
    "{{7*7}}",
    "%00",
]
VALUES = [
    "",
    "0",
    "-1",
    "9" * 400,
    "1e400",
    "NaN",
    "٣",
    "a\x00b",
    "\ud7ff",
    "e\u0301",
    "x" * 5000,
    "=1+1",
    "a\r\nBcc: x@y.vn",
    "<img src=x onerror=alert(1)>",
    "../../etc/passwd",
    "true",
    "null",
    "[]",
    "2026-02-30",
    "add:/x",
    "remove:/x/99999",
]
NAMES = [
    "csrf_token",
    "_go",
    "revision",
    "q",
    "after",
    "next",
    "size",
    "number",
    "code",
    "reason",
    "task",
    "/x",
    "_rows:/x",
    "_kind:/x",
    "file:GCS",
    "status",
    "owner_id",
    "is_admin",
]


def addresses(app, chance):
    """(method, address) of every route, its parts filled with something hostile."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            address = rule.rule
            for _argument in rule.arguments:
                start = address.index("<")
                address = address[:start] + chance.choice(PARTS) + address[address.index(">", start) + 1 :]
            yield method, address


def fuzzed(app, seed, rounds):
    """The answers of 5xx, each with what was asked."""
    chance, found = random.Random(seed), []
    for who in WHO:
        browser = app.test_client()
        if who and browser.post("/sign-in", data={"identifier": who}).status_code >= 500:
            found.append((who, "/sign-in"))
        if who == "an@mau.example":
            browser = Person(app, who).browser
        for _round in range(rounds):
            for method, address in addresses(app, chance):
                if address.startswith(("/static", "/sign-out")):
                    continue
                names = chance.sample(NAMES, 4)
                data = {name: chance.choice(VALUES) for name in names}
                query = {chance.choice(NAMES): chance.choice(VALUES)} if chance.random() < 0.5 else None
                answer = browser.open(
                    address, method=method, data=data if method != "GET" else None, query_string=query
                )
                if answer.status_code >= 500:
                    found.append((who, method, address, data, query, answer.status_code))
    return found


def test_no_route_breaks_on_hostile_parts(app):
    assert fuzzed(app, 1, 1) == []


@pytest.mark.night
@pytest.mark.parametrize("seed", range(10))
def test_no_route_breaks_on_many_hostile_parts(app, seed):
    assert fuzzed(app, 100 + seed, 10) == []


def mutated(app, seed, times):
    """A real page of a draft, posted again and again with something wrong in it; what came of it."""
    chance, person = random.Random(seed), Person(app, "an@mau.example")
    draft = person.start(BUSINESS)
    for _time in range(times):
        data = person.page_data(draft, 2)
        name = chance.choice([name for name in data if name not in ("csrf_token", "revision")])
        how = chance.choice(["value", "twice", "gone", "nested", "renamed"])
        if how == "value":
            data[name] = [chance.choice(VALUES)]
        elif how == "twice":
            data[name] = [*data[name], *data[name]] if isinstance(data[name], list) else [data[name], data[name]]
        elif how == "gone":
            del data[name]
        elif how == "nested":
            data[f"{name}/{chance.choice(PARTS)}"] = [chance.choice(VALUES)]
        else:
            data[name + chance.choice(PARTS)] = data.pop(name)
        yield how, name, person.post(f"/drafts/{draft}/pages/2?{name}=query", data), body_of(app, draft)


def test_a_page_with_something_wrong_in_it_is_answered_and_leaves_only_answers(app):
    known = set(body_of_schema(app))
    for how, name, answer, body in mutated(app, 7, 40):
        assert answer.status_code in (200, 302, 400, 409, 413, 422), (how, name, answer.status_code)
        assert set(body) <= known, (how, name, set(body) - known)
        assert "query" not in str(body)


def body_of_schema(app):
    from citizen_at_browser import definition

    return definition(app, BUSINESS).schema["properties"]
