"""Names and texts that nobody can tell apart: the same words twice in one group, or letters of another script."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from formengine.forms.gate import subschemas
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import Problem

# Letters of the Greek and Cyrillic scripts, and signs, that look like a Latin letter (Unicode's confusables, in part).
_LIKE = str.maketrans(
    "авеһікмнорсԁԛѕтухјԝѵАВЕНІКМОРСТУХЈЅԌαβγεηικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ０１２３４５６７８９ıℓ|",
    "abehikmhopcdqstyxjwvABEHIKMOPCTYXJSGaßyenikvoptuxwABEZHIKMNOPTYX0123456789ill",
)


def lookalike_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Warnings about names, labels and choices beside each other that read the same."""
    schemas: list[tuple[tuple[object, ...], Any]] = [(("schema",), data["schema"])]
    schemas += [(("step_forms", name), schema) for name, schema in (data.get("step_forms") or {}).items()]
    for place, schema in schemas:
        for here, part in subschemas(schema, place):
            if isinstance(part, dict):
                yield from _names(part.get("properties"), here)
                yield from _labels(part, here)


def skeleton(text: str) -> str:
    """`text` as the eye takes it: look-alikes as Latin, one space for many, no capitals; accents stay."""
    plain = unicodedata.normalize("NFKC", text).translate(_LIKE)
    return " ".join(plain.casefold().translate(_LIKE).split()).rstrip(" :?.")


def _names(properties: Any, here: tuple[object, ...]) -> Iterator[Problem]:
    named = [((*here, "properties", name), name) for name in properties or ()]
    yield from _alike(named, "the name")


def _labels(part: dict[str, Any], here: tuple[object, ...]) -> Iterator[Problem]:
    inner = part.get("properties") or {}
    titles = [((*here, "properties", name, "title"), item.get("title")) for name, item in inner.items()
              if isinstance(item, dict)]  # fmt: skip
    yield from _alike(titles, "the label")
    for keyword in ("oneOf", "anyOf"):
        choices = [
            ((*here, keyword, index, "title"), item.get("title"))
            for index, item in enumerate(part.get(keyword) or ())
            if isinstance(item, dict) and "const" in item
        ]
        yield from _alike(choices, "the choice")
    values = [((*here, "enum", index), value) for index, value in enumerate(part.get("enum") or ())]
    yield from _alike(values, "the choice")


def _alike(texts: list[tuple[tuple[object, ...], Any]], what: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, text in texts:
        if not isinstance(text, str) or not text.strip():
            continue
        looks = skeleton(text)
        if looks in seen:
            message = f"{what} {text!r:.60} looks like {seen[looks]!r:.60} beside it: nobody can tell them apart"
            yield Problem(join_pointer(place), "confusable", message)
        seen.setdefault(looks, text)
