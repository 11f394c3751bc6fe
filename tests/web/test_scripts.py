"""Each page loads the scripts of the controls that stand in it, and no other: what the scripts look for says which."""

import re

import pytest
from flask import Flask

from formengine.resources import folder

CONTROLS = {"search-select", "file-input", "number-input", "date-picker", "refresh"}
SCRIPTS = folder("static") / "js"
RULES = (folder("templates") / "form" / "scripts.html").read_text("utf-8")
# What each script looks for on a page: found in the script and in the rule that loads it.
MARKS = {
    "search-select": ["select"],
    "file-input": ["data-upload", "data-send-at-once"],
    "number-input": ["data-readings", "dataset?.money"],
    "date-picker": ["data-date-picker"],
    "refresh": ["data-fe-refresh", "data-fe-within", '"_go"'],
}


def loaded(page: str) -> set[str]:
    head = page[: page.index("</head>")]
    return set(re.findall(r"/js/([\w-]+)\.js", head)) & CONTROLS


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_a_script_is_loaded_by_the_marks_that_it_looks_for(name: str):
    source = (SCRIPTS / f"{name}.js").read_text("utf-8")
    rule = RULES[: RULES.index(f"js/{name}.js")].rpartition("{%- if")[2]
    looked_for = set(re.findall(r"\[(data-[a-z-]+)", source)) - {"data-fe-part"}
    for mark in MARKS[name]:
        assert mark in source
        assert mark.replace("dataset?.money", "data-money") in (RULES if name == "refresh" else rule), mark
    assert {mark for mark in looked_for if mark in RULES} <= set(MARKS[name])


@pytest.mark.parametrize(
    "who, address, scripts",
    [
        ("", "/", set()),
        ("", "/sign-in", set()),
        ("", "/track", set()),
        ("", "/nowhere", set()),
        ("an@mau.example", "/submissions", set()),
        ("an@mau.example", "/procedures/1.001193", set()),
        ("tiepnhan1.binhduong@mau.example", "/desk", {"search-select"}),
        ("quantri@mau.example", "/agency/upload", set()),
        ("tiepnhan1.binhduong@mau.example", "/desk/counter/1.001193", set()),
        ("an@mau.example", "/profile", set()),
    ],
)
def test_a_page_loads_what_stands_in_it(app: Flask, client, who: str, address: str, scripts: set[str]):
    if who:
        client.sign_in(who)
    page = client.get(address).text
    assert loaded(page) == scripts


def test_a_page_of_a_form_loads_every_control_for_it_may_come_to_hold_any(app: Flask, client):
    client.sign_in("an@mau.example")
    answer = client.post("/procedures/1.001193/apply", data={"for": "self"})
    page = client.get(answer.headers["Location"]).text
    assert loaded(page) == CONTROLS
    attachments = client.get(answer.headers["Location"].partition("/pages/")[0] + "/attachments").text
    assert "file-input" in loaded(attachments)
