"""An official reads the answers and, beside them, what was enclosed: with scripts and without, by keys, on a phone."""

import re

import pytest
from made_files import pdf, photo

from tests.journeys.conftest import Person
from tests.journeys.drafts import stay, stayed, told
from tests.journeys.test_accessibility import faults
from tests.journeys.test_birth_registration import file_birth

pytestmark = pytest.mark.browser
LONG = {"name": "chung-sinh.pdf", "mimeType": "application/pdf", "buffer": pdf(4)}
PHOTO = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo(1600, 1200)}
LOCKED = {"name": "khoa.pdf", "mimeType": "application/pdf", "buffer": pdf(1, password="mat khau")}
CLERK = "tiepnhan1.binhduong@mau.example"


@pytest.fixture(scope="module")
def number(browser, site) -> str:
    """A birth filed with a document of four pages, a photograph and a document with a password."""
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    filed = file_birth(Person(context, site, "an@mau.example"), (LONG, PHOTO, LOCKED))
    context.close()
    return filed


@pytest.fixture
def at_task(person, number):
    """at_task(width=…, script=…) is the page of the task of accepting the birth."""

    def arrive(**how):
        clerk = person(CLERK, **how)
        page = clerk.go(f"/desk/{number}")
        page.locator(f".fe-case__bar a[href^='/desk/{number}/']").first.click()
        page.wait_for_load_state()
        return page

    return arrive


def choose(page, name: str) -> None:
    page.locator(".fe-look__files a", has_text=name).first.click()


def at_page(page, n: int, of: int = 4) -> None:
    page.locator(f".fe-look__sheet[aria-label='Trang {n}/{of}']").wait_for()


def zoomed(page, zoom: str) -> None:
    page.locator(f".fe-look__sheet--{zoom}").wait_for()


def test_the_file_stands_beside_the_answers_and_stays_while_one_reads(at_task):
    page = at_task()
    at_page(page, 1)
    answers, pane = page.locator("#answers").bounding_box(), page.locator("#enclosed").bounding_box()
    assert pane["x"] > answers["x"] + answers["width"]
    assert page.locator(".fe-look__sheet img").evaluate("(image) => image.complete && image.naturalWidth") == 1100
    page.mouse.move(200, 500)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(300)
    shown = page.locator(".fe-look__sheet").bounding_box()
    bar = page.locator(".fe-case__bar").bounding_box()
    assert bar["y"] == 0 and shown["y"] > bar["height"] and shown["y"] + shown["height"] <= 900
    facts = page.locator(".fe-case__facts")
    facts.evaluate("(facts) => facts.scrollIntoView()")
    page.wait_for_timeout(200)
    pane = page.locator("#enclosed").bounding_box()
    assert pane["y"] + pane["height"] <= facts.bounding_box()["y"]
    page.evaluate("scrollTo(0, 0)")
    assert faults(page) == []


def test_pages_and_sizes_change_without_leaving_the_page(at_task, number):
    page = at_task()
    at_page(page, 1)
    stay(page)
    page.locator("[data-menu] summary").click()
    page.locator("[data-menu] a[href='#act-refuse_to_accept']").click()
    assert not page.locator("[data-menu]").evaluate("(menu) => menu.open")
    reason = page.locator("#act-refuse_to_accept textarea").first
    reason.fill("Giấy chứng sinh chưa đóng dấu")
    page.locator("[data-turn=later]").click()
    at_page(page, 2)
    assert page.evaluate("document.activeElement.dataset.turn") == "later"
    assert told(page) == "Trang 2/4"
    page.keyboard.press("Enter")
    at_page(page, 3)
    page.locator("#look-page").fill("4")
    page.keyboard.press("Enter")
    at_page(page, 4)
    assert page.locator("[data-turn=later]").get_attribute("aria-disabled") == "true"
    page.locator("[data-turn=larger]").click()
    zoomed(page, "150")
    assert page.locator(".fe-look__sheet img").evaluate("(image) => image.naturalWidth") == 2200
    choose(page, "anh.jpg")
    at_page(page, 1, 1)
    assert page.locator(".fe-look__files [aria-current]").inner_text().endswith("anh.jpg")
    choose(page, "khoa.pdf")
    page.get_by_text("mật khẩu").wait_for()
    assert page.locator("#look a[download]").count() == 1
    assert stayed(page) and reason.input_value() == "Giấy chứng sinh chưa đóng dấu"
    assert re.search(rf"/desk/{number}/[^?]+\?file=\w+$", page.url)
    assert faults(page) == []


def test_by_keys_alone(at_task):
    page = at_task()
    at_page(page, 1)
    page.locator(".fe-look__files a").first.focus()
    for _tab in range(20):
        page.keyboard.press("Tab")
        if "fe-look__sheet" in page.evaluate("document.activeElement.className"):
            break
    page.keyboard.press("ArrowRight")
    at_page(page, 2)
    page.keyboard.press("ArrowLeft")
    at_page(page, 1)
    page.keyboard.press("+")
    zoomed(page, "150")
    page.keyboard.press("ArrowRight")  # the page is wider than the pane: it moves first
    page.wait_for_timeout(300)
    assert page.locator(".fe-look__sheet").evaluate("(box) => box.scrollLeft") > 0
    at_page(page, 1)
    page.keyboard.press("-")
    zoomed(page, "100")
    page.keyboard.press("-")
    zoomed(page, "whole")
    box = page.locator(".fe-look__sheet").evaluate("(box) => box.scrollHeight - box.clientHeight")
    assert box <= 1
    page.keyboard.press("PageDown")
    at_page(page, 2)
    assert "fe-look__sheet" in page.evaluate("document.activeElement.className")


def test_a_broken_line_is_told_and_tried_again(at_task):
    page = at_task()
    at_page(page, 1)
    page.route("**part=look*", lambda route: route.abort())
    page.locator("[data-turn=later]").click()
    page.locator("#look .govuk-error-message").wait_for()
    assert "Chưa mở được tệp" in page.locator("#look").inner_text()
    at_page(page, 1)
    page.unroute("**part=look*")
    page.locator("[data-turn=later]").click()
    at_page(page, 2)
    assert page.locator("#look .govuk-error-message").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_without_scripts_the_same_is_done_by_links(at_task, width):
    page = at_task(script=False, width=width)
    assert "Chọn một tệp" in page.locator("#look").inner_text()
    choose(page, "chung-sinh.pdf")
    at_page(page, 1)
    page.locator("[data-turn=later]").click()
    at_page(page, 2)
    page.locator("[data-turn=larger]").click()
    zoomed(page, "150")
    page.locator("#look-page").fill("4")
    page.keyboard.press("Enter")
    at_page(page, 4)
    zoomed(page, "150")
    choose(page, "khoa.pdf")
    assert "mật khẩu" in page.locator("#look").inner_text()


@pytest.mark.parametrize("locale", ["vi-VN", "en-US"])
def test_on_a_phone_nothing_is_fetched_before_it_is_asked_for(at_task, locale):
    page = at_task(width=320, locale=locale)
    page.wait_for_load_state("networkidle")
    assert page.locator(".fe-look__sheet").count() == 0
    choose(page, "chung-sinh.pdf")
    page.locator(".fe-look__sheet").wait_for()
    page.wait_for_timeout(300)
    assert 0 <= page.locator("#look").bounding_box()["y"] < 450
    assert faults(page) == []
