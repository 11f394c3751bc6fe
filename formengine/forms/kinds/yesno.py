"""Yes or no, and consent."""

from typing import TYPE_CHECKING, Any

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, clean_text
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.node import Node

_VALUES = {"true": True, "false": False}


class Consent(Kind):
    """A box to tick: the only answer there is is true."""

    name = "checkbox"
    template = "consent"
    rank = 280

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("boolean",) and (shape.get("const") is True or shape.get("enum") == [True])

    def holds(self, node: "Node", value: Any) -> bool:
        return value is True

    def read(self, control: Control, posted: Posted) -> Any:
        found = [clean_text(text) for text in posted.getlist(control.name) if text]
        if len(found) > 1:
            return found
        return _VALUES.get(found[0], found[0]) if found else ABSENT

    def draw(self, control: Control) -> str:
        holes = control.holes()
        holes["checked"] = " checked" if control.data is True else ""
        return control.node.fill(holes)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        return _("Yes") if value is True else _("No") if value is False else str(value)


class YesNo(Consent):
    """Two radio buttons; a third one, "not answered", where no answer is needed."""

    name = "yes-no"
    template = "yesno"
    rank = 410

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("boolean",) and "const" not in shape.keywords and "enum" not in shape.keywords

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, bool)

    def draw(self, control: Control) -> str:
        holes = control.holes()
        value = control.data
        holes["yes"] = " checked" if value is True else ""
        holes["no"] = " checked" if value is False else ""
        holes["none"] = " checked" if value is ABSENT else ""
        return control.node.fill(holes)


KINDS = [Consent(), YesNo()]
