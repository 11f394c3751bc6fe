"""A value that may have one of several shapes: a chooser, and the controls of the shape that is chosen."""

from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.dialect import canonical
from formengine.forms.kinds.base import Kind, empty_row
from formengine.forms.kinds.choices import choices_of
from formengine.forms.kinds.text import as_text
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import TYPE_SCHEMAS, Fragment, Shape, type_of
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

_ANY = ("string", "number", "boolean", "object", "array", "null")


class Null(Kind):
    """The value null: nothing to fill in."""

    name = "null"
    template = "null"
    rank = 920

    def fits(self, shape: Shape) -> bool:
        return shape.types == ("null",)

    def holds(self, node: "Node", value: Any) -> bool:
        return value is None

    def read(self, control: Control, posted: Posted) -> Any:
        return None if posted.last(control.name) == "null" else ABSENT

    def draw(self, control: Control) -> str:
        holes = control.holes()
        holes["checked"] = " checked" if control.data is None else ""
        return control.node.fill(holes)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        return _("None")


class Either(Kind):
    """`oneOf`, `anyOf`, several types, or any value at all."""

    name = "either"
    template = "either"
    rank = 1000

    def fits(self, shape: Shape) -> bool:
        return not shape.impossible

    def compile(self, node: "Node", builder: "Builder") -> None:
        node.branches = _flat(builder.branches(node, branch_fragments(node.shape, node.fragments)))
        node.facts.update(refresh=True, prefix="")

    def holds(self, node: "Node", value: Any) -> bool:
        return _fitting(node, value) is not None

    def read(self, control: Control, posted: Posted) -> Any:
        node = control.node
        state = (posted.last(f"_kind:{control.name}") or "").removeprefix(node.facts["prefix"])
        if not state.isascii() or not state.isdigit() or int(state) >= len(node.branches):
            return ABSENT
        control.form.choices[node.facts["prefix"] + control.pointer] = int(state)
        branch = node.branches[int(state)]
        inner = branch.kind.field(branch, control.name, _form=control.form)
        if _reads_on(node, posted.last(f"_was:{control.name}"), branch):
            inner.process(posted)
        if inner.data is not ABSENT:
            return inner.data
        if branch.shape.types == ("null",) or branch.kind.name in ("group", "rows"):
            return empty_row(branch)
        return "" if takes_blank(branch) else ABSENT

    def draw(self, control: Control) -> str:
        node = control.node
        position = self.position(control)
        bare = position is None or node.branches[position].shape.types == ("null",)
        holes = control.holes() if bare else _frame(control)
        holes["focus"] = control.form.drawing.takes_focus(control.pointer)
        holes["was"] = "" if position is None else f"{node.facts['prefix']}{position}"
        barred = " disabled" if node.read_only else ""
        for index in range(len(node.branches)):
            holes[f"chosen{index}"] = barred
        holes["none"] = barred
        if position is None:
            holes["none"] = " selected"
            holes["content"] = ""
        else:
            holes[f"chosen{position}"] = " selected"
            branch = node.branches[position]
            inner = branch.kind.field(branch, control.name, _form=control.form, data=control.data)
            holes["content"] = "" if branch.shape.types == ("null",) else Control.__call__(inner)
        holes["pointer"] = str(escape(control.pointer))
        return node.fill(holes)

    def position(self, control: Control) -> int | None:
        """Which branch the value takes: what was posted last, else the first that the value satisfies."""
        node, value = control.node, control.data
        chosen: int | None = control.form.choices.get(node.facts["prefix"] + control.pointer)
        if value is ABSENT or (chosen is not None and node.branches[chosen].kind.holds(node.branches[chosen], value)):
            return chosen
        fitting = _fitting(node, value)
        return pick_branch(node, value) if fitting is None else fitting

    def show(self, node: "Node", value: Any, context: Any) -> str:
        position = pick_branch(node, value)
        if position is None:
            return as_text(value)
        branch = node.branches[position]
        return branch.kind.show(branch, value, context)


def _reads_on(node: "Node", was: str | None, branch: "Node") -> bool:
    """Whether what was posted is meant for `branch`: not where somebody just chose it over one of another type."""
    was = (was or "").removeprefix(node.facts["prefix"])
    if not was.isascii() or not was.isdigit() or int(was) >= len(node.branches):
        return True
    return node.branches[int(was)].shape.types == branch.shape.types


