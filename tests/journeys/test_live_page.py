"""What the answers decide acts at once, without a word from the server; and without scripts by a round trip."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.drafts import answers, open_page, send, stayed, told

pytestmark = pytest.mark.browser
MARITAL, STAY, COPIES, BIRTH, LEAVE = "1.004873", "1.004194", "2.000815", "1.001193", "NB-NGHIPHEP"
SPOUSE = "[name='/spouse_name']"


def posts_of(page) -> list[str]:
    """The round trips from now on; saves that only keep are none."""
    found: list[str] = []

    def note(request) -> None:
        if request.method == "POST" and "_go=keep" not in (request.post_data or ""):
            found.append(request.post_data or "")

    page.on("request", note)
    return found


def test_a_condition_shows_and_hides_without_a_round_trip_and_gives_back_what_was_typed(person):
    page = open_page(person("an@mau.example"), MARITAL, "/marital_status")
    posts = posts_of(page)
    expect(page.locator(SPOUSE)).to_have_count(0)
    page.check("[name='/marital_status'][value=married]")
    page.fill(SPOUSE, "Trần Thị Mẫu")
    assert told(page) == "Đã cập nhật biểu mẫu"
    page.check("[name='/marital_status'][value=never]")
    expect(page.locator(SPOUSE)).to_have_count(0)
    assert "/spouse_name" not in answers(page)
    page.check("[name='/marital_status'][value=widowed]")
    expect(page.locator(SPOUSE)).to_have_value("Trần Thị Mẫu")
    assert stayed(page) and not posts
    assert page.locator(".fe-show:visible").count() == 0


def test_without_scripts_the_same_is_a_button(person):
    page = open_page(person("an@mau.example", script=False), MARITAL, "/marital_status")
    page.check("[name='/marital_status'][value=married]")
    assert page.locator(SPOUSE).count() == 0
    page.locator("button.fe-show:visible").first.click()
    page.wait_for_load_state()
    page.fill(SPOUSE, "Trần Thị Mẫu")
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1
    assert page.locator(SPOUSE).input_value() == "Trần Thị Mẫu"


def fill_day(page, pointer: str, day: str, month: str, year: str) -> None:
    for name, text in ((pointer, day), (f"_month:{pointer}", month), (f"_year:{pointer}", year)):
        page.fill(f"[name='{name}']", text)


def test_a_rule_is_told_when_its_field_is_left_and_goes_when_mended(person):
    page = open_page(person("an@mau.example"), STAY, "/from")
    message = page.locator("p.govuk-error-message", has_text="Đến ngày phải sau từ ngày.")
    fill_day(page, "/from", "10", "12", "2026")
    fill_day(page, "/to", "1", "12", "2026")
    expect(message).to_have_count(0)  # the focus is still in the year
    page.keyboard.press("Tab")
    page.locator("h1").click()
    expect(message).to_have_count(1)
    assert told(page) == "Đến ngày phải sau từ ngày."
    tied = page.locator("fieldset:has(> .fe-date, > .govuk-date-input):has([name='/to'])").get_attribute(
        "aria-describedby"
    )
    assert message.get_attribute("id") in tied.split()
    assert message.evaluate("(e) => e.parentElement.tagName") == "FIELDSET"
    fill_day(page, "/to", "1", "1", "2027")
    expect(message).to_have_count(0)
    assert page.locator(".govuk-form-group--error").count() == 0


def test_a_broken_rule_blocks_nothing_and_the_server_says_the_same_once(person):
    page = open_page(person("an@mau.example"), STAY, "/from")
    fill_day(page, "/from", "10", "12", "2026")
    fill_day(page, "/to", "1", "12", "2026")
    page.locator("h1").click()
    send(page)
    assert not stayed(page)
    assert page.locator("p.govuk-error-message", has_text="Đến ngày phải sau từ ngày.").count() == 1
    fill_day(page, "/to", "1", "1", "2027")
    expect(page.locator("p.govuk-error-message", has_text="Đến ngày phải sau từ ngày.")).to_have_count(0)


def test_computed_values_follow_while_one_types(person):
    page = open_page(person("an@mau.example"), COPIES, "/documents")
    page.get_by_role("button", name=re.compile("^Thêm")).first.click()
    page.fill("[name='/documents/0/pages']", "3")
    page.locator("[name='/documents/0/copies']").press_sequentially("2")
    fee = page.locator("[data-fe-computed='/estimated_fee']")
    expect(fee).to_have_text("10.000 ₫")
    page.fill("[name='/documents/0/copies']", "hai")
    expect(fee).to_have_class(re.compile("fe-computed--empty"))


def test_what_only_the_server_can_work_out_comes_with_the_next_save(person):
    page = open_page(person("hotich.binhduong@mau.example"), LEAVE, "/from")
    fill_day(page, "/from", "30", "11", "2026")
    fill_day(page, "/to", "2", "12", "2026")
    page.check("[name='/session'][value=all_day]")
    expect(page.locator("[data-fe-computed='/days']")).to_have_text("3", timeout=6000)
    assert stayed(page)


def test_the_page_hands_over_no_answer_that_nothing_on_it_looks_at(person):
    page = open_page(person("an@mau.example"), BIRTH, "/mother")
    block = page.locator("script[data-fe-live]")
    assert block.count() == 1
    assert '"base":{}' in block.text_content().replace(" ", "")
