"""What every answer and every request must satisfy."""

import gzip
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from formengine.resources import folder
from formengine.services.house import now_utc
from formengine.web.parking import parked_posts

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
MANY_PARTS = (
    b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(6000)) + b"--b--\r\n"
)
PASSWORD = "bieu-mau-dien-tu"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/procedures/1.001193", "/nowhere", "/static/formengine.css"])
def test_every_answer_forbids_scripts_of_others_framing_and_guessing(client, path) -> None:
    headers = client.get(path).headers
    rules = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_session_cookie_is_for_this_site_and_no_script(client) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_behind_https_cookies_and_the_site_stay_on_https(make_app) -> None:
    answer = make_app(secure_cookies=True).test_client().get("/sign-in", base_url="https://localhost")
    assert answer.headers["Set-Cookie"].startswith("__Host-formengine=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_pages_of_a_person_are_kept_by_no_browser(client) -> None:
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"
    client.sign_in("an@mau.example")
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_style_sheet_is_kept_for_good_under_its_digest_and_sent_packed(client) -> None:
    address = re.search(r'href="(/static/formengine\.css\?v=\w+)"', client.get("/").text)[1]
    answer = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert "max-age=31536000" in answer.headers["Cache-Control"] and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer.headers["Vary"]
    assert answer.mimetype == "text/css"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(answer.data) == plain.data == (folder("static") / "formengine.css").read_bytes()


def test_scripts_lie_in_a_folder_named_by_the_digest_of_them_all_so_that_they_find_each_other(client) -> None:
    page = client.get("/").text
    address = re.search(r'src="(/static/\w{10})/js/submit-once\.js"', page)[1]
    assert set(re.findall(r'src="(/static/\w+)/js/', page)) == {address}
    answer = client.get(f"{address}/js/submit-once.js")
    assert "max-age=31536000" in answer.headers["Cache-Control"] and "immutable" in answer.headers["Cache-Control"]
    before = client.get("/static/0123456789/js/submit-once.js")
    assert before.status_code == 200 and "immutable" not in before.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["formengine.css.gz", "../app.py", "%2e%2e/app.py", "fonts"])
def test_nothing_but_static_files_is_sent(client, name) -> None:
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/track", "/sign-out"])
@pytest.mark.parametrize("token", ["", "a-token-of-somebody-else"])
def test_no_form_works_without_its_token(app, path, token) -> None:
    answer = app.test_client().post(path, data={"csrf_token": token, "number": "1", "code": "1"})
    assert answer.status_code == 400


def test_a_form_whose_session_changed_meanwhile_can_be_sent_again(citizen) -> None:
    answer = citizen.post(
        "/profile/contact", data={"csrf_token": "old", "phone": "0912 345 678", "email": "a@b.example"}
    )
    assert answer.status_code == 400
    assert "0912 345 678" in answer.text
    again = citizen.post("/profile/contact", data={"phone": "0912 345 678", "email": "a@b.example"})
    assert again.headers["Location"] == "/profile"


def test_a_form_sent_from_another_site_is_not_offered_again(citizen) -> None:
    data = {"csrf_token": "none", "phone": "0912 345 678"}
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = citizen.post("/profile/contact", data=data, headers=header)
        assert answer.status_code == 400 and "0912 345 678" not in answer.text


def test_a_password_is_never_written_into_a_page(citizen) -> None:
    answer = citizen.post("/profile/password", data={"csrf_token": "old", "password": "my own secret words"})
    assert answer.status_code == 400 and "my own secret words" not in answer.text


def sent_after_the_session_ended(client):
    """A client whose session ended before it posted a form."""
    client.sign_in("an@mau.example")
    client.delete_cookie("formengine")
    answer = client.post("/profile/contact", data={"phone": "0912 345 678", "email": "  <b>&ế\n2 dòng"})
    assert answer.headers["Location"] == "/sign-in?next=/resume"


def test_what_was_typed_is_kept_when_the_session_had_ended(client) -> None:
    sent_after_the_session_ended(client)
    client.get("/sign-in?next=/resume")
    data = {"identifier": "an@mau.example", "password": PASSWORD, "next": "/resume"}
    assert client.post("/sign-in", data=data).headers["Location"] == "/resume"
    page = client.get("/resume").text
    assert 'action="/profile/contact"' in page
    assert re.search(r'<textarea name="email"[^>]*>\n  &lt;b&gt;&amp;ế\r?\n2 dòng</textarea>', page)
    assert "0912 345 678" in page
    sent_on = client.post("/profile/contact", data={"phone": "0912 345 678", "email": ""})
    assert sent_on.headers["Location"] == "/profile"
    assert client.get("/resume").status_code == 302


def test_what_was_kept_can_be_thrown_away(client) -> None:
    sent_after_the_session_ended(client)
    client.sign_in("an@mau.example")
    client.get("/resume")
    assert client.post("/resume").headers["Location"] == "/"
    assert client.get("/resume").status_code == 302


