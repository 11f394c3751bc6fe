"""The meta-schema as an editor uses it: with any validator of JSON Schema, and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from formengine.cli import main
from formengine.forms.formats import FORMATS
from formengine.forms.gate import KEYWORDS, OLDER, OWN
from formengine.forms.meta import meta_schema, meta_schema_text
from formengine.new_definition import small_definition
from formengine.resources import PACKAGE, folder

EDITOR = Draft202012Validator(meta_schema())
SHIPPED = sorted(folder("form_definitions").glob("*.json"))


def test_it_is_a_schema_of_the_draft_it_names():
    Draft202012Validator.check_schema(meta_schema())
    assert meta_schema()["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_takes_what_is_shipped(path):
    data = json.loads(path.read_bytes())
    assert [error.message for error in EDITOR.iter_errors(data)] == []
    assert (path.parent / data["$schema"]).resolve() == (PACKAGE / "forms" / "meta_schema.json").resolve()


def test_it_takes_what_new_writes(small):
    assert EDITOR.is_valid(json.loads(small_definition("NB-THU")))
    assert EDITOR.is_valid(small)


TYPOS = [
    ("/tilte", "x"),
    ("/pages/0/item", []),
    ("/pages/1/items/1/require", True),
    ("/schema/properties/name/maxlength", 5),
    ("/schema/properties/name/x-hlep", "x"),
    ("/schema/properties/name/type", "text"),
    ("/schema/properties/name/format", "e-mail"),
    ("/schema/properties/name/minLength", "5"),
    ("/schema/properties/floors/items/properties/area/minimun", 1),
    ("/schema/required", "name"),
    ("/schema/$schema", "http://json-schema.org/draft-07/schema#"),
    ("/rules/0/asert", "true"),
    ("/cases/0/when/0/are", {}),
    ("/cases/1/time_limit/day", 3),
    ("/attachments/0/maxmb", 3),
    ("/fees/0/due", "someday"),
    ("/settings/fee/defaults", 1),
    ("/route/0/steps/0/act", "acept"),
    ("/route/0/steps/0/agency/recieving", True),
    ("/step_forms/reception/properties/found/titel", "x"),
    ("/papers/permit/templates", "x"),
]


@pytest.mark.parametrize(("pointer", "value"), TYPOS, ids=[pointer for pointer, _value in TYPOS])
def test_it_refuses_a_slip_of_the_pen(small, pointer, value):
    *way, last = pointer.split("/")[1:]
    place = small
    for token in way:
        place = place[int(token)] if isinstance(place, list) else place[token]
    place[last] = value
    assert not EDITOR.is_valid(small)


def properties(part, path=""):
    """(path, schema) of every property that the meta-schema names, those of conditions left out."""
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "properties":
                for name, schema in inner.items():
                    yield f"{path}/{name}", schema
                    yield from properties(schema, f"{path}/{name}")
            elif key == "$defs":
                for name, schema in inner.items():
                    yield from properties(schema, f"/{name}")
            elif key not in ("if", "then", "else", "not"):
                yield from properties(inner, path)
    elif isinstance(part, list):
        for inner in part:
            yield from properties(inner, path)


def test_every_keyword_tells_an_author_what_it_is():
    silent = [path for path, schema in properties(meta_schema()) if not schema.get("description")]
    assert silent == []


def test_the_keywords_of_schemas_are_those_of_the_engine():
    schema = meta_schema()["$defs"]["schema"]["properties"]
    assert set(schema) == (KEYWORDS | OWN) - OLDER.keys()
    assert set(schema["format"]["enum"]) == set(FORMATS)


def test_the_command_prints_or_writes_it(tmp_path: Path):
    assert CliRunner().invoke(main, ["schema"]).output == meta_schema_text()
    target = tmp_path / "formengine.json"
    done = CliRunner().invoke(main, ["schema", str(target)])
    assert done.exit_code == 0
    assert target.read_text("utf-8") == meta_schema_text()
