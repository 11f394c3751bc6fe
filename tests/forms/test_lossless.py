"""What a browser posts of a rendered document, read, is the document."""

import pytest
from form_browser import posted
from form_strategies import pairs
from hypothesis import HealthCheck, given, settings
from stranger_schemas import STRANGERS

from formengine import compile_form
from formengine.forms.dialect import canonical


def round_trip(schema, document):
    form = compile_form(schema)
    return form.read(posted(form.render(document)))


@given(pairs())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_generated_document_comes_back_exactly(pair):
    schema, document = pair
    assert canonical(round_trip(schema, document)) == canonical(document)


CASES = [(name, schema, document) for name, (schema, documents) in STRANGERS.items() for document in documents]


@pytest.mark.parametrize(
    ("name", "schema", "document"), CASES, ids=[f"{name}-{n}" for n, (name, _, _) in enumerate(CASES)]
)
def test_what_strangers_write_comes_back_exactly(name, schema, document):
    form = compile_form(schema)
    assert form.check(document) == []
    html = form.render(document)
    assert canonical(form.read(posted(html))) == canonical(document)