def _frame(control: Control) -> dict[str, str]:
    """The holes of a chooser around a branch: hint, note and error are the branch's to show, under its own id."""
    number = f"{control.id}-either"
    name, hint = str(escape(control.name)), control.node.hint
    described = f' aria-describedby="{number}-hint"' if hint else ""
    plain = dict.fromkeys(("error_class", "control_error", "error", "note"), "")
    return {**plain, "id": number, "name": name, "described": described}


def _holds(branch: "Node", value: Any) -> bool:
    return branch.shape.admits(type_of(value)) and branch.kind.holds(branch, value)


def _fitting(node: "Node", value: Any) -> int | None:
    """The branch that takes `value` and draws it without loss."""
    first = pick_branch(node, value)
    if first is not None and _holds(node.branches[first], value):
        return first
    return next((index for index, branch in enumerate(node.branches) if _holds(branch, value)), None)


def takes_blank(branch: "Node") -> bool:
    """Whether a chosen text that was left empty is an empty text: nothing says that it must hold something."""
    if branch.kind.name not in ("text", "textarea"):
        return False
    return not branch.quiet or not {"minLength", "format", "pattern"} & branch.shape.keywords.keys()


def pick_branch(node: "Node", value: Any) -> int | None:
    """The first branch whose schema takes `value`; where none does, the one that comes closest."""
    if value is ABSENT:
        return None
    kind = type_of(value)
    candidates = [index for index, branch in enumerate(node.branches) if branch.shape.admits(kind)]
    possible = _not_contradicted(node, value)
    candidates = [index for index in candidates if index in possible] or candidates
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    judge = node.facts["judge"]
    for index in candidates:
        *base, own = node.branches[index].fragments
        if all(judge.fits(part, value) for part in [*(part for part in base if not part.soft), own]):
            return index
    return max(candidates, key=lambda index: _closeness(node.branches[index], value))


def _not_contradicted(node: "Node", value: Any) -> set[int]:
    """The branches whose constant properties, their discriminators, do not say that `value` is not meant for them."""
    left = set(range(len(node.branches)))
    if not isinstance(value, dict):
        return left
    if "constants" not in node.facts:
        node.facts["constants"] = _constants(node.branches)
    for name, (claimed, by_value) in node.facts["constants"].items():
        if name in value:
            left -= claimed - by_value.get(canonical(value[name]), set())
    return left


def _constants(branches: list["Node"]) -> dict[str, tuple[set[int], dict[str, set[int]]]]:
    """For each property that is a constant somewhere: the branches that say so, and those that name each constant."""
    found: dict[str, tuple[set[int], dict[str, set[int]]]] = {}
    for index, branch in enumerate(branches):
        for name, child in branch.children.items():
            if "const" in child.shape.keywords:
                claimed, by_value = found.setdefault(name, (set(), {}))
                claimed.add(index)
                by_value.setdefault(canonical(child.shape.get("const")), set()).add(index)
    return found


def _closeness(branch: "Node", value: Any) -> float:
    if not isinstance(value, dict):
        return 0
    score = 0.0
    for name, item in value.items():
        child = branch.children.get(name)
        if child is None:
            score -= 1
        elif "const" in child.shape.keywords:
            score += 10 if child.shape.keywords["const"] == item else -10
        else:
            score += 1
    return score - sum(0.5 for name in branch.shape.required if name not in value)


def branch_fragments(shape: Shape, fragments: list[Fragment]) -> list[tuple[str, list[Fragment]]]:
    """(title, fragments) of each shape that a value may have."""
    for union in shape.unions:
        if any(_draws(branch.schema) for branch in union.branches):
            return [("", choice) for choice in union.choices(fragments) if choice[-1].schema is not False]
    types = [kind for kind in (shape.types or _ANY) if kind != "integer" or "number" not in shape.types]
    if not shape.said:
        types += [kind for kind in _ANY if kind not in types]
    return typed_fragments(fragments, types)


def typed_fragments(fragments: list[Fragment], types: list[str]) -> list[tuple[str, list[Fragment]]]:
    """`fragments` once for each type."""
    return [("", [*fragments, Fragment(TYPE_SCHEMAS[kind], fragments[0].resolver)]) for kind in types]


def _draws(schema: Any) -> bool:
    """Whether a branch says more than which properties must be there."""
    return not isinstance(schema, dict) or bool(schema.keys() - {"required", "not", "title", "description", "$comment"})


def _flat(branches: list["Node"]) -> list["Node"]:
    flat: list[Node] = []
    for branch in branches:
        if branch.kind.name == "either" and branch.branches and not choices_of(branch.shape):
            flat.extend(branch.branches)
        else:
            flat.append(branch)
    return flat


KINDS = [Null(), Either()]
