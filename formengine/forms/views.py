"""What else a form can tell about a document: its pages, its answers as text, links for its problems."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from markupsafe import Markup

from formengine.forms.controls import Drawing, element_id
from formengine.forms.explain import node_at
from formengine.forms.lists import Lists
from formengine.forms.node import Node, environment
from formengine.forms.pages import Page, Text
from formengine.forms.pointers import ABSENT, look_up, split_pointer
from formengine.forms.problems import Problem
from formengine.forms.summary import Section, summarise
from formengine.forms.typeable import require_json
from formengine.i18n import gettext as _
from formengine.i18n import speaking


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it stands for one document."""

    index: int
    title: str
    shown: bool
    pointers: tuple[str, ...]


class Views:
    """The views of a compiled form."""

    locale: str
    lists: Lists
    root: Node
    _pages: Sequence[Page]

    def hidden(self, document: Any) -> frozenset[str]:
        """The pointers of the items that do not apply to `document`."""
        raise NotImplementedError

    def pages(self, document: Any = None) -> list[PageView]:
        """The pages, with whether each applies to `document` and which pointers stand on it."""
        document = {} if document is None else document
        hidden = self.hidden(document)
        return [
            PageView(
                page.index,
                page.title,
                page.applies(document)
                and (
                    any(pointer not in hidden for pointer in page.pointers)
                    or any(isinstance(part, Text) for part in page.entries)
                ),
                page.pointers,
            )
            for page in self._pages
        ]

    def page_of(self, pointer: str) -> int:
        """The index of the page on which the value at `pointer` is asked; 0 where it is on none."""
        for page in self._pages:
            if any(touches(pointer, asked) for asked in page.pointers):
                return page.index
        return 0

    def summary(self, document: Any, today: date | None = None) -> list[Section]:
        """The answers for a page to check them: sections of rows, values as text.

        Raises Untypeable for what is no JSON or nested too deeply.
        """
        require_json(document)
        with speaking(self.locale):
            return summarise(
                self._pages, document, self.hidden(document), Drawing(document, frozenset(), self.lists, today)
            )

    def error_summary(self, problems: Iterable[Problem]) -> list[tuple[str, str]]:
        """(element id, message) of each problem, for links from the error summary; messages name their field.

        Where several problems read alike, each says in which group it stands.
        """
        found = list(problems)
        counts = Counter(problem.message for problem in found)
        entries = []
        for problem in found:
            tokens = split_pointer(problem.pointer)
            message = problem.message
            if counts[message] > 1:
                around = node_at(self.root, tokens[:-1] if len(tokens) > 1 else tokens, {})
                message = f"{around.label}: {message}" if around else message
            entries.append((element_id(self._anchor(problem.pointer, {})), message))
        return entries

    def render_error_summary(self, problems: Iterable[Problem], title: str = "") -> Markup:
        """The box at the top of a page that names every problem with a link to its control."""
        entries = self.error_summary(problems)
        if not entries:
            return Markup("")
        with speaking(self.locale):
            template = environment().get_template("form/error-summary.html")
            return Markup(template.render(entries=entries, title=title or _("There is a problem")))

    def render_summary(
        self, document: Any, today: date | None = None, change: Callable[[int], str] | None = None
    ) -> Markup:
        """The answers as summary lists; `change` gives the address of a page."""
        sections = self.summary(document, today)
        with speaking(self.locale):
            template = environment().get_template("form/summary.html")
            return Markup(template.render(sections=sections, change=change))

    def label_at(self, pointer: str, document: Any = None) -> str:
        """The label of the value at `pointer`."""
        node = node_at(self.root, split_pointer(pointer), document or {})
        return node.label if node else pointer

    def value_text(self, pointer: str, document: Any, today: date | None = None) -> str:
        """The value at `pointer` as a person reads it, empty where there is none."""
        value = look_up(document, pointer)
        node = node_at(self.root, split_pointer(pointer), document)
        if value is ABSENT or node is None:
            return ""
        with speaking(self.locale):
            return node.kind.show(node, value, Drawing(document, frozenset(), self.lists, today))

    def list_columns(self) -> Sequence[tuple[str, str]]:
        """(pointer, label) of what desks show and search: `x-list-column`, never what is `x-sensitive`."""
        return self._listed

    @cached_property
    def _listed(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        _columns(self.root, "", found, 0)
        return found

    def data_items(self) -> Mapping[str, str]:
        """The `x-data-item` of each fixed pointer that has one."""
        return self._known

    @cached_property
    def _known(self) -> dict[str, str]:
        found: dict[str, str] = {}
        _items(self.root, "", found, 0)
        return found

    def _anchor(self, pointer: str, document: Any) -> str:
        tokens = split_pointer(pointer)
        while tokens:
            parent = node_at(self.root, tokens[:-1], document)
            if parent is None or parent.kind.name in ("group", "rows", "either"):
                break
            tokens = tokens[:-1]
        return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def _columns(node: Node, pointer: str, found: list[tuple[str, str]], depth: int) -> None:
    if node.shape.get("x-sensitive") or depth > 8:
        return
    if node.shape.get("x-list-column"):
        found.append((pointer, node.label))
    for token, inner in node.children.items():
        _columns(inner, f"{pointer}/{token.replace('~', '~0').replace('/', '~1')}", found, depth + 1)


def _items(node: Node, pointer: str, found: dict[str, str], depth: int) -> None:
    item = node.shape.get("x-data-item")
    if isinstance(item, str):
        found[pointer] = item
    for token, inner in node.children.items() if depth < 8 else ():
        _items(inner, f"{pointer}/{token.replace('~', '~0').replace('/', '~1')}", found, depth + 1)


def touches(pointer: str, item: str) -> bool:
    """Whether one of two pointers lies at or inside the other."""
    return pointer == item or pointer.startswith(item + "/") or item.startswith(pointer + "/")
