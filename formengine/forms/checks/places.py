"""Pages, conditions and pointers: what is asked must exist, what can be hidden must not be required."""

from collections.abc import Iterator
from typing import Any

from formengine.forms.checks.route import HOUSE_PAPERS
from formengine.forms.conditions import CASE_OBJECT, condition_tokens
from formengine.forms.gate import admit
from formengine.forms.judging import Judge
from formengine.forms.pointers import as_index, join_pointer, split_pointer
from formengine.forms.problems import DefinitionError, Problem
from formengine.forms.shapes import Fragment, gather, root_fragment

_FILING = ("channel", "at", "on_behalf", "requester_kind")


class Schemas:
    """The schemas of a definition, to ask whether a pointer can have a value."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.document = root_fragment(data["schema"])
        self.forms = {
            step["step"]: root_fragment(data["step_forms"][step["step_form"]])
            for stage in data["route"]
            for step in stage["steps"]
            if step.get("step_form") in (data.get("step_forms") or {})
        }
        self.settings = data.get("settings") or {}

    def has(self, pointer: str) -> bool:
        return reaches([self.document], split_pointer(pointer))

    def case_object_has(self, pointer: str) -> bool:
        first, *rest = condition_tokens(pointer, True)
        if first == "document":
            return reaches([self.document], rest)
        if first == "forms":
            return bool(rest) and rest[0] in self.forms and reaches([self.forms[rest[0]]], rest[1:])
        if first == "filing":
            return len(rest) == 1 and rest[0] in _FILING
        return first == "case" or (len(rest) == 1 and rest[0] in self.settings)


def reaches(fragments: list[Fragment], tokens: list[str]) -> bool:
    """Whether the schemas foresee a value at `tokens`."""
    if not tokens:
        return True
    shape = gather(fragments)
    name, rest = tokens[0], tokens[1:]
    if name in shape.properties and reaches(shape.properties[name], rest):
        return True
    if name == "*" or as_index(name) is not None:
        parts = [*shape.prefix, shape.items] if shape.items else shape.prefix
        if any(reaches(part, rest) for part in parts if part):
            return True
    if shape.additional and reaches(shape.additional, rest):
        return True
    return any(reaches(choice, tokens) for union in shape.unions for choice in union.choices(fragments))


def place_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Everything about pages, items and the pointers that the rest of the definition names."""
    schemas = Schemas(data)
    items = list(_items(data.get("pages") or [], ("pages",), ()))
    for here, item, _when in items:
        if not item["at"] or not schemas.has(item["at"]):
            yield Problem(join_pointer(here), "at", f"{item['at'] or 'the root'} is no property of the schema")
    known = [entry for entry in items if entry[1]["at"] and schemas.has(entry[1]["at"])]
    yield from _twice(known)
    yield from _required_but_hidden(data["schema"], known)
    if data.get("pages"):
        yield from _unplaced(data, known)
    yield from _cycles(known)
    yield from _when_problems(data, schemas)
    yield from _pointer_problems(data, schemas)


def _items(
    items: list[Any], place: tuple[object, ...], when: tuple[Any, ...]
) -> Iterator[tuple[Any, dict[str, Any], Any]]:
    for index, item in enumerate(items):
        here = (*place, index)
        if isinstance(item, str):
            yield here, {"at": item}, when
            continue
        conditions = (*when, *item.get("when", ()))
        if "at" in item:
            yield (*here, "at"), item, conditions
        elif "items" in item:
            yield from _items(item["items"], (*here, "items"), conditions)


def items_with_conditions(data: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], tuple[Any, ...]]]:
    """(place, conditions) of each item, with those of its page and its sections."""
    for here, _item, when in _items(data.get("pages") or [], ("pages",), ()):
        yield here, when


def case_object_fragments(data: dict[str, Any]) -> dict[tuple[str, ...], Fragment]:
    """The schemas of the case object's parts that have one, by the way to them."""
    schemas = Schemas(data)
    return {("document",): schemas.document, **{("forms", step): form for step, form in schemas.forms.items()}}


def _twice(items: list[Any]) -> Iterator[Problem]:
    seen: dict[str, Any] = {}
    for here, item, _when in items:
        pointer = item["at"]
        for other in seen:
            if pointer == other or pointer.startswith(other + "/") or other.startswith(pointer + "/"):
                yield Problem(join_pointer(here), "at", f"{pointer} is asked already: {other} stands on a page")
                break
        seen[pointer] = here


def _required_but_hidden(schema: dict[str, Any], items: list[Any]) -> Iterator[Problem]:
    root = root_fragment(schema)
    for here, item, when in items:
        tokens = split_pointer(item["at"])
        if when and _requires([root], tokens):
            advice = 'take it out of `required` and write "required": true here'
            message = f"{item['at']} can be hidden: {advice}"
            yield Problem(join_pointer(here), "required", message)


def _requires(fragments: list[Fragment], tokens: list[str]) -> bool:
    shape = gather(fragments)
    if len(tokens) == 1:
        return tokens[0] in shape.required
    return tokens[0] in shape.properties and _requires(shape.properties[tokens[0]], tokens[1:])


def _unplaced(data: dict[str, Any], items: list[Any]) -> Iterator[Problem]:
    shape = gather([root_fragment(data["schema"])])
    placed = [item["at"] for _here, item, _when in items]
    computed = list(data.get("computed") or {})
    for name in shape.properties:
        pointer = join_pointer([name])
        near = (pointer, pointer + "/")
        if any(place == pointer or place.startswith(near[1]) for place in [*placed, *computed]):
            continue
        keyword = "required" if name in shape.required else "unplaced"
        yield Problem(
            f"/schema/properties{pointer}", keyword, f"{pointer} stands on no page, so nobody is asked for it"
        )


