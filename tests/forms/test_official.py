"""JSON Schema's own test suite (draft 2020-12, its required part, as of jsonschema 4.26): agreed or refused by name."""

import json
from collections import Counter
from pathlib import Path

import pytest

from formengine import compile_form
from formengine.forms import DefinitionError

FILES = sorted((Path(__file__).parent / "official").glob("*.json"))
# The suite lets a validator take formats as annotations, and asks for that here; this dialect asserts them.
ASSERTED = "is only an annotation by default"
REMOTE = {"$ref", "$dynamicRef", "$schema"}


def answers(path: Path) -> Counter:
    found: Counter = Counter()
    for group in json.loads(path.read_text("utf-8")):
        try:
            form = compile_form(group["schema"])
        except DefinitionError as error:
            assert error.problems[0].keyword in REMOTE, (path.name, group["description"], error.problems)
            found["refused"] += len(group["tests"])
            continue
        for test in group["tests"]:
            agreed = (not form.check(test["data"])) == test["valid"]
            asserted = path.name == "format.json" and ASSERTED in test["description"]
            found["agreed" if agreed else "asserted" if asserted else "wrong"] += 1
            if not agreed and not asserted:
                pytest.fail(f"{path.name}: {group['description']}: {test['description']}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_suite_says_is_what_is_judged(path, caplog):
    answers(path)
    assert "differ" not in caplog.text


def test_at_least_95_in_100_agree():
    total = sum((answers(path) for path in FILES), Counter())
    assert total["wrong"] == 0
    assert total["agreed"] / total.total() >= 0.95
    assert total == Counter(agreed=1199, refused=49, asserted=9)
