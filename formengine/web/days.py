"""Days and files that reports are asked for."""

from datetime import date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def day_asked(text: str) -> date | None:
    """A day as people write it (day/month/year) or as addresses do; None for anything else."""
    day, _slash, rest = text.strip().partition("/")
    month, _slash, year = rest.partition("/")
    try:
        found = date(int(year), int(month), int(day)) if rest else date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if 1900 <= found.year <= 9000 else None
