"""The buttons of rows and choosers: `_go` says what to do, and it is done to the document that was read."""

from typing import Any

from formengine.forms.controls import Posted
from formengine.forms.explain import node_at
from formengine.forms.kinds.base import clean_text, empty_row
from formengine.forms.kinds.groups import builder_node
from formengine.forms.kinds.rows import row_node
from formengine.forms.node import Node
from formengine.forms.pointers import ABSENT, as_index, follow, put, split_pointer

ACTIONS = ("add", "remove", "show", "up", "down")


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


def apply_button(posted: Posted, document: Any, root: Node) -> Any:
    """`document` after the button that was pressed; a button that means nothing here changes nothing."""
    asked = _asked(posted)
    if asked is None or asked[0] == "show":
        return document
    action, tokens = asked
    if action == "add":
        return _add(document, tokens, root, posted)
    parent = follow(document, tokens[:-1]) if tokens else ABSENT
    if isinstance(parent, dict):
        if action == "remove":
            parent.pop(tokens[-1], None)
        return document
    index = as_index(tokens[-1]) if tokens else None
    if not isinstance(parent, list) or index is None or index >= len(parent):
        return document
    if action == "remove":
        del parent[index]
    else:
        other = index - 1 if action == "up" else index + 1
        if 0 <= other < len(parent):
            parent[index], parent[other] = parent[other], parent[index]
    return document


def _add(document: Any, tokens: list[str], root: Node, posted: Posted) -> Any:
    value = follow(document, tokens)
    known: Any = {} if document is ABSENT else document
    node = node_at(root, tokens, known)
    while node is not None and node.kind.name == "either":
        wanted = "rows" if isinstance(value, list) or value is ABSENT else "group"
        node = next((branch for branch in node.branches if branch.kind.name == wanted), None)
    if node is None:
        return document
    if node.kind.name == "rows":
        rows = value if isinstance(value, list) else []
        child = row_node(node, len(rows))
        if child is None or len(rows) >= node.facts["most"]:
            return document
        return put(document, tokens, [*rows, empty_row(child)])
    if node.kind.name == "group":
        found = value if isinstance(value, dict) else {}
        pointer = "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)
        name = clean_text(posted.last(f"_new:{pointer or '#'}") or "")
        if node.item is not None and name and name not in found:
            found = {**found, name: empty_row(builder_node(node, name))}
        return put(document, tokens, found)
    return document
