"""A group: the properties of an object, in a fieldset; names that nobody foresaw as rows of name and value."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, clean_text, empty_box, empty_row
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.forms.switches import switches_of
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node


class Group(Kind):
    """An object."""

    name = "group"
    template = "group"
    rank = 910

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("object",)

    def compile(self, node: "Node", builder: "Builder") -> None:
        node.children = builder.children(node)
        node.item = builder.unnamed(node)
        node.facts["switches"] = switches_of(node, builder)
        node.facts["empty_word"] = _("It is there, with nothing filled in")
        node.facts["legend_size"] = "m" if node.facts.get("depth", 0) < 1 else "s"

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, dict) and (node.item is not None or value.keys() <= node.children.keys())

    def read(self, control: Control, posted: Posted) -> Any:
        node = control.node
        state = posted.last(f"_kind:{control.name}")
        if state == "absent" or (node.on_demand and state != "given"):
            return ABSENT
        found: dict[str, Any] = {}
        for token, child in node.children.items():
            if child.computed:
                continue
            inner = control.child(child, token)
            inner.process(posted)
            if inner.data is not ABSENT:
                found[token] = inner.data
        if node.item:
            self.read_extra(control, posted, found)
        for switch in node.facts["switches"]:
            for name in switch.closed(found):
                found.pop(name, None)
        if node.required or state in ("given", "empty") or not is_hollow(node, found):
            return found
        return ABSENT

    def read_extra(self, control: Control, posted: Posted, found: dict[str, Any]) -> None:
        """Rows of name and value: the value's control carries the name that the row had when it was drawn."""
        node = control.node
        assert node.item
        for token in posted.segments(control.pointer):
            name = token.replace("~1", "/").replace("~0", "~")
            written = posted.last(f"_key:{control.pointer}/{token}")
            if name in node.children or written is None:
                continue
            child = builder_node(node, name)
            inner = control.child(child, name)
            inner.process(posted)
            found[_renamed(node, name, written, found)] = empty_row(child) if inner.data is ABSENT else inner.data

    def draw(self, control: Control) -> str:
        node = control.node
        drawing = control.form.drawing
        holes = control.holes()
        holes["focus"] = drawing.takes_focus(control.pointer)
        value = control.data if isinstance(control.data, dict) else {}
        if node.on_demand and control.data is ABSENT:
            return node.fill({**holes, "content": _open_button(control), "state": ""})
        closed = {name for switch in node.facts["switches"] for name in switch.closed(value)}
        parts: list[str] = []
        entries = []
        for token, child in node.children.items():
            inner = control.child(child, token, value.get(token, ABSENT))
            if inner.name in drawing.hidden or (token in closed and inner.data is ABSENT):
                continue
            entries.append(inner)
            parts.append(inner())
        if node.item:
            parts.append(self.draw_extra(control, value))
        control.entries = entries
        holes["content"] = "".join(parts)
        holes["state"] = self._state(control, value)
        return node.fill(holes)

    def _state(self, control: Control, value: dict[str, Any]) -> str:
        """What the controls inside cannot tell: that the object is there though nothing in it is answered."""
        node = control.node
        name = escape(control.name)
        if node.on_demand:
            return f'<input type="hidden" name="_kind:{name}" value="given">{_remove_button(control)}'
        if node.required:
            return ""
        there = control.data is not ABSENT
        hollow = is_hollow(node, value)
        left = _remove_button(control) if there and not node.quiet else ""
        return left + (empty_box(control, there) if hollow else "")

    def draw_extra(self, control: Control, value: dict[str, Any]) -> str:
        node = control.node
        assert node.item
        rows = []
        for name in value:
            if name not in node.children:
                inner = control.child(builder_node(node, name), name, value[name])
                focus = control.form.drawing.takes_focus(inner.pointer)
                holes = {
                    "focus": focus,
                    "key": str(escape(inner.name)),
                    "id": inner.id,
                    "value": str(escape(name)),
                    "content": inner(),
                }
                holes["pointer"] = str(escape(inner.pointer))
                rows.append(node.fill(holes, "named"))
        if node.facts.get("stray") or node.read_only:
            return "".join(rows)
        holes = {"name": str(escape(control.name)), "id": control.id, "pointer": str(escape(control.pointer))}
        return "".join(rows) + node.fill(holes, "named-add")

    def show(self, node: "Node", value: Any, context: Any) -> str:
        if not isinstance(value, dict):
            return str(value)
        parts = []
        for token, item in value.items():
            child = node.children.get(token)
            text = child.kind.show(child, item, context) if child else str(item)
            if text:
                parts.append(text)
        return ", ".join(parts)


def is_hollow(node: "Node | None", value: Any) -> bool:
    """Whether nobody answered anything in `value`: empty objects and lists, and what can have one value only."""
    if node is not None and node.kind.name == "fixed" and node.required:
        return True
    if isinstance(value, dict):
        children = node.children if node else {}
        return all(is_hollow(children.get(name), item) for name, item in value.items())
    return value == []


def _renamed(node: "Node", name: str, written: str, found: dict[str, Any]) -> str:
    """The name of an entry that was `name`: what was written in its box, where that names nothing else already."""
    new = clean_text(written)
    same_line = new == name.replace("\n", "")  # a box of one line drops line feeds
    return name if not new or same_line or new in node.children or new in found else new


def builder_node(node: "Node", name: str) -> "Node":
    """The node for an additional property: that of its pattern, else the general one."""
    for search, special in node.facts.get("patterns", ()):
        if search(name):
            return special
    assert node.item
    return node.item


def _remove_button(control: Control) -> str:
    if control.node.read_only:
        return ""
    return (
        f'<button type="submit" class="govuk-button govuk-button--secondary fe-row__remove" name="_go" formnovalidate '
        f'value="remove:{escape(control.pointer)}">{escape(_("Remove"))}'
        f'<span class="govuk-visually-hidden">: {escape(control.node.label)}</span></button>'
    )


def _open_button(control: Control) -> str:
    if control.node.read_only:
        return ""
    return (
        f'<button type="submit" class="govuk-button govuk-button--secondary" name="_go" formnovalidate '
        f'value="add:{escape(control.pointer)}">{escape(_("Add"))}'
        f'<span class="govuk-visually-hidden">: {escape(control.node.label)}</span></button>'
    )


KINDS = [Group()]
