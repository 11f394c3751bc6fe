"""A node: one place of a schema, compiled for one locale. It is made once per version and never changes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Fragment, Shape
from formengine.i18n import gettext
from formengine.resources import folder

if TYPE_CHECKING:
    from formengine.forms.kinds.base import Kind

# Stands before a branch's number where the chooser of every type posts it.
ANY = "any"
_HOLE = re.compile("\ue000([a-z_0-9]+)\ue001")


@dataclass(eq=False)
class Node:
    """What is the same for every citizen: kind, words, templates with their holes, the nodes inside.

    `facts` is the kind's own. `item` is the node of each row, `branches` are a chooser's; `branch` marks one of them,
    `kept` one whose value cannot be absent (a row, an entry, a branch), `label_hidden` one whose label stands right
    above it already. `alternative`, a chooser of every type, draws the values that this node's kind cannot hold.
    """

    kind: "Kind"
    shape: Shape
    fragments: list[Fragment]
    token: str
    label: str
    hint: str = ""
    required: bool = False
    perhaps: bool = False
    quiet: bool = True
    on_demand: bool = False
    computed: bool = False
    branch: bool = False
    kept: bool = False
    read_only: bool = False
    label_hidden: bool = False
    alternative: "Node | None" = None
    locale: str = "vi"
    facts: dict[str, Any] = field(default_factory=lambda: {"refresh": False})
    children: dict[str, "Node"] = field(default_factory=dict)
    prefix: list["Node"] = field(default_factory=list)
    item: "Node | None" = None
    branches: list["Node"] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)

    def drawing(self, value: Any) -> "Node":
        """The node that draws `value`: this one, or its alternative."""
        if self.alternative is None or value is ABSENT or self.kind.holds(self, value):
            return self
        return self.alternative

    def posted(self, kind: str | None) -> "Node":
        """The node that reads what was posted, where the chooser beside it says `kind`."""
        return self.alternative if self.alternative is not None and (kind or "").startswith(ANY) else self

    def fill(self, holes: Mapping[str, str], template: str = "") -> str:
        """The HTML of this node with its holes filled."""
        key = template or self.kind.template
        if key not in self.templates:
            self.templates[key] = prepare(key, self)
        return self.templates[key] % holes


class _Holes:
    def __getattr__(self, name: str) -> Markup:
        return Markup(f"\ue000{name}\ue001")

    def __getitem__(self, name: object) -> Markup:
        return Markup(f"\ue000{name}\ue001")


@cache
def environment() -> Environment:
    """The templates of kinds, those of plug-ins after ours; authors' texts are only ever values in them."""
    from formengine.forms.kinds import template_folders

    made = Environment(
        loader=FileSystemLoader([str(place) for place in (folder("templates"), *template_folders())]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["groupby_order"] = _runs
    made.globals.update(hole=_Holes(), _=gettext)
    return made


def _runs(rows: Iterable[Any], attribute: str) -> list[tuple[Any, list[Any]]]:
    """Neighbours with the same attribute together, in the order they come."""
    return [(key, list(group)) for key, group in groupby(rows, key=attrgetter(attribute))]


def prepare(name: str, node: Node, **more: object) -> str:
    """The template of a kind with the node's words in it, as text that `%` fills the holes of."""
    text = environment().get_template(f"kinds/{name}.html").render(node=node, facts=node.facts, **more)
    lines = (line.strip() for line in text.splitlines())
    joined = " ".join(line for line in lines if line)
    return _HOLE.sub(r"%(\1)s", joined.replace("%", "%%"))


def count_controls(node: Node, known: dict[int, int]) -> int:
    """How many controls an empty document draws, each node counted once however often it is referred to."""
    if node.on_demand:
        return 1
    if id(node) not in known:
        known[id(node)] = 1
        known[id(node)] += sum(count_controls(inner, known) for inner in node.children.values())
    return known[id(node)]
