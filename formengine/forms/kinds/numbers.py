"""Whole numbers, decimal numbers and money."""

import json
import re
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted, tied
from formengine.forms.figures import Ambiguous, read_number, whole_reading, write_number
from formengine.forms.kinds.base import Kind, comes_back, one_text
from formengine.forms.kinds.text import as_text
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.forms.words import in_words, number_in_words

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

_CURRENCY = re.compile(r"\s*(?:₫|đ|đồng|vnd|vnđ)\s*\Z", re.IGNORECASE)


class Number(Kind):
    """A decimal number. Text that is none, or that could be two, stays text: the numbers it may mean are offered
    beside it, and `_reading:<pointer>` says which is meant.
    """

    name = "number"
    template = "number"
    rank = 700
    error_class = "govuk-input--error"
    grouped = False
    whole = False

    def fits(self, shape: Shape) -> bool:
        return "number" in shape.types and set(shape.types) <= {"number", "integer"}

    def holds(self, node: "Node", value: Any) -> bool:
        if isinstance(value, str):
            return comes_back(self, node, {"": value}, value)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def compile(self, node: "Node", builder: "Builder") -> None:
        signed = node.shape.get("minimum", node.shape.get("exclusiveMinimum", -1)) < 0
        mode = "text" if signed else "numeric" if self.name == "integer" else "decimal"
        node.facts.update(inputmode=mode, width=" govuk-input--width-10", suffix="", money=False)
        examples = [one for one in node.shape.get("examples", ()) if not isinstance(one, str) and self.holds(node, one)]
        node.facts["suggestions"] = [write_number(one, node.locale, grouped=self.grouped) for one in examples][:20]

    def read(self, control: Control, posted: Posted) -> Any:
        text = one_text(control, posted)
        if not isinstance(text, str):
            return text
        try:
            return read_number(self.bare(text), control.node.locale)
        except Ambiguous:
            meant = posted.last(f"_reading:{control.name}")
            return next((one for one in readings_of(control.node, text) if _told(text, one) == meant), text)
        except ValueError:
            return text

    def bare(self, text: str) -> str:
        """`text` without what may stand beside a number."""
        return text

    def draw(self, control: Control) -> str:
        return control.node.fill(self._filled(control))

    def _filled(self, control: Control) -> dict[str, str]:
        holes = control.holes()
        text = self._text(control.data, control.node.locale)
        holes["value"] = str(escape(text))
        holes["readings"] = self._readings(control) + self._meant(control, text)
        return holes

    def _readings(self, control: Control) -> str:
        """Radios with the numbers that a typed text may mean."""
        node, text = control.node, control.data
        found = readings_of(node, text) if isinstance(text, str) else []
        if not found:
            return ""
        number, name = control.id, str(escape(control.name))
        items = [
            node.fill(
                {
                    "id": f"{number}-reading-{index}",
                    "name": name,
                    "value": str(escape(_told(text, reading))),
                    "figure": str(escape(write_number(reading, node.locale, grouped=True))),
                    "said": str(escape(number_in_words(reading, node.locale))),
                },
                "reading",
            )
            for index, reading in enumerate(found)
        ]
        return node.fill({"id": number, "typed": str(escape(text)), "items": "".join(items)}, "readings")

    def _meant(self, control: Control, text: str) -> str:
        """What keeps a number that is written like another one what it is."""
        value = control.data
        if not isinstance(value, float):
            return ""
        try:
            read_number(text, control.node.locale)
        except Ambiguous:
            return f'<input type="hidden" name="_reading:{escape(control.name)}" value="{escape(_told(text, value))}">'
        return ""

    def _text(self, value: Any, locale: str) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return write_number(value, locale, grouped=self.grouped)
        return as_text(value)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return write_number(value, node.locale, grouped=abs(value) >= 10_000)
        return as_text(value)


class Integer(Number):
    """A whole number."""

    name = "integer"
    template = "number"
    rank = 690
    whole = True

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("integer",)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        return self._text(value, node.locale)


class Money(Number):
    """Whole đồng, with thousands marked and the amount in words beneath."""

    name = "money"
    template = "number"
    rank = 600
    grouped = True
    whole = True

    def fits(self, shape: Shape) -> bool:
        return shape.get("x-widget") == "money" and bool(shape.types) and set(shape.types) <= {"number", "integer"}

    def compile(self, node: "Node", builder: "Builder") -> None:
        super().compile(node, builder)
        node.facts.update(inputmode="numeric", width=" govuk-input--width-20", suffix="₫", money=True)

    def bare(self, text: str) -> str:
        return _CURRENCY.sub("", text)

    def draw(self, control: Control) -> str:
        holes = self._filled(control)
        holes["said"] = str(escape(self._said(control)))
        holes["described"] = tied(holes["described"], f"{control.id}-said")
        return control.node.fill(holes)

    def _said(self, control: Control) -> str:
        value = control.data
        if value is ABSENT or isinstance(value, bool) or not isinstance(value, int):
            return ""
        return in_words(value, control.node.locale, money=True)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        text = self._text(value, node.locale)
        return f"{text} ₫" if isinstance(value, int) else text


def readings_of(node: "Node", text: str) -> list[int | float]:
    """The numbers that `text` may mean where it is none in the node's language, or could be two."""
    kind = node.kind
    if not isinstance(kind, Number):
        return []
    bare = kind.bare(text)
    try:
        read_number(bare, node.locale)
    except Ambiguous as several:
        whole = whole_reading(bare)
        return list(several.readings) if not kind.whole else [] if whole is None else [whole]
    except ValueError:
        pass
    return []


def _told(text: str, reading: int | float) -> str:
    """What is posted for a reading: with the text that it reads, so that a text changed since is read anew."""
    return f"{text}={json.dumps(reading)}"


KINDS = [Number(), Integer(), Money()]
