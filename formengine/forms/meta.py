"""The shape of a definition file, by its meta-schema."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from formengine.forms.judging import Judge
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import Problem


@cache
def meta_schema() -> dict[str, Any]:
    """The JSON Schema of a definition file, as editors use it."""
    found: dict[str, Any] = json.loads(meta_schema_text())
    return found


def meta_schema_text() -> str:
    """The file as it is published."""
    return (Path(__file__).parent / "meta_schema.json").read_text("utf-8")


@cache
def _judge() -> Judge:
    """Judges all but the schemas in a definition: of their keywords the checker speaks itself (checks/schemas.py)."""
    whole = meta_schema()
    return Judge({**whole, "$defs": {**whole["$defs"], "schema": {"type": "object"}}})


def meta_problems(data: Any) -> list[Problem]:
    """Where `data` does not have the shape of a definition."""
    found: list[Problem] = []
    for error in _judge().errors(data):
        found += _explain(error, ())
    return list(dict.fromkeys(found))


def _explain(error: Any, before: tuple[object, ...]) -> list[Problem]:
    place = (*before, *error.path)
    if error.validator in ("oneOf", "anyOf") and error.context:
        grouped: dict[Any, list[Any]] = {}
        for part in error.context:
            grouped.setdefault(part.relative_schema_path[0], []).append(part)
        best = min(grouped.values(), key=lambda parts: (sum(_weight(part) for part in parts), len(parts)))
        return [problem for part in best for problem in _explain(part, place)]
    return [Problem(join_pointer(place), str(error.validator or "false"), _sentence(error, place))]


def _weight(error: Any) -> int:
    shallow = len(error.relative_path) <= 1 or (error.validator in ("required",) and len(error.relative_path) == 2)
    return 10 if error.validator in ("type", "const") and shallow else 3 if error.validator == "required" else 1


def _sentence(error: Any, place: tuple[object, ...]) -> str:
    name = str(place[-1]) if place else ""
    keyword, value = error.validator, error.validator_value
    if keyword == "required":
        return f"add {name!r}: it is missing"
    if keyword == "additionalProperties":
        known = ", ".join(error.schema.get("properties", {})) if isinstance(error.schema, dict) else ""
        return f"{name!r} is not known here" + (f"; there are: {known}" if known else "")
    if keyword == "enum":
        return f"write one of {', '.join(map(str, value))}, not {error.instance!r:.60}"
    if keyword == "type":
        return f"write {_article(value)}, not {error.instance!r:.60}"
    if keyword == "pattern":
        return f"{error.instance!r:.60} must look like {value}"
    if keyword == "const":
        return f"write {json.dumps(value, ensure_ascii=False)}"
    if keyword in ("minItems", "minProperties", "minLength"):
        return f"write at least {value}"
    if keyword in ("maxItems", "maxProperties", "maxLength", "maximum"):
        return f"at most {value}"
    if keyword == "minimum":
        return f"at least {value}"
    if keyword == "uniqueItems":
        return "stands twice: keep one"
    return f"{error.instance!r:.60} breaks {keyword} {value!r:.80}"


def _article(types: Any) -> str:
    words = {"object": "an object", "array": "a list", "string": "a text", "integer": "a whole number",
             "number": "a number", "boolean": "true or false", "null": "null"}  # fmt: skip
    return " or ".join(words[kind] for kind in (types if isinstance(types, list) else [types]))
