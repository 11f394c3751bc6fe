"""JSON as the standard has it, within budgets: what `json.loads` lets through is refused with its place."""

import json
import re
import unicodedata
from typing import Any

from formengine.forms.pointers import join_pointer
from formengine.forms.problems import DefinitionError, Problem

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_NODES = 20_000
MAX_ENUM = 5_000
MAX_TEXT = 20_000
MAX_INTEGER = 2**53

_BRACKET = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
# Controls, what turns the direction of writing, what nobody sees, what is no character (Cc, Cf, Cs, Co, Zl, Zp).
_UNWELCOME = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U0010ffff]"
)


class _Pairs(dict[str, Any]):
    """An object whose text named a key twice."""

    repeated: str = ""


def parse(source: bytes, *, budgets: bool = True) -> Any:
    """The JSON value of `source` (UTF-8). Raises DefinitionError for every fault that can be named at once."""
    if budgets and len(source) > MAX_BYTES:
        _refuse("", "size", f"the file has {len(source):,} bytes; at most {MAX_BYTES:,} are read")
    _check_depth(source)
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse("", "encoding", f"save the file as UTF-8: byte {error.start} is no UTF-8")
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float, parse_int=_int)
    except json.JSONDecodeError as error:
        _refuse("", "json", f"line {error.lineno}, column {error.colno}: {error.msg}")
    except ValueError as error:
        _refuse("", "number", str(error))
    problems: list[Problem] = []
    _walk(value, problems)
    if problems:
        raise DefinitionError(problems)
    return value


def _refuse(pointer: str, keyword: str, message: str) -> None:
    raise DefinitionError([Problem(pointer, keyword, message)])


def _check_depth(source: bytes) -> None:
    depth = 0
    for match in _BRACKET.finditer(source):
        sign = match.group()
        if sign in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                _refuse("", "depth", f"brackets are nested deeper than {MAX_DEPTH}")
        elif sign in (b"]", b"}"):
            depth -= 1


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        normal = {unicodedata.normalize("NFC", key) for key in found}
        if len(normal) == len(found):
            return found
    marked = _Pairs(found)
    seen: set[str] = set()
    for key, _value in pairs:
        name = unicodedata.normalize("NFC", key)
        if name in seen:
            marked.repeated = key
            break
        seen.add(name)
    return marked


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:40]} is too large")
    if value and abs(value) < 1e-100:
        raise ValueError(f"the number {text[:40]} is too close to zero")
    return value


def _int(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise ValueError(f"the whole number {text[:40]} lies outside ±2^53")
    return int(text)


def _walk(root: Any, problems: list[Problem]) -> None:
    """Budgets and texts, counted without recursion."""
    nodes = 0
    stack: list[tuple[Any, tuple[object, ...]]] = [(root, ())]
    while stack:
        value, place = stack.pop()
        nodes += 1
        if nodes > MAX_NODES * 10:
            problems.append(Problem("", "nodes", f"the file has more than {MAX_NODES * 10:,} values"))
            return
        if isinstance(value, str):
            _check_text(value, place, problems)
        elif isinstance(value, dict):
            if isinstance(value, _Pairs):
                problems.append(
                    Problem(join_pointer(place), "duplicate", f"the key {value.repeated!r} stands twice: keep one")
                )
            for key, child in value.items():
                _check_text(key, (*place, key), problems)
                stack.append((child, (*place, key)))
        elif isinstance(value, list):
            if place and place[-1] == "enum" and len(value) > MAX_ENUM:
                problems.append(
                    Problem(
                        join_pointer(place), "enum", f"{len(value):,} choices; more than {MAX_ENUM:,} belong in a list"
                    )
                )
                continue
            stack.extend((child, (*place, index)) for index, child in enumerate(value))


def _check_text(text: str, place: tuple[object, ...], problems: list[Problem]) -> None:
    if len(text) > MAX_TEXT:
        problems.append(
            Problem(join_pointer(place)[:200], "text", f"a text of {len(text):,} characters; at most {MAX_TEXT:,}")
        )
    elif _UNWELCOME.search(text):
        sign = _UNWELCOME.search(text)
        assert sign
        problems.append(
            Problem(join_pointer(place), "characters", f"take out the control character U+{ord(sign.group()):04X}")
        )
    elif not text.isascii() and not unicodedata.is_normalized("NFC", text):
        problems.append(Problem(join_pointer(place), "characters", "write the text in Unicode NFC (composed accents)"))
