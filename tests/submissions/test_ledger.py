"""The ledger of time: who had it, from when to when, why, how long in office hours, and whether it was late."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.acting import Acting
from submissions.calendar import Calendar, zone_of
from submissions.clock import Limit
from submissions.deeds_beside import undo
from submissions.folding import fold
from submissions.ledger import appointment_of
from submissions.plan import Plan
from submissions.status import status_of
from submissions.store.projections import stretch_rows

HANOI = zone_of("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=HANOI)


def told(told) -> list[tuple[str, str, str, str]]:
    """(whose, agency or what holds, why it started, why it stopped) of each stretch."""
    return [
        (one.clock.whose, one.clock.holds or one.clock.agency, one.started, one.stopped)
        for one in told.submission.ledger.stretches
    ]


def rows(story) -> list[dict]:
    return stretch_rows("x", "1.0", story.submission.ledger.stretches, story.office.edition)


def recounted(story) -> datetime | None:
    calendar = story.office.edition(story.submission.calendar)
    due = appointment_of(story.submission, calendar)
    return due.at if due else None


def test_a_usual_way_is_a_row_for_each_agency_that_had_it(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00"))
    story.later(hours=1).act("receptionist", "accept", "accept")
    story.later(days=1).act("officer", "propose", "examine", outcome="approve")
    story.later(hours=5).act("leader", "decide", "decide", outcome="approve")
    story.later(days=2).act("receptionist", "deliver_result", "deliver", outcome="counter")
    assert told(story) == [
        ("agency", build.ONE_STOP, "TaskOpened", "Accepted"),
        ("agency", build.WARD, "TaskOpened", "Proposed"),
        ("agency", build.WARD, "TaskOpened", "Decided"),
        ("agency", build.ONE_STOP, "TaskOpened", "Delivered"),
    ]
    # 9-10 h; 10-11:30, 13:30-17, 7-10 h; 10-11:30, 13:30-15 h; Tuesday 15-17, Wednesday 8 h,
    # Thursday 7-11:30 and 13:30-15.
    assert [row["worked"] / 3600 for row in rows(story)] == [1, 8, 3, 2 + 8 + 4.5 + 1.5]
    # 4 hours to receive (on the same day); 2 working days to examine, done a day early; 4 hours to decide; no limit.
    assert [row["verdict"] for row in rows(story)] == ["on_time", "early", "on_time", ""]
    assert {row["late"] for row in rows(story)} == {0}
    assert [row["by"] for row in rows(story)] == ["receptionist", "officer", "leader", "receptionist"]


def test_a_supplement_is_the_applicants_time_and_cuts_the_officials_in_two(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.later(hours=1).act("officer", "request_supplement", "examine", reason=True)
    story.later(days=2).act("citizen", "supplement", document=build.ref("answers", 2))
    story.later(hours=1).act("officer", "propose", "examine", outcome="approve")
    assert told(story)[1:4] == [
        ("agency", build.WARD, "TaskOpened", "SupplementRequested"),
        ("applicant", "supplement", "SupplementRequested", "Supplemented"),
        ("agency", build.WARD, "Supplemented", "Proposed"),
    ]
    assert [row["worked"] / 3600 for row in rows(story)[1:4]] == [1, 16, 1]
    assert [row["verdict"] for row in rows(story)[1:4]] == ["", "", "early"]


def holding(build, **more) -> Plan:
    tax = build.step("tax", "opine", build.TAX, pauses_clock=True, **more)
    return Plan((build.stage("intake", build.ACCEPT), build.stage("tax", tax), build.stage("decision", build.DECIDE)))


@pytest.mark.parametrize(("financial", "whose", "holds"), [(True, "tax", "payment"), (False, "authority", "authority")])
def test_another_bodys_time_is_its_own_and_counts_for_no_agency(build, financial, whose, holds) -> None:
    plan = holding(build, financial=financial)
    story = build.Story(build.Office(plan=plan), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.later(days=9).act("tax", "opine", "tax", outcome="agree")
    assert told(story)[1] == (whose, holds, "TaskOpened", "Opined")
    assert rows(story)[1]["late"] == 0


def test_while_one_body_holds_the_clock_those_beside_it_stand_still_and_their_deadlines_move(build) -> None:
    tax = build.step("tax", "opine", build.TAX, pauses_clock=True)
    plan = Plan((build.stage("intake", build.ACCEPT), build.stage("work", build.EXAMINE, tax)))
    story = build.Story(build.Office(plan=plan), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    due = story.submission.tasks["examine~1"].due
    assert [one.clock.whose for one in story.submission.ledger.stretches if one.until is None] == ["authority"]
    story.later(days=2).act("tax", "opine", "tax", outcome="agree")
    assert story.submission.tasks["examine~1"].due == due + timedelta(days=2)
    assert [one.clock.whose for one in story.submission.ledger.stretches if one.until is None] == ["agency"]


def test_who_held_it_too_long_is_late_by_what_came_after_the_deadline_and_nobody_else_is(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    # Two working days for the officer: Wednesday 11 March, 17:00. Done on Friday 13 at 9:00.
    story.at = at("03-13 09:00")
    story.act("officer", "propose", "examine", outcome="approve")
    story.later(hours=1).act("leader", "decide", "decide", outcome="approve")
    late = {row["step"]: (row["verdict"], row["late"] / 3600) for row in rows(story) if row["until"]}
    assert late["examine"] == ("late", 8 + 2)
    assert late["decide"] == ("on_time", 0)


def test_a_step_without_a_limit_is_late_only_after_the_appointment(build) -> None:
    work = build.step("work", "propose")
    plan = Plan((build.stage("intake", build.ACCEPT), build.stage("work", work), build.stage("end", build.DECIDE)))
    story = build.Story(build.Office(plan=plan), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.at = at("03-17 08:00")  # the appointment was Monday 16 March, 17:00
    story.act("officer", "propose", "work", outcome="approve")
    assert (rows(story)[1]["verdict"], rows(story)[1]["late"]) == ("late", 3600)


def test_silence_is_a_hand_over_that_came_late(build) -> None:
    ask = build.step("ask", "opine", build.TAX, on_silence="agree", limit=Limit(1, "working_days"))
    story = build.Story(build.Office(plan=Plan((build.stage("ask", ask), build.stage("end", build.DECIDE)))))
    story.later(days=2).wake()
    assert told(story)[0] == ("agency", build.TAX, "TaskOpened", "Silenced")
    assert rows(story)[0]["verdict"] == "late"


def test_after_the_end_nobodys_time_runs(build) -> None:
    story = build.Story(build.Office()).act("receptionist", "accept", "accept").act("citizen", "withdraw")
    assert all(one.until is not None for one in story.submission.ledger.stretches)
    assert rows(story)[-1]["verdict"] == ""  # nothing was handed over


def test_a_server_whose_clock_was_set_back_takes_no_time_away(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00"))
    story.later(hours=1).act("receptionist", "accept", "accept")
    story.later(hours=-3).act("officer", "request_supplement", "examine", reason=True)
    story.later(hours=-3).act("citizen", "supplement", document=build.ref("answers", 2))
    assert all(row["worked"] >= 0 and row["until"] >= row["since"] for row in rows(story) if row["until"])
    assert story.submission.due == recounted(story)


@pytest.mark.parametrize(
    ("cause", "whose", "holds", "status"),
    [
        ("financial_duty", "tax", "payment", "paying"),
        ("authority", "authority", "suspended", "processing"),
        ("other", "authority", "suspended", "processing"),
    ],
)
def test_a_suspension_is_nobodys_time_here_and_moves_the_appointment(build, cause, whose, holds, status) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.act("officer", "claim", "examine")
    story.later(hours=1).act("officer", "suspend", outcome=cause, reason=True)
    assert told(story)[-1] == (whose, holds, "Suspended", "")
    assert status_of(story.submission) == status
    story.later(days=2).act("officer", "resume")
    assert told(story)[-1] == ("agency", build.WARD, "Resumed", "")
    assert story.submission.due == at("03-18 17:00") == recounted(story)


def test_a_payment_that_is_demanded_is_the_applicants_time(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.later(hours=1).act("officer", "demand_payment", fee="F", amount=1000)
    assert told(story)[-1] == ("applicant", "payment", "FeeDemanded", "")
    assert status_of(story.submission) == "paying"
    story.later(days=1).act("receptionist", "record_payment", fee="F", amount=1000, outcome="cash")
    assert told(story)[-1] == ("agency", build.WARD, "FeeRecorded", "")
    assert story.submission.due == at("03-17 17:00") == recounted(story)


def test_an_extension_names_the_date_from_which_later_pauses_count(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.later(days=1).act("leader", "extend", reason=True, due=at("03-23 17:00"))
    assert story.submission.due == at("03-23 17:00") == recounted(story)
    story.later(days=7).act("officer", "request_supplement", "examine", reason=True)
    story.later(days=2).act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.submission.due == at("03-25 17:00") == recounted(story)


def test_what_is_taken_back_never_was_in_the_ledger(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    before = told(story)
    story.later(hours=1).act("officer", "request_supplement", "examine", reason=True)
    work = Acting(story.submission, build.people["officer"], story.at, story.office)
    undo(work)
    story.log += work.log
    assert told(story) == before
    assert story.submission.due == recounted(story)
    assert fold(story.log).ledger.stretches == story.submission.ledger.stretches


# --- the appointment ----------------------------------------------------------------------------------------


def test_the_calendar_of_the_day_of_acceptance_counts_for_ever(build) -> None:
    office = build.Office()
    story = build.Story(office, at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    storm = {datetime(2026, 3, 11).date(): "Nghỉ bão"}
    office.calendars = dict.fromkeys((build.WARD, build.ONE_STOP), Calendar(off=storm))
    story.act("officer", "request_supplement", "examine", reason=True)
    story.later(days=1).act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.submission.due == at("03-17 17:00")  # Monday 16 and the one day of the pause, without the storm
    assert story.submission.calendar == build.calendar.digest
    another = build.Story(office, at=at("03-10 09:00")).act("receptionist", "accept", "accept")
    assert another.submission.calendar != build.calendar.digest


def test_the_rules_of_the_day_of_acceptance_count_and_not_those_that_come_later(build) -> None:
    office = build.Office(limit=Limit(3, "working_days"))
    story = build.Story(office, at=at("03-09 09:00"))
    office.limit = Limit(5, "working_days")
    story.act("receptionist", "accept", "accept")
    assert story.submission.due == at("03-16 17:00")
    office.limit = Limit(20, "working_days")
    story.act("officer", "request_supplement", "examine", reason=True)
    story.later(days=1).act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.submission.due == at("03-17 17:00") == recounted(story)
    assert story.submission.limit == office.limit  # the plan knows it, the clock that runs does not


def test_counting_anew_goes_back_to_the_first_step_and_starts_with_its_acceptance(build) -> None:
    story = build.Story(build.Office(resume="anew"), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.later(days=1).act("officer", "request_supplement", "examine", reason=True)
    story.at = at("03-19 14:00")
    story.act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.open == {"accept~2"}
    assert story.submission.due is None
    story.at = at("03-20 10:00")
    story.act("receptionist", "accept", "accept")
    assert story.submission.due == at("03-27 17:00") == recounted(story)
    assert story.open == {"examine~2"}
    assert story.submission.phase == "handling"


def test_counting_anew_from_filing_starts_when_the_supplement_comes(build) -> None:
    story = build.Story(build.Office(resume="anew"), at=at("03-09 09:00"), starts="filed")
    story.later(hours=1).act("receptionist", "request_supplement", "accept", reason=True)
    story.at = at("03-20 10:00")
    story.act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.submission.due == at("03-27 17:00") == recounted(story)


def test_a_supplement_asked_before_acceptance_moves_nothing_but_the_desks_own_time(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00"))
    first = story.submission.tasks["accept~1"].due
    story.later(hours=1).act("receptionist", "request_supplement", "accept", reason=True)
    story.later(days=1).act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.submission.tasks["accept~1"].due == first + timedelta(days=1)
    story.act("receptionist", "accept", "accept")
    assert story.submission.due == at("03-17 17:00")  # accepted on Tuesday 10


# --- for every story ----------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["supplement", "tax", "wait", "wake", "propose", "decide", "back"]),
        st.integers(-2, 60),
    ),
    max_size=12,
)


def tell(build, steps, resume) -> tuple[object, list[int]]:
    """A story out of what is possible of `steps`, and how long its log was after each act."""
    lengths = []
    tax = build.step("tax", "opine", build.TAX, pauses_clock=True, limit=Limit(5, "working_days"))
    plan = Plan(
        (build.stage("intake", build.ACCEPT), build.stage("work", build.EXAMINE, tax), build.stage("end", build.DECIDE))
    )
    story = build.Story(build.Office(plan=plan, supplements=9, resume=resume)).act("receptionist", "accept", "accept")
    for name, hours in steps:
        lengths.append(len(story.log))
        story.later(hours=hours)
        open_now = {task.key for task in story.submission.open_tasks()}
        if name == "wake":
            story.wake()
        elif story.submission.waits_for_supplement:
            version = story.submission.answers.version + 1
            story.act("citizen", "supplement", document=build.ref("answers", version))
        elif "accept" in open_now:
            story.act("receptionist", "accept", "accept")
        elif name == "supplement" and "examine" in open_now:
            story.act("officer", "request_supplement", "examine", reason=True)
        elif name == "tax" and "tax" in open_now:
            story.act("tax", "opine", "tax", outcome="agree")
        elif name == "propose" and "examine" in open_now:
            story.act("officer", "propose", "examine", outcome="approve")
        elif name == "back" and "decide" in open_now:
            story.act("leader", "send_back", "decide", stage="work", reason=True)
        elif name == "decide" and "decide" in open_now:
            story.act("leader", "decide", "decide", outcome="approve")
    return story, [*lengths, len(story.log)]


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, resume=st.sampled_from(["shift", "anew"]))
def test_the_recorded_appointment_is_what_the_ledger_gives_whenever_it_is_asked(build_once, steps, resume) -> None:
    story, lengths = tell(build_once, steps, resume)
    for length in lengths:
        submission = fold(story.log[:length])
        found = appointment_of(submission, story.office.edition(submission.calendar))
        assert (found.at if found else None) == submission.due, story.log[length - 1]


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, resume=st.sampled_from(["shift", "anew"]))
def test_the_ledger_has_no_hole_and_no_overlap_of_who_holds_and_who_is_held(build_once, steps, resume) -> None:
    story, _lengths = tell(build_once, steps, resume)
    ledger = story.submission.ledger
    now = max(story.at, ledger.at) + timedelta(hours=1)
    for one in ledger.stretches:
        assert one.since <= (one.until or now)
        assert not one.until or one.stopped
    instants = sorted({one.since for one in ledger.stretches} | {one.until for one in ledger.stretches if one.until})
    for first, last in pairwise(instants):
        running = [one for one in ledger.stretches if one.since <= first and (one.until or now) >= last]
        assert running, (first, last)
        assert len({bool(one.clock.holds) for one in running}) == 1
    rebuilt = fold(story.log)
    assert rebuilt.ledger.stretches == ledger.stretches


def test_seconds_of_a_day_never_get_lost_between_stretches(build) -> None:
    """What an agency worked is the same whether its time was told in one stretch or in many."""
    whole = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    cut = build.Story(build.Office(supplements=9), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    for _n in range(3):
        cut.later(hours=2).act("officer", "request_supplement", "examine", reason=True)
        cut.act("citizen", "supplement", document=build.ref("answers", cut.submission.answers.version + 1))
    for story in (whole, cut):
        story.at = at("03-10 16:00")
        story.act("officer", "propose", "examine", outcome="approve")
    worked = [sum(row["worked"] or 0 for row in rows(story) if row["step"] == "examine") for story in (whole, cut)]
    assert worked == [13 * 3600, 13 * 3600]  # 9-11:30, 13:30-17, 7-11:30, 13:30-16


def test_an_instant_is_told_in_utc(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00"))
    assert rows(story)[0]["since"] == datetime(2026, 3, 9, 2, tzinfo=UTC)
