"""Builders of plans and submissions, and an office that answers from values: no definition, no database."""

import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pytest

from submissions import events as e
from submissions import handovers as h
from submissions.acting import Acting, Command
from submissions.actors import CLOCK, Actor, Position
from submissions.acts import is_applicant
from submissions.calendar import Calendar
from submissions.chain import DocumentRef, Recorded
from submissions.clock import Limit
from submissions.plan import Plan, PlannedStage, PlannedStep, WarnRule
from submissions.progress import Ruling
from submissions.submission import Submission
from submissions.undoing import pending
from submissions.waking import Waking

sys.path.insert(0, str(Path(__file__).parent))

MONDAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 9 o'clock in Vietnam
ONE_STOP, WARD, TAX, POLICE = "one-stop", "ward", "tax", "police"
CALENDAR = Calendar(off=MappingProxyType({date(2026, 11, 24): "Ngày Văn hóa Việt Nam"}))


def step(name: str, act: str, agency: str = WARD, role: str = "officer", **more) -> PlannedStep:
    return PlannedStep(key=more.pop("key", name), step=name, act=act, agency=agency, role=role, **more)


def stage(name: str, *steps: PlannedStep, join="all") -> PlannedStage:
    return PlannedStage(name, steps, join)


ACCEPT = step("accept", "accept", ONE_STOP, "receptionist", limit=Limit(4, "working_hours", "filed"))
EXAMINE = step("examine", "propose", limit=Limit(2, "working_days"))
DECIDE = step("decide", "decide", role="leader", signs={"approve": "result"}, limit=Limit(4, "working_hours"))
DELIVER = step("deliver", "deliver_result", ONE_STOP, "receptionist")
USUAL = Plan((stage("intake", ACCEPT), stage("work", EXAMINE), stage("decision", DECIDE), stage("result", DELIVER)))


@dataclass
class FakeOffice:
    """`plan` may be a plan or a function of the submission; counts papers as the counters would."""

    plan: object = USUAL
    limit: Limit | None = field(default_factory=lambda: Limit(5, "working_days"))
    cut_off: time | None = time(15, 0)
    supplements: int = 1
    head_asks: bool = False
    extensions: int = 1
    fees: tuple[tuple[str, int], ...] = ()
    opened: list[str] = field(default_factory=list)
    case: str = "usual"
    resume: str = "shift"
    no_answer: str = ""
    warn: WarnRule | None = None
    calendars: dict[str, Calendar] = field(default_factory=dict)
    issued: list[str] = field(default_factory=list)
    kept: dict[str, Calendar] = field(default_factory=dict)
    kin: frozenset[tuple[str, str]] = frozenset()

    def ruling(self, submission: Submission) -> Ruling:
        plan = self.plan(submission) if callable(self.plan) else self.plan
        return Ruling(self.case, plan, self.limit, self.cut_off, self.resume, self.no_answer, self.warn)

    def calendar(self, agency: str) -> Calendar:
        calendar = self.calendars.get(agency, CALENDAR)
        self.kept[calendar.digest] = calendar
        return calendar

    def edition(self, digest: str) -> Calendar:
        return self.kept[digest]

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued:
        self.issued.append(paper)
        return e.PaperIssued(
            paper=paper, title=paper, template=paper, number=f"{len(self.issued):02d}", on=at.date().isoformat(),
            signer=signer, signer_agency=agency,
        )  # fmt: skip

    def supplements_allowed(self, submission: Submission) -> int:
        return self.supplements

    def supplement_needs_head(self, submission: Submission) -> bool:
        return self.head_asks

    def repeats_allowed(self, submission: Submission) -> int:
        return 10

    def extensions_allowed(self, submission: Submission) -> int:
        return self.extensions

    def holds(self, person: str, agency: str, role: str) -> bool:
        return person in PEOPLE and PEOPLE[person].holds(agency, role)

    def kin_of(self, person: str) -> frozenset[str]:
        return frozenset(relative for official, relative in self.kin if official == person)

    def desk_of(self, agency: str) -> str:
        return f"desk of {agency}"

    def charges(self, submission: Submission) -> list[tuple[str, int]]:
        return list(self.fees)

    def open_child(self, submission: Submission, step: PlannedStep, task: str, at: datetime) -> h.ChildOpened:
        self.opened.append(f"child{len(self.opened) + 1}")
        return h.ChildOpened(
            task=task, submission=self.opened[-1], number=self.opened[-1], procedure=step.opens, agency="elsewhere"
        )


