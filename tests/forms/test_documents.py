"""Every example of the documents runs, and every keyword of the format has its place in them."""

import json
import re

import pytest

from formengine.forms import check_definition
from formengine.forms.formats import FORMATS
from formengine.forms.gate import OWN
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


def test_every_keyword_of_the_format_is_explained():
    names: set[str] = set(OWN) | set(FORMATS)
    stack = [meta_schema()]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            names |= set(part.get("properties", {}))
            stack += part.values()
        elif isinstance(part, list):
            stack += part
    missing = {name for name in names if f"`{name}`" not in TEXT and f'"{name}"' not in TEXT}
    assert missing == set()


def test_a_name_that_is_taken_is_refused():
    made = Registry()
    made.add(registry()["text"])
    with pytest.raises(ValueError, match="registered already"):
        made.add(registry()["text"])


def test_every_sentence_of_the_engine_is_in_vietnamese():
    from formengine.forms import builder, messages
    from formengine.i18n import gettext, speaking

    sentences = {*messages._FORMATS.values(), *messages._BOUNDS.values(), *messages._OTHERS.values()}
    sentences |= set(builder._TYPE_WORDS.values())
    with speaking("vi"):
        untold = [text for text in sentences if gettext(text) == text]
    assert untold == []
