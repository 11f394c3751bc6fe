"""The one dialect of JSON Schema that both validators speak: RE2 patterns, decimal steps, our own formats and lists.

`EXPLAINER` is jsonschema speaking it, `quick_judge` makes jsonschema-rs speak it.
"""

import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from formengine.forms.formats import FORMATS, judged
from formengine.forms.lists import Lists, edition_on
from formengine.forms.patterns import pattern_search, translate_pattern

# The lists that a validator looks into, and the day on which.
judged_with: ContextVar[tuple[Lists | None, date | None]] = ContextVar("judged_with", default=(None, None))


def is_multiple(value: float, step: float) -> bool:
    """Whether `value` counts in steps of `step`, as decimals are written."""
    try:
        return Decimal(str(value)) % Decimal(str(step)) == 0
    except InvalidOperation:  # more digits than decimals carry: count in whole numbers
        return int(value) % int(step) == 0 if float(step).is_integer() else False


def list_holds(schema: dict[str, Any], value: str) -> bool:
    """Whether the list that `schema` names holds `value`, on the day that it names or else the day of judging."""
    lists, day = judged_with.get()
    on = schema.get("on", "filing")
    when = date.fromisoformat(on) if on not in ("filing", "today") else day
    return lists is None or edition_on(lists, schema["list"], when).holds(value)


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not pattern_search(pattern)(value):
        yield ValidationError(f"does not match {pattern}")


