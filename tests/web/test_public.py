"""Tracking without signing in, and the mails of a demonstration."""

import re
from email.message import EmailMessage

import pytest
from sqlalchemy import insert

from formengine.services.house import now_utc
from submissions.store.tables import submissions


@pytest.fixture
def filed(app) -> tuple[str, str]:
    """Number and code of a submission, as its row alone."""
    from datetime import timedelta

    from formengine.catalog.versions import current
    from formengine.registers.agencies import agencies_of

    with app.extensions["house"].database.transaction() as connection:
        known = {
            "id": "0" * 32,
            "number": "H29.31.01-261122-0001",
            "secret": "K7M4PQ2X",
            "procedure": "1.001193",
            "definition": current(connection, "1.001193").id,
            "status": "processing",
            "title": "Đăng ký khai sinh",
            "locale": "vi",
            "filed_at": now_utc() - timedelta(days=2),
            "accepted_at": now_utc() - timedelta(days=1),
            "due": now_utc() + timedelta(days=1),
            "receiving": agencies_of(connection).by_code("H29.31.01").id,
        }
        row = {}
        for column in submissions.columns:
            if column.name in known:
                row[column.name] = known[column.name]
            elif not column.nullable and column.default is None:
                row[column.name] = 0 if column.type.python_type in (int, bool) else ""
        connection.execute(insert(submissions).values(row))
    return known["number"], known["secret"]


def track(client, number: str, code: str):
    client.get("/track")
    return client.post("/track", data={"number": number, "code": code})


def said(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.split("<main", 1)[1])


@pytest.mark.parametrize("write", [str, str.lower, lambda text: f" {text} "])
def test_status_and_dates_are_shown_and_no_name(client, filed, write) -> None:
    number, code = filed
    answer = track(client, write(number), write(code))
    assert answer.status_code == 200
    for text in (number, "Đăng ký khai sinh", "Trung tâm Phục vụ hành chính công phường Bình Dương"):
        assert text in answer.text
    assert "Hẹn trả kết quả" in answer.text


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer(client, filed) -> None:
    number, code = filed
    wrong = track(client, number, "AAAAAAAA")
    unknown = track(client, number.replace("0001", "0002"), code)
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert said(wrong.text) == said(unknown.text).replace("-0002", "-0001")
    assert "Không có hồ sơ với số và mã này" in wrong.text


def test_the_receipts_code_to_scan_fills_in_the_number(client) -> None:
    assert 'value="H29.31.01-261122-0001"' in client.get("/track?number=H29.31.01-261122-0001").text


@pytest.mark.parametrize(
    ("number", "code"), [("", ""), ("H29", ""), ("", "ABC"), ("\x00" * 9, "\x00"), ("ế" * 999, "🙂" * 999)]
)
def test_what_is_missing_is_named(client, number, code) -> None:
    answer = track(client, number, code)
    assert answer.status_code == 422 and "<title>Lỗi:" in answer.text


def test_tries_are_limited(client, filed) -> None:
    client.get("/track")
    answers = [client.post("/track", data={"number": filed[0], "code": "WRONG000"}).status_code for _try in range(16)]
    assert answers == [422] * 15 + [429]


def mail_in(home, name: str, subject: str) -> None:
    message = EmailMessage()
    message["To"], message["Subject"], message["Date"] = "an@mau.example", subject, now_utc()
    message.set_content("Hồ sơ đã được tiếp nhận.\nhttp://localhost/submissions/1\n<script>alert(1)</script>")
    (home / "outbox").mkdir(exist_ok=True)
    (home / "outbox" / f"{name}.eml").write_bytes(message.as_bytes())


def test_a_demonstration_shows_its_mails_the_newest_first(client, home) -> None:
    assert "Chưa có thư nào" in client.get("/demo/mails").text
    mail_in(home, "20261122T010000-a", "Đã tiếp nhận <b>")
    mail_in(home, "20261122T020000-b", "Có kết quả")
    page = client.get("/demo/mails").text
    assert page.index("Có kết quả") < page.index("Đã tiếp nhận &lt;b&gt;")
    shown = client.get("/demo/mails/20261122T010000-a").text
    assert "Hồ sơ đã được tiếp nhận." in shown and "<script>alert" not in shown
    assert 'href="http://localhost/submissions/1"' in shown


@pytest.mark.parametrize("name", ["nothing", "../secret_key", "..%2Fsecret_key"])
def test_nothing_else_is_read_from_the_folder(client, home, name) -> None:
    (home / "secret_key").write_text("secret")
    assert client.get(f"/demo/mails/{name}").status_code == 404


def test_no_other_installation_shows_mails(make_app) -> None:
    assert make_app(demo=False).test_client().get("/demo/mails").status_code == 404
