"""Filling in officials' step forms with sample values, until the form's own judge is content."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from formengine.forms.compiled import CompiledForm
from formengine.forms.lists import shipped_lists
from formengine.forms.pointers import put, split_pointer

SAMPLE_TEXT = "Đã kiểm tra, phù hợp (nội dung mẫu)."


def sample_document(form: CompiledForm, schema: Mapping[str, Any]) -> Any:
    """A valid document of a step form: what is missing is filled with the first choice or a sample text."""
    document: Any = form.compute(form.blank() or {}, date.today())
    for _turn in range(12):
        problems = form.check(document)
        if not problems:
            return document
        for problem in problems:
            tokens = split_pointer(problem.pointer)
            document = put(document, tokens, _sample(form.effective_schema, tokens))
        document = form.compute(document, date.today())
    raise ValueError(f"no sample fits the step form: {form.check(document)}")


def _sample(schema: Any, tokens: list[str]) -> Any:
    part = _part(schema, schema, tokens)
    for alternative in (*part.get("oneOf", ()), *part.get("anyOf", ())):
        if "const" in alternative:
            return alternative["const"]
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    if "list" in part:
        return shipped_lists().edition(part["list"]).items[0].code
    return _of_type(schema, part)


def _of_type(schema: Any, part: Mapping[str, Any]) -> Any:
    kind, form = part.get("type"), part.get("format")
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return part.get("minimum", 1)
    if kind == "array":
        return [_sample({**schema, "_": part["items"]}, ["_"])]
    if kind == "object":
        return {}
    samples = {"date": date.today().isoformat(), "personal-number": "079326000123", "tax-code": "0312345673"}
    if form in samples:
        return samples[form]
    if pattern := part.get("pattern"):
        return _of_pattern(pattern)
    return SAMPLE_TEXT[: part.get("maxLength", len(SAMPLE_TEXT))]


def _of_pattern(pattern: str) -> str:
    """A text for the patterns that shipped step forms use: so many digits."""
    import re

    found = re.search(r"\{(\d+)", pattern)
    return "079326000123" if found is None or found[1] == "12" else "3".ljust(int(found[1]), "1")


def _part(root: Any, schema: Any, tokens: list[str]) -> Mapping[str, Any]:
    """The subschema that describes the property, wherever a condition declares it."""
    if not tokens:
        return _resolved(root, schema)
    found: dict[str, Any] = {}
    for place in _places(root, schema):
        inner = place.get("properties", {}).get(tokens[0], place.get(tokens[0]) if tokens[0] == "_" else None)
        if isinstance(inner, Mapping):
            found = {**_part(root, inner, tokens[1:]), **found}
        elif place.get("type") == "array" and tokens[0].isdigit():
            found = {**_part(root, place["items"], tokens[1:]), **found}
    return found


def _places(root: Any, schema: Any) -> list[Mapping[str, Any]]:
    schema = _resolved(root, schema)
    places: list[Mapping[str, Any]] = [schema]
    for keyword in ("then", "else"):
        if isinstance(schema.get(keyword), Mapping):
            places += _places(root, schema[keyword])
    for part in schema.get("allOf", ()):
        places += _places(root, part)
    return places


def _resolved(root: Any, schema: Any) -> Mapping[str, Any]:
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not reference:
        return schema if isinstance(schema, Mapping) else {}
    target = root
    if reference.startswith("urn:"):
        target = next(part for part in root["$defs"].values() if part.get("$id") == reference)
    else:
        for token in split_pointer(reference.removeprefix("#")):
            target = target[token]
    return {**_resolved(root, target), **{name: value for name, value in schema.items() if name != "$ref"}}
