"""Parts: schemas that many procedures share, named `urn:formengine:part:<name>`, bundled into each version."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

from formengine.forms import strict_json
from formengine.forms.problems import DefinitionError, Problem
from formengine.resources import folder

PREFIX = "urn:formengine:part:"


@cache
def shipped_parts() -> dict[str, Any]:
    """Every part that travels with the package, by its urn."""
    place = folder("form_definitions") / "parts"
    found: dict[str, Any] = {}
    for path in sorted(place.glob("*.json")) if place.is_dir() else ():
        found[PREFIX + path.stem] = _read_part(path)
    return found


def _read_part(path: Path) -> Any:
    schema = strict_json.parse(path.read_bytes())
    if not isinstance(schema, dict):
        raise DefinitionError([Problem("", "part", f"{path.name}: a part is one schema object")])
    schema["$id"] = PREFIX + path.stem
    schema.pop("$schema", None)
    return schema


def referenced_parts(schema: Any) -> list[str]:
    """The urns of the parts that `schema` names, in order, without those it carries itself."""
    found: dict[str, None] = {}
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.startswith(PREFIX):
                found[reference.partition("#")[0]] = None
            stack.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            stack.extend(reversed(value))
    return list(found)


def bundle(schema: dict[str, Any], available: dict[str, Any] | None = None) -> dict[str, Any]:
    """`schema` with every part it needs, directly or through another, in `$defs`. Raises DefinitionError."""
    parts = shipped_parts() if available is None else available
    needed: dict[str, Any] = {}
    waiting = referenced_parts(schema)
    carried = {
        value["$id"] for value in (schema.get("$defs") or {}).values() if isinstance(value, dict) and "$id" in value
    }
    while waiting:
        urn = waiting.pop(0)
        if urn in needed or urn in carried:
            continue
        if urn not in parts:
            known = ", ".join(sorted(name.removeprefix(PREFIX) for name in parts)) or "none"
            raise DefinitionError([Problem("/schema", "$ref", f"there is no part {urn!r}; there are: {known}")])
        needed[urn] = copy.deepcopy(parts[urn])
        waiting += referenced_parts(parts[urn])
    if not needed:
        return schema
    definitions = {**(schema.get("$defs") or {}), **needed}
    return {**schema, "$defs": definitions}
