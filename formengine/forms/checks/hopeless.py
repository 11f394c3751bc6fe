"""What can never come true: limits that exclude each other, conditions that no answer satisfies."""

from collections.abc import Iterator
from typing import Any

from formengine.forms.checks.places import case_object_fragments, every_when, items_with_conditions
from formengine.forms.conditions import condition_tokens
from formengine.forms.gate import subschemas
from formengine.forms.judging import Judge
from formengine.forms.pointers import as_index, join_pointer, split_pointer
from formengine.forms.problems import Problem
from formengine.forms.shapes import Fragment, Shape, gather

_PAIRS = (
    ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"),
    ("minContains", "maxContains"), ("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum"),
    ("minimum", "exclusiveMaximum"), ("exclusiveMinimum", "maximum"),
)  # fmt: skip
_NUMERIC = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
CHANNELS = ("online", "counter", "post")


def hopeless_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Schemas that nothing satisfies and conditions that never hold."""
    yield from _of_schema(data["schema"], ("schema",))
    for name, schema in (data.get("step_forms") or {}).items():
        yield from _of_schema(schema, ("step_forms", name))
    values = _Values(data)
    for place, when in every_when(data):
        if place[0] != "pages" and not values.can_hold(when, place[0] != "rules"):
            yield Problem(join_pointer(place), "when", "this condition never holds: no answer satisfies it")
    told: set[str] = set()
    for here, conditions in items_with_conditions(data):
        pointer = join_pointer(here)
        if conditions and pointer not in told and not values.can_hold(list(conditions), False):
            told.add(pointer)
            yield Problem(pointer, "when", "this is never shown: no answer satisfies its conditions together")


def _of_schema(schema: Any, place: tuple[object, ...]) -> Iterator[Problem]:
    for here, part in subschemas(schema, place):
        if not isinstance(part, dict):
            continue
        pointer = join_pointer(here)
        for low, high in _PAIRS:
            strict = low in _NUMERIC and low.startswith("exclusive") is not high.startswith("exclusive")
            least, most = part.get(low), part.get(high)
            if (
                isinstance(least, int | float)
                and isinstance(most, int | float)
                and (least > most or (least == most and (strict or low.startswith("exclusive"))))
            ):
                yield Problem(pointer, low, f"nothing satisfies this: {low} {least} and {high} {most}")
        if part.get("additionalProperties") is False and not part.keys() & {"patternProperties", "allOf", "$ref"}:
            for name in part.get("required", ()):
                if name not in part.get("properties", {}):
                    yield Problem(
                        pointer, "required", f"{name!r} is required, and nothing but the properties is allowed"
                    )


class _Values:
    """What the places that conditions look at can hold."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._roots = case_object_fragments(data)
        self._cases = [case["case"] for case in data.get("cases") or ()]
        self._judges: dict[int, Judge] = {}

    def can_hold(self, when: Any, case_object: bool) -> bool:
        """Whether some answers satisfy all terms of `when`; where that is not plain, they do."""
        if isinstance(when, dict):
            return self._term_can_hold(when, case_object)
        together: dict[str, list[Any]] = {}
        for term in when:
            if isinstance(term, dict) and "at" in term:
                together.setdefault(term["at"], []).append(term["is"])
            elif not self.can_hold(term, case_object):
                return False
        return all(self._can_be(pointer, wanted, case_object) for pointer, wanted in together.items())

    def _term_can_hold(self, term: dict[str, Any], case_object: bool) -> bool:
        if "any" in term:
            return any(self.can_hold(inner, case_object) for inner in term["any"])
        return "not" in term or self._can_be(term["at"], [term["is"]], case_object)

    def _can_be(self, pointer: str, wanted: list[Any], case_object: bool) -> bool:
        if any(part is False for part in wanted):
            return False
        tokens = condition_tokens(pointer, case_object) if case_object else ["document", *split_pointer(pointer)]
        known = self._known_values(tokens)
        fragments = None if known is not None else self._fragments(tokens)
        shape = gather(fragments) if fragments else None
        if known is None and shape is not None:
            known = _finite(shape)
        said = next((values for part in wanted if (values := _said(part)) is not None), None)
        if known is not None:
            return any(self._holds(value, wanted) for value in known)
        if said is not None:
            return any(self._holds(value, wanted) and self._allowed(value, fragments) for value in said)
        return shape is None or all(_may_meet(shape, part) for part in wanted)

    def _known_values(self, tokens: list[str]) -> list[Any] | None:
        if tokens == ["case"]:
            return list(self._cases)
        return list(CHANNELS) if tokens == ["filing", "channel"] else None

    def _fragments(self, tokens: list[str]) -> list[Fragment] | None:
        """The schemas of the value at `tokens`; None where they are not plain, through choosers for instance."""
        root = self._roots.get(tuple(tokens[:2])) if tokens[0] == "forms" else self._roots.get((tokens[0],))
        rest = tokens[2:] if tokens[0] == "forms" else tokens[1:]
        fragments = [root] if root else None
        for name in rest:
            shape = gather(fragments) if fragments else None
            if shape is None or shape.unions:
                return None
            index = as_index(name)
            fragments = shape.properties.get(name) or (shape.items if index is not None and not shape.prefix else None)
        return fragments

    def _holds(self, value: Any, wanted: list[Any]) -> bool:
        return all(self._judge(part).is_valid(value) for part in wanted)

    def _allowed(self, value: Any, fragments: list[Fragment] | None) -> bool:
        if not fragments:
            return True
        judge = self._judge(self._roots["document",].schema)
        return all(judge.fits(fragment, value) for fragment in fragments if not fragment.soft)

    def _judge(self, schema: Any) -> Judge:
        if id(schema) not in self._judges:
            self._judges[id(schema)] = Judge(schema)
        return self._judges[id(schema)]


def _finite(shape: Shape) -> list[Any] | None:
    """Every value of a shape that has few."""
    if "const" in shape.keywords:
        return [shape.keywords["const"]]
    if "enum" in shape.keywords:
        return list(shape.keywords["enum"])
    if shape.types == ("boolean",):
        return [True, False]
    if len(shape.unions) == 1 and shape.unions[0].keyword in ("oneOf", "anyOf"):
        schemas = [branch.schema for branch in shape.unions[0].branches]
        if all(isinstance(part, dict) and "const" in part for part in schemas):
            return [part["const"] for part in schemas]
    return None


def _said(wanted: Any) -> list[Any] | None:
    """The values that a condition names."""
    if not isinstance(wanted, dict):
        return None
    return [wanted["const"]] if "const" in wanted else wanted.get("enum")


def _may_meet(shape: Shape, wanted: Any) -> bool:
    """Whether a value of `shape` may satisfy the plain keywords of `wanted`."""
    if not isinstance(wanted, dict):
        return True
    types = wanted.get("type")
    named = {types} if isinstance(types, str) else set(types or ())
    if (
        named
        and shape.types
        and shape.said
        and not any(
            kind in named or (kind == "integer" and "number" in named) or (kind == "number" and "integer" in named)
            for kind in shape.types
        )
    ):
        return False
    return not any(
        _exceeds(shape.get(low), wanted.get(high)) or _exceeds(wanted.get(low), shape.get(high)) for low, high in _PAIRS
    )


def _exceeds(least: Any, most: Any) -> bool:
    return isinstance(least, int | float) and isinstance(most, int | float) and least > most
