"""Registering, signing in and out, the language, what an account knows."""

import pytest
from sqlalchemy import insert, select

from formengine.accounts.tables import accounts, persons
from formengine.effects.deliveries import deliveries
from formengine.services.house import now_utc

PASSWORD = "bieu-mau-dien-tu"
NEW = {
    "full_name": "Lâm Mẫu Tuyết",
    "personal_number": "099195000999",
    "birth_date_day": "7",
    "birth_date_month": "3",
    "birth_date_year": "1995",
    "phone": "",
    "email": "",
    "password": "sông núi nước nam",
    "password_again": "sông núi nước nam",
}


def said(page: str) -> str:
    return page.split("<main", 1)[1]


@pytest.mark.parametrize("name", ["an@mau.example", "AN@mau.example ", "0900 000 001", "+84900000001", "099190000001"])
def test_people_sign_in_by_number_phone_or_email(client, name) -> None:
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"identifier": name, "password": PASSWORD})
    assert answer.status_code == 302
    assert "Nguyễn Mẫu An" in client.get("/").text


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client) -> None:
    client.get("/sign-in")
    pages = [
        client.post("/sign-in", data={"identifier": name, "password": "wrong"})
        for name in ("an@mau.example", "ax@mau.example")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    known, unknown = (said(page.text) for page in pages)
    assert "Thông tin đăng nhập hoặc mật khẩu không đúng" in known
    assert without_token(known.replace("an@mau", "ax@mau")) == without_token(unknown.replace("an@mau", "ax@mau"))


def without_token(page: str) -> str:
    import re

    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(make_app, monkeypatch) -> None:
    worked = []
    real = __import__("formengine.accounts.passwords", fromlist=["x"]).Passwords.verify

    def verify(self, hashed, password):
        worked.append(bool(self.hasher))
        return real(self, hashed, password)

    monkeypatch.setattr("formengine.accounts.passwords.Passwords.verify", verify)
    client = make_app().test_client()
    client.get("/sign-in")
    for name in ("nobody@mau.example", "no name at all", "an@mau.example"):
        client.post("/sign-in", data={"identifier": name, "password": "wrong"})
    assert worked == [True, True, True]


def test_sample_people_sign_in_on_a_demonstration_only(make_app) -> None:
    client = make_app(demo=False).test_client()
    page = client.get("/sign-in").text
    assert "Nguyễn Mẫu An" not in page
    answer = client.post("/sign-in", data={"identifier": "an@mau.example", "password": PASSWORD})
    assert answer.status_code == 422
    assert client.post("/sign-in/sample", data={"identifier": "an@mau.example"}).status_code == 404


def test_a_button_signs_in_as_a_sample_person_and_goes_where_one_wanted_to(client) -> None:
    page = client.get("/sign-in?next=/profile").text
    assert page.count('class="fe-accounts__mark') == 14
    answer = client.post("/sign-in/sample", data={"identifier": "binh@mau.example", "next": "/profile"})
    assert answer.headers["Location"] == "/profile"
    assert "Trần Mẫu Bình" in client.get("/profile").text


def test_officials_begin_at_their_desk(client) -> None:
    assert client.sign_in("hotich.binhduong@mau.example").headers["Location"].startswith("/desk")


def test_a_cookie_from_before_signing_in_is_nobody(client) -> None:
    client.get("/sign-in")
    before = client.get_cookie("formengine").value
    client.sign_in("an@mau.example")
    client.set_cookie("formengine", before)
    assert client.get("/profile").status_code == 302


def test_a_token_seen_before_signing_in_is_worth_nothing_after(client) -> None:
    client.get("/sign-in")
    seen = client.token
    client.sign_in("an@mau.example")
    answer = client.post("/profile/contact", data={"csrf_token": seen, "phone": "0912345678", "email": ""})
    assert answer.status_code == 400
    assert "0900000001" in client.get("/profile").text


def test_the_button_of_sample_people_opens_nobody_elses_account(client) -> None:
    client.get("/register")
    client.post("/register", data=NEW)
    client.get("/")
    assert client.post("/sign-out").status_code == 302
    client.get("/sign-in")
    assert client.post("/sign-in/sample", data={"identifier": NEW["personal_number"]}).status_code == 404
    assert client.get("/profile").status_code == 302


def test_a_cookie_kept_from_before_signing_out_opens_nothing(client) -> None:
    client.sign_in("an@mau.example")
    kept = client.get_cookie("formengine").value
    assert client.post("/sign-out").status_code == 302
    assert client.get("/profile").status_code == 302
    client.set_cookie("formengine", kept)
    assert client.get("/profile").status_code == 302


def test_signing_out_leaves_the_persons_other_browsers_signed_in(client, app) -> None:
    other = app.test_client()
    other.sign_in("an@mau.example")
    client.sign_in("an@mau.example")
    client.post("/sign-out")
    assert other.get("/profile").status_code == 200


def test_a_new_account_is_open_at_once(client) -> None:
    client.get("/register?next=/procedures/1.001193")
    answer = client.post("/register", data={**NEW, "next": "/procedures/1.001193"})
    assert answer.headers["Location"] == "/procedures/1.001193"
    assert "Lâm Mẫu Tuyết" in client.get("/profile").text
    client.post("/sign-out")
    client.get("/sign-in")
    again = client.post("/sign-in", data={"identifier": NEW["personal_number"], "password": NEW["password"]})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"full_name": ""}, "Nhập họ, chữ đệm và tên"),
        ({"personal_number": "12"}, "Số định danh cá nhân gồm 12 chữ số"),
        ({"birth_date_day": "31", "birth_date_month": "2"}, "Nhập ngày, tháng, năm có thật"),
        ({"birth_date_year": "٢٠١٠"}, "Nhập ngày, tháng, năm có thật"),
        ({"password_again": "other"}, "Hai mật khẩu không giống nhau"),
        ({"password": "12345678", "password_again": "12345678"}, "Mật khẩu này dễ đoán"),
        ({"personal_number": "099190000001", "birth_date_year": "1990"}, "Không thể mở tài khoản"),
        ({"full_name": "<script>alert(1)</script>"}, "Nhập họ, chữ đệm và tên"),
        ({"email": "a@b.vn\r\nBcc: x@y.vn"}, "Nhập địa chỉ thư điện tử"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, app, changed, words) -> None:
    client.get("/register")
    answer = client.post("/register", data=NEW | {"phone": "0912 345 678"} | changed)
    assert answer.status_code == 422
    assert words in answer.text and "<title>Lỗi:" in answer.text
    assert 'value="0912 345 678"' in answer.text
    assert "<script>alert" not in answer.text and NEW["password"] not in answer.text
    with app.extensions["house"].database.reading() as connection:
        assert connection.scalar(select(persons.c.id).where(persons.c.full_name == NEW["full_name"])) is None


