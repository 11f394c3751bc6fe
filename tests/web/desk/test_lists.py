"""The desk's lists: filters and their names, the columns, a leader's view, the register as a file."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from desk_cases import CHAIR, OFFICER, OTHER_OFFICER, RECEPTIONIST, account, act, agency_id, browser, file
from flask import Flask
from sqlalchemy import update

from formengine.services.desk_filters import MOST_FILTERS
from submissions.store.tables import submissions, tasks

HEAD_OF_FINANCE = "lanhdao.taichinh@mau.example"


@pytest.fixture
def accepted(app: Flask, client) -> str:
    """An investment project that waits for an officer of the department of finance."""
    number = file(app, "an@mau.example", "1.009645")
    assert act(browser(app, RECEPTIONIST), number, "accept").status_code == 302
    return number


def due_at(app: Flask, number: str, moment) -> None:
    """Let the open tasks of a submission fall due at a moment."""
    with app.extensions["house"].database.transaction() as connection:
        own = submissions.c.number == number
        row = connection.execute(submissions.select().where(own)).one()
        changed = update(tasks).where(tasks.c.submission_id == row.id).values(due=moment, due_order=moment)
        connection.execute(changed)


def numbers(page: str) -> list[str]:
    return re.findall(r'fe-nowrap" href="/desk/([^/"]+)/', page)


def test_words_narrow_the_tasks_without_accents(app: Flask, accepted: str):
    officer = browser(app, OFFICER)
    assert numbers(officer.get("/desk?q=nha may linh").text) == [accepted]
    assert numbers(officer.get("/desk?q=nha hang").text) == []


def test_tasks_due_this_week_and_overdue_ones(app: Flask, accepted: str):
    officer, now = browser(app, OFFICER), app.extensions["house"].now()
    due_at(app, accepted, now - timedelta(minutes=1))
    assert numbers(officer.get("/desk?view=overdue").text) == [accepted]
    assert numbers(officer.get("/desk?view=week").text) == []
    due_at(app, accepted, now + timedelta(minutes=1))
    assert numbers(officer.get("/desk?view=overdue").text) == []
    assert numbers(officer.get("/desk?view=week").text) == [accepted]
    due_at(app, accepted, now + timedelta(days=15))
    assert numbers(officer.get("/desk?view=week").text) == []


def test_tasks_of_one_kind(app: Flask, accepted: str):
    officer = browser(app, OFFICER)
    assert numbers(officer.get("/desk?act=choose_agencies").text) == [accepted]
    assert numbers(officer.get("/desk?act=decide").text) == []
    assert numbers(officer.get("/desk?act=nonsense").text) == [accepted]
    assert 'value="choose_agencies" selected' in officer.get("/desk?act=choose_agencies").text


def test_tasks_due_by_the_end_of_a_day_in_the_agencys_zone(app: Flask, accepted: str):
    officer = browser(app, OFFICER)
    due_at(app, accepted, datetime(2031, 3, 10, 23, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC))
    for day in ("10/03/2031", "2031-03-10", "11/03/2031", "32/03/2031", "31/12/9999"):
        assert numbers(officer.get("/desk", query_string={"until": day}).text) == [accepted], day
    assert numbers(officer.get("/desk?until=09/03/2031").text) == []
    assert numbers(officer.get("/desk?until=10/03/2031&view=overdue").text) == []
    assert 'value="10/03/2031"' in officer.get("/desk?until=2031-03-10").text


def test_the_columns_are_the_persons_choice(app: Flask, accepted: str):
    officer = browser(app, OFFICER)
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)', officer.get("/desk?column=agency&column=filed").text)
    assert heads == ["Hồ sơ", "Cơ quan", "Hạn xử lý", "Ngày nộp"]


def test_a_filter_is_kept_under_a_name_for_its_owner_alone(app: Flask, accepted: str):
    officer = browser(app, OFFICER)
    posted = {"name": "  Nhà   máy ", "q": "nha may", "view": "free", "column": ["step", "filed"]}
    assert officer.post("/desk/filters", data=posted).status_code == 302
    page = officer.get("/desk").text
    address = re.search(r'href="(/desk\?[^"]*)"[^>]*>Nhà máy<', page)[1].replace("&amp;", "&")
    kept = officer.get(address).text
    assert numbers(kept) == [accepted] and 'aria-current="page">Nhà máy' in kept
    assert "Nhà máy<" not in browser(app, RECEPTIONIST).get("/desk").text
    forget = re.search(r"/desk/filters/[0-9a-f]+", kept)[0]
    assert browser(app, RECEPTIONIST).post(forget).status_code == 302
    assert "Nhà máy<" in officer.get("/desk").text
    officer.post(forget)
    assert "Nhà máy<" not in officer.get("/desk").text


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_filter_without_a_fitting_name_is_refused_in_words(app: Flask, client, name: str):
    officer = browser(app, OFFICER)
    answer = officer.post("/desk/filters", data={"name": name, "view": "free"}, follow_redirects=True).text
    assert "Hãy đặt tên" in answer or "hãy rút ngắn" in answer


def test_no_more_than_twenty_filters_are_kept(app: Flask, client):
    officer = browser(app, OFFICER)
    for place in range(MOST_FILTERS + 1):
        page = officer.post("/desk/filters", data={"name": f"Lọc số {place}.", "view": "free"}, follow_redirects=True)
    assert "hãy xóa bớt" in page.text and page.text.count("Lọc số ") >= MOST_FILTERS
    assert f"Lọc số {MOST_FILTERS}." not in page.text


def test_a_queue_that_is_not_ones_own_shows_nothing_of_it(app: Flask, accepted: str):
    finance = agency_id(app, "H29.03")
    officer, stranger = browser(app, OFFICER), browser(app, RECEPTIONIST)
    assert numbers(officer.get(f"/desk?position={finance}.officer").text) == [accepted]
    for position in (f"{finance}.officer", f"{finance}.", "x", "."):
        assert accepted not in stranger.get(f"/desk?position={position}").text


def test_a_leader_sees_who_has_how_much(app: Flask, accepted: str):
    officer, head = browser(app, OFFICER), browser(app, HEAD_OF_FINANCE)
    assert officer.get("/desk/overview").status_code == 403
    assert loads(head.get("/desk/overview").text)["Chưa có người nhận"] == ["1", "0", "1"]
    assert act(officer, accepted, "claim").status_code == 302
    due_at(app, accepted, app.extensions["house"].now() - timedelta(hours=1))
    page = head.get("/desk/overview").text
    name = account(app.extensions["house"], OFFICER).name
    assert loads(page)[name] == ["1", "1", "0"]
    where = re.search(rf'href="([^"]+)">{name}<', page)[1].replace("&amp;", "&")
    assert numbers(head.get(where).text) == [accepted]


def loads(page: str) -> dict[str, list[str]]:
    """The figures of each holder on a leader's page."""
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = [re.sub(r"<br>.*?</span>", "", row) for row in table.split("<tr")[1:]]
    texts = [[text.strip() for text in re.findall(r">([^<>]+)<", row) if text.strip()] for row in rows]
    return {row[0]: row[2:5] for row in texts}


