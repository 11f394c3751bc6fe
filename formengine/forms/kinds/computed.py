"""A computed value: shown, never asked."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.node import Node


class Computed(Kind):
    """What the server makes of other answers. `facts["inner"]` is the kind that would have asked for it."""

    name = "computed"
    template = "computed"
    rank = 10_000

    def fits(self, shape: Shape) -> bool:
        return False

    def read(self, control: Control, posted: Posted) -> Any:
        return ABSENT

    def draw(self, control: Control) -> str:
        holes = control.holes()
        value = control.data
        text = _("Filled in by the system") if value is ABSENT else self.show(control.node, value, control.form.drawing)
        holes["value"] = str(escape(text))
        holes["empty"] = " fe-computed--empty" if value is ABSENT else ""
        return control.node.fill(holes)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        inner: Kind = node.facts["inner"]
        return inner.show(node, value, context)


KINDS = [Computed()]
