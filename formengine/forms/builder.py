"""From the schema's fragments to nodes: which kind draws each place, with which words."""

from collections.abc import Mapping
from typing import Any

from formengine.forms.judging import Judge
from formengine.forms.kinds import Registry, registry
from formengine.forms.kinds.base import Kind
from formengine.forms.kinds.readonly import CHOOSING
from formengine.forms.labels import branch_labels, hint_of, label_of, messages_of
from formengine.forms.node import ANY, Node, count_controls
from formengine.forms.patterns import pattern_search
from formengine.forms.pointers import escape_token
from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import TYPES, Fragment, Shape, gather, resolve, root_fragment
from formengine.forms.typeable import is_typeable
from formengine.i18n import gettext as _

MAX_DEPTH = 80
MAX_NODES = 10_000


class Builder:
    """Makes the nodes of one schema in one locale. `required` are pointers that the pages require besides."""

    def __init__(
        self,
        schema: Any,
        judge: Judge,
        locale: str,
        *,
        translations: Mapping[str, str] | None = None,
        required: frozenset[str] = frozenset(),
        computed: frozenset[str] = frozenset(),
        quiet: bool = True,
        kinds: Registry | None = None,
    ) -> None:
        self.judge = judge
        self.locale = locale
        self.quiet = quiet
        self._root = root_fragment(schema)
        self._translations = translations or {}
        self._required = required
        self._computed = computed
        self._placed = bool(computed)
        known = kinds or registry()
        self._kinds = known.in_order()
        self._output = known["computed"]
        self._shown = known["read-only"]
        self._either = known["either"]
        self._nodes: dict[Any, Node] = {}
        self._stack: list[Any] = []
        self._places: list[str | None] = [""]
        self._depth = 0
        self._read_only = False

    def text(self, original: str) -> str:
        """An author's text in the form's language."""
        return self._translations.get(original, original)

    def root(self) -> Node:
        made = self.build([self._root], "", "", required=True)
        controls = count_controls(made, {})
        if controls > MAX_NODES:
            message = (
                f"an empty form would have {controls:,} controls, more than {MAX_NODES:,}: say it with fewer references"
            )
            raise DefinitionError([Problem("", "controls", message)])
        if not self.quiet:
            self._add_alternatives()
        return made

    def build(
        self,
        fragments: list[Fragment],
        token: str,
        place: str | None,
        *,
        required: bool,
        perhaps: bool = False,
        label: str = "",
        branch: bool = False,
        titled: bool = False,
        named: bool = False,
    ) -> Node:
        """The node for `fragments`; `place` is its pointer where it has a fixed one. Recursion ends at a node that is
        drawn on demand."""
        shape = gather(fragments)
        ground = tuple((id(part.schema), part.soft, part.chosen) for part in fragments)
        core = tuple((id(_target(part)), part.chosen) for part in fragments)
        on_demand = core in self._stack and not branch and "object" in shape.types
        if core in self._stack:
            place = None
        special = place if place is not None and self._is_special(place) else None
        key = (
            ground,
            token,
            required,
            perhaps,
            on_demand,
            special,
            label,
            place if self._placed else None,
            branch,
            titled,
            named,
            self._read_only,
        )
        if key in self._nodes:
            return self._nodes[key]
        if self._depth > MAX_DEPTH or len(self._nodes) > MAX_NODES:
            message = (
                f"drawing this takes more than {MAX_DEPTH} levels or {MAX_NODES:,} places: say it with fewer references"
            )
            raise DefinitionError([Problem(place or "", "depth", message)])
        if shape.impossible and self.quiet:
            raise DefinitionError([Problem(place or "", "schema", "no value can satisfy what is said here")])
        node = Node(self._kind_of(shape, place), shape, fragments, token, "", locale=self.locale, quiet=self.quiet)
        self._nodes[key] = node
        node.label = label or label_of(shape, token, self.text)
        node.hint = hint_of(shape, self.text)
        node.required, node.perhaps, node.on_demand = required, perhaps, on_demand
        node.branch = branch
        node.kept = branch or titled or named
        node.read_only = self._read_only or shape.get("readOnly") is True
        node.label_hidden = branch or titled
        node.computed = place is not None and place in self._computed
        node.facts["depth"] = self._depth - 1
        node.facts["messages"] = messages_of(shape, self.text)
        node.facts["judge"] = self.judge
        node.facts["text"] = self.text
        above, self._read_only = self._read_only, node.read_only
        self._stack.append(core)
        self._places.append(place)
        self._depth += 1
        try:
            node.kind.compile(node, self)
            if node.computed:
                node.facts["inner"], node.kind = node.kind, self._output
            elif node.read_only and node.kind.name in CHOOSING:
                node.facts["inner"], node.kind = node.kind, self._shown
        finally:
            self._stack.pop()
            self._places.pop()
            self._depth -= 1
            self._read_only = above
        return node

    def _add_alternatives(self) -> None:
        """Give every node the chooser of every type, for values that its own kind cannot hold."""
        anything = self.build([Fragment(True, self._root.resolver)], "", None, required=True)
        for node in list(self._nodes.values()):
            if node.branch or all(fragment.schema is True for fragment in node.fragments):
                continue
            node.alternative = other = Node(
                self._either, anything.shape, anything.fragments, node.token, node.label, node.hint, locale=self.locale
            )
            other.required, other.quiet, other.label_hidden = node.required, False, node.label_hidden
            other.branches = anything.branches
            other.facts |= {**anything.facts, "prefix": ANY, "messages": node.facts["messages"]}

    def made(self) -> list[tuple[str, Node]]:
        """(pointer or name, node) of every node that was made."""
        return [(key[7] or node.token or node.label, node) for key, node in self._nodes.items()]

    def _is_special(self, place: str) -> bool:
        return any(pointer == place or pointer.startswith(place + "/") for pointer in self._required | self._computed)

    def children(self, node: Node) -> dict[str, Node]:
        """The nodes of an object's properties, in the order of the schema."""
        place, shape = self._places[-1], node.shape
        found: dict[str, Node] = {}
        for name, fragments in shape.properties.items():
            if all(fragment.schema is False for fragment in fragments):
                continue
            if not is_typeable(name):
                if name in shape.required:
                    message = f"the name {name!r} has signs that no browser sends back"
                    raise DefinitionError([Problem(place or "", "properties", message)])
                continue
            inner = None if place is None else f"{place}/{escape_token(name)}"
            needed = name in shape.required or (inner is not None and inner in self._required)
            kept = [part for part in fragments if not (part.soft and part.schema in (False, True))] or fragments
            found[name] = self.build(kept, name, inner, required=needed, perhaps=name in shape.perhaps)
        for name in sorted(shape.required - found.keys()):
            found[name] = self.build(self._extra_fragments(node, name), name, None, required=True)
        return found

    def _extra_fragments(self, node: Node, name: str) -> list[Fragment]:
        for pattern, fragments in node.shape.patterns.items():
            if pattern_search(pattern)(name):
                return fragments
        return node.shape.additional or [Fragment(True, node.fragments[0].resolver)]

    def unnamed(self, node: Node) -> Node | None:
        """The node of properties that are not named, where the library must draw them."""
        shape = node.shape
        node.facts["patterns"] = [
            (pattern_search(pattern), self.build(part, "", None, required=True, label=_("Value"), named=True))
            for pattern, part in shape.patterns.items()
        ]
        if shape.patterns and (shape.closed or not shape.additional):
            return self.build(
                [Fragment(True, node.fragments[0].resolver)], "", None, required=True, label=_("Value"), named=True
            )
        if shape.additional:
            return self.build(shape.additional, "", None, required=True, label=_("Value"), named=True)
        if self.quiet or shape.closed:
            return None
        node.facts["stray"] = bool(shape.properties)
        return self.build(
            [Fragment(True, node.fragments[0].resolver)], "", None, required=True, label=_("Value"), named=True
        )

    def item(self, node: Node) -> Node | None:
        """The node of an array's rows."""
        shape = node.shape
        if shape.closed_items and not shape.items:
            return None
        fragments = shape.items or [Fragment(True, node.fragments[0].resolver)]
        place = self._places[-1]
        inner = None if place is None else f"{place}/*"
        return self.build(fragments, "", inner, required=True, label=self._item_label(fragments), titled=True)

    def _item_label(self, fragments: list[Fragment]) -> str:
        title = gather(fragments).get("title")
        return self.text(title) if isinstance(title, str) else _("Entry")

    def prefix(self, node: Node) -> list[Node]:
        return [
            self.build(part, str(index), None, required=True, label=self._item_label(part), titled=True)
            for index, part in enumerate(node.shape.prefix)
        ]

    def branches(self, node: Node, parts: list[tuple[str, list[Fragment]]]) -> list[Node]:
        """The nodes of a chooser's branches."""
        possible = [(fragments, shape) for _title, fragments in parts if not (shape := gather(fragments)).impossible]
        labels = branch_labels([(fragments[-1].schema, shape) for fragments, shape in possible], self.text)
        return [
            self.build(fragments, node.token, None, required=True, branch=True, label=label)
            for (fragments, _shape), label in zip(possible, labels, strict=True)
        ]

    def _kind_of(self, shape: Shape, place: str | None) -> Kind:
        wanted = shape.get("x-widget")
        bad = [kind for kind in shape.types if kind not in TYPES]
        if bad:
            raise DefinitionError([Problem(place or "", "type", f"{bad[0]!r} is no type of JSON Schema")])
        plain = not shape.unions or not self._branching(shape)
        for kind in self._kinds:
            if wanted and kind.name == wanted and kind.fits(shape):
                return kind
        for kind in self._kinds:
            if (plain or kind.rank < 600) and kind.fits(shape):
                return kind
        return next(kind for kind in self._kinds if kind.name == "either")

    def _branching(self, shape: Shape) -> bool:
        from formengine.forms.kinds.unions import _draws

        return any(any(_draws(branch.schema) for branch in union.branches) for union in shape.unions)


def _target(fragment: Fragment) -> Any:
    """The schema that a fragment leads to, through its references."""
    for _step in range(32):
        if not isinstance(fragment.schema, dict) or "$ref" not in fragment.schema:
            break
        fragment = resolve(fragment, fragment.schema["$ref"])
    return fragment.schema
