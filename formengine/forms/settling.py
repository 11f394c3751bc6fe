"""What does not apply is no answer: the conditions of items, and properties that an `if` closes, settled in order."""

from collections.abc import Iterable, Sequence
from typing import Any

from formengine.forms.conditions import pointers_in
from formengine.forms.effective import Placed
from formengine.forms.node import Node
from formengine.forms.pages import Page
from formengine.forms.pointers import drop, join_pointer
from formengine.forms.views import touches


class Settling:
    """Drops what does not apply. `items`: those with a condition, each after those that its condition looks at."""

    def __init__(self, placed: Iterable[Placed], computed: Iterable[str], root: Node, pages: Sequence[Page]) -> None:
        self.items = _in_order([item for item in placed if item.when])
        self._after_computed = _after(self.items, computed)
        self._switches = () if not pages or pages[0].whole else root.facts.get("switches", ())

    @property
    def settles(self) -> bool:
        """Whether anything can fail to apply."""
        return bool(self.items or self._switches)

    def settle(self, document: Any, *, computed: bool = True) -> frozenset[str]:
        """Drop every hidden value from `document`; returns what is hidden. Without `computed`, what hangs on a
        computed value stays: that value is not made yet."""
        hidden = set()
        for item in self.items:
            if not computed and item.pointer in self._after_computed:
                continue
            if not item.shown(document):
                hidden.add(item.pointer)
                drop(document, list(item.tokens))
        for switch in self._switches if isinstance(document, dict) else ():
            for name in switch.closed(document):
                hidden.add(join_pointer([name]))
                document.pop(name, None)
        return frozenset(hidden)


def _after(items: Sequence[Placed], computed: Iterable[str]) -> frozenset[str]:
    """The pointers of the items whose condition hangs on a computed value, directly or through another item."""
    sources, found = list(computed), set()
    for item in items:
        if any(touches(look, source) for look in pointers_in(list(item.when)) for source in sources):
            found.add(item.pointer)
            sources.append(item.pointer)
    return frozenset(found)


def _in_order(items: list[Placed]) -> list[Placed]:
    """Conditional items so that each comes after those its condition looks at."""
    waiting, done = list(items), []
    while waiting:
        names = [item.pointer for item in waiting]
        ready = [
            item
            for item in waiting
            if not any(
                touches(look, name) for look in pointers_in(list(item.when)) for name in names if name != item.pointer
            )
        ]
        done += ready or waiting
        waiting = [item for item in waiting if item not in ready] if ready else []
    return done
