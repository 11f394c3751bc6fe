"""Schemas with documents that satisfy them, made at random; every value is one that a browser can send back.

A maker draws a schema and some values that it takes. Makers of groups, rows and choosers ask other makers for what
lies inside, three levels deep; `$defs` of the whole schema are collected in a `Definitions` on the way.
"""

from typing import Any
from urllib.parse import quote

import jsonschema
from form_spelling import DRAFT_7, as_draft_7, uses
from form_values import ANYTHING, EMPTIES, NAMES, NUMBERS, TEXTS
from hypothesis import strategies as st

Made = tuple[Any, list[Any]]
ANNOTATIONS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A title", "Họ <tên>", "%(x)s"]),
        "description": st.just("What *this* is"),
        "readOnly": st.just(True),
        "default": EMPTIES,
        "examples": st.just(["one", "two"]),
        "x-unknown": st.just({"type": "boolean"}),
    },
)


class Definitions:
    """The `$defs` of one schema; a name is as awkward as names may be."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def add(self, schema: Any, how: str) -> Any:
        """A reference to `schema`, by pointer (with its escapes) or by anchor."""
        if how == "pointer" or not isinstance(schema, dict):
            name = f"a b/c~d%é {len(self.found)}"
            self.found[name] = schema
            return {"$ref": f"#/$defs/{quote(name.replace('~', '~0').replace('/', '~1'))}"}
        name = f"anchor{len(self.found)}"
        anchor, reference = ("$anchor", "$ref") if how == "anchor" else ("$dynamicAnchor", "$dynamicRef")
        self.found[name] = {**schema, anchor: name}
        return {reference: f"#{name}"}


@st.composite
def pairs(draw) -> tuple[Any, Any]:
    """(schema, a document that satisfies it)."""
    definitions = Definitions()
    schema, values = draw(_made(0, definitions))
    if definitions.found:
        schema = {"$defs": definitions.found, **schema} if isinstance(schema, dict) else schema
    if isinstance(schema, dict) and draw(st.integers(0, 5)) == 0 and not uses(schema, {"$dynamicRef", "$anchor"}):
        schema = {"$schema": DRAFT_7, **as_draft_7(schema)}
    return schema, draw(st.sampled_from(values))


@st.composite
def _made(draw, depth: int, definitions: Definitions) -> Made:
    makers = _LEAVES if depth >= 3 else _LEAVES + _INNER if depth else [*_INNER, _anything, _unsaid]
    schema, values = draw(draw(st.sampled_from(makers))(depth, definitions))
    if isinstance(schema, dict) and draw(st.integers(0, 3)) == 0:
        schema = {**draw(ANNOTATIONS), **schema}
    if draw(st.integers(0, 7)) == 0:
        schema = definitions.add(schema, draw(st.sampled_from(["pointer", "anchor", "dynamic"])))
    return schema, values


def _only_valid(schema: Any, values: list[Any], definitions: Definitions) -> list[Any]:
    whole = {"$defs": definitions.found, "allOf": [schema]}
    judge = jsonschema.Draft202012Validator(whole)
    return [value for value in values if judge.is_valid(value)]


# --- single values -------------------------------------------------------------------------------------------------


@st.composite
def _text(draw, depth, definitions) -> Made:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    schema: dict[str, Any] = {"type": "string"}
    if draw(st.booleans()):
        schema["maxLength"] = draw(st.sampled_from([12, 20, 300]))
    if all(texts) and draw(st.booleans()):
        schema["minLength"] = 1
    return schema, texts


@st.composite
def _number(draw, depth, definitions) -> Made:
    value = draw(NUMBERS)
    bound = draw(st.sampled_from([{}, {"minimum": value}, {"maximum": value}]))
    return {"type": "number", **bound}, [value]


@st.composite
def _whole(draw, depth, definitions) -> Made:
    more = draw(st.sampled_from([{}, {"x-widget": "money"}, {"multipleOf": 1}]))
    return {"type": "integer", **more}, draw(st.lists(st.integers(-(2**53), 2**53), min_size=1, max_size=3))


@st.composite
def _truth(draw, depth, definitions) -> Made:
    value = draw(st.booleans())
    both = draw(st.sampled_from([{"type": "boolean"}, {"enum": [True, False]}, {"enum": [False, True, None]}]))
    return draw(st.sampled_from([(both, [True, False]), ({"type": "boolean", "const": value}, [value])]))


@st.composite
def _choice(draw, depth, definitions) -> Made:
    odd = st.one_of(TEXTS, EMPTIES, st.integers(-5, 5), st.booleans(), st.just({"a": 1}), st.just([1, "b"]))
    values = draw(st.lists(odd, min_size=1, max_size=9, unique_by=lambda value: repr(value).replace("0", "False")))
    how = draw(st.sampled_from(["enum", "oneOf", "anyOf"]))
    if how == "enum":
        return {"enum": values}, values
    return {how: [{"const": item, "title": f"Choice {index}"} for index, item in enumerate(values)]}, values


@st.composite
def _constant(draw, depth, definitions) -> Made:
    value = draw(st.one_of(TEXTS, EMPTIES, st.integers(-5, 5), st.just({"k": [1]}), ANYTHING))
    return {"const": value}, [value]


@st.composite
def _day(draw, depth, definitions) -> Made:
    text = draw(st.dates()).isoformat()
    if draw(st.booleans()):
        return {"type": "string", "format": "partial-date"}, [text, text[:7], text[:4]]
    return {"type": "string", "format": "date"}, [text]


def _formatted(depth, definitions):
    return st.sampled_from(
        [
            ({"type": "string", "format": "email"}, ["a.b@example.vn"]),
            ({"type": "string", "format": "hour-minute"}, ["07:05"]),
            ({"type": "string", "format": "time"}, ["07:05:00Z"]),
            ({"type": "string", "format": "uuid"}, ["0190b5c0-0000-7000-8000-000000000000"]),
            ({"type": "string", "format": "uri"}, ["https://example.vn/a?b=1"]),
            ({"type": "string", "format": "nobody-knows"}, ["", "x"]),
            ({"type": "string", "pattern": "^[a-z]*$"}, ["abc", ""]),
            ({"type": "null"}, [None]),
            ({"type": "string", "not": {"const": "no"}}, ["yes", ""]),
        ]
    )


@st.composite
def _unsaid(draw, depth, definitions) -> Made:
    """A keyword of one type, without saying the type."""
    schema = draw(
        st.sampled_from(
            [
                {"minimum": -(2**60)},
                {"maxLength": 300},
                {"pattern": "^"},
                {"properties": {"a": True}},
                {"items": {}},
                {"format": "date"},
                {"required": []},
            ]
        )
    )
    values = draw(st.lists(ANYTHING, min_size=1, max_size=3))
    if "format" in schema:
        values = [value for value in values if not isinstance(value, str)]
    return schema, _only_valid(schema, [*values, None], definitions)


@st.composite
def _anything(draw, depth, definitions) -> Made:
    return draw(st.sampled_from([True, {}, {"title": "Anything"}])), draw(st.lists(ANYTHING, min_size=1, max_size=3))


# --- groups --------------------------------------------------------------------------------------------------------


@st.composite
def _properties(draw, depth, definitions, most: int = 4) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """(properties, objects that they take, names that every object has)."""
    made = {
        name: draw(_made(depth + 1, definitions)) for name in draw(st.lists(NAMES, max_size=most, unique_by=_letters))
    }
    needed = [name for name in made if draw(st.booleans())]
    documents = []
    for _round in range(draw(st.integers(1, 3))):
        document = {}
        for name, (_schema, values) in made.items():
            if name in needed or draw(st.booleans()):
                document[name] = draw(st.sampled_from(values))
        documents.append(document)
    return {name: schema for name, (schema, _values) in made.items()}, documents, needed


def _letters(name: str) -> str:
    return name.casefold()


@st.composite
def _group(draw, depth, definitions) -> Made:
    properties, documents, needed = draw(_properties(depth, definitions))
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if needed:
        schema["required"] = needed
    closing = draw(st.sampled_from([None, None, "additionalProperties", "unevaluatedProperties"]))
    if closing:
        schema[closing] = False
    elif draw(st.booleans()):
        documents = [{**document, "beyond /~": draw(ANYTHING)} for document in documents]
    if draw(st.integers(0, 4)) == 0 and "gone" not in properties:
        schema["properties"] = {**properties, "gone": False}
    return schema, documents


@st.composite
def _named(draw, depth, definitions) -> Made:
    """Names that nobody foresaw: additionalProperties, patternProperties, propertyNames."""
    general, values = draw(_made(depth + 1, definitions))
    special, others = draw(_made(depth + 1, definitions))
    how = draw(st.sampled_from(["additional", "pattern", "names", "both"]))
    names = draw(st.lists(st.text("klmn", min_size=1, max_size=3), max_size=3, unique=True))
    ours = draw(st.lists(st.text("XY", min_size=1, max_size=3), max_size=2, unique=True))
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False if how == "pattern" else general}
    document = {} if how == "pattern" else {name: draw(st.sampled_from(values)) for name in names}
    if how == "names":
        schema["propertyNames"] = {"pattern": "^[a-z]*$"}
    if how in ("pattern", "both"):
        schema["patternProperties"] = {"^[XY]": special}
        document |= {name: draw(st.sampled_from(others)) for name in ours}
    return schema, [document, {}]


@st.composite
def _together(draw, depth, definitions) -> Made:
    """allOf of objects, one of them perhaps a chooser."""
    left, documents, needed = draw(_properties(depth, definitions, 2))
    right, others, also = draw(_properties(depth, definitions, 2))
    right = {name: schema for name, schema in right.items() if _letters(name) not in map(_letters, left)}
    also = [name for name in also if name in right]
    parts: list[Any] = [
        {"type": "object", "properties": left, "required": needed},
        {"properties": right, "required": also},
    ]
    merged = [
        {**first, **{name: value for name, value in second.items() if name in right}}
        for first in documents
        for second in others
    ]
    if draw(st.booleans()):
        parts.append({"anyOf": [{"required": [name]} for name in [*left, *right]] or [True]})
    if draw(st.booleans()):
        kinds = draw(st.sampled_from([["x", "y"], [1, 2], [None, False]]))
        choice = {"oneOf": [{"properties": {"kind": {"const": kind}}, "required": ["kind"]} for kind in kinds]}
        merged = [{**document, "kind": draw(st.sampled_from(kinds))} for document in merged]
        parts.append(choice)
    schema = {"allOf": parts}
    return schema, _only_valid(schema, merged, definitions) or _group_of(schema, definitions)


def _group_of(schema: dict[str, Any], definitions: Definitions) -> list[Any]:
    """The values of a schema that none of those made satisfies: what it need not say."""
    schema.clear()
    schema["type"] = "object"
    return [{}]


@st.composite
def _conditional(draw, depth, definitions) -> Made:
    """if/then/else, dependentRequired, dependentSchemas."""
    then, values = draw(_made(depth + 1, definitions))
    other, others = draw(_made(depth + 1, definitions))
    value, second = draw(st.sampled_from(values)), draw(st.sampled_from(others))
    how = draw(st.sampled_from(["if", "closed", "required", "schemas"]))
    trigger: dict[str, Any] = {"enum": ["a", "b"]}
    schema: dict[str, Any] = {"type": "object", "properties": {"k": trigger}}
    documents = [{"k": "a", "m": value}, {"k": "b", "s": second}, {"k": "b"}, {}]
    if how in ("if", "closed"):
        schema["if"] = {"properties": {"k": {"const": "a"}}, "required": ["k"]}
        schema["then"] = {"properties": {"m": then}, "required": ["m"]}
        schema["else"] = {"properties": {"s": other, "m": how != "closed"}}
    elif how == "required":
        schema["properties"] |= {"m": then, "s": other}
        schema["dependentRequired"] = {"m": ["k"], "s": ["k"]}
    else:
        schema["properties"]["s"] = other
        schema["dependentSchemas"] = {"m": {"required": ["k"]}, "k": {"properties": {"m": then}}}
    return schema, _only_valid(schema, documents, definitions)


@st.composite
def _tree(draw, depth, definitions) -> Made:
    """A schema that leads back to itself."""
    inner, values = draw(_made(depth + 1, definitions))
    name = f"tree{len(definitions.found)}"
    again = {"$ref": f"#/$defs/{name}"}
    needed = ["v"] if draw(st.booleans()) else []
    definitions.found[name] = {
        "type": "object",
        "required": needed,
        "properties": {"v": inner, "kids": {"type": "array", "items": again}, "next": again},
    }
    leaf = {"v": min(values, key=lambda value: len(repr(value)))}
    chain = leaf
    for _level in range(draw(st.sampled_from([32, 1, 32, 3]))):
        chain = {**leaf, "next": chain}
    documents = [chain, leaf, chain, {**leaf, "kids": [leaf, {**leaf, "kids": []}]}]
    return again, documents if needed else [*documents, {}, {"next": {"kids": [{}]}}]


# --- arrays --------------------------------------------------------------------------------------------------------


@st.composite
def _rows(draw, depth, definitions) -> Made:
    schema, values = draw(_made(depth + 1, definitions))
    rows = draw(st.lists(st.sampled_from(values), max_size=3))
    more = draw(st.sampled_from([{"contains": True} if rows else {}, {}, {"maxItems": 3}, {"minItems": len(rows)}]))
    return {"type": "array", "items": schema, **more}, [rows]


@st.composite
def _tuple(draw, depth, definitions) -> Made:
    parts = draw(st.lists(_made(depth + 1, definitions), min_size=1, max_size=3))
    schema: dict[str, Any] = {"type": "array", "prefixItems": [schema for schema, _values in parts]}
    count = draw(st.integers(0, len(parts)))
    document = [draw(st.sampled_from(values)) for _schema, values in parts[:count]]
    rest = draw(st.sampled_from(["open", "closed", "said"]))
    if rest == "closed":
        schema["items"] = False
    elif rest == "said":
        schema["items"], values = draw(_made(depth + 1, definitions))
        if count == len(parts):
            document += draw(st.lists(st.sampled_from(values), max_size=2))
    return schema, [document]


@st.composite
def _several(draw, depth, definitions) -> Made:
    odd = st.one_of(st.text("abc", max_size=2), st.integers(2, 9), st.booleans(), st.none(), st.just({"a": 1}))
    values = draw(st.lists(odd, min_size=1, max_size=5, unique_by=repr))
    chosen = draw(st.lists(st.sampled_from(values), unique_by=repr, max_size=5))
    return {"type": "array", "uniqueItems": True, "items": {"enum": values}}, [chosen, []]


# --- choosers ------------------------------------------------------------------------------------------------------


@st.composite
def _either(draw, depth, definitions) -> Made:
    parts = draw(st.lists(_made(depth + 1, definitions), min_size=1, max_size=3))
    values = [value for _schema, found in parts for value in found]
    branches = [schema for schema, _values in parts]
    if draw(st.booleans()):
        only_one = _only_valid({"oneOf": branches}, values, definitions)
        if only_one:
            return {"oneOf": branches}, only_one
    return {"anyOf": branches}, values


@st.composite
def _discriminated(draw, depth, definitions) -> Made:
    """Objects told apart by a constant; a chooser within a branch perhaps."""
    branches, documents = [], []
    for kind in ["cat", 1, None][: draw(st.integers(2, 3))]:
        inner, values = draw(_made(depth + 1, definitions))
        branches.append(
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}, "more": inner}}
        )
        documents += [{"kind": kind}, *({"kind": kind, "more": value} for value in values)]
    return {draw(st.sampled_from(["oneOf", "anyOf"])): branches}, documents


@st.composite
def _nullable(draw, depth, definitions) -> Made:
    kinds = {"string": ["", "x"], "integer": [0, 5], "boolean": [True, False], "object": [{}], "array": [[], [None]]}
    names = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=3, unique=True))
    return {"type": [*names, "null"]}, [None, *(value for name in names for value in kinds[name])]


_LEAVES = [
    _text, _number, _whole, _truth, _choice, _constant, _day, _formatted, _unsaid, _anything, _nullable, _several,
]  # fmt: skip
_INNER = [
    _group, _group, _named, _together, _conditional, _conditional, _tree, _rows, _tuple, _tuple, _either, _either,
    _discriminated,
]  # fmt: skip
