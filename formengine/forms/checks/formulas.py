"""CEL in a definition: it compiles, names what exists, its types can meet, and it ends soon.

Types are inferred from the schema (see cel_types.py), the time from the most rows that it allows (cel_cost.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formengine.forms.cel_cost import time_of
from formengine.forms.cel_syntax import SyntaxFault, Term, parse_expression
from formengine.forms.cel_types import Kind, TypeFault, group_of, infer, item_of, kind_named, kind_of, member_of
from formengine.forms.checks.places import Schemas, reaches
from formengine.forms.expressions import ExpressionError, compile_expression, paths_in
from formengine.forms.pointers import join_pointer, split_pointer
from formengine.forms.problems import Problem
from formengine.forms.rules import looks_at

# Milliseconds that all rules and computed values of a definition may take at one look at the largest answers.
MAX_TIME = 300
# Computed values are made up to so many times, until nothing changes any more.
COMPUTED_TIMES = 4
_UNITS = ("working_hours", "working_days", "days", "months")
_FILING = ("channel", "at", "on_behalf", "requester_kind")


@dataclass(frozen=True)
class Formula:
    """An expression, where it stands, what its value must be (JSON types), and the pointer that it speaks about."""

    place: tuple[object, ...]
    text: str
    wanted: tuple[str, ...]
    pointer: str = ""
    times: int = 0


def formula_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Problems of rules, computed values, fees and limits."""
    schemas = Schemas(data)
    known = _known(data, schemas)
    time = 0.0
    for formula in _formulas(data, known["doc"]):
        here = join_pointer(formula.place)
        names, rows = _in_row(known, formula.pointer)
        found = list(_problems(formula, schemas, names, data.get("settings") or {}))
        yield from (Problem(here, "cel", message) for message in found)
        if not found and formula.times:
            time += formula.times * rows * time_of(parse_expression(formula.text), names) / 1000
            if time > MAX_TIME:
                message = f"rules and computed values could take {time:,.0f} ms, more than {MAX_TIME}: "
                yield Problem(here, "cel", message + "give the lists that this looks through a smaller maxItems")
                return
    yield from _circles(data.get("computed") or {})


def _known(data: dict[str, Any], schemas: Schemas) -> dict[str, Kind]:
    """The names that every expression may use, with their kinds."""
    text = kind_named("string")
    settings = {key: _setting_kind(setting) for key, setting in (data.get("settings") or {}).items()}
    document = kind_of([schemas.document])
    return {
        "doc": document,
        "document": document,
        "today": text,
        "filed_on": text,
        "case": text,
        "settings": group_of(settings),
        "filing": group_of(dict.fromkeys(_FILING, text)),
        "forms": group_of({step: kind_of([form]) for step, form in schemas.forms.items()}),
    }


def _setting_kind(setting: Mapping[str, Any]) -> Kind:
    return kind_named("integer", "number") if setting["type"] == "number" else kind_named(setting["type"])


def _in_row(known: Mapping[str, Kind], pointer: str) -> tuple[dict[str, Kind], int]:
    """The names inside the rows of `pointer`, and how many rows there are at most."""
    tokens = split_pointer(pointer)
    if "*" not in tokens:
        return dict(known), 1
    kind, rows = known["doc"], 1
    for name in tokens[: len(tokens) - tokens[::-1].index("*")]:
        if name == "*":
            rows *= kind.most
        kind = item_of(kind) if name == "*" else member_of(kind, name)
    return {**known, "row": kind, "index": kind_named("integer")}, rows


def _formulas(data: dict[str, Any], document: Kind) -> Iterator[Formula]:
    for index, rule in enumerate(data.get("rules") or ()):
        yield Formula(("rules", index, "assert"), rule["assert"], ("boolean",), rule["at"], 1)
    for pointer, text in (data.get("computed") or {}).items():
        yield Formula(("computed", pointer), text, _types_at(document, pointer), pointer, COMPUTED_TIMES)
    for index, fee in enumerate(data.get("fees") or ()):
        amounts: list[tuple[tuple[str, ...], Any]] = [(("amount",), fee["amount"])]
        amounts += [(("by_channel", key), value) for key, value in fee.get("by_channel", {}).items()]
        for key, amount in amounts:
            if isinstance(amount, str):
                yield Formula(("fees", index, *key), amount, ("integer", "number"))
    for index, case in enumerate(data["cases"]):
        yield from _limit(case.get("time_limit"), ("cases", index, "time_limit"))
    for number, stage in enumerate(data["route"]):
        for index, step in enumerate(stage["steps"]):
            yield from _limit(step.get("limit"), ("route", number, "steps", index, "limit"))


def _limit(limit: Any, place: tuple[object, ...]) -> Iterator[Formula]:
    for unit in _UNITS if limit else ():
        if isinstance(limit.get(unit), str):
            yield Formula((*place, unit), limit[unit], ("integer",))
    for channel, inner in (limit or {}).get("by_channel", {}).items():
        yield from _limit(inner, (*place, "by_channel", channel))


def _types_at(document: Kind, pointer: str) -> tuple[str, ...]:
    """The JSON types that the value at `pointer` may have; a whole number may be written where decimals may."""
    kind = document
    for name in split_pointer(pointer):
        kind = item_of(kind) if name == "*" else member_of(kind, name)
    names = {"bool": "boolean", "int": "integer", "double": "number", "list": "array", "map": "object"}
    types = {names.get(name, name) for name in kind.names}
    return tuple(types | {"integer", "number"} if types & {"integer", "number"} else types)


def _problems(
    formula: Formula, schemas: Schemas, known: Mapping[str, Kind], settings: Mapping[str, Any]
) -> Iterator[str]:
    try:
        program = compile_expression(formula.text)
        term = parse_expression(formula.text)
    except (ExpressionError, SyntaxFault) as error:
        yield str(error)
        return
    if "row" not in known and {"row", "index"} & set(program.variables()):
        yield "`row` and `index` exist only where the pointer has a * for each row"
        return
    missing = list(_path_problems(formula, schemas, settings))
    yield from missing
    if not missing:
        yield from _type_problems(term, formula, known)


def _type_problems(term: Term, formula: Formula, known: Mapping[str, Kind]) -> Iterator[str]:
    try:
        value = infer(term, known)
    except TypeFault as fault:
        yield f"the types cannot meet: {fault}"
        return
    wanted = kind_named(*formula.wanted)
    if formula.wanted and not value.names & wanted.names:
        yield f"the value is {value.words}, wanted is {wanted.words}"


def _path_problems(formula: Formula, schemas: Schemas, settings: Mapping[str, Any]) -> Iterator[str]:
    row = split_pointer(formula.pointer)
    base = row[: len(row) - row[::-1].index("*")] if "*" in row else []
    for variable, names in paths_in(formula.text):
        if variable == "settings":
            if names[0] not in settings:
                yield f"there is no setting {names[0]!r}"
        elif not reaches([schemas.document], [*(base if variable == "row" else []), *names]):
            yield f"{variable}.{'.'.join(names)} is no property of the schema"


def _circles(computed: Mapping[str, str]) -> Iterator[Problem]:
    """Computed values that are made from themselves, directly or through another."""
    needs = {pointer: {other for other in computed if looks_at(text, pointer, other)}
             for pointer, text in computed.items()}  # fmt: skip
    for pointer in computed:
        waiting, seen = list(needs[pointer]), set()
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += needs[other]
        if pointer in seen:
            yield Problem(join_pointer(["computed", pointer]), "cel", f"{pointer} is made from itself")
