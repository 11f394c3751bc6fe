"""Two windows, two people, a session that ends: nothing is overwritten, shown to others, or lost."""

import re
from html import unescape

import pytest
from citizen_at_browser import BIRTH, BUSINESS, PDF, body_of, example
from form_browser import posted


def test_a_stale_window_shows_both_answers_and_lets_one_choose(an, app):
    draft = an.start(BUSINESS)
    old = an.page_data(draft, 2, **{"/business_name": "Tên ở cửa sổ này"})
    an.save(draft, 2, **{"/business_name": "Tên ở cửa sổ kia"})
    answer = an.post(f"/drafts/{draft}/pages/2", old)
    assert answer.status_code == 409
    assert "Tên ở cửa sổ này" in answer.text
    assert "Tên ở cửa sổ kia" in answer.text
    assert body_of(app, draft)["business_name"] == "Tên ở cửa sổ kia"
    form = re.search(r'<form method="post" action="/drafts/.*?</form>', answer.text, re.DOTALL)[0]
    an.post(f"/drafts/{draft}/pages/2", posted(form).to_dict(flat=False) | {"_go": "next"})
    assert body_of(app, draft)["business_name"] == "Tên ở cửa sổ này"


@pytest.mark.parametrize("revision", [None, "", "-1", "1e3", "٣", "9" * 400])
def test_a_page_without_a_known_revision_never_overwrites(an, app, revision):
    draft = an.start(BUSINESS)
    data = an.page_data(draft, 2, **{"/business_name": "Không ghi đè"})
    data.pop("revision")
    if revision is not None:
        data["revision"] = revision
    assert an.post(f"/drafts/{draft}/pages/2", data).status_code == 409
    assert "business_name" not in body_of(app, draft)


def test_a_page_sent_after_the_session_had_ended_is_taken_up_again(an, app):
    draft = an.start(BUSINESS)
    data = an.page_data(draft, 2, **{"/business_name": "Còn nguyên"})
    an.post("/sign-out")
    an.get("/sign-in")
    answer = an.post(f"/drafts/{draft}/pages/2", data)
    assert "/sign-in" in answer.location
    an.browser.sign_in("an@mau.example")
    kept = an.get("/resume").text
    assert "Còn nguyên" in kept
    form = re.search(rf'<form method="post" action="/drafts/{draft}/pages/2".*?</form>', kept, re.DOTALL)[0]
    an.post(f"/drafts/{draft}/pages/2", posted(form).to_dict(flat=False))
    assert body_of(app, draft)["business_name"] == "Còn nguyên"


def test_other_people_find_nothing_at_ones_drafts(an, person):
    draft = an.start(BIRTH)
    an.fill(draft, example(BIRTH))
    an.enclose(draft, go="stay", GCS=(PDF, "chung-sinh.pdf"))
    file = re.search(rf"/drafts/{draft}/files/(\w+)", an.get(f"/drafts/{draft}/attachments").text)[1]
    chi, unknown = person("chi@mau.example"), "0" * 32
    chi.get("/submissions")
    for address in ("", "/pages/1", "/attachments", "/review", "/discard", f"/files/{file}"):
        mine, none = f"/drafts/{draft}{address}", f"/drafts/{unknown}{address}"
        assert _same(chi.get(mine), mine, chi.get(none), none), address
    for address in ("/pages/1", "/attachments", "/submit", "/discard"):
        mine, none = f"/drafts/{draft}{address}", f"/drafts/{unknown}{address}"
        assert _same(chi.post(mine, {"_go": "next"}), mine, chi.post(none, {"_go": "next"}), none), address
    assert an.get(f"/drafts/{draft}/pages/1").status_code == 200
    assert an.get(f"/drafts/{draft}/files/{file}").data == PDF


def test_other_people_find_nothing_at_ones_submissions(an, person):
    number = an.file(BIRTH)
    page = an.get(f"/submissions/{number}").text
    file = re.search(rf"/submissions/{number}(/files/\w+)", page)[1]
    paper = re.search(rf"/submissions/{number}(/papers/\d+\.pdf)", page)[1]
    chi, unknown = person("chi@mau.example"), "H29.31.01-990101-0001"
    chi.get("/submissions")
    for address in ("", "/submitted", "/withdraw", "/draft-result", "/draft-result.pdf", "/answers.pdf", file, paper):
        mine, none = f"/submissions/{number}{address}", f"/submissions/{unknown}{address}"
        assert _same(chi.get(mine), mine, chi.get(none), none), address
    for address in ("/withdraw", "/supplement", "/draft-result", "/rating"):
        mine, none = f"/submissions/{number}{address}", f"/submissions/{unknown}{address}"
        assert _same(chi.post(mine), mine, chi.post(none), none), address
    assert number not in chi.get("/submissions").text


def _same(one, one_address, other, other_address) -> bool:
    """Whether two answers say the same, but for their own addresses."""
    texts = [
        re.sub(r"[\w%./-]*(?:%2F|/)(?:drafts|submissions)(?:%2F|/)[\w%./-]*", "", _plain(answer.text))
        for answer in (one, other)
    ]
    return one.status_code == other.status_code == 404 and texts[0] == texts[1]


def _plain(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", unescape(page))
