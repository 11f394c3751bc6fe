"""Acts beside the usual way: allowed, refused in the wrong state, refused to the wrong person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from submissions import handovers as h
from submissions.acting import Acting
from submissions.actors import CLOCK, Actor, Position
from submissions.acts import possible
from submissions.folding import fold
from submissions.refusal import Refused
from submissions.status import status_of
from submissions.undoing import last_act


def refused(told, who, act, task="", **more) -> str:
    before = told.submission.seq
    with pytest.raises(Refused) as no:
        told.act(who, act, task, **more)
    assert told.submission.seq == before
    return no.value.code


def accepted(build, *, office=None, **how):
    return build.Story(office or build.Office(**how)).act("receptionist", "accept", "accept")


def proposed(build, **how):
    return accepted(build, **how).act("officer", "propose", "examine", outcome="approve")


# --- who has a task


def test_the_head_gives_a_task_to_somebody_and_then_to_somebody_else(build) -> None:
    told = accepted(build)
    assert refused(told, "officer", "assign", "examine", person="colleague") == "not_yours"
    assert refused(told, "tax_leader", "assign", "examine", person="tax") == "not_yours"
    assert refused(told, "leader", "reassign", "examine", person="officer", reason=True) == "not_now"
    assert refused(told, "leader", "assign", "examine", person="tax") == "not_in_role"
    assert refused(told, "leader", "assign", "examine") == "not_in_role"
    told.act("leader", "assign", "examine", person="officer")
    assert refused(told, "colleague", "propose", "examine", outcome="approve") == "claimed_by_another"
    assert refused(told, "leader", "assign", "examine", person="colleague") == "not_now"
    assert refused(told, "leader", "reassign", "examine", person="colleague") == "reason_missing"
    assert refused(told, "leader", "reassign", "examine", person="officer", reason=True) == "not_now"
    told.act("leader", "reassign", "examine", person="colleague", reason=True)
    assert refused(told, "officer", "propose", "examine", outcome="approve") == "claimed_by_another"
    told.act("colleague", "propose", "examine", outcome="approve")


def test_the_head_sets_a_task_free_that_somebody_holds(build) -> None:
    told = accepted(build).act("officer", "claim", "examine")
    assert refused(told, "colleague", "release", "examine") == "claimed_by_another"
    assert refused(told, "tax_leader", "release", "examine") == "not_yours"
    told.act("leader", "release", "examine")
    told.act("colleague", "claim", "examine")


def test_nobody_is_given_what_they_may_not_judge(build) -> None:
    told = proposed(build)
    people = build.people
    people["both"] = build.official("officer", build.WARD, "officer", "leader")
    told.office.holds = lambda person, agency, role: True
    assert refused(told, "leader", "assign", "decide", person="officer") == "person_barred"
    assert refused(told, "leader", "assign", "decide", person="citizen") == "person_barred"


def test_kin_step_back_and_stay_out(build) -> None:
    told = accepted(build).act("officer", "claim", "examine")
    assert refused(told, "officer", "recuse", "examine") == "reason_missing"
    assert refused(told, "tax", "recuse", "examine", reason=True) == "not_yours"
    told.act("officer", "recuse", "examine", reason=True)
    assert refused(told, "officer", "propose", "examine", outcome="approve") == "recused"
    assert refused(told, "leader", "assign", "examine", person="officer") == "person_barred"
    told.act("colleague", "propose", "examine", outcome="approve")


def test_who_steps_back_keeps_no_task(build) -> None:
    told = accepted(build).act("officer", "claim", "examine")
    twin = replace(told.submission.tasks["examine~1"], id="examine~2")
    told.submission.tasks[twin.id] = twin
    told.act("officer", "recuse", "examine", reason=True)
    assert [task.assignee for task in told.submission.open_tasks()] == ["", ""]


def test_a_task_falls_free_when_its_holder_can_do_it_no_longer(build) -> None:
    told = accepted(build).act("officer", "claim", "examine")
    told.office.holds = lambda person, agency, role: True
    at = told.submission.history[-1].at

    def freed(after: timedelta) -> list[str]:
        work = Acting(told.submission, CLOCK, at + after, told.office)
        return [type(entry.event).__name__ for entry in work.free_tasks()]

    assert freed(timedelta(minutes=2)) == []
    told.office.kin = frozenset({("officer", "citizen")})
    assert freed(timedelta(seconds=59)) == []  # their act may still be taken back
    assert freed(timedelta(minutes=2)) == ["Released"]
    assert freed(timedelta(minutes=2)) == []


def kin(actor: Actor, *pairs: tuple[str, str]) -> Actor:
    return replace(actor, kin=frozenset(pairs))


@pytest.mark.parametrize("party", ["citizen", "child"])
def test_who_declared_to_be_kin_of_a_party_does_nothing_here(build, party) -> None:
    told = build.Story(build.Office(), owner="child").act("receptionist", "accept", "accept")
    officer = kin(build.people["officer"], ("officer", party))
    assert refused(told, officer, "propose", "examine", outcome="approve") == "kin"
    assert refused(told, officer, "claim", "examine") == "kin"
    desk = kin(build.people["receptionist"], ("receptionist", party))
    assert refused(told, desk, "record_payment", fee="fee") == "kin"
    assert refused(told, desk, "withdraw") == "kin"
    assert possible(told.submission, officer, told.submission.tasks["examine~1"]) == ()
    told.act(kin(build.people["officer"], ("officer", "somebody else")), "claim", "examine")


def test_kin_may_still_apply_for_their_own(build) -> None:
    parent = kin(build.official("citizen", build.WARD, "officer"), ("citizen", "child"))
    told = build.Story(build.Office(), owner="child")
    told.act(parent, "withdraw")


def test_the_head_gives_no_task_to_kin(build) -> None:
    told = accepted(build)
    told.office.kin = frozenset({("officer", "citizen")})
    assert refused(told, "leader", "assign", "examine", person="officer") == "person_barred"
    told.act("leader", "assign", "examine", person="colleague")


@pytest.mark.parametrize(("declared_by", "code"), [("deputy", "kin"), ("leader", "not_yours")])
def test_nobody_acts_in_the_place_of_kin_nor_kin_in_somebodys_place(build, declared_by, code) -> None:
    told = proposed(build)
    barred = kin(deputy(build, "leader"), (declared_by, "citizen"))
    assert refused(told, barred, "decide", "decide", outcome="approve") == code
    told.act(kin(deputy(build, "leader"), (declared_by, "stranger")), "decide", "decide", outcome="approve")


def test_it_passes_to_the_competent_agency_and_begins_there_anew(build) -> None:
    def plan(submission):
        desk = build.replace(build.ACCEPT, agency=submission.receiving)
        examine = build.replace(build.EXAMINE, agency=submission.competent)
        return type(build.usual)((build.stage("intake", desk), build.stage("work", examine)))

    told = build.Story(build.Office(plan=plan))
    assert refused(told, "officer", "transfer", "accept", agencies=(build.TAX,), reason=True) == "not_yours"
    assert refused(told, "receptionist", "transfer", "accept", agencies=(build.TAX,)) == "reason_missing"
    for wrong in ((), (build.WARD,), (build.TAX, build.POLICE)):
        assert refused(told, "receptionist", "transfer", "accept", agencies=wrong, reason=True) == "agency_not_offered"
    told.act("receptionist", "transfer", "accept", agencies=(build.TAX,), reason=True)
    assert (told.submission.competent, told.submission.receiving) == (build.TAX, f"desk of {build.TAX}")
    assert told.open == {"accept~2"}
    assert refused(told, "receptionist", "accept", "accept") == "not_yours"
    there = build.official("there", f"desk of {build.TAX}", "receptionist")
    told.act(there, "accept", "accept")
    told.act("tax", "propose", "examine", outcome="approve")


def test_an_agency_that_ended_hands_what_it_has_to_its_successor(build) -> None:
    from submissions.acting import Acting
    from submissions.actors import SYSTEM

    told = accepted(build).act("officer", "claim", "examine")
    told.log += Acting(told.submission, SYSTEM, told.at, told.office).succeed(build.WARD, build.TAX)
    task = told.submission.tasks["examine~1"]
    assert (told.submission.competent, task.step.agency, task.assignee) == (build.TAX, build.TAX, "")
    assert refused(told, "officer", "propose", "examine", outcome="approve") == "not_yours"
    told.act("tax", "propose", "examine", outcome="approve")
    assert Acting(told.submission, SYSTEM, told.at, told.office).succeed("nobody", build.TAX) == []


# --- in somebody's place


def deputy(build, of: str, role: str = "leader") -> Actor:
    return Actor("person", "deputy", (Position(build.WARD, role, of, "delegation1"),))


def test_a_deputy_decides_and_the_log_says_in_whose_place(build) -> None:
    told = proposed(build).act(deputy(build, "leader"), "decide", "decide", outcome="approve")
    place = next(entry for entry in told.log if isinstance(entry.event, h.ActedFor))
    assert (place.person, place.event.person, place.event.delegation) == ("deputy", "leader", "delegation1")
    own = proposed(build).act("leader", "decide", "decide", outcome="approve")
    assert "ActedFor" not in own.kinds()


@pytest.mark.parametrize("barred", ["citizen", "officer"])
def test_nobody_decides_in_the_place_of_who_may_not_decide(build, barred) -> None:
    told = proposed(build)
    code = refused(told, deputy(build, barred), "decide", "decide", outcome="approve")
    assert code == ("not_yours" if barred == "citizen" else "four_eyes")


# --- supplements that the head approves


def test_a_request_for_supplement_waits_for_the_heads_word(build) -> None:
    told = accepted(build, head_asks=True)
    told.act("officer", "request_supplement", "examine", reason=True)
    assert status_of(told.submission) != "supplement" and told.submission.paused_since is None
    assert refused(told, "officer", "propose", "examine", outcome="approve") == "not_yours"
    assert refused(told, "leader", "propose", "examine", outcome="approve") == "not_now"
    assert refused(told, "officer", "approve_supplement", "examine", outcome="approve") == "not_yours"
    assert refused(told, "leader", "approve_supplement", "examine", outcome="decline") == "reason_missing"
    told.act("leader", "approve_supplement", "examine", outcome="decline", reason=True)
    assert refused(told, "leader", "approve_supplement", "examine", outcome="approve") == "not_now"
    told.act("officer", "request_supplement", "examine", reason=True)
    told.act("leader", "approve_supplement", "examine", outcome="approve")
    assert status_of(told.submission) == "supplement"
    told.act("citizen", "supplement", document=build.ref("answers", 2)).act(
        "officer", "propose", "examine", outcome="approve"
    )


def test_who_wrote_the_request_does_not_approve_it(build) -> None:
    both = build.official("officer", build.WARD, "officer", "leader")
    told = accepted(build, head_asks=True).act(both, "request_supplement", "examine", reason=True)
    assert refused(told, both, "approve_supplement", "examine", outcome="approve") == "four_eyes"


# --- money


def test_the_clock_stops_for_a_payment_and_every_deadline_moves(build) -> None:
    told = accepted(build)
    due, task_due = told.submission.due, told.submission.tasks["examine~1"].due
    assert refused(told, "tax", "set_fee", fee="DUES", amount=7, reason=True) == "not_yours"
    assert refused(told, "officer", "demand_payment", fee="DUES") == "nothing_due"
    told.act("officer", "set_fee", fee="DUES", amount=7_000_000, reason=True).act(
        "officer", "demand_payment", fee="DUES"
    )
    assert told.submission.held == ("payment",)
    assert refused(told, "officer", "propose", "examine", outcome="approve") == "not_now"
    assert refused(told, "officer", "demand_payment", fee="DUES") == "not_now"
    assert refused(told, "officer", "record_payment", fee="DUES") == "not_yours"
    told.later(days=2).act("receptionist", "record_payment", fee="DUES", amount=1)
    assert told.submission.fees["DUES"].amount == 7_000_000
    assert told.submission.held == () and told.submission.paused_since is None
    assert told.submission.due > due and told.submission.tasks["examine~1"].due > task_due
    assert refused(told, "officer", "set_fee", fee="DUES", amount=1, reason=True) == "already_recorded"
    told.act("officer", "propose", "examine", outcome="approve")


def test_a_demand_is_taken_back_by_setting_it_to_nothing(build) -> None:
    told = accepted(build).act("officer", "set_fee", fee="DUES", amount=7, reason=True)
    told.act("officer", "demand_payment", fee="DUES").act("officer", "set_fee", fee="DUES", amount=0, reason=True)
    assert told.submission.held == ()
    assert refused(told, "officer", "demand_payment", fee="DUES") == "nothing_due"


def paying(build):
    pay = build.step("pay", "pay", "", "", who="applicant", pauses_clock=True)
    stages = (build.stage("intake", build.ACCEPT), build.stage("payment", pay), build.stage("work", build.EXAMINE))
    return type(build.usual)(stages)


def test_a_step_of_the_route_waits_until_everything_due_is_paid(build) -> None:
    told = accepted(build, plan=paying(build), fees=(("A", 100), ("B", 50)))
    assert told.open == {"pay~1"} and told.submission.held == ("payment",)
    told.act("receptionist", "record_payment", fee="A", amount=100)
    assert told.open == {"pay~1"}
    told.act("receptionist", "record_payment", fee="B", amount=50)
    assert told.open == {"examine~1"} and told.submission.held == ()


def test_a_step_for_payment_is_over_at_once_where_nothing_is_due(build) -> None:
    told = accepted(build, plan=paying(build), fees=(("A", 0),))
    assert told.open == {"examine~1"}


# --- time


def test_the_clock_stands_while_suspended(build) -> None:
    told = accepted(build)
    due = told.submission.due
    assert refused(told, "receptionist", "suspend", outcome="authority", reason=True) == "not_yours"
    assert refused(told, "officer", "suspend", outcome="weather", reason=True) == "outcome_unknown"
    assert refused(told, "officer", "resume") == "not_now"
    told.act("officer", "suspend", outcome="authority", reason=True)
    assert refused(told, "officer", "suspend", outcome="authority", reason=True) == "not_now"
    assert refused(told, "officer", "propose", "examine", outcome="approve") == "not_now"
    assert "resume" in possible(told.submission, build.people["officer"])
    told.later(days=2).act("leader", "resume")
    assert told.submission.due > due and told.submission.held == ()
    told.act("officer", "propose", "examine", outcome="approve")


def test_before_acceptance_there_is_no_clock_to_suspend_or_extend(build) -> None:
    told = build.Story(build.Office())
    assert refused(told, "officer", "suspend", outcome="other", reason=True) == "not_now"
    assert refused(told, "leader", "extend", reason=True, due=told.at + timedelta(days=30)) == "not_now"


def test_the_appointment_moves_once_with_an_apology(build) -> None:
    told = accepted(build)
    later = told.submission.due + timedelta(days=3)
    assert refused(told, "officer", "extend", reason=True, due=later) == "not_yours"
    assert refused(told, "leader", "extend", due=later) == "reason_missing"
    assert refused(told, "leader", "extend", reason=True, due=told.submission.due) == "date_not_later"
    told.act("leader", "extend", reason=True, due=later)
    assert told.submission.due == later and told.office.issued[-1] == "apology"
    assert refused(told, "leader", "extend", reason=True, due=later + timedelta(days=9)) == "too_many_extensions"


def test_without_an_appointment_nothing_is_moved(build) -> None:
    told = accepted(build, limit=None)
    assert refused(told, "leader", "extend", reason=True, due=told.at + timedelta(days=9)) == "no_appointment"


def test_handling_is_stopped_with_a_notice(build) -> None:
    told = accepted(build)
    assert refused(told, "officer", "stop", reason=True) == "not_yours"
    assert refused(told, "leader", "stop") == "reason_missing"
    told.act("leader", "stop", reason=True)
    assert (status_of(told.submission), told.open, told.office.issued[-1]) == ("stopped", set(), "stop_notice")
    assert refused(told, "leader", "stop", reason=True) == "not_now"


# --- signing and correcting


def signing(build, signs):
    decide = build.replace(build.DECIDE, signs={})
    sign = build.step("sign", "sign", role="leader", signs=signs)
    stages = [build.stage("intake", build.ACCEPT), build.stage("work", build.EXAMINE), build.stage("decision", decide)]
    return type(build.usual)((*stages, build.stage("signature", sign), build.stage("result", build.DELIVER)))


@pytest.mark.parametrize("outcome", ["approve", "refuse"])
def test_a_decision_is_signed_in_a_step_of_its_own(build, outcome) -> None:
    told = proposed(build, plan=signing(build, {"approve": "result", "refuse": "refusal"}))
    told.act("leader", "decide", "decide", outcome=outcome, reason=True)
    assert told.open == {"sign~1"} and "result" not in told.office.issued
    both = build.official("officer", build.WARD, "leader")
    assert refused(told, both, "sign", "sign") == "four_eyes"
    assert refused(told, "officer", "sign", "sign") == "not_yours"
    told.act("leader", "sign", "sign")
    assert told.office.issued[-1] == ("result" if outcome == "approve" else "refusal") and told.open == {"deliver~1"}


def test_a_refusal_that_is_not_signed_goes_straight_to_the_desk(build) -> None:
    told = proposed(build, plan=signing(build, {"approve": "result"}))
    told.act("leader", "decide", "decide", outcome="refuse", reason=True)
    assert told.open == {"deliver~1"}


def test_a_result_is_corrected_after_it_was_handed_over(build) -> None:
    told = proposed(build).act("leader", "decide", "decide", outcome="approve")
    place = next(entry.seq for entry in told.log if getattr(entry.event, "paper", "") == "result")
    assert refused(told, "leader", "correct_result", paper=place, reason=True) == "not_now"
    told.act("receptionist", "deliver_result", "deliver", outcome="online")
    assert refused(told, "officer", "correct_result", paper=place, reason=True) == "not_yours"
    assert refused(told, "leader", "correct_result", paper=place) == "reason_missing"
    assert refused(told, "leader", "correct_result", paper=1, reason=True) == "unknown_paper"
    told.act("leader", "correct_result", paper=place, reason=True)
    assert told.office.issued[-1] == "correction" and told.submission.corrections[0].paper == place


# --- other agencies' submissions


def opening(build, **how):
    ask = build.step("ask", "await", opens="2.0", **how)
    return type(build.usual)((build.stage("intake", build.ACCEPT), build.stage("others", ask, build.EXAMINE)))


def ended(told, child: str, outcome: str):
    from submissions.acting import Acting
    from submissions.actors import SYSTEM

    task = told.submission.children[child].task
    told.log += Acting(told.submission, SYSTEM, told.at, told.office).child_ended(task, child, outcome)
    return told


def test_a_step_is_done_by_the_submission_that_it_opens(build) -> None:
    told = accepted(build, plan=opening(build))
    assert told.submission.children["child1"].procedure == "2.0"
    assert refused(told, "officer", "go_on_without", "ask", reason=True) == "not_now"
    told.act("officer", "propose", "examine", outcome="approve")
    assert told.open == {"ask~1"}
    ended(told, "child1", "approve")
    assert told.submission.tasks["ask~1"].outcome == "approve" and told.submission.is_concluded
    assert ended(told, "child1", "approve").kinds().count("ChildEnded") == 1


def test_a_step_that_need_not_wait_is_done_at_once(build) -> None:
    told = accepted(build, plan=opening(build, no_wait=True))
    assert told.submission.tasks["ask~1"].outcome == "opened" and told.open == {"examine~1"}


@pytest.mark.parametrize("outcome", ["returned", "not_accepted", "stopped", "withdrawn"])
def test_what_came_back_without_a_result_is_sent_again_or_done_without(build, outcome) -> None:
    told = ended(accepted(build, plan=opening(build)), "child1", outcome)
    assert told.open == {"ask~1", "examine~1"}
    assert refused(told, "tax", "send_again", "ask") == "not_yours"
    told.act("officer", "send_again", "ask")
    assert refused(told, "officer", "send_again", "ask") == "not_now"
    ended(told, "child2", outcome)
    assert refused(told, "officer", "go_on_without", "ask") == "reason_missing"
    told.act("officer", "go_on_without", "ask", reason=True)
    assert told.open == {"examine~1"}


def test_only_what_another_submission_opened_is_returned_to_it(build) -> None:
    told = build.Story(build.Office())
    assert refused(told, "receptionist", "return_to_opener", "accept", reason=True) == "not_now"
    child = build.Story(build.Office(), parent="p", parent_task="ask~1")
    assert refused(child, "officer", "return_to_opener", "accept", reason=True) == "not_yours"
    child.act("receptionist", "return_to_opener", "accept", reason=True)
    assert child.submission.outcome == "returned" and child.open == set()


# --- undoing


def undo(told, who):
    from submissions.acting import Acting
    from submissions.deeds_beside import undo as take_back

    actor = told_people(told)[who]
    work = Acting(told.submission, actor, told.at, told.office)
    take_back(work)
    told.log += work.log
    return told


def told_people(told):
    return {
        "officer": Actor("person", "officer", (Position("ward", "officer"),)),
        "leader": Actor("person", "leader", (Position("ward", "leader"),)),
        "receptionist": Actor("person", "receptionist", (Position("one-stop", "receptionist"),)),
    }


def no_undo(told, who) -> str:
    before = told.submission.seq
    with pytest.raises(Refused) as no:
        undo(told, who)
    assert told.submission.seq == before
    return no.value.code


def test_what_was_done_is_taken_back_as_if_it_had_not_been(build) -> None:
    told = accepted(build)
    before = fold(told.log)
    told.act("officer", "propose", "examine", outcome="refuse", reason=True)
    assert told.open == {"decide~1"}
    undo(told, "officer")
    now = told.submission
    assert (now.tasks, now.stage, now.rounds, now.reasons) == (before.tasks, before.stage, before.rounds, {})
    assert fold(told.log).tasks == now.tasks and now.seq == before.seq + len(told.log) - before.seq
    told.act("officer", "propose", "examine", outcome="approve").act("leader", "decide", "decide", outcome="approve")


def test_undo_is_ones_own_within_the_minute_while_nobody_has_acted_on_it(build) -> None:
    told = proposed(build)
    assert last_act(told.submission).act.name == "propose"
    assert no_undo(told, "leader") == "nothing_to_undo"
    told.later(seconds=60)
    assert no_undo(told, "officer") == "too_late_to_undo"
    told.later(seconds=-1)
    told.act("leader", "claim", "decide")
    assert no_undo(told, "officer") == "nothing_to_undo"
    undo(told, "leader")
    assert no_undo(told, "officer") == "nothing_to_undo"


def test_what_was_handed_over_is_not_taken_back(build) -> None:
    told = proposed(build).act("leader", "decide", "decide", outcome="approve")
    told.act("receptionist", "deliver_result", "deliver", outcome="online")
    assert no_undo(told, "receptionist") == "not_undoable"


def test_what_opened_a_submission_elsewhere_is_not_taken_back(build) -> None:
    assert no_undo(accepted(build, plan=opening(build)), "receptionist") == "not_undoable"


def test_undoing_in_somebodys_place_takes_the_note_back_too(build) -> None:
    told = proposed(build)
    seq = told.submission.seq
    told.act(deputy(build, "leader"), "decide", "decide", outcome="approve")
    assert last_act(told.submission).first == seq + 1
