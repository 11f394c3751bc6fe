"""One choice of a few (radios) or of many (select), several choices (checkboxes), and fixed values."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from formengine.forms.controls import Control, Posted
from formengine.forms.kinds.base import Kind, clean_text, empty_box, keeps_empty
from formengine.forms.kinds.text import as_text
from formengine.forms.lists import Options, options_of
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Fragment, Shape, Union, same
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node

FEW = 6


@dataclass(frozen=True, slots=True)
class Option:
    """A value with its label; `token` is what a browser posts for it."""

    token: str
    label: str
    value: Any
    hint: str = ""


def choices_of(shape: Shape) -> list[tuple[Any, str, str]] | None:
    """(value, title, description) of each choice that the shape lists, None where it lists none."""
    if "enum" in shape.keywords:
        return [(value, "", "") for value in shape.keywords["enum"]]
    for union in shape.unions:
        found = _constants(union)
        if found:
            return found
    if "const" in shape.keywords:
        return [(shape.keywords["const"], "", "")]
    return None


def _constants(union: Union) -> list[tuple[Any, str, str]]:
    found = []
    for branch in union.branches:
        schema = branch.schema
        if not isinstance(schema, dict) or not _only_annotated(schema) or "const" not in schema:
            return []
        found.append((schema["const"], str(schema.get("title", "")), str(schema.get("description", ""))))
    return found


def _only_annotated(schema: dict[str, Any]) -> bool:
    return all(
        key in ("const", "title", "description", "type", "$comment", "deprecated") or key[:2] == "x-" for key in schema
    )


def build_options(choices: list[tuple[Any, str, str]], builder: "Builder") -> list[Option]:
    plain = all(isinstance(value, str) and value and value.isprintable() for value, _title, _hint in choices)
    made = []
    for value, title, hint in choices:
        token = value if plain else json.dumps(value, ensure_ascii=False, sort_keys=True)
        label = builder.text(title) if title else builder.text(value) if isinstance(value, str) else told(value)
        made.append(Option(token, label or _("(empty)"), value, builder.text(hint) if hint else ""))
    return made


def told(value: Any) -> str:
    """A constant as a person reads it."""
    if value is None:
        return _("None")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class OneChoice(Kind):
    """What radios and select have in common."""

    def compile(self, node: "Node", builder: "Builder") -> None:
        options = build_options(choices_of(node.shape) or [], builder)
        node.facts["options"] = options
        node.facts["tokens"] = {option.token: option for option in options}
        node.facts["texts"] = {option.value: option for option in options if isinstance(option.value, str)}

    def holds(self, node: "Node", value: Any) -> bool:
        if isinstance(value, str) and value and value not in node.facts["tokens"]:
            return True  # kept as an option of its own
        return option_of(node, value) is not None

    def read(self, control: Control, posted: Posted) -> Any:
        found = [clean_text(text) for text in posted.getlist(control.name)]
        values = [self._value(control.node, text) for text in found if text]
        return ABSENT if not values else values[0] if len(values) == 1 else values

    def _value(self, node: "Node", text: str) -> Any:
        option = node.facts["tokens"].get(text)
        return option.value if option else text

    def chosen(self, control: Control) -> Option | None:
        """The option whose value the control holds."""
        return None if control.data is ABSENT else option_of(control.node, control.data)

    def show(self, node: "Node", value: Any, context: Any) -> str:
        option = option_of(node, value)
        return option.label if option else as_text(value)


def option_of(node: "Node", value: Any) -> Option | None:
    """The option of `node` whose value is `value`."""
    if isinstance(value, str):
        known: Option | None = node.facts["texts"].get(value)
        return known
    return next((option for option in node.facts["options"] if same(option.value, value)), None)


class Radios(OneChoice):
    """One of a few."""

    name = "radios"
    template = "radios"
    rank = 300

    def fits(self, shape: Shape) -> bool:
        found = choices_of(shape)
        if not found:
            return False
        wanted = shape.get("x-widget")
        return wanted == "radios" or (wanted != "select" and len(found) <= FEW)

    def draw(self, control: Control) -> str:
        holes = control.holes()
        chosen = self.chosen(control)
        if "unchecked" not in control.node.facts:
            options = control.node.facts["options"]
            control.node.facts["unchecked"] = {f"checked{index}": "" for index in range(len(options))}
        holes.update(control.node.facts["unchecked"])
        holes["stray"], holes["none"] = "", " checked" if control.data is ABSENT else ""
        if chosen:
            holes[f"checked{control.node.facts['options'].index(chosen)}"] = " checked"
        elif control.data is not ABSENT:
            holes["stray"] = _stray_radio(control)
        return control.node.fill(holes)


def _stray_radio(control: Control) -> str:
    """A value that is none of the options: kept and shown, to be chosen anew."""
    text, number = escape(as_text(control.data)), f"{control.id}-x"
    return (
        f'<div class="govuk-radios__item"><input class="govuk-radios__input" id="{number}" type="radio" '
        f'name="{escape(control.name)}" value="{text}" checked>'
        f'<label class="govuk-label govuk-radios__label" for="{number}">{text}</label></div>'
    )


class Select(OneChoice):
    """One of many."""

    name = "select"
    template = "select"
    rank = 310
    error_class = "govuk-select--error"

    def fits(self, shape: Shape) -> bool:
        return bool(choices_of(shape))

    def compile(self, node: "Node", builder: "Builder") -> None:
        super().compile(node, builder)
        options = [(option.token, option.label) for option in node.facts["options"]]
        node.facts["html"] = options_of(options)

    def draw(self, control: Control) -> str:
        holes = control.holes()
        chosen = self.chosen(control)
        html: Options = control.node.facts["html"]
        holes["options"] = html.with_selected(chosen.token) if chosen else html.html
        if not chosen and control.data is not ABSENT:
            holes["options"] = stray_option(control.data) + html.html
        holes["show"] = ""
        return control.node.fill(holes)


def stray_option(value: Any) -> str:
    text = escape(as_text(value))
    return f'<option value="{text}" selected>{text}</option>'


class Checkboxes(OneChoice):
    """Several of some: an array without repetition, in the order of the options."""

    name = "checkboxes"
    template = "checkboxes"
    rank = 320

    def fits(self, shape: Shape) -> bool:
        if shape.types != ("array",) or not shape.get("uniqueItems") or shape.prefix or len(shape.items) != 1:
            return False
        return bool(item_choices(shape.items))

    def compile(self, node: "Node", builder: "Builder") -> None:
        options = build_options(item_choices(node.shape.items) or [], builder)
        node.facts["options"] = options
        node.facts["tokens"] = {option.token: option for option in options}
        node.facts["texts"] = {option.value: option for option in options if isinstance(option.value, str)}
        node.facts["unchecked"] = {f"checked{index}": "" for index in range(len(options))}
        node.facts["empty_word"] = _("None of these")

    def holds(self, node: "Node", value: Any) -> bool:
        if not isinstance(value, list):
            return False
        positions = {self._position(node, item) for item in value}
        return len(positions) == len(value) and -1 not in positions

    def read(self, control: Control, posted: Posted) -> Any:
        texts = [clean_text(text) for text in posted.getlist(control.name) if text]
        order = posted.last(f"_order:{control.name}") or ""
        values = [self._value(control.node, text) for text in texts]
        if not values:
            return [] if keeps_empty(control, posted) or control.node.required else ABSENT
        if order.startswith("order:"):
            wanted = order.removeprefix("order:").split(",")
            tokens = [str(index) for index, _option in enumerate(control.node.facts["options"])]
            rank = {tokens_index: position for position, tokens_index in enumerate(wanted) if tokens_index in tokens}
            positions = [str(self._position(control.node, value)) for value in values]
            pairs = sorted(zip(positions, values, strict=True), key=lambda pair: rank.get(pair[0], len(wanted)))
            return [value for _place, value in pairs]
        return values

    def _position(self, node: "Node", value: Any) -> int:
        for index, option in enumerate(node.facts["options"]):
            if same(option.value, value):
                return index
        return -1

    def draw(self, control: Control) -> str:
        node = control.node
        holes = control.holes()
        holes.update(node.facts["unchecked"])
        chosen = control.data if isinstance(control.data, list) else []
        positions = [self._position(node, value) for value in chosen]
        for position in positions:
            holes[f"checked{position}"] = " checked"
        holes["memory"] = self._memory(control, positions)
        return node.fill(holes)

    def _memory(self, control: Control, positions: list[int]) -> str:
        """What the boxes alone cannot tell: an empty list that is meant, an order that is not the options'."""
        if not positions and not control.node.required:
            return empty_box(control, control.data == [])
        if positions == sorted(positions):
            return ""
        text = "order:" + ",".join(str(position) for position in positions)
        return f'<input type="hidden" name="_order:{escape(control.name)}" value="{text}">'

    def show(self, node: "Node", value: Any, context: Any) -> str:
        if not isinstance(value, list):
            return as_text(value)
        return ", ".join(super(Checkboxes, self).show(node, item, context) for item in value)


def item_choices(fragments: list[Fragment]) -> list[tuple[Any, str, str]] | None:
    from formengine.forms.shapes import gather

    item = gather(fragments)
    found = choices_of(item)
    return found or None


class Fixed(OneChoice):
    """The one value there is, shown; posted as it stands."""

    name = "fixed"
    template = "fixed"
    rank = 290

    def fits(self, shape: Shape) -> bool:
        return "const" in shape.keywords and shape.types != ("boolean",)

    def holds(self, node: "Node", value: Any) -> bool:
        return same(node.facts["options"][0].value, value)

    def draw(self, control: Control) -> str:
        holes = control.holes()
        option = control.node.facts["options"][0]
        holes["checked"] = " checked" if control.data is not ABSENT or control.node.required else ""
        holes["value"] = str(escape(option.token))
        return control.node.fill(holes)


KINDS = [Fixed(), Radios(), Select(), Checkboxes()]
