"""A stranger's kind of field: installed as a package of its own, then drawn, read, judged, shown and checked."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SMALL

from formengine.resources import PACKAGE

EXAMPLE = Path(__file__).parent / "example_kind"
# Run where the package is installed beside FormEngine: what a stranger sees of it.
LOOK = """
import json, sys
from werkzeug.datastructures import MultiDict
from formengine import compile_form, load_definition
from formengine.forms import check_definition
field = {"type": "string", "title": "Biển số", "x-widget": "licence-plate", "pattern": "^[0-9]{2}[A-Z]", "maxLength": 9}
form = compile_form({"type": "object", "required": ["plate"], "properties": {"plate": field}})
html = str(form.render({"plate": "29A12345"}))
small = json.load(sys.stdin)
small["schema"]["properties"]["plate"] = field
small["pages"][0]["items"].append("/plate")
source = json.dumps(small).encode()
print(json.dumps({
    "html": html,
    "read": [form.read(MultiDict([("/plate", text)])) for text in ("29a-123.45", "30 F 1234", "no plate")],
    "missing": [problem.message for problem in form.check({})],
    "wrong": [problem.pointer for problem in form.check({"plate": "X"})],
    "shown": form.value_text("/plate", {"plate": "29A12345"}),
    "summary": str(form.summary({"plate": "29A12345"})),
    "problems": [problem.message for problem in check_definition(source)],
    "drawn": "29A-123.45" in str(load_definition(source).form("vi").render({"plate": "29A12345"}, page=0)),
}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the script sees in a process where the package is really installed."""
    place = tmp_path_factory.mktemp("installed")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    copy = tmp_path_factory.mktemp("source") / "example_kind"
    copy.mkdir()
    for path in EXAMPLE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            (copy / path.relative_to(EXAMPLE)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(EXAMPLE)).write_bytes(path.read_bytes())
    subprocess.run([*install, "--target", str(place), str(copy)], check=True, capture_output=True)
    assert list(place.glob("formengine_licence_plate-*.dist-info/entry_points.txt"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), str(PACKAGE.parent)])}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], input=json.dumps(SMALL), env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_it_is_drawn_with_its_own_template(seen):
    assert re.search(r'<input class="govuk-input govuk-input--width-10"[^>]*value="29A-123\.45"', seen["html"])
    assert 'placeholder="29A-123.45"' in seen["html"]


def test_it_is_read_as_people_write_it(seen):
    assert seen["read"] == [{"plate": "29A12345"}, {"plate": "30F1234"}, {"plate": "no plate"}]


def test_it_is_judged_by_the_schema(seen):
    assert seen["missing"] == ["Hãy nhập biển số"]
    assert seen["wrong"] == ["/plate"]


def test_it_is_shown_as_it_is_painted(seen):
    assert seen["shown"] == "29A-123.45"
    assert "29A-123.45" in seen["summary"]


def test_a_definition_may_ask_for_it(seen):
    assert seen["problems"] == []
    assert seen["drawn"]


def test_without_the_package_nobody_can_ask_for_it(small, load):
    from formengine.forms import DefinitionError

    small["schema"]["properties"]["name"]["x-widget"] = "licence-plate"
    with pytest.raises(DefinitionError, match="no kind of field"):
        load(small)


def test_the_page_on_kinds_shows_the_example_as_it_is():
    page = (PACKAGE.parent / "docs" / "kinds.md").read_text("utf-8")
    blocks = re.findall(r"```(?:python|ini|html)\n(.*?)```", page, re.DOTALL)
    for name in ("setup.cfg", "licence_plate/__init__.py", "licence_plate/templates/kinds/licence-plate.html"):
        assert (EXAMPLE / name).read_text("utf-8") in blocks, name
