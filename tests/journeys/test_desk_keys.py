"""A clerk works through the desk's list with the keyboard: from row to row, and ticking for one act on many tasks."""

import pytest

pytestmark = pytest.mark.browser

CLERK = "tiepnhan1.binhduong@mau.example"


@pytest.fixture
def desk(person):
    return person(CLERK).go("/desk?size=100")


def ticked(page) -> list[bool]:
    return page.eval_on_selector_all("input[name=task]", "boxes => boxes.map((box) => box.checked)")


def test_arrows_go_from_row_to_row_and_space_ticks(desk) -> None:
    desk.focus("tbody th a")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Space")
    assert ticked(desk)[:4] == [False, True, True, False]
    desk.keyboard.press("Space")
    assert ticked(desk)[:4] == [False, True, False, False]


def test_one_box_ticks_and_unticks_the_whole_page(desk) -> None:
    assert len(ticked(desk)) > 3
    every = desk.locator("#bulk-all")
    every.check()
    assert all(ticked(desk))
    desk.locator("input[name=task]").first.uncheck()
    assert not every.is_checked()
    every.check()
    every.uncheck()
    assert not any(ticked(desk))
