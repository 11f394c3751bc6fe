"""`if`/`then`/`else` inside an object that opens or closes properties: drawn so, and read so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formengine.forms.shapes import Fragment, child, resolve

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node


@dataclass(frozen=True)
class Switch:
    """One `if`: which properties are false while it holds and while it does not; `triggers` are those it looks at."""

    schema: Any
    holds: Callable[[Any], bool]
    closed_then: frozenset[str]
    closed_else: frozenset[str]
    triggers: frozenset[str]

    def closed(self, value: Any) -> frozenset[str]:
        """The properties that must be absent from `value` as it stands."""
        return self.closed_then if self.holds(value) else self.closed_else


def switches_of(node: "Node", builder: "Builder") -> list[Switch]:
    """The switches of an object's schemas that close a property on either side."""
    found: list[Switch] = []
    for fragment in node.fragments:
        _collect(fragment, builder, found, 0)
    for switch in found:
        for name in switch.triggers & node.children.keys():
            node.children[name].facts["refresh"] = True
    return found


def _collect(fragment: Fragment, builder: "Builder", found: list[Switch], depth: int) -> None:
    schema = fragment.schema
    if not isinstance(schema, dict) or depth > 16:
        return
    if "$ref" in schema:
        _collect(resolve(fragment, schema["$ref"]), builder, found, depth + 1)
    for part in schema.get("allOf", ()):
        _collect(child(fragment, part), builder, found, depth + 1)
    if "if" not in schema:
        return
    closed = [_closed(schema.get(keyword)) for keyword in ("then", "else")]
    if closed[0] or closed[1]:
        condition = child(fragment, schema["if"])
        triggers = frozenset((schema["if"].get("properties") or {}) if isinstance(schema["if"], dict) else ())
        found.append(
            Switch(schema["if"], lambda value: builder.judge.fits(condition, value), closed[0], closed[1], triggers)
        )


def _closed(schema: Any) -> frozenset[str]:
    if not isinstance(schema, dict):
        return frozenset()
    names = {name for name, part in (schema.get("properties") or {}).items() if part is False}
    return frozenset(names.union(*(_closed(part) for part in schema.get("allOf", ()))))
