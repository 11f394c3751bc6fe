"""Which area lies in which: communes in provinces, by the dated lists."""

from datetime import date

from formengine.forms.lists import shipped_lists


def parent_area(code: str, on: date) -> str:
    """The code of the province around the commune `code` on that day; empty for a province or an unknown code."""
    item = shipped_lists().edition("commune", on).by_code.get(code)
    return item.parent if item else ""
