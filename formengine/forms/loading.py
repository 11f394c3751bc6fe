"""From a definition's bytes to a `Definition`; whatever is wrong with it is said at once."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from formengine.forms import strict_json
from formengine.forms.conditions import compile_when
from formengine.forms.definition import (
    Attachment,
    Case,
    Definition,
    Example,
    Fee,
    Paper,
    Result,
    Setting,
    Stage,
    Step,
)
from formengine.forms.parts import bundle, shipped_parts
from formengine.forms.problems import DefinitionError, Problem


def load_definition(source: str | Path | bytes) -> Definition:
    """The definition in a file or in bytes, its parts bundled. Raises DefinitionError with every problem found."""
    from formengine.forms.checker import find_problems, split

    raw = source if isinstance(source, bytes) else Path(source).read_bytes()
    data = strict_json.parse(raw)
    known = _already_checked.get(hashlib.sha256(raw).digest())
    bundled, source_bytes = bundled_source(data, raw)
    if known is None:
        problems, warnings = split(find_problems(bundled))
        if problems:
            raise DefinitionError(problems)
        known = tuple(warnings)
        if len(_already_checked) > 4096:
            _already_checked.clear()
        _already_checked[hashlib.sha256(raw).digest()] = known
        _already_checked[hashlib.sha256(source_bytes).digest()] = known
    return build(bundled, source_bytes, known)


_already_checked: dict[bytes, tuple[Problem, ...]] = {}


def bundled_source(data: Any, raw: bytes) -> tuple[dict[str, Any], bytes]:
    """The definition with every part it names in it, and its exact bytes; bytes that need nothing stay as they are."""
    if not isinstance(data, dict):
        raise DefinitionError([Problem("", "type", "a definition is one JSON object")])
    made = dict(data)
    words: dict[str, dict[str, str]] = {}
    if isinstance(data.get("schema"), dict):
        made["schema"] = _with_parts(data["schema"], words)
    if isinstance(data.get("step_forms"), dict):
        made["step_forms"] = {
            name: _with_parts(form, words) if isinstance(form, dict) else form
            for name, form in data["step_forms"].items()
        }
    if made.get("schema") is data.get("schema") and not words and made.get("step_forms") == data.get("step_forms"):
        return data, raw
    own = data.get("translations") or {}
    made["translations"] = {
        locale: {**words.get(locale, {}), **own.get(locale, {})} for locale in sorted({*words, *own})
    }
    return made, json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _with_parts(schema: dict[str, Any], words: dict[str, dict[str, str]]) -> dict[str, Any]:
    made = bundle(schema)
    if made is schema:
        return schema
    for urn, part in made["$defs"].items():
        if urn in shipped_parts() and isinstance(part, dict):
            for locale, texts in part.pop("translations", {}).items():
                words.setdefault(locale, {}).update(texts)
    return made


def build(data: Mapping[str, Any], source: bytes, warnings: tuple[Problem, ...] = ()) -> Definition:
    """The `Definition` of checked data."""
    return Definition(
        code=data["code"],
        title=data["title"],
        description=data.get("description", ""),
        sector=data.get("sector", ""),
        owner=data.get("owner", ""),
        competent=data.get("competent", {}),
        audience=tuple(data.get("audience", ("citizen",))),
        service_level=data.get("service_level", "full"),
        minutes=data.get("minutes", 10),
        applicants=tuple(data.get("applicants", ())),
        legal_basis=tuple(data.get("legal_basis", ())),
        valid_from=date.fromisoformat(data["valid_from"]) if "valid_from" in data else None,
        parties=data.get("parties", {}),
        schema=data["schema"],
        pages=tuple(data.get("pages", ())),
        computed=data.get("computed", {}),
        rules=tuple(data.get("rules", ())),
        cases=tuple(_with_condition(Case, item) for item in data.get("cases", ())),
        attachments=tuple(_with_condition(Attachment, item) for item in data.get("attachments", ())),
        fees=tuple(_with_condition(Fee, item) for item in data.get("fees", ())),
        settings={key: Setting(key=key, **item) for key, item in data.get("settings", {}).items()},
        clock=data.get("clock", {}),
        route=tuple(_stage(item) for item in data.get("route", ())),
        step_forms=data.get("step_forms", {}),
        absence=data.get("absence", {}),
        results=tuple(Result(**item) for item in data.get("results", ())),
        papers={name: Paper(name=name, **item) for name, item in data.get("papers", {}).items()},
        paper_set={
            name: Paper(name=name, **{"title": "", "template": "", **item})
            for name, item in data.get("paper_set", {}).items()
        },
        translations=data.get("translations", {}),
        examples=tuple(Example(**item) for item in data.get("examples", ())),
        source=source,
        digest=hashlib.sha256(source).hexdigest(),
        warnings=warnings,
    )


def _with_condition(kind: Any, item: Mapping[str, Any]) -> Any:
    when = item.get("when", [])
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}
    return kind(**{**values, "when": tuple(when)}, applies=compile_when(when, case_object=True))


def _stage(item: Mapping[str, Any]) -> Stage:
    steps = tuple(_with_condition(Step, step) for step in item["steps"])
    return _with_condition(Stage, {**item, "steps": steps})
