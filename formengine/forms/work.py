"""What judging costs, counted before it is done: a few lines of schema can take a validator longer than the sun lives.

A step is one schema looked at for one value. `bound` counts, for a schema alone, the most steps that any one value can
take; `steps` counts what a given document takes, each pair of schema and value once. Neither expands anything.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import Fragment, child, resolve

MAX_REFERENCES = 250
MAX_NESTED = 250
_SEVERAL = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")
_EVERY = ("additionalProperties", "unevaluatedProperties", "items", "additionalItems", "unevaluatedItems", "contains")


class Bound(NamedTuple):
    """`steps` that one value takes at most, its parts counted apart; `recursive`: there may be more, since a schema
    comes back to itself in a value's parts."""

    steps: int
    recursive: bool


class Inside(NamedTuple):
    """The schemas for the parts of a value: by name, by place, and for every part."""

    named: dict[str, Fragment]
    placed: list[Fragment]
    every: list[Fragment]
    names: list[Fragment]


class Work:
    """Counts steps; what a schema applies to a value and to its parts is found out once."""

    def __init__(self) -> None:
        self._beside: dict[int, list[Fragment]] = {}
        self._parted: dict[int, tuple[int, list[Fragment]]] = {}
        self._inside: dict[int, Inside] = {}
        self._at_once: dict[int, int] = {}
        self._most: dict[int, int] = {}
        self._kept: list[Any] = []
        self._recursive = False

    def at_once(self, fragment: Fragment, around: frozenset[int] = frozenset()) -> int:
        """The steps for a value alone, whatever its parts take.

        Raises DefinitionError for references that lead nowhere, in a circle, or too deep.
        """
        part = fragment.schema
        key = id(part)
        if not isinstance(part, dict):
            return 1
        if key not in self._at_once:
            if key in around:
                _refuse("$ref", "references lead back to themselves without a value in between")
            if len(around) > MAX_REFERENCES:
                _refuse("depth", f"references are nested deeper than {MAX_REFERENCES}")
            own = around | {key}
            total = 1 + _weight(part) * sum(self.at_once(inner, own) for inner in self.beside(fragment))
            self._at_once[key] = total
        return self._at_once[key]

    def bound(self, fragment: Fragment) -> Bound:
        """The most steps that a value of `fragment` or any part of it takes. The schema has been admitted."""
        return Bound(self._bound(fragment, frozenset()), self._recursive)

    def _bound(self, fragment: Fragment, around: frozenset[int]) -> int:
        part = fragment.schema
        key = id(part)
        if not isinstance(part, dict):
            return 1
        if key in self._most:
            return self._most[key]
        if key in around or len(around) > MAX_REFERENCES:
            self._recursive = True
            return 1
        own, inside = around | {key}, self.inside(fragment)
        total = 1 + _weight(part) * sum(self._bound(inner, own) for inner in self.beside(fragment))
        for options in (inside.named.values(), inside.placed):
            total += max((self._bound(inner, own) for inner in options), default=0)
        total += sum(self._bound(inner, own) for inner in (*inside.every, *inside.names))
        self._most[key] = total
        return total

    def steps(self, fragment: Fragment, value: Any, most: int, pairs: int) -> int:
        """The steps of judging `value`; `most` + 1 where there are more, or more than `pairs` to be looked at."""
        counter = _Counter(self, most, pairs)
        return min(counter.count(fragment, value, 0), most + 1)

    def beside(self, fragment: Fragment) -> list[Fragment]:
        """The schemas that `fragment` applies to the same value."""
        key = id(fragment.schema)
        if key not in self._beside:
            self._kept.append(fragment.schema)  # an id is good only while its schema lives
            self._beside[key] = list(_beside(fragment))
        return self._beside[key]

    def parted(self, fragment: Fragment) -> tuple[int, list[Fragment]]:
        """`beside` as how many of them are one step whatever the value is, as options are, and the others."""
        key = id(fragment.schema)
        if key not in self._parted:
            beside = self.beside(fragment)
            others = [inner for inner in beside if not self._is_one_step(inner)]
            self._parted[key] = len(beside) - len(others), others
        return self._parted[key]

    def _is_one_step(self, fragment: Fragment) -> bool:
        return not isinstance(fragment.schema, dict) or not (self.beside(fragment) or any(self.inside(fragment)))

    def inside(self, fragment: Fragment) -> Inside:
        """The schemas that `fragment` applies to the parts of a value."""
        key = id(fragment.schema)
        if key not in self._inside:
            self._kept.append(fragment.schema)
            self._inside[key] = _inside(fragment)
        return self._inside[key]


class _Counter:
    """The steps of one document."""

    def __init__(self, work: Work, most: int, pairs: int) -> None:
        self._work = work
        self._most = most
        self._pairs = pairs
        self._known: dict[tuple[int, int], int] = {}
        self._looked_at = 0

    def count(self, fragment: Fragment, value: Any, depth: int) -> int:
        part = fragment.schema
        if not isinstance(part, dict):
            return 1
        key = (id(part), id(value))
        if key in self._known:
            return self._known[key]
        if depth > MAX_NESTED or self._looked_at > self._pairs:
            return self._most + 1
        single, others = self._work.parted(fragment)
        self._looked_at += 1 + single
        total = 1 + _weight(part) * single
        for inner in others:
            total += _weight(part) * self.count(inner, value, depth + 1)
            if total > self._most:
                break
        if isinstance(value, dict | list) and total <= self._most:
            for inner, item in _pairs(self._work.inside(fragment), value):
                total += self.count(inner, item, depth + 1)
                if total > self._most:
                    break
        self._known[key] = total
        return total


def _pairs(inside: Inside, value: Any) -> Iterator[tuple[Fragment, Any]]:
    if isinstance(value, list):
        yield from zip(inside.placed, value, strict=False)
        yield from ((inner, item) for inner in inside.every for item in value)
        return
    for name, inner in inside.named.items():
        if name in value:
            yield inner, value[name]
    yield from ((inner, item) for inner in inside.every for item in value.values())
    yield from ((inner, name) for inner in inside.names for name in value)


def _weight(part: dict[str, Any]) -> int:
    """What is not evaluated elsewhere is found by judging everything beside it once more."""
    return 2 if "unevaluatedProperties" in part or "unevaluatedItems" in part else 1


def _beside(fragment: Fragment) -> Iterator[Fragment]:
    part = fragment.schema
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in part:
            yield resolve(fragment, part[keyword])
    inner = [item for keyword in _SEVERAL for item in part.get(keyword) or ()]
    inner += [part[keyword] for keyword in _SINGLE if isinstance(part.get(keyword), dict)]
    for dependent in (part.get("dependentSchemas"), part.get("dependencies")):
        inner += [item for item in dependent.values() if isinstance(item, dict)] if isinstance(dependent, dict) else []
    yield from (child(fragment, item) for item in inner)


def _inside(fragment: Fragment) -> Inside:
    part = fragment.schema
    placed = part.get("prefixItems") or (part["items"] if isinstance(part.get("items"), list) else [])
    every = [part[keyword] for keyword in _EVERY if isinstance(part.get(keyword), dict)]
    every += (part.get("patternProperties") or {}).values()
    names = [part["propertyNames"]] if isinstance(part.get("propertyNames"), dict) else []
    return Inside(
        {name: child(fragment, item) for name, item in (part.get("properties") or {}).items()},
        [child(fragment, item) for item in placed],
        [child(fragment, item) for item in every],
        [child(fragment, item) for item in names],
    )


def _refuse(keyword: str, message: str) -> None:
    raise DefinitionError([Problem("", keyword, message)])
