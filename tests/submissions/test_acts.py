"""Who may do what, when: the table of acts, seen from the desk and from the applicant's side."""

import importlib.util
from pathlib import Path

import pytest

from submissions.actors import CLOCK, SYSTEM
from submissions.acts import ACTS, HANDLING, possible
from submissions.refusal import REASONS, Refused
from submissions.status import NATIONAL, status_of


def refused(told, who, act, task="", **more) -> str:
    """The code of the refusal; the submission must not have moved."""
    before = told.submission.seq
    with pytest.raises(Refused) as no:
        told.act(who, act, task, **more)
    assert told.submission.seq == before
    return no.value.code


def filed(build, **office):
    return build.Story(build.Office(**office))


def accepted(build, **office):
    return filed(build, **office).act("receptionist", "accept", "accept")


def proposed(build, **office):
    return accepted(build, **office).act("officer", "propose", "examine", outcome="approve")


def decided(build, **office):
    return proposed(build, **office).act("leader", "decide", "decide", outcome="approve")


def waiting(build, **office):
    return filed(build, **office).act("receptionist", "request_supplement", "accept", reason=True)


def test_the_usual_way_ends_with_a_delivered_result(build) -> None:
    office = build.Office()
    told = decided(build)
    told.office = office
    told.act("receptionist", "deliver_result", "deliver", outcome="online")
    assert told.submission.outcome == "approve"
    assert told.open == set()
    assert told.kinds().count("Concluded") == 1
    assert status_of(told.submission) == "delivered"


def test_status_follows_the_handling(build) -> None:
    told = filed(build)
    seen = [status_of(told.submission)]
    told.act("receptionist", "request_supplement", "accept", reason=True)
    seen.append(status_of(told.submission))
    told.act("citizen", "supplement", document=build.ref("answers", 2)).act("receptionist", "accept", "accept")
    seen.append(status_of(told.submission))
    told.act("officer", "claim", "examine")
    seen.append(status_of(told.submission))
    told.act("officer", "propose", "examine", outcome="approve").act("leader", "decide", "decide", outcome="approve")
    seen.append(status_of(told.submission))
    told.act("receptionist", "deliver_result", "deliver", outcome="post")
    seen.append(status_of(told.submission))
    assert seen == ["new", "supplement", "accepted", "processing", "done", "delivered"]
    assert set(seen) <= set(NATIONAL)


STATES = {
    "filed": (filed, "accept~1"),
    "waiting": (waiting, "accept~1"),
    "accepted": (accepted, "examine~1"),
    "proposed": (proposed, "decide~1"),
    "decided": (decided, "deliver~1"),
    "delivered": (
        lambda build: decided(build).act("receptionist", "deliver_result", "deliver", outcome="online"),
        "deliver~1",
    ),
    "withdrawn": (lambda build: filed(build).act("citizen", "withdraw"), "accept~1"),
    "not_accepted": (
        lambda build: filed(build).act("receptionist", "refuse_to_accept", "accept", reason=True),
        "accept~1",
    ),
}
# What each state allows to whom; everything else is refused.
DUES = {"set_fee", "demand_payment"}
OF_THE_DESK = {*DUES, "record_payment", "withdraw"}
IN_TIME = {*DUES, "suspend"}
HEAD_IN_TIME = {*IN_TIME, "extend", "stop"}
ALLOWED = {
    "filed": {
        "receptionist": {
            *OF_THE_DESK, "accept", "refuse_to_accept", "request_supplement", "transfer", "claim", "recuse"
        },
        "officer": DUES,
        "leader": {*DUES, "stop"},
        "citizen": {"withdraw"},
    },
    "waiting": {
        "receptionist": {"claim", "recuse", "record_payment", "set_fee", "supplement", "withdraw", "hand_out"},
        "officer": {"set_fee", "hand_out"},
        "leader": {"set_fee", "stop", "hand_out"},
        "citizen": {"supplement", "withdraw"},
    },
    "accepted": {
        "officer": {*IN_TIME, "propose", "request_supplement", "send_back", "transfer", "claim", "recuse", "hand_out"},
        "leader": {*HEAD_IN_TIME, "assign", "hand_out"},
        "receptionist": {*OF_THE_DESK, "hand_out"},
        "citizen": {"withdraw"},
    },
    "proposed": {
        "leader": {*HEAD_IN_TIME, "decide", "send_back", "claim", "recuse", "assign"},
        "officer": IN_TIME,
        "receptionist": OF_THE_DESK,
        "citizen": {"withdraw"},
    },
    "decided": {
        "receptionist": {*DUES, "record_payment", "deliver_result", "claim", "recuse", "hand_out"},
        "officer": {*DUES, "hand_out"},
        "leader": {*DUES, "hand_out"},
    },
    "delivered": {"leader": {"correct_result"}},
    "withdrawn": {},
    "not_accepted": {who: {"hand_out"} for who in ("receptionist", "officer", "leader")},
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["citizen", "receptionist", "officer", "leader", "tax", "stranger", "clock"])
def test_each_state_allows_exactly_its_acts(build, state, who) -> None:
    make, task = STATES[state]
    told = make(build)
    found = set(possible(told.submission, build.people[who], told.submission.tasks[task]))
    found |= set(possible(told.submission, build.people[who]))
    assert found == ALLOWED[state].get(who, set())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_outside_its_state_is_refused_and_leaves_nothing(build, state, act) -> None:
    make, task = STATES[state]
    told = make(build)
    for who in ("citizen", "receptionist", "officer", "leader", "stranger"):
        on = told.submission.tasks[task] if ACTS[act].on else None
        if act in possible(told.submission, build.people[who], on):
            continue
        more = {"outcome": (ACTS[act].outcomes or ("",))[0], "reason": True, "document": build.ref("answers", 2)}
        assert refused(told, who, act, task if ACTS[act].on else "", stage="intake", fee="F", **more) in REASONS


