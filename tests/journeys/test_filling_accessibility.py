"""axe finds nothing on a page of a form in any state a person can bring it to; nothing needs sideways scrolling."""

import pytest
from playwright.sync_api import expect

from tests.journeys.drafts import focused, open_page, send, stay
from tests.journeys.test_accessibility import faults

pytestmark = pytest.mark.browser
BUSINESS, STAY, MARITAL = "1.001612", "1.004194", "1.004873"
# Phone, a window of 1280 at 200 % zoom, a desktop.
WINDOWS = [(320, "vi"), (640, "en"), (1280, "vi")]


@pytest.fixture(params=WINDOWS, ids=["phone", "zoomed-english", "desktop"])
def citizen(request, person):
    width, language = request.param
    one = person("an@mau.example", width=width)
    if language == "en":
        page = one.go("/submissions")
        page.locator("header").get_by_role("button", name="EN").click()
        page.wait_for_load_state()
    yield one
    if language == "en":  # the account remembers its language
        one.context.set_offline(False)
        one.go("/submissions").locator("header").get_by_role("button", name="VI").click()


def test_every_state_of_a_page(citizen):
    page = open_page(citizen, BUSINESS, "/business_name")
    found = faults(page)
    page.locator("button[name='_go'][value='add:/business_lines']").click()
    expect(page.locator("button[value='remove:/business_lines/0']")).to_have_count(1)
    found += faults(page)
    send(page)
    expect(page.locator(".govuk-error-summary")).to_have_count(1)
    found += faults(page)
    stay(page)
    citizen.context.set_offline(True)
    page.fill("[name='/business_name']", "Không có mạng")
    page.locator("[name='/business_name']").press("Tab")
    expect(page.locator(".fe-saving--failed")).to_be_visible()
    found += faults(page)
    box = page.locator(".fe-saving--failed").bounding_box()
    assert box["height"] < 260, "it leaves room for the answers"
    assert found == []


def test_what_conditions_show_and_rules_tell(citizen):
    page = open_page(citizen, MARITAL, "/marital_status")
    page.check("[name='/marital_status'][value=married]")
    page.check("[name='/certify_period'][value=true]")
    expect(page.locator("[name='/period/from']")).to_have_count(1)
    for name, text in (("/period/from", "9"), ("_month:/period/from", "9"), ("_year:/period/from", "2026")):
        page.fill(f"[name='{name}']", text)
    for name, text in (("/period/to", "8"), ("_month:/period/to", "8"), ("_year:/period/to", "2026")):
        page.fill(f"[name='{name}']", text)
    page.locator("h1").click()
    expect(page.locator(".govuk-error-message")).to_have_count(1)
    assert faults(page) == []


def test_two_windows_and_a_session_that_ended(citizen):
    page = open_page(citizen, BUSINESS, "/business_name")
    other = citizen.context.new_page()
    other.goto(page.url)
    other.fill("[name='/business_name']", "Kia")
    send(other)
    page.fill("[name='/business_name']", "Này")
    page.locator("[name='/business_name']").press("Tab")
    expect(page.locator(".fe-saving--failed")).to_be_visible()
    found = faults(page)
    send(page)
    assert found + faults(page) == []


def test_a_link_of_the_error_summary_leads_into_its_field(person):
    page = open_page(person("an@mau.example"), BUSINESS, "/business_name")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    for link in page.locator(".govuk-error-summary__list a").all():
        link.click()
        target = page.locator(f"#{(link.get_attribute('href') or '')[1:]}")
        inside = target.evaluate("(e) => e === document.activeElement || e.contains(document.activeElement)")
        assert inside, link.inner_text()


def test_a_page_is_filled_in_by_keyboard_alone(person):
    page = open_page(person("an@mau.example"), MARITAL, "/marital_status")
    page.locator("h1").click()
    page.keyboard.press("Tab")
    assert focused(page) == "/marital_status"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name='/spouse_name']")).to_have_count(1)
    assert focused(page) == "/marital_status"
    page.keyboard.press("Tab")
    assert focused(page) == "/spouse_name"
    page.keyboard.type("Trần Thị Mẫu")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.input_value("[name='/spouse_name']") == "Trần Thị Mẫu"
