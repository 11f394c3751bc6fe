"""CEL in a definition: it compiles, names what exists, and its types can meet.

Types are tried on sample documents in which every answer is given; a figure has the type that the schema says.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from formengine.forms.checks.places import Schemas, reaches
from formengine.forms.expressions import ExpressionError, compile_expression, evaluate, functions_for, paths_in
from formengine.forms.patterns import pattern_search
from formengine.forms.pointers import follow, join_pointer, split_pointer
from formengine.forms.problems import Problem
from formengine.forms.shapes import Fragment, Shape, gather

_SAMPLES = {
    "date": "2020-02-03", "partial-date": "1990", "date-time": "2020-02-03T08:00:00+07:00", "hour-minute": "08:30",
    "time": "08:30:00+07:00",
}  # fmt: skip
_UNITS = ("working_hours", "working_days", "days", "months")


def formula_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Problems of rules, computed values, fees and limits."""
    schemas = Schemas(data)
    samples = [sample([schemas.document], turn, 0) for turn in range(3)]
    settings = {key: setting["default"] for key, setting in (data.get("settings") or {}).items()}
    for place, text, wanted, pointer in _formulas(data, schemas):
        yield from _one(join_pointer(place), text, wanted, pointer, schemas, samples, settings)


def _formulas(
    data: dict[str, Any], schemas: Schemas
) -> Iterator[tuple[tuple[object, ...], str, tuple[type, ...], str]]:
    for index, rule in enumerate(data.get("rules") or ()):
        yield ("rules", index, "assert"), rule["assert"], (bool,), rule["at"]
    for pointer, text in (data.get("computed") or {}).items():
        yield ("computed", pointer), text, _types_at(schemas.document, pointer), pointer
    for index, fee in enumerate(data.get("fees") or ()):
        amounts: list[tuple[tuple[str, ...], Any]] = [(("amount",), fee["amount"])]
        amounts += [(("by_channel", key), value) for key, value in fee.get("by_channel", {}).items()]
        for key, amount in amounts:
            if isinstance(amount, str):
                yield ("fees", index, *key), amount, (int, float), ""
    for index, case in enumerate(data["cases"]):
        yield from _limit(case.get("time_limit"), ("cases", index, "time_limit"))
    for number, stage in enumerate(data["route"]):
        for index, step in enumerate(stage["steps"]):
            yield from _limit(step.get("limit"), ("route", number, "steps", index, "limit"))


def _limit(limit: Any, place: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str, tuple[type, ...], str]]:
    for unit in _UNITS if limit else ():
        if isinstance(limit.get(unit), str):
            yield (*place, unit), limit[unit], (int,), ""
    for channel, inner in (limit or {}).get("by_channel", {}).items():
        yield from _limit(inner, (*place, "by_channel", channel))


def _types_at(root: Fragment, pointer: str) -> tuple[type, ...]:
    names = {"string": (str,), "integer": (int, float), "number": (int, float), "boolean": (bool,), "array": (list,),
             "object": (dict,)}  # fmt: skip
    fragments = [root]
    for name in split_pointer(pointer):
        shape = gather(fragments)
        fragments = shape.items if name == "*" else shape.properties.get(name, [])
        if not fragments:
            return ()
    return tuple(kind for name in gather(fragments).types for kind in names.get(name, ()))


def _one(
    place: str,
    text: str,
    wanted: tuple[type, ...],
    pointer: str,
    schemas: Schemas,
    samples: list[Any],
    settings: dict[str, Any],
) -> Iterator[Problem]:
    try:
        program = compile_expression(text)
    except ExpressionError as error:
        yield Problem(place, "cel", str(error))
        return
    in_rows = "*" in split_pointer(pointer)
    if not in_rows and {"row", "index"} & set(program.variables()):
        yield Problem(place, "cel", "`row` and `index` exist only where the pointer has a * for each row")
        return
    yield from _path_problems(place, text, pointer, schemas, settings)
    for document in samples:
        problem = _try(place, text, wanted, pointer, document, settings)
        if problem:
            yield problem
            return


def _path_problems(
    place: str, text: str, pointer: str, schemas: Schemas, settings: dict[str, Any]
) -> Iterator[Problem]:
    row = split_pointer(pointer)
    base = row[: len(row) - row[::-1].index("*")] if "*" in row else []
    for variable, names in paths_in(text):
        if variable == "settings":
            if names[0] not in settings:
                yield Problem(place, "cel", f"there is no setting {names[0]!r}")
        elif not reaches([schemas.document], [*(base if variable == "row" else []), *names]):
            yield Problem(place, "cel", f"{variable}.{'.'.join(names)} is no property of the schema")


def _try(
    place: str, text: str, wanted: tuple[type, ...], pointer: str, document: Any, settings: dict[str, Any]
) -> Problem | None:
    day = datetime.date(2026, 3, 2).isoformat()
    variables: dict[str, Any] = {"doc": document, "today": day, "filed_on": day, "settings": settings}
    variables |= {"filing": {"channel": "online"}, "forms": {}, "case": "", "document": document}
    tokens = split_pointer(pointer)
    if "*" in tokens:
        last = len(tokens) - tokens[::-1].index("*")
        variables |= {"row": follow(document, ["0" if name == "*" else name for name in tokens[:last]]), "index": 0}
    try:
        value = evaluate(text, variables, functions_for("vi"))
    except (KeyError, IndexError, ZeroDivisionError, OverflowError, ValueError):
        return None
    except (TypeError, RuntimeError) as error:
        return Problem(place, "cel", f"the types cannot meet: {str(error).splitlines()[0][:200]}")
    if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
        names = " or ".join(kind.__name__ for kind in wanted)
        return Problem(place, "cel", f"the value is {type(value).__name__}, wanted is {names}")
    return None


def sample(fragments: list[Fragment], turn: int, depth: int) -> Any:
    """A value of the schema's type in which everything is answered; `turn` varies choices and yes and no."""
    shape = gather(fragments)
    if "enum" in shape.keywords:
        return shape.keywords["enum"][turn % len(shape.keywords["enum"])]
    if "const" in shape.keywords:
        return shape.keywords["const"]
    if shape.unions and not shape.properties:
        choices = shape.unions[0].choices(fragments)
        return sample(choices[turn % len(choices)], turn, depth + 1)
    kind = shape.types[0] if shape.types else "string"
    if kind == "object":
        return {name: sample(part, turn, depth + 1) for name, part in shape.properties.items() if depth < 8}
    if kind == "array":
        return [sample(shape.items, turn, depth + 1)] if shape.items and depth < 8 else []
    if kind == "boolean":
        return turn % 2 == 0
    if kind in ("integer", "number"):
        return _number(shape, kind, turn)
    return _text(shape)


def _number(shape: Shape, kind: str, turn: int) -> int | float:
    least = shape.get("minimum", shape.get("exclusiveMinimum", 0)) + turn + 1
    return int(least) if kind == "integer" else float(least)


def _text(shape: Shape) -> str:
    if shape.get("format") in _SAMPLES:
        return _SAMPLES[shape.get("format")]
    pattern = shape.get("pattern")
    for text in ("a", "1", "2020", "000000000000", "A"):
        if not pattern or pattern_search(pattern)(text):
            return text
    return "a"
