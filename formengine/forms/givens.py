"""What is `readOnly`: a browser sends it back, and nothing that it sends can change it."""

import copy
from collections.abc import Iterator
from typing import Any

from formengine.forms.node import Node
from formengine.forms.pointers import ABSENT, drop, expand, follow, join_pointer, put
from formengine.forms.shapes import same

_DEEPEST = 16


def given_places(root: Node) -> tuple[str, ...]:
    """The pointers of the outermost values that are `readOnly`; a segment * stands for each row."""
    return tuple(dict.fromkeys(join_pointer(tokens) for tokens in _places(root, ())))


def _places(node: Node, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if node.read_only:
        yield tokens
        return
    if len(tokens) >= _DEEPEST or node.on_demand:
        return
    for name, inner in node.children.items():
        yield from _places(inner, (*tokens, name))
    for branch in node.branches:
        yield from _places(branch, tokens)
    for row in [*node.prefix, *([node.item] if node.item is not None and node.kind.name == "rows" else [])]:
        yield from _places(row, (*tokens, "*"))


def restore(places: tuple[str, ...], document: Any, base: Any) -> Any:
    """`document` with its `readOnly` values as `base` has them.

    Rows move, so one in a row may be any that stands at that place of a row in `base`; another is left out.
    """
    for place in places:
        before = [follow(base, tokens) for tokens in expand(base, place)]
        for tokens in expand(document, place):
            found = follow(document, tokens)
            if "*" not in place.split("/"):
                document = _set(document, tokens, before[0] if before else ABSENT)
            elif found is not ABSENT and not any(same(found, one) for one in before if one is not ABSENT):
                drop(document, tokens)
    return document


def _set(document: Any, tokens: list[str], value: Any) -> Any:
    if value is ABSENT:
        drop(document, tokens)
        return document
    parent = follow(document, tokens[:-1]) if tokens else None
    return put(document, tokens, copy.deepcopy(value)) if not tokens or isinstance(parent, dict) else document
