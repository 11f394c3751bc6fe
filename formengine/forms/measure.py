"""Whether a value is JSON at all, and how large: what no JSON text can say is refused before anybody judges it."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from formengine.forms.pointers import join_pointer

MAX_DEPTH = 64
MAX_BITS = 1024
_JSON = (dict, list, str, int, float, bool, type(None))
_KINDS = frozenset(_JSON)


class NotJson(ValueError):
    """A value that is no JSON, or is nested too deeply; `keyword` is "depth", "type", "number" or "characters"."""

    def __init__(self, place: Iterable[object], keyword: str, message: str) -> None:
        self.place = tuple(place)
        self.keyword = keyword
        super().__init__(message)

    @property
    def pointer(self) -> str:
        return join_pointer([str(token).encode("utf-8", "replace").decode() for token in self.place])


def measure(value: Any) -> int:
    """How many values `value` holds. Raises NotJson.

    Level after level, each level's types looked at as a set: a valid document costs about 50 ns a value.
    """
    level, count = [value], 0
    for _depth in range(MAX_DEPTH + 1):
        count += len(level)
        if not _is_plain(level):
            raise _first_fault(value)
        level = [
            item
            for part in level
            if isinstance(part, dict | list)
            for item in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return count
    raise NotJson((), "depth", f"values are nested deeper than {MAX_DEPTH}")


def _is_plain(level: list[Any]) -> bool:
    kinds = set(map(type, level))
    if not kinds <= _KINDS and not all(issubclass(kind, _JSON) for kind in kinds):
        return False
    texts = [part for part in level if isinstance(part, str)]
    for part in level if dict in kinds or not kinds <= _KINDS else ():
        if isinstance(part, dict):
            texts.extend(part)
    return (
        all(isinstance(text, str) for text in texts)
        and _is_unicode(texts)
        and (float not in kinds or all(isfinite(part) for part in level if isinstance(part, float)))
        and (int not in kinds or all(part.bit_length() <= MAX_BITS for part in level if isinstance(part, int)))
    )


def _is_unicode(texts: list[Any]) -> bool:
    if all(map(str.isascii, texts)):
        return True
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


def _first_fault(root: Any) -> NotJson:
    stack: list[tuple[tuple[object, ...], Any]] = [((), root)]
    while stack:
        place, value = stack.pop()
        if isinstance(value, dict):
            for name, item in reversed(value.items()):
                if not isinstance(name, str):
                    return NotJson((*place, name), "type", f"the name {name!r:.40} is no text")
                if not _is_unicode([name]):
                    return NotJson((*place, name), "characters", "the name has a character that is no Unicode")
                stack.append(((*place, name), item))
        elif isinstance(value, list):
            stack.extend(((*place, index), item) for index, item in reversed(list(enumerate(value))))
        elif isinstance(value, str):
            if not _is_unicode([value]):
                return NotJson(place, "characters", "the text has a character that is no Unicode")
        elif not isinstance(value, _JSON):
            return NotJson(place, "type", f"{type(value).__name__} is nothing that JSON knows")
        elif (isinstance(value, float) and not isfinite(value)) or (
            isinstance(value, int) and value.bit_length() > MAX_BITS
        ):
            return NotJson(place, "number", "the number is not finite or has more than 300 digits")
    raise AssertionError("a fault was seen and not found again")
