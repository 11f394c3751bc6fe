"""The words of a node in the form's language: its label, its hint, its own messages, the names of a chooser's branches.

`text` turns an author's text into the form's language.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from formengine.forms.kinds.choices import told
from formengine.forms.markdown import to_html
from formengine.forms.shapes import Shape, gather
from formengine.i18n import gettext as _

Text = Callable[[str], str]
_WORD = re.compile(r"[_\-\s]+|(?<=[a-z0-9])(?=[A-Z])")
_TYPE_WORDS = {
    "string": "Text",
    "number": "Number",
    "integer": "Whole number",
    "boolean": "Yes or no",
    "object": "Group",
    "array": "List",
    "null": "None",
}


def label_of(shape: Shape, token: str, text: Text) -> str:
    """The title, else the property's name in words."""
    title = shape.get("title")
    if isinstance(title, str) and title:
        return text(title)
    words = _WORD.sub(" ", token).strip()
    return words[:1].upper() + words[1:] or token or _("Answer")


def hint_of(shape: Shape, text: Text) -> str:
    """The author's hint as HTML."""
    said = shape.get("x-help") or shape.get("description")
    return to_html(text(said)) if isinstance(said, str) else ""


def messages_of(shape: Shape, text: Text) -> Any:
    """The author's own messages: one text, or one for each keyword."""
    own = shape.get("x-message")
    if isinstance(own, dict):
        return {keyword: text(said) for keyword, said in own.items()}
    return text(own) if isinstance(own, str) else None


def branch_labels(branches: list[tuple[Any, Shape]], text: Text) -> list[str]:
    """A name for each branch (its own schema, the shape of all that holds with it); those alike are numbered."""
    names = [next(_names(schema, shape, text), _("Choice")) for schema, shape in branches]
    times, seen = Counter(names), Counter[str]()
    for place, name in enumerate(names):
        seen[name] += 1
        if times[name] > 1:
            names[place] = f"{name} {seen[name]}"
    return names


def _names(schema: Any, shape: Shape, text: Text) -> Iterator[str]:
    """What a branch may be called, the best first: its title, its discriminator, what it alone asks for, its type."""
    own = schema if isinstance(schema, dict) else {}
    title = own.get("title", shape.get("title") if "$ref" in own else None)
    if isinstance(title, str):
        yield text(title)
    for name, fragments in shape.properties.items():
        inner = gather(fragments)
        if "const" in inner.keywords:
            constant = inner.get("const")
            yield text(constant) if isinstance(constant, str) else f"{label_of(inner, name, text)}: {told(constant)}"
        if shape.required == {name} and "properties" in own:
            yield label_of(inner, name, text)
    if "const" in shape.keywords:
        yield told(shape.get("const"))
    if len(shape.types) == 1:
        yield _(_TYPE_WORDS[shape.types[0]])
