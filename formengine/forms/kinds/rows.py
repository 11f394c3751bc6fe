"""Repeated values: rows that are added and removed by buttons, without JavaScript."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import MAX_ROWS, Control, Posted
from formengine.forms.kinds.base import Kind, empty_box, empty_row
from formengine.forms.node import count_controls, prepare
from formengine.forms.pointers import ABSENT, as_index
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

# Controls in the rows that `_rows:` may claim without a single answer in them; rows with answers are never dropped.
MAX_ROW_CONTROLS = 2_000


class Rows(Kind):
    """An array of anything; the first ones may have a shape of their own (`prefixItems`)."""

    name = "rows"
    template = "rows"
    rank = 920

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("array",)

    def compile(self, node: "Node", builder: "Builder") -> None:
        node.prefix = builder.prefix(node)
        node.item = builder.item(node)
        for action, word in _actions().items():
            node.templates[f"row-{action}"] = prepare("row-button", node, action=action, word=word)
        node.facts["empty_word"] = _("The list is there, with no entry in it")
        node.facts["row_word"] = node.item.label if node.item and node.item.label else node.label
        most = node.shape.get("maxItems", MAX_ROWS)
        node.facts["most"] = min(most, len(node.prefix)) if node.item is None else most
        node.facts["believed"] = 1 + min(node.facts["most"], MAX_ROW_CONTROLS // _row_controls(node))

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, list) and (node.item is not None or len(value) <= len(node.prefix))

    def read(self, control: Control, posted: Posted) -> Any:
        node = control.node
        said = posted.last(f"_rows:{control.name}")
        count = as_index(said) if said else None
        if count is None:
            if not posted.reaches(control.pointer):
                return ABSENT
            count = 0
        count = min(count, node.facts["believed"])
        indices = [as_index(token) for token in posted.segments(control.pointer)]
        count = max([count, *(index + 1 for index in indices if index is not None and index < count + MAX_ROWS)])
        rows = []
        for index in range(count):
            child = row_node(node, index)
            if child is None:
                continue
            inner = control.child(child, str(index))
            inner.process(posted)
            rows.append(empty_row(child) if inner.data is ABSENT else inner.data)
        if not rows and not node.required and posted.last(f"_kind:{control.name}") != "empty":
            return ABSENT
        return rows

    def draw(self, control: Control) -> str:
        node = control.node
        rows = control.data if isinstance(control.data, list) else []
        holes = control.holes()
        holes["focus"] = control.form.drawing.takes_focus(control.pointer)
        parts, entries = [], []
        for index, value in enumerate(rows):
            child = row_node(node, index)
            if child is None:
                continue
            inner = control.child(child, str(index), value)
            entries.append(inner)
            parts.append(self._draw_row(control, inner, index, len(rows)))
        control.entries = entries
        holes["rows"] = "".join(parts)
        holes["count"] = str(len(parts))
        holes["memory"] = "" if parts or node.required else empty_box(control, control.data == [])
        full = len(rows) >= node.facts["most"]
        holes["add"] = "" if node.read_only else self._full(control) if full else self._add_button(control)
        return node.fill(holes)

    def _draw_row(self, control: Control, inner: Control, index: int, count: int) -> str:
        node = control.node
        holes = {"id": inner.id, "word": str(escape(row_title(node, index))), "pointer": str(escape(inner.pointer))}
        holes["focus"] = control.form.drawing.takes_focus(inner.pointer)
        holes["content"] = inner()
        holes["buttons"] = "".join(
            node.fill(holes, f"row-{action}") for action in _ACTIONS if can(node, action, index, count)
        )
        return node.fill(holes, "row")

    def _full(self, control: Control) -> str:
        return control.node.fill({}, "row-full") if control.node.facts["most"] else ""

    def _add_button(self, control: Control) -> str:
        return control.node.fill({"pointer": str(escape(control.pointer))}, "row-add")

    def show(self, node: "Node", value: Any, context: Any) -> str:
        if not isinstance(value, list):
            return str(value)
        parts = []
        for index, item in enumerate(value):
            child = row_node(node, index)
            parts.append(child.kind.show(child, item, context) if child else str(item))
        return "; ".join(parts)


def _row_controls(node: "Node") -> int:
    """How many controls one row has at most."""
    return max((count_controls(row, {}) for row in (node.item, *node.prefix) if row is not None), default=1)


_ACTIONS = ("up", "down", "copy", "remove")


def _actions() -> dict[str, str]:
    return dict(zip(_ACTIONS, (_("Move up"), _("Move down"), _("Copy"), _("Remove")), strict=True))


def can(node: "Node", action: str, index: int, count: int) -> bool:
    """Whether `action` means something for the row at `index` of `count`: rows that the schema tells one by one keep
    their places."""
    own = len(node.prefix)
    if node.read_only or not 0 <= index < count:
        return False
    if action == "remove":
        return index >= own or index == count - 1
    if action == "copy":
        return index >= own and node.item is not None and count < node.facts["most"]
    return min(index, index - 1 if action == "up" else index) >= own and (action == "up" or index + 1 < count)


def row_title(node: "Node", index: int) -> str:
    """What stands above a row: its own name where the schema gives each place one, else the word with a number."""
    if index < len(node.prefix) and "title" in node.prefix[index].shape.keywords:
        return node.prefix[index].label
    return f"{node.facts['row_word']} {index + 1}"


def row_node(node: "Node", index: int) -> "Node | None":
    return node.prefix[index] if index < len(node.prefix) else node.item


KINDS = [Rows()]
