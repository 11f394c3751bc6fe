"""What the engine draws, enhanced in a browser: long lists, amounts, days – by keyboard, and as the server says it."""

import random

import pytest

from formengine.forms.figures import Ambiguous, read_number
from formengine.forms.words import in_words

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_with_a_list_open_either(visit, language, width) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(f"controls?lang={language}", width)
    page.get_by_role("combobox").first.click()
    found = axe.run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_list_of_500_is_walked_by_keys_alone(visit) -> None:
    page = visit("controls")
    box = page.get_by_role("combobox", name="Ngành nghề")
    box.focus()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("option").count() == 500
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    active = lambda: page.locator(f"#{box.get_attribute('aria-activedescendant')}").inner_text()  # noqa: E731
    assert active() == "Ngành số 11"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.type("so 499")
    assert page.locator(".fe-combo [role=status]").first.inner_text() == "1 kết quả; dùng phím mũi tên để chọn"
    page.keyboard.press("Enter")
    assert box.input_value() == "Ngành số 499"
    page.keyboard.press("ArrowDown")
    assert active() == "Ngành số 499"  # looking around begins at what is chosen
    page.keyboard.press("Tab")
    assert page.locator("select").first.input_value() == "Ngành số 499"


@pytest.mark.parametrize("typed", ["daklak", "ĐẮK LẮK", "lak dak", "tỉnh dak"])
def test_a_place_is_found_however_it_is_typed(visit, typed) -> None:
    page = visit("controls")
    box = page.get_by_role("combobox", name="Nơi sinh")
    box.fill(typed)
    assert page.get_by_role("option").all_inner_texts() == ["Tỉnh Đắk Lắk"]


def test_a_place_is_found_by_the_first_letters_of_its_words(visit) -> None:
    page = visit("controls")
    page.get_by_role("combobox", name="Nơi sinh").fill("tphcm")
    assert page.get_by_role("option").all_inner_texts() == ["Thành phố Hồ Chí Minh"]


def test_on_a_phone_every_option_is_large_enough_to_touch(visit) -> None:
    page = visit("controls", 320, has_touch=True)
    page.get_by_role("combobox", name="Nơi sinh").click()
    heights = page.evaluate("[...document.querySelectorAll('[role=option]')].map((row) => row.offsetHeight)")
    assert len(heights) == 34
    assert min(heights) >= 44
    low = page.evaluate("""() => {
        const list = document.querySelector('.fe-combo__list:not([hidden])').getBoundingClientRect();
        return [list.left >= 0, list.right <= innerWidth];
    }""")
    assert low == [True, True]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_browser_says_amounts_as_the_server_does(visit, language) -> None:
    chance = random.Random(20261123)
    numbers = [chance.randrange(10 ** chance.randint(1, 15)) for _n in range(400)]
    numbers += [0, 1, 10, 15, 21, 100, 105, 1_000, 1_000_005, 2**53, -5, -(2**53), 1_000_000_000, 1_005_000_021]
    said = visit(f"controls?lang={language}").evaluate(
        """async (numbers) => {
            const {inWords} = await import(document.querySelector('script[src*="number-input"]').src);
            return numbers.map((number) => inWords(BigInt(number)));
        }""",
        [str(number) for number in numbers],
    )
    assert said == [in_words(number, language, money=True) for number in numbers]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_browser_says_nothing_of_a_text_that_the_server_would_ask_back(visit, language) -> None:
    texts = [
        "1.234.567", "1,234,567", "1234567", "1.5", "1,5", "1,234", "1.234", "0,125", "0.125", "12 345", "1,0", "1.0",
        "00", "0012", "-15", "+15", "\u221215", "1.23.456", "abc", "", "1e3", "9007199254740993", "1.234,00", "1 234.5",
    ]  # fmt: skip
    page = visit(f"controls?lang={language}")
    read = page.evaluate(
        """async (texts) => {
            const {amountOf} = await import(document.querySelector('script[src*="number-input"]').src);
            return texts.map((text) => amountOf(text)?.toString() ?? null);
        }""",
        texts,
    )
    for text, amount in zip(texts, read, strict=True):
        if amount is not None:
            assert read_number(text, language) == int(amount), text
        elif text != "1e3":
            try:
                assert not isinstance(read_number(text, language), int), text
            except (Ambiguous, ValueError):
                pass


def test_an_amount_is_said_while_it_is_typed_and_a_text_unsaid(visit) -> None:
    page = visit("controls")
    box = page.get_by_label("Vốn kinh doanh")
    said = page.locator(f"#{box.get_attribute('data-money')}")
    assert said.inner_text() == "Một triệu hai trăm nghìn đồng"
    box.fill("2.500.000đ")
    page.get_by_text("Hai triệu năm trăm nghìn đồng").wait_for()
    box.fill("2.5")
    page.wait_for_function("(id) => document.getElementById(id).textContent === ''", arg=said.get_attribute("id"))


def test_of_two_readings_one_is_chosen_or_the_number_written_anew(visit, site) -> None:
    page = visit("controls")
    page.get_by_label("1.234 – một nghìn hai trăm ba mươi bốn").check()
    site.config["posted"].clear()
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu và tiếp tục").click()
    assert site.config["posted"][-1]["_reading:/area"] == "1,234=1234"
    page.get_by_label("Diện tích").fill("12,5")
    assert page.locator("[data-readings]").count() == 0


def test_the_calendar_fills_the_boxes_of_a_day_and_a_birthday_has_none(visit) -> None:
    page = visit("controls")
    assert page.get_by_role("button", name="Chọn trên lịch").inner_text().endswith("Ngày bắt đầu")
    assert page.locator(".fe-calendar").count() == 1
    page.evaluate("""() => {
        const calendar = document.querySelector(".fe-calendar__value");
        calendar.value = "2026-12-01";
        calendar.dispatchEvent(new Event("change"));
    }""")
    boxes = page.get_by_role("group", name="Ngày bắt đầu").get_by_role("textbox")
    assert [box.input_value() for box in boxes.all()] == ["01", "12", "2026"]
