"""Leaders' figures over HTTP: who may look, what stands behind a figure, the workbook."""

import html
import re
from io import BytesIO

import openpyxl
import pytest
from desk_cases import CHAIR, OFFICER, RECEPTIONIST, act, agency_id, browser, file
from flask import Flask

HEAD_OF_FINANCE = "lanhdao.taichinh@mau.example"
ADMINISTRATOR = "quantri@mau.example"


@pytest.fixture
def accepted(app: Flask, client) -> str:
    """An investment project that waits for an officer of the department of finance."""
    number = file(app, "an@mau.example", "1.009645")
    assert act(browser(app, RECEPTIONIST), number, "accept").status_code == 302
    return number


def tiles(page: str) -> list[str]:
    return re.findall(r'class="fe-figure[^"]*"><strong>([^<]*)', page)


def ways_behind(page: str) -> dict[str, str]:
    """Address of each figure of the page that leads to its submissions, by its name there."""
    found = re.findall(r'href="(/desk/figures/submissions[^"]*)"[^>]*>[^<]*<span[^>]*> – ([^<]*)', page)
    return {html.unescape(name): html.unescape(address) for address, name in found}


@pytest.mark.parametrize("path", ["", ".xlsx", "/hand-overs", "/submissions?figure=in_hand"])
def test_figures_are_for_leaders_and_administrators(app: Flask, client, path: str):
    assert browser(app, OFFICER).get(f"/desk/figures{path}").status_code == 403
    assert browser(app, "an@mau.example").get(f"/desk/figures{path}").status_code == 403
    for name in (HEAD_OF_FINANCE, CHAIR, ADMINISTRATOR):
        assert browser(app, name).get(f"/desk/figures{path}").status_code == 200


def test_a_figure_leads_to_the_submissions_behind_it(app: Flask, accepted: str):
    chair = browser(app, CHAIR)
    page = chair.get("/desk/figures").text
    assert tiles(page) == ["1", "0", "–", "1", "0"]
    name, address = next(item for item in ways_behind(page).items() if item[0].startswith("Đang giải quyết, trong hạn"))
    assert accepted in chair.get(address).text, name
    assert accepted not in chair.get(address.replace("within", "overdue")).text


def test_an_administrator_counts_what_they_may_not_open(app: Flask, client):
    accepted, administrator = file(app, "an@mau.example", "1.001193"), browser(app, ADMINISTRATOR)
    assert tiles(administrator.get("/desk/figures").text)[0] == "1"
    behind = administrator.get("/desk/figures/submissions?figure=received").text
    assert accepted not in behind and "Không có hồ sơ nào bạn được xem" in behind


def test_nobody_counts_for_agencies_that_are_not_theirs(app: Flask, accepted: str):
    head, city = browser(app, HEAD_OF_FINANCE), agency_id(app, "H29")
    for address in (f"/desk/figures?agency={city}", "/desk/figures"):
        assert tiles(head.get(address).text) == []
    assert accepted not in head.get(f"/desk/figures/submissions?figure=in_hand&agency={city}").text


def test_hand_overs_are_the_agencys_that_held_the_task(app: Flask, accepted: str):
    head = browser(app, HEAD_OF_FINANCE)
    assert tiles(head.get("/desk/figures/hand-overs").text) == []
    assert (
        act(browser(app, OFFICER), accepted, "choose_agencies", agencies=[agency_id(app, "H29.04")]).status_code == 302
    )
    page = head.get("/desk/figures/hand-overs").text
    assert tiles(page)[0] == "1"
    early = next(address for name, address in ways_behind(page).items() if name.startswith("Trước hạn"))
    assert accepted in head.get(early).text
    assert accepted not in head.get(early.replace("early", "late")).text


def test_the_workbook_has_every_figure_of_the_page(app: Flask, accepted: str):
    chair = browser(app, CHAIR)
    got = chair.get("/desk/figures.xlsx")
    assert got.mimetype.endswith("spreadsheetml.sheet") and "figures-" in got.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(got.data))
    assert book.sheetnames == ["Hồ sơ", "Giao, nhận"]
    rows = list(book["Hồ sơ"].iter_rows(min_row=4, values_only=True))
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["Mã"], told["Tiếp nhận"], told["Đang giải quyết"], told["Đã giải quyết"]) == ("1.009645", 1, 1, 0)


@pytest.mark.parametrize(
    "query", ["first=x&last=y", "first=31/12/2026&last=01/01/2026", "agency=x&procedure=y", "first=9000-12-31"]
)
def test_what_cannot_be_read_is_no_error(app: Flask, client, query: str):
    chair = browser(app, CHAIR)
    for page in ("", "/hand-overs", ".xlsx"):
        assert chair.get(f"/desk/figures{page}?{query}").status_code == 200
    assert chair.get("/desk/figures/submissions?figure=nothing").status_code == 404
    assert chair.get("/desk/figures/submissions?figure=late&of=hand-overs&step=x&after=z").status_code == 200
