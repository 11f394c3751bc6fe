"""How a submission moves along its plan: joins, ways back, pauses, silence, choices, conditions."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.chain import chain_fault
from submissions.clock import Limit
from submissions.folding import fold
from submissions.plan import Plan
from submissions.refusal import Refused
from submissions.status import status_of

OPINIONS = ("agree", "disagree", "conditions")


def consulting(build, join, count: int) -> Plan:
    asked = [build.step(f"ask{n}", "opine", build.TAX) for n in range(count)]
    return Plan((build.stage("consult", *asked, join=join), build.stage("decision", build.DECIDE)))


@pytest.mark.parametrize("join", ["all", "any", 1, 2, 3, 9])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_join_fires_once_in_every_order_and_drops_the_rest(build, join, count) -> None:
    needed = {"all": count, "any": 1}.get(join, min(join if isinstance(join, int) else 0, count))
    for order in permutations(range(count)):
        told = build.Story(build.Office(plan=consulting(build, join, count)))
        for place, number in enumerate(order, start=1):
            if place > needed:
                break
            assert told.open == {f"ask{n}~1" for n in range(count) if n not in order[: place - 1]}
            told.act("tax", "opine", f"ask{number}", outcome=OPINIONS[place % 3], reason=True)
        assert told.open == {"decide~1"}
        assert told.kinds().count("TaskOpened") == count + 1
        assert told.kinds().count("TaskDropped") == count - needed
        assert chain_fault(told.log) is None


@pytest.mark.parametrize("order", list(permutations(["examine", "ask0", "ask1"])))
def test_what_comes_out_does_not_depend_on_who_is_first(build, order) -> None:
    asked = [build.step(f"ask{n}", "opine", build.TAX) for n in range(2)]
    plan = Plan((build.stage("work", build.EXAMINE, *asked), build.stage("decision", build.DECIDE)))
    told = build.Story(build.Office(plan=plan))
    for name in order:
        if name == "examine":
            told.act("officer", "propose", name, outcome="approve")
        else:
            told.act("tax", "opine", name, outcome="agree")
    assert told.open == {"decide~1"}
    assert {task.outcome for task in told.submission.done_steps()} == {"approve", "agree"}


def test_an_opinion_after_the_join_is_refused(build) -> None:
    told = build.Story(build.Office(plan=consulting(build, "any", 2))).act("tax", "opine", "ask0", outcome="agree")
    with pytest.raises(Refused, match="task_closed"):
        told.act("tax", "opine", "ask1", outcome="agree")


def test_sending_back_opens_the_earlier_stage_anew_and_the_way_forward_again(build) -> None:
    told = build.Story(build.Office()).act("receptionist", "accept", "accept")
    told.act("officer", "propose", "examine", outcome="approve")
    with pytest.raises(Refused, match="unknown_stage"):
        told.act("leader", "send_back", "decide", stage="result", reason=True)
    with pytest.raises(Refused, match="unknown_stage"):
        told.act("leader", "send_back", "decide", stage="decision", reason=True)
    told.act("leader", "send_back", "decide", stage="work", reason=True)
    assert told.open == {"examine~2"}
    told.act("officer", "propose", "examine", outcome="approve")
    assert told.open == {"decide~2"}
    assert told.submission.accepted_at is not None
    told.act("leader", "decide", "decide", outcome="approve")
    assert told.open == {"deliver~1"}


def test_sending_back_drops_what_runs_beside(build) -> None:
    ask = build.step("ask", "opine", build.TAX)
    plan = Plan((build.stage("intake", build.ACCEPT), build.stage("work", build.EXAMINE, ask)))
    told = build.Story(build.Office(plan=plan)).act("receptionist", "accept", "accept")
    told.act("officer", "send_back", "examine", stage="intake", reason=True)
    assert told.open == {"accept~2"}
    assert told.submission.tasks["ask~1"].state == "dropped"


def test_a_refusal_passes_over_to_delivery(build) -> None:
    more = build.stage("print", build.step("print", "propose"))
    plan = Plan((*build.usual.stages[:3], more, build.usual.stages[3]))
    told = build.Story(build.Office(plan=plan)).act("receptionist", "accept", "accept")
    told.act("officer", "propose", "examine", outcome="refuse", reason=True)
    told.act("leader", "decide", "decide", outcome="refuse", reason=True)
    assert told.open == {"deliver~1"}
    told.act("receptionist", "deliver_result", "deliver", outcome="counter")
    assert told.submission.outcome == "refuse"


def test_a_refusal_at_the_first_of_two_decisions_ends_the_handling(build) -> None:
    second = build.step("sign", "decide", role="leader")
    plan = Plan((build.stage("head", build.DECIDE), build.stage("chair", second)))
    told = build.Story(build.Office(plan=plan)).act("leader", "decide", "decide", outcome="refuse", reason=True)
    assert (told.submission.outcome, told.open) == ("refuse", set())
    told = build.Story(build.Office(plan=plan)).act("leader", "decide", "decide", outcome="approve")
    assert told.open == {"sign~1"}
    told.act("leader", "decide", "sign", outcome="refuse", reason=True)
    assert told.submission.outcome == "refuse"


def test_refusing_to_accept_ends_it_with_a_paper_and_withdrawing_ends_it_without(build) -> None:
    office = build.Office()
    told = build.Story(office).act("receptionist", "refuse_to_accept", "accept", reason=True)
    assert (told.submission.outcome, told.open, office.issued[-1]) == ("not_accepted", set(), "refusal")
    told = build.Story(build.Office()).act("receptionist", "accept", "accept").act("citizen", "withdraw")
    assert (told.submission.outcome, told.open) == ("withdrawn", set())
    assert told.kinds()[-3:] == ["Withdrawn", "TaskDropped", "Concluded"]


def test_rating_comes_after_the_end_and_changes_nothing_of_it(build) -> None:
    rate = build.step("rate", "rate", "", "", who="applicant", on_silence="continue", limit=Limit(5, "days"))
    plan = Plan((*build.usual.stages, build.stage("rating", rate)))
    told = build.Story(build.Office(plan=plan)).act("receptionist", "accept", "accept")
    told.act("officer", "propose", "examine", outcome="approve").act("leader", "decide", "decide", outcome="approve")
    told.act("receptionist", "deliver_result", "deliver", outcome="online")
    assert (told.submission.outcome, told.open) == ("approve", {"rate~1"})
    with pytest.raises(Refused, match="outcome_unknown"):
        told.act("citizen", "rate", "rate", score=6)
    told.act("citizen", "rate", "rate", score=5)
    assert (told.submission.outcome, told.open) == ("approve", set())
    assert told.kinds().count("Concluded") == 1


# --- the clock -------------------------------------------------------------------------------------------


def test_the_clock_starts_with_acceptance_and_the_receipt_says_until_when(build) -> None:
    office = build.Office()
    told = build.Story(office)
    assert told.submission.due is None
    told.later(hours=1).act("receptionist", "accept", "accept")
    assert told.submission.clock_started_at == told.at
    assert told.submission.due == build.monday + timedelta(days=7, hours=8)
    assert office.issued == ["receipt", "receipt"]


def test_the_clock_starts_with_filing_where_the_procedure_says_so(build) -> None:
    told = build.Story(build.Office(), starts="filed")
    assert told.submission.due == build.monday + timedelta(days=7, hours=8)
    before = told.submission.due
    told.later(days=1).act("receptionist", "accept", "accept")
    assert told.submission.due == before


def test_a_supplement_stops_the_clock_and_moves_every_deadline(build) -> None:
    told = build.Story(build.Office()).act("receptionist", "accept", "accept")
    due, task_due = told.submission.due, told.submission.tasks["examine~1"].due
    told.act("officer", "request_supplement", "examine", reason=True)
    assert told.submission.paused_since == told.at
    with pytest.raises(Refused, match="not_now"):
        told.act("officer", "propose", "examine", outcome="approve")
    told.later(days=2).act("citizen", "supplement", document=build.ref("answers", 2))
    assert told.submission.paused_since is None
    assert told.submission.due == due + timedelta(days=2)
    assert told.submission.tasks["examine~1"].due == task_due + timedelta(days=2)
    told.act("officer", "propose", "examine", outcome="approve")


def test_only_so_many_supplements_in_each_phase(build) -> None:
    told = build.Story(build.Office(supplements=1))
    told.act("receptionist", "request_supplement", "accept", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    with pytest.raises(Refused, match="too_many_supplements"):
        told.act("receptionist", "request_supplement", "accept", reason=True)
    told.act("receptionist", "accept", "accept").act("officer", "request_supplement", "examine", reason=True)
    assert told.submission.supplements[-1].phase == "handling"


def paused(build, **more):
    tax = build.step("tax", "opine", build.TAX, pauses_clock=True, limit=Limit(5, "working_days"), **more)
    return Plan((build.stage("intake", build.ACCEPT), build.stage("tax", tax), build.stage("decision", build.DECIDE)))


def test_a_step_of_another_body_stops_the_clock_until_it_is_done(build) -> None:
    told = build.Story(build.Office(plan=paused(build))).act("receptionist", "accept", "accept")
    due = told.submission.due
    assert told.submission.paused_since == told.at
    told.later(days=3).act("tax", "opine", "tax", outcome="agree")
    assert (told.submission.paused_since, told.submission.due) == (None, due + timedelta(days=3))


def test_the_clock_runs_again_when_the_step_that_stopped_it_is_dropped(build) -> None:
    slow = build.step("slow", "opine", build.POLICE, pauses_clock=True)
    quick = build.step("quick", "opine", build.TAX)
    plan = Plan(
        (
            build.stage("intake", build.ACCEPT),
            build.stage("ask", slow, quick, join="any"),
            build.stage("decision", build.DECIDE),
        )
    )
    told = build.Story(build.Office(plan=plan)).act("receptionist", "accept", "accept").later(days=1)
    told.act("tax", "opine", "quick", outcome="agree")
    assert told.open == {"decide~1"}
    assert told.submission.paused_since is None
    assert told.kinds().count("ClockResumed") == 1


def test_an_answered_request_does_not_start_the_clock_while_another_body_still_holds_it(build) -> None:
    tax = build.step("tax", "opine", build.TAX, pauses_clock=True)
    stage = build.stage("work", build.EXAMINE, tax)
    plan = Plan((build.stage("intake", build.ACCEPT), stage, build.stage("decision", build.DECIDE)))
    told = build.Story(build.Office(plan=plan)).act("receptionist", "accept", "accept")
    due = told.submission.due
    told.later(days=1).act("officer", "request_supplement", "examine", reason=True)
    told.later(days=1).act("citizen", "supplement", document=build.ref("answers", 2))
    assert told.submission.due == due  # it stands still as long as anybody holds the clock
    assert told.submission.paused_since is not None
    told.later(days=1).act("tax", "opine", "tax", outcome="agree")
    assert told.submission.paused_since is None
    assert told.submission.due == due + timedelta(days=3)


# --- silence ---------------------------------------------------------------------------------------------


def asking(build, meaning: str, act: str = "opine") -> Plan:
    ask = build.step("ask", act, build.TAX, on_silence=meaning, limit=Limit(1, "working_days"))
    return Plan((build.stage("consult", ask), build.stage("decision", build.DECIDE)))


@pytest.mark.parametrize("meaning", ["agree", "continue"])
def test_silence_lets_the_handling_go_on_once(build, meaning) -> None:
    told = build.Story(build.Office(plan=asking(build, meaning)))
    assert told.wake() == []  # its time has not run out
    told.later(days=2).wake()
    assert told.submission.tasks["ask~1"].outcome == meaning
    assert told.open == {"decide~1"}
    assert told.wake() == []
    with pytest.raises(Refused, match="task_closed"):
        told.act("tax", "opine", "ask~1", outcome="disagree", reason=True)


def test_silence_that_escalates_passes_the_task_to_the_agencys_leader(build) -> None:
    told = build.Story(build.Office(plan=asking(build, "escalate"))).act("tax", "claim", "ask").later(days=2)
    told.wake()
    assert told.open == {"ask~1"}
    assert told.wake() == []
    with pytest.raises(Refused, match="not_yours"):
        told.act("tax", "opine", "ask", outcome="agree")
    told.act("tax_leader", "opine", "ask", outcome="agree")
    assert told.open == {"decide~1"}


@pytest.mark.parametrize(("meaning", "outcome"), [("agree", "approve"), ("refuse", "refuse")])
def test_silence_on_a_decision_is_a_decision(build, meaning, outcome) -> None:
    told = build.Story(build.Office(plan=asking(build, meaning, "decide"))).later(days=2)
    told.wake()
    assert told.submission.decided == outcome


def test_time_does_not_speak_while_the_applicant_has_to_answer_or_after_somebody_acted(build) -> None:
    ask = build.step("ask", "opine", build.TAX, on_silence="agree", limit=Limit(1, "working_days"))
    plan = Plan((build.stage("intake", build.ACCEPT), build.stage("work", build.EXAMINE, ask)))
    told = build.Story(build.Office(plan=plan)).act("receptionist", "accept", "accept")
    told.act("officer", "request_supplement", "examine", reason=True).later(days=9)
    assert told.wake() == []
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    assert told.wake() == []  # the pause moved its deadline
    told.act("tax", "opine", "ask", outcome="agree").later(days=30)
    assert told.wake() == []


# --- plans that change -----------------------------------------------------------------------------------


def choosing(build):
    def plan(submission):
        choose = build.step("choose", "choose_agencies", chooses=("department",), least=1, most=3)
        asked = [
            build.step("ask", "opine", agency, key=f"ask@{agency}") for agency in submission.chosen.get("choose", ())
        ]
        stages = [build.stage("dispatch", choose), build.stage("consult", *asked), build.stage("end", build.DECIDE)]
        return Plan(tuple(stage for stage in stages if stage.steps))

    return build.Office(plan=plan)


def test_the_agencies_chosen_are_asked_and_all_of_them_awaited(build) -> None:
    told = build.Story(choosing(build))
    with pytest.raises(Refused, match="too_few_agencies"):
        told.act("officer", "choose_agencies", "choose", agencies=())
    with pytest.raises(Refused, match="too_many_agencies"):
        told.act("officer", "choose_agencies", "choose", agencies=("a", "b", "c", "d"))
    told.act("officer", "choose_agencies", "choose", agencies=(build.TAX, build.POLICE, build.TAX))
    assert told.open == {"ask@tax~1", "ask@police~1"}
    told.act("tax", "opine", "ask@tax", outcome="agree")
    assert told.open == {"ask@police~1"}
    told.act("police", "opine", "ask@police", outcome="agree")
    assert told.open == {"decide~1"}


def conditional(build, during: str):
    """A plan whose stage `during` falls away with the second version of the answers."""

    def plan(submission):
        stages = [stage for stage in build.usual.stages if stage.stage != during or submission.answers.version == 1]
        return Plan(tuple(stages))

    return build.Office(plan=plan)


def test_when_the_present_stage_falls_away_handling_goes_on_after_it(build) -> None:
    told = build.Story(conditional(build, "work")).act("receptionist", "accept", "accept")
    told.act("officer", "request_supplement", "examine", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    assert told.submission.outcome == ""
    assert told.open == {"decide~1"}
    assert told.submission.tasks["examine~1"].state == "dropped"
    assert fold(told.log).plan == told.submission.plan


def test_when_the_first_stage_falls_away_the_next_one_opens(build) -> None:
    told = build.Story(conditional(build, "intake"))
    told.act("receptionist", "request_supplement", "accept", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    assert told.open == {"examine~1"}


def test_a_step_that_moves_to_another_agency_leaves_the_first_ones_queue(build) -> None:
    other = build.step("examine_zone", "propose", build.TAX)

    def plan(submission):
        now = build.EXAMINE if submission.answers.version != 2 else other
        return Plan((build.stage("work", now), build.stage("decision", build.DECIDE)))

    told = build.Story(build.Office(plan=plan, supplements=2))
    told.act("officer", "request_supplement", "examine", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    assert told.open == {"examine_zone~1"}
    told.act("tax", "request_supplement", "examine_zone", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 3))
    assert told.open == {"examine~2"}
    told.act("officer", "propose", "examine", outcome="approve")
    assert told.open == {"decide~1"}


def test_going_back_to_a_stage_that_fell_away_is_refused(build) -> None:
    told = build.Story(conditional(build, "intake"), at=build.monday)
    told.act("receptionist", "accept", "accept").act("officer", "request_supplement", "examine", reason=True)
    told.act("citizen", "supplement", document=build.ref("answers", 2))
    with pytest.raises(Refused, match="unknown_stage"):
        told.act("officer", "send_back", "examine", stage="intake", reason=True)


def test_an_unchanged_plan_is_not_recorded_again(build) -> None:
    told = build.Story(build.Office()).act("receptionist", "accept", "accept")
    told.act("officer", "propose", "examine", outcome="approve")
    assert told.kinds().count("Planned") == 1


# What depends on more than the table of acts shows.
NOT_NOW = (
    "too_many_supplements", "unknown_stage", "already_recorded", "already_demanded", "too_many_extensions",
    "date_not_later", "not_in_role", "person_barred", "unknown_paper", "not_now", "agency_not_offered",
)  # fmt: skip


@given(data=st.data())
def test_whatever_is_done_the_submission_is_never_stuck(build_once, data) -> None:
    """Random possible acts: the log verifies, folds to the same state, and there is always a next step or an end."""
    build = build_once
    told = build.Story(build.Office(supplements=2))
    for _turn in range(data.draw(st.integers(1, 12))):
        moves = [
            (who, act, task.id if task else "")
            for who in ("citizen", "receptionist", "officer", "leader")
            for task in (None, *told.submission.open_tasks())
            for act in _possible(told, build.people[who], task)
        ]
        if not moves:
            break
        who, act, task = data.draw(st.sampled_from(moves))
        document = build.ref("answers", told.submission.answers.version + (act == "supplement"))
        outcome = data.draw(st.sampled_from(_outcomes(act)))
        try:
            more = {"fee": "F", "amount": 5, "agencies": ("elsewhere",), "person": "colleague"}
            due = told.at + timedelta(days=60)
            told.act(
                who,
                act,
                task,
                outcome=outcome,
                reason=True,
                document=document,
                stage="intake",
                score=3,
                due=due,
                **more,
            )
        except Refused as no:
            assert no.code in NOT_NOW
        told.later(hours=data.draw(st.integers(0, 50)))
    assert chain_fault(told.log) is None
    again = fold(told.log)
    assert status_of(again) == status_of(told.submission)
    assert again.tasks == told.submission.tasks
    assert told.open or told.submission.is_concluded
    assert told.kinds().count("Concluded") == (1 if told.submission.is_concluded else 0)


def _possible(told, actor, task):
    from submissions.acts import possible

    return possible(told.submission, actor, task)


def _outcomes(act):
    from submissions.acts import ACTS

    return ACTS[act].outcomes or ("",)