def _cycles(items: list[Any]) -> Iterator[Problem]:
    from formengine.forms.conditions import pointers_in

    needs = {
        item["at"]: {
            other["at"]
            for _there, other, _when in items
            for look in pointers_in(list(when))
            if look == other["at"] or look.startswith(other["at"] + "/") or other["at"].startswith(look + "/")
        }
        for _here, item, when in items
    }
    places = {item["at"]: here for here, item, _when in items}
    done: set[str] = set()
    while True:
        ready = {pointer for pointer, others in needs.items() if pointer not in done and others <= done}
        if not ready:
            break
        done |= ready
    for pointer in needs.keys() - done:
        if any(other in needs[pointer] for other in needs.keys() - done) and _in_cycle(pointer, needs):
            yield Problem(join_pointer(places[pointer]), "when", f"whether {pointer} is shown hangs on itself")


def _in_cycle(pointer: str, needs: dict[str, set[str]]) -> bool:
    waiting, seen = list(needs[pointer]), set()
    while waiting:
        other = waiting.pop()
        if other == pointer:
            return True
        if other not in seen:
            seen.add(other)
            waiting += needs.get(other, ())
    return False


def every_when(value: Any, place: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], list[Any]]]:
    """(place, conditions) of every `when` outside schemas."""
    if isinstance(value, dict):
        for key, part in value.items():
            if not place and key in ("schema", "step_forms", "examples", "translations"):
                continue
            if key == "when" and isinstance(part, list):
                yield (*place, key), part
            else:
                yield from every_when(part, (*place, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from every_when(part, (*place, index))


def _terms(when: Any, place: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], dict[str, Any]]]:
    if isinstance(when, list):
        for index, term in enumerate(when):
            yield from _terms(term, (*place, index))
    elif "at" in when:
        yield place, when
    else:
        key = "any" if "any" in when else "not"
        yield from _terms(when[key], (*place, key))


def _when_problems(data: dict[str, Any], schemas: Schemas) -> Iterator[Problem]:
    for place, when in every_when(data):
        on_document = place[0] in ("pages", "rules")
        for here, term in _terms(when, place):
            pointer = join_pointer(here)
            known = schemas.has(term["at"]) if on_document else schemas.case_object_has(term["at"])
            if not known:
                where = "the document" if on_document else f"the case object ({', '.join(CASE_OBJECT)})"
                yield Problem(f"{pointer}/at", "at", f"{term['at']} is no place in {where}")
            try:
                admit(term["is"])
                Judge(term["is"])
            except DefinitionError as error:
                yield Problem(f"{pointer}/is", "is", error.problems[0].message)


def _pointer_problems(data: dict[str, Any], schemas: Schemas) -> Iterator[Problem]:
    for place, pointer in _named_pointers(data):
        if not schemas.has(pointer) and not schemas.case_object_has(pointer):
            yield Problem(join_pointer(place), str(place[-1]), f"{pointer} is no property of the schema")
    for place, pointer in _seen(data):
        if not (schemas.has(pointer) or schemas.case_object_has(pointer) or _is_seen_beside(data, pointer)):
            message = f"{pointer} is no property of the schema, no /attachments/CODE, /papers/NAME or /forms/STEP"
            yield Problem(join_pointer(place), "sees", message)
    for place, pointer, what in _rows_pointers(data):
        if not schemas.has(pointer):
            yield Problem(join_pointer(place), what, f"{pointer} is no property of the schema")


def _named_pointers(data: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], str]]:
    parties = data.get("parties") or {}
    for name in ("requester", "owner"):
        if name in parties:
            yield ("parties", name), parties[name]
    for name, pointer in (data.get("absence") or {}).items():
        yield ("absence", name), pointer
    for number, stage in enumerate(data["route"]):
        for index, step in enumerate(stage["steps"]):
            for name, source in ((step.get("opens") or {}).get("answers") or {}).items():
                if isinstance(source, str):
                    yield ("route", number, "steps", index, "opens", "answers", name), source
    for place, agency in _agencies(data):
        for name in ("serving", "named_at"):
            if name in agency:
                yield (*place, name), agency[name]


def _seen(data: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], str]]:
    for number, stage in enumerate(data["route"]):
        for index, step in enumerate(stage["steps"]):
            for position, pointer in enumerate(step.get("sees", ())):
                yield ("route", number, "steps", index, "sees", position), pointer


def _is_seen_beside(data: dict[str, Any], pointer: str) -> bool:
    """Whether `sees` means an attachment, a paper or what was written at a step: all of them, or one by its name."""
    kind, *rest = split_pointer(pointer)
    names = {
        "attachments": {item["code"] for item in data.get("attachments") or ()},
        "papers": {*(data.get("papers") or ()), *HOUSE_PAPERS},
        "forms": {step["step"] for stage in data["route"] for step in stage["steps"]},
    }
    return kind in names and (not rest or (len(rest) == 1 and rest[0] in names[kind]))


def _agencies(data: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], dict[str, Any]]]:
    yield ("competent",), data["competent"]
    for number, stage in enumerate(data["route"]):
        for index, step in enumerate(stage["steps"]):
            if "agency" in step:
                yield ("route", number, "steps", index, "agency"), step["agency"]


def _rows_pointers(data: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], str, str]]:
    for pointer in data.get("computed") or {}:
        yield ("computed", pointer), pointer, "computed"
    for index, rule in enumerate(data.get("rules") or ()):
        yield ("rules", index, "at"), rule["at"], "at"
