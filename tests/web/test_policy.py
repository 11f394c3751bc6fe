"""Who may open which page: every route and method, asked by people of every role in several agencies."""

from datetime import timedelta

import pytest
from flask import Flask

from formengine.accounts.signing_in import find_by_sign_in, load_account
from formengine.accounts.staff import end_position, positions_of
from formengine.web.policy import Policy, Undeclared, init, policy, policy_of

OFFICIAL = {"public", "signed_in", "official"}
# Sample people of each role, in agencies of a ward, of another ward, of the province; what each may open.
PEOPLE = {
    "citizen": ("an@mau.example", {"public", "signed_in"}),
    "former official": ("tiepnhan2.binhduong@mau.example", {"public", "signed_in"}),
    "officer": ("hotich.binhduong@mau.example", OFFICIAL),
    "officer of another ward": ("hotich.thudaumot@mau.example", OFFICIAL),
    "officer of a department": ("chuyenvien1.soxaydung@mau.example", OFFICIAL),
    "leader": ("lanhdao.binhduong@mau.example", OFFICIAL),
    "leader of the province": ("chutich.thanhpho@mau.example", OFFICIAL),
    "receptionist": ("tiepnhan1.binhduong@mau.example", OFFICIAL | {"receptionist"}),
    "receptionist of another ward": ("tiepnhan1.thudaumot@mau.example", OFFICIAL | {"receptionist"}),
    "administrator": ("quantri@mau.example", OFFICIAL | {"administrator"}),
    "administrator of a ward": ("quantri.phuong@mau.example", OFFICIAL | {"administrator"}),
}
# What an address asks for at least, whatever its view declares; the first that fits. New addresses beside these are
# refused until they are written here.
LEAST = (
    ("/desk/counter", {"receptionist"}),
    ("/desk", {"official", "receptionist"}),
    ("/agency", {"official", "administrator"}),
    ("/profile/kin", {"official"}),
    ("/profile", {"signed_in"}),
    ("/drafts/", {"signed_in"}),
    ("/submissions", {"signed_in"}),
    ("/resume", {"signed_in"}),
    ("/procedures/<code>/apply", {"signed_in"}),
)
PUBLIC = {
    "/", "/procedures", "/procedures/<code>", "/procedures/<code>/versions/<int:number>/form.pdf", "/sectors/<key>",
    "/track", "/language", "/register", "/sign-in", "/sign-in/sample", "/sign-out", "/static/<path:name>",
    "/demo/mails", "/demo/mails/<name>",
}  # fmt: skip


def cells(app: Flask) -> list[tuple[str, str, str, str]]:
    """(endpoint, method, an address of it, what its policy asks) of every route and method."""
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            given = {
                name: "1" if "int" in type(rule._converters[name]).__name__.lower() else "x" for name in rule.arguments
            }
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                asked = policy_of(app, rule.endpoint).asked(method)
                found.append((rule.endpoint, method, adapter.build(rule.endpoint, given), asked))
    return found


def sign_in_as(client, app: Flask, kind: str) -> None:
    """Somebody of this kind; who is to be a former official lost every position yesterday."""
    name, _may = PEOPLE[kind]
    if kind == "former official":
        house = app.extensions["house"]
        with house.database.transaction() as connection:
            known = find_by_sign_in(connection, name, key=house.key)
            person = load_account(connection, known.account, known.epoch, house.today()).person
            for held in positions_of(connection, person, house.today()):
                end_position(connection, held.id, house.today() - timedelta(days=1))
    client.sign_in(name)


def too_open(app: Flask) -> list[str]:
    """Routes and methods that ask for less than their address does, and addresses of which nothing is written."""
    found = []
    for rule in app.url_map.iter_rules():
        wanted = next((kinds for start, kinds in LEAST if rule.rule.startswith(start)), None)
        if wanted is None and rule.rule not in PUBLIC:
            found.append(f"{rule.rule}: write in tests/web/test_policy.py whom it is for")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            asked = policy_of(app, rule.endpoint).asked(method)
            if wanted is not None and asked not in wanted:
                found.append(f"{method} {rule.rule}: {asked}, not {wanted}")
    return found


