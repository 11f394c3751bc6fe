"""The one dialect of JSON Schema that both validators speak: RE2 patterns, decimal steps, our own formats.

jsonschema-rs says yes quickly, jsonschema explains a no.
"""

import copy
import json
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import jsonschema_rs
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing.jsonschema import DRAFT7, DRAFT202012

from formengine.forms.formats import FORMATS, judged
from formengine.forms.lists import Lists
from formengine.forms.patterns import pattern_search, translate_pattern
from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import registry_of

logger = logging.getLogger(__name__)
_judged_with: ContextVar[tuple[Lists | None, date | None]] = ContextVar("judged_with", default=(None, None))


def is_multiple(value: float, step: float) -> bool:
    """Whether `value` counts in steps of `step`, as decimals are written."""
    try:
        return Decimal(str(value)) % Decimal(str(step)) == 0
    except InvalidOperation:  # more digits than decimals carry: count in whole numbers
        return int(value) % int(step) == 0 if float(step).is_integer() else False


def list_holds(name: str, value: str) -> bool:
    lists, day = _judged_with.get()
    return lists is None or lists.edition(name, day).holds(value)


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
    if isinstance(value, str) and not list_holds(name, value):
        yield ValidationError(f"not in the list {name}")


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
        self._name = value

    def validate(self, instance: Any) -> None:
        if isinstance(instance, str) and not list_holds(self._name, instance):
            raise ValueError("not in the list")


# Formats that jsonschema-rs would judge by itself; where the dialect has no checker they are annotations.
_UNJUDGED = (
    "idn-email", "idn-hostname", "iri", "iri-reference", "uri-reference", "uri-template", "json-pointer",
    "relative-json-pointer", "regex", "duration",
)  # fmt: skip
ENGINE_FORMATS: dict[str, Callable[[Any], bool]] = {name: lambda value: True for name in _UNJUDGED}
ENGINE_FORMATS |= {name: judged(check) for name, check in FORMATS.items()}

_CHECKER = FormatChecker(formats=())
for _name, _check in FORMATS.items():
    _CHECKER.checkers[_name] = (judged(_check), ())

_KEYWORDS = {
    "pattern": _pattern,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "multipleOf": _multiple,
    "required": _required,
    "dependentRequired": _dependent,
    "uniqueItems": _unique,
    "list": _list,
}
_Explain202012 = extend(Draft202012Validator, _KEYWORDS)
_Explain7 = extend(Draft7Validator, _KEYWORDS)


def is_draft7(schema: Any) -> bool:
    draft = schema.get("$schema", "") if isinstance(schema, dict) else ""
    return isinstance(draft, str) and ("draft-07" in draft or "draft-06" in draft)


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
        elif key in ("const", "enum", "default", "examples"):
            out[key] = value
        else:
            out[key] = translated(value)
    return out


class Judge:
    """One schema, compiled for both validators. Raises DefinitionError where either cannot take it."""

    def __init__(self, schema: Any, lists: Lists | None = None) -> None:
        self._lists = lists
        old = is_draft7(schema)
        kind = jsonschema_rs.Draft7Validator if old else jsonschema_rs.Draft202012Validator
        try:
            self._quick = kind(
                translated(schema),
                formats=ENGINE_FORMATS,
                validate_formats=True,
                ignore_unknown_formats=True,
                pattern_options=jsonschema_rs.RegexOptions(),
                keywords={"list": _List},
                offline=True,
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            where = "".join(f"/{part}" for part in getattr(error, "instance_path", ()))
            text = str(getattr(error, "message", error)).splitlines()[0]
            raise DefinitionError([Problem(where, "schema", f"the schema cannot be used: {text}")]) from error
        specification = DRAFT7 if old else DRAFT202012
        resource = specification.create_resource(schema)
        registry: Any = registry_of(resource)
        explain = _Explain7 if old else _Explain202012
        self.explainer = explain(
            schema, registry=registry, format_checker=_CHECKER, _resolver=registry.resolver_with_root(resource)
        )

    def with_lists(self, lists: Lists) -> "Judge":
        """The same judge looking into other lists."""
        made = copy.copy(self)
        made._lists = lists
        return made

    def is_valid(self, document: Any, on: date | None = None) -> bool:
        token = _judged_with.set((self._lists, on))
        try:
            return bool(self._quick.is_valid(document))
        finally:
            _judged_with.reset(token)

    def places(self, document: Any, on: date | None = None) -> list[str]:
        """Where the quick judge objects, as pointers: what is missing by its own place, the rest by the value's."""
        token = _judged_with.set((self._lists, on))
        try:
            return [_place(error) for error in self._quick.iter_errors(document)]
        finally:
            _judged_with.reset(token)

    def errors(self, document: Any, on: date | None = None) -> list[ValidationError]:
        """Why `document` is refused; empty when it is taken. Where the two engines differ, the stricter wins."""
        token = _judged_with.set((self._lists, on))
        try:
            if self._quick.is_valid(document):
                return []
            found = list(self.explainer.iter_errors(document))
            if not found:
                logger.error("the validators differ on a document: jsonschema-rs refuses what jsonschema takes")
                return [_from_quick(error) for error in self._quick.iter_errors(document)]
            return found
        finally:
            _judged_with.reset(token)

    def fits(self, fragment: Any, value: Any) -> bool:
        """Whether `value` satisfies a subschema with its resolver."""
        validator = self.explainer.evolve(schema=fragment.schema, _resolver=fragment.resolver)
        token = _judged_with.set((None, None))
        try:
            return bool(validator.is_valid(value))
        finally:
            _judged_with.reset(token)


def _place(error: Any) -> str:
    tokens = [str(token) for token in error.instance_path]
    if error.kind.name == "required":
        tokens.append(error.kind.property)
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def _from_quick(error: Any) -> ValidationError:
    name = error.kind.name
    return ValidationError(
        error.message, validator=name, path=list(error.instance_path), instance=error.instance, schema={}
    )
