"""The enclosed files beside the answers: which are listed, which is looked at, and who is shown none of them."""

import html
import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from desk_cases import OFFICER, OTHER_OFFICER, RECEPTIONIST, account, act, agency_id, browser, file, first_task
from flask import Flask
from flask.testing import FlaskClient
from made_files import pdf, photo
from test_desk import counted

from formengine import thumbnails
from formengine.catalog.versions import publish
from formengine.new_definition import small_definition
from formengine.services import drafting, enclosing, filing, starting
from formengine.services.house import now_utc
from formengine.sight import Sight
from formengine.thumbnails import size_of
from formengine.web import previews

PROJECT = "1.009645"
LONG = ("DXDA", "de-xuat.pdf", pdf(3))
PHOTO = ("NLTC", "nang-luc.jpg", photo(2600, 1800))
LOCKED = ("TCPL", "co-mat-khau.pdf", pdf(2, password="mat khau"))


@pytest.fixture
def number(app: Flask, client) -> str:
    """The number of a project filed with a document, a photograph and a document that nobody can open."""
    return file(app, "an@mau.example", PROJECT, enclosing_too=(LONG, PHOTO, LOCKED))


@pytest.fixture
def clerk(app: Flask) -> FlaskClient:
    return browser(app, RECEPTIONIST)


def listed(page: str) -> dict[str, str]:
    """The names of the files in the pane's list, and where each is looked at."""
    found = re.findall(r'fe-look__file" href="([^"]+)".*?fe-look__name">([^<]+)<', page, re.DOTALL)
    return {name: html.unescape(href) for href, name in found}


def turns(page: str) -> dict[str, str]:
    return {name: html.unescape(href) for name, href in re.findall(r'data-turn="(\w+)" href="([^"]+)"', page)}


def pictured(page: str) -> str:
    return html.unescape(re.search(r'fe-look__sheet.*?<img src="([^"]+)"', page, re.DOTALL)[1])


def test_each_file_is_listed_with_what_it_is_and_opens_beside_the_answers(clerk, number):
    page = clerk.get(f"/desk/{number}").text
    files = listed(page)
    assert {"de-xuat.pdf", "nang-luc.jpg", "co-mat-khau.pdf"} < set(files)
    assert "Chọn một tệp để xem tại đây." in page
    shown = clerk.get(files["de-xuat.pdf"]).text
    assert re.search(r'id="look-page"[^>]* value="1"', shown) and "/ 3" in shown
    assert len(re.findall('aria-current="true"', shown[shown.index("fe-look__files") :])) == 1
    assert 'id="answers"' in shown
    assert clerk.get(pictured(shown)).mimetype == "image/jpeg"


def test_the_page_itself_draws_no_picture(app, clerk, number, monkeypatch):
    def never(*_arguments, **_more):
        raise AssertionError("a picture was drawn")

    monkeypatch.setattr(previews, "picture_of", never)
    assert clerk.get(f"/desk/{number}").status_code == 200


def test_pages_are_turned_and_enlarged_by_links(clerk, number):
    first = clerk.get(listed(clerk.get(f"/desk/{number}").text)["de-xuat.pdf"]).text
    assert set(turns(first)) == {"later", "smaller", "larger"}
    second = clerk.get(turns(first)["later"]).text
    assert 'aria-label="Trang 2/3"' in second and set(turns(second)) == {"earlier", "later", "smaller", "larger"}
    larger = clerk.get(turns(second)["larger"]).text
    assert "fe-look__sheet--150" in larger and 'aria-label="Trang 2/3"' in larger
    assert size_of(clerk.get(pictured(second)).data) == (1100, 2200)
    assert size_of(clerk.get(pictured(larger)).data) == (2200, 4400)
    assert "fe-look__sheet--whole" in clerk.get(turns(first)["smaller"]).text
    assert "zoom=150" in turns(larger)["later"] and 'name="zoom" value="150"' in larger
    last = clerk.get(turns(second)["later"]).text
    assert "later" not in turns(last)


@pytest.mark.parametrize("typed, shown", [("99", 3), ("0", 1), ("-4", 1), ("x", 1), ("9" * 40, 3)])
def test_a_page_that_is_not_there_is_the_nearest_that_is(clerk, number, typed, shown):
    address = listed(clerk.get(f"/desk/{number}").text)["de-xuat.pdf"].replace("#", f"&page={typed}&zoom=7#")
    page = clerk.get(address).text
    assert f'aria-label="Trang {shown}/3"' in page and "fe-look__sheet--100" in page


