"""What a browser posts of a rendered document, read, is the document."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from form_browser import controls, posted
from form_strategies import DRAFT_7, pairs
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
    "absent", '""', "None", "[]", "{}", "False", "deep",
}  # fmt: skip


def constructs(schema: Any, document: Any) -> set[str]:
    """What a pair shows."""
    found = set(_in_schema(schema, "")) | set(_in_document(document, 0))
    if (
        isinstance(document, dict)
        and isinstance(schema, dict)
        and schema.get("properties", {}).keys() - document.keys()
    ):
        found.add("absent")
    if document is None or not isinstance(document, dict):
        found.add("root not an object")
    return found


def _in_schema(schema: Any, above: str) -> Iterator[str]:
    if isinstance(schema, bool):
        yield str(schema).lower()
    if isinstance(schema, list):
        for part in schema:
            yield from _in_schema(part, above)
    if not isinstance(schema, dict):
        return
    yield from schema
    if schema.get("$schema") == DRAFT_7:
        yield "draft 7"
    if isinstance(schema.get("type"), list):
        yield "types in a list"
    if schema.get("type") == "null":
        yield "null"
    if "type" not in schema and schema.keys() & {"minimum", "maxLength", "properties", "items"}:
        yield "no type"
    if "tree" in str(schema.get("$ref")):
        yield "itself"
    if "prefixItems" in schema and isinstance(schema.get("items"), dict):
        yield "tuple with rest"
    if any(isinstance(value, dict) for value in schema.get("enum") or ()):
        yield "object in an enum"
    if above == "array" and schema.get("type") == "array":
        yield "array of arrays"
    if above == "chooser" and schema.keys() & {"oneOf", "anyOf"}:
        yield "chooser in a chooser"
    if any(part.keys() & {"oneOf", "anyOf"} for part in schema.get("allOf", ())):
        yield "allOf with a chooser"
    if any(sign in name for name in schema.get("properties", ()) for sign in "\n/~%\"'"):
        yield "odd name"
    for key, part in schema.items():
        if key in ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"):
            for inner in part.values():
                yield from _in_schema(inner, "")
        elif key not in ("const", "enum", "default", "examples", "required", "type", "uniqueItems", "readOnly"):
            yield from _in_schema(part, {"items": "array", "oneOf": "chooser", "anyOf": "chooser"}.get(key, ""))


def _in_document(value: Any, depth: int) -> Iterator[str]:
    if depth > 15:
        yield "deep"
    if value is None or value is False or value in ("", [], {}):
        yield '""' if value == "" and value is not False else str(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from _in_document(item, depth + 1)


def test_the_generator_makes_every_construct():
    seen: Counter[str] = Counter()

    @given(pairs())
    @settings(max_examples=600, derandomize=True, database=None, **QUIETLY)
    def count(pair):
        seen.update(constructs(*pair))

    count()
    rare = {name: seen[name] for name in CONSTRUCTS if seen[name] < 3}
    assert not rare


CASES = [(name, schema, document) for name, (schema, documents) in STRANGERS.items() for document in documents]


@pytest.mark.parametrize(
    ("name", "schema", "document"), CASES, ids=[f"{name}-{n}" for n, (name, _, _) in enumerate(CASES)]
)
def test_what_strangers_write_comes_back_exactly(name, schema, document):
    is_lossless((schema, document))
