"""A value of a register's list; where the list hangs on another answer (communes of a province), only those."""

from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, clean_text
from formengine.forms.kinds.choices import stray_option
from formengine.forms.kinds.text import as_text
from formengine.forms.lists import ListEdition, edition_on
from formengine.forms.pointers import ABSENT, follow, split_pointer
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node


class FromList(Kind):
    """A select over a list's edition of the day."""

    name = "list"
    template = "select"
    rank = 200
    error_class = "govuk-select--error"

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("string",) and isinstance(shape.get("list"), str)

    def compile(self, node: "Node", builder: "Builder") -> None:
        within = node.shape.get("within")
        node.facts["within"] = split_relative(within) if within else None

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, str) and value != ""

    def read(self, control: Control, posted: Posted) -> Any:
        found = [text for text in map(clean_text, posted.getlist(control.name)) if text]
        return ABSENT if not found else found[0] if len(found) == 1 else found

    def draw(self, control: Control) -> str:
        node = control.node
        drawing = control.form.drawing
        edition = edition_for(node.shape, drawing.lists, drawing.day)
        parent: str | None = None
        holes = control.holes()
        holes["show"] = ""
        if node.facts["within"]:
            value = parent_value(control.pointer, node.facts["within"], drawing.root)
            parent = value if isinstance(value, str) else ""
            holes["show"] = _show_button(control, bool(parent))
        options = edition.options(node.locale, parent)
        code = control.data
        if isinstance(code, str) and code in options.places:
            holes["options"] = options.with_selected(code)
        elif code is ABSENT:
            holes["options"] = options.html
        else:
            item = edition.by_code.get(code) if isinstance(code, str) else None
            stray = _stray_item(code, item.text(node.locale)) if item else stray_option(code)
            holes["options"] = stray + options.html
        return node.fill(holes)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        edition = edition_for(node.shape, context.lists, context.day)
        item = edition.by_code.get(value) if isinstance(value, str) else None
        return item.text(node.locale) if item else as_text(value)


def _stray_item(code: str, label: str) -> str:
    return f'<option value="{escape(code)}" selected>{escape(label)}</option>'


def _show_button(control: Control, known: bool) -> str:
    text = _("Update this list") if known else _("Show this list")
    return (
        f'<button type="submit" class="govuk-button govuk-button--secondary fe-show" name="_go" formnovalidate '
        f'value="show:{escape(control.pointer)}" data-fe-within>{escape(text)}'
        f'<span class="govuk-visually-hidden">: {escape(control.node.label)}</span></button>'
    )


def edition_for(shape: Shape, lists: Any, day: date | None) -> ListEdition:
    """The edition that a shape's `list` and `on` mean on `day` (None: today)."""
    on = shape.get("on", "filing")
    when = date.fromisoformat(on) if on not in ("filing", "today") else day
    return edition_on(lists, shape.get("list"), when)


def split_relative(pointer: str) -> tuple[int, list[str]]:
    """How many levels up, and the way down, of a Relative JSON Pointer."""
    digits, _slash, rest = pointer.partition("/")
    return int(digits), split_pointer("/" + rest) if rest else []


def parent_value(pointer: str, within: tuple[int, list[str]], root: Any) -> Any:
    up, down = within
    tokens = split_pointer(pointer)
    return follow(root, [*tokens[: len(tokens) - up], *down])


KINDS = [FromList()]