def test_in_a_task_the_links_stay_in_the_task(clerk, number):
    task = first_task(clerk, number)
    files = listed(clerk.get(f"/desk/{number}/{task}").text)
    assert files["de-xuat.pdf"].startswith(f"/desk/{number}/{task}?file=") and files["de-xuat.pdf"].endswith("#look")
    shown = clerk.get(files["de-xuat.pdf"]).text
    assert turns(shown)["later"].startswith(f"/desk/{number}/{task}?")
    assert f'action="/desk/{number}/{task}#look"' in shown


def test_a_file_that_cannot_be_shown_says_why_and_is_handed_out(clerk, number):
    shown = clerk.get(listed(clerk.get(f"/desk/{number}").text)["co-mat-khau.pdf"]).text
    pane = shown[shown.index('id="look"') :]
    assert "mật khẩu" in pane and "Không xem trước được" in pane
    assert "fe-look__sheet" not in pane
    assert clerk.get(re.search(r'href="([^"]+)" download', pane)[1]).data == LOCKED[2]


def test_a_file_of_another_kind_says_so(app, clerk, number, monkeypatch):
    monkeypatch.setattr(previews, "SHOWN", frozenset({"image/png"}))
    shown = clerk.get(listed(clerk.get(f"/desk/{number}").text)["nang-luc.jpg"]).text
    assert "Không xem được loại tệp này tại đây" in shown and " download>" in shown


def test_a_damaged_file_says_so_and_the_page_stays(app, clerk, number):
    address = listed(clerk.get(f"/desk/{number}").text)["de-xuat.pdf"]
    stored = re.search(r"file=(\w+)", address)[1]
    house = app.extensions["house"]
    next(house.files.rglob(stored)).write_bytes(b"%PDF-1.4 something else")
    shown = clerk.get(address)
    assert shown.status_code == 200 and "Tệp này đã hỏng" in shown.text


def test_a_script_fetches_the_pane_alone(clerk, number):
    address = listed(clerk.get(f"/desk/{number}").text)["de-xuat.pdf"].replace("#look", "&part=look")
    part = clerk.get(address).text
    assert "data-look" in part and 'aria-label="Trang 1/3"' in part
    assert "<html" not in part and 'id="answers"' not in part
    assert "part=" not in "".join(turns(part).values())


def test_an_agency_is_listed_and_shown_what_its_step_names_and_no_more(app, clerk, number):
    assert act(clerk, number, "accept").status_code == 302
    chosen = act(browser(app, OFFICER), number, "choose_agencies", agencies=agency_id(app, "H29.04"))
    assert chosen.status_code == 302
    whole = listed(clerk.get(f"/desk/{number}").text)
    with app.extensions["house"].database.transaction() as connection:
        connection.exec_driver_sql("update files set code = 'UQ' where name = 'nang-luc.jpg'")
    asked = browser(app, OTHER_OFFICER)
    seen = listed(asked.get(f"/desk/{number}").text)
    assert "de-xuat.pdf" in seen and "nang-luc.jpg" not in seen
    assert asked.get(seen["de-xuat.pdf"]).status_code == 200
    for address in (whole["nang-luc.jpg"], whole["nang-luc.jpg"].replace("#look", "&part=look")):
        assert clerk.get(address).status_code == 200
        assert asked.get(address).status_code == 404
    hidden = re.search(r"file=(\w+)", whole["nang-luc.jpg"])[1]
    assert asked.get(f"/desk/{number}/files/{hidden}/1.jpg?fine=1").status_code == 404


def test_for_another_agency_neither_submission_nor_file_is_there(app, clerk, number):
    address = listed(clerk.get(f"/desk/{number}").text)["de-xuat.pdf"]
    stranger = browser(app, "hotich.binhduong@mau.example")
    for asked in (address, address.replace("#look", "&part=look")):
        assert stranger.get(asked).status_code == 404
    assert clerk.get(f"/desk/{number}?file=0123456789abcdef").status_code == 404
    other = file(app, "an@mau.example", PROJECT, enclosing_too=(LONG,))
    assert clerk.get(address.replace(number, other)).status_code == 404


def test_many_files_ask_no_more_of_the_database(app, clerk, number):
    many = file(app, "an@mau.example", PROJECT, enclosing_too=[("KHAC", f"{n}.pdf", pdf()) for n in range(12)] + [LONG])
    clerk.get(f"/desk/{number}")
    with counted(app) as few:
        clerk.get(f"/desk/{number}")
    with counted(app) as more:
        clerk.get(f"/desk/{many}")
    assert len(listed(clerk.get(f"/desk/{many}").text)) > 12
    assert len(more) == len(few)


