"""Every shipped definition passes, in both languages, and its examples come back from a browser exactly."""

from collections import Counter
from datetime import date

import pytest
from form_browser import controls, posted

from formengine import load_definition
from formengine.forms import check_definition
from formengine.forms.dialect import canonical
from formengine.forms.examples import example_problems
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
    assert definition.examples
    assert example_problems(definition) == []


def test_an_example_that_expects_something_else_is_told(small, load):
    filing = {"channel": "online", "at": "2026-03-02T08:00+07:00"}
    expect = {"case": "big", "attachments": ["DON", "BV"], "fee": 1, "steps": ["accept"]}
    document = {"name": "A", "kind": "shed"}
    small["examples"] = [{"title": "Mẫu", "filing": filing, "document": document, "expect": expect}]
    pointers = [problem.pointer for problem in example_problems(load(small))]
    assert pointers == [
        "/examples/0/document/kind",
        "/examples/0/expect/case",
        "/examples/0/expect/steps",
        "/examples/0/expect/fee",
    ]
