"""Texts for people and their translations."""

from collections.abc import Iterator
from typing import Any

from formengine.forms.gate import subschemas
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import Problem

_PLAIN = {"title", "description", "text", "section", "message", "help", "sector"}
_SKIPPED = {"schema", "step_forms", "examples", "translations", "settings", "computed", "clock"}


def text_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Translations of texts that are not there; texts that no translation has (warnings both)."""
    found: dict[str, str] = {}
    for place, text in _texts(data):
        found.setdefault(text, join_pointer(place))
    own = {*(data.get("legal_basis") or ()), *_bases(data)}
    own |= {example["title"] for example in data.get("examples") or ()}
    for locale, words in (data.get("translations") or {}).items():
        for text in words.keys() - found.keys() - own:
            message = "this text stands nowhere in the definition: remove it, or write it as it stands"
            yield Problem(join_pointer(["translations", locale, text]), "unused", message)
    english = (data.get("translations") or {}).get("en") or {}
    for text, pointer in found.items():
        if text not in english and any(sign.isalpha() for sign in text):
            yield Problem(pointer, "translation", f"no English for {text[:80]!r}")


def _bases(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "basis" and isinstance(part, str):
                yield part
            else:
                yield from _bases(part)
    elif isinstance(value, list):
        for part in value:
            yield from _bases(part)


def _texts(data: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], str]]:
    for key, value in data.items():
        if key in _PLAIN and isinstance(value, str):
            yield (key,), value
        elif key == "applicants":
            yield from (((key, index), text) for index, text in enumerate(value))
        elif key not in _SKIPPED and isinstance(value, dict | list):
            yield from _inside(value, (key,))
    for name, setting in (data.get("settings") or {}).items():
        yield ("settings", name, "title"), setting["title"]
    yield from schema_texts(data["schema"], ("schema",))
    for name, schema in (data.get("step_forms") or {}).items():
        yield from schema_texts(schema, ("step_forms", name))


def _inside(value: Any, place: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in entries:
        here = (*place, key)
        if key in _PLAIN and isinstance(part, str):
            yield here, part
        elif key not in ("when", "agency", "competent") and isinstance(part, dict | list):
            yield from _inside(part, here)


def schema_texts(schema: Any, place: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    """(place, text) of each text for people in a schema."""
    for here, part in subschemas(schema, place):
        if not isinstance(part, dict):
            continue
        for key in ("title", "description", "x-help", "x-message"):
            value = part.get(key)
            if isinstance(value, str):
                yield (*here, key), value
            elif isinstance(value, dict) and key == "x-message":
                yield from (((*here, key, name), text) for name, text in value.items())
        for index, choice in enumerate(part.get("enum") or ()):
            if isinstance(choice, str) and not choice.isascii():
                yield (*here, "enum", index), choice
