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
from itertools import islice
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing.jsonschema import DRAFT202012

from formengine.forms.formats import FORMATS, judged
from formengine.forms.gate import subschemas
from formengine.forms.lists import Lists, edition_on
from formengine.forms.measure import MAX_DEPTH, NotJson, measure
from formengine.forms.patterns import pattern_search, translate_pattern
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import Fragment, registry_of
from formengine.forms.work import Work

# Steps (see work.py) that explaining may take and that judging may take; pairs that are looked at to count them;
# errors that are told.
MAX_EXPLAINED = 20_000
MAX_STEPS = 5_000_000
MAX_PAIRS = 60_000
MAX_ERRORS = 1_000
OWN_ID = "urn:formengine:form"

logger = logging.getLogger(__name__)
_judged_with: ContextVar[tuple[Lists | None, date | None]] = ContextVar("judged_with", default=(None, None))


def is_multiple(value: float, step: float) -> bool:
    """Whether `value` counts in steps of `step`, as decimals are written."""
    try:
        return Decimal(str(value)) % Decimal(str(step)) == 0
    except InvalidOperation:  # more digits than decimals carry: count in whole numbers
        return int(value) % int(step) == 0 if float(step).is_integer() else False


def list_holds(schema: dict[str, Any], value: str) -> bool:
    """Whether the list that `schema` names holds `value`, on the day that it names or else the day of judging."""
    lists, day = _judged_with.get()
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

_CHECKER = FormatChecker(formats=())
for _name, _check in FORMATS.items():
    _CHECKER.checkers[_name] = (judged(_check), ())

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
    "list": _list,
}
_Explain = extend(Draft202012Validator, _KEYWORDS)


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


_UNUSABLE = (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError)


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