def breaches(client, app: Flask, kind: str) -> list[str]:
    """The cells that are not somebody's of this kind and are not refused with 403, or change something."""
    sign_in_as(client, app, kind)
    found = []
    with app.extensions["house"].database.reading() as connection:

        def version() -> int:
            return connection.exec_driver_sql("PRAGMA data_version").scalar_one()

        for endpoint, method, address, asked in cells(app):
            if asked in PEOPLE[kind][1]:
                continue
            before = version()
            answer = client.open(address, method=method, data={} if method == "POST" else None)
            if answer.status_code != 403 or version() != before:
                found.append(f"{kind} {method} {endpoint}: {answer.status_code}")
    return found


def test_every_route_and_method_says_who_may_open_it(app) -> None:
    assert len(cells(app)) > 90
    assert {kind for *_rest, kind in cells(app)} <= {"public", "signed_in", "official", "receptionist", "administrator"}


def test_no_address_is_more_open_than_what_it_is_for(app) -> None:
    assert too_open(app) == []


def test_a_view_declared_for_too_many_is_found_out(app, monkeypatch) -> None:
    monkeypatch.setattr(app.view_functions["desk.act"], "policy", Policy("signed_in"))
    monkeypatch.setattr(app.view_functions["citizen.page"], "policy", Policy("signed_in", {"GET": "public"}))
    assert len(too_open(app)) == 3


def test_a_route_that_says_nothing_keeps_the_site_from_starting() -> None:
    silent = Flask("silent", static_folder=None)
    silent.add_url_rule("/silent", "silent", lambda: "")
    with pytest.raises(Undeclared, match="silent"):
        init(silent)


def test_an_unknown_kind_of_person_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="officials"):
        policy("officials")


def test_nobody_opens_what_asks_for_somebody(client, app) -> None:
    for endpoint, method, address, asked in cells(app):
        if asked == "public":
            continue
        answer = client.open(address, method=method, data={} if method == "POST" else None)
        assert (answer.status_code, "/sign-in" in answer.headers.get("Location", "")) == (302, True), endpoint


@pytest.mark.parametrize("kind", PEOPLE)
def test_each_kind_of_person_is_kept_from_what_is_not_theirs(client, app, kind) -> None:
    assert breaches(client, app, kind) == []


def test_a_site_whose_policies_nobody_judges_is_found_out(client, app) -> None:
    app.before_request_funcs[None] = [one for one in app.before_request_funcs[None] if one.__name__ != "_judge"]
    assert len(breaches(client, app, "citizen")) > 30


@pytest.mark.parametrize("kind", ["citizen", "officer", "receptionist", "administrator"])
def test_each_kind_of_person_reaches_what_is_theirs(client, app, kind) -> None:
    sign_in_as(client, app, kind)
    for endpoint, method, address, asked in cells(app):
        if asked in PEOPLE[kind][1] and method == "GET" and endpoint != "static":
            answer = client.get(address)
            assert "/sign-in" not in answer.headers.get("Location", "") or endpoint == "account.sign_in", endpoint
            assert answer.status_code < 500, endpoint


def test_a_page_that_asks_for_somebody_comes_back_after_signing_in(client) -> None:
    answer = client.get("/profile/contact?from=here")
    assert answer.headers["Location"] == "/sign-in?next=/profile/contact?from%3Dhere"
    client.get(answer.headers["Location"])
    data = {"identifier": "an@mau.example", "password": "bieu-mau-dien-tu", "next": "/profile/contact?from=here"}
    assert client.post("/sign-in", data=data).headers["Location"] == "/profile/contact?from=here"


@pytest.mark.parametrize(
    "next",
    ["//evil.example", "https:evil.example", "https://evil.example/", "/\\evil.example", "\t//evil.example",
     "/\t/evil.example", "javascript:alert(1)", "evil", "/%0a/../\n//evil"],
)  # fmt: skip
def test_no_address_elsewhere_is_followed_after_signing_in(client, next) -> None:
    client.get("/sign-in")
    data = {"identifier": "an@mau.example", "password": "bieu-mau-dien-tu", "next": next}
    assert client.post("/sign-in", data=data).headers["Location"] == "/"
