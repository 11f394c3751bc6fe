"""A birth is registered: a citizen files, three officials act, the citizen fetches the result; without JavaScript."""

import re
import time

import pytest

from formengine.forms import load_definition
from formengine.resources import folder
from tests.journeys.filling import fill_page

pytestmark = pytest.mark.browser

DEFINITION = load_definition(folder("form_definitions") / "1.001193.json")
EXAMPLE = DEFINITION.examples[0]
PDF = {"name": "giay-chung-sinh.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"}


def file_birth(citizen, papers=(PDF,)) -> str:
    """Fill in, enclose `papers` (the last of them wherever there are more places) and submit; returns the number."""
    page = citizen.go("/procedures/1.001193/apply")
    page.locator("input[name='on_behalf'][value='self'], input[value='self']").first.check()
    citizen.press("Bắt đầu")
    for _page in range(12):
        if "/attachments" in page.url:
            break
        fill_page(page, EXAMPLE.document)
        page.locator("main form#answers button[type=submit]:visible:not(.fe-show)").first.click()
        page.wait_for_load_state()
        assert not page.locator(".govuk-error-summary").count(), page.locator(".govuk-error-summary").inner_text()
    return enclose_and_submit(citizen, papers)


def enclose_and_submit(citizen, papers=(PDF,)) -> str:
    page = citizen.page
    for upload in range(page.locator("input[type=file]").count()):
        page.locator("input[type=file]").nth(upload).set_input_files(papers[min(upload, len(papers) - 1)])
    citizen.press("Lưu và tiếp tục")
    assert "/review" in page.url, page.locator("main").inner_text()[:800]
    page.locator("main form:has(button) button:has-text('Nộp hồ sơ')").first.click()
    page.wait_for_load_state()
    found = re.search(r"H29\.[\d.]+-\d{6}-\d{4}", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()[:800]
    return found[0]


def act(official, number: str, name: str, outcome: str = "", form: dict | None = None) -> None:
    """Open the official's task on the submission from the desk, fill its step form, and do the act."""
    page = official.go("/desk")
    page.click(f"main a:has-text('{number}')")
    page.wait_for_load_state()
    block = page.locator(f"main form[action$='/{name}']")
    if form is not None:
        fill_page(page, form)
    choice = block.locator(f"input[name=outcome][value={outcome}]")
    if outcome and choice.count():  # a step form with a conclusion of its own says the outcome already
        choice.check()
    block.locator("button[type=submit]:visible:not(.fe-show)").last.click()
    page.wait_for_load_state()
    assert not page.locator(".govuk-error-summary").count(), page.locator(".govuk-error-summary").inner_text()


def test_from_the_form_to_the_certificate(person):
    citizen = person("an@mau.example", script=False)
    number = file_birth(citizen)
    assert number.startswith("H29.31.01-")

    act(person("tiepnhan1.binhduong@mau.example", script=False), number, "accept")
    officer = person("hotich.binhduong@mau.example", script=False)
    act(officer, number, "propose", "approve", dict(EXAMPLE.forms["examine"]))

    question = citizen.go(f"/submissions/{number}").locator(f"main a[href='/submissions/{number}/draft-result']")
    assert not question.count()
    time.sleep(60)  # what the officer may still take back is not shown
    citizen.page.reload()
    assert question.count()
    confirm(citizen)

    act(person("lanhdao.binhduong@mau.example", script=False), number, "decide", "approve")
    act(person("tiepnhan1.binhduong@mau.example", script=False), number, "deliver_result", "online")

    page = citizen.go(f"/submissions/{number}")
    assert "Đã trả kết quả" in page.locator("main").inner_text()
    links = page.locator("main a[href$='.pdf']")
    titles = [link.inner_text() for link in links.all()]
    assert any("Giấy khai sinh" in title for title in titles), titles
    for link in links.all():
        answer = citizen.context.request.get(citizen.site + (link.get_attribute("href") or ""))
        assert answer.status == 200
        assert answer.body().startswith(b"%PDF-")


def confirm(citizen) -> None:
    """Say that the draft certificate is right."""
    page = citizen.page
    if not page.locator("input[name=outcome][value=confirmed]").count():
        page.locator("main a[href*='confirm'], main a[href*='draft']").first.click()
        page.wait_for_load_state()
    choice = page.locator("input[name=outcome][value=confirmed]")
    choice.first.check()
    page.locator("main form:has(input[name=outcome]) button[type=submit]:visible").first.click()
    page.wait_for_load_state()


def test_tracking_needs_number_and_code(person, site):
    visitor = person(script=False)
    page = visitor.go("/track")
    answers = []
    for number in ("H29.31.01-261123-0001", "H29.31.01-991231-9999"):
        page.fill("main input[type=text] >> nth=0", number)
        page.fill("main input[type=text] >> nth=1", "WRONG234")
        page.locator("main form button[type=submit]:visible").first.click()
        page.wait_for_load_state()
        answers.append(page.locator("main").inner_text())
    assert answers[0] == answers[1]
