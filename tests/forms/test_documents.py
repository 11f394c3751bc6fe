"""Every example of the documents runs, and every keyword of the format has its place in them."""

import json
import re

import pytest

from formengine.forms import check_definition
from formengine.forms.formats import FORMATS
from formengine.forms.gate import KEYWORDS, OLDER, OWN
from formengine.forms.kinds import Registry, registry
from formengine.forms.meta import meta_schema
from formengine.forms.problems import Problem
from formengine.resources import PACKAGE

DOCS = PACKAGE.parent / "docs"
TEXT = (DOCS / "definition.md").read_text("utf-8") if DOCS.is_dir() else ""
BLOCKS = re.findall(r"```json (\w+)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("kind", "block"), BLOCKS, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(BLOCKS)])
def test_an_example_of_the_document_does_what_it_says(small, kind, block):
    part = json.loads(block)
    if kind == "property":
        small["schema"]["properties"]["example"] = part
        small["pages"][0]["items"].append("/example")
    else:
        small |= part
    problems: list[Problem] = check_definition(json.dumps(small, ensure_ascii=False).encode())
    assert bool(problems) == (kind == "refused"), problems


def named_in(part):
    """Every property that the meta-schema names, those of schemas left out."""
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "properties":
                yield from inner
                for schema in inner.values():
                    yield from named_in(schema)
            else:
                yield from named_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from named_in(inner)


def keys_of(value):
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


EXAMPLES = {key for kind, block in BLOCKS if kind != "refused" for key in keys_of(json.loads(block))}


def test_every_keyword_of_a_schema_has_an_example_that_runs():
    assert sorted((KEYWORDS | OWN) - OLDER.keys() - EXAMPLES) == []


def test_every_keyword_of_the_format_has_an_example_that_runs():
    whole = meta_schema()
    bare = {**whole, "$defs": {name: part for name, part in whole["$defs"].items() if name != "schema"}}
    assert sorted(set(named_in(bare)) - EXAMPLES) == []


def test_every_format_is_named():
    assert [name for name in FORMATS if f"`{name}`" not in TEXT and f'"{name}"' not in TEXT] == []


def test_a_name_that_is_taken_is_refused():
    made = Registry()
    made.add(registry()["text"])
    with pytest.raises(ValueError, match="registered already"):
        made.add(registry()["text"])


def test_every_sentence_of_the_engine_is_in_vietnamese():
    from formengine.forms import labels, messages
    from formengine.i18n import gettext, speaking

    sentences = {*messages._FORMATS.values(), *messages._BOUNDS.values(), *messages._OTHERS.values()}
    sentences |= set(labels._TYPE_WORDS.values())
    with speaking("vi"):
        untold = [text for text in sentences if gettext(text) == text]
    assert untold == []
