"""Choosers and rows act without leaving the page; the focus goes where the button led, what was typed stands."""

import pytest
from playwright.sync_api import expect

from tests.journeys.drafts import focused, slow_answers, stay, stayed, told

pytestmark = pytest.mark.browser
KIND, NOTE, LAST = "[name='_kind:/owner']", "[name='/note']", "[name='/members/{}/name']"


@pytest.fixture
def page(visit):
    page = visit("chooser")
    stay(page)
    return page


def names(page) -> list[str]:
    return [box.input_value() for box in page.locator("[name^='/members/'][name$='/name']").all()]


def press(page, action: str) -> None:
    page.locator(f"button[name='_go'][value='{action}']").focus()
    page.keyboard.press("Enter")


def add(page, *texts: str) -> None:
    for text in texts:
        count = len(names(page))
        press(page, "add:/members")
        expect(page.locator(LAST.format(count))).to_have_count(1)
        page.fill(LAST.format(count), text)


def test_a_chooser_needs_no_button(page):
    expect(page.locator("button.fe-show")).to_be_hidden()
    page.select_option(KIND, label="Tổ chức")
    expect(page.locator("[name='/owner/tax']")).to_have_count(1)
    assert told(page) == "Đã cập nhật biểu mẫu"
    assert stayed(page) and focused(page) in ("_kind:/owner", "BODY")
    page.select_option(KIND, label="Cá nhân")
    expect(page.locator("[name='/owner/name']")).to_have_count(1)


def test_without_scripts_a_chooser_has_its_button(visit):
    page = visit("chooser", scripts=False)
    page.select_option(KIND, label="Tổ chức")
    page.locator("button.fe-show").first.click()
    assert page.locator("[name='/owner/tax']").count() == 1


def test_rows_are_added_moved_copied_and_removed_by_keyboard(page):
    add(page, "Hai", "Ba")
    press(page, "up:/members/2")
    expect(page.locator(LAST.format(1))).to_have_value("Ba")
    assert told(page) == "Đã chuyển: Thành viên 3"
    assert page.evaluate("document.activeElement.value") == "up:/members/1"
    page.keyboard.press("Enter")
    expect(page.locator(LAST.format(0))).to_have_value("Ba")
    press(page, "copy:/members/0")
    expect(page.locator(LAST.format(3))).to_have_count(1)
    assert names(page) == ["Ba", "Ba", "Một", "Hai"]
    assert told(page) == "Đã sao chép: Thành viên 1"
    press(page, "remove:/members/1")
    expect(page.locator(LAST.format(3))).to_have_count(0)
    assert names(page) == ["Ba", "Một", "Hai"] and told(page) == "Đã xoá: Thành viên 2"
    assert stayed(page)


def test_the_focus_goes_into_a_new_row_and_to_the_row_that_took_the_place_of_one_removed(page):
    press(page, "add:/members")
    expect(page.locator(LAST.format(1))).to_have_count(1)
    inside = "document.activeElement.closest('.fe-row')?.querySelector('.govuk-heading-s').innerText"
    assert page.evaluate(inside) == "Thành viên 2"
    assert told(page) == "Đã thêm: Thành viên"
    press(page, "remove:/members/0")
    expect(page.locator(LAST.format(1))).to_have_count(0)
    assert page.evaluate(inside) == "Thành viên 1"
    press(page, "remove:/members/0")
    expect(page.locator(LAST.format(0))).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.fe-rows') !== null")


def test_a_late_answer_never_overwrites_what_was_typed_since(page):
    page.fill(NOTE, "trước")
    slow_answers(page, 500)
    page.select_option(KIND, label="Tổ chức")
    page.fill(NOTE, "gõ trong lúc chờ")
    expect(page.locator("[name='/owner/tax']")).to_have_count(1)
    assert page.input_value(NOTE) == "gõ trong lúc chờ"
    assert focused(page) == "/note"


def test_what_is_typed_into_a_row_while_another_is_removed_follows_its_row(page):
    add(page, "Hai", "Ba")
    slow_answers(page, 500)
    page.locator("button[value='remove:/members/0']").click()
    page.fill(LAST.format(2), "Ba, sửa trong lúc chờ")
    page.locator(LAST.format(2)).press("End")
    expect(page.locator(LAST.format(2))).to_have_count(0)
    assert names(page) == ["Hai", "Ba, sửa trong lúc chờ"]


def test_the_caret_stays_where_it_was(page):
    page.fill(NOTE, "abcdef")
    slow_answers(page, 300)
    page.select_option(KIND, label="Tổ chức")
    page.locator(NOTE).focus()
    page.evaluate("document.activeElement.setSelectionRange(2, 4)")
    expect(page.locator("[name='/owner/tax']")).to_have_count(1)
    assert page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [2, 4]


def test_a_second_press_while_the_first_is_under_way_does_nothing(page):
    slow_answers(page, 300)
    button = page.locator("button[value='add:/members']")
    button.evaluate("(button) => { button.click(); button.click(); }")
    expect(page.locator(LAST.format(1))).to_have_count(1)
    page.wait_for_timeout(700)
    assert len(names(page)) == 2
