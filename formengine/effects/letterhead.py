"""What the head and the foot of an official paper say of an agency, its place and its signer (Nghị định 30/2020/NĐ-CP,
Phụ lục I)."""

import re
from datetime import date
from typing import Any

from formengine.registers.agencies import Agencies, Agency

# People's committees have no superior line above their name.
NO_SUPERIOR = ("ubnd-",)
# A one-stop desk that is an agency of its own stands in the head as itself, without a unit below it.
DESKS = ("mot-cua-",)
# A code of a commune is longer than one of a province.
COMMUNE_CODE = 5
COMMUNE = re.compile(r"(?:phường|xã|đặc khu|thị trấn)\s+(.+)", re.IGNORECASE)
PROVINCE = re.compile(r"tỉnh\s+(.+)", re.IGNORECASE)
DEPUTY = "Phó "


def agency_told(agency: Agency, agencies: Agencies) -> dict[str, Any]:
    """An agency as the head of a paper tells it, with the one above it."""
    alone = agency.type.startswith(NO_SUPERIOR) or not agency.parent
    return {
        "code": agency.code,
        "name": agency.name,
        "superior": "" if alone else agencies.by_id(agency.parent or "").name,
        "is_desk": agency.type.startswith(DESKS),
        "address": agency.address,
        "phone": agency.phone,
        "website": agency.website,
    }


def place_told(agency: Agency, on: date) -> str:
    """Where the agency writes from: the commune where it serves one alone, else the province of its address."""
    parts = [part.strip() for part in agency.address.split(",")]
    served = {area.code for area in agency.areas if area.valid(on)}
    if len(served) == 1 and all(len(code) >= COMMUNE_CODE for code in served):
        named = (COMMUNE.fullmatch(part) for part in parts)
        if found := next(filter(None, named), None):
            return found[1]
    province = PROVINCE.fullmatch(parts[-1])
    return province[1] if province else parts[-1]


def signer_told(name: str, title: str, agency: Agency) -> dict[str, str]:
    """The signer: the office without the agency, which the head names; a deputy signs for the head of the agency."""
    short = _without(title, re.sub(r"\s*\(.*\)$", "", agency.name))
    if not short.startswith(DEPUTY):
        return {"name": name, "title": short}
    head = short.removeprefix(DEPUTY)
    return {"name": name, "title": short, "on_behalf": f"KT. {head[:1].upper()}{head[1:]}"}


def _without(title: str, agency: str) -> str:
    """The title without the agency's name, or its beginning, as long as what is left still names an office."""
    words, named = title.split(), agency.casefold().split()
    for start in range(2 if words[:1] != [DEPUTY.strip()] else 3, len(words) - 1):
        rest = [word.casefold() for word in words[start:]]
        if named[: len(rest)] == rest:
            return " ".join(words[:start])
    return title


__all__ = ["agency_told", "place_told", "signer_told"]
