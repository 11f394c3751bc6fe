"""The buttons of rows and choosers: `_go` says what to do, and it is done to the document that was read."""

import copy
from typing import Any

from formengine.forms.controls import Posted
from formengine.forms.explain import drawn_by, node_at
from formengine.forms.kinds.base import clean_text, empty_row
from formengine.forms.kinds.groups import builder_node
from formengine.forms.kinds.rows import can, row_node
from formengine.forms.node import Node
from formengine.forms.pointers import ABSENT, as_index, follow, join_pointer, put, split_pointer

ACTIONS = ("add", "remove", "copy", "up", "down", "show")


def _asked(posted: Posted) -> tuple[str, list[str]] | None:
    action, _colon, pointer = (posted.last("_go") or "").partition(":")
    if action not in ACTIONS:
        return None
    try:
        return action, split_pointer("" if pointer == "#" else pointer)
    except ValueError:
        return None


def asked_to_stay(posted: Posted) -> bool:
    return _asked(posted) is not None


def apply_button(posted: Posted, document: Any, root: Node) -> tuple[Any, str | None]:
    """`document` after the button that was pressed, and the pointer of where the focus belongs then.

    A button that means nothing here changes nothing.
    """
    asked = _asked(posted)
    if asked is None:
        return document, None
    action, tokens = asked
    if action == "add":
        return _add(document, tokens, root, posted)
    focus = tokens
    parent = follow(document, tokens[:-1]) if tokens else ABSENT
    if isinstance(parent, dict) and action == "remove" and tokens[-1] in parent:
        del parent[tokens[-1]]
        node = _node(root, tokens[:-1], document)
        focus = tokens if node is not None and tokens[-1] in node.children else tokens[:-1]
    elif isinstance(parent, list) and action != "show":
        row = _arrange(action, parent, as_index(tokens[-1]), _node(root, tokens[:-1], document))
        if row is None:
            return document, None
        focus = tokens[:-1] if row < 0 else [*tokens[:-1], str(row)]
    return document, join_pointer(focus)


def _node(root: Node, tokens: list[str], document: Any) -> Node | None:
    """The node that draws the object or array at `tokens`."""
    return drawn_by(node_at(root, tokens, document), follow(document, tokens))


def _arrange(action: str, rows: list[Any], index: int | None, node: Node | None) -> int | None:
    """Do `action` to the row at `index`; the row that has the focus then, -1 for none, None where nothing was done."""
    if node is None or index is None or not can(node, action, index, len(rows)):
        return None
    if action == "remove":
        del rows[index]
        return min(index, len(rows) - 1)
    if action == "copy":
        rows.insert(index + 1, _copy(node.item, rows[index]))
        return index + 1
    other = index - 1 if action == "up" else index + 1
    rows[index], rows[other] = rows[other], rows[index]
    return other


def _copy(node: Node | None, value: Any) -> Any:
    """A row's copy, without its files: a file belongs to one place."""
    if node is None or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return [_copy(row_node(node, index), item) for index, item in enumerate(value)]
    inner = node.children
    return {
        name: _copy(inner.get(name), copy.deepcopy(item))
        for name, item in value.items()
        if name not in inner or inner[name].kind.name != "file"
    }


def _add(document: Any, tokens: list[str], root: Node, posted: Posted) -> tuple[Any, str | None]:
    value = follow(document, tokens)
    node = node_at(root, tokens, {} if document is ABSENT else document)
    if value is not ABSENT:
        node = drawn_by(node, value)
    while node is not None and node.kind.name == "either":
        node = next((branch for branch in node.branches if branch.kind.name in ("rows", "group")), None)
    if node is None:
        return document, None
    if node.kind.name == "rows":
        rows = value if isinstance(value, list) else []
        child = row_node(node, len(rows))
        if child is None or len(rows) >= node.facts["most"]:
            return document, None
        return put(document, tokens, [*rows, empty_row(child)]), join_pointer([*tokens, len(rows)])
    if node.kind.name != "group":
        return document, None
    found = value if isinstance(value, dict) else {}
    name = clean_text(posted.last(f"_new:{join_pointer(tokens) or '#'}") or "")
    focus = tokens
    if node.item is not None and name and name not in found:
        found = {**found, name: empty_row(builder_node(node, name))}
        focus = [*tokens, name]
    return put(document, tokens, found), join_pointer(focus)
