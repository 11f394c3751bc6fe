"""The gate: what a schema must not hold, whoever wrote it. Budgets are counted without expanding anything."""

from collections.abc import Iterator
from typing import Any

from formengine.forms.formats import FORMATS
from formengine.forms.patterns import pattern_search
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import Fragment, child, resolve, root_fragment

MAX_NODES = 5_000
MAX_WORK = 1_000_000
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DRAFTS = ("json-schema.org/draft/2020-12/schema", "json-schema.org/draft-07/schema", "json-schema.org/draft-06/schema")
_ONE = {
    "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else", "unevaluatedItems",
    "unevaluatedProperties", "additionalItems", "contentSchema",
}  # fmt: skip
_MANY = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
_LISTS = {"prefixItems", "allOf", "anyOf", "oneOf"}
PLAIN = {
    "$schema", "$id", "$anchor", "$dynamicAnchor", "$ref", "$dynamicRef", "$comment", "$vocabulary", "type", "enum",
    "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
    "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties",
    "required", "dependentRequired", "title", "description", "default", "deprecated", "readOnly", "writeOnly",
    "examples", "format", "contentEncoding", "contentMediaType", "list", "within", "on",
}  # fmt: skip
KEYWORDS = PLAIN | _ONE | _MANY | _LISTS
OWN = {"x-help", "x-widget", "x-message", "x-sensitive", "x-data-item", "x-list-column"}


def subschemas(schema: Any, place: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], Any]]:
    """(place, subschema) of `schema` and all within, in the order written."""
    stack: list[tuple[tuple[object, ...], Any]] = [(place, schema)]
    while stack:
        here, value = stack.pop()
        yield here, value
        if not isinstance(value, dict):
            continue
        inner: list[tuple[tuple[object, ...], Any]] = []
        for key, part in value.items():
            if key in _MANY and isinstance(part, dict):
                inner += [((*here, key, name), item) for name, item in part.items() if isinstance(item, dict | bool)]
            elif (key in _LISTS and isinstance(part, list)) or (key == "items" and isinstance(part, list)):
                inner += [((*here, key, index), item) for index, item in enumerate(part)]
            elif key in _ONE and isinstance(part, dict | bool):
                inner.append(((*here, key), part))
        stack.extend(reversed(inner))


def admit(schema: Any) -> list[str]:
    """The warnings of a schema that may be used. Raises DefinitionError with every reason why it may not."""
    if not isinstance(schema, dict | bool):
        raise DefinitionError([Problem("", "schema", "a schema is an object, or true or false")])
    problems: list[Problem] = []
    warnings: list[str] = []
    for count, (place, part) in enumerate(subschemas(schema)):
        if count > MAX_NODES:
            raise DefinitionError([Problem("", "nodes", f"the schema has more than {MAX_NODES:,} parts")])
        if isinstance(part, dict):
            _look_at(part, place, problems, warnings)
    if not problems:
        problems += work_problems(schema)
    if problems:
        raise DefinitionError(problems)
    return warnings


def _look_at(part: dict[str, Any], place: tuple[object, ...], problems: list[Problem], warnings: list[str]) -> None:
    pointer = join_pointer(place)
    for keyword in part:
        if keyword not in KEYWORDS and keyword not in OWN:
            warnings.append(f"{pointer or '/'}: {keyword} is not known and changes nothing")
    draft = part.get("$schema", "")
    if not isinstance(draft, str) or (draft and not any(name in draft for name in DRAFTS)):
        problems.append(Problem(pointer, "$schema", f"{draft!r:.80} is no dialect that is known; write {DIALECT}"))
    patterns = [part["pattern"]] if isinstance(part.get("pattern"), str) else []
    named = part.get("patternProperties")
    patterns += list(named) if isinstance(named, dict) else []
    for pattern in patterns:
        try:
            pattern_search(pattern)
        except ValueError as error:
            problems.append(Problem(pointer, "pattern", f"the pattern {pattern[:80]!r} cannot be used: {error}"))
    if isinstance(part.get("format"), str) and part["format"] not in FORMATS:
        warnings.append(f"{pointer or '/'}: the format {part['format']} is not known and changes nothing")


def work_problems(schema: Any) -> list[Problem]:
    """Cycles of references with no value in between, and schemas that multiply by referring to each other twice.

    The work of judging one value by a schema is the sum over what it applies to the same value; counted once for
    each schema, so a doubling of doublings is found without being expanded.
    """
    meter = _Meter()
    waiting: list[tuple[tuple[object, ...], Fragment]] = [((), root_fragment(schema))]
    seen: set[int] = set()
    while waiting:
        here, fragment = waiting.pop()
        if not isinstance(fragment.schema, dict) or id(fragment.schema) in seen:
            continue
        seen.add(id(fragment.schema))
        try:
            work = meter.measure(fragment)
        except DefinitionError as error:
            return [Problem(join_pointer(here), problem.keyword, problem.message) for problem in error.problems]
        if work > MAX_WORK:
            return [Problem("", "work", f"judging one value takes more than {MAX_WORK:,} steps")]
        inner = [(place, part) for place, part in subschemas(fragment.schema) if 0 < len(place) <= 2]
        waiting += [((*here, *place), child(fragment, part)) for place, part in reversed(inner)]
    return []


class _Meter:
    """Counts the steps of judging one value, each schema once."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}
        self._open: set[int] = set()

    def measure(self, fragment: Fragment) -> int:
        part = fragment.schema
        if not isinstance(part, dict):
            return 1
        key = id(part)
        if key in self._known:
            return self._known[key]
        if key in self._open:
            _refuse("$ref", "references lead back to themselves without a value in between")
        if len(self._open) > 200:
            _refuse("depth", "references are nested deeper than 200")
        self._open.add(key)
        total = 1 + sum(self.measure(inner) for inner in _applied(fragment))
        self._open.discard(key)
        self._known[key] = total
        return total


def _refuse(keyword: str, message: str) -> None:
    raise DefinitionError([Problem("", keyword, message)])


def _applied(fragment: Fragment) -> Iterator[Fragment]:
    """The schemas that `fragment` applies to the same value."""
    part = fragment.schema
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in part:
            yield resolve(fragment, part[keyword])
    inner = [item for keyword in ("allOf", "anyOf", "oneOf") for item in part.get(keyword) or ()]
    inner += [part[keyword] for keyword in ("not", "if", "then", "else") if isinstance(part.get(keyword), dict)]
    for dependent in (part.get("dependentSchemas"), part.get("dependencies")):
        inner += [item for item in dependent.values() if isinstance(item, dict)] if isinstance(dependent, dict) else []
    for item in inner:
        yield child(fragment, item)
