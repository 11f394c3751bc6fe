"""What is committed in static/ is what the script made, complete, small, and asks nothing of anybody else."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from formengine.resources import folder

STATIC = folder("static")
TEMPLATES = folder("templates")
TEXTS = sorted(path for path in STATIC.rglob("*") if path.suffix in (".css", ".js", ".svg"))
# Names that look like addresses: of a vocabulary, and the base of nameless schemas in the vendored interpreter.
NAMES = ("http://www.w3.org/2000/svg", "https://github.com/cfworker")
FRAME = sorted([*(TEMPLATES / "layout").rglob("*.html"), *(TEMPLATES / "components").rglob("*.html")])
SHEET = (STATIC / "formengine.css").read_text("utf-8")
MANIFEST = json.loads((STATIC / "vendored.json").read_text("utf-8"))


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("name", MANIFEST["files"])
def test_a_vendored_file_is_as_the_script_made_it(name: str) -> None:
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == MANIFEST["files"][name]


def test_fonts_and_bundle_come_with_their_licences() -> None:
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "LICENSE").read_text("utf-8").upper()
    assert "MIT License" in (STATIC / "js" / "govuk.LICENSE").read_text("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_the_compressed_copy_is_of_this_file(path: Path) -> None:
    assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", path.read_text("utf-8"))
    assert [address for address in addresses if not address.startswith(NAMES)] == []


def test_no_licensed_font_is_named() -> None:
    assert "GDS Transport" not in SHEET
    assert "Be Vietnam Pro" in SHEET


def test_the_sheet_asks_only_for_files_beside_it() -> None:
    asked = re.findall(r"url\(\"?([^)\"]+)\"?\)", SHEET)
    assert asked
    assert [name for name in asked if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("path", FRAME, ids=named)
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


def test_every_class_of_ours_is_drawn() -> None:
    used = {name for path in FRAME for name in re.findall(r"\bfe-[a-z_-]+[a-z]", path.read_text("utf-8"))}
    drawn = set(re.findall(r"\.(fe-[a-z_-]+[a-z])", SHEET))
    plain = {"fe-deadline--", "fe-message--", "fe-opinion--", "fe-route__stage--", "fe-route__step--", "fe-width--"}
    # told apart by their parent's rules, or named for scripts
    silent = {"fe-message--info", "fe-width--wide", "fe-figure--", "fe-columns__side"}
    assert {name for name in used if name not in drawn and f"{name}--" not in plain} <= silent


def test_every_icon_a_component_names_is_in_the_sheet_of_icons() -> None:
    symbols = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    source = "".join(path.read_text("utf-8") for path in FRAME)
    named_here = set(re.findall(r'(?:icon|draw)\("([a-z]+)"\)', source)) | set(re.findall(r"#([a-z]+)\"/>", source))
    assert named_here
    assert named_here <= symbols


def scripts_of(*templates: str) -> set[Path]:
    """The scripts that these templates name, and what those import at once or later."""
    named_there = "".join((TEMPLATES / name).read_text("utf-8") for name in templates)
    waiting = [STATIC / name for name in re.findall(r"static\([\"'](js/[\w/-]+\.js)", named_there)]
    found: set[Path] = set()
    while waiting:
        script = waiting.pop().resolve()
        if script not in found:
            found.add(script)
            imported = re.findall(r"(?:from |import\()\"(\.[./\w-]+\.js)\"", script.read_text("utf-8"))
            waiting += [script.parent / name for name in imported]
    return found


def packed(*files: Path) -> int:
    """Bytes of these files on the wire."""
    return sum(path.with_name(path.name + ".gz").stat().st_size for path in files)


LETTERS = [f"be-vietnam-pro-{part}-{weight}.woff2" for part in ("latin", "vietnamese") for weight in (400, 600)]
FRAME_SCRIPTS = scripts_of("layout/base.html")
FORM_SCRIPTS = scripts_of("layout/base.html", "form/scripts.html", "citizen/page.html")


def frame_bytes() -> int:
    """What every page loads: fonts, style sheet, icons, the scripts of the frame."""
    fonts = sum((STATIC / "fonts" / name).stat().st_size for name in LETTERS)
    return fonts + packed(STATIC / "formengine.css", STATIC / "icons.svg", *FRAME_SCRIPTS)


def test_a_vietnamese_page_weighs_under_150_kilobytes_with_room_for_60_of_its_own() -> None:
    assert frame_bytes() < 90_000


def test_the_controls_are_no_part_of_the_frame() -> None:
    names = {path.name for path in FRAME_SCRIPTS}
    assert names == {"govuk.js", "submit-once.js", "rows.js", "start.js"}


def test_what_a_form_adds_is_small_and_the_languages_of_conditions_and_rules_come_only_where_they_are_used() -> None:
    lazy = {path for path in FORM_SCRIPTS if path.parent.name == "lazy"}
    assert {path.name for path in lazy} == {"cel.js", "schema.js"}
    controls = scripts_of("form/scripts.html") - FRAME_SCRIPTS
    assert packed(*controls) < 16_500
    assert packed(*(FORM_SCRIPTS - FRAME_SCRIPTS - lazy - controls)) < 15_000
    assert frame_bytes() + packed(*(FORM_SCRIPTS - FRAME_SCRIPTS - lazy)) < 119_000
    assert packed(*lazy) < 35_000
    for path in FORM_SCRIPTS - lazy:
        assert not re.search(r"^import .*lazy/", path.read_text("utf-8"), re.MULTILINE), path.name


def test_a_submission_on_the_desk_adds_little() -> None:
    assert packed(*(scripts_of("desk/submission.html") - FRAME_SCRIPTS)) < 3_000
