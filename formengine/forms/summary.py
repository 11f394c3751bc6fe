"""The answers as a person reads them before sending, and as a clerk reads them after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from formengine.forms.controls import Drawing
from formengine.forms.kinds.rows import row_node, row_title
from formengine.forms.kinds.unions import pick_branch
from formengine.forms.node import Node
from formengine.forms.pages import Page
from formengine.forms.pointers import ABSENT, escape_token, follow


@dataclass(frozen=True, slots=True)
class Row:
    """One answer; `group` names the group it stands in (Father, Floor 2), empty where it stands alone."""

    pointer: str
    label: str
    value: str
    page: int
    group: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page."""

    title: str
    page: int
    rows: tuple[Row, ...]


def summarise(pages: Sequence[Page], document: Any, hidden: frozenset[str], context: Drawing) -> list[Section]:
    """The sections of the pages that apply and have an answer."""
    sections = []
    for page in pages:
        if not page.applies(document):
            continue
        rows: list[Row] = []
        for entry in page.fields:
            value = follow(document, entry.tokens)
            if value is not ABSENT and entry.pointer not in hidden:
                _rows(entry.node, value, entry.pointer, "", page.index, context, rows)
        if rows:
            sections.append(Section(page.title, page.index, tuple(rows)))
    return sections


def _rows(node: Node, value: Any, pointer: str, group: str, page: int, context: Drawing, found: list[Row]) -> None:
    if node.kind.name == "either":
        position = pick_branch(node, value)
        if position is not None and node.branches[position].kind.name in ("group", "rows"):
            branch = node.branches[position]
            _rows(branch, value, pointer, group or node.label, page, context, found)
            return
    if node.kind.name == "group" and isinstance(value, dict):
        title = _inside(group, node.label)
        for token, child in node.children.items():
            if token in value:
                _rows(child, value[token], f"{pointer}/{escape_token(token)}", title, page, context, found)
        for token in value.keys() - node.children.keys():
            found.append(Row(f"{pointer}/{escape_token(token)}", token, str(value[token]), page, title))
        return
    if node.kind.name == "rows" and isinstance(value, list):
        _repeated(node, value, pointer, group, page, context, found)
        return
    sensitive = bool(node.shape.get("x-sensitive"))
    found.append(Row(pointer, node.label, node.kind.show(node, value, context), page, group, sensitive))


def _repeated(
    node: Node, value: list[Any], pointer: str, group: str, page: int, context: Drawing, found: list[Row]
) -> None:
    for index, item in enumerate(value):
        inner = row_node(node, index)
        if inner is None:
            continue
        word = row_title(node, index)
        if inner.kind.name != "group" or not isinstance(item, dict):
            text = inner.kind.show(inner, item, context)
            found.append(Row(f"{pointer}/{index}", word, text, page, group))
            continue
        for token, child in inner.children.items():
            if token in item:
                place = f"{pointer}/{index}/{escape_token(token)}"
                _rows(child, item[token], place, _inside(group, word), page, context, found)


def _inside(group: str, label: str) -> str:
    return f"{group} – {label}" if group and label else group or label
