"""The frame and the scripts in a browser, under the security policy of the product."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("name", ["form", "work"])
def test_axe_finds_nothing(visit, name: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(visit(name, width)).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("name", ["form", "work"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_wider_than_a_small_phone(visit, name: str, language: str) -> None:
    page = visit(f"{name}?lang={language}", 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("main *:not(.govuk-visually-hidden)")]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > 320)
            .map((element) => element.outerHTML.slice(0, 90))"""
    )
    assert beyond == []


@pytest.mark.parametrize("name", ["form", "work"])
def test_what_is_pressed_is_at_least_24_pixels_high(visit, name: str) -> None:
    small = visit(name, 375).evaluate(
        """() => [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), nav a, footer a")]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 24)
            .map((element) => element.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_the_page_speaks_its_language_and_offers_the_other(visit) -> None:
    page = visit("form?lang=en")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title().startswith("Error: ")
    assert page.locator(".fe-languages form").get_attribute("action") == "/language"
    assert page.locator(".fe-languages input[name=next]").get_attribute("value") == "/page/form?lang=en"
    assert page.locator(".fe-languages button").get_attribute("value") == "vi"


def test_the_error_summary_takes_the_focus_and_leads_to_the_control(visit) -> None:
    page = visit("form")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.click(".govuk-error-summary a")
    assert page.evaluate("document.activeElement.id") == "name"


def test_a_long_list_is_searched_without_accents_and_by_keys(visit, site) -> None:
    page = visit("form")
    page.click("#province")
    page.keyboard.type("dak lak")
    assert page.locator("[role=option]").all_inner_texts() == ["Tỉnh Đắk Lắk"]
    page.keyboard.press("ArrowDown")
    assert page.locator("#province").get_attribute("aria-activedescendant") == page.locator(
        "[role=option]"
    ).get_attribute("id")
    page.keyboard.press("Enter")
    page.locator("#ward option", has_text="Phường Một của 66").wait_for(state="attached")
    assert page.input_value("#province") == "Tỉnh Đắk Lắk"
    assert page.evaluate("document.activeElement.id") == "province"
    site.config["posted"].clear()
    with page.expect_navigation():
        page.click("text=Lưu và tiếp tục")
    assert site.config["posted"][-1]["/province"] == "66"


def test_leaving_the_search_takes_the_only_name_left_and_nothing_else(visit) -> None:
    page = visit("form")
    chosen = page.locator("#province-value")
    page.fill("#province", "tinh")
    page.keyboard.press("Tab")
    assert chosen.evaluate("select => select.value") == ""
    assert page.input_value("#province") == ""
    page.fill("#province", "lam dong")
    page.keyboard.press("Tab")
    page.locator("#ward option", has_text="Phường Một của 68").wait_for(state="attached")
    page.fill("#province", "zzz")
    assert "Không tìm thấy" in page.locator(".fe-combo").first.inner_text()
    page.keyboard.press("Tab")
    assert page.input_value("#province") == "Tỉnh Lâm Đồng"


def test_a_deciding_answer_redraws_the_form_and_keeps_what_was_typed(visit) -> None:
    page = visit("form")
    assert page.locator(".fe-show").first.is_hidden()
    page.fill("#name", "Lò Thị Ẩn")
    page.check("#paper")
    page.wait_for_selector("#copies")
    assert page.input_value("#name") == "Lò Thị Ẩn"
    assert page.evaluate("document.activeElement.id") == "paper"
    assert page.is_checked("#paper")


def test_without_scripts_the_button_and_the_plain_list_are_there(visit) -> None:
    page = visit("form", scripts=False)
    assert page.locator("select#province").is_visible()
    page.check("#paper")
    page.click("text=Cập nhật")
    assert page.locator("#copies").is_visible()


def test_enter_in_a_text_goes_on_and_shows_no_list(visit, site) -> None:
    page = visit("form", scripts=False)
    site.config["posted"].clear()
    page.fill("#name", "Lò Thị Ẩn")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert site.config["posted"][-1]["_go"] == "next"


def test_a_form_is_sent_once_however_often_it_is_pressed(visit) -> None:
    sent = visit("form").evaluate(
        """() => {
            const button = document.querySelector('[value="next"]:not([hidden])'), form = button.form;
            let sent = 0;
            window.addEventListener("submit", (event) => { sent += !event.defaultPrevented; event.preventDefault(); });
            button.click();
            button.click();
            return [sent, button.disabled, form.isConnected];
        }"""
    )
    assert sent == [1, False, True]


def test_a_file_too_large_is_told_before_it_is_sent(visit) -> None:
    page = visit("form")
    large = {"name": "lon.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_200_000}
    page.set_input_files("#proof", [large])
    assert "lon.pdf (1,1 MB)" in page.locator(".fe-upload__list").inner_text()
    assert "Tệp quá lớn: tối đa 1 MB" in page.locator(".fe-upload__list").inner_text()
