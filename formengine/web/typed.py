"""What somebody typed into a form of the house's own, and how days are read from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})|(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
# Beyond these no calendar of ours counts.
FIRST_YEAR, LAST_YEAR = 1800, 9000


@dataclass(frozen=True, slots=True)
class Typed:
    """The values of a form as typed, and what is wrong with them by control."""

    typed: Mapping[str, str]
    problems: Mapping[str, str]

    def value(self, name: str, default: str = "") -> str:
        return self.typed.get(name, default)


def read_day(text: str) -> date | None:
    """A day as people write it (day/month/year) or as a browser sends it; None for anything else."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (
        int(found[long] or found[short]) for long, short in (("year", "y"), ("month", "m"), ("day", "d"))
    )
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
