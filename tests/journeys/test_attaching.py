"""Enclosing photographs and papers in a browser: made smaller, sent with progress, looked at, replaced, removed."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from made_files import pdf
from PIL import Image

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def large_photo(orientation: int) -> bytes:
    """A photograph of more than 12 MB, held sideways."""
    image, made, exif = Image.effect_noise((4200, 3000), 90).convert("RGB"), io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    image.save(made, "JPEG", quality=97, exif=exif)
    assert len(made.getvalue()) > 12_000_000
    return made.getvalue()


@pytest.fixture
def at_attachments(person):
    """at_attachments(width=…, script=…) is somebody on the page of attachments of a new draft."""

    def arrive(**how):
        citizen = person("an@mau.example", **how)
        page = citizen.go("/procedures/1.001193/apply")
        page.locator("input[value='self']").first.check()
        citizen.press("Bắt đầu")
        citizen.go(page.url.removeprefix(citizen.site).rsplit("/pages/", 1)[0] + "/attachments")
        return citizen

    return arrive


def faults(page) -> list[str]:
    found = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:150]}"
        for fault in Axe().run(page, options=RULES).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize("width", [1280, 320])
def test_a_large_photograph_is_made_smaller_upright_and_sent_at_once(at_attachments, width):
    citizen = at_attachments(width=width)
    page = citizen.page
    told = page.evaluate_handle("""() => {
        const told = [];
        new MutationObserver(() => told.push(document.querySelector("main").innerText)).observe(
            document.querySelector("main"), {childList: true, subtree: true, characterData: true});
        return told;
    }""")
    photo = {"name": "chung-sinh.jpg", "mimeType": "image/jpeg", "buffer": large_photo(6)}
    page.locator("input[type=file]").first.set_input_files([photo])
    page.locator(".fe-files li").wait_for()
    said = "\n".join(told.json_value())
    assert "Đã thu nhỏ: trước là" in said and "Đang gửi 1 tệp" in said
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert faults(page) == []
    page.locator(".fe-files__name a").click()
    picture = page.locator("figure img")
    picture.wait_for()
    page.wait_for_function("(image) => image.complete", arg=picture.element_handle())
    wide, high = picture.evaluate("(image) => [image.naturalWidth, image.naturalHeight]")
    assert high > wide  # upright, as it was held
    assert faults(page) == []


def test_a_refused_file_is_told_at_its_place_and_the_others_stay(at_attachments):
    page = at_attachments().page
    box = page.locator("input[type=file]").first
    box.set_input_files([{"name": "giay.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}])
    page.locator(".fe-files li").wait_for()
    box = page.locator("input[type=file][multiple]").first
    box.set_input_files([{"name": "hong.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 cut"}])
    page.locator(".govuk-error-message").wait_for()
    assert "hong.pdf" in page.locator(".govuk-error-message").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert "giay.pdf" in page.locator(".fe-files").inner_text()
    assert faults(page) == []


def test_a_broken_line_keeps_the_page_and_says_what_to_do(at_attachments):
    citizen = at_attachments()
    page = citizen.page
    page.route("**/attachments", lambda route: route.abort())
    page.locator("input[type=file]").first.set_input_files(
        [{"name": "giay.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.get_by_text("Chưa gửi được tệp").wait_for()
    assert page.locator("input[type=file]").first.evaluate("(input) => input.files.length") == 1
    page.unroute("**/attachments")
    citizen.press("Lưu và tiếp tục")
    assert "giay.pdf" in citizen.go(page.url.removeprefix(citizen.site).replace("review", "attachments")).content()


def test_a_file_is_replaced_in_its_place(at_attachments):
    page = at_attachments().page
    page.locator("input[type=file]").first.set_input_files(
        [{"name": "cu.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.locator(".fe-files li").wait_for()
    page.get_by_text("Thay tệp").click()
    page.locator("input[name^='replace:']").set_input_files(
        [{"name": "moi.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.locator(".fe-files__name a", has_text="moi.pdf").wait_for()
    assert "cu.pdf" not in page.locator(".fe-files").inner_text()


def test_without_scripts_the_same_is_done_by_buttons(at_attachments):
    citizen = at_attachments(script=False)
    page = citizen.page
    page.locator("input[type=file]").first.set_input_files(
        [{"name": "giay.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    citizen.press("Tải lên tệp đã chọn")
    assert "giay.pdf" in page.locator(".fe-files").inner_text()
    citizen.press("Xóa")
    assert page.locator(".fe-files").count() == 0
