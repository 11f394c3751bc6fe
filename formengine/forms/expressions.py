"""Rules and computed values in CEL (Common Expression Language), compiled once.

They see `doc`, `today`, `filed_on`, `settings`, inside rows also `row` and `index`; days are ISO texts, which
compare as days do.
"""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import cel

from formengine.forms.words import date_in_words, in_words

MAX_LENGTH = 500
MAX_MACROS = 2
VARIABLES = frozenset({"doc", "today", "filed_on", "settings", "row", "index", "filing", "forms", "case", "document"})
FUNCTIONS = frozenset(
    {"sum", "days_between", "years_between", "working_days_between", "round", "in_words", "size", "has", "int",
     "double", "string", "contains", "startsWith", "endsWith", "matches", "all", "exists", "exists_one", "map",
     "filter", "min", "max"}
)  # fmt: skip
_TEXTS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_MACRO = re.compile(r"\.(?:all|exists|exists_one|map|filter)\s*\(")
_PATH = re.compile(r"\b(doc|row|settings)((?:\.[A-Za-z_]\w*(?!\w*\s*\()|\['[^'\\]*'\]|\[\"[^\"\\]*\"\])+)")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\['([^'\\]*)'\]|\[\"([^\"\\]*)\"\]")

# The package logs the arguments of a function that fails: those are answers, and answers never go into a log.
logging.getLogger("cel").setLevel(logging.CRITICAL)

WorkingDays = Callable[[date, date], int]


# What CEL raises where it looks at something absent, or at an answer that is not yet what it should be.
UNANSWERED = (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, OverflowError, RuntimeError)


class ExpressionError(ValueError):
    """A CEL text that cannot be used; the message says why."""


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Any:
    """The program of `text`. Raises ExpressionError for what the format does not allow."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression has at most {MAX_LENGTH} characters, this one has {len(text)}")
    try:
        program = cel.compile(text)
    except ValueError as error:
        raise ExpressionError(_first_line(str(error))) from error
    bound = set(re.findall(r"\.(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,", text))
    unknown = [name for name in program.variables() if name not in VARIABLES | bound and not name.startswith("@")]
    if unknown:
        raise ExpressionError(f"unknown name {unknown[0]!r}: there are doc, today, filed_on, settings, row, index")
    called = [name for name in program.functions() if re.fullmatch(r"[A-Za-z]\w*", name) and name not in FUNCTIONS]
    if called:
        raise ExpressionError(f"unknown function {called[0]!r}: there are {', '.join(sorted(FUNCTIONS))}")
    if _macro_depth(text) > MAX_MACROS:
        raise ExpressionError(f"list macros are nested deeper than {MAX_MACROS}")
    return program


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else text


def _macro_depth(text: str) -> int:
    bare = _TEXTS.sub(lambda match: " " * len(match.group()), text)
    starts = {match.end() - 1 for match in _MACRO.finditer(bare)}
    depth, most, stack = 0, 0, []
    for position, sign in enumerate(bare):
        if sign == "(":
            stack.append(position in starts)
            depth += position in starts
            most = max(most, depth)
        elif sign == ")" and stack:
            depth -= stack.pop()
    return most


def paths_in(text: str) -> list[tuple[str, list[str]]]:
    """(variable, names) of each place that `text` looks at, as far as it says so literally."""
    found = []
    bare = re.sub(r"(?<!\[)" + _TEXTS.pattern, "''", text)
    for match in _PATH.finditer(bare):
        names = ["".join(step) for step in _STEP.findall(match.group(2))]
        found.append((match.group(1), names))
    return found


def evaluate(text: str, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of `text`. Raises KeyError or IndexError where it looks at something absent."""
    return compile_expression(text).execute({**variables, **functions})


class Scope:
    """What expressions see, handed over once for many of them: converting a document costs more than a rule does."""

    def __init__(self, variables: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> None:
        self._here: dict[str, Any] = {}
        self._context = cel.Context(variables=dict(variables), functions=dict(functions))
        self._context.set_variable_resolver(self._here.get)

    def value(self, text: str, here: Mapping[str, Any]) -> Any:
        """The value of `text`, `here` being what changes from row to row. Raises KeyError or IndexError where it looks
        at something absent."""
        self._here.clear()
        self._here.update(here)
        return compile_expression(text).execute(self._context)


def day_of(value: Any) -> date:
    text = str(value)
    return date.fromisoformat(text[:10])


def days_between(first: Any, last: Any) -> int:
    """Calendar days from the first day to the last; negative where the last comes first."""
    return (day_of(last) - day_of(first)).days


def years_between(first: Any, last: Any) -> int:
    """Whole years from the first day to the last, as ages are counted."""
    start, end = day_of(first), day_of(last)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def total(values: list[Any]) -> int | float:
    """The sum of a list of numbers; decimals add as they are written."""
    if all(isinstance(value, int) for value in values):
        return sum(values)
    return float(sum((Decimal(repr(value)) for value in values), Decimal(0)))


def round_half_up(value: float, digits: int = 0) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def weekdays_between(first: date, last: date) -> int:
    """Mondays to Fridays after the first day up to the last; without holidays."""
    if last < first:
        return -weekdays_between(last, first)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


def _spoken(value: Any, locale: str) -> str:
    return date_in_words(day_of(value), locale) if isinstance(value, str) else in_words(int(value), locale)


def functions_for(locale: str, working_days: WorkingDays = weekdays_between) -> dict[str, Callable[..., Any]]:
    """The functions that expressions may call."""
    return {
        "sum": total,
        "days_between": days_between,
        "years_between": years_between,
        "working_days_between": lambda first, last: working_days(day_of(first), day_of(last)),
        "round": round_half_up,
        "in_words": lambda value: _spoken(value, locale),
        "min": lambda *values: min(values[0] if len(values) == 1 and isinstance(values[0], list) else values),
        "max": lambda *values: max(values[0] if len(values) == 1 and isinstance(values[0], list) else values),
    }
