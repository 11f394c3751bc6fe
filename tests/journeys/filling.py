"""Filling in a page of a form as a person without JavaScript does: control by control, "show" buttons included."""

import re
from typing import Any

from playwright.sync_api import Locator, Page

from formengine.forms.pointers import ABSENT, look_up

PART = re.compile(r"^_(month|year):(.*)$")


def fill_page(page: Page, document: Any) -> None:
    """Type the answers of `document` into every control of the page; press the buttons that show more."""
    for _round in range(12):
        if not _fill_shown(page, document):
            return
        button = page.locator("main button.fe-show:visible").first
        button.click()
        page.wait_for_load_state()
    raise AssertionError(f"the page never stops asking: {page.url}")


def _fill_shown(page: Page, document: Any) -> bool:
    """Fill what is there; True when a button has to be pressed to see more."""
    before = page.locator("main form [name^='/']").count()
    changed = False
    for control in page.locator("main form :is(input, select, textarea)[name]:visible").all():
        changed = _fill(control, document) or changed
    return changed and page.locator("main button.fe-show:visible").count() > 0 and before > 0


def _fill(control: Locator, document: Any) -> bool:
    name, kind = control.get_attribute("name") or "", control.evaluate("e => e.type")
    part = PART.match(name)
    value = look_up(document, part[2] if part else name) if (part or name.startswith("/")) else ABSENT
    if value is ABSENT or value is None:
        return False
    if kind in ("radio", "checkbox"):
        return _tick(control, value)
    text = _text(control, value, part[1] if part else "")
    if control.evaluate("e => e.value") == text:
        return False
    if kind == "select-one":
        if control.locator(f"option[value='{text}']").count() == 0:
            return False
        control.select_option(text)
    else:
        control.fill(text)
    return True


def _tick(control: Locator, value: Any) -> bool:
    mine = control.get_attribute("value") or ""
    wanted = value if isinstance(value, list) else [value]
    texts = {str(one).lower() if isinstance(one, bool) else str(one) for one in wanted}
    if value is True:
        texts |= {"true", "yes", "on", "1"}
    if value is False:
        texts |= {"false", "no", "0"}
    if mine.strip('"') not in texts or control.is_checked():
        return False
    control.check()
    return True


def _text(control: Locator, value: Any, part: str) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        year, month, day = value.split("-")
        name = control.get_attribute("name") or ""
        has_parts = control.page.locator(f"[name='_month:{name}']").count() > 0
        if part or has_parts:
            return {"month": month, "year": year}.get(part, day)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
