"""Who may open which page, over every route there is."""

import pytest
from flask import Flask

from formengine.web.policy import Undeclared, init, policy, policy_of

# One sample person of each kind; what each may open.
PEOPLE = {
    "citizen": ("an@mau.example", {"public", "signed_in"}),
    "officer": ("hotich.binhduong@mau.example", {"public", "signed_in", "official"}),
    "receptionist": ("tiepnhan1.binhduong@mau.example", {"public", "signed_in", "official", "receptionist"}),
    "administrator": ("quantri@mau.example", {"public", "signed_in", "official", "administrator"}),
}


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


def test_every_route_and_method_says_who_may_open_it(app) -> None:
    assert len(cells(app)) > 15
    assert {kind for *_rest, kind in cells(app)} <= {"public", "signed_in", "official", "receptionist", "administrator"}


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
    name, may = PEOPLE[kind]
    client.sign_in(name)
    for endpoint, method, address, asked in cells(app):
        if asked not in may:
            answer = client.open(address, method=method, data={} if method == "POST" else None)
            assert answer.status_code == 403, (endpoint, method)


@pytest.mark.parametrize("kind", PEOPLE)
def test_each_kind_of_person_reaches_what_is_theirs(client, app, kind) -> None:
    name, may = PEOPLE[kind]
    client.sign_in(name)
    for endpoint, method, address, asked in cells(app):
        if asked in may and method == "GET" and endpoint != "static":
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
