"""Days, partial days and times of day."""

import re
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.formats import is_date
from formengine.forms.kinds.base import Kind, clean_text, comes_back, one_text
from formengine.forms.kinds.text import as_text, blank_marker
from formengine.forms.partial import DAY, YEAR, precisions_of
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

_WRITTEN = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})\Z")
_CLOCK = re.compile(r"([0-9]{1,2})\s*(?:[:hHg.]\s*([0-9]{2})?)?\Z")


class Date(Kind):
    """A day in three boxes. The day's box is named by the pointer, the others `_month:` and `_year:` before it."""

    name = "date"
    template = "date"
    rank = 500
    error_class = "govuk-input--error"

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("string",) and shape.get("format") == "date"

    def compile(self, node: "Node", builder: "Builder") -> None:
        birth = str(node.shape.get("x-data-item", "")).endswith("birth_date")
        node.facts.update(birth=birth, picker=not birth)

    def read(self, control: Control, posted: Posted) -> Any:
        whole = one_text(control, posted)
        if not isinstance(whole, str) and whole is not ABSENT:
            return whole
        day = "" if whole is ABSENT else whole
        month = clean_text(posted.last(f"_month:{control.name}") or "")
        year = clean_text(posted.last(f"_year:{control.name}") or "")
        if not month.strip() and not year.strip():
            if whole == "" or not day.strip():
                return whole
            return written_date(day) or (f"--{day}" if day.strip().isdigit() and len(day.strip()) < 3 else day)
        return self.compose(day.strip(), month.strip(), year.strip())

    def holds(self, node: "Node", value: Any) -> bool:
        if not isinstance(value, str):
            return False
        year, month, day = split_date(value)
        return value == "" or comes_back(self, node, {"": day, "_month:": month, "_year:": year}, value)

    def compose(self, day: str, month: str, year: str) -> str:
        """The ISO date of three boxes; where they make none, their texts with - between, to be shown again."""
        if all(part.isascii() and part.isdigit() for part in (day, month, year)) and len(year) == 4:
            text = f"{year}-{int(month):02d}-{int(day):02d}"
            if is_date(text):
                return text
        return f"{year}-{month}-{day}"

    def draw(self, control: Control) -> str:
        holes = control.holes()
        year, month, day = split_date(as_text(control.data))
        holes.update(
            day=str(escape(day)), month=str(escape(month)), year=str(escape(year)), blank=blank_marker(control)
        )
        return control.node.fill(holes)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        text = as_text(value)
        parts = [part for part in reversed(text.split("-")) if part]
        return "/".join(parts) if re.fullmatch(r"[0-9-]+", text) else text


class PartialDate(Date):
    """A day of which only the year, or the year and month, may be known: `format` partial-date, or a schema that
    takes a year or a month beside a day (forms/partial.py).
    """

    name = "partial-date"
    template = "date"
    rank = 490

    def fits(self, shape: Shape) -> bool:
        known = precisions_of(shape)
        return len(known) > 1 and DAY in known

    def compile(self, node: "Node", builder: "Builder") -> None:
        super().compile(node, builder)
        node.facts["picker"] = False
        if not node.hint:
            node.hint = str(escape(self._hint(node)))

    def _hint(self, node: "Node") -> str:
        if YEAR in precisions_of(node.shape):
            return _("If only the year is known, fill in the year alone.")
        return _("If the day is not known, fill in the month and the year.")

    def compose(self, day: str, month: str, year: str) -> str:
        if not day and year.isdigit():
            if not month:
                return year
            if month.isascii() and month.isdigit():
                return f"{year}-{int(month):02d}"
        return super().compose(day, month, year)


class HourMinute(Kind):
    """A time of day, 14:30; 14h30 and 14.30 are read too."""

    name = "hour-minute"
    template = "text"
    rank = 495
    error_class = "govuk-input--error"

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("string",) and shape.get("format") == "hour-minute"

    def compile(self, node: "Node", builder: "Builder") -> None:
        node.facts.update(
            attributes='type="text" inputmode="text"', width=" govuk-input--width-5", suggestions=[], rows=1
        )

    def read(self, control: Control, posted: Posted) -> Any:
        text = one_text(control, posted)
        match = _CLOCK.match(text.strip()) if isinstance(text, str) else None
        if not match or int(match.group(1)) > 23:
            return text
        return f"{int(match.group(1)):02d}:{match.group(2) or '00'}"

    def holds(self, node: "Node", value: Any) -> bool:
        return isinstance(value, str) and (value == "" or comes_back(self, node, {"": value}, value))

    def draw(self, control: Control) -> str:
        holes = control.holes()
        holes.update(value=str(escape(as_text(control.data))), blank=blank_marker(control))
        return control.node.fill(holes)


def written_date(text: str) -> str:
    """The ISO date of a whole date in one text (2026-02-13, 13/02/2026, 13.2.2026), empty where it is none."""
    plain = text.strip()
    if is_date(plain):
        return plain
    match = _WRITTEN.match(plain)
    if match:
        iso = f"{match.group(3)}-{int(match.group(2)):02d}-{int(match.group(1)):02d}"
        return iso if is_date(iso) else ""
    return ""


def split_date(text: str) -> tuple[str, str, str]:
    """Year, month and day as they stand in the boxes; what has no such parts stands in the day's box alone."""
    parts = text.split("-", 2)
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", text):
        return parts[0], parts[1] if len(parts) > 1 else "", ""
    return "", "", text


KINDS = [Date(), PartialDate(), HourMinute()]
