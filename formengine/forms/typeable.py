"""What a browser can send back unchanged: texts in NFC without control characters, numbers that stay themselves."""

from typing import Any

from formengine.forms.kinds.base import clean_text
from formengine.forms.measure import NotJson, measure
from formengine.forms.pointers import ABSENT, escape_token
from formengine.forms.problems import Untypeable

MAX_WHOLE = 2**53


def require_json(document: Any) -> None:
    """Raises Untypeable for what is no JSON or nested too deeply; no document (ABSENT) is none."""
    try:
        measure(None if document is ABSENT else document)
    except NotJson as fault:
        raise Untypeable(fault.pointer, str(fault)) from None


def require_typeable(document: Any) -> None:
    """Raises Untypeable for the first value of `document` that would come back changed."""
    require_json(document)
    stack: list[tuple[str, Any]] = [("", document)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, str):
            _require_text(pointer, value)
        elif isinstance(value, dict):
            for name, item in value.items():
                inner = f"{pointer}/{escape_token(name)}"
                _require_text(inner, name)
                stack.append((inner, item))
        elif isinstance(value, list):
            stack.extend((f"{pointer}/{index}", item) for index, item in enumerate(value))
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_WHOLE:
            raise Untypeable(pointer, "the whole number lies outside ±2^53")


def _require_text(pointer: str, text: str) -> None:
    if not is_typeable(text):
        raise Untypeable(pointer, "the text has control characters or is not in Unicode NFC")


def is_typeable(text: str) -> bool:
    """Whether `text` comes back from a browser as it is."""
    return clean_text(text) == text
