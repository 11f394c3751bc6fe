"""The effective schema: a definition's schema with the conditions of its items written into it.

Hidden means absent, shown and `"required": true` means required. Any validator of JSON Schema 2020-12 can judge
a document by it.
"""

from dataclasses import dataclass
from typing import Any

from formengine.forms.conditions import Condition, always, as_schema, compile_when
from formengine.forms.pointers import split_pointer


@dataclass(frozen=True)
class Placed:
    """An item on a page: where its value stands, when it is shown, whether it must then be answered."""

    pointer: str
    tokens: tuple[str, ...]
    when: tuple[Any, ...] = ()
    required: bool = False
    shown: Condition = always


def place(pointer: str, when: list[Any], required: bool) -> Placed:
    return Placed(pointer, tuple(split_pointer(pointer)), tuple(when), required, compile_when(when))


def effective_schema(schema: dict[str, Any], items: list[Placed]) -> dict[str, Any]:
    """`schema` with an `allOf` of what `items` add; the same object where they add nothing."""
    extra: list[Any] = []
    for item in items:
        if item.when:
            rule: dict[str, Any] = {"if": as_schema(list(item.when)), "else": _absent(list(item.tokens))}
            if item.required:
                rule["then"] = _present(list(item.tokens))
            extra.append(rule)
        elif item.required:
            extra.append(_present(list(item.tokens)))
    if not extra:
        return schema
    return {**schema, "allOf": [*schema.get("allOf", ()), *extra]}


def _absent(tokens: list[str]) -> Any:
    rule: Any = False
    for token in reversed(tokens):
        rule = {"properties": {token: rule}}
    return rule


def _present(tokens: list[str]) -> Any:
    rule: Any = True
    for token in reversed(tokens):
        rule = {"required": [token]} if rule is True else {"required": [token], "properties": {token: rule}}
    return rule
