"""Text in one line or several."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.formats import FORMATS
from formengine.forms.kinds.base import Kind, empty_box, one_text
from formengine.forms.patterns import pattern_search
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape, type_of
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

LONG = 250
_AUTOCOMPLETE = {
    "person.full_name": "name",
    "person.birth_date": "bday",
    "person.phone": "tel",
    "person.email": "email",
    "organisation.name": "organization",
    "organisation.phone": "tel",
    "organisation.email": "email",
}
_FORMATS = {
    "email": ('type="text" inputmode="email" autocapitalize="none" spellcheck="false"', "email", 30),
    "phone-number": ('type="text" inputmode="tel"', "tel", 20),
    "personal-number": ('type="text" inputmode="numeric" spellcheck="false"', "", 20),
    "tax-code": ('type="text" inputmode="numeric" spellcheck="false"', "", 20),
    "uri": ('type="text" inputmode="url" autocapitalize="none" spellcheck="false"', "", 30),
    "uuid": ('type="text" spellcheck="false"', "", 30),
    "date-time": ('type="text" spellcheck="false"', "", 20),
    "time": ('type="text" spellcheck="false"', "", 10),
}


class Text(Kind):
    """A line of text; a value with a line feed in it is drawn as a textarea."""

    name = "text"
    template = "text"
    rank = 900
    error_class = "govuk-input--error"

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("string",)

    def compile(self, node: "Node", builder: "Builder") -> None:
        node.facts.update(
            attributes=input_attributes(node.shape),
            width=_width(node.shape),
            suggestions=[str(item) for item in node.shape.get("examples", ()) if isinstance(item, str)][:20],
            rows=3,
            blank=_takes_blank(node.shape),
            empty_word=_("The answer is an empty text"),
        )

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, str)

    def read(self, control: Control, posted: Posted) -> Any:
        return one_text(control, posted)

    def draw(self, control: Control) -> str:
        value = control.data
        holes = control.holes()
        text = as_text(value)
        holes["value"] = str(escape(text))
        holes["blank"] = blank_marker(control)
        if "\n" in text:
            holes["value"] = "\n" + holes["value"]
            return control.node.fill(holes, "textarea")
        return control.node.fill(holes)


class LongText(Text):
    """Text of several lines."""

    name = "textarea"
    template = "textarea"
    rank = 800
    error_class = "govuk-textarea--error"

    def fits(self, shape: Shape) -> bool:
        length = shape.get("maxLength", 0)
        return shape.types == ("string",) and (
            shape.get("x-widget") == "textarea" or (length > LONG and not shape.get("format"))
        )

    def compile(self, node: "Node", builder: "Builder") -> None:
        super().compile(node, builder)
        node.facts["rows"] = 5 if node.shape.get("maxLength", 1000) <= 1000 else 10

    def draw(self, control: Control) -> str:
        holes = control.holes()
        holes["value"] = "\n" + str(escape(as_text(control.data)))
        holes["blank"] = blank_marker(control)
        return control.node.fill(holes)


def as_text(value: Any) -> str:
    """A value as it stands in a text control: what is no text is shown as JSON would write it."""
    if value is ABSENT or value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value)
    return "" if isinstance(value, dict) else str(value)


def blank_marker(control: Control) -> str:
    """What says that an empty text is meant, where an answer could be left out as well."""
    node, meant = control.node, control.data == ""
    possible = control.data is ABSENT and node.facts.get("blank") and not node.quiet
    return empty_box(control, meant) if not node.kept and (meant or possible) else ""


def _takes_blank(shape: Shape) -> bool:
    """Whether an empty text may be the answer, as far as the keywords say."""
    pattern = shape.get("pattern")
    return (
        shape.get("minLength", 0) < 1
        and shape.get("format") not in FORMATS
        and (not isinstance(pattern, str) or pattern_search(pattern)("") is not None)
    )


def input_attributes(shape: Shape) -> str:
    """`type`, `inputmode`, `autocomplete` … of an input, from the format and the data item."""
    item = str(shape.get("x-data-item", ""))
    attributes, complete, _size = _FORMATS.get(str(shape.get("format", "")), ('type="text"', "", 0))
    complete = _AUTOCOMPLETE.get(item, complete)
    if (
        item.endswith("number") and "inputmode" not in attributes and shape.get("pattern", "").startswith("^[0-9]")
    ) or (str(shape.get("pattern", "")).startswith(("^[0-9]", "^\\d")) and "inputmode" not in attributes):
        attributes += ' inputmode="numeric"'
    return f'{attributes} autocomplete="{complete}"' if complete else attributes


def _width(shape: Shape) -> str:
    length = shape.get("maxLength") or _FORMATS.get(str(shape.get("format", "")), ("", "", 0))[2]
    for width in (2, 3, 4, 5, 10, 20, 30):
        if 0 < length <= width:
            return f" govuk-input--width-{width}"
    return ""


def is_text(value: Any) -> bool:
    return type_of(value) == "string"


KINDS = [Text(), LongText()]
