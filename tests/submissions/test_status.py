"""National statuses and sub-states follow from the state."""

import pytest

from submissions.plan import Plan
from submissions.status import NATIONAL, SUBSTATES, status_of, substate_of
from submissions.submission import RequestDraft


def stands(story) -> tuple[int, str]:
    """(national number, sub-state)."""
    return NATIONAL[status_of(story.submission)], substate_of(story.submission)


def accepted(build, **office):
    return build.Story(build.Office(**office)).act("receptionist", "accept", "accept")


def test_a_usual_way_goes_from_1_to_10(build) -> None:
    story = build.Story(build.Office())
    assert stands(story) == (1, "")
    story.act("receptionist", "accept", "accept")
    assert stands(story) == (2, "")
    story.act("officer", "claim", "examine")
    assert stands(story) == (4, "")
    story.act("officer", "propose", "examine", outcome="approve")
    assert stands(story) == (4, "")
    story.act("leader", "decide", "decide", outcome="approve")
    assert stands(story) == (9, "to_deliver")
    story.act("receptionist", "deliver_result", "deliver", outcome="counter")
    assert stands(story) == (10, "")


def test_a_supplement_tells_where_it_is(build) -> None:
    story = build.Story(build.Office(supplements=2))
    story.act("receptionist", "request_supplement", "accept", reason=True)
    assert stands(story) == (5, "intake_supplement")
    story.act("citizen", "supplement", document=build.ref("answers", 2))
    assert stands(story) == (1, "supplement_sent")
    story.act("receptionist", "accept", "accept")
    assert stands(story) == (2, "supplement_done")
    story.act("officer", "request_supplement", "examine", reason=True)
    assert stands(story) == (5, "supplement_asked")
    story.act("citizen", "supplement", document=build.ref("answers", 3))
    assert stands(story) == (2, "supplement_sent")
    story.act("officer", "propose", "examine", outcome="approve")
    assert stands(story) == (4, "supplement_done")


def test_a_request_that_the_head_has_to_approve_is_not_with_the_applicant_yet(build) -> None:
    story = accepted(build)
    story.submission.tasks["examine~1"].request = RequestDraft("officer", build.ref("reason:x"), None, "officer", "")
    assert substate_of(story.submission) == "supplement_drafted"
    assert NATIONAL[status_of(story.submission)] != 5


@pytest.mark.parametrize(("financial", "number"), [(True, 6), (False, 2)])
def test_a_financial_duty_is_6(build, financial, number) -> None:
    tax = build.step("tax", "opine", build.TAX, pauses_clock=True, financial=financial)
    plan = Plan((build.stage("intake", build.ACCEPT), build.stage("tax", tax), build.stage("end", build.DECIDE)))
    assert stands(accepted(build, plan=plan)) == (number, "")


def test_a_decision_that_waits_to_be_signed_is_9(build) -> None:
    sign = build.step("sign", "sign", role="leader")
    plan = Plan((*build.usual.stages[:3], build.stage("sign", sign), build.usual.stages[3]))
    story = accepted(build, plan=plan).act("officer", "propose", "examine", outcome="approve")
    story.act("leader", "decide", "decide", outcome="approve")
    assert stands(story) == (9, "to_confirm")


def test_the_ends_without_a_result(build) -> None:
    refused = build.Story(build.Office()).act("receptionist", "refuse_to_accept", "accept", reason=True)
    assert stands(refused) == (3, "")
    assert stands(accepted(build).act("citizen", "withdraw")) == (7, "")
    stopped = accepted(build).act("officer", "claim", "examine").act("leader", "stop", reason=True)
    assert stands(stopped) == (8, "")
    returned = accepted(build)
    returned.submission.outcome = "returned"
    assert stands(returned) == (3, "")


def test_every_number_of_the_national_list_can_come_out_and_every_sub_state_belongs_to_one() -> None:
    assert sorted(NATIONAL.values()) == list(range(11))
    assert {number for number, _name in SUBSTATES.values()} == {5, 9}
