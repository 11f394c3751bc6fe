"""Every shipped form as a person meets it: drawn page by page, posted by a browser, read back."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from form_browser import posted

from formengine.forms import Definition, load_definition
from formengine.forms.dialect import canonical
from formengine.resources import folder

PATHS = sorted(Path(str(folder("form_definitions"))).glob("*.json"))
TODAY = date(2026, 3, 10)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem, scope="module")
def definition(request: pytest.FixtureRequest) -> Definition:
    return load_definition(request.param)


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_an_example_survives_every_page(definition: Definition, locale: str) -> None:
    form = definition.form(locale)
    for example in definition.examples:
        day = date.fromisoformat(example.filing["at"][:10])
        given: Any = json.loads(json.dumps(example.document))
        document = form.compute(given, day, definition.setting_values(), filed_on=day)
        read = document
        for page in form.pages(document):
            if page.shown:
                read = form.read(posted(form.render(document, page=page.index, today=day)), read, page=page.index)
        read = form.compute(read, day, definition.setting_values(), filed_on=day)
        assert canonical(read) == canonical(document), example.title


def test_no_page_asks_too_much_at_once(definition: Definition) -> None:
    for page in definition.form().pages():
        assert 1 <= len(page.pointers) <= 14, page.title


def test_an_empty_form_names_what_is_missing_on_its_first_page(definition: Definition) -> None:
    form = definition.form()
    blank = form.blank()
    assert form.check(blank, page=0, today=TODAY)
    assert all(problem.message for problem in form.check(blank, today=TODAY))


def test_the_summary_shows_every_answer_of_an_example(definition: Definition) -> None:
    form = definition.form()
    for example in definition.examples:
        document = form.compute(json.loads(json.dumps(example.document)), TODAY, definition.setting_values())
        sections = form.summary(document, TODAY)
        shown = {row.pointer for section in sections for row in section.rows}
        for name in document:
            assert any(pointer == f"/{name}" or pointer.startswith(f"/{name}/") for pointer in shown), name


def test_step_forms_are_drawn_and_ask_for_something(definition: Definition) -> None:
    for name in definition.step_forms:
        for locale in ("vi", "en"):
            form = definition.step_form(name, locale)
            assert form.render(form.blank())
            assert form.check(form.blank(), today=TODAY)
