"""What a person's coded details read like."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from formengine.forms.lists import Lists


def label_of(lists: Lists, name: str, code: str, day: date, locale: str) -> str:
    """The label of a list's item in the edition of a day; the code itself where there is none."""
    item = lists.edition(name, day).by_code.get(code)
    return item.text(locale) if item else code


def address_in_words(address: Mapping[str, Any] | None, lists: Lists, day: date, locale: str) -> str:
    """An address (the part `address`) in one line: detail, commune, province; empty without one."""
    address = address or {}
    parts = [
        str(address.get("detail", "")),
        label_of(lists, "commune", str(address.get("ward", "")), day, locale),
        label_of(lists, "province", str(address.get("province", "")), day, locale),
    ]
    return ", ".join(part for part in parts if part)