def _properties(validator: Any, properties: dict[str, Any], value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for name, subschema in properties.items():
            if name in value:
                yield from _inside(validator, value[name], subschema, name, name)


def _inside(validator: Any, value: Any, subschema: Any, name: str, keyword: str) -> Iterator[ValidationError]:
    if subschema is False:  # jsonschema forgets the place of what must be absent
        yield ValidationError("must be absent", validator="false schema", path=(name,))
    else:
        yield from validator.descend(value, subschema, path=name, schema_path=keyword)


def _pattern_properties(validator: Any, patterns: dict[str, Any], value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, subschema in patterns.items():
            search = pattern_search(pattern)
            for name, item in value.items():
                if search(name):
                    yield from _inside(validator, item, subschema, name, pattern)


def _additional(validator: Any, additional: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    known = schema.get("properties", {})
    searches = [pattern_search(pattern) for pattern in schema.get("patternProperties", {})]
    for name in value:
        if name in known or any(search(name) for search in searches):
            continue
        if additional is False:
            yield ValidationError("not known here", path=(name,))
        elif additional is not True:
            yield from validator.descend(value[name], additional, path=name)


def _property_names(validator: Any, names: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for name in value:
            if not validator.evolve(schema=names).is_valid(name):
                yield ValidationError("no name for this", path=(name,), validator_value=name)


def _contains(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, list):
        return
    judge = validator.evolve(schema=wanted)
    count = sum(judge.is_valid(item) for item in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
    if count < least:
        keyword = "minContains" if least > 1 else "contains"
        yield ValidationError("too few", validator=keyword, validator_value=least)
    if count > most:
        yield ValidationError("too many", validator="maxContains", validator_value=most)


def _multiple(validator: Any, step: float, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, int | float) and not isinstance(value, bool) and not is_multiple(value, step):
        yield ValidationError(f"not a multiple of {step}")


def _required(validator: Any, names: list[str], value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                yield ValidationError("missing", path=(name,))


def _dependent(validator: Any, needs: dict[str, list[str]], value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for name, others in needs.items():
            for other in others if name in value and isinstance(others, list) else ():
                if other not in value:
                    yield ValidationError("missing", path=(other,))


def _unique(validator: Any, unique: bool, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not unique or not isinstance(value, list):
        return
    seen: set[str] = set()
    for index, item in enumerate(value):
        key = canonical(item)
        if key in seen:
            yield ValidationError("stands twice", path=(index,))
        seen.add(key)


def _list(validator: Any, name: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not list_holds(schema, value):
        yield ValidationError(f"not in the list {name}")


def _one_of(validator: Any, branches: list[Any], value: Any, schema: Any) -> Iterator[ValidationError]:
    """As jsonschema has it, with a quick yes: of a list of options only those are looked at that `value` can be."""
    possible = [
        branch
        for branch in branches
        if not (isinstance(branch, dict) and isinstance(only := branch.get("const"), str) and only != value)
    ]
    if len(possible) < len(branches) and sum(_takes(validator, branch, value) for branch in possible) == 1:
        return
    yield from Draft202012Validator.VALIDATORS["oneOf"](validator, branches, value, schema)


def _takes(validator: Any, branch: Any, value: Any) -> bool:
    return next(validator.descend(value, branch), None) is None


def canonical(value: Any) -> str:
    """`value` as text that is equal where JSON says equal: sorted keys, 1.0 written 1."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


class _List:
    """The keyword `list` for jsonschema-rs."""

    def __init__(self, parent: dict[str, Any], value: Any, path: list[str | int]) -> None:
        self._schema = {"list": value, "on": parent.get("on", "filing")}

    def validate(self, instance: Any) -> None:
        if isinstance(instance, str) and not list_holds(self._schema, instance):
            raise ValueError("not in the list")


# Formats that jsonschema-rs would judge by itself; where the dialect has no checker they are annotations.
_UNJUDGED = (
    "idn-email", "idn-hostname", "iri", "iri-reference", "uri-reference", "uri-template", "json-pointer",
    "relative-json-pointer", "regex", "duration",
)  # fmt: skip
ENGINE_FORMATS: dict[str, Callable[[Any], bool]] = {name: lambda value: True for name in _UNJUDGED}
ENGINE_FORMATS |= {name: judged(check) for name, check in FORMATS.items()}

CHECKER = FormatChecker(formats=())
for _name, _check in FORMATS.items():
    CHECKER.checkers[_name] = (judged(_check), ())

_KEYWORDS = {
    "pattern": _pattern,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "multipleOf": _multiple,
    "propertyNames": _property_names,
    "contains": _contains,
    "required": _required,
    "dependentRequired": _dependent,
    "uniqueItems": _unique,
    "oneOf": _one_of,
    "list": _list,
}
EXPLAINER = extend(Draft202012Validator, _KEYWORDS)


LITERAL = ("const", "enum", "default", "examples")


def translated(schema: Any) -> Any:
    """`schema` with every pattern in the spelling that Rust's engine reads as RE2 does."""
    if isinstance(schema, list):
        return [translated(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "pattern" and isinstance(value, str):
            out[key] = translate_pattern(value)
        elif key == "patternProperties" and isinstance(value, dict):
            out[key] = {translate_pattern(name): translated(part) for name, part in value.items()}
        elif key in LITERAL:
            out[key] = value
        else:
            out[key] = translated(value)
    return out


def unbranched(schema: Any) -> Any:
    """`schema` for an engine that is to say where a document fails without a reason for each branch of each choice.

    What holds twice denied holds; but behind a denial nothing counts as evaluated, so where that is asked for the
    schema stays as it is.
    """
    if "unevaluated" in json.dumps(schema, ensure_ascii=False):
        return schema
    return _without_branches(schema)


def _without_branches(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_branches(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: part if key in LITERAL else _without_branches(part) for key, part in schema.items()}
    choices = {key: made.pop(key) for key in ("anyOf", "oneOf") if isinstance(made.get(key), list)}
    if choices:
        made["allOf"] = [*made.get("allOf", ()), *({"not": {"not": {key: part}}} for key, part in choices.items())]
    return made


UNUSABLE = (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError)


def quick_judge(schema: Any, **more: Any) -> jsonschema_rs.Draft202012Validator:
    """jsonschema-rs speaking the dialect; `schema` is in its spelling already (see `translated`)."""
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=ENGINE_FORMATS,
        validate_formats=True,
        ignore_unknown_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        keywords={"list": _List},
        offline=True,
        **more,
    )
