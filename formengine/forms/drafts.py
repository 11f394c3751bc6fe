"""Older drafts of JSON Schema, written anew as 2020-12: inside the engine there is one dialect.

What a draft did not know yet is left out, as it asks for (a warning says so); what it spelled otherwise is spelled
anew. A schema that names no draft is taken as 2020-12, and where it spells something as only older drafts do, as them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from jsonschema_specifications import REGISTRY as SPECIFICATIONS

from formengine.forms.gate import DIALECT, LISTS, MANY, ONE, subschemas
from formengine.forms.pointers import join_pointer

UNSAID, NEWEST = 0, 2020
_DRAFT = re.compile(r"https?://json-schema\.org/(?:draft[-/](0?[34567]|2019-09|2020-12)/)?(?:hyper-)?schema#?\Z")
_META = re.compile(r"http://json-schema\.org/draft-0[3467]/schema\Z")
_REF_ALONE = (3, 4, 6, 7)
_SINCE = {
    6: {"const", "contains", "propertyNames"},
    7: {"if", "then", "else"},
    2019: {
        "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "minContains",
        "maxContains", "$anchor", "$recursiveRef", "$recursiveAnchor",
    },
    2020: {"prefixItems", "$dynamicRef", "$dynamicAnchor"},
}  # fmt: skip
_BESIDE_REF = {"$defs", "definitions", "title", "description", "default", "examples", "readOnly", "$comment"}
_ANCHOR = re.compile(r"[A-Za-z_][-A-Za-z0-9._]*\Z")
_RECURSIVE = "__recursive"


class _Resource(NamedTuple):
    """A schema that references resolve in, and the year or number of its draft."""

    root: dict[str, Any]
    draft: int


def modern(schema: Any) -> tuple[Any, list[str]]:
    """`schema` as 2020-12 spells it, and what that leaves without effect; the same object where nothing changes."""
    draft, writer = draft_of(schema), _Writer()
    if draft is not None and draft < NEWEST and (draft != UNSAID or _spelled_as_before(schema)):
        schema = writer.write(schema, _Resource(schema, draft), ())
        if draft != UNSAID:
            schema["$schema"] = DIALECT
    if draft == UNSAID and isinstance(schema, dict) and "$schema" in schema:  # the address of no draft in particular
        schema = {**schema, "$schema": DIALECT}
    meant = sorted(_meant(schema))
    if meant:
        schema = {**schema, "$defs": {**(schema.get("$defs") or {}), **{name: _meta(name) for name in meant}}}
    return schema, writer.warnings


def _meant(schema: Any) -> set[str]:
    """The addresses of older drafts' own schemas that references in `schema` lead to."""
    parts = (part.get("$ref") for _place, part in subschemas(schema) if isinstance(part, dict))
    addresses = {reference.partition("#")[0] for reference in parts if isinstance(reference, str)}
    return {f"{address}#" for address in addresses if _META.match(address)}


def _meta(address: str) -> Any:
    schema = SPECIFICATIONS.contents(address)
    return _Writer().write(schema, _Resource(schema, draft_of(schema) or UNSAID), ())


def draft_of(schema: Any) -> int | None:
    """The draft that `schema` names: 3, 4, 6, 7, 2019, NEWEST; UNSAID where it names none, None where it is unknown."""
    said = schema.get("$schema") if isinstance(schema, dict) else True
    if said is True:
        return NEWEST
    if said is None:
        return UNSAID
    found = _DRAFT.match(said) if isinstance(said, str) else None
    if not found:
        return None
    return int(found.group(1)[:4]) if found.group(1) else UNSAID


def _spelled_as_before(schema: Any) -> bool:
    return any(isinstance(part, dict) and _is_old(part) for _place, part in subschemas(schema))


def _is_old(part: dict[str, Any]) -> bool:
    kind = part.get("type")
    return (
        isinstance(part.get("items"), list)
        or isinstance(part.get("dependencies"), dict)
        or any(isinstance(part.get(key), bool) for key in ("required", "exclusiveMinimum", "exclusiveMaximum"))
        or not part.keys().isdisjoint(("divisibleBy", "extends", "disallow", "$recursiveRef"))
        or kind == "any"
        or (isinstance(kind, list) and any(one == "any" or isinstance(one, dict) for one in kind))
    )


@dataclass
class _Writer:
    warnings: list[str] = field(default_factory=list)

    def write(self, schema: Any, resource: _Resource, place: tuple[object, ...]) -> Any:
        """One subschema and all within it."""
        if not isinstance(schema, dict):
            return schema
        resource = _own_resource(schema, resource)
        out: dict[str, Any] = {}
        alone = "$ref" in schema and resource.draft in _REF_ALONE
        for keyword, value in schema.items():
            if keyword == "$schema":
                continue
            if alone and keyword not in _BESIDE_REF and keyword != "$ref" and not keyword.startswith("x-"):
                continue
            if any(resource.draft < year and keyword in names for year, names in _SINCE.items() if resource.draft):
                self._warn(place, f"{keyword} is not known in draft {resource.draft} and changes nothing")
                continue
            out[keyword] = self._inside(keyword, value, resource, place)
        self._spell(out, schema, resource, place)
        return out

    def _warn(self, place: tuple[object, ...], text: str) -> None:
        self.warnings.append(f"{join_pointer(place) or '/'}: {text}")

    def _inside(self, keyword: str, value: Any, resource: _Resource, place: tuple[object, ...]) -> Any:
        here = (*place, keyword)
        if keyword in MANY and isinstance(value, dict):
            kept = {name: part for name, part in value.items() if keyword != "$defs" or isinstance(part, dict | bool)}
            return {name: self.write(part, resource, (*here, name)) for name, part in kept.items()}
        if isinstance(value, list) and keyword in LISTS | {"items", "extends", "type"}:
            return [self.write(part, resource, (*here, index)) for index, part in enumerate(value)]
        if keyword in ONE | {"extends"}:
            return self.write(value, resource, here)
        if keyword == "$ref" and isinstance(value, str) and value.startswith("#/"):
            return "#/" + "/".join(_moved(value[2:].split("/"), resource.root))
        return value

    def _spell(
        self, out: dict[str, Any], schema: dict[str, Any], resource: _Resource, place: tuple[object, ...]
    ) -> None:
        draft = resource.draft
        _spell_id(out, draft)
        if "$ref" in out and draft in _REF_ALONE:
            return
        _spell_bounds(out)
        _spell_items(out, draft)
        _spell_dependencies(out, draft)
        _spell_recursion(out, resource.root)
        _spell_required(out, schema)
        _spell_types(out)