class Judge:
    """One schema, compiled for both validators. Raises DefinitionError where either cannot take it."""

    def __init__(self, schema: Any, lists: Lists | None = None) -> None:
        self._lists = lists
        self._spelled = translated(schema)
        try:
            self._quick = quick_judge(self._spelled)
        except _UNUSABLE as error:
            where = "".join(f"/{part}" for part in getattr(error, "instance_path", ()))
            text = str(getattr(error, "message", error)).splitlines()[0]
            raise DefinitionError([Problem(where, "schema", f"the schema cannot be used: {text}")]) from error
        resource = DRAFT202012.create_resource(schema)
        registry: Any = registry_of(resource)
        self.explainer = _Explain(
            schema, registry=registry, format_checker=_CHECKER, _resolver=registry.resolver_with_root(resource)
        )
        self._root = Fragment(schema, registry.resolver_with_root(resource))
        self._work = Work()
        self._bound = self._work.bound(self._root)
        self._unbranched: Any = None
        self._places: dict[int, str] | None = None
        self._parts: dict[int, Any] = {}

    def with_lists(self, lists: Lists) -> "Judge":
        """The same judge looking into other lists."""
        made = copy.copy(self)
        made._lists = lists
        return made

    def is_valid(self, document: Any, on: date | None = None) -> bool:
        return self.refusal(document) is None and self._judged(document, on, self._quick.is_valid)

    def places(self, document: Any, on: date | None = None) -> list[str]:
        """Where the quick judge objects, as pointers: what is missing by its own place, the rest by the value's."""
        if self.refusal(document) is not None:
            return [""]
        return [_place(error) for error in self._judged(document, on, self._quick_errors)]

    def errors(self, document: Any, on: date | None = None) -> list[ValidationError]:
        """Why `document` is refused, the first thousand reasons; empty when it is taken.

        Where the two engines differ, the stricter wins. Where explaining every branch would take too long, the quick
        engine's own reasons are told.
        """
        refusal = self.refusal(document)
        return [refusal] if refusal is not None else self._judged(document, on, self._explained)

    def both(self, document: Any, on: date | None = None) -> list[ValidationError]:
        """Why `document` is refused by either engine: as `errors`, but a yes of the quick one is not enough.

        Asking both takes some fifty times longer; it is for what is about to be kept for good.
        """
        found = self.errors(document, on)
        if found or not self._judged(document, on, self._is_explained_soon):
            return found
        found = self._judged(document, on, lambda value: list(islice(self.explainer.iter_errors(value), MAX_ERRORS)))
        if found:
            self._log_difference("jsonschema refuses what jsonschema-rs takes")
        return found

    def _log_difference(self, what: str) -> None:
        schema = self._root.schema if isinstance(self._root.schema, dict) else {}
        name = schema.get("$id") or schema.get("title") or "without a name"
        logger.error("the validators differ on a document: %s (schema %s)", what, name)

    def _explained(self, document: Any) -> list[ValidationError]:
        if self._quick.is_valid(document):
            return []
        if self._is_explained_soon(document):
            found = list(islice(self.explainer.iter_errors(document), MAX_ERRORS))
            if found:
                return found
            self._log_difference("jsonschema-rs refuses what jsonschema takes")
        return [_from_quick(error) for error in self._quick_errors(document)]

    def _quick_errors(self, document: Any) -> list[Any]:
        judge = self._quick
        if not self._is_explained_soon(document):
            self._unbranched = judge = self._unbranched or quick_judge(unbranched(self._spelled))
        return list(islice(judge.iter_errors(document), MAX_ERRORS))

    def _is_explained_soon(self, document: Any) -> bool:
        return self._work.steps(self._root, document, MAX_EXPLAINED, MAX_PAIRS) <= MAX_EXPLAINED

    def refusal(self, document: Any) -> ValidationError | None:
        """Why `document` is not judged at all: it is no JSON, too deep, or would take too long."""
        try:
            size = measure(document)
        except NotJson as fault:
            bound = MAX_DEPTH if fault.keyword == "depth" else None
            return ValidationError(
                str(fault), validator=fault.keyword, path=map(str, fault.place), validator_value=bound
            )
        likely = size * self._bound.steps
        if (self._bound.recursive or likely > MAX_STEPS) and (
            self._work.steps(self._root, document, MAX_STEPS, MAX_PAIRS) > MAX_STEPS
        ):
            return ValidationError("judging takes too long", validator="work")
        return None

    def _judged(self, document: Any, on: date | None, judge: Callable[[Any], Any]) -> Any:
        token = _judged_with.set((self._lists, on))
        try:
            return judge(document)
        finally:
            _judged_with.reset(token)

    def fits(self, fragment: Fragment, value: Any) -> bool:
        """Whether `value` satisfies a subschema with its resolver; not where finding out would take too long.

        Lists are not looked into: which branch a value takes must not hang on the day.
        """
        if isinstance(fragment.schema, bool):
            return fragment.schema
        if self._bound.recursive and self._work.steps(fragment, value, MAX_STEPS, MAX_PAIRS) > MAX_STEPS:
            return False
        quick = self._quick_part(fragment.schema)
        validator = quick or self.explainer.evolve(schema=fragment.schema, _resolver=fragment.resolver)
        token = _judged_with.set((None, None))
        try:
            return bool(validator.is_valid(value))
        finally:
            _judged_with.reset(token)

    def _quick_part(self, part: Any) -> Any:
        """The quick judge of a subschema, made when it is first asked for; None where it has no place of its own."""
        if self._places is None:
            self._places = {id(inner): join_pointer(place) for place, inner in subschemas(self._root.schema)}
        if id(part) not in self._places:
            return None
        if id(part) not in self._parts:
            said = self._root.schema.get("$id", "")
            base = said if isinstance(said, str) and ":" in said else OWN_ID
            registry = jsonschema_rs.Registry([(base, self._spelled)], draft=jsonschema_rs.Draft202012)
            reference = {"$ref": f"{base}#{quote(self._places[id(part)])}"}
            try:
                self._parts[id(part)] = quick_judge(reference, registry=registry)
            except _UNUSABLE:  # an address that only resolves from above: jsonschema follows it
                self._parts[id(part)] = None
        return self._parts[id(part)]


def _place(error: Any) -> str:
    tokens = [str(token) for token in error.instance_path]
    if error.kind.name == "required":
        tokens.append(error.kind.property)
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def _from_quick(error: Any) -> ValidationError:
    keyword, bound = error.kind.name, getattr(error.kind, "value", None)
    if keyword == "not" and isinstance(bound, dict) and bound.keys() == {"not"} and isinstance(bound["not"], dict):
        keyword = next((key for key in bound["not"] if key in ("anyOf", "oneOf")), keyword)
    path = [*error.instance_path, *([error.kind.property] if keyword == "required" else [])]
    return ValidationError(
        error.message, validator=keyword, path=path, instance=error.instance, schema={}, validator_value=bound
    )