def test_another_agencys_leader_sees_none_of_it(app: Flask, accepted: str):
    page = browser(app, CHAIR).get(f"/desk/overview?agency={agency_id(app, 'H29.03')}").text
    assert accepted not in page


def test_the_register_is_a_workbook_with_text_that_stays_text(app: Flask, client):
    number = file(app, "an@mau.example", "1.009645")
    house = app.extensions["house"]
    with house.database.transaction() as connection:
        for table in ("persons", "organisations"):
            connection.exec_driver_sql(f'UPDATE {table} SET address = \'{{"detail": "=HYPERLINK(1)"}}\'')
    today = house.today().isoformat()
    clerk = browser(app, RECEPTIONIST)
    assert number in clerk.get(f"/desk/register?first={today}&last={today}").text
    got = clerk.get(f"/desk/register.xlsx?first={today}&last={today}")
    sheet = openpyxl.load_workbook(BytesIO(got.data)).active
    line = [cell for row in sheet.iter_rows(min_row=5) for cell in row if row[1].value == number]
    heads = [cell.value for cell in sheet[4]]
    shown = dict(zip(heads, line, strict=True))
    assert shown["Nơi cư trú"].value.startswith("=HYPERLINK") and shown["Nơi cư trú"].data_type == "s"
    assert shown["Ngày nộp"].is_date and shown["Người nộp hồ sơ"].value
    assert number not in clerk.get("/desk/register?first=2001-01-01&last=2001-12-31").text


def test_the_register_shows_an_agencys_own_submissions_alone(app: Flask, accepted: str):
    day = app.extensions["house"].today().strftime("%d/%m/%Y")
    assert accepted in browser(app, CHAIR).get(f"/desk/register?first={day}&last={day}").text
    for agency in ("", agency_id(app, "H29.02"), "nonsense"):
        page = browser(app, OTHER_OFFICER).get(f"/desk/register?agency={agency}&first={day}&last={day}").text
        assert accepted not in page


def test_a_nonsense_period_is_a_page_all_the_same(app: Flask, client):
    clerk = browser(app, RECEPTIONIST)
    for first, last in (
        ("x", "y"),
        ("9999-12-31", "9999-12-31"),
        ("0001-01-01", "2026-01-01"),
        ("2026-05-05", "2026-01-01"),
    ):
        assert clerk.get(f"/desk/register?first={first}&last={last}").status_code == 200
        assert clerk.get(f"/desk/register.xlsx?first={first}&last={last}").status_code == 200


def test_an_agency_that_sees_a_part_finds_it_by_its_whole_number_alone(app: Flask, accepted: str, monkeypatch):
    for module in ("formengine.services.recording", "formengine.reports.desk"):
        monkeypatch.setattr(f"{module}.shows_subject", lambda _definition, _steps: False)
    asked = act(browser(app, OFFICER), accepted, "choose_agencies", agencies=agency_id(app, "H29.04"))
    assert asked.status_code == 302
    consulted, receiving = browser(app, OTHER_OFFICER), browser(app, RECEPTIONIST)
    assert accepted in receiving.get("/desk/search?q=linh kien").text
    assert accepted not in consulted.get("/desk/search?q=linh kien").text
    by_number = consulted.get(f"/desk/search?q={accepted.lower()}").text
    assert accepted in by_number and "Nhà máy" not in by_number
    assert numbers(consulted.get("/desk").text) == [accepted] and "Nhà máy" not in consulted.get("/desk").text
