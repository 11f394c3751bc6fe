"""A choice that is shown and not to be changed: what was chosen stands there checked, with nothing else to choose."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, empty_box
from formengine.forms.kinds.choices import option_of
from formengine.forms.kinds.text import as_text
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.node import Node

# The kinds whose controls no browser can make read-only.
CHOOSING = {"radios", "select", "checkboxes", "fixed", "checkbox", "yes-no", "list", "null"}


class ReadOnly(Kind):
    """A choice that is `readOnly`. `facts["inner"]` is the kind that would have asked for it."""

    name = "read-only"
    template = "read-only"
    rank = 10_000

    def fits(self, shape: Shape) -> bool:
        return False

    def holds(self, node: "Node", value: Any) -> bool:
        inner: Kind = node.facts["inner"]
        return inner.holds(node, value)

    def read(self, control: Control, posted: Posted) -> Any:
        inner: Kind = control.node.facts["inner"]
        return inner.read(control, posted)

    def draw(self, control: Control) -> str:
        holes = control.holes()
        nothing = str(escape(_("Not answered")))
        nothing += "" if control.node.required else empty_box(control, control.data == [])
        holes["chosen"] = "".join(self._chosen(control)) or nothing
        return control.node.fill(holes)

    def _chosen(self, control: Control) -> list[str]:
        node, value = control.node, control.data
        several = node.facts["inner"].name == "checkboxes"
        values = [] if value is ABSENT else value if several and isinstance(value, list) else [value]
        return [
            Markup(_CHOICE)
            % {
                "id": control.id if not place else f"{control.id}-{place}",
                "name": control.name,
                "value": _token(node, one),
                "kind": "checkbox" if several else "radio",
                "box": "checkboxes" if several else "radios",
                "label": self.show(node, [one] if several else one, control.form.drawing),
            }
            for place, one in enumerate(values)
        ]

    def show(self, node: "Node", value: Any, context: Any) -> str:
        inner: Kind = node.facts["inner"]
        return inner.show(node, value, context)


_CHOICE = (
    '<div class="govuk-%(box)s__item"><input class="govuk-%(box)s__input" id="%(id)s" name="%(name)s" type="%(kind)s" '
    'value="%(value)s" checked><label class="govuk-label govuk-%(box)s__label" for="%(id)s">%(label)s</label></div>'
)


def _token(node: "Node", value: Any) -> str:
    """What a browser posts for `value`."""
    option = option_of(node, value) if "options" in node.facts else None
    return option.token if option else "null" if value is None else as_text(value)


KINDS = [ReadOnly()]
