"""What the clock does by itself, and when it has to look."""

from datetime import datetime, timedelta

import pytest

from submissions import events as e
from submissions.acts import possible
from submissions.calendar import zone_of
from submissions.clock import Limit
from submissions.folding import fold
from submissions.plan import Plan, WarnRule
from submissions.refusal import Refused
from submissions.waking import wake_at

HANOI = zone_of("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=HANOI)


def warned(build, rule: WarnRule | None = None, **office):
    """A submission accepted on Monday 9 March at 9:00; the officer has two working days, to Wednesday 17:00."""
    office = build.Office(warn=rule or WarnRule(8), **office)
    return build.Story(office, at=at("03-09 09:00")).act("receptionist", "accept", "accept")


def warnings(entries) -> list[tuple[str, str]]:
    return [(entry.event.task, entry.event.about) for entry in entries if isinstance(entry.event, e.Warned)]


def test_the_head_is_warned_a_working_day_before_and_again_when_it_is_overdue_each_once(build) -> None:
    story = warned(build)
    assert wake_at(story.submission) == at("03-11 07:00")  # 8 office hours before Wednesday 17:00
    story.at = at("03-11 07:00")
    assert story.wake() == []
    story.at = at("03-11 07:01")
    assert warnings(story.wake()) == [("examine~1", "nearly_due")]
    assert story.wake() == []
    assert wake_at(story.submission) == at("03-11 17:00")
    story.at = at("03-11 17:01")
    assert warnings(story.wake()) == [("examine~1", "overdue")]
    assert story.wake() == []
    assert wake_at(story.submission) is None
    assert {entry.actor for entry in story.log if isinstance(entry.event, e.Warned)} == {"clock"}


def test_a_short_limit_warns_when_half_of_it_is_used(build) -> None:
    story = build.Story(build.Office(warn=WarnRule(8)), at=at("03-09 09:00"))  # four hours to receive: 14:30
    assert wake_at(story.submission) == at("03-09 11:00")


def test_the_warning_is_a_task_of_the_head_until_it_is_seen_to_or_the_work_is_done(build) -> None:
    story = warned(build)
    story.at = at("03-11 08:00")
    story.wake()
    (task,) = story.submission.warnings()
    assert (task.step.agency, task.step.role, task.about) == (build.WARD, "leader", "examine~1")
    assert task not in story.submission.open_tasks()
    assert possible(story.submission, build.people["leader"], task) == ("attend",)
    assert possible(story.submission, build.people["officer"], task) == ()
    story.at = at("03-12 08:00")
    assert [entry.event.opens for entry in story.wake()] == [""]  # there is one already
    story.act("leader", "attend", task.id)
    assert story.submission.warnings() == []
    with pytest.raises(Refused, match="task_closed"):
        story.act("leader", "attend", task.id)
    story.act("officer", "propose", "examine", outcome="approve")
    assert story.open == {"decide~1"}


def test_a_warning_goes_with_the_work_it_warned_of(build) -> None:
    story = warned(build)
    story.at = at("03-11 08:00")
    story.wake()
    story.act("officer", "propose", "examine", outcome="approve")
    assert story.submission.warnings() == []
    assert story.submission.tasks["attend-examine~1"].state == "dropped"
    assert fold(story.log).tasks["attend-examine~1"].state == "dropped"


@pytest.mark.parametrize(("rule", "raised"), [(WarnRule(8, task=False), False), (WarnRule(8, letter=False), True)])
def test_the_rule_says_whether_a_task_and_a_letter(build, rule, raised) -> None:
    story = warned(build, rule)
    story.at = at("03-12 08:00")
    (entry,) = story.wake()
    assert bool(entry.event.opens) == raised
    assert entry.event.letter == rule.letter


def test_a_head_is_not_given_a_task_about_the_heads_own_work(build) -> None:
    story = warned(build)
    story.act("officer", "propose", "examine", outcome="approve")
    story.at = at("03-13 08:00")
    (entry,) = story.wake()
    assert (entry.event.task, entry.event.opens, entry.event.letter) == ("decide~1", "", True)


def test_nobody_is_warned_without_a_rule_nor_while_the_clock_stands_still(build) -> None:
    story = build.Story(build.Office(), at=at("03-09 09:00")).act("receptionist", "accept", "accept")
    story.later(days=30)
    assert story.wake() == []
    assert wake_at(story.submission) is None
    story = warned(build).act("officer", "request_supplement", "examine", reason=True).later(days=30)
    assert wake_at(story.submission) is None
    assert story.wake() == []
    story.act("citizen", "supplement", document=build.ref("answers", 2))
    assert wake_at(story.submission) > story.at


def unanswered(build, no_answer: str):
    story = build.Story(build.Office(no_answer=no_answer), at=at("03-09 09:00"))
    story.act("receptionist", "request_supplement", "accept", reason=True, due=story.at + timedelta(days=30))
    return story


def test_what_the_applicant_never_answers_is_stopped_with_notice(build) -> None:
    story = unanswered(build, "stop")
    assert wake_at(story.submission) == at("04-08 09:00")
    assert story.later(days=30).wake() == []
    kinds = [type(entry.event).__name__ for entry in story.later(minutes=1).wake()]
    assert kinds[0] == "Stopped"
    assert kinds[-1] == "Concluded"
    assert story.submission.outcome == "stopped"
    assert story.office.issued[-1] == "stop_notice"
    assert story.open == set()
    assert story.wake() == []
    assert wake_at(story.submission) is None


def test_without_such_a_rule_it_waits_and_an_answer_in_time_goes_on(build) -> None:
    story = unanswered(build, "").later(days=90)
    assert story.wake() == []
    story = unanswered(build, "stop").later(days=29)
    story.act("citizen", "supplement", document=build.ref("answers", 2))
    assert story.later(days=9).wake() == []
    assert story.open == {"accept~1"}


def test_silence_that_opens_a_step_whose_time_has_run_out_too_speaks_for_both(build) -> None:
    """A limit counted from filing may be over before its step opens."""
    first = build.step("first", "opine", build.TAX, on_silence="agree", limit=Limit(1, "working_days", "filed"))
    then = build.step("then", "opine", build.TAX, on_silence="agree", limit=Limit(1, "working_days", "filed"))
    plan = Plan((build.stage("a", first), build.stage("b", then), build.stage("end", build.DECIDE)))
    story = build.Story(build.Office(plan=plan)).later(days=3)
    story.wake()
    assert story.open == {"decide~1"}
