"""Hostile definitions and schemas: refused by place and reason, or harmless in use; never slow, never large.

Each file of `definitions/` and `schemas/` holds the cases of one threat. `put` changes the small definition by pointer,
`text` and `hex` are whole files, `schema` is for `compile_form`; `refused` says where, `says` with which words,
`warned` which warning; `documents` and `posts` are given to the form.
"""

import pytest
from cases import MEGABYTES, SECONDS, corpus, faults_of, names

CASES = [*corpus("definitions"), *corpus("schemas")]


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_hostile_schema_comes_to_nothing(runner, case):
    result = runner.run(case)
    assert faults_of(result) == []
    if "refused" in case:
        told = result.get("refused", [])
        assert any(place.startswith(case["refused"]) and case["says"] in text for place, _keyword, text in told), told
        return
    assert "refused" not in result, result
    if "warned" in case:
        place, keyword = case["warned"]
        assert any(where.startswith(place) and what == keyword for where, what in result["warnings"]), result
    for entry in result["documents"]:
        if case.get("untypeable"):
            assert "untypeable" in entry
        elif "problems" in case:
            assert case["problems"] in [keyword for _place, keyword in entry["problems"]]
        elif not entry["problems"]:
            assert entry["same"]


def test_the_corpus_is_as_large_as_it_has_to_be():
    assert len(CASES) >= 300
    assert {case["threat"] for case in CASES} == {f"D{number}" for number in range(1, 13)}
    assert len(set(names(CASES))) == len(CASES)


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"run": "spin"}, "killed"),
        ({"run": "grow"}, "MB"),
        ({"run": "connect"}, "opened a connection"),
        ({"run": "schema", "schema": {"type": "object"}, "documents": [{"a": "<b>"}]}, None),
    ],
    ids=["slow", "large", "remote", "harmless"],
)
def test_the_runner_sees_what_it_is_there_for(runner, case, says):
    """The negative control of every case: a process that spins, grows or connects is told."""
    faults = faults_of(runner.run(case))
    assert (faults == []) if says is None else any(says in fault for fault in faults), faults
    assert SECONDS == 1
    assert MEGABYTES == 200
