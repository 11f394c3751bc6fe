"""Every shipped definition passes, in both languages, and its examples come back from a browser exactly."""

from collections import Counter
from datetime import date

import pytest
from form_browser import controls, posted

from formengine import load_definition
from formengine.forms import check_definition
from formengine.forms.dialect import canonical
from formengine.resources import folder

FILES = sorted(folder("form_definitions").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_definition_has_no_problem(path):
    assert check_definition(path.read_bytes()) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_its_examples_are_valid_and_come_back_page_by_page(path, locale):
    definition = load_definition(path)
    form = definition.form(locale)
    for example in definition.examples:
        day = date.fromisoformat(example.filing["at"][:10])
        document = form.compute(dict(example.document), day, filed_on=day)
        assert form.check(document, today=day) == []
        answers = {}
        for page in form.pages(document):
            html = form.render(document, page=page.index, today=day)
            assert [name for name, count in Counter(controls(html).ids).items() if count > 1] == []
            answers = form.read(posted(html), answers, page.index)
        assert canonical(form.compute(answers, day, filed_on=day)) == canonical(document)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_examples_lead_where_they_say(path):
    definition = load_definition(path)
    form = definition.form()
    for example in definition.examples:
        day = date.fromisoformat(example.filing["at"][:10])
        document = form.compute(dict(example.document), day, filed_on=day)
        case_object = {"document": document, "forms": dict(example.forms), "filing": dict(example.filing)}
        case_object["case"] = definition.find_case(case_object).case
        found = {
            "case": case_object["case"],
            "attachments": [item.code for item in definition.needed_attachments(case_object)],
            "steps": [step.step for stage in definition.active_route(case_object) for step in stage.steps],
            "fee": sum(charge.amount for charge in definition.fees_due(case_object)),
        }
        assert {**found, **example.expect} == {**example.expect, **found}, example.title
