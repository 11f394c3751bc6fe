"""Generated schemas and bodies, each pair in a process with limits; 5,000 of them at night."""

import json

import pytest
from cases import faults_of
from form_strategies import pairs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Besides what fits a schema: what somebody else's browser could have posted, and values that no schema asked for.
STRAY = st.one_of(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
        max_leaves=12,
    )
)
POINTERS = st.lists(st.sampled_from(["a", "b", "0", "1", "9999", "", "~1", "data", "\u0663", "x" * 300]), max_size=4)
NAMES = st.builds(
    lambda mark, way: mark + "".join(f"/{token}" for token in way),
    st.sampled_from(["", "_kind:", "_rows:", "_key:", "_new:", "_month:", "_year:", "_order:", "_file:"]),
    POINTERS,
)
BODIES = st.lists(
    st.tuples(NAMES, st.one_of(st.text(max_size=20), st.sampled_from(["0", "1", "9999", "true", "empty", "\x00"]))),
    max_size=12,
)


def looked_at(runner, pair, stray, body):
    schema, document = pair
    case = {"run": "schema", "schema": schema, "documents": [document, stray], "posts": [body]}
    result = runner.run(json.loads(json.dumps(case)))
    assert faults_of(result) == []
    return result


@given(pairs(), STRAY, BODIES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_pairs_are_quick_small_and_harmless(runner, pair, stray, body):
    looked_at(runner, pair, stray, body)


@pytest.mark.night
@given(pairs(), STRAY, BODIES)
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
def test_five_thousand_generated_pairs_are_quick_small_and_harmless(runner, pair, stray, body):
    looked_at(runner, pair, stray, body)
