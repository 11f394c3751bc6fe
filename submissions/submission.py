"""A submission as its log tells it: state alone. How an event changes it stands in `submissions.folding`."""

from dataclasses import dataclass, field
from datetime import datetime, time

from submissions import events as e
from submissions import handovers as h
from submissions.chain import FIRST, DocumentRef, FileRef, Recorded
from submissions.clock import Extension, Limit, Resume, Rules
from submissions.ledger import Ledger
from submissions.plan import Plan, PlannedStep, WarnRule


@dataclass(slots=True)
class Task:
    """A planned step in somebody's queue. state: open, done, dropped; a claimed task is open and has an assignee.

    since: when its limit began to be counted; calendar: digest of the edition it is counted with; warn_at: when it is
    nearly due; warned: what its head was told; about: the task that this one, raised by the clock, warns of.
    """

    id: str
    key: str
    step: PlannedStep
    stage: str
    opened_at: datetime
    opened_seq: int
    due: datetime | None
    state: str = "open"
    assignee: str = ""
    by: str = ""
    outcome: str = ""
    closed_at: datetime | None = None
    request: "RequestDraft | None" = None
    since: datetime | None = None
    calendar: str = ""
    warn_at: datetime | None = None
    warned: str = ""
    about: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    task: str
    phase: str
    at: datetime
    due: datetime | None
    reason: DocumentRef
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A request for supplement that the head of the agency has to approve, and whose the task was until then."""

    by: str
    reason: DocumentRef
    due: datetime | None
    role: str
    assignee: str


@dataclass(frozen=True, slots=True)
class Child:
    """A submission of another procedure that a step of this one opened; `outcome` is empty while it goes on."""

    task: str
    number: str
    procedure: str
    agency: str
    opened_at: datetime
    outcome: str = ""
    ended_at: datetime | None = None


@dataclass(slots=True)
class Submission:
    """State after `seq` events. Persons, agencies and definitions are ids; instants are UTC.

    receiving, competent: the agencies as they now are, after transfers and successions; recused: persons who may not
    act any more; amounts: what is due for a fee where an official set it; demands: what the applicant was asked to
    pay, by fee; children: submissions opened by steps, by id; rules, calendar: what the appointment is counted with
    since the clock started; no_answer: what an unanswered supplement means; history: the links of the log that were
    not undone.
    """

    seq: int = 0
    head: str = FIRST
    filed: e.Submitted | None = None
    filed_at: datetime | None = None
    receiving: str = ""
    competent: str = ""
    accepted_at: datetime | None = None
    clock_started_at: datetime | None = None
    due: datetime | None = None
    rules: Rules | None = None
    calendar: str = ""
    extension: Extension | None = None
    paused_since: datetime | None = None
    case: str = ""
    limit: Limit | None = None
    cut_off: time | None = None
    resume: Resume = "shift"
    no_answer: str = ""
    warn: WarnRule | None = None
    plan: Plan = field(default_factory=Plan)
    stage: str = ""
    stage_seq: int = 0
    tasks: dict[str, Task] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    answers: DocumentRef | None = None
    forms: dict[str, DocumentRef] = field(default_factory=dict)
    reasons: dict[str, DocumentRef] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    waived: tuple[str, ...] = ()
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    supplements: list[SupplementRequest] = field(default_factory=list)
    papers: list[e.PaperIssued] = field(default_factory=list)
    fees: dict[str, e.FeeRecorded] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    demands: dict[str, h.FeeDemanded] = field(default_factory=dict)
    suspended: h.Suspended | None = None
    extensions: list[h.Extended] = field(default_factory=list)
    corrections: list[h.ResultCorrected] = field(default_factory=list)
    recused: frozenset[str] = frozenset()
    children: dict[str, Child] = field(default_factory=dict)
    decided: str = ""
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    outcome: str = ""
    concluded_at: datetime | None = None
    ledger: Ledger = field(default_factory=Ledger)
    history: list[Recorded] = field(default_factory=list, repr=False)

    @property
    def facts(self) -> e.Submitted:
        """What was filed; a log that does not begin with Submitted is no submission."""
        if self.filed is None:
            raise ValueError("the log does not begin with Submitted")
        return self.filed

    @property
    def is_concluded(self) -> bool:
        return bool(self.outcome)

    @property
    def waits_for_supplement(self) -> bool:
        return bool(self.supplements) and self.supplements[-1].answered_at is None and not self.is_concluded

    @property
    def unpaid(self) -> dict[str, h.FeeDemanded]:
        """What the applicant was asked to pay and has not paid, by fee."""
        return {fee: demand for fee, demand in self.demands.items() if fee not in self.fees}

    @property
    def held(self) -> tuple[str, ...]:
        """Why the clock stands: supplement, suspended, payment, applicant, authority; empty while it runs."""
        if self.is_concluded:
            return ()
        why = {"supplement": self.waits_for_supplement, "suspended": self.suspended is not None}
        why["payment"] = any(not demand.task for demand in self.unpaid.values())
        for task in self.open_tasks():
            if task.step.pauses_clock:
                why["payment" if task.step.is_payment else self._side(task)] = True
        return tuple(name for name, holds in why.items() if holds)

    @staticmethod
    def _side(task: Task) -> str:
        return "applicant" if task.step.who == "applicant" else "authority"

    @property
    def waits(self) -> bool:
        """Nobody may act until somebody outside has: a supplement, a payment, or what it was suspended for."""
        return bool({"supplement", "suspended"} & set(self.held)) or (
            not self.is_concluded and any(not demand.task for demand in self.unpaid.values())
        )

    @property
    def phase(self) -> str:
        """The supplement phase: "intake" until acceptance, then "handling"."""
        return "handling" if self.accepted_at else "intake"

    @property
    def applicants(self) -> frozenset[str]:
        """The natural persons on the citizen's side: none of them may act as an official here."""
        return frozenset(filter(None, (self.facts.filer, self.facts.owner)))

    def task_now(self, key: str) -> Task | None:
        """The task that this visit of the present stage opened for the planned step `key`."""
        found = (
            t for t in self.tasks.values() if t.key == key and t.opened_seq >= self.stage_seq and t.stage == self.stage
        )
        return max(found, key=lambda task: task.opened_seq, default=None)

    @property
    def planned_rules(self) -> Rules | None:
        """The rules as the plan now in force has them; None where the case has no appointment."""
        return Rules(self.limit, self.cut_off, self.resume) if self.limit else None

    def open_tasks(self) -> list[Task]:
        """The steps of the plan that wait for somebody."""
        return [task for task in self.tasks.values() if task.is_open and not task.about]

    def warnings(self) -> list[Task]:
        """The tasks that the clock raised and nobody has attended to."""
        return [task for task in self.tasks.values() if task.is_open and task.about]

    def done_steps(self) -> list[Task]:
        return [task for task in self.tasks.values() if task.state == "done" and not task.about]
