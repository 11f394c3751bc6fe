"""What is typed is kept while it is typed, and the page says so; nothing is lost or overwritten."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.drafts import answers, open_page, send, slow_answers, stay, stayed

pytestmark = pytest.mark.browser
BUSINESS, NAME = "1.001612", "[name='/business_name']"
CAPITAL = "[name='/capital']"


def typed(page, text: str) -> None:
    page.fill(NAME, text)
    page.locator(NAME).press("Tab")


def saves_of(page) -> list:
    found: list = []
    page.on("request", lambda sent: found.append(sent) if "_go=keep" in (sent.post_data or "") else None)
    return found


def saying(page, text: str) -> None:
    expect(page.locator("#saving")).to_contain_text(text)


def test_it_says_when_it_saved_and_saves_only_what_changed(person):
    page = open_page(person("an@mau.example"), BUSINESS, "/business_name")
    saves = saves_of(page)
    expect(page.locator("#saving")).to_be_hidden()
    typed(page, "Phở Mẫu")
    saying(page, "Đã lưu lúc ")
    revision = answers(page)["revision"]
    page.fill(NAME, "Phở Mẫu 2")
    page.fill(NAME, "Phở Mẫu")
    page.locator(NAME).press("Tab")
    page.locator(NAME).focus()
    page.locator(NAME).press("Tab")
    page.wait_for_timeout(700)
    assert len(saves) == 1 and answers(page)["revision"] == revision
    page.reload()
    assert page.input_value(NAME) == "Phở Mẫu"
    assert page.locator(".govuk-error-message").count() == 0


def test_it_saves_while_one_types_without_leaving_the_field(person):
    page = open_page(person("an@mau.example"), BUSINESS, "/business_name")
    page.locator(NAME).press_sequentially("Bún Mẫu")
    saying(page, "Đã lưu lúc ")


def test_wrong_answers_are_kept_as_they_are_and_the_page_is_not_done(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/capital")
    page.fill(CAPITAL, "mười triệu")
    page.locator(CAPITAL).press("Tab")
    saying(page, "Đã lưu lúc ")
    draft = page.url.rsplit("/pages/", 1)[0]
    page.goto(draft)
    assert page.url.endswith("/pages/1")
    page.goto(f"{draft}/pages/3")
    assert page.input_value(CAPITAL) == "mười triệu"


def test_another_window_is_never_overwritten(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/business_name")
    other = citizen.context.new_page()
    other.goto(page.url)
    typed(other, "Ở cửa sổ kia")
    saying(other, "Đã lưu lúc ")
    typed(page, "Ở cửa sổ này")
    saying(page, "đã được sửa ở cửa sổ hoặc thiết bị khác")
    saves = saves_of(page)
    typed(page, "Ở cửa sổ này nữa")
    page.wait_for_timeout(700)
    assert not saves
    send(page)
    assert "Ở cửa sổ kia" in page.locator("main").inner_text()
    assert "Ở cửa sổ này nữa" in page.locator("main").inner_text()
    other.reload()
    assert other.input_value(NAME) == "Ở cửa sổ kia"


def test_windows_on_different_pages_do_not_disturb_each_other(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/business_name")
    other = citizen.context.new_page()
    other.goto(page.url.replace("/pages/2", "/pages/3"))
    other.fill(CAPITAL, "10.000.000")
    other.locator(CAPITAL).press("Tab")
    saying(other, "Đã lưu lúc ")
    typed(page, "Phở Mẫu")
    saying(page, "Đã lưu lúc ")
    other.reload()
    assert other.input_value(CAPITAL) == "10.000.000"


def sign_out_everywhere(citizen) -> None:
    """The session ends; the browser's cookie stays."""
    cookies = citizen.context.cookies()
    other = citizen.context.new_page()
    other.goto(citizen.site + "/submissions")
    other.locator("header button:has-text('Đăng xuất')").click()
    other.wait_for_load_state()
    citizen.context.add_cookies([one for one in cookies if one["name"] == "formengine"])
    other.close()


