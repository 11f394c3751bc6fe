"""JSON Pointers (RFC 6901) over plain JSON values."""

import re
from collections.abc import Iterable
from typing import Any, Final

ABSENT: Final[Any] = type("Absent", (), {"__repr__": lambda self: "ABSENT", "__bool__": lambda self: False})()

_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,3})\Z", re.ASCII)


def escape_token(token: str) -> str:
    """One property name as a pointer's segment."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def split_pointer(pointer: str) -> list[str]:
    """The segments of `pointer`; raises ValueError where it does not start with a slash."""
    if not pointer:
        return []
    if pointer[0] != "/":
        raise ValueError(f"a pointer starts with /, this one does not: {pointer}")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def join_pointer(tokens: Iterable[object]) -> str:
    return "".join("/" + escape_token(str(token)) for token in tokens)


def as_index(token: str) -> int | None:
    """The row number in `token`: ASCII digits, no leading zero, at most four; else None."""
    return int(token) if _INDEX.match(token) else None


def look_up(document: Any, pointer: str) -> Any:
    """The value at `pointer`, ABSENT where there is none."""
    return follow(document, split_pointer(pointer))


def follow(value: Any, tokens: Iterable[str]) -> Any:
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(token, ABSENT)
        elif isinstance(value, list):
            index = as_index(token)
            value = value[index] if index is not None and index < len(value) else ABSENT
        else:
            return ABSENT
        if value is ABSENT:
            return ABSENT
    return value


def put(document: Any, tokens: list[str], value: Any) -> Any:
    """`document` with `value` at `tokens`, objects made on the way; returns the document (a new one for the root)."""
    if not tokens:
        return value
    if not isinstance(document, dict | list):
        document = {}
    here = document
    for position, token in enumerate(tokens):
        last = position == len(tokens) - 1
        if isinstance(here, list):
            index = as_index(token)
            if index is None or index >= len(here):
                return document
            if last:
                here[index] = value
            elif not isinstance(here[index], dict | list):
                here[index] = {}
            here = here[index]
        else:
            if last:
                here[token] = value
            elif not isinstance(here.get(token), dict | list):
                here[token] = {}
            here = here[token]
    return document


def drop(document: Any, tokens: list[str]) -> None:
    """Take the value at `tokens` out of its object; a row or a missing value is left as it is."""
    parent = follow(document, tokens[:-1])
    if tokens and isinstance(parent, dict):
        parent.pop(tokens[-1], None)


def expand(document: Any, pointer: str) -> list[list[str]]:
    """Every place that `pointer` names in `document`, where a segment * stands for each row."""
    places: list[list[str]] = [[]]
    for name in split_pointer(pointer):
        if name != "*":
            places = [[*place, name] for place in places]
            continue
        grown = []
        for place in places:
            rows = follow(document, place)
            if isinstance(rows, list):
                grown += [[*place, str(index)] for index in range(len(rows))]
        places = grown
    return places
