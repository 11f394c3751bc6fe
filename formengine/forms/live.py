"""What a page hands over to its scripts, so that conditions, rules and computed values act at once.

A data block that no browser executes: the conditions, CEL texts and outlines of the values that they look at, and of
the answers on other pages those that are looked at, no others. What the browser could not do exactly as the server is
not handed over; the server does it with the next save.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from formengine.forms.conditions import pointers_in
from formengine.forms.controls import element_id
from formengine.forms.effective import Placed
from formengine.forms.kinds.rows import row_node
from formengine.forms.node import Node
from formengine.forms.pages import Entry, Field, Page, SectionOf, Text
from formengine.forms.pointers import ABSENT, follow, join_pointer, put, split_pointer
from formengine.forms.readable import Outline, inner_outline, is_plain, is_whole, looked_at, outline, schemas_in, sized
from formengine.forms.rules import Arithmetic, Computed, Rule
from formengine.i18n import gettext as _

Path = tuple[str, ...]
_SHOWN_AS = {
    "number": "number", "integer": "integer", "money": "money", "text": "text", "textarea": "text", "date": "date",
    "partial-date": "date",
}  # fmt: skip


class LivePage:
    """What one page hands over; made once, the same for every citizen but for the answers."""

    def __init__(
        self, root: Node, page: Page, items: Sequence[Placed], arithmetic: Arithmetic, settings: Mapping[str, Any]
    ) -> None:
        self._root = root
        self._settings = settings
        fields = page.fields
        self._asked = [entry for entry in fields if not (entry.node.computed or entry.node.read_only)]
        self._outlines: dict[Path, Outline | None] = {entry.tokens: outline(entry.node) for entry in self._asked}
        self._computed = {tuple(split_pointer(one.pointer)): one for one in arithmetic.computed}
        self._paths = {path: looked_at(one.text, one.pointer) for path, one in self._computed.items()}
        self._moving = self._find_moving(items)
        self._exact_computed = self._find_exact()
        here = {entry.tokens for entry in fields}

        followed = [one for one in items if one.tokens in self._moving]
        self.items = [one for one in followed if self._exact_when(one.when)]
        lost = [one for one in followed if one not in self.items]
        shown = {one.tokens for one in self.items} & here - self._closable()
        self.keys = dict(self._keys(page.entries, shown))
        self.computed = [self._computed[path] for path in self._exact_computed]
        self.rules = [rule for rule in arithmetic.rules if self._is_on(rule.pointer, here) and self._exact_rule(rule)]
        self._looked = self._all_looked_at()
        self._used = self._settings_used()
        waiting = {pointer for one in lost for pointer in pointers_in(list(one.when))}
        kept = {pointer for one in self.items for pointer in pointers_in(list(one.when))}
        self._settled = sorted(kept - waiting - self._triggers())
        self._fixed = self._static()

    # --- what can be done in the browser -------------------------------------------------------------------

    def _find_moving(self, items: Sequence[Placed]) -> set[Path]:
        """The items and computed values that change with the answers on this page, directly or through others."""
        moving: set[Path] = {entry.tokens for entry in self._asked}
        looks: dict[Path, list[Path]] = {}
        for one in items:
            looks.setdefault(one.tokens, []).extend(_path(pointer) for pointer in pointers_in(list(one.when)))
        for path, paths in self._paths.items():
            looks.setdefault(path, []).extend(
                [names for variable, names in paths if variable == "doc"] if paths is not None else [()]
            )
        asked = set(moving)
        grown = True
        while grown:
            more = {path for path, places in looks.items() if any(_meets(place, moving) for place in places)} - moving
            grown = bool(more)
            moving |= more
        conditional = {one.tokens for one in items if any(_meets(look, moving) for look in looks[one.tokens])}
        return (moving - asked) | conditional

    def _find_exact(self) -> list[Path]:
        """The moving computed values that the browser makes as the server does, in the order of the definition."""
        found = [path for path in self._computed if path in self._moving]
        while True:
            self._exact_computed = found
            kept = [path for path in found if self._exact_text(self._computed[path].text, self._computed[path].pointer)]
            if kept == found:
                return kept
            found = kept

    def _exact_text(self, text: str, pointer: str) -> bool:
        paths = looked_at(text, pointer)
        if paths is None:
            return False
        settings = [self._settings.get(names[0]) if names else None for variable, names in paths if variable != "doc"]
        if not all(isinstance(value, bool | int | str) or _has_fraction(value) for value in settings):
            return False
        lists = all(self._is_list(place) for place in sized(text, pointer))
        return lists and all(self._exact(names) for variable, names in paths if variable == "doc")

    def _is_list(self, path: Path) -> bool:
        found = self._outline_of(path)
        return found is not None and found["kind"] in ("rows", "boxes")

    def _exact(self, path: Path) -> bool:
        """Whether the browser knows the value at `path` as the server does."""
        for made in self._computed:
            if made in self._moving and _touch(path, made) and made not in self._exact_computed:
                return False
        if not path:
            return False
        for tokens in self._outlines:
            if _covers(tokens, path):
                inner = self._outline_of(path)
                return inner is not None and (inner["kind"] == "computed" or is_whole(inner))
            if _covers(path, tokens) and not is_whole(self._outlines[tokens]):
                return False
        return True

    def _outline_of(self, path: Path) -> Outline | None:
        for tokens, found in self._outlines.items():
            if _covers(tokens, path):
                return inner_outline(found, path[len(tokens) :])
        return None

    def _exact_when(self, when: Sequence[Any]) -> bool:
        return all(map(is_plain, schemas_in(when))) and all(map(self._exact, map(_path, pointers_in(list(when)))))

    def _exact_rule(self, rule: Rule) -> bool:
        return self._exact_text(rule.text, rule.pointer) and self._exact_when(rule.condition)

    def _is_on(self, pointer: str, here: set[Path]) -> bool:
        return _meets(_path(pointer), here)

    def _closable(self) -> set[Path]:
        """What an `if` of the schema closes, beside the conditions of the pages: shown and hidden by the server."""
        switches = self._root.facts.get("switches", ())
        return {(name,) for one in switches for name in (*one.closed_then, *one.closed_else)}

    def _triggers(self) -> set[str]:
        """The pointers whose change opens or closes something that only the server can draw."""
        found: set[str] = set()
        waiting: list[tuple[Path, Node]] = [((), self._root)]
        while waiting:
            path, node = waiting.pop()
            if len(path) > 16 or node.on_demand:
                continue
            for switch in node.facts.get("switches", ()):
                found |= {join_pointer((*path, name)) for name in switch.triggers}
            if node.kind.name == "either":
                found.add(join_pointer(path))
            waiting += [((*path, token), inner) for token, inner in node.children.items()]
        return found

    def _keys(self, entries: Sequence[Entry], shown: set[Path]) -> Iterator[tuple[Entry, str]]:
        for number, entry in enumerate(_walk(entries)):
            if isinstance(entry, Field):
                if entry.tokens in shown:
                    yield entry, entry.pointer
            elif isinstance(entry, SectionOf | Text) and entry.when:
                pointers = map(_path, pointers_in(list(entry.when)))
                moves = any(_meets(path, self._moving | set(self._outlines)) for path in pointers)
                if moves and self._exact_when(entry.when):
                    yield entry, str(number)

    # --- what is handed over -------------------------------------------------------------------------------

    def _all_looked_at(self) -> list[Path]:
        whens = [one.when for one in self.items] + [rule.condition for rule in self.rules]
        whens += [entry.when for entry in self.keys if isinstance(entry, SectionOf | Text)]
        found = [_path(pointer) for when in whens for pointer in pointers_in(list(when))]
        made: list[Computed | Rule] = [*self.computed, *self.rules]
        for one in made:
            found += [names for variable, names in looked_at(one.text, one.pointer) or () if variable == "doc"]
        return list(dict.fromkeys(found))

    def _settings_used(self) -> list[str]:
        made: list[Computed | Rule] = [*self.computed, *self.rules]
        paths = [path for one in made for path in looked_at(one.text, one.pointer) or ()]
        return sorted({names[0] for variable, names in paths if variable == "settings"})

    def _static(self) -> dict[str, Any]:
        looked = set(self._looked)
        return {
            "fields": [
                [join_pointer(tokens), found] for tokens, found in self._outlines.items() if _meets(tokens, looked)
            ],
            "items": [[one.pointer, list(one.when)] for one in self.items],
            "parts": {key: list(entry.when) for entry, key in self.keys.items() if isinstance(entry, SectionOf | Text)},
            "computed": [[one.pointer, one.text, self._shown_as(one.pointer)] for one in self.computed],
            "rules": [
                [rule.pointer, rule.text, rule.message, list(rule.condition), element_id(rule.pointer)]
                for rule in self.rules
            ],
            "doubles": sorted({name for path in self._looked for name in _doubles(self._root, path)}),
            "settled": self._settled,
        }

    def _shown_as(self, pointer: str) -> str:
        """How a computed value is written; empty where only the server can write it."""
        node: Node | None = self._root
        for name in split_pointer(pointer):
            if node is None:
                return ""
            node = node.item if name == "*" else node.children.get(name)
        return _SHOWN_AS.get(node.facts["inner"].name, "") if node is not None and "inner" in node.facts else ""

    def data(
        self, document: Any, hidden: frozenset[str], settings: Mapping[str, Any], more: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """What is handed over with these answers; None where nothing on the page hangs on another answer.

        What is `hidden` by conditions that the page does not follow is not asked.
        """
        if not (self.keys or self.computed or self.rules):
            return None
        base: Any = {}
        for path in self._looked:
            value = follow(document, _before_rows(path))
            if value is not ABSENT and not any(_covers(tokens, path) for tokens in self._outlines):
                base = put(base, _before_rows(path), value)
        closed = hidden - {one.pointer for one in self.items}
        return {
            **self._fixed,
            **more,
            "fields": [field for field in self._fixed["fields"] if field[0] not in closed],
            "base": base,
            "settings": {name: settings[name] for name in self._used if name in settings},
            "unmade": _("Filled in by the system"),
        }


def block(data: Mapping[str, Any]) -> Markup:
    """`data` as a block that a browser keeps and does not execute."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_iso)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/json" data-fe-live>{text}</script>')


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not handed over to a page")


