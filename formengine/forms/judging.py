"""The one judge of a schema: jsonschema-rs says yes quickly, jsonschema explains a no, and the stricter answer wins."""

import copy
import logging
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from jsonschema import ValidationError
from referencing.jsonschema import DRAFT202012

from formengine.forms.dialect import CHECKER, EXPLAINER, UNUSABLE, judged_with, quick_judge, translated, unbranched
from formengine.forms.gate import subschemas
from formengine.forms.lists import Lists
from formengine.forms.measure import MAX_DEPTH, NotJson, measure
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


class Judge:
    """One schema, compiled for both validators. Raises DefinitionError where either cannot take it."""

    def __init__(self, schema: Any, lists: Lists | None = None) -> None:
        self._lists = lists
        self._spelled = translated(schema)
        try:
            self._quick = quick_judge(self._spelled)
        except UNUSABLE as error:
            where = "".join(f"/{part}" for part in getattr(error, "instance_path", ()))
            text = str(getattr(error, "message", error)).splitlines()[0]
            raise DefinitionError([Problem(where, "schema", f"the schema cannot be used: {text}")]) from error
        resource = DRAFT202012.create_resource(schema)
        registry: Any = registry_of(resource)
        self.explainer = EXPLAINER(
            schema, registry=registry, format_checker=CHECKER, _resolver=registry.resolver_with_root(resource)
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
        token = judged_with.set((self._lists, on))
        try:
            return judge(document)
        finally:
            judged_with.reset(token)

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
        token = judged_with.set((None, None))
        try:
            return bool(validator.is_valid(value))
        finally:
            judged_with.reset(token)

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
            except UNUSABLE:  # an address that only resolves from above: jsonschema follows it
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
