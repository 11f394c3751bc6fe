"""Patterns: ECMA-262's spelling read by RE2 in Python and by Rust's engine, alike and in linear time."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

MAX_PATTERN = 500

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 8 << 20
_OPTIONS.never_nl = False
_CLASSES = {
    "s": "\\t\\n\\x0b\\x0c\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
}


def translate_pattern(pattern: str) -> str:
    """An ECMA-262 pattern in RE2's spelling, which Rust's engine reads alike: what `\\s`, `\\S`, `\\uXXXX`, `\\cX` and
    `\\/` mean is written out."""
    out: list[str] = []
    inside = False
    position = 0
    while position < len(pattern):
        sign = pattern[position]
        if sign == "\\" and position + 1 < len(pattern):
            after = pattern[position + 1]
            position += 2
            if after == "s":
                out.append(_CLASSES["s"] if inside else f"[{_CLASSES['s']}]")
            elif after == "S" and not inside:
                out.append(f"[^{_CLASSES['s']}]")
            elif after == "u" and len(pattern) >= position + 4:
                out.append(f"\\x{{{pattern[position : position + 4]}}}")
                position += 4
            elif after == "c" and position < len(pattern):
                out.append(f"\\x{ord(pattern[position]) % 32:02x}")
                position += 1
            elif after in "/-_ \"'<>@#%&,;:=!~`" and not (after == "-" and inside):
                out.append(after if after not in "#&~" else "\\" + after)
            else:
                out.append("\\" + after)
            continue
        if sign == "[" and inside:
            sign = "\\["
        elif sign == "[":
            inside = True
        elif sign == "]":
            inside = False
        out.append(sign)
        position += 1
    return "".join(out)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Any:
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"a pattern has at most {MAX_PATTERN} characters")
    try:
        return re2.compile(translate_pattern(pattern), _OPTIONS)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"{text} (patterns are RE2: no look-around, no back-references)") from None


def pattern_search(pattern: str) -> Callable[[str], object]:
    """The search function of `pattern`. Raises ValueError where RE2 does not take it."""
    search: Callable[[str], object] = _compiled(pattern).search
    return search


def program_size(pattern: str) -> int:
    """How many steps `pattern` has as a program of RE2: what it costs to compile and to hold."""
    size: int = _compiled(pattern).programsize
    return size
