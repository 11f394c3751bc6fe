"""The registry of kinds: the built-in ones and those of plug-ins (entry points `formengine.kinds`)."""

import sys
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from formengine.forms.kinds.base import Kind


class DuplicateKind(ValueError):
    """Two kinds claim one name."""


class Registry:
    """Kinds by name, asked in the order of their rank."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def add(self, kind: Kind) -> None:
        if kind.name in self._kinds:
            raise DuplicateKind(f"a kind {kind.name!r} is registered already: rename yours")
        self._kinds[kind.name] = kind

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def names(self) -> list[str]:
        return sorted(self._kinds)

    def in_order(self) -> list[Kind]:
        return sorted(self._kinds.values(), key=lambda kind: kind.rank)


@cache
def registry() -> Registry:
    """Every kind there is, plug-ins included; made once."""
    from formengine.forms.kinds import (
        choices,
        computed,
        dates,
        files,
        groups,
        lists,
        numbers,
        readonly,
        rows,
        text,
        unions,
        yesno,
    )

    made = Registry()
    for module in (computed, text, numbers, dates, yesno, choices, lists, files, readonly, groups, rows, unions):
        for kind in module.KINDS:
            made.add(kind)
    for entry in entry_points(group="formengine.kinds"):
        made.add(entry.load()())
    return made


def template_folders() -> list[Path]:
    """Where the templates of plug-ins lie: a folder `templates` beside the module of the kind."""
    modules = {type(kind).__module__ for kind in registry().in_order()}
    files = [getattr(sys.modules[name], "__file__", None) for name in sorted(modules)]
    return [place for file in files if file and (place := Path(file).parent / "templates").is_dir()]