def test_what_was_kept_is_shown_to_nobody_who_has_not_signed_in_or_has_another_browser(client, app) -> None:
    sent_after_the_session_ended(client)
    assert "/sign-in" in client.get("/resume").headers["Location"]
    other = app.test_client()
    other.sign_in("binh@mau.example")
    assert other.get("/resume").status_code == 302


def test_what_was_kept_is_not_shown_to_the_next_person_at_the_same_browser(client) -> None:
    client.sign_in("an@mau.example")
    kept = client.get_cookie("formengine").value
    client.post("/sign-out")
    client.set_cookie("formengine", kept)
    client.post("/profile/contact", data={"phone": "0912 345 678", "email": ""})
    client.sign_in("binh@mau.example")
    assert client.get("/resume").status_code == 302
    client.post("/sign-out")
    client.sign_in("an@mau.example")
    assert "0912 345 678" in client.get("/resume").text


def test_what_was_kept_is_gone_after_a_day(client, app) -> None:
    sent_after_the_session_ended(client)
    house = app.extensions["house"]
    later = type(house)(house.database, house.config, lambda: now_utc() + timedelta(hours=25))
    app.extensions["house"] = later
    client.sign_in("an@mau.example")
    assert client.get("/resume").status_code == 302
    sent_after_the_session_ended(client)
    with house.database.reading() as connection:
        assert len(connection.execute(select(parked_posts)).all()) == 1


@pytest.mark.parametrize(
    ("body", "type", "status"),
    [
        (b"a=%ff%fe", FORM, 400),
        ("&".join(f"f{n}=1" for n in range(6000)), FORM, 413),
        (b"a=" + b"x" * 3_000_000, FORM, 413),
        (MANY_PARTS, PARTS, 413),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--\r\n', PARTS, 400),
        (b"{}", "text/plain", 400),
    ],
)
def test_a_body_that_no_page_sends_is_refused_with_a_page(app, body, type, status) -> None:
    answer = app.test_client().post("/sign-in", data=body, content_type=type)
    assert answer.status_code == status
    assert "FormEngine</title>" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/?q=%ff", "/procedures?q=%00", "/procedures/%00", "/procedures/%ff", "/sectors/%F0%9F%92%A9", "/track?q=%00"],
)  # fmt: skip
def test_an_address_that_is_no_text_is_refused_and_breaks_nothing(client, path) -> None:
    assert client.get(path).status_code in (200, 400, 404)


def test_an_unknown_page_says_so_in_the_persons_language(client) -> None:
    assert "Không tìm thấy trang này" in client.get("/nowhere").text
    assert "This page was not found" in client.get("/nowhere", headers={"Accept-Language": "en"}).text


def test_a_method_that_a_page_does_not_take_is_refused_with_a_page(client) -> None:
    answer = client.get("/sign-out")
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
    assert client.open("/", method="OPTIONS").status_code == 405


@pytest.mark.parametrize("path", ["/", "/sign-in", "/register", "/track", "/procedures/1.001193"])
def test_asking_for_the_head_alone_is_looking_and_sends_nothing(client, path) -> None:
    looked, asked = client.get(path), client.head(path)
    assert (asked.status_code, asked.content_type, asked.data) == (looked.status_code, looked.content_type, b"")


def test_while_the_database_is_away_people_are_asked_to_wait(citizen, app, monkeypatch) -> None:
    def away(*_given, **_named):
        raise OperationalError("select", {}, Exception("no route to host"))

    monkeypatch.setattr("formengine.web.context.load_account", away)
    answer = citizen.get("/profile")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "10"
    assert "Hệ thống đang bận" in answer.text


def test_a_fault_of_ours_shows_nothing_of_it(citizen, monkeypatch, caplog) -> None:
    def broken(*_given, **_named):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("formengine.web.account.profile.person_of", broken)
    answer = citizen.get("/profile")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text and "Hệ thống gặp sự cố" in answer.text
    assert "GET account.profile failed" in caplog.text


def test_many_tries_at_one_name_are_stopped_and_lock_nobody_else_out(app) -> None:
    stranger = app.test_client()
    stranger.get("/sign-in")
    for _attempt in range(10):
        answer = stranger.post("/sign-in", data={"identifier": "an@mau.example", "password": "wrong"})
        assert answer.status_code == 422
    assert stranger.post("/sign-in", data={"identifier": "an@mau.example", "password": PASSWORD}).status_code == 429
    owner = app.test_client()
    owner.environ_base["REMOTE_ADDR"] = "10.0.0.7"
    assert owner.sign_in("an@mau.example").status_code == 302


def test_signing_in_rightly_is_not_counted(client) -> None:
    for _time in range(12):
        client.sign_in("an@mau.example")
        client.post("/sign-out")


def test_behind_a_trusted_proxy_the_client_is_the_one_it_names(make_app) -> None:
    app = make_app(trusted_proxies=1)
    from_afar = {"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}
    seen = []
    app.before_request(lambda: seen.append(__import__("flask").request.remote_addr))
    app.test_client().get("/", headers=from_afar)
    assert seen == ["203.0.113.9"]
