"""Somebody in the middle of a form: a draft of a procedure, opened at one of its pages."""

import re

from playwright.sync_api import Page

from formengine.forms import load_definition
from formengine.resources import folder


def open_page(citizen, code: str, pointer: str) -> Page:
    """Begin a draft and open the page of it that asks for the value at `pointer`."""
    address, browser = f"{citizen.site}/procedures/{code}/apply", citizen.context.request
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text())[1]
    answer = browser.post(address, form={"csrf_token": token, "for": "self"}, max_redirects=0)
    draft = answer.headers["location"].split("/pages/")[0]
    number = load_definition(folder("form_definitions") / f"{code}.json").form("vi").page_of(pointer) + 1
    page = citizen.go(f"{draft}/pages/{number}")
    stay(page)
    return page


def send(page: Page) -> None:
    """Press the button at the foot: save and continue."""
    page.locator("main form#answers .fe-actions button[value=next]").click()
    page.wait_for_load_state()


def stay(page: Page) -> None:
    """Mark the page, so that one can tell a page drawn anew from one that was loaded anew."""
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def answers(page: Page) -> dict[str, str]:
    """What the page would send."""
    return dict(page.evaluate("[...new FormData(document.getElementById('answers'))]"))


def told(page: Page) -> str:
    """What a screen reader was told last."""
    page.wait_for_timeout(150)
    return page.locator("#fe-status").inner_text() if page.locator("#fe-status").count() else ""


def focused(page: Page) -> str:
    """The name, id or text of what has the focus."""
    return page.evaluate("(e => e.name || e.getAttribute('aria-labelledby') || e.innerText)(document.activeElement)")


def slow_answers(page: Page, milliseconds: int) -> None:
    """Every answer to the page's scripts is on its way for this long."""
    page.evaluate(
        """(time) => {
            const send = window.fetch;
            window.fetch = async (...asked) => {
                const answer = await send(...asked);
                await new Promise((done) => setTimeout(done, time));
                return answer;
            };
        }""",
        milliseconds,
    )
