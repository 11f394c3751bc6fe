"""The gate: what a schema must not hold, whoever wrote it. Budgets are counted without expanding anything."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import jsonschema_rs

from formengine.forms.formats import FORMATS
from formengine.forms.measure import NotJson, measure
from formengine.forms.patterns import program_size
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import Fragment, child, root_fragment
from formengine.forms.strict_json import MAX_ENUM
from formengine.forms.work import Work

MAX_NODES = 5_000
MAX_WORK = 1_000_000
MAX_PROGRAM = 1_000_000
MAX_TOLD = 100
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DRAFTS = ("json-schema.org/draft/2020-12/schema", "json-schema.org/draft-07/schema", "json-schema.org/draft-06/schema")
ONE = {
    "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else", "unevaluatedItems",
    "unevaluatedProperties", "additionalItems", "contentSchema",
}  # fmt: skip
MANY = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
LISTS = {"prefixItems", "allOf", "anyOf", "oneOf"}
PLAIN = {
    "$schema", "$id", "$anchor", "$dynamicAnchor", "$ref", "$dynamicRef", "$comment", "$vocabulary", "type", "enum",
    "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength",
    "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties",
    "required", "dependentRequired", "title", "description", "default", "deprecated", "readOnly", "writeOnly",
    "examples", "format", "contentEncoding", "contentMediaType", "list", "within", "on",
}  # fmt: skip
KEYWORDS = PLAIN | ONE | MANY | LISTS
# Spellings of older drafts, which 2020-12 leaves without effect, and what is written instead.
OLDER = {
    "additionalItems": "items beside prefixItems", "definitions": "$defs",
    "dependencies": "dependentRequired or dependentSchemas",
}  # fmt: skip
_OF_LISTS = {"list", "within", "on"}
_LIST = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_RELATIVE = re.compile(r"[0-9]{1,2}(/.*)?\Z")
OWN = {"x-help", "x-widget", "x-message", "x-sensitive", "x-data-item", "x-list-column"}


def subschemas(schema: Any, place: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], Any]]:
    """(place, subschema) of `schema` and all within, in the order written."""
    stack: list[tuple[tuple[object, ...], Any]] = [(place, schema)]
    while stack:
        here, value = stack.pop()
        yield here, value
        stack.extend(((*here, *way), part) for way, part in reversed(_direct(value)))


def _direct(schema: Any) -> list[tuple[tuple[object, ...], Any]]:
    """(way, subschema) of those that stand in `schema` itself."""
    found: list[tuple[tuple[object, ...], Any]] = []
    for key, part in schema.items() if isinstance(schema, dict) else ():
        if key in MANY and isinstance(part, dict):
            found += [((key, name), item) for name, item in part.items() if isinstance(item, dict | bool)]
        elif (key in LISTS or key == "items") and isinstance(part, list):
            found += [((key, index), item) for index, item in enumerate(part)]
        elif key in ONE and isinstance(part, dict | bool):
            found.append(((key,), part))
    return found


def admit(schema: Any) -> list[str]:
    """The warnings of a schema that may be used. Raises DefinitionError with every reason why it may not."""
    require_json(schema)
    problems: list[Problem] = []
    warnings: list[str] = []
    size = 0
    for count, (place, part) in enumerate(subschemas(schema)):
        if count > MAX_NODES:
            raise DefinitionError([Problem("", "nodes", f"the schema has more than {MAX_NODES:,} parts")])
        if isinstance(part, dict):
            size += _look_at(part, place, problems, warnings)
            problems += list_problems(part, join_pointer(place)) if part.keys() & _OF_LISTS else ()
        if size > MAX_PROGRAM:
            text = f"the patterns together have more than {MAX_PROGRAM:,} steps: shorten what they repeat"
            raise DefinitionError([Problem(join_pointer(place), "pattern", text)])
    problems = problems or form_problems(schema) or work_problems(schema)
    if problems:
        raise DefinitionError(problems)
    return warnings


def require_json(schema: Any) -> None:
    """Raises DefinitionError for what is no JSON or too deep: before anybody walks through it."""
    if not isinstance(schema, dict | bool):
        raise DefinitionError([Problem("", "schema", "a schema is an object, or true or false")])
    try:
        measure(schema)
    except NotJson as fault:
        raise DefinitionError([Problem(fault.pointer, fault.keyword, str(fault))]) from None


def form_problems(schema: Any) -> list[Problem]:
    """Where `schema` is not written as JSON Schema has it: a number for a text, a list for an object."""
    judge = _meta_judge()
    if judge.is_valid(schema):
        return []
    return [
        Problem(join_pointer(error.instance_path), error.kind.name, f"not as JSON Schema has it: {error.message:.160}")
        for error in islice(judge.iter_errors(schema), MAX_TOLD)
    ]


@cache
def _meta_judge() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": DIALECT}, offline=True)


def _look_at(part: dict[str, Any], place: tuple[object, ...], problems: list[Problem], warnings: list[str]) -> int:
    """Look at one subschema's keywords; the size of its patterns as programs."""
    pointer, size = join_pointer(place), 0
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
            size += program_size(pattern)
        except ValueError as error:
            problems.append(Problem(pointer, "pattern", f"the pattern {pattern[:80]!r} cannot be used: {error}"))
    if isinstance(part.get("format"), str) and part["format"] not in FORMATS:
        warnings.append(f"{pointer or '/'}: the format {part['format']} is not known and changes nothing")
    if isinstance(part.get("enum"), list) and len(part["enum"]) > MAX_ENUM:
        text = f"{len(part['enum']):,} choices; more than {MAX_ENUM:,} belong in a list"
        problems.append(Problem(join_pointer([*place, "enum"]), "enum", text))
    return size


def list_problems(part: dict[str, Any], pointer: str) -> Iterator[Problem]:
    """Where `list`, `within` and `on` are not written as they are read."""
    if "list" in part and not (isinstance(part["list"], str) and _LIST.match(part["list"])):
        yield Problem(pointer, "list", "write the name of a list: small letters, digits and hyphens")
    for keyword in ("within", "on"):
        if keyword in part and "list" not in part and "$ref" not in part:
            yield Problem(pointer, keyword, f"{keyword!r} stands beside 'list' only")
    if "within" in part and not (isinstance(part["within"], str) and _RELATIVE.match(part["within"])):
        yield Problem(pointer, "within", "write a Relative JSON Pointer, such as 1/province")
    on = part.get("on", "filing")
    if on not in ("filing", "today") and not (isinstance(on, str) and FORMATS["date"](on)):
        yield Problem(pointer, "on", "write filing, today or a day as 2025-07-01")


def work_problems(schema: Any) -> list[Problem]:
    """Cycles of references with no value in between, and schemas that multiply by referring to each other twice."""
    work = Work()
    for here, fragment in reversed(list(_fragments(schema))):  # the innermost first: it is the place to mend
        try:
            steps = work.at_once(fragment)
        except DefinitionError as error:
            return [Problem(join_pointer(here), problem.keyword, problem.message) for problem in error.problems]
        if steps > MAX_WORK:
            return [Problem(join_pointer(here), "work", f"judging one value takes more than {MAX_WORK:,} steps")]
    return []


def _fragments(schema: Any) -> Iterator[tuple[tuple[object, ...], Fragment]]:
    """Every subschema with what resolves its references, a schema before those in it."""
    waiting: list[tuple[tuple[object, ...], Fragment]] = [((), root_fragment(schema))]
    while waiting:
        here, fragment = waiting.pop()
        yield here, fragment
        waiting += [((*here, *way), child(fragment, part)) for way, part in reversed(_direct(fragment.schema))]
