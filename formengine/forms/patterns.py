"""Patterns: ECMA-262's spelling read by RE2 in Python and by Rust's engine, alike and in linear time."""

import re
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
# Long names of general categories (Unicode TR44, table 12) that ECMA-262 knows; RE2 knows the short ones.
_CATEGORIES = {
    "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc",
    "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl",
    "Other_Number": "No", "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf",
    "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk",
    "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Private_Use": "Co",
}  # fmt: skip
_PROPERTY = re.compile(r"\{(?:(?:General_Category|gc|Script|sc)=)?(\w+)\}")


def translate_pattern(pattern: str) -> str:
    """An ECMA-262 pattern in RE2's spelling, which Rust's engine reads alike: what `\\s`, `\\S`, `\\uXXXX`, `\\cX`,
    `\\/` and long names of `\\p{…}` mean is written out."""
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
            elif after in "pP" and (name := _PROPERTY.match(pattern, position)):
                out.append(f"\\{after}{{{_CATEGORIES.get(name[1], name[1])}}}")
                position = name.end()
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
