"""Office hours of a week, as an agency's row holds them and as a calendar counts with them."""

import json
from datetime import time
from typing import Any

from submissions.calendar import OFFICE_WEEK, Span

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# For each weekday from Monday the spans of opening, in order and apart.
Week = tuple[tuple[Span, ...], ...]


def read_hours(source: str | dict[str, Any]) -> Week:
    """A week from `{"mon": [["07:00", "11:30"], ["13:30", "17:00"]], …}`; a day not named is closed.

    Empty means the usual hours. Raises ValueError that says which day is wrong.
    """
    days = json.loads(source) if isinstance(source, str) and source else source
    if not days:
        return OFFICE_WEEK
    if not isinstance(days, dict) or set(days) - set(WEEKDAYS):
        raise ValueError(f"write the days as {', '.join(WEEKDAYS)}")
    return tuple(_spans(day, days.get(day, [])) for day in WEEKDAYS)


def write_hours(week: Week) -> str:
    """The JSON text that `read_hours` reads."""
    days = {
        day: [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]
        for day, spans in zip(WEEKDAYS, week, strict=True)
        if spans
    }
    return json.dumps(days)


def read_spans(day: str, typed: str) -> tuple[Span, ...]:
    """The spans of one day as somebody types them: "07:00-11:30, 13:30-17:00"; empty where it is closed."""
    parts = [part for part in typed.replace("–", "-").replace(";", ",").split(",") if part.strip()]
    return _spans(day, [[end.strip() for end in part.split("-")] for part in parts])


def _spans(day: str, written: Any) -> tuple[Span, ...]:
    spans = []
    try:
        for start, end in written:
            spans.append((time.fromisoformat(start), time.fromisoformat(end)))
    except (TypeError, ValueError):
        raise ValueError(f'office hours of {day}: write [["07:00", "11:30"], …]') from None
    moments = [moment for span in spans for moment in span]
    if moments != sorted(set(moments)):
        raise ValueError(f"office hours of {day}: each span ends after it starts, and before the next one starts")
    return tuple(spans)
