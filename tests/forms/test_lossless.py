"""What a browser posts of a rendered document, read, is the document."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from form_browser import controls, posted
from form_spelling import constructs
from form_strategies import pairs
from hypothesis import HealthCheck, given, settings
from stranger_schemas import STRANGERS

from formengine import compile_form
from formengine.forms.dialect import canonical

QUIETLY = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def is_lossless(pair: tuple[Any, Any]) -> None:
    """Asserts that the document comes back as it is, out of controls that a person sees, each id once."""
    schema, document = pair
    form = compile_form(schema)
    assert form.check(document) == []
    html = form.render(document)
    assert canonical(form.read(posted(html))) == canonical(document)
    assert canonical(form.read(posted(html), base=document)) == canonical(document)
    drawn = controls(html)
    unseen = [place for place, value in leaves(document) if not stands(place, value, drawn.names)]
    assert not unseen
    twice = [name for name, times in Counter(drawn.ids).items() if times > 1]
    assert not twice


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """(pointer, value) of everything in a document that is neither object nor array."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{place}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{place}/{index}")
    else:
        yield place, value


def stands(place: str, value: Any, names: set[str]) -> bool:
    """Whether a visible control holds the value at `place`: its own, a chooser that says null, one of a whole value."""
    if (value is None and f"_kind:{place or '#'}" in names) or (place or "#") in names:
        return True
    return bool(place) and stands(place.rpartition("/")[0], ..., names)


@given(pairs())
@settings(max_examples=300, **QUIETLY)
def test_a_generated_document_comes_back_exactly(pair):
    is_lossless(pair)


@pytest.mark.night
@given(pairs())
@settings(max_examples=5000, **QUIETLY)
def test_five_thousand_generated_documents_come_back_exactly(pair):
    is_lossless(pair)


CONSTRUCTS = {
    "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties",
    "items", "prefixItems", "contains", "uniqueItems", "enum", "const", "oneOf", "anyOf", "allOf", "not", "if", "then",
    "else", "dependentRequired", "dependentSchemas", "$ref", "$defs", "$anchor", "$dynamicRef", "$dynamicAnchor",
    "definitions", "dependencies", "additionalItems", "readOnly", "default", "examples", "format", "pattern", "title",
    "true", "false", "types in a list", "null", "array of arrays", "chooser in a chooser", "root not an object",
    "draft 7", "itself", "allOf with a chooser", "tuple with rest", "object in an enum", "odd name", "no type",
    "absent", "''", "None", "[]", "{}", "False", "deep",
}  # fmt: skip


def test_the_generator_makes_every_construct():
    seen: Counter[str] = Counter()

    @given(pairs())
    @settings(max_examples=500, derandomize=True, database=None, **QUIETLY)
    def count(pair):
        seen.update(constructs(*pair))

    count()
    assert not CONSTRUCTS - seen.keys()


CASES = [(name, schema, document) for name, (schema, documents) in STRANGERS.items() for document in documents]


@pytest.mark.parametrize(
    ("name", "schema", "document"), CASES, ids=[f"{name}-{n}" for n, (name, _, _) in enumerate(CASES)]
)
def test_what_strangers_write_comes_back_exactly(name, schema, document):
    is_lossless((schema, document))
