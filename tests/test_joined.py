"""The critical path against what the engine does: the step whose end let the next stage begin."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from formengine.joined import critical_path
from submissions import events as e
from submissions.acting import Acting, Command
from submissions.actors import Actor, Position
from submissions.calendar import Calendar
from submissions.chain import DocumentRef
from submissions.clock import Limit
from submissions.plan import Plan, PlannedStage, PlannedStep
from submissions.progress import Ruling
from submissions.submission import Submission

BEGAN = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
CALENDAR = Calendar()
OFFICE = "a" * 32
OFFICER = Actor("person", "2" * 32, (Position(OFFICE, "officer"),))
CITIZEN = Actor("person", "1" * 32)


@dataclass
class Office:
    plan: Plan

    def ruling(self, submission: Submission) -> Ruling:
        return Ruling("usual", self.plan, Limit(30, "working_days"), time(15))

    def calendar(self, agency: str) -> Calendar:
        return CALENDAR

    def edition(self, digest: str) -> Calendar:
        return CALENDAR

    def repeats_allowed(self, submission: Submission) -> int:
        return 9

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued:
        return e.PaperIssued(paper=paper, title=paper, template=paper, number="", on=at.date().isoformat())


def route(joins: list) -> Plan:
    """Stages of three or so opinions each, with the join rules given."""
    stages = []
    for place, (join, width) in enumerate(joins):
        steps = (
            PlannedStep(f"ask{place}.{n}", f"ask{place}.{n}", "opine", agency=OFFICE, role="officer")
            for n in range(width)
        )
        stages.append(PlannedStage(f"stage{place}", tuple(steps), join))
    return Plan(tuple(stages))


def filed(plan: Plan) -> tuple[Submission, Office]:
    submission, office = Submission(), Office(plan)
    document = DocumentRef("answers", 1, "0" * 64)
    event = e.Submitted(
        number="W-1", procedure="1.0", definition="v1", channel="online", on_behalf="self", receiving=OFFICE,
        competent=OFFICE, filer=CITIZEN.person, document=document,
    )  # fmt: skip
    Acting(submission, CITIZEN, BEGAN, office).file(event)
    return submission, office


def ends_of(submission: Submission, plans: dict[str, timedelta]) -> dict[str, datetime]:
    """When each task was or will be done, by what its key is planned to take."""
    return {task.id: task.closed_at or task.opened_at + plans[task.key] for task in submission.tasks.values()}


JOINS = st.lists(st.tuples(st.sampled_from(["all", "any", 1, 2, 3]), st.integers(1, 4)), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(joins=JOINS, data=st.data())
def test_the_critical_path_is_what_moved_the_engine_from_stage_to_stage(joins, data) -> None:
    plan = route(joins)
    keys = [step.key for step in plan.steps()]
    minutes = data.draw(st.lists(st.integers(1, 9999), min_size=len(keys), max_size=len(keys), unique=True))
    takes = {key: timedelta(minutes=n) for key, n in zip(keys, minutes, strict=True)}
    submission, office = filed(plan)
    moved: list[str] = []
    while submission.open_tasks():
        foreseen = critical_path(submission, ends_of(submission, takes))
        task = min(submission.open_tasks(), key=lambda one: one.opened_at + takes[one.key])
        before, at = submission.stage, task.opened_at + takes[task.key]
        command = Command("opine", task=task.id, outcome="agree", answers=1)
        Acting(submission, OFFICER, at, office).perform(command)
        if submission.stage != before or submission.is_concluded:
            moved.append(task.id)
            # What was foreseen before the last task of the stage was done has come true.
            assert foreseen == moved
    assert critical_path(submission, ends_of(submission, takes)) == moved


def test_what_was_sent_back_counts_from_the_last_time_it_was_done() -> None:
    stages = (
        PlannedStage("work", (PlannedStep("examine", "examine", "propose", agency=OFFICE, role="officer"),)),
        PlannedStage("end", (PlannedStep("decide", "decide", "decide", agency=OFFICE, role="officer"),)),
    )
    submission, office = filed(Plan(stages))
    other = Actor("person", "3" * 32, OFFICER.positions)
    reason = DocumentRef("reason", 1, "0" * 64)

    def act(actor: Actor, hours: int, name: str, **more) -> None:
        (task,) = submission.open_tasks()
        command = Command(name, task=task.id, answers=1, **more)
        Acting(submission, actor, BEGAN + timedelta(hours=hours), office).perform(command)

    act(OFFICER, 1, "propose", outcome="approve")
    act(other, 2, "send_back", stage="work", reason=reason)
    ends = {task.id: task.closed_at or BEGAN + timedelta(days=9) for task in submission.tasks.values()}
    assert critical_path(submission, ends) == ["examine~2"]
