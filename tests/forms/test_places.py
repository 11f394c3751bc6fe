"""Provinces and communes: few options at a time, those of the chosen province, those of the day of filing."""

from datetime import date

import pytest
from form_browser import controls

from formengine import compile_form

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
FORM = compile_form(
    {
        "type": "object",
        "properties": {
            "province": {"type": "string", "title": "Tỉnh", "list": "province"},
            "ward": {"type": "string", "title": "Xã", "list": "commune", "within": "1/province"},
            "old": {"type": "string", "title": "Tỉnh cũ", "list": "province", "on": "2020-01-01"},
        },
    }
)


def options(html, name):
    """The values that the select `name` offers."""
    part = str(html).split(f'name="{name}"')[1].split("</select>")[0]
    return [piece.split('"')[0] for piece in part.split('value="')[1:]]


def test_no_page_ever_holds_every_commune():
    for document in ({}, {"province": "66"}, {"province": "nowhere"}, {"province": 5}):
        assert len(options(FORM.render(document, today=AFTER), "/ward")) < 200
    assert options(FORM.render({}, today=AFTER), "/ward") == [""]


def test_communes_follow_the_province():
    offered = options(FORM.render({"province": "66"}, today=AFTER), "/ward")
    assert len(offered) == 103
    assert set(offered).isdisjoint(options(FORM.render({"province": "01"}, today=AFTER), "/ward")[1:])
    assert "show:/ward" in FORM.render({"province": "66"}, today=AFTER)  # a button for those without scripts


@pytest.mark.parametrize(("day", "count"), [(BEFORE, 64), (AFTER, 35)])
def test_provinces_are_those_of_the_day_of_filing(day, count):
    assert len(options(FORM.render({}, today=day), "/province")) == count
    assert len(options(FORM.render({}, today=day), "/old")) == 64  # a day that the schema names stays that day


def test_a_commune_of_another_province_or_another_day_is_refused_and_kept_to_be_seen():
    document = {"province": "01", "ward": options(FORM.render({"province": "66"}, today=AFTER), "/ward")[1]}
    (problem,) = FORM.check(document, today=AFTER)
    assert problem.pointer == "/ward"
    html = FORM.render(document, [problem], today=AFTER)
    assert ("/ward", document["ward"]) in controls(html).pairs
    abolished = {"province": "10"}  # Lào Cai until 30 June 2025
    assert FORM.check(abolished, today=BEFORE) == []
    assert [problem.pointer for problem in FORM.check(abolished, today=AFTER)] == ["/province"]
