"""The table of acts is closed: each act in every state moves on or is refused by name; nothing goes round for ever."""

import copy
from collections import deque

import pytest

from submissions.acting import Acting, Command
from submissions.acts import ACTS
from submissions.chain import chain_fault
from submissions.folding import fold
from submissions.refusal import REASONS, Refused

MOST_STATES = 1000
WHO = ("citizen", "receptionist", "officer", "leader", "stranger")
FEES = (("F", 15000),)


def walking(build, **office):
    """A way with every kind of step that an official or the applicant does, and a signature of its own."""
    plan = build.usual.__class__(
        (
            build.stage("intake", build.ACCEPT),
            build.stage("work", build.EXAMINE),
            build.stage("asking", build.step("ask", "opine"), build.step("send", "choose_agencies", least=1)),
            build.stage("draft", build.step("confirm", "confirm_draft", agency="", role="", who="applicant")),
            build.stage("decision", build.step("decide", "decide", role="leader")),
            build.stage("signing", build.step("sign", "sign", role="leader", signs={"approve": "result"})),
            build.stage("result", build.DELIVER),
            build.stage("after", build.step("rate", "rate", agency="", role="", who="applicant")),
        )
    )
    return build.Story(build.Office(plan=plan, fees=FEES, head_asks=True, **office))


def commands(told, build):
    """Every act that could be asked for now, on each task there is and on the submission as a whole."""
    tasks = [task.id for task in told.submission.tasks.values()]
    for name, act in ACTS.items():
        for outcome in act.outcomes or ("",):
            for task in tasks if act.on else ("",):
                yield Command(
                    name, task=task, outcome=outcome, reason=build.ref("reason:x", 1), agencies=("ward2",), fee="F",
                    stage="work", person="colleague", amount=15000, score=3, paper=_paper(told), due=_later(told),
                    document=build.ref("answers", 2) if name == "supplement" else None,
                    answers=told.submission.answers.version,
                )  # fmt: skip


def _paper(told) -> int:
    return max((entry.seq for entry in told.log if type(entry.event).__name__ == "PaperIssued"), default=0)


def _later(told):
    from datetime import timedelta

    return max(told.at, told.submission.due or told.at) + timedelta(days=30)


def state_of(told) -> tuple[object, ...]:
    """How a submission stands; how often something was done opens no new state."""
    s = told.submission
    tasks = tuple(sorted((task.key, bool(task.request)) for task in s.open_tasks()))
    taken = any(task.assignee for task in s.open_tasks()) and s.stage == "work"
    return (
        s.stage,
        tasks,
        taken,
        s.held,
        s.decided,
        s.outcome,
        bool(s.delivered_at),
        bool(s.clock_started_at),
        s.competent,
    )


def test_every_act_in_every_state_moves_on_or_is_refused_by_name(build) -> None:
    first = walking(build)
    known, waiting, done, refused = {state_of(first)}, deque([first]), set(), set()
    while waiting and len(known) < MOST_STATES:
        here = waiting.popleft().later(minutes=2)
        told, before = branch(here), here.submission.seq
        for command in commands(here, build):
            for who in WHO:
                if told.submission.seq != before:
                    told = branch(here)
                try:
                    told.log += Acting(told.submission, build.people[who], told.at, told.office).perform(command)
                except Refused as no:
                    assert no.code in REASONS and told.submission.seq == before
                    refused.add(command.act)
                    continue
                done.add(command.act)
                holds_together(told)
                if (state := state_of(told)) not in known:
                    known.add(state)
                    waiting.append(told)
    assert len(known) > 100 and (not waiting or len(known) >= MOST_STATES)
    needs_more = {"return_to_opener", "send_again", "go_on_without", "attend", "hand_out"}  # a parent, a child, …
    assert set(ACTS) - done == needs_more
    assert refused == set(ACTS)


def branch(told):
    """The same submission again, to try something else on it."""
    other = copy.copy(told)
    other.log, other.submission = list(told.log), fold(told.log)
    other.office = copy.copy(told.office)
    return other


def holds_together(told) -> None:
    """The log verifies and tells the same again; what has ended has one end and nothing open that judges."""
    assert chain_fault(told.log) is None
    again = fold(told.log)
    assert (again.tasks, again.outcome, again.stage, again.due) == (
        told.submission.tasks, told.submission.outcome, told.submission.stage, told.submission.due,
    )  # fmt: skip
    ends = told.kinds().count("Concluded")
    assert ends == bool(told.submission.outcome)
    if ends:
        assert {task.step.act for task in told.submission.open_tasks()} <= {"rate"}
    else:
        assert told.submission.open_tasks() or told.submission.waits


