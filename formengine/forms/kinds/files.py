"""A file: the value is its id; what is chosen is posted as `_file:<pointer>` and stored by the application."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, one_text
from formengine.forms.kinds.text import as_text
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.node import Node


class File(Kind):
    """One file. What is enclosed is a box that is ticked: without the tick it is left out, another takes its place."""

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
        holes["held"] = self._held(control)
        return control.node.fill(holes)

    def _held(self, control: Control) -> str:
        """The box of the file that is enclosed, by the name that the application has for it."""
        value = as_text(control.data)
        if not value:
            return ""
        shown = control.form.drawing.files.get(value)
        name = str(escape(shown.name)) if shown else str(escape(_("the enclosed file")))
        if shown and shown.address:
            name = f'<a class="govuk-link" href="{escape(shown.address)}">{name}</a>'
        holes = {"id": control.id, "name": str(escape(control.name)), "value": str(escape(value)), "file": name}
        return control.node.fill(holes, "file-held")

    def show(self, node: "Node", value: Any, context: Any) -> str:
        shown = context.files.get(value) if isinstance(value, str) else None
        return shown.name if shown else _("A file is enclosed")


KINDS = [File()]
