"""Pages, sections and texts of a definition, compiled; without pages everything stands on one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from formengine.forms.conditions import Condition, always, compile_when
from formengine.forms.controls import Control, PageForm, Posted
from formengine.forms.effective import Placed, place
from formengine.forms.markdown import to_blocks
from formengine.forms.node import Node
from formengine.forms.pointers import ABSENT, escape_token, follow, join_pointer, split_pointer
from formengine.forms.problems import DefinitionError, Problem

if TYPE_CHECKING:
    from formengine.forms.builder import Builder


@dataclass(frozen=True, eq=False)
class Field:
    """A value asked on a page."""

    pointer: str
    tokens: tuple[str, ...]
    node: Node

    def bind(self, form: PageForm, data: Any = ABSENT) -> Control:
        node = self.node.drawing(data)
        control = node.kind.field(node, self.pointer or "#", _form=form, data=data)
        return form.add(control)

    def draw(self, form: PageForm, document: Any) -> str:
        shown = self.pointer not in form.drawing.hidden
        key = form.drawing.live.get(self)
        if key is None and not shown:
            return ""
        return _part(key, self.bind(form, follow(document, self.tokens))(), shown)


@dataclass(frozen=True, eq=False)
class Text:
    """Markdown between questions."""

    html: Markup
    shown: Condition = always
    when: tuple[Any, ...] = ()

    def draw(self, form: PageForm, document: Any) -> str:
        return _part(form.drawing.live.get(self), f'<div class="fe-text">{self.html}</div>', self.shown(document))


@dataclass(frozen=True, eq=False)
class Rest:
    """Properties of the root that its schema does not name: drawn where a document has them, so that they stay."""

    node: Node

    def draw(self, form: PageForm, document: Any) -> str:
        control = self.node.kind.field(self.node, "#", _form=form, data=document)
        return self.node.kind.draw_extra(control, document) if isinstance(document, dict) else ""

    def read(self, form: PageForm, posted: Posted, document: Any) -> None:
        """Put what was posted for unnamed properties into `document`; those of before were all drawn."""
        for name in document.keys() - self.node.children.keys():
            del document[name]
        control = self.node.kind.field(self.node, "#", _form=form)
        self.node.kind.read_extra(control, posted, document)


@dataclass(frozen=True, eq=False)
class SectionOf:
    """Questions under a heading."""

    title: str
    entries: tuple["Field | Text | SectionOf | Rest", ...]
    shown: Condition = always
    when: tuple[Any, ...] = ()

    def draw(self, form: PageForm, document: Any) -> str:
        shown, key = self.shown(document), form.drawing.live.get(self)
        if key is None and not shown:
            return ""
        inner = "".join(entry.draw(form, document) for entry in self.entries)
        title = f'<h2 class="govuk-heading-m">{escape(self.title)}</h2>'
        return _part(key, f'<section class="fe-section">{title}{inner}</section>', shown)


Entry = Field | Text | SectionOf | Rest


def _part(key: str | None, html: str, shown: bool) -> str:
    """What a condition shows or hides: with a key, the page's script finds it and can show it later."""
    if key is None:
        return html if shown else ""
    inner = html if shown else f"<template>{html}</template>"
    return f'<div data-fe-part="{escape(key)}">{inner}</div>'


