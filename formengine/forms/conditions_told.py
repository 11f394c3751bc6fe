"""A condition in words, for people who fill in a paper form and for pages that say when something is asked."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from formengine.forms.figures import write_number
from formengine.forms.kinds.lists import edition_for
from formengine.forms.lists import shipped_lists
from formengine.forms.pointers import split_pointer
from formengine.forms.shapes import same
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.node import Node

_CHANNELS: dict[str, Callable[[], str]] = {
    "online": lambda: _("the submission is filed online"),
    "counter": lambda: _("the submission is filed at the counter"),
    "post": lambda: _("the submission is filed by post"),
}
_ON_BEHALF: dict[str, Callable[[], str]] = {
    "self": lambda: _("you file for yourself"),
    "child": lambda: _("you file for your child"),
    "person": lambda: _("you file for another person"),
    "organisation": lambda: _("you file for an organisation"),
}
_KNOWN = {"filing/channel": _CHANNELS, "filing/on_behalf": _ON_BEHALF}


class _Untold(Exception):
    """A condition that no plain sentence says."""


def told(when: Sequence[Any], root: "Node") -> str:
    """`when` in words (“Loại công trình” là “Nhà ở riêng lẻ”); in general words where no sentence says it."""
    try:
        return _all(when, root)
    except _Untold:
        return _("in certain cases only")


def told_schema(schema: Any, node: "Node") -> str:
    """The `if` of an object's schema in words, its properties those of `node`."""
    try:
        properties = schema["properties"]
        if schema.keys() - {"properties", "required", "type"}:
            raise _Untold
        return _joined([_value(part, node.children[name]) for name, part in properties.items()], _(" and "))
    except (_Untold, KeyError, TypeError, AttributeError):
        return _("in certain cases only")


def _all(terms: Sequence[Any], root: "Node") -> str:
    return _joined([_term(term, root) for term in terms], _(" and "))


def _term(term: Any, root: "Node") -> str:
    if isinstance(term, list):
        return _all(term, root)
    if "any" in term:
        return _joined([_term(part, root) for part in term["any"]], _(" or "))
    if "not" in term:
        inner = term["not"]
        if isinstance(inner, Mapping) and "at" in inner and inner["is"].keys() == {"const"}:
            node = _node(split_pointer(inner["at"]), root)
            return _("“%(label)s” is not %(value)s", label=node.label, value=_said(inner["is"]["const"], node))
        return _("it does not hold that %(condition)s", condition=_term(inner, root))
    tokens = split_pointer(term["at"])
    known = _KNOWN.get("/".join(tokens))
    if known is not None:
        return _filing(known, term["is"])
    return _value(term["is"], _node(tokens[1:] if tokens[:1] == ["document"] else tokens, root))


def _filing(words: Mapping[str, Callable[[], str]], schema: Any) -> str:
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    if not values or not all(value in words for value in values):
        raise _Untold
    return _joined([words[value]() for value in values], _(" or "))


def _node(tokens: Sequence[str], root: "Node") -> "Node":
    node = root
    for token in tokens:
        if token not in node.children:
            raise _Untold
        node = node.children[token]
    return node


def _value(schema: Any, node: "Node") -> str:
    label = node.label
    if not isinstance(schema, Mapping) or len(schema) != 1:
        raise _Untold
    ((keyword, bound),) = schema.items()
    if keyword == "const":
        return _is(node, bound)
    if keyword == "enum" and bound:
        values = _joined([_said(value, node) for value in bound], _(" or "))
        return _("“%(label)s” is %(value)s", label=label, value=values)
    if keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        figure = write_number(bound, node.locale, grouped=True)
        return {
            "minimum": _("“%(label)s” is %(value)s or more", label=label, value=figure),
            "maximum": _("“%(label)s” is %(value)s or less", label=label, value=figure),
            "exclusiveMinimum": _("“%(label)s” is more than %(value)s", label=label, value=figure),
            "exclusiveMaximum": _("“%(label)s” is less than %(value)s", label=label, value=figure),
        }[keyword]
    raise _Untold


def _is(node: "Node", value: Any) -> str:
    if value is True and node.kind.name == "checkbox":
        return _("you tick “%(label)s”", label=node.label)
    return _("“%(label)s” is %(value)s", label=node.label, value=_said(value, node))


def _said(value: Any, node: "Node") -> str:
    if isinstance(value, bool):
        return _("“Yes”") if value else _("“No”")
    for option in node.facts.get("options", ()):  # a computed answer has them too, though nobody chooses
        if same(option.value, value):
            return f"“{option.label}”"
    if isinstance(value, int | float):
        return write_number(value, node.locale, grouped=True)
    if node.kind.name == "list":
        item = edition_for(node.shape, shipped_lists(), None).by_code.get(value)
        if item is not None:
            return f"“{item.text(node.locale)}”"
    elif isinstance(value, str) and node.kind.name != "either":
        return f"“{value}”"
    raise _Untold


def _joined(parts: Sequence[str], word: str) -> str:
    return word.join(parts)
