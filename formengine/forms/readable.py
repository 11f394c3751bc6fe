"""What a browser can read and work out exactly as the server does; everything else is left to the server.

The counterpart in the browser is static/js/live: `reading.js` reads what `outline` describes, `expressions.js` runs
what `is_exact` lets through.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from formengine.forms.expressions import compile_expression, paths_in
from formengine.forms.kinds.base import empty_row
from formengine.forms.kinds.unions import takes_blank
from formengine.forms.node import Node

# An outline: {"kind": …} and what reading takes, None where only the server can read.
Outline = dict[str, Any]

_PLAIN: dict[str, Outline] = {
    "text": {"kind": "text"},
    "textarea": {"kind": "text"},
    "hour-minute": {"kind": "time"},
    "number": {"kind": "number"},
    "integer": {"kind": "number"},
    "money": {"kind": "number", "money": True},
    "date": {"kind": "date"},
    "partial-date": {"kind": "date", "partial": True},
    "checkbox": {"kind": "yes"},
    "yes-no": {"kind": "yes"},
    "list": {"kind": "choice"},
    "null": {"kind": "null"},
}
_KEYWORDS = {
    "const", "enum", "type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "required", "minItems", "maxItems", "minProperties", "maxProperties", "title", "description",
    "$comment",
}  # fmt: skip
_INNER = {"not", "if", "then", "else", "items", "contains", "additionalProperties"}
_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
# `matches` is RE2 here and another dialect there; `working_days_between` asks an agency's calendar.
_FUNCTIONS = {
    "sum", "days_between", "years_between", "round", "in_words", "has", "int", "double", "string", "contains",
    "startsWith", "endsWith", "all", "exists", "exists_one", "map", "filter", "min", "max", "size",
}  # fmt: skip
_TEXTS = re.compile(r"(?<!\[)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
_VARIABLE = re.compile(r"(?<![\w.])(doc|row|settings)\b")
_SIZE = re.compile(r"\bsize\s*\(\s*((?:doc|row)(?:\.[A-Za-z_]\w*)+)\s*\)")


def outline(node: Node) -> Outline | None:
    """How a browser reads the value of `node`; a part of it may be None."""
    if node.computed:
        return {"kind": "computed"}
    if node.alternative is not None or node.on_demand or node.read_only:
        return None
    name = node.kind.name
    if name in _PLAIN:
        return dict(_PLAIN[name])
    if name in ("radios", "select", "fixed"):
        return {"kind": "choice", **_values(node), **({"fixed": True} if name == "fixed" and node.required else {})}
    if name == "checkboxes":
        tokens = [option.token for option in node.facts["options"]]
        return {"kind": "boxes", **_values(node), "tokens": tokens, "required": node.required}
    if name == "group":
        return _group(node)
    if name == "rows" and not node.prefix and node.item is not None:
        return {"kind": "rows", "item": outline(node.item), "empty": empty_row(node.item), "required": node.required}
    if name == "either":
        return {
            "kind": "either",
            "branches": [outline(branch) for branch in node.branches],
            "blank": [takes_blank(branch) for branch in node.branches],
            "null": [branch.shape.types == ("null",) for branch in node.branches],
        }
    return None


def _values(node: Node) -> Outline:
    """The values of options whose token is not the value itself."""
    return {"values": {one.token: one.value for one in node.facts["options"] if one.token != one.value}}


def _group(node: Node) -> Outline | None:
    switches = node.facts["switches"]
    if node.item is not None or not all(is_plain(switch.schema) for switch in switches):
        return None
    return {
        "kind": "group",
        "required": node.required,
        "children": {token: outline(inner) for token, inner in node.children.items()},
        "switches": [
            {"if": switch.schema, "then": sorted(switch.closed_then), "else": sorted(switch.closed_else)}
            for switch in switches
        ],
    }


def inner_outline(found: Outline | None, tokens: Sequence[str]) -> Outline | None:
    """The outline of a value inside; a row is named by its number or by *, a chooser is read as a whole."""
    for name in tokens:
        if found is None:
            return None
        if found["kind"] == "group":
            found = found["children"].get(name)
        elif found["kind"] == "rows" and (name == "*" or name.isdigit()):
            found = found["item"]
        elif found["kind"] != "either":
            return None
    return found


def is_whole(found: Outline | None) -> bool:
    """Whether nothing inside is left to the server."""
    if found is None:
        return False
    inner = [*found.get("children", {}).values(), *found.get("branches", ())]
    return all(map(is_whole, [*inner, found["item"]] if found["kind"] == "rows" else inner))


def is_plain(schema: Any) -> bool:
    """Whether a schema uses only what every validator judges alike: no pattern, no format, no reference."""
    if isinstance(schema, bool):
        return True
    if not isinstance(schema, dict):
        return False
    for keyword, part in schema.items():
        if keyword in _KEYWORDS:
            continue
        inner = (
            [part] if keyword in _INNER
            else part if keyword in _LISTS and isinstance(part, list)
            else list(part.values()) if keyword == "properties" and isinstance(part, dict)
            else [None]
        )  # fmt: skip
        if not all(map(is_plain, inner)):
            return False
    return True


def schemas_in(when: Any) -> Iterator[Any]:
    """Every schema of a `when`."""
    for term in when if isinstance(when, list | tuple) else [when]:
        if "is" in term:
            yield term["is"]
        for key in ("any", "not"):
            if key in term:
                yield from schemas_in(term[key])


def looked_at(text: str, pointer: str) -> list[tuple[str, tuple[str, ...]]] | None:
    """(doc or settings, names) of each place that an expression looks at, `row` as rows of `pointer`.

    None where the browser could come to another value than the server, or where not every place is said literally.
    """
    program = compile_expression(text)
    called = {name for name in program.functions() if re.fullmatch(r"[A-Za-z]\w*", name)}
    bare = _TEXTS.sub("''", text)
    paths = paths_in(text)
    if called - _FUNCTIONS or len(_VARIABLE.findall(bare)) != len(paths):
        return None
    if len(re.findall(r"\bsize\b", bare)) != len(_SIZE.findall(bare)):
        return None
    steps = pointer.split("/")[1:]
    last = max((place for place, name in enumerate(steps) if name == "*"), default=None)
    found: list[tuple[str, tuple[str, ...]]] = []
    for variable, names in paths:
        if variable != "row":
            found.append((variable, tuple(names)))
        elif last is None:
            return None
        else:
            found.append(("doc", (*steps[: last + 1], *names)))
    if re.search(r"\bindex\b", bare) and last is None:
        return None
    return found


def sized(text: str, pointer: str) -> list[tuple[str, ...]]:
    """The places whose `size` an expression asks: of a text it counts differently here and there."""
    paths = [path.split(".") for path in _SIZE.findall(_TEXTS.sub("''", text))]
    rows = pointer.split("/")[1:]
    last = max((place for place, name in enumerate(rows) if name == "*"), default=-1)
    return [(*(rows[: last + 1] if variable == "row" else ()), *names) for variable, *names in paths]
