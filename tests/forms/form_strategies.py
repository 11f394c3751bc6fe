"""Schemas with documents that satisfy them, made at random; every value is one that a browser can send back."""

import string
from typing import Any

from hypothesis import strategies as st

NAMES = st.one_of(
    st.sampled_from(
        [
            "a",
            "b",
            "name",
            "data",
            "errors",
            "validate",
            "meta",
            "process",
            "a/b",
            "c~d",
            "",
            "họ tên",
            "x.y",
            "0",
            "_go",
            "__proto__",
        ]
    ),
    st.text(string.ascii_lowercase + "ăđế /~\"'<>&%{}", min_size=1, max_size=6),
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "a", "null", "true", "1", "{{7*7}}", "<b>", "&amp;", "%s", "%(id)s", "a\nb", "\n", "\na", "\tx ", "…"]
    ),
    st.text(string.ascii_letters + "ăđếô \"'<>&\n\t%", max_size=12),
)
NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.sampled_from([0, 1.5, -0.25, 1e-7, 123456.789, 1e21, 0.1]),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: float(f"{value:.6g}") + 0.0),
)


@st.composite
def pairs(draw, depth: int = 0) -> tuple[Any, Any]:
    """(schema, a document that satisfies it)."""
    makers = [_text, _number, _whole, _truth, _choice, _null, _constant, _day, _formatted]
    if depth < 3:
        makers += [_group, _group, _rows, _tuple, _several, _either, _nullable, _open, _anything]
    return draw(draw(st.sampled_from(makers))(depth))


@st.composite
def _text(draw, depth):
    schema = {"type": "string"}
    text = draw(TEXTS)
    if draw(st.booleans()):
        schema["maxLength"] = draw(st.sampled_from([12, 20, 300]))
    if text and draw(st.booleans()):
        schema["minLength"] = 1
    return schema, text


@st.composite
def _number(draw, depth):
    value = draw(NUMBERS)
    schema = {"type": "number"}
    if draw(st.booleans()):
        schema["minimum"] = value
    return schema, value


@st.composite
def _whole(draw, depth):
    schema = {"type": "integer"}
    if draw(st.booleans()):
        schema["x-widget"] = "money"
    return schema, draw(st.integers(-(2**53), 2**53))


@st.composite
def _truth(draw, depth):
    value = draw(st.booleans())
    return draw(
        st.sampled_from([{"type": "boolean"}, {"type": "boolean", "const": value}, {"enum": [True, False]}])
    ), value


@st.composite
def _choice(draw, depth):
    values = draw(
        st.lists(
            st.one_of(TEXTS, st.integers(-5, 5), st.booleans(), st.none(), st.just({"a": 1}), st.just([1, "b"])),
            min_size=1,
            max_size=9,
            unique_by=repr,
        )
    )
    value = draw(st.sampled_from(values))
    how = draw(st.sampled_from(["enum", "oneOf", "anyOf"]))
    if how == "enum":
        return {"enum": values}, value
    return {how: [{"const": item, "title": f"Choice {index}"} for index, item in enumerate(values)]}, value


def _null(depth):
    return st.just(({"type": "null"}, None))


@st.composite
def _constant(draw, depth):
    value = draw(st.one_of(TEXTS, st.integers(-5, 5), st.none(), st.just({"k": [1]})))
    return {"const": value}, value


PARTIAL_DAYS = [
    {"type": "string", "format": "partial-date"},
    {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    {
        "oneOf": [
            {"type": "string", "format": "date"},
            {"type": "string", "pattern": "^[0-9]{4}$"},
            {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        ]
    },
]


@st.composite
def _day(draw, depth):
    day = draw(st.dates())
    if draw(st.booleans()):
        text = day.isoformat()
        return draw(st.sampled_from(PARTIAL_DAYS)), draw(st.sampled_from([text, text[:7], text[:4]]))
    return {"type": "string", "format": "date"}, day.isoformat()


@st.composite
def _formatted(draw, depth):
    return draw(
        st.sampled_from(
            [
                ({"type": "string", "format": "email"}, "a.b@example.vn"),
                ({"type": "string", "format": "hour-minute"}, "07:05"),
                ({"type": "string", "format": "time"}, "07:05:00Z"),
                ({"type": "string", "format": "uuid"}, "0190b5c0-0000-7000-8000-000000000000"),
                ({"type": "string", "format": "uri"}, "https://example.vn/a?b=1"),
                ({"type": "string", "pattern": "^[a-z]+$"}, "abc"),
            ]
        )
    )


@st.composite
def _group(draw, depth):
    names = draw(st.lists(NAMES, max_size=4, unique=True))
    properties, document, required = {}, {}, []
    for name in names:
        schema, value = draw(pairs(depth + 1))
        properties[name] = schema
        if draw(st.booleans()):
            document[name] = value
            if draw(st.booleans()):
                required.append(name)
    schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    if draw(st.booleans()):
        schema["additionalProperties"] = False
    return schema, document


@st.composite
def _rows(draw, depth):
    schema, value = draw(pairs(depth + 1))
    count = draw(st.integers(0, 3))
    return {"type": "array", "items": schema}, [value] * count


@st.composite
def _tuple(draw, depth):
    parts = draw(st.lists(pairs(depth + 1), min_size=1, max_size=3))
    count = draw(st.integers(0, len(parts)))
    schema = {"type": "array", "prefixItems": [schema for schema, _value in parts]}
    if draw(st.booleans()):
        schema["items"] = False
    return schema, [value for _schema, value in parts][:count]


@st.composite
def _several(draw, depth):
    values = draw(
        st.lists(
            st.one_of(st.text("abc", min_size=1, max_size=2), st.integers(0, 9)), min_size=1, max_size=5, unique_by=repr
        )
    )
    chosen = draw(st.lists(st.sampled_from(values), unique_by=repr, max_size=5))
    return {"type": "array", "uniqueItems": True, "items": {"enum": values}}, chosen


@st.composite
def _either(draw, depth):
    parts = draw(st.lists(pairs(depth + 1), min_size=1, max_size=3))
    _schema, value = draw(st.sampled_from(parts))
    schema = {"anyOf": [part for part, _value in parts]}
    if draw(st.booleans()):
        schema["title"] = "Either"
    return schema, value


@st.composite
def _nullable(draw, depth):
    kind, values = draw(
        st.sampled_from([("string", ["", "x"]), ("integer", [0, 5]), ("boolean", [True]), ("object", [{}])])
    )
    return {"type": [kind, "null"]}, draw(st.sampled_from([*values, None]))


@st.composite
def _open(draw, depth):
    schema, value = draw(pairs(depth + 1))
    names = draw(st.lists(st.text("klmn/~", min_size=1, max_size=3), max_size=3, unique=True))
    return {"type": "object", "additionalProperties": schema}, dict.fromkeys(names, value)


ANYTHING = st.deferred(
    lambda: st.one_of(
        TEXTS,
        NUMBERS,
        st.booleans(),
        st.none(),
        st.lists(ANYTHING, max_size=2),
        st.dictionaries(st.text("pqr", min_size=1, max_size=3), ANYTHING, max_size=2),
    )
)


@st.composite
def _anything(draw, depth):
    return draw(st.sampled_from([True, {}, {"title": "Anything"}])), draw(ANYTHING)
