"""What is `readOnly`: a browser sends it back, and nothing that it sends can change it."""

import copy
from typing import Any

from formengine.forms.explain import drawn_by
from formengine.forms.kinds.rows import row_node
from formengine.forms.node import Node
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import same


def restore(root: Node, document: Any, base: Any) -> Any:
    """`document` with its `readOnly` values as `base` has them.

    Rows move, so one in a row may be any that stands at that place of a row in `base`; another is left out.
    """
    return _restored(root, document, [base], moves=False)


def _restored(node: Node, value: Any, before: list[Any], *, moves: bool) -> Any:
    """`value` as it may be where `before` are the values that stood there; ABSENT where it may not be at all."""
    if node.read_only:
        if moves:
            return value if any(same(value, one) for one in before) else ABSENT
        return copy.deepcopy(before[0]) if before else ABSENT
    drawn = drawn_by(node, value)
    if drawn is not None and isinstance(value, dict):
        _restore_group(drawn, value, [one for one in before if isinstance(one, dict)], moves)
    elif drawn is not None and isinstance(value, list):
        rows = [row for one in before if isinstance(one, list) for row in one]
        kept = [_row(drawn, index, row, rows) for index, row in enumerate(value)]
        value[:] = [row for row in kept if row is not ABSENT]
    return value


def _restore_group(node: Node, value: dict[str, Any], before: list[dict[str, Any]], moves: bool) -> None:
    for name in dict.fromkeys([*value, *(name for one in before for name in one)]):
        child = node.children.get(name)
        if child is None or (name not in value and not child.read_only) or (name not in value and moves):
            continue
        found = _restored(child, value.get(name, ABSENT), [one[name] for one in before if name in one], moves=moves)
        if found is ABSENT:
            value.pop(name, None)
        else:
            value[name] = found


def _row(node: Node, index: int, row: Any, before: list[Any]) -> Any:
    child = row_node(node, index) if node.kind.name == "rows" else None
    return row if child is None else _restored(child, row, before, moves=True)
