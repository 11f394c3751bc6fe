"""How exactly a schema wants a day to be known: its day, its month, or its year alone.

Old people often know the year of their birth only. A schema says so with our format `partial-date`, with a pattern of
figures, or as `anyOf`/`oneOf` of days, months and years; all are drawn as the same three boxes. A pattern counts only
if every text that it takes is a year, a month or a day: nothing else would come back from the boxes as it was.
"""

import re
from functools import cache

from formengine.forms.shapes import Shape, gather

DAY, MONTH, YEAR = "day", "month", "year"
_FORMATS = {"date": frozenset({DAY}), "partial-date": frozenset({DAY, MONTH, YEAR})}
_WRITTEN = {"^dddd$": YEAR, "^dddd-dd$": MONTH, "^dddd-dd-dd$": DAY}
_TOKEN = re.compile(r"\\d|\[(?:[0-9]-[0-9]|[0-9])+\]|[0-9]|\\?-|\(\?:|[()|?^$]|\{[0-9](?:,[0-9])?\}")
# The longest pattern that is looked into; the longest text that it takes, ends included, and the most of them.
_PATTERN, _LONGEST, _MOST = 120, 12, 50
_SAID = {"type", "format", "pattern", "title", "description", "$comment", "$ref", "minLength", "maxLength", "examples"}


class _Other(Exception):
    """A pattern that takes something else than figures and lines."""


def precisions_of(shape: Shape) -> frozenset[str]:
    """What of a day the texts of `shape` may tell; empty where they may tell anything else."""
    if shape.types not in (("string",), ()) or len(shape.unions) > 1:
        return frozenset()
    if not shape.unions:
        return _of_keywords(shape) if shape.types else frozenset()
    if {"format", "pattern"} & shape.keywords.keys():
        return frozenset()
    found: frozenset[str] = frozenset()
    for branch in shape.unions[0].branches:
        part = gather([branch])
        known = _of_keywords(part)
        strange = {key for key in part.keywords if key not in _SAID and not key.startswith("x-")}
        if not known or strange or part.unions or "string" not in (*shape.types, *(part.types if part.said else ())):
            return frozenset()
        found |= known
    return found


def _of_keywords(shape: Shape) -> frozenset[str]:
    said, pattern = shape.get("format"), shape.get("pattern")
    if said in _FORMATS:
        return _FORMATS[said]
    return _of_pattern(pattern) if said is None and isinstance(pattern, str) else frozenset()


@cache
def _of_pattern(pattern: str) -> frozenset[str]:
    tokens = _TOKEN.findall(pattern[:_PATTERN])
    if "".join(tokens) != pattern:
        return frozenset()
    try:
        taken = _either(tokens)
    except _Other:
        return frozenset()
    return frozenset(_WRITTEN[text] for text in taken) if taken <= _WRITTEN.keys() and not tokens else frozenset()


def _either(tokens: list[str]) -> set[str]:
    """What the alternatives at the head of `tokens` take, d for each figure; takes them from the list."""
    found = _row(tokens)
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        found |= _row(tokens)
    return found


def _row(tokens: list[str]) -> set[str]:
    found = {""}
    while tokens and tokens[0] not in "|)":
        part = _part(tokens)
        least, most = _times(tokens)
        repeated = {""}
        ways = set(repeated) if least == 0 else set()
        for count in range(1, most + 1):
            repeated = _joined(repeated, part)
            ways |= repeated if count >= least else set()
        found = _joined(found, ways)
    return found


def _part(tokens: list[str]) -> set[str]:
    token = tokens.pop(0)
    if token in ("(", "(?:"):
        inner = _either(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise _Other
        return inner
    if token[0] in "?{":
        raise _Other
    return {token[-1] if token[-1] in "-^$" else "d"}


def _times(tokens: list[str]) -> tuple[int, int]:
    if tokens and tokens[0] == "?":
        tokens.pop(0)
        return 0, 1
    if tokens and tokens[0][0] == "{":
        least, _comma, most = tokens.pop(0)[1:-1].partition(",")
        return int(least), int(most or least)
    return 1, 1


def _joined(left: set[str], right: set[str]) -> set[str]:
    found = {first + second for first in left for second in right}
    if len(found) > _MOST or any(len(text) > _LONGEST for text in found):
        raise _Other
    return found