def test_the_language_follows_the_browser_then_the_choice_then_the_account(client) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert 'lang="en"' in client.get("/", headers=english).text
    assert 'lang="vi"' in client.get("/", headers={"Accept-Language": "fr"}).text
    assert client.get("/language?to=en&next=/track").headers["Location"] == "/track"
    assert 'lang="en"' in client.get("/").text
    client.sign_in("an@mau.example")
    assert '<html lang="vi">' in client.get("/").text
    client.post("/language", data={"to": "en", "next": "/"})
    client.delete_cookie("language")
    assert '<html lang="en">' in client.get("/").text


@pytest.mark.parametrize("address", ["/language?to=xx", "/language"])
def test_no_other_language_is_taken(client, address) -> None:
    assert client.get(address).status_code == 404


def test_looking_changes_nothing_of_an_account(citizen, app) -> None:
    def all_rows():
        with app.extensions["house"].database.reading() as connection:
            return [connection.execute(select(table)).all() for table in (accounts, persons)]

    before = all_rows()
    for address in ("/", "/profile", "/profile/contact", "/profile/password", "/language?to=en", "/sign-in", "/track"):
        citizen.get(address)
    assert all_rows() == before


def test_the_profile_shows_what_forms_are_filled_with(citizen) -> None:
    page = citizen.get("/profile").text
    for text in (
        "Nguyễn Mẫu An",
        "099190000001",
        "08/03/1990",
        "Kinh",
        "Trần Mẫu Minh Anh",
        "Đã đối chiếu",
    ):
        assert text in page
    assert "Phường Bình Dương" in page and "25760" not in page