def test_an_act_is_refused_on_a_task_of_another_kind(build) -> None:
    told = accepted(build)
    assert refused(told, "officer", "decide", "examine", outcome="approve") == "not_now"
    assert refused(told, "officer", "accept", "examine") == "not_now"
    assert refused(told, "officer", "propose", "", outcome="approve") == "not_now"
    assert refused(told, "officer", "propose", "examine~7", outcome="approve") == "not_now"


def test_the_one_who_proposed_does_not_decide_even_with_both_positions(build) -> None:
    both = build.official("officer", build.WARD, "officer", "leader")
    told = accepted(build).act(both, "propose", "examine", outcome="approve")
    assert refused(told, both, "decide", "decide", outcome="approve") == "four_eyes"
    assert "decide" not in possible(told.submission, both, told.submission.tasks["decide~1"])
    told.act("leader", "decide", "decide", outcome="approve")
    assert told.submission.decided == "approve"


@pytest.mark.parametrize("side", ["filer", "owner", "organisation"])
def test_who_stands_on_the_applicants_side_does_not_handle_it(build, side) -> None:
    clerk = build.official("officer", build.WARD, "officer")
    facts = {side: "officer"} if side != "organisation" else {"organisation": "company"}
    if side == "organisation":
        clerk = build.replace(clerk, organisations=("company",))
    told = build.Story(build.Office(), **facts).act("receptionist", "accept", "accept")
    assert refused(told, clerk, "propose", "examine", outcome="approve") == "applicant_may_not_act"
    assert refused(told, clerk, "claim", "examine") == "applicant_may_not_act"
    assert "withdraw" in possible(told.submission, clerk)


def test_a_claimed_task_is_its_holders_until_released(build) -> None:
    told = accepted(build).act("officer", "claim", "examine")
    assert refused(told, "colleague", "propose", "examine", outcome="approve") == "claimed_by_another"
    assert refused(told, "colleague", "claim", "examine") == "claimed_by_another"
    assert refused(told, "colleague", "release", "examine") == "claimed_by_another"
    assert refused(told, "officer", "claim", "examine") == "not_now"
    told.act("officer", "release", "examine").act("colleague", "propose", "examine", outcome="approve")


def test_the_second_clerk_is_told_who_was_first(build) -> None:
    told = accepted(build).act("officer", "propose", "examine", outcome="approve")
    with pytest.raises(Refused) as no:
        told.act("colleague", "propose", "examine~1", outcome="refuse", reason=True)
    assert (no.value.code, no.value.facts["by"], no.value.facts["outcome"]) == ("task_closed", "officer", "approve")


def test_a_decision_on_answers_that_have_changed_is_refused(build) -> None:
    told = accepted(build).act("officer", "request_supplement", "examine", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    told.act("officer", "propose", "examine", outcome="approve")
    assert refused(told, "leader", "decide", "decide", outcome="approve", answers=1) == "document_changed"
    told.act("leader", "decide", "decide", outcome="approve", answers=2)


@pytest.mark.parametrize(
    ("make", "who", "act", "task", "outcome"),
    [
        (accepted, "officer", "propose", "examine", "refuse"),
        (proposed, "leader", "decide", "decide", "refuse"),
        (filed, "receptionist", "refuse_to_accept", "accept", ""),
        (filed, "receptionist", "request_supplement", "accept", ""),
    ],
)
def test_saying_no_needs_a_reason(build, make, who, act, task, outcome) -> None:
    told = make(build)
    assert refused(told, who, act, task, outcome=outcome) == "reason_missing"
    told.act(who, act, task, outcome=outcome, reason=True)


def test_an_outcome_that_the_act_does_not_know_is_refused(build) -> None:
    assert refused(proposed(build), "leader", "decide", "decide", outcome="perhaps") == "outcome_unknown"


def test_a_task_named_beside_it_gives_nobody_the_right_to_record_a_payment(build) -> None:
    told = accepted(build)
    assert refused(told, "officer", "record_payment", "examine", fee="F", amount=1) == "not_yours"
    told.act("receptionist", "record_payment", fee="F", amount=1)
    assert refused(told, "receptionist", "record_payment", fee="F", amount=1) == "already_recorded"


def test_the_clock_and_the_system_do_not_act_as_officials(build) -> None:
    told = filed(build)
    for actor in (CLOCK, SYSTEM):
        assert possible(told.submission, actor, told.submission.tasks["accept~1"]) == ()
        assert refused(told, actor, "accept", "accept") == "not_yours"


def test_every_refusal_has_its_sentence_in_the_table() -> None:
    with pytest.raises(LookupError, match="undeclared"):
        Refused("because")
    assert all(REASONS.values())
    assert set(HANDLING) <= {name for act in ACTS.values() for name in act.on}


def test_the_page_of_acts_is_made_from_the_table() -> None:
    """docs/acts.md says what the table says: after a change run `python tools/acts_table.py`."""
    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("acts_table", root / "tools" / "acts_table.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text("utf-8") == tool.page()
    assert set(tool.NEEDS) >= {need for act in ACTS.values() for need in act.needs}
