"""A form as somebody fills it in with a pen: every question with the room for its answer, conditions in words.

The outline is plain data (dicts, lists, texts), made once from the compiled nodes; `templates/papers/blank-form.typ`
sets it. What is made by the system is left out; what nobody can foresee (rows, recursion) has room for a few.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from formengine.forms.conditions_told import told, told_schema
from formengine.forms.kinds.choices import OneChoice
from formengine.forms.markdown import to_html
from formengine.forms.pages import node_for
from formengine.i18n import gettext as _

if TYPE_CHECKING:
    from formengine.forms.compiled import CompiledForm
    from formengine.forms.node import Node

Item = dict[str, Any]

# A choice of more than so many options is written, not ticked.
TICKED = 16
# Rows that a table and a repeated block leave room for.
TABLE_ROWS, BLOCKS = 4, 2
COLUMNS = 6
DEPTH = 12
_CELLS = {"personal-number": 12}
_HEADED = {"group", "table", "blocks"}
_SHORT = {"hour-minute", "number", "integer", "list"}


def outline(form: "CompiledForm", pages: Sequence[Mapping[str, Any]], text: Callable[[str], str]) -> list[Item]:
    """The parts of `form`, a part for each page: {title, when, items}. `pages` as the definition has them."""
    if not pages:
        return [{"title": form.root.label, "when": "", "items": list(_inside(form.root, 0))}]
    return [
        {
            "title": text(page.get("title", "")),
            "when": told(page["when"], form.root) if page.get("when") else "",
            "items": _under(text(page.get("title", "")), _contents(page, form.root, text)),
        }
        for page in pages
    ]


def _contents(entry: Mapping[str, Any], root: "Node", text: Callable[[str], str]) -> list[Item]:
    """The text and the items of a page or a section."""
    return [*_prose(text(entry.get("text", ""))), *_placed(entry.get("items", ()), root, text)]


def _under(title: str, items: list[Item]) -> list[Item]:
    """What is called as its page is needs no heading of its own."""
    if len(items) == 1 and items[0].get("label") == title and items[0]["kind"] in _HEADED:
        return [{**items[0], "label": ""}]
    return items


def _placed(items: Sequence[Any], root: "Node", text: Callable[[str], str]) -> Iterator[Item]:
    for item in items:
        entry = {"at": item} if isinstance(item, str) else item
        when = told(entry["when"], root) if entry.get("when") else ""
        if "at" in entry:
            yield from _asked(node_for(root, entry["at"]), when, bool(entry.get("required")), 0)
        elif "section" in entry:
            inner = _contents(entry, root, text)
            yield {"kind": "group", "label": text(entry["section"]), "hint": "", "when": when, "items": inner}
        else:
            yield from ({**part, "when": when} for part in _prose(text(entry["text"])))


def _prose(markdown: str) -> Iterator[Item]:
    if markdown:
        yield {"kind": "text", "text": _plain(to_html(markdown)), "when": ""}


def _plain(html: str) -> str:
    return str(Markup(html).striptags())


def _asked(node: "Node", when: str, required: bool, depth: int) -> Iterator[Item]:
    """The item of one value; none for what the system makes or has settled."""
    if node.computed or node.kind.name in ("fixed", "null") or depth > DEPTH:
        return
    optional = not (node.required or required or node.perhaps)
    item = {"label": node.label, "hint": _plain(node.hint), "when": when, "optional": optional, **_room(node, depth)}
    if item["kind"] in {*_HEADED, "either"} and not item.get("items") and not item.get("columns"):
        return
    yield item


def _room(node: "Node", depth: int) -> Item:
    """What an answer needs on paper, by the kind of its node."""
    name = node.kind.name
    if name == "group":
        return {"kind": "group", "items": list(_inside(node, depth))}
    if name == "rows":
        return _rows(node, depth)
    if name == "either":
        branches = [{"label": branch.label, "items": _branch(branch, depth)} for branch in node.branches]
        return {"kind": "either", "items": branches}
    if name == "checkbox":
        return {"kind": "tick"}
    if name == "yes-no":
        return {"kind": "choice", "options": [_("Yes"), _("No")], "many": False}
    if isinstance(node.kind, OneChoice) and len(node.facts["options"]) <= TICKED:
        labels = [option.label for option in node.facts["options"]]
        return {"kind": "choice", "options": labels, "many": name == "checkboxes"}
    if name in ("date", "partial-date"):
        return {"kind": "date"}
    if name == "money":
        return {"kind": "money"}
    if name == "file":
        return {"kind": "enclosed"}
    if name == "textarea":
        return {"kind": "area", "lines": 3 if node.shape.get("maxLength", 1000) <= 500 else 5}
    return {"kind": "line", "short": _is_short(node), "cells": _CELLS.get(str(node.shape.get("format")), 0)}


def _is_short(node: "Node") -> bool:
    length = node.shape.get("maxLength", 0)
    return node.kind.name in _SHORT or 0 < length <= 30 or node.shape.get("format") in ("phone-number", "tax-code")


def _inside(node: "Node", depth: int) -> Iterator[Item]:
    """The items of an object's properties, those that an `if` closes with its condition."""
    if node.on_demand:
        return
    asked = ((_switched(node, token), child) for token, child in node.children.items())
    for when, together in groupby(asked, key=itemgetter(0)):
        items = [item for _when, child in together for item in _asked(child, "", False, depth + 1)]
        if when and items:
            items = [{"kind": "group", "label": "", "hint": "", "when": when, "items": items}]
        yield from items
    if node.item is not None and not node.children:
        columns = [{"label": _("Name")}, {"label": _("Value")}]
        yield {"kind": "table", "label": "", "hint": "", "when": "", "columns": columns, "rows": TABLE_ROWS}


def _switched(node: "Node", token: str) -> str:
    for switch in node.facts.get("switches", ()):
        if token in switch.closed_else:
            return told_schema(switch.schema, node)
        if token in switch.closed_then:
            return _("it does not hold that %(condition)s", condition=told_schema(switch.schema, node))
    return ""


def _branch(branch: "Node", depth: int) -> list[Item]:
    if branch.kind.name == "group":
        return list(_inside(branch, depth + 1))
    return list(_asked(branch, "", True, depth + 1))


def _rows(node: "Node", depth: int) -> Item:
    """A table where each row is a few short answers, else the same block twice."""
    if node.prefix:
        return {"kind": "group", "items": [item for part in node.prefix for item in _asked(part, "", True, depth + 1)]}
    inner, word = node.item, str(node.facts["row_word"])
    if inner is None:
        return {"kind": "group", "items": []}
    most = int(node.shape.get("maxItems", TABLE_ROWS))
    items = list(_inside(inner, depth + 1)) if inner.kind.name == "group" else list(_asked(inner, "", True, depth + 1))
    if 0 < len(items) <= COLUMNS and all(_fits_cell(item) for item in items):
        columns = [{"label": item["label"] or word, "options": item.get("options", [])} for item in items]
        return {"kind": "table", "columns": columns, "rows": min(TABLE_ROWS, most)}
    return {"kind": "blocks", "items": items, "word": word, "count": min(BLOCKS, most)}


def _fits_cell(item: Item) -> bool:
    if item["kind"] == "choice":
        return len(item["options"]) <= 3
    return item["kind"] in ("line", "date", "money") and not item["when"]