def test_an_official_sees_the_positions_in_words(client) -> None:
    client.sign_in("hotich.binhduong@mau.example")
    page = client.get("/profile").text
    assert "Công chức tư pháp - hộ tịch" in page and "Ủy ban nhân dân phường Bình Dương" in page


def test_a_new_phone_number_is_one_to_sign_in_with(citizen) -> None:
    citizen.get("/profile/contact")
    assert citizen.post("/profile/contact", data={"phone": "0912345678", "email": ""}).status_code == 302
    assert "0912345678" in citizen.get("/profile").text
    citizen.post("/sign-out")
    assert citizen.sign_in("0912 345 678").status_code == 302


def test_what_could_not_be_brought_is_tried_again_with_the_new_address(app, citizen) -> None:
    """A notice to a wrong address stayed undelivered for ever, whatever the citizen did."""
    database, at = app.extensions["house"].database, now_utc()
    with database.transaction() as connection:
        account = connection.scalar(
            select(accounts.c.id)
            .join(persons, persons.c.id == accounts.c.person)
            .where(persons.c.email == "an@mau.example")
        )
        mine = {"submission_id": "s", "seq": 1, "kind": "Accepted", "effect": "mail", "recipient": account}
        told = {
            "id": "d",
            "state": "failed",
            "at": at,
            "attempts": 1,
            "next_at": at,
            "last_error": "",
            "message_id": "",
        }
        connection.execute(insert(deliveries), mine | told)
    citizen.get("/profile/contact")
    citizen.post("/profile/contact", data={"phone": "0912345678", "email": "an.moi@mau.example"})
    with database.reading() as connection:
        assert connection.scalar(select(deliveries.c.state)) == "pending"


def test_a_phone_number_of_somebody_else_is_refused_and_nothing_changes(citizen) -> None:
    citizen.get("/profile/contact")
    answer = citizen.post("/profile/contact", data={"phone": "0900000002", "email": "an@mau.example"})
    assert answer.status_code == 422 and "Không thể" in answer.text
    assert "0900000001" in citizen.get("/profile").text


def test_a_new_password_signs_other_browsers_out(make_app) -> None:
    app = make_app()
    here, there = app.test_client(), app.test_client()
    here.get("/register")
    here.post("/register", data=NEW)
    there.get("/sign-in")
    there.post("/sign-in", data={"identifier": NEW["personal_number"], "password": NEW["password"]})
    assert there.get("/profile").status_code == 200
    here.get("/profile/password")
    wrong = {"old_password": "no", "password": "đất nước đứng lên", "password_again": "đất nước đứng lên"}
    assert "Mật khẩu hiện tại không đúng" in here.post("/profile/password", data=wrong).text
    assert here.post("/profile/password", data=wrong | {"old_password": NEW["password"]}).status_code == 302
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 302


def test_sample_people_keep_their_password(citizen) -> None:
    citizen.get("/profile/password")
    new = {"old_password": PASSWORD, "password": "đất nước đứng lên", "password_again": "đất nước đứng lên"}
    assert citizen.post("/profile/password", data=new).status_code == 422


def test_a_request_asks_the_database_once_who_is_there(citizen, app) -> None:
    from sqlalchemy import event

    seen = []
    engine = app.extensions["house"].database.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: seen.append(statement))
    citizen.get("/track")
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1
