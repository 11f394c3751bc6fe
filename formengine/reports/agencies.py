"""The register of agencies as administrators look through it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from formengine.registers.agencies import Agencies, Agency
from submissions.store.words import fold

PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page of agencies, with how many there are in all."""

    agencies: tuple[Agency, ...]
    total: int


def find_agencies(register: Agencies, words: str, on: date, *, ended: bool = False, page: int = 0) -> Found:
    """Agencies by code whose name or code holds every word; those in force on a day, or those that ended before it."""
    wanted = fold(words).split()
    found = [
        agency
        for agency in register.all()
        if (agency.valid_to is not None and agency.valid_to < on) is ended and _holds(agency, wanted)
    ]
    return Found(tuple(found[page * PAGE : (page + 1) * PAGE]), len(found))


def _holds(agency: Agency, wanted: list[str]) -> bool:
    return all(word in _folded(agency.code, agency.name, agency.name_en) for word in wanted)


# Folding ten thousand names takes longer than everything else a search does.
@lru_cache(maxsize=20_000)
def _folded(code: str, name: str, name_en: str) -> str:
    return fold(f"{code} {name} {name_en}")
