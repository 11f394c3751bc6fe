"""Which types an expression's parts can have, and how long it may take: a rule that can never hold is its author's
fault, and is said before a citizen meets it.

A type is the set of what a value may be. An operation is refused only where no combination of its sides can meet.
Figures of `type: number` are doubles, of `integer` integers; their arithmetic does not mix (comparing does).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from formengine.forms.cel_syntax import Term
from formengine.forms.controls import MAX_ROWS
from formengine.forms.shapes import Fragment, Shape, gather

_OF_JSON = {"string": "string", "integer": "int", "number": "double", "boolean": "bool", "null": "null",
            "array": "list", "object": "map"}  # fmt: skip
ANY = frozenset(_OF_JSON.values())
_WORDS = {"int": "a whole number", "double": "a number with decimals", "string": "a text", "bool": "true or false",
          "null": "null", "list": "a list", "map": "a group"}  # fmt: skip
_FIGURES = frozenset({"int", "double"})
_ORDERED = frozenset({"int", "double", "string", "bool"})
_DAYS = frozenset({"string"})
# name -> (types of each argument, type of the result); a method's value is its first argument
_FUNCTIONS: dict[str, tuple[tuple[frozenset[str], ...], frozenset[str]]] = {
    "days_between": ((_DAYS, _DAYS), frozenset({"int"})),
    "years_between": ((_DAYS, _DAYS), frozenset({"int"})),
    "working_days_between": ((_DAYS, _DAYS), frozenset({"int"})),
    "round": ((_FIGURES, frozenset({"int"})), frozenset({"double"})),
    "in_words": ((frozenset({"int", "string"}),), frozenset({"string"})),
    "size": ((frozenset({"string", "list", "map"}),), frozenset({"int"})),
    "int": ((frozenset({"int", "double", "string"}),), frozenset({"int"})),
    "double": ((frozenset({"int", "double", "string"}),), frozenset({"double"})),
    "string": ((frozenset({"int", "double", "string"}),), frozenset({"string"})),
    "contains": ((_DAYS, _DAYS), frozenset({"bool"})),
    "startsWith": ((_DAYS, _DAYS), frozenset({"bool"})),
    "endsWith": ((_DAYS, _DAYS), frozenset({"bool"})),
    "matches": ((_DAYS, _DAYS), frozenset({"bool"})),
    "has": ((ANY,), frozenset({"bool"})),
}
_ADDS = {"+": ("int", "double", "string", "list"), "-": ("int", "double"), "*": ("int", "double"),
         "/": ("int", "double"), "%": ("int",)}  # fmt: skip


class TypeFault(ValueError):
    """Types that cannot meet; the message says where and why."""


@dataclass(frozen=True)
class Kind:
    """What a value may be. `fragments` are the schemas behind it; `members` of a group that has no schema; `item` and
    `most` of a list made on the way."""

    names: frozenset[str] = ANY
    fragments: tuple[Fragment, ...] = ()
    members: Mapping[str, "Kind"] | None = None
    item: "Kind | None" = None
    most: int = MAX_ROWS

    @property
    def words(self) -> str:
        return " or ".join(_WORDS[name] for name in sorted(self.names))


UNKNOWN = Kind()
_ONLY = {name: Kind(frozenset({name})) for name in ANY}


def kind_of(fragments: list[Fragment]) -> Kind:
    """The kind of the values that `fragments` describe."""
    shape = gather(fragments)
    names = frozenset(_OF_JSON[name] for name in shape.types if name in _OF_JSON)
    if shape.unions and not shape.properties and not shape.said:
        choices = [kind_of(choice) for union in shape.unions[:1] for choice in union.choices(fragments)]
        names = frozenset().union(*(choice.names for choice in choices)) or ANY
        names |= {"int"} if "double" in names else set()  # what a chooser holds is handed over as it was typed
        return Kind(names, tuple(fragments), most=_most(shape))
    return Kind(names or ANY, tuple(fragments), most=_most(shape))


def kind_named(*names: str) -> Kind:
    """The kind of values of those JSON types."""
    return Kind(frozenset(_OF_JSON[name] for name in names))


def group_of(members: Mapping[str, Kind]) -> Kind:
    return Kind(frozenset({"map"}), members=members)


def _most(shape: Shape) -> int:
    most = shape.get("maxItems", MAX_ROWS)
    return min(int(most), 10 * MAX_ROWS) if isinstance(most, int | float) else MAX_ROWS


def member_of(kind: Kind, name: str) -> Kind:
    if kind.members is not None:
        return kind.members.get(name, UNKNOWN)
    if not kind.fragments:
        return UNKNOWN
    shape = gather(list(kind.fragments))
    inner = shape.properties.get(name) or shape.additional
    return kind_of(inner) if inner else UNKNOWN


def item_of(kind: Kind) -> Kind:
    if kind.item is not None:
        return kind.item
    if not kind.fragments:
        return UNKNOWN
    shape = gather(list(kind.fragments))
    parts = [part for part in (shape.items, *shape.prefix) if part]
    return kind_of(parts[0]) if len(parts) == 1 else UNKNOWN


def infer(term: Term, known: Mapping[str, Kind]) -> Kind:
    """The kind of `term` where the names are of the kinds `known`. Raises TypeFault."""
    return _INFER.get(term.kind, _literal)(term, known)


def _literal(term: Term, known: Mapping[str, Kind]) -> Kind:
    return _ONLY[term.kind]


def _name(term: Term, known: Mapping[str, Kind]) -> Kind:
    return known.get(term.word, UNKNOWN)


def _member(term: Term, known: Mapping[str, Kind]) -> Kind:
    owner = infer(term.parts[0], known)
    _demand(owner, {"map"}, f".{term.word}")
    return member_of(owner, term.word)


def _index(term: Term, known: Mapping[str, Kind]) -> Kind:
    owner, place = infer(term.parts[0], known), infer(term.parts[1], known)
    _demand(owner, {"map", "list"}, "[…]")
    if owner.names == {"list"}:
        _demand(place, {"int"}, "[…]")
        return item_of(owner)
    literal = term.parts[1]
    return member_of(owner, literal.word.strip("'\"")) if literal.kind == "string" else UNKNOWN


def _list(term: Term, known: Mapping[str, Kind]) -> Kind:
    items = [infer(part, known) for part in term.parts]
    names = frozenset().union(*(item.names for item in items)) or ANY
    return Kind(frozenset({"list"}), item=Kind(names), most=len(items))


def _map(term: Term, known: Mapping[str, Kind]) -> Kind:
    for part in term.parts:
        infer(part, known)
    return _ONLY["map"]


def _not(term: Term, known: Mapping[str, Kind]) -> Kind:
    _demand(infer(term.parts[0], known), {"bool"}, "!")
    return _ONLY["bool"]


def _minus(term: Term, known: Mapping[str, Kind]) -> Kind:
    value = infer(term.parts[0], known)
    _demand(value, _FIGURES, "-")
    return Kind(value.names & _FIGURES)


def _choice(term: Term, known: Mapping[str, Kind]) -> Kind:
    asked, first, second = (infer(part, known) for part in term.parts)
    _demand(asked, {"bool"}, "?")
    return Kind(first.names | second.names)


def _binary(term: Term, known: Mapping[str, Kind]) -> Kind:
    left, right = (infer(part, known) for part in term.parts)
    if term.word in ("&&", "||"):
        _demand(left, {"bool"}, term.word)
        _demand(right, {"bool"}, term.word)
        return _ONLY["bool"]
    if term.word == "in":
        _demand(right, {"list", "map"}, "in")
        if right.names == {"list"}:
            _demand_alike(left, item_of(right), "in")
        return _ONLY["bool"]
    if term.word in ("==", "!="):
        _demand_alike(left, right, term.word)
        return _ONLY["bool"]
    if term.word in ("<", "<=", ">", ">="):
        for side in (left, right):
            _demand(side, _ORDERED, term.word)
        _demand_alike(left, right, term.word)
        return _ONLY["bool"]
    return _arithmetic(term.word, left, right)


def _arithmetic(operator: str, left: Kind, right: Kind) -> Kind:
    both = left.names & right.names & set(_ADDS[operator])
    if both:
        item = left.item if both == {"list"} else None
        return Kind(frozenset(both), item=item, most=left.most + right.most)
    if {*left.names, *right.names} <= _FIGURES:
        advice = "write double(…) around the whole number"
        raise TypeFault(f"{left.words} {operator} {right.words}: integers and doubles do not mix; {advice}")
    raise TypeFault(f"{left.words} {operator} {right.words}")


def _call(term: Term, known: Mapping[str, Kind]) -> Kind:
    if term.word == "sum":
        return _sum(term, known)
    if term.word in ("min", "max"):
        return _extreme(term, known)
    arguments = [infer(part, known) for part in term.parts]
    if term.word not in _FUNCTIONS:
        return UNKNOWN
    wanted, result = _FUNCTIONS[term.word]
    if not (1 if term.word == "round" else len(wanted)) <= len(arguments) <= len(wanted):
        raise TypeFault(f"{term.word}(…) takes {len(wanted)} values, not {len(arguments)}")
    for argument, names in zip(arguments, wanted, strict=False):
        _demand(argument, names, f"{term.word}(…)")
    return Kind(result)


def _sum(term: Term, known: Mapping[str, Kind]) -> Kind:
    if len(term.parts) != 1:
        raise TypeFault(f"sum(…) takes one list, not {len(term.parts)} values")
    values = infer(term.parts[0], known)
    _demand(values, {"list"}, "sum(…)")
    item = item_of(values)
    _demand(item, _FIGURES, "sum(…) of a list whose entries are")
    return Kind(item.names & _FIGURES)


def _extreme(term: Term, known: Mapping[str, Kind]) -> Kind:
    values = [infer(part, known) for part in term.parts]
    if len(values) == 1:
        _demand(values[0], {"list"}, f"{term.word}(…)")
        values = [item_of(values[0])]
    for value in values:
        _demand(value, _FIGURES | {"string"}, f"{term.word}(…)")
        _demand_alike(values[0], value, f"{term.word}(…)")
    return Kind(frozenset().union(*(value.names for value in values)) & (_FIGURES | {"string"}))


def _macro(term: Term, known: Mapping[str, Kind]) -> Kind:
    values = infer(term.parts[0], known)
    _demand(values, {"list", "map"}, f".{term.word}(…)")
    if len(term.parts) not in (3, 4) or term.parts[1].kind != "name":
        raise TypeFault(f".{term.word}(…) takes a name and an expression")
    item = item_of(values) if values.names == {"list"} else UNKNOWN
    inner = {**known, term.parts[1].word: item}
    body = infer(term.parts[-1], inner)
    tests = term.parts[2:3] if term.word == "map" and len(term.parts) == 4 else ()
    for test in (body,) if term.word != "map" else (infer(part, inner) for part in tests):
        _demand(test, {"bool"}, f".{term.word}(…)")
    if term.word == "map":
        return Kind(frozenset({"list"}), item=body, most=values.most)
    return Kind(frozenset({"list"}), item=item, most=values.most) if term.word == "filter" else _ONLY["bool"]


def _demand(kind: Kind, names: "frozenset[str] | set[str]", where: str) -> None:
    if not kind.names & names:
        wanted = " or ".join(_WORDS[name] for name in sorted(names))
        raise TypeFault(f"{where} wants {wanted}, and gets {kind.words}")


def _demand_alike(left: Kind, right: Kind, where: str) -> None:
    def alike(names: frozenset[str]) -> frozenset[str]:
        return names | _FIGURES if names & _FIGURES else names

    if not alike(left.names) & alike(right.names) and "null" not in left.names | right.names:
        raise TypeFault(f"{left.words} {where} {right.words} never holds")


_INFER = {
    "name": _name, "member": _member, "index": _index, "list": _list, "map": _map, "not": _not, "minus": _minus,
    "choice": _choice, "binary": _binary, "call": _call, "macro": _macro,
}  # fmt: skip