@dataclass(frozen=True, eq=False)
class Page:
    """A page; `whole` marks the one that draws the root as a single control."""

    index: int
    title: str
    entries: tuple[Entry, ...]
    applies: Condition = always
    whole: bool = field(default=False)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What is asked on the page, in order."""
        return tuple(collect_fields(self.entries))

    @cached_property
    def pointers(self) -> tuple[str, ...]:
        return tuple(field.pointer for field in self.fields)

    def draw(self, form: PageForm, document: Any) -> str:
        return "".join(entry.draw(form, document) for entry in self.entries)


def placed_items(pages: Sequence[Mapping[str, Any]]) -> list[Placed]:
    """Every item that the pages place, with the conditions of its page, its section and its own."""
    found: list[Placed] = []
    for page in pages:
        _place(page.get("items", ()), list(page.get("when", ())), found)
    return found


def _place(items: Sequence[Any], when: list[Any], found: list[Placed]) -> None:
    for item in items:
        if isinstance(item, str):
            found.append(place(item, when, False))
        elif "at" in item:
            found.append(place(item["at"], [*when, *item.get("when", ())], item.get("required", False)))
        elif "section" in item:
            _place(item.get("items", ()), [*when, *item.get("when", ())], found)


def collect_fields(entries: Sequence[Entry]) -> Iterator[Field]:
    """The fields of a page, sections included, in order."""
    for entry in entries:
        if isinstance(entry, Field):
            yield entry
        elif isinstance(entry, SectionOf):
            yield from collect_fields(entry.entries)


def compile_pages(pages: Sequence[Mapping[str, Any]], root: Node, builder: "Builder") -> list[Page]:
    """The pages with the nodes of their fields. Raises DefinitionError for a pointer without a node."""
    if not pages:
        return [_whole_page(root)]
    made = []
    for index, page in enumerate(pages):
        entries = _entries(page.get("items", ()), root, builder)
        if page.get("text"):
            entries = (Text(to_blocks(builder.text(page["text"]))), *entries)
        title = builder.text(page.get("title", ""))
        if len(entries) == 1 and isinstance(entries[0], Field) and entries[0].node.label == title:
            entries[0].node.label_hidden = True
        made.append(Page(index, title, entries, compile_when(page.get("when"))))
    _mark_triggers(pages, root)
    return made


def _whole_page(root: Node) -> Page:
    whole = root.item is not None and not root.facts.get("stray")
    if root.kind.name == "group" and root.children and not whole:
        fields: tuple[Entry, ...] = tuple(
            Field("/" + escape_token(token), (token,), node) for token, node in root.children.items()
        )
        if root.hint:
            fields = (Text(Markup('<p class="govuk-body">%s</p>') % Markup(root.hint)), *fields)
        return Page(0, root.label, (*fields, Rest(root)) if root.item else fields)
    return Page(0, root.label, (Field("", (), root),), whole=True)


def _entries(items: Sequence[Any], root: Node, builder: "Builder") -> tuple[Entry, ...]:
    made: list[Entry] = []
    for item in items:
        if isinstance(item, str):
            item = {"at": item}
        when = compile_when(item.get("when"))
        if "at" in item:
            made.append(Field(item["at"], tuple(split_pointer(item["at"])), node_for(root, item["at"])))
        elif "section" in item:
            inner = _entries(item.get("items", ()), root, builder)
            if item.get("text"):
                inner = (Text(to_blocks(builder.text(item["text"]))), *inner)
            made.append(SectionOf(builder.text(item["section"]), inner, when, tuple(item.get("when", ()))))
        else:
            made.append(Text(to_blocks(builder.text(item["text"])), when, tuple(item.get("when", ()))))
    return tuple(made)


def node_for(root: Node, pointer: str) -> Node:
    """The node of a property by its pointer through groups. Raises DefinitionError where there is none."""
    node = root
    for token in split_pointer(pointer):
        if token not in node.children:
            raise DefinitionError([Problem("/pages", "at", f"{pointer} is no property of the schema")])
        node = node.children[token]
    return node


def _mark_triggers(pages: Sequence[Mapping[str, Any]], root: Node) -> None:
    """An answer that opens or closes others on its own page gets a button for those without JavaScript."""
    from formengine.forms.conditions import pointers_in

    for page in pages:
        items = placed_items([{"items": page.get("items", ())}])
        here = {item.pointer for item in items}
        for item in items:
            for pointer in pointers_in(list(item.when)):
                tokens = split_pointer(pointer)
                if any(join_pointer(tokens[:size]) in here for size in range(1, len(tokens) + 1)):
                    _mark(root, tokens)


def _mark(root: Node, tokens: list[str]) -> None:
    node = root
    for token in tokens:
        if token not in node.children:
            return
        node = node.children[token]
    node.facts["refresh"] = True
