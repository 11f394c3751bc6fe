"""What a page's script sends while somebody types, and what it is told; "back", which keeps the page too."""

import pytest
from citizen_at_browser import BIRTH, BUSINESS, body_of, row_of

JSON = {"Accept": "application/json"}


def keep(someone, draft, data, **changes):
    return someone.post(f"/drafts/{draft}/pages/2", data | {"_go": "keep"} | changes, headers=JSON)


@pytest.fixture
def draft(an):
    return an.start(BUSINESS)


def test_it_is_told_when_and_at_which_revision(an, app, draft):
    data = an.page_data(draft, 2)
    answer = keep(an, draft, data, **{"/business_name": "Phở Mẫu"})
    assert answer.status_code == 200 and answer.json["saved"].startswith("Đã lưu lúc ")
    assert answer.json["revision"].startswith("2-")
    assert body_of(app, draft)["business_name"] == "Phở Mẫu"
    again = keep(an, draft, data, **{"/business_name": "Phở Mẫu", "revision": answer.json["revision"]})
    assert again.json == answer.json and row_of(app, draft).revision == 2


def test_it_brings_the_computed_values_as_the_page_would_show_them(an):
    draft = an.start(BIRTH)
    data = an.page_data(draft, 3)
    day = {"/child/birth_date": "5", "_month:/child/birth_date": "6", "_year:/child/birth_date": "2026"}
    answer = an.post(f"/drafts/{draft}/pages/3", data | day | {"_go": "keep"}, headers=JSON)
    assert answer.json["computed"]["/child/birth_date_in_words"].startswith("Ngày năm tháng sáu năm")


def test_an_older_window_is_refused_in_a_word_and_a_person_is_shown_both(an, app, draft):
    old = an.page_data(draft, 2, **{"/business_name": "Cũ"})
    an.save(draft, 2, **{"/business_name": "Mới"})
    answer = an.post(f"/drafts/{draft}/pages/2", old | {"_go": "keep"}, headers=JSON)
    assert (answer.status_code, answer.data) == (409, b"")
    shown = an.post(f"/drafts/{draft}/pages/2", old | {"_go": "keep"})
    assert shown.status_code == 409 and "Cũ" in shown.text and "Mới" in shown.text
    assert body_of(app, draft)["business_name"] == "Mới"


def test_a_session_that_ended_is_told_and_nothing_is_parked_for_a_script(an, draft):
    data = an.page_data(draft, 2)
    an.post("/sign-out")
    an.get("/sign-in")
    answer = keep(an, draft, data, **{"/business_name": "Còn trên trang"})
    assert (answer.status_code, answer.data) == (401, b"")
    assert "parked" not in answer.headers.get("Set-Cookie", "")


def test_what_was_parked_of_a_kept_page_comes_back_to_the_same_page(an, app, draft):
    data = an.page_data(draft, 2) | {"_go": "keep", "/business_name": "Còn nguyên"}
    an.post("/sign-out")
    an.get("/sign-in")
    assert "/sign-in" in an.post(f"/drafts/{draft}/pages/2", data).location
    an.browser.sign_in("an@mau.example")
    token = an.page_data(draft, 2)["csrf_token"]
    shown = an.post(f"/drafts/{draft}/pages/2", data | {"csrf_token": token})
    assert shown.status_code == 200 and "Còn nguyên" in shown.text
    assert "govuk-error-summary" not in shown.text
    assert body_of(app, draft)["business_name"] == "Còn nguyên"


def test_another_person_keeps_nothing_in_ones_draft(an, person, draft):
    chi = person("chi@mau.example")
    other = chi.start(BUSINESS)
    data = chi.page_data(other, 2)
    assert keep(chi, draft, data).status_code == 404


def test_a_page_that_is_not_there_is_not_kept(an, draft):
    data = an.page_data(draft, 2)
    for page in (0, 99):
        assert an.post(f"/drafts/{draft}/pages/{page}", data | {"_go": "keep"}, headers=JSON).status_code == 404


def test_back_keeps_the_page_as_it_is(an, app, draft):
    answer = an.save(draft, 2, **{"/business_name": "", "_go": "back"})
    assert answer.location == f"/drafts/{draft}/pages/1"
    an.save(draft, 2, **{"/business_name": "Quay lại", "_go": "back"})
    assert body_of(app, draft)["business_name"] == "Quay lại"
    data = an.page_data(draft, 2, **{"_go": "back"})
    assert an.post(f"/drafts/{draft}/pages/2?to=review", data).location == f"/drafts/{draft}/review"
    assert an.save(draft, 1, **{"_go": "back"}).location == "/submissions"
