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


def place_of(path):
    """A place by its path: a limit for one channel is a limit, each paper of a set is written as the others."""
    return re.sub(r"^/paper_set/\w+/", "/paper_set/*/", re.sub(r"/by_channel/\w+/", "/", path))


def keyword_places(part, path, whole, seen):
    """Every place of a keyword in the meta-schema, as path and name; schemas have their own test above."""
    if not isinstance(part, dict):
        return
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[1]
        if name != "schema" and name not in seen:
            seen.add(name)
            yield from keyword_places(whole["$defs"][name], name, whole, seen)
        return
    for name, inner in part.get("properties", {}).items():
        yield place_of(f"{path}/{name}")
        yield from keyword_places(inner, f"{path}/{name}", whole, seen)
    for word in ("items", "additionalProperties"):
        yield from keyword_places(part.get(word), path, whole, seen)
    for word in ("oneOf", "anyOf"):
        for branch in part.get(word, ()):
            yield from keyword_places(branch, path, whole, seen)


def used_places(value, part, path, whole):
    """The places of those keywords that a definition uses."""
    if not isinstance(part, dict):
        return
    if "$ref" in part:
        name = part["$ref"].rsplit("/", 1)[1]
        if name != "schema":
            yield from used_places(value, whole["$defs"][name], name, whole)
        return
    for word in ("oneOf", "anyOf"):
        for branch in part.get(word, ()):
            yield from used_places(value, branch, path, whole)
    if isinstance(value, list):
        for each in value:
            yield from used_places(each, part.get("items"), path, whole)
    elif isinstance(value, dict):
        named = part.get("properties", {})
        for name, each in value.items():
            if name in named:
                yield place_of(f"{path}/{name}")
                yield from used_places(each, named[name], f"{path}/{name}", whole)
            else:
                yield from used_places(each, part.get("additionalProperties"), path, whole)


def test_every_keyword_has_an_example_at_each_place_where_it_may_stand():
    whole, shown = meta_schema(), [json.loads(block) for kind, block in BLOCKS if kind == "definition"]
    used = {place for each in shown for place in used_places(each, whole, "", whole)}
    assert sorted(set(keyword_places(whole, "", whole, set())) - used) == []


PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
NAMED = {name for code in re.findall(r"`([^`]+)`", PROSE) for name in re.findall(r"[$\w-]+", code)}


def enumerated(part):
    """Every word that the meta-schema offers for a keyword, those of schemas left out."""
    if isinstance(part, dict):
        yield from (word for word in part.get("enum", ()) if isinstance(word, str))
        for key, inner in part.items():
            if key != "enum":
                yield from enumerated(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from enumerated(inner)


def test_the_document_tells_every_keyword_and_every_word_that_one_may_have():
    whole = meta_schema()
    bare = {**whole, "$defs": {name: part for name, part in whole["$defs"].items() if name != "schema"}}
    assert sorted({*named_in(bare), *enumerated(bare)} - NAMED) == []


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