def _own_resource(schema: dict[str, Any], resource: _Resource) -> _Resource:
    """The resource that `schema` begins, where it has an id of its own, else the one that it lies in."""
    name = schema.get("id" if resource.draft in (3, 4) else "$id")
    if schema is resource.root or not isinstance(name, str) or name.startswith("#"):
        return resource
    return _Resource(schema, draft_of(schema) or resource.draft)


def _spell_id(out: dict[str, Any], draft: int) -> None:
    if draft in (3, 4) and isinstance(out.get("id"), str):
        out["$id"] = out.pop("id")
    name = out.get("$id")
    if not isinstance(name, str) or "#" not in name or draft not in _REF_ALONE:
        return
    base, _sharp, anchor = out.pop("$id").partition("#")
    if base:
        out["$id"] = base
    if _ANCHOR.match(anchor):
        out["$anchor"] = anchor


def _spell_bounds(out: dict[str, Any]) -> None:
    if "divisibleBy" in out:
        out.setdefault("multipleOf", out.pop("divisibleBy"))
    for bound in ("Minimum", "Maximum"):
        exclusive = out.get(f"exclusive{bound}")
        if isinstance(exclusive, bool):
            del out[f"exclusive{bound}"]
            if exclusive and bound.lower() in out:
                out[f"exclusive{bound}"] = out.pop(bound.lower())


def _spell_items(out: dict[str, Any], draft: int) -> None:
    rest = out.pop("additionalItems", None) if draft != NEWEST else None
    if isinstance(out.get("items"), list):
        out["prefixItems"] = out.pop("items")
        if not out["prefixItems"]:
            del out["prefixItems"]
        if rest is not None:
            out["items"] = rest


def _spell_dependencies(out: dict[str, Any], draft: int) -> None:
    said = out.get("dependencies")
    if not isinstance(said, dict) or draft > 7:
        return
    del out["dependencies"]
    for name, needs in said.items():
        keyword = "dependentRequired" if isinstance(needs, list | str) else "dependentSchemas"
        out.setdefault(keyword, {})[name] = [needs] if isinstance(needs, str) else needs


def _spell_recursion(out: dict[str, Any], root: dict[str, Any]) -> None:
    if out.pop("$recursiveAnchor", False) is True:
        out["$dynamicAnchor"] = _RECURSIVE
    if out.get("$recursiveRef") == "#":
        del out["$recursiveRef"]
        dynamic = root.get("$recursiveAnchor") is True
        out["$dynamicRef" if dynamic else "$ref"] = f"#{_RECURSIVE}" if dynamic else "#"


def _spell_required(out: dict[str, Any], schema: dict[str, Any]) -> None:
    """Draft 3 said `required: true` at the property."""
    if isinstance(out.get("required"), bool):
        del out["required"]
    properties = schema.get("properties")
    names = [
        name
        for name, part in (properties.items() if isinstance(properties, dict) else ())
        if isinstance(part, dict) and part.get("required") is True
    ]
    if names:
        known = out.get("required")
        out["required"] = list(dict.fromkeys([*(known if isinstance(known, list) else ()), *names]))


def _spell_types(out: dict[str, Any]) -> None:
    for keyword in ("type", "disallow"):
        said = out.get(keyword)
        kinds = said if isinstance(said, list) else [said]
        if keyword in out and ("any" in kinds or any(isinstance(kind, dict) for kind in kinds)):
            del out[keyword]
            if "any" not in kinds:
                one_of = [kind if isinstance(kind, dict) else {"type": kind} for kind in kinds]
                _add_all(out, {"anyOf": one_of} if keyword == "type" else {"not": {"anyOf": one_of}})
        elif keyword == "disallow" and keyword in out:
            _add_all(out, {"not": {"type": out.pop(keyword)}})
    extends = out.pop("extends", None)
    for part in extends if isinstance(extends, list) else [extends] if extends is not None else []:
        _add_all(out, part)


def _add_all(out: dict[str, Any], part: Any) -> None:
    out["allOf"] = [*out.get("allOf", ()), part]


def _moved(tokens: list[str], schema: Any) -> Iterator[str]:
    """The segments of a reference inside `schema`, where what they lead through is spelled anew."""
    left = list(tokens)
    while left:
        keyword = left.pop(0)
        value = schema.get(keyword) if isinstance(schema, dict) else None
        named = isinstance(value, list) or keyword in MANY
        name = unquote(left[0]).replace("~1", "/").replace("~0", "~") if named and left else ""
        if keyword == "items" and isinstance(value, list):
            keyword = "prefixItems"
        elif keyword == "additionalItems":
            keyword = "items"
        elif keyword == "dependencies":
            keyword = "dependentSchemas"
        yield keyword
        if named and left:
            yield left.pop(0)
            if isinstance(value, list):
                value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
            else:
                value = value.get(name) if isinstance(value, dict) else None
        schema = value