def _path(pointer: str) -> Path:
    return tuple(split_pointer(pointer))


def _covers(outer: Path, inner: Path) -> bool:
    """Whether `inner` lies at or inside `outer`; a * in one stands for each number in the other."""
    return len(outer) <= len(inner) and all(
        one == other or (one == "*" and other.isdigit()) or (other == "*" and one.isdigit())
        for one, other in zip(outer, inner, strict=False)
    )


def _touch(one: Path, other: Path) -> bool:
    return _covers(one, other) or _covers(other, one)


def _meets(path: Path, others: set[Path]) -> bool:
    return any(_touch(path, other) for other in others)


def _before_rows(path: Path) -> list[str]:
    return list(path[: path.index("*")] if "*" in path else path)


def _has_fraction(value: Any) -> bool:
    """A whole number that is a float would come back from JSON as an integer."""
    return isinstance(value, float) and not value.is_integer()


def _walk(entries: Sequence[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        if isinstance(entry, SectionOf):
            yield from _walk(entry.entries)


def _doubles(node: Node | None, path: Path, before: Path = ()) -> Iterator[str]:
    """The places at or inside `path` whose numbers are doubles, with * for each row."""
    if node is None or len(before) > 16:
        return
    if "number" in node.shape.types:
        yield join_pointer(before)
    first, rest = (path[0], path[1:]) if path else ("", ())
    for name, inner in node.children.items() if not node.on_demand else ():
        if not path or name == first:
            yield from _doubles(inner, rest, (*before, name))
    if node.kind.name == "rows" and (not path or first == "*" or first.isdigit()):
        yield from _doubles(row_node(node, 0), rest, (*before, "*"))
