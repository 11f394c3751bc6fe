"""Schemas in the spelling of draft 7, and which constructs a schema and its document show."""

from collections.abc import Iterator
from typing import Any

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_DATA = ("const", "enum", "default", "examples", "required", "type", "uniqueItems", "readOnly")
_CHOOSERS = {"oneOf", "anyOf"}


def as_draft_7(schema: Any) -> Any:
    """`schema` as draft 7 spells it."""
    if isinstance(schema, list):
        return [as_draft_7(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("const", "enum", "default", "examples"):
            out[key] = value
        elif key in ("properties", "patternProperties", "$defs"):
            name = "definitions" if key == "$defs" else key
            out[name] = {name: as_draft_7(part) for name, part in value.items()}
        elif key == "dependentRequired":
            out.setdefault("dependencies", {}).update(value)
        elif key == "dependentSchemas":
            out.setdefault("dependencies", {}).update({name: as_draft_7(part) for name, part in value.items()})
        elif key == "prefixItems":
            out["items"] = as_draft_7(value)
        elif key == "items" and "prefixItems" in schema:
            out["additionalItems"] = as_draft_7(value)
        elif key == "$ref":
            out[key] = value.replace("#/$defs/", "#/definitions/")
        else:
            out[key] = as_draft_7(value)
    return out


def uses(schema: Any, keywords: set[str]) -> bool:
    """Whether one of `keywords` stands anywhere in `schema`."""
    if isinstance(schema, dict):
        return not keywords.isdisjoint(schema) or any(uses(part, keywords) for part in schema.values())
    return isinstance(schema, list) and any(uses(part, keywords) for part in schema)


_SHOWN = {
    "draft 7": lambda part, above: part.get("$schema") == DRAFT_7,
    "types in a list": lambda part, above: isinstance(part.get("type"), list),
    "null": lambda part, above: part.get("type") == "null",
    "no type": lambda part, above: "type" not in part and part.keys() & {"minimum", "maxLength", "properties", "items"},
    "itself": lambda part, above: "tree" in str(part.get("$ref")),
    "tuple with rest": lambda part, above: "prefixItems" in part and isinstance(part.get("items"), dict),
    "object in an enum": lambda part, above: any(isinstance(value, dict) for value in part.get("enum") or ()),
    "array of arrays": lambda part, above: above == "items" and part.get("type") == "array",
    "chooser in a chooser": lambda part, above: above in _CHOOSERS and part.keys() & _CHOOSERS,
    "allOf with a chooser": lambda part, above: any(inner.keys() & _CHOOSERS for inner in part.get("allOf", ())),
    "odd name": lambda part, above: any(sign in name for name in part.get("properties", ()) for sign in "\n/~%\"'"),
}


def constructs(schema: Any, document: Any) -> set[str]:
    """The names of what a pair shows: keywords, and constructs that no keyword names."""
    found = {*_in_schema(schema, ""), *_in_document(document, 0)}
    if not isinstance(document, dict):
        found.add("root not an object")
    elif isinstance(schema, dict) and schema.get("properties", {}).keys() - document.keys():
        found.add("absent")
    return found


def _in_schema(schema: Any, above: str) -> Iterator[str]:
    if isinstance(schema, bool):
        yield str(schema).lower()
    for part in schema if isinstance(schema, list) else ():
        yield from _in_schema(part, above)
    if not isinstance(schema, dict):
        return
    yield from schema
    yield from (name for name, shows in _SHOWN.items() if shows(schema, above))
    for key, part in schema.items():
        if key in _MAPS:
            for inner in part.values():
                yield from _in_schema(inner, "")
        elif key not in _DATA:
            yield from _in_schema(part, key)


def _in_document(value: Any, depth: int) -> Iterator[str]:
    if depth > 15:
        yield "deep"
    if value is None or value is False or value in ("", [], {}):
        yield repr(value)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _in_document(item, depth + 1)
