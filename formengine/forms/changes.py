"""What differs between two versions of the answers, field by field, as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from formengine.forms.summary import Row, Section


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that differs; `before` or `after` is empty where there was or is none."""

    pointer: str
    label: str
    before: str
    after: str


def changes(before: Iterable[Section], after: Iterable[Section]) -> list[Change]:
    """The answers that differ between two summaries of one form, in the order of the newer one, then what is gone."""
    old, new = _rows(before), _rows(after)
    found = []
    for pointer in {**new, **old}:
        was, now = old.get(pointer), new.get(pointer)
        if (was.value if was else None) != (now.value if now else None):
            label = _label(now or was)
            found.append(Change(pointer, label, was.value if was else "", now.value if now else ""))
    return found


def _rows(sections: Iterable[Section]) -> dict[str, Row]:
    return {row.pointer: row for section in sections for row in section.rows}


def _label(row: Row | None) -> str:
    assert row is not None
    return f"{row.group}: {row.label}" if row.group else row.label
