"""The house's own papers by the rules of their day: receipt, requests, notices, slips (TT 01/2018, TT 03/2025).

The sets are dated data, shipped in `form_definitions/papers/paper-sets.json`; an installation replaces them by its own
in HOME/paper-templates/paper-sets.json. A submission uses the set in force on the day it was filed.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from formengine.resources import folder

# Every set has these; a definition's `paper_set` may replace those that it issues itself.
PAPERS = (
    "receipt",
    "supplement_request",
    "refusal",
    "apology",
    "stop_notice",
    "correction",
    "control_slip",
    "register",
    "hand_over",
    "result_receipt",
)


class BadPaperSets(ValueError):
    """The file of the installation's own paper sets cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class HousePaper:
    """A paper: its title, template, number series ("" for none) and the number of its form ("" for none)."""

    title: str
    template: str
    series: str = ""
    form_number: str = ""


@dataclass(frozen=True, slots=True)
class PaperSet:
    """The papers in force from a day to a day (None: without end), both included."""

    code: str
    basis: str
    valid_from: date
    valid_to: date | None
    papers: dict[str, HousePaper]

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def paper_set(home: Path, day: date) -> PaperSet:
    """The set in force on a day; the oldest for days before every set. Raises BadPaperSets."""
    sets = paper_sets(home)
    return next((each for each in sets if each.holds(day)), sets[-1])


def paper_sets(home: Path) -> tuple[PaperSet, ...]:
    """Every set, the latest first: those of the installation where it has a file, else the shipped ones."""
    own = home / "paper-templates" / "paper-sets.json"
    if own.is_file():
        return _read(own, own.stat().st_mtime_ns)
    return _read(folder("form_definitions") / "papers" / "paper-sets.json", 0)


@lru_cache(8)
def _read(path: Path, _changed_at: int) -> tuple[PaperSet, ...]:
    try:
        sets = [_set(each) for each in json.loads(path.read_text(encoding="utf-8"))["sets"]]
    except (ValueError, KeyError, TypeError) as fault:
        raise BadPaperSets(f"{path}: {fault!r}; compare it with the shipped one") from fault
    if not sets:
        raise BadPaperSets(f"{path}: at least one set must be there")
    return tuple(sorted(sets, key=lambda each: each.valid_from, reverse=True))


def _set(data: Any) -> PaperSet:
    papers = {name: HousePaper(**data["papers"][name]) for name in PAPERS}
    until = data.get("valid_to")
    first, last = date.fromisoformat(data["valid_from"]), date.fromisoformat(until) if until else None
    return PaperSet(data["code"], data["basis"], first, last, papers)