def test_a_session_that_expired_loses_nothing(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/business_name")
    address = page.url
    sign_out_everywhere(citizen)
    typed(page, "Còn nguyên")
    saying(page, "phiên đăng nhập đã hết")
    page.fill(NAME, "Còn nguyên sau cùng")
    page.locator("#saving button").click()
    page.wait_for_url("**/sign-in**")
    page.click('form:has(input[value="an@mau.example"]) button')
    page.wait_for_url("**/resume")
    page.get_by_role("button", name="Tiếp tục").first.click()
    page.wait_for_load_state()
    assert page.url == address
    assert page.input_value(NAME) == "Còn nguyên sau cùng"
    stay(page)
    typed(page, "Còn nguyên, sửa tiếp")
    saying(page, "Đã lưu lúc ")


def test_who_signs_in_again_in_another_window_just_goes_on(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/business_name")
    sign_out_everywhere(citizen)
    typed(page, "Vẫn đây")
    saying(page, "phiên đăng nhập đã hết")
    other = citizen.context.new_page()
    other.goto(citizen.site + "/sign-in")
    other.click('form:has(input[value="an@mau.example"]) button')
    other.wait_for_load_state()
    typed(page, "Vẫn đây nhé")
    saying(page, "Đã lưu lúc ")
    expect(page.locator("#saving button")).to_be_hidden()
    send(page)
    assert "/pages/2" not in page.url or page.input_value(NAME) == "Vẫn đây nhé"


def test_without_a_connection_it_says_so_and_tries_again(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/business_name")
    citizen.context.set_offline(True)
    typed(page, "Mất mạng")
    saying(page, "không có kết nối mạng")
    expect(page.locator("#fe-status")).to_have_text(re.compile("^Chưa lưu được"))
    citizen.context.set_offline(False)
    saying(page, "Đã lưu lúc ")
    page.reload()
    assert page.input_value(NAME) == "Mất mạng"


def test_sending_the_page_waits_for_the_save_under_way(person):
    page = open_page(person("an@mau.example"), BUSINESS, "/business_name")
    slow_answers(page, 700)
    saves = saves_of(page)
    typed(page, "Chậm")
    page.wait_for_timeout(500)
    assert len(saves) == 1
    page.fill(NAME, "Chậm mà chắc")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_have_count(1)  # what else is missing on the page
    assert "cửa sổ khác" not in page.locator("main").inner_text()
    assert page.input_value(NAME) == "Chậm mà chắc"


@pytest.mark.parametrize("script", [True, False])
def test_back_keeps_what_was_typed(person, script):
    citizen = person("an@mau.example", script=script)
    page = open_page(citizen, BUSINESS, "/business_name")
    page.fill(NAME, "Quay lại")
    page.get_by_role("button", name="Quay lại").click()
    page.wait_for_url("**/pages/1")
    page.goto(page.url.replace("/pages/1", "/pages/2"))
    assert page.input_value(NAME) == "Quay lại"


def test_the_browsers_own_back_and_forward_keep_it_too(person):
    citizen = person("an@mau.example")
    page = open_page(citizen, BUSINESS, "/business_name")
    first = page.url.replace("/pages/2", "/pages/1")
    page.goto(first)
    page.goto(page.url.replace("/pages/1", "/pages/2"))
    page.fill(NAME, "Nút của trình duyệt")
    page.go_back()
    page.wait_for_url("**/pages/1")
    page.go_forward()
    page.wait_for_url("**/pages/2")
    page.wait_for_load_state("networkidle")
    assert page.input_value(NAME) == "Nút của trình duyệt"
    typed(page, "Và sửa tiếp")
    saying(page, "Đã lưu lúc ")


def test_enter_goes_on_and_never_back(person):
    page = open_page(person("an@mau.example"), BUSINESS, "/business_name")
    page.locator(NAME).press_sequentially("Phím Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_have_count(1)
    assert not stayed(page) and page.input_value(NAME) == "Phím Enter"
