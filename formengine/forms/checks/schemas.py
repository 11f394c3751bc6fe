"""The schemas of a definition: nothing unknown, nothing remote, nothing that no control can draw."""

import difflib
from collections.abc import Iterator
from typing import Any

from formengine.forms.formats import FORMATS
from formengine.forms.gate import DIALECT, KEYWORDS, OLDER, OWN, admit, subschemas
from formengine.forms.judging import Judge
from formengine.forms.kinds import registry
from formengine.forms.lists import LIVE, shipped_lists
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import DefinitionError, Problem

DATA_ITEMS = frozenset(
    {f"person.{name}" for name in (
        "full_name", "birth_date", "sex", "ethnicity", "nationality", "personal_number", "id_kind", "id_number",
        "id_issued_on", "id_issued_by", "phone", "email", "address",
    )}
    | {f"organisation.{name}" for name in ("name", "tax_code", "address", "phone", "email")}
    | {f"official.{name}" for name in ("staff_number", "position", "agency")}
)  # fmt: skip


def schema_problems(data: dict[str, Any]) -> list[Problem]:
    """Problems of the main schema and of every step's form."""
    found = _of_one(data["schema"], ("schema",))
    for name, schema in (data.get("step_forms") or {}).items():
        found += _of_one(schema, ("step_forms", name))
    return found


def _of_one(schema: dict[str, Any], place: tuple[object, ...]) -> list[Problem]:
    found = _budget_problems(schema, place)
    if found:
        return found
    found = list(_keyword_problems(schema, place))
    if found:
        return found
    found += list(_value_problems(schema, place))
    return found


def _budget_problems(schema: dict[str, Any], place: tuple[object, ...]) -> list[Problem]:
    try:
        admit(schema)
    except DefinitionError as error:
        prefix = join_pointer(place)
        return [Problem(prefix + problem.pointer, problem.keyword, problem.message) for problem in error.problems]
    return []


def _keyword_problems(schema: dict[str, Any], place: tuple[object, ...]) -> Iterator[Problem]:
    kinds = registry()
    for here, part in subschemas(schema, place):
        if not isinstance(part, dict):
            continue
        pointer = join_pointer(here)
        for keyword, value in part.items():
            if keyword in OLDER or keyword not in KEYWORDS | OWN:
                yield Problem(pointer, keyword, _unknown(keyword))
            elif keyword == "format" and value not in FORMATS:
                yield Problem(pointer, "format", f"the format {value!r} is not known; there are: {', '.join(FORMATS)}")
            elif keyword == "$schema" and value != DIALECT:
                yield Problem(pointer, "$schema", f"write {DIALECT}: a definition is JSON Schema 2020-12")
            elif keyword == "x-widget" and value not in kinds:
                yield Problem(pointer, "x-widget", f"no kind of field {value!r}; there are: {', '.join(kinds.names())}")
            elif keyword == "x-data-item" and value not in DATA_ITEMS:
                yield Problem(
                    pointer, "x-data-item", f"{value!r} is no data item; there are: {', '.join(sorted(DATA_ITEMS))}"
                )
            elif keyword in ("x-list-column", "x-sensitive") and not isinstance(value, bool):
                yield Problem(pointer, keyword, "write true or false")
            elif keyword == "x-help" and not isinstance(value, str):
                yield Problem(pointer, keyword, "write a text")
            elif keyword == "x-message":
                yield from _message_problems(value, pointer)
        yield from _list_problems(part, pointer)


def _unknown(keyword: str) -> str:
    if keyword in OLDER:
        return f"{keyword!r} belongs to an older draft: write {OLDER[keyword]}"
    near = difflib.get_close_matches(keyword, sorted(KEYWORDS | OWN), 1)
    hint = f"; is {near[0]!r} meant?" if near else ""
    return f"the keyword {keyword!r} is not known{hint}"


def _message_problems(value: Any, pointer: str) -> Iterator[Problem]:
    if isinstance(value, str):
        return
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        yield Problem(pointer, "x-message", "write a text, or an object of keyword and text")
        return
    for keyword in value:
        if keyword not in KEYWORDS:
            yield Problem(pointer, "x-message", f"{keyword!r} is no keyword that can be broken")


def _list_problems(part: dict[str, Any], pointer: str) -> Iterator[Problem]:
    if "list" in part and part["list"] not in LIVE and part["list"] not in shipped_lists().names():
        known = ", ".join([*shipped_lists().names(), *sorted(LIVE)])
        yield Problem(pointer, "unused", f"the list {part['list']!r} is not shipped (there are: {known}); load it")


def _value_problems(schema: dict[str, Any], place: tuple[object, ...]) -> Iterator[Problem]:
    """Defaults, examples and constants that fail the schema they stand in."""
    from formengine.forms.shapes import child, root_fragment

    judge = Judge(schema)
    root = root_fragment(schema)
    for here, part in subschemas(schema, place):
        if not isinstance(part, dict) or not {"default", "examples", "enum", "const"} & part.keys():
            continue
        fragment = child(root, part)
        values = [("default", part["default"])] if "default" in part else []
        values += [("examples", value) for value in part.get("examples", ())]
        bare = {key: value for key, value in part.items() if key not in ("enum", "const")}
        loose = child(root, bare)
        for keyword, value in values:
            if not judge.fits(fragment, value):
                yield Problem(join_pointer(here), keyword, f"{value!r:.60} does not satisfy the schema it stands in")
        choices = part.get("enum", [part["const"]] if "const" in part else [])
        for value in choices:
            if not judge.fits(loose, value):
                yield Problem(
                    join_pointer(here), "enum", f"the choice {value!r:.60} does not satisfy the schema it stands in"
                )
