"""A figure set by an agency counts for what is filed afterwards; what runs keeps the figure it was reckoned with."""

from datetime import timedelta
from typing import Any

import pytest

from formengine.forms.problems import DefinitionError
from formengine.registers.agencies import agencies_of
from formengine.services import filing
from formengine.services.publishing import set_setting
from submissions.clock import Limit
from tests.services.test_walks import Walk, charged

# Facts of law that nobody checked against its text: each procedure with what its first example owes and how long it
# takes; and the figures, set by the owner, that change both and the limit of a step.
CHANGES = {
    "3.000333": ({"fee": 250000, "standard_days": 12, "search_days": 6}, "search", Limit(6, "working_days", "opened")),
    "1.010727": (
        {"trial_days": 45, "reexamine_days": 11, "max_term": 9},
        "reexamine",
        Limit(11, "days", "opened"),
    ),
    "2.000986": ({"limit_days": 12, "register_days": 2}, "register", Limit(2, "working_days", "opened")),
}


def change(office: Any, walk: Walk, key: str, value: Any, days_ago: int) -> None:
    """As a leader of the owner does at the page of the procedure."""
    owner, day = walk.definition.owner, office.house.today() - timedelta(days=days_ago)
    with office.house.database.reading() as connection:
        agency = agencies_of(connection).of_type(owner, day)[0]
    account = office.account(office.holder(agency.id, "leader"))
    set_setting(office.house, account, walk.definition.code, agency.id, key, value, day, "Nghị quyết 1/2026/NQ-HĐND")


def reckoned(office: Any, walk: Walk, number: str, step: str) -> dict[str, Any]:
    submission = office.submission(number)
    limits = [one.limit for one in submission.plan.steps() if one.step == step]
    return {"owed": charged(office, walk, number), "limit": submission.limit, "step": limits, "due": submission.due}


@pytest.mark.parametrize("code", CHANGES)
@pytest.mark.parametrize("days_ago", [0, 30])
def test_a_figure_counts_for_the_next_filing_and_not_for_a_running_one(office: Any, code: str, days_ago: int) -> None:
    figures, step, limit = CHANGES[code]
    walk = Walk(office, code, 0)
    running = walk.file()
    walk.go_on(running)  # accepted
    before = reckoned(office, walk, running, step)
    office.clock.later(minutes=10)
    for key, value in figures.items():
        change(office, walk, key, value, days_ago)
    later = Walk(office, code, 0, at=office.clock.at)
    if code == "1.010727":
        later.example.document["term_years"] = 9
    number = later.file()
    later.go_on(number)
    after = reckoned(office, later, number, step)
    walk.go_on(running)  # an act that plans anew
    assert reckoned(office, walk, running, step) == before
    assert after["step"] == [limit] != before["step"]
    assert after["limit"].amount != before["limit"].amount and after["due"] != before["due"]
    if "fee" in figures:
        assert (before["owed"], after["owed"]) == (200000, 250000)


def test_a_figure_changes_the_route_of_the_next_filing(office: Any) -> None:
    """Birth registration is late from another day on: another case, another fee."""
    walk = Walk(office, "1.001193", 0)
    running = walk.file()
    assert office.submission(running).case == "on_time"
    change(office, walk, "on_time_days", 1, 0)
    later = Walk(office, "1.001193", 0, at=office.clock.later(minutes=10))
    number = later.file()
    assert (office.submission(running).case, office.submission(number).case) == ("on_time", "late")
    assert charged(office, later, number) == charged(office, walk, running) + 8000


def test_a_rule_judges_by_the_figure_of_the_day(office: Any) -> None:
    walk = Walk(office, "1.010727", 0)
    change(office, walk, "max_term", 9, 0)
    draft = office.draft("binh", "1.010727", dict(walk.example.document), on_behalf="organisation",
                         organisation=office.organisation("binh"))  # fmt: skip
    judged = filing.review(office.house, office.account("binh"), draft, "vi")
    assert [problem.pointer for problem in judged.problems] == ["/term_years"]


def test_the_hour_from_which_the_next_day_counts_is_a_figure_too(office: Any) -> None:
    """Filed at 14:30 with three working days: due on Friday, and on Monday once the desk closes at 14:00."""
    half_past_two = office.clock.at.replace(hour=7, minute=30)
    before = Walk(office, "1.004194", 0, at=half_past_two)
    running = before.file()
    before.go_on(running)
    competent = office.submission(running).competent
    account = office.account(office.holder(competent, "leader"))
    with pytest.raises(DefinitionError):
        set_setting(office.house, account, "1.004194", competent, "cut_off", "2 giờ", office.house.today(), "QĐ 1")
    set_setting(office.house, account, "1.004194", competent, "cut_off", "14:00", office.house.today(), "QĐ 1")
    office.clock.later(minutes=1)
    after = Walk(office, "1.004194", 0, at=office.clock.at)
    number = after.file()
    after.go_on(number)
    before.go_on(running)
    days = [office.submission(each).due.date().isoformat() for each in (running, number)]
    assert days == ["2026-03-13", "2026-03-16"]
