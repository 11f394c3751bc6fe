"""Hostile answers to the small definition: what they leave behind, and what is said of them.

`x` is the value that must be kept of the question /x, `document` all of the answers, `absent` what must not be there,
`problems` where something must be said.
"""

import pytest
from cases import corpus, faults_of, names

CASES = corpus("answers")


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_hostile_answer_is_kept_or_named_and_never_more(runner, case):
    result = runner.run(case)
    assert faults_of(result) == []
    (posted,) = result["posts"]
    document = posted["document"]
    assert sorted({place for place, _keyword in posted["problems"]}) == case["problems"]
    if "x" in case:
        assert document["x"] == case["x"]
    if "document" in case:
        assert document == case["document"]
    for pointer in case.get("absent", ()):
        assert not there(document, pointer.split("/")[1:]), pointer


def there(value, tokens):
    for token in tokens:
        if isinstance(value, list) and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return False
    return True


def test_every_threat_of_answers_that_needs_no_site_has_its_cases():
    assert {case["threat"] for case in CASES} == {"S1", "S2", "S6", "S8", "S9", "S11", "S12", "S13", "S14", "S16"}
    assert len(CASES) >= 130
