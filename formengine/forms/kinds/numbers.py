"""Whole numbers, decimal numbers and money."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.figures import read_number, write_number
from formengine.forms.kinds.base import Kind, one_text
from formengine.forms.kinds.text import as_text
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.forms.words import in_words

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

_WHOLE = ({"integer"}, {"number", "integer"})


class Number(Kind):
    """A decimal number; text that is none, or that could be two, stays text and the judge says so."""

    name = "number"
    template = "number"
    rank = 700
    error_class = "govuk-input--error"
    grouped = False

    def fits(self, shape: Shape) -> bool:
        return "number" in shape.types and set(shape.types) <= {"number", "integer"}

    def compile(self, node: "Node", builder: "Builder") -> None:
        signed = node.shape.get("minimum", node.shape.get("exclusiveMinimum", -1)) < 0
        mode = "text" if signed else "numeric" if self.name == "integer" else "decimal"
        node.facts.update(inputmode=mode, width=" govuk-input--width-10", prefix="", suffix="")

    def read(self, control: Control, posted: Posted) -> Any:
        text = one_text(control, posted)
        if not isinstance(text, str):
            return text
        try:
            return read_number(text, control.node.locale)
        except ValueError:
            return text

    def draw(self, control: Control) -> str:
        holes = control.holes()
        holes["value"] = str(escape(self._text(control.data, control.node.locale)))
        holes["words"] = self._words(control)
        return control.node.fill(holes)

    def _text(self, value: Any, locale: str) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return write_number(value, locale, grouped=self.grouped)
        return as_text(value)

    def _words(self, control: Control) -> str:
        return ""

    def show(self, node: "Node", value: Any, context: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return write_number(value, node.locale, grouped=abs(value) >= 10_000)
        return as_text(value)


class Integer(Number):
    """A whole number."""

    name = "integer"
    template = "number"
    rank = 690

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

    def fits(self, shape: Shape) -> bool:
        return shape.get("x-widget") == "money" and bool(shape.types) and set(shape.types) <= {"number", "integer"}

    def compile(self, node: "Node", builder: "Builder") -> None:
        super().compile(node, builder)
        node.facts.update(inputmode="numeric", width=" govuk-input--width-20", suffix="₫")

    def _words(self, control: Control) -> str:
        value = control.data
        if value is ABSENT or isinstance(value, bool) or not isinstance(value, int):
            return ""
        return f'<p class="govuk-hint fe-words">{escape(in_words(value, control.node.locale, money=True))}</p>'

    def show(self, node: "Node", value: Any, context: Any) -> str:
        text = self._text(value, node.locale)
        return f"{text} ₫" if isinstance(value, int) else text


KINDS = [Number(), Integer(), Money()]