def official(name: str, agency: str, *roles: str) -> Actor:
    return Actor("person", name, tuple(Position(agency, role) for role in roles))


CITIZEN = Actor("person", "citizen")
PEOPLE = {
    "citizen": CITIZEN,
    "receptionist": official("receptionist", ONE_STOP, "receptionist"),
    "officer": official("officer", WARD, "officer"),
    "colleague": official("colleague", WARD, "officer"),
    "leader": official("leader", WARD, "leader"),
    "tax": official("tax", TAX, "officer"),
    "tax_leader": official("tax_leader", TAX, "leader"),
    "police": official("police", POLICE, "officer"),
    "stranger": official("stranger", "elsewhere", "receptionist", "officer", "leader"),
    "clock": CLOCK,
}


class Story:
    """A submission to which one act after another happens; `at` is the time of the next one."""

    def __init__(self, office: FakeOffice, at: datetime = MONDAY, **facts) -> None:
        self.office, self.at = office, at
        self.submission = Submission()
        self.log: list[Recorded] = []
        values = {
            "number": "W-260309-0001", "procedure": "1.0", "definition": "v1", "channel": "online",
            "on_behalf": "self", "receiving": ONE_STOP, "competent": WARD, "filer": "citizen",
            "document": ref("answers", 1),
        }  # fmt: skip
        entries = Acting(self.submission, CITIZEN, at, office).file(e.Submitted(**{**values, **facts}))
        self.log += entries

    def act(self, who, act: str, task: str = "", **more) -> "Story":
        actor = PEOPLE[who] if isinstance(who, str) else who
        more.setdefault("answers", self.submission.answers.version)
        if more.get("reason") is True:
            more["reason"] = ref(f"reason:{task}", self.submission.seq + 1)
        if task and "~" not in task:
            task = f"{task}~{self.submission.rounds[task]}"
        if is_applicant(self.submission, actor) and pending(self.submission, self.at):
            self.later(minutes=1)  # the applicant is shown what was done when it can no longer be taken back
        self.log += Acting(self.submission, actor, self.at, self.office).perform(Command(act, task=task, **more))
        return self

    def wake(self) -> list[Recorded]:
        """What the clock does now."""
        entries = Waking(self.submission, CLOCK, self.at, self.office).wake()
        self.log += entries
        return entries

    def later(self, **how) -> "Story":
        self.at += timedelta(**how)
        return self

    @property
    def open(self) -> set[str]:
        return {task.id for task in self.submission.open_tasks()}

    def kinds(self) -> list[str]:
        return [type(entry.event).__name__ for entry in self.log]


def ref(kind: str, version: int = 1) -> DocumentRef:
    return DocumentRef(kind, version, "0" * 64)


@pytest.fixture
def build() -> SimpleNamespace:
    return build_all()


@pytest.fixture(scope="session")
def build_once() -> SimpleNamespace:
    """The same for tests that draw many examples; it holds no state."""
    return build_all()


def build_all() -> SimpleNamespace:
    """Everything above by name, for test modules that cannot import a conftest."""
    return SimpleNamespace(
        Story=Story, Office=FakeOffice, step=step, stage=stage, ref=ref, people=PEOPLE, usual=USUAL,
        calendar=CALENDAR, monday=MONDAY, ACCEPT=ACCEPT, EXAMINE=EXAMINE, DECIDE=DECIDE, DELIVER=DELIVER,
        ONE_STOP=ONE_STOP, WARD=WARD, TAX=TAX, POLICE=POLICE, official=official, replace=replace,
    )  # fmt: skip