def test_pages_turned_again_are_not_drawn_again_and_little_is_kept(clerk, number, monkeypatch):
    drawn = []
    real = thumbnails.picture_of

    def noted(content, media_type, **more):
        drawn.append(more)
        return real(content, media_type, **more)

    monkeypatch.setattr(previews, "picture_of", noted)
    monkeypatch.setattr(previews, "_large", previews._Kept(200_000))
    page = clerk.get(listed(clerk.get(f"/desk/{number}").text)["nang-luc.jpg"]).text
    drawn.clear()
    for _turn in range(3):
        assert clerk.get(pictured(page)).status_code == 200
    assert drawn == [{"width": 1100, "page": 0}]
    for n in range(9):
        previews._large.put(("file", "digest", n, 1100), thumbnails.Picture(b"x" * 50_000, 1))
    assert sum(previews._large.get(("file", "digest", n, 1100)) is not None for n in range(9)) == 4
    assert clerk.get(pictured(page).replace("/1.jpg", f"/{previews.MOST_TURNED + 1}.jpg")).status_code == 404


def test_a_supplement_marks_what_is_new_and_keeps_what_it_took_out_to_be_compared(app, clerk, number):
    assert act(clerk, number, "accept").status_code == 302
    officer = browser(app, OFFICER)
    task = first_task(officer, number)
    page = officer.get(f"/desk/{number}/{task}").text
    wanted = re.search(r'name="(item:DXDA)"', page)[1]
    asked = act(officer, number, "request_supplement", task=task, **{wanted: "Ký tên", "reason": "Thiếu", "days": "10"})
    assert asked.status_code == 302, asked.text
    supplemented(app, number, [("DXDA", "de-xuat-moi.pdf", pdf(2))], drop="de-xuat.pdf")
    page = officer.get(f"/desk/{number}/{task}").text
    pane = page[page.index("fe-look__files") :]
    new = pane[pane.index("de-xuat-moi.pdf") :]
    assert "Mới</strong>" in new[: new.index("</li>")]
    assert pane.count("Mới</strong>") == 1
    assert "Đã rút ra khi bổ sung lần gần nhất" in pane
    old = officer.get(listed(page)["de-xuat.pdf"])
    assert old.status_code == 200 and 'aria-label="Trang 1/3"' in old.text


def supplemented(app: Flask, number: str, files, drop: str) -> None:
    """The applicant answers, once the request can no longer be taken back."""
    house = replace(app.extensions["house"], now=lambda: now_utc() + timedelta(minutes=2))
    app.extensions["house"] = house
    who = account(house, "an@mau.example")
    draft = filing.supplement_draft(house, who, number)
    for one in drafting.open_draft(house, who, draft).files:
        if one.name == drop:
            enclosing.remove_file(house, who, draft, one.id)
    for code, name, content in files:
        enclosing.enclose(house, who, draft, code=code, name=name, content=content)
    filing.submit(house, who, draft, "vi")


def test_a_file_that_the_form_asks_for_is_called_what_the_form_calls_it_and_seen_as_an_answer(app, client):
    source = json.loads(small_definition("VD.000009"))
    source["schema"]["properties"]["plan"] = {"type": "string", "title": "Bản vẽ mặt bằng", "x-widget": "file"}
    source["pages"][0]["items"].append("/plan")
    with app.extensions["house"].database.transaction() as connection:
        publish(connection, json.dumps(source).encode(), at=now_utc())
    house = app.extensions["house"]
    who = account(house, "an@mau.example")
    draft = starting.start_draft(house, who, "VD.000009")
    kept = enclosing.enclose(house, who, draft, code="/plan", name="ban-ve.pdf", content=pdf())
    document = {**source["examples"][0]["document"], "plan": kept.id}
    drafting.replace_answers(house, who, draft, document)
    number = filing.submit(house, who, draft, "vi")
    page = browser(app, "tiepnhan1.thudaumot@mau.example").get(f"/desk/{number}").text
    pane = page[page.index("fe-look__files") :]
    assert "ban-ve.pdf" in pane and "Bản vẽ mặt bằng" in pane and ">/plan<" not in pane
    assert Sight(("/plan",)).attachment("/plan") and not Sight(("/full_name",)).attachment("/plan")
    assert not Sight(("/attachments",)).attachment("/plan")


def test_a_picture_is_a_jpeg_that_no_page_of_ours_can_be_made_of(clerk, number):
    page = clerk.get(listed(clerk.get(f"/desk/{number}").text)["nang-luc.jpg"].replace("#", "&zoom=200#")).text
    answer = clerk.get(pictured(page))
    assert size_of(io.BytesIO(answer.data).getvalue()) == (2200, 1523)
    assert answer.headers["Cache-Control"] == "no-store" and "sandbox" in answer.headers["Content-Security-Policy"]
