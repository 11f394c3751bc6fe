"""What a schema cannot say of a document: that a commune lies in its province, and what no store can keep."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from formengine.forms.controls import MAX_ROWS
from formengine.forms.kinds.lists import edition_for, parent_value
from formengine.forms.kinds.rows import row_node
from formengine.forms.messages import message_for
from formengine.forms.node import Node
from formengine.forms.pointers import escape_token
from formengine.forms.problems import Problem
from formengine.i18n import gettext as _

# What stands for a character that was refused, and what turns the direction of writing: a name could read as another.
_UNSEEN = re.compile("[\ufffd\u202a-\u202e\u2066-\u2069]")


def outside_parent(root: Node, document: Any, lists: Any, day: date) -> list[Problem]:
    """Values of a dependent list that do not belong to the chosen parent."""
    problems = []
    for pointer, node, value in walk(root, document, ""):
        within = node.facts.get("within")
        if not within or not isinstance(value, str):
            continue
        item = edition_for(node.shape, lists, day).by_code.get(value)
        if item is not None and item.parent != parent_value(pointer, within, document):
            problems.append(Problem(pointer, "within", message_for("within", None, value, node, node.label)))
    return problems


def unstorable(root: Node, document: Any) -> list[Problem]:
    """Texts with characters that were refused, and rows beyond the budget."""
    problems = []
    for pointer, node, value in walk(root, document, ""):
        if isinstance(value, str) and node.quiet and _UNSEEN.search(value):
            problems.append(Problem(pointer, "characters", message_for("characters", None, value, node, node.label)))
        elif isinstance(value, list) and len(value) > MAX_ROWS and "maxItems" not in node.shape.keywords:
            text = _("%(Label)s: at most %(bound)s entries are allowed", Label=node.label, bound=MAX_ROWS)
            problems.append(Problem(pointer, "maxItems", text))
    return problems


def walk(node: Node, value: Any, pointer: str) -> Iterator[tuple[str, Node, Any]]:
    """(pointer, node, value) of everything in `value` that a node draws."""
    if node.kind.name == "either":
        from formengine.forms.kinds.unions import pick_branch

        position = pick_branch(node, value)
        if position is not None:
            yield from walk(node.branches[position], value, pointer)
        return
    yield pointer, node, value
    if isinstance(value, dict):
        for name, item in value.items():
            inner = node.children.get(name)
            if inner is not None:
                yield from walk(inner, item, f"{pointer}/{escape_token(name)}")
    elif isinstance(value, list) and node.kind.name == "rows":
        for index, item in enumerate(value):
            row = row_node(node, index)
            if row is not None:
                yield from walk(row, item, f"{pointer}/{index}")
