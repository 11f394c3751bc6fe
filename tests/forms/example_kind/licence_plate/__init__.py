"""The number plate of a vehicle: written as people write it, kept as one word, shown as it is painted."""

import re

from markupsafe import escape

from formengine.forms.kinds.base import Kind, one_text
from formengine.forms.pointers import ABSENT

_KEPT = re.compile(r"(?P<place>[0-9]{2})(?P<series>[A-Z]{1,2}(?:[0-9](?=[0-9]{5}))?)(?P<number>[0-9]{4,5})")


class LicencePlate(Kind):
    """A text such as 29A12345; asked for by `"x-widget": "licence-plate"`."""

    name = "licence-plate"
    template = "licence-plate"
    rank = 50
    error_class = "govuk-input--error"

    def fits(self, shape):
        return shape.types == ("string",) and shape.get("x-widget") == self.name

    def holds(self, node, value):
        return isinstance(value, str) and plain(value) == value

    def compile(self, node, builder):
        node.facts["example"] = "29A-123.45"

    def read(self, control, posted):
        text = one_text(control, posted)
        return plain(text) if isinstance(text, str) else text

    def draw(self, control):
        value = "" if control.data is ABSENT else painted(control.data)
        return control.node.fill({**control.holes(), "value": str(escape(value))})

    def show(self, node, value, context):
        return painted(value)


def plain(text):
    """`text` as it is kept: capitals, without what stands between; what is no plate stays as it was typed."""
    found = re.sub(r"[\s.\-]", "", text).upper()
    return found if _KEPT.fullmatch(found) else text


def painted(value):
    """A plate as it is painted: 29A-123.45."""
    found = _KEPT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return str(value)
    number = found["number"]
    return (
        f"{found['place']}{found['series']}-{number[:3]}.{number[3:]}"
        if len(number) == 5
        else (f"{found['place']}{found['series']}-{number}")
    )
