"""axe finds nothing on any page type, in both languages, at both widths; nothing is wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PUBLIC = (
    "/",
    "/?q=ho+khau",
    "/procedures/1.001193",
    "/procedures/1.000005",
    "/track",
    "/sign-in",
    "/register",
    "/nowhere",
)
CITIZEN = ("/submissions", "/procedures/1.001612/apply")
CLERK = ("/desk", "/desk/search?q=mau", "/desk/internal", "/agency")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page) -> list[str]:
    """What axe objects to, and whether the page scrolls sideways."""
    result = Axe().run(page, options=RULES)
    found = [
        f"{page.url}: {violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in result.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{page.url}: {wide} px wider than the window"] if wide > 0 else [])


def look(someone, paths) -> list[str]:
    found = []
    for path in paths:
        found += faults(someone.go(path))
    return found


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("locale", ["vi-VN", "en-US"])
def test_public_pages(person, width, locale):
    assert look(person(width=width, locale=locale), PUBLIC) == []


@pytest.mark.parametrize("width", [1280, 375])
def test_citizen_pages(person, width):
    citizen = person("an@mau.example", width=width)
    found = look(citizen, CITIZEN)
    page = citizen.go("/submissions")
    for link in [one.get_attribute("href") for one in page.locator("main a[href*='/submissions/H']").all()][:4]:
        found += faults(citizen.go(link))
    assert found == []


@pytest.mark.parametrize("width", [1280, 375])
def test_filling_in(person, width):
    citizen = person("chi@mau.example", width=width)
    page = citizen.go("/procedures/1.013225/apply")
    page.locator("input[value='self']").first.check()
    citizen.press("Bắt đầu")
    found = faults(page)
    page.locator("main form#answers button[type=submit]:visible:not(.fe-show)").first.click()
    page.wait_for_load_state()
    assert page.locator(".govuk-error-summary").count() == 1
    found += faults(page)
    for part in ("attachments", "review"):
        found += faults(citizen.go(page.url.removeprefix(citizen.site).rsplit("/pages/", 1)[0] + "/" + part))
    assert found == []


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("account", ["hotich.binhduong@mau.example", "chuyenvien1.taichinh@mau.example"])
def test_clerks_pages(person, width, account):
    clerk = person(account, width=width)
    found = look(clerk, CLERK)
    page = clerk.go("/desk")
    for link in [one.get_attribute("href") for one in page.locator("main table a").all()][:3]:
        found += faults(clerk.go(link))
    assert found == []


@pytest.mark.parametrize("width", [1280, 375])
def test_leaders_pages(person, width):
    leader = person("lanhdao.binhduong@mau.example", width=width)
    pages = ("/desk/figures", "/desk/figures/hand-overs", "/desk/overview", "/desk/register", "/desk/deputies")
    assert look(leader, pages) == []


def test_counter_and_publishing_pages(person):
    found = look(person("tiepnhan1.binhduong@mau.example"), ("/desk/counter",))
    found += look(person("quantri@mau.example"), ("/agency", "/agency/upload", "/agency/calendar"))
    assert found == []