def goes_round(told, *steps) -> str:
    """Do the steps a thousand times; the code of the refusal that ends it."""
    for _time in range(1000):
        for step in steps:
            try:
                step()
            except Refused as no:
                return no.code
    return ""


def at_examination(build, **office):
    return build.Story(build.Office(fees=FEES, **office)).act("receptionist", "accept", "accept")


def test_sending_back_comes_to_an_end(build) -> None:
    told = at_examination(build)
    code = goes_round(
        told,
        lambda: told.act("officer", "propose", "examine", outcome="approve"),
        lambda: told.act("leader", "send_back", "decide", stage="work", reason=True),
    )
    assert code == "too_many_repeats" and told.kinds().count("SentBack") == 10
    told.act("leader", "decide", "decide", outcome="approve")  # and it is decided all the same


def test_asking_for_supplements_comes_to_an_end(build) -> None:
    told = build.Story(build.Office(supplements=3))
    code = goes_round(
        told,
        lambda: told.act("receptionist", "request_supplement", "accept", reason=True),
        lambda: told.act("citizen", "supplement", document=build.ref("answers", 2)),
    )
    assert code == "too_many_supplements" and told.kinds().count("Supplemented") == 3
    told.act("receptionist", "accept", "accept")


@pytest.mark.parametrize(
    ("name", "kind", "round"),
    [
        ("transfer", "Transferred", lambda t: [_transfer(t)]),
        ("suspend", "Suspended", lambda t: [_suspend(t), lambda: t.act("officer", "resume")]),
        ("set_fee", "FeeSet", lambda t: [lambda: t.act("officer", "set_fee", fee="F", amount=5, reason=True)]),
        ("declined", "SupplementDrafted", lambda t: [_ask(t), _decline(t)]),
        (
            "demand_payment",
            "FeeDemanded",
            lambda t: [
                lambda: t.act("officer", "set_fee", fee="F", amount=5, reason=True),
                lambda: t.act("officer", "demand_payment", fee="F", amount=5),
                lambda: t.act("officer", "set_fee", fee="F", amount=0, reason=True),
            ],
        ),
    ],
)
def test_no_other_detour_goes_round_for_ever(build, name, kind, round) -> None:
    told = at_examination(build, head_asks=name == "declined")
    assert goes_round(told, *round(told)) == "too_many_repeats"
    assert told.kinds().count(kind) <= 10
    if name != "transfer":
        assert told.open == {"examine~1"}


def _transfer(told):
    def over() -> None:
        other = "ward" if told.submission.competent != "ward" else "ward2"
        task = next(iter(told.submission.open_tasks()))
        who = "receptionist" if task.step.act == "accept" else "officer"
        told.act(who, "transfer", task.id, agencies=(other,), reason=True)

    return over


def _suspend(told):
    return lambda: told.act("officer", "suspend", outcome="other", reason=True)


def _ask(told):
    return lambda: told.act("officer", "request_supplement", "examine", reason=True)


def _decline(told):
    return lambda: told.act("leader", "approve_supplement", "examine", outcome="decline", reason=True)


def test_of_withdrawing_and_deciding_one_ends_it_whichever_is_first(build) -> None:
    for first in ("withdraw", "decide"):
        told = at_examination(build).act("officer", "propose", "examine", outcome="approve").later(minutes=2)
        if first == "withdraw":
            told.act("citizen", "withdraw")
            with pytest.raises(Refused, match="task_closed"):
                told.act("leader", "decide", "decide", outcome="approve")
        else:
            told.act("leader", "decide", "decide", outcome="approve").later(minutes=2)
            with pytest.raises(Refused, match="not_now"):
                told.act("citizen", "withdraw")
        holds_together(told)


def test_a_decision_after_the_clock_spoke_is_refused_and_the_clock_says_nothing_after_a_decision(build) -> None:
    decide = build.replace(build.DECIDE, on_silence="approve")
    plan = build.usual.__class__((*build.usual.stages[:2], build.stage("decision", decide), build.usual.stages[3]))
    for first in ("clock", "leader"):
        told = at_examination(build, plan=plan).act("officer", "propose", "examine", outcome="approve")
        told.later(days=14)
        if first == "clock":
            assert told.wake()
            with pytest.raises(Refused, match="task_closed"):
                told.act("leader", "decide", "decide", outcome="refuse", reason=True)
        else:
            told.act("leader", "decide", "decide", outcome="refuse", reason=True)
            told.wake()
        assert told.submission.decided == ("approve" if first == "clock" else "refuse")
        assert told.kinds().count("Silenced") + told.kinds().count("Decided") == 1
