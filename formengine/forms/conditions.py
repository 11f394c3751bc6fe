"""`when`: lists of `{"at": pointer, "is": schema}`, all of which must hold; `any` and `not` nest.

Each is compiled once to a function of a document, and can be written as plain JSON Schema.
"""

from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs

from formengine.forms.dialect import ENGINE_FORMATS, translated
from formengine.forms.pointers import ABSENT, as_index, follow, split_pointer
from formengine.forms.shapes import same

Condition = Callable[[Any], bool]
CASE_OBJECT = ("document", "forms", "filing", "case", "settings")


def always(document: Any) -> bool:
    return True


def compile_when(when: list[Any] | None, *, case_object: bool = False) -> Condition:
    """The function for `when`. With `case_object`, a pointer that does not start with one of its names means the
    document."""
    if not when:
        return always
    return _all([_compile(term, case_object) for term in when])


def _all(tests: list[Condition]) -> Condition:
    if len(tests) == 1:
        return tests[0]
    return lambda document: all(test(document) for test in tests)


def _compile(term: dict[str, Any], case_object: bool) -> Condition:
    if "any" in term:
        choices = [
            _compile(part, case_object) if isinstance(part, dict) else _compile_list(part, case_object)
            for part in term["any"]
        ]
        return lambda document: any(test(document) for test in choices)
    if "not" in term:
        inner = _compile_list(term["not"], case_object)
        return lambda document: not inner(document)
    tokens = condition_tokens(term["at"], case_object)
    test = _compile_schema(term["is"])

    def holds(document: Any) -> bool:
        value = follow(document, tokens)
        return value is not ABSENT and test(value)

    return holds


def _compile_list(part: Any, case_object: bool) -> Condition:
    return compile_when(part if isinstance(part, list) else [part], case_object=case_object)


def condition_tokens(pointer: str, case_object: bool) -> list[str]:
    tokens = split_pointer(pointer)
    if case_object and (not tokens or tokens[0] not in CASE_OBJECT):
        return ["document", *tokens]
    return tokens


def _compile_schema(schema: Any) -> Condition:
    if isinstance(schema, dict) and len(schema) == 1:
        if "const" in schema:
            expected = schema["const"]
            return lambda value: same(value, expected)
        if "enum" in schema and all(isinstance(item, str) for item in schema["enum"]):
            choices = frozenset(schema["enum"])
            return lambda value: isinstance(value, str) and value in choices
    validator = jsonschema_rs.Draft202012Validator(
        translated(schema),
        formats=ENGINE_FORMATS,
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        offline=True,
    )
    return lambda value: bool(validator.is_valid(value))


def pointers_in(when: Any) -> Iterator[str]:
    """Every pointer that a `when` looks at."""
    for term in when if isinstance(when, list) else [when]:
        if isinstance(term, dict):
            if "at" in term:
                yield term["at"]
            for key in ("any", "not"):
                if key in term:
                    yield from pointers_in(term[key])


def as_schema(when: list[Any]) -> dict[str, Any]:
    """`when` over a document, as JSON Schema 2020-12."""
    parts = [_term_schema(term) for term in when]
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def _term_schema(term: Any) -> dict[str, Any]:
    if isinstance(term, list):
        return as_schema(term)
    if "any" in term:
        return {"anyOf": [_term_schema(part) for part in term["any"]]}
    if "not" in term:
        return {"not": _term_schema(term["not"])}
    return nested(split_pointer(term["at"]), term["is"], required=True)


def nested(tokens: list[str], schema: Any, *, required: bool) -> Any:
    """`schema` for the value at `tokens`; with `required`, every step on the way must be there."""
    for token in reversed(tokens):
        index = as_index(token)
        if index is not None:
            schema = {"type": "array", "minItems": index + 1, "prefixItems": [True] * index + [schema]}
            continue
        schema = {"properties": {token: schema}}
        if required:
            schema = {"type": "object", "required": [token], **schema}
    return schema
