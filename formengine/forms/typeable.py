"""What a browser can send back unchanged: texts in NFC without control characters, numbers that stay themselves."""

import math
import unicodedata
from typing import Any

from formengine.forms.kinds.base import clean_text
from formengine.forms.pointers import escape_token
from formengine.forms.problems import Untypeable

MAX_WHOLE = 2**53


def require_typeable(document: Any) -> None:
    """Raises Untypeable for the first value of `document` that would come back changed."""
    stack: list[tuple[str, Any]] = [("", document)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, str):
            _require_text(pointer, value)
        elif isinstance(value, dict):
            for name, item in value.items():
                inner = f"{pointer}/{escape_token(name)}"
                if "\n" in name or "\t" in name:
                    raise Untypeable(inner, "a name with a line feed or a tab cannot be the name of a control")
                _require_text(inner, name)
                stack.append((inner, item))
        elif isinstance(value, list):
            stack.extend((f"{pointer}/{index}", item) for index, item in enumerate(value))
        elif isinstance(value, float) and not math.isfinite(value):
            raise Untypeable(pointer, "the number is not finite")
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_WHOLE:
            raise Untypeable(pointer, "the whole number lies outside ±2^53")


def _require_text(pointer: str, text: str) -> None:
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise Untypeable(pointer, "the text is not in Unicode NFC")
    if clean_text(text) != text:
        raise Untypeable(pointer, "the text has control characters")
