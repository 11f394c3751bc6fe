"""Hostile files: taken under which type and name, or refused, before anything of them is unpacked or drawn."""

import json

import pytest
from cases import HERE, faults_of, names

CASES = json.loads((HERE / "files.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_hostile_file_is_refused_or_known_for_what_it_is(runner, case):
    result = runner.run(case)
    assert faults_of(result) == []
    if case["taken"] is None:
        assert result.get("refused"), result
    else:
        assert [result.get("type"), result.get("name")] == case["taken"], result


def test_every_threat_of_files_has_its_cases():
    assert {"A1", "A2", "A3", "A4", "A5", "A6"} <= {case["threat"] for case in CASES}
    assert len(CASES) >= 90
