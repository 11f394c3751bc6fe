"""A file: the value is its id; what is chosen is posted as `_file:<pointer>` and stored by the application."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, one_text
from formengine.forms.kinds.text import as_text
from formengine.forms.shapes import Shape

if TYPE_CHECKING:
    from formengine.forms.node import Node


class File(Kind):
    """One file; its id stands beside the box in which another is chosen."""

    name = "file"
    template = "file"
    rank = 150
    error_class = "govuk-file-upload--error"

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("string",) and shape.get("x-widget") == "file"

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, str)

    def read(self, control: Control, posted: Posted) -> Any:
        return one_text(control, posted)

    def draw(self, control: Control) -> str:
        holes = control.holes()
        holes["value"] = str(escape(as_text(control.data)))
        return control.node.fill(holes)


KINDS = [File()]
