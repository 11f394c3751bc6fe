"""From a validator's errors to problems at controls: each at the pointer where a person can mend it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jsonschema import ValidationError

from formengine.forms.kinds.groups import builder_node
from formengine.forms.kinds.rows import row_node
from formengine.forms.kinds.unions import pick_branch
from formengine.forms.messages import message_for
from formengine.forms.pointers import as_index, follow, join_pointer
from formengine.forms.problems import Problem

if TYPE_CHECKING:
    from formengine.forms.node import Node

_WHOLE = {"radios", "read-only", "select", "fixed", "checkbox", "yes-no", "partial-date", "date", "list", "checkboxes"}


def node_at(root: "Node", tokens: Iterable[object], document: Any) -> "Node | None":
    """The node that draws the value at `tokens` of `document`."""
    node: Node | None = root
    value = document
    for token in tokens:
        node = drawn_by(node, value)
        if node is None:
            return None
        name = str(token)
        if node.kind.name == "group":
            node = node.children.get(name) or (builder_node(node, name) if node.item else None)
        elif node.kind.name == "rows":
            index = as_index(name)
            node = row_node(node, index) if index is not None else None
        else:
            return node
        value = follow(value, [name])
        if node is None:
            return None
    return node


def drawn_by(node: "Node | None", value: Any) -> "Node | None":
    """The node whose kind draws `value`: the one beside it, the branch of a chooser."""
    node = node.drawing(value) if node is not None else None
    while node is not None and node.kind.name == "either":
        position = pick_branch(node, value)
        node = None if position is None else node.branches[position]
    return node


def problems_of(errors: Iterable[ValidationError], root: "Node", document: Any) -> list[Problem]:
    """One problem for each control and reason, those of a form's beginning first."""
    found: dict[tuple[str, str], Problem] = {}
    for error in errors:
        for problem in _explain(error, root, document, ()):
            found.setdefault((problem.pointer, problem.message), problem)
    return list(found.values())


def _explain(error: ValidationError, root: "Node", document: Any, before: tuple[object, ...]) -> list[Problem]:
    place = (*before, *error.path)
    keyword = "false schema" if error.validator is None else str(error.validator)
    node = node_at(root, place, document)
    if keyword in ("oneOf", "anyOf") and error.context and (node is None or node.kind.name not in _WHOLE):
        inner = _closest(error, node, document, place)
        if inner:
            return [problem for part in inner for problem in _explain(part, root, document, place)]
    value = follow(document, [str(token) for token in place])
    by_parts = keyword == "pattern" and node is not None and node.kind.name == "partial-date"
    if node is not None and ((keyword in ("oneOf", "anyOf") and node.kind.name in _WHOLE) or by_parts):
        keyword, bound = _inside_whole(node)
    else:
        bound = error.validator_value
    label = node.label if node else str(place[-1]) if place else ""
    if keyword in ("additionalProperties", "false schema") and node and "title" not in node.shape.keywords:
        label = str(place[-1]) if place else label
    drawn = drawn_by(node, value) or node
    if drawn is not None and drawn is not node and keyword != "required":
        drawn = drawn if drawn.facts.get("messages") else node
    own = _own_message(error, keyword, node)
    return [Problem(join_pointer(place), keyword, own or message_for(keyword, bound, value, drawn, label))]


def _own_message(error: ValidationError, keyword: str, node: "Node | None") -> str:
    """The message that stands beside the broken keyword, in a `then` for instance."""
    own = (
        error.schema.get("x-message") if isinstance(error.schema, dict) and error.path == error.relative_path else None
    )
    text = own.get(keyword) if isinstance(own, dict) else own
    translate = node.facts.get("text") if node else None
    if not isinstance(text, str) or keyword in ("required", "dependentRequired"):
        return ""
    return str(translate(text)) if translate else text


def _inside_whole(node: "Node") -> tuple[str, Any]:
    if node.kind.name in ("date", "partial-date"):
        return "format", node.kind.name
    return "enum", None


def _closest(
    error: ValidationError, node: "Node | None", document: Any, place: tuple[object, ...]
) -> list[ValidationError]:
    """The errors of the branch that the value comes closest to: the one that is drawn, else the one with the fewest."""
    grouped: dict[int, list[ValidationError]] = {}
    for part in error.context or ():
        index = part.relative_schema_path[0] if part.relative_schema_path else 0
        grouped.setdefault(int(index), []).append(part)
    if not grouped:
        return []
    best = min(grouped, key=lambda index: (_weight(grouped[index]), len(grouped[index]), index))
    return grouped[best]


def _weight(errors: list[ValidationError]) -> int:
    """How far a branch is from the value: another type or another constant weighs more than a wrong answer inside."""
    return sum(20 if part.validator == "const" or not part.relative_path else 1 for part in errors)
