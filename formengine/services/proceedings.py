"""The house's answer to what acting asks: plans, due dates, papers' numbers – with an open connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.kin import kin_of
from formengine.accounts.staff import holders
from formengine.forms.definition import Definition
from formengine.planning import Clockwork, Planner, case_object_of, filing_of, local_day, places_of, settings_for
from formengine.registers.agencies import Agencies, agencies_of
from formengine.registers.paper_sets import HousePaper, paper_set
from formengine.services.house import House
from submissions import events as e
from submissions import handovers as h
from submissions.calendar import Calendar
from submissions.clock import appointment
from submissions.plan import PlannedStep
from submissions.progress import Ruling
from submissions.store import documents, editions
from submissions.store.numbers import paper_number
from submissions.submission import Submission


@dataclass
class Proceedings:
    """One submission's house while somebody acts on it; `document` and `forms` are what the conditions look at.

    depth: how many submissions opened one another, in the present transaction, until this one.
    """

    connection: Connection
    house: House
    definition: Definition
    document: Any
    forms: dict[str, Any] = field(default_factory=dict)
    submission_id: str = ""
    depth: int = 0
    agencies: Agencies = field(init=False)

    def __post_init__(self) -> None:
        self.agencies = agencies_of(self.connection)
        today = self.house.today()
        self.clockwork = Clockwork(self.connection, self.house.config, self.agencies, today)

    @classmethod
    def of(
        cls, connection: Connection, house: House, definition: Definition, submission_id: str, submission: Submission
    ) -> "Proceedings":
        """The proceedings of a submission as it lies in the database, its documents read in one query."""
        refs = [ref for ref in (submission.answers, *submission.forms.values()) if ref is not None]
        held = documents.read_many(connection, submission_id, refs)
        answers = held.get(submission.answers) if submission.answers else None
        forms = {key.partition("@")[0]: held.get(ref) for key, ref in submission.forms.items()}
        return cls(connection, house, definition, answers, forms, submission_id)

    def case_object(self, submission: Submission, at: datetime | None = None) -> dict[str, Any]:
        """The case with the settings of the day of filing, or of the day of `at`, as they were known then."""
        then = at or submission.filed_at or self.house.now()
        day = local_day(then, self.house.config.zone)
        settings = settings_for(self.connection, self.definition, submission.competent, day, then)
        return case_object_of(
            self.definition, self.document, filing=filing_of(submission), settings=settings, forms=self.forms
        )

    def ruling(self, submission: Submission) -> Ruling:
        day = local_day(submission.filed_at or self.house.now(), self.house.config.zone)
        places = places_of(submission, self.agencies, day)
        planner = Planner(self.definition, self.agencies, self.case_object(submission), places, submission.chosen)
        return planner.ruling(self.case_object(submission, submission.clock_started_at or self.house.now()))

    def calendar(self, agency: str) -> Calendar:
        return editions.keep(self.connection, self.clockwork.calendar(agency))

    def edition(self, digest: str) -> Calendar:
        return editions.edition(self.connection, digest)

    def supplements_allowed(self, submission: Submission) -> int:
        allowed: Mapping[str, int] = self.definition.clock.get("supplements", {})
        return allowed.get(submission.phase, 1)

    def supplement_needs_head(self, submission: Submission) -> bool:
        return self.definition.clock.get("supplements", {}).get("approved_by") == "head"

    def extensions_allowed(self, submission: Submission) -> int:
        return int(self.definition.clock.get("extensions", 1))

    def repeats_allowed(self, submission: Submission) -> int:
        return int(self.definition.clock.get("repeats", 10))

    def holds(self, person: str, agency: str, role: str) -> bool:
        return person in holders(self.connection, agency, role, self.house.today())

    def kin_of(self, person: str) -> frozenset[str]:
        return kin_of(self.connection, person)

    def desk_of(self, agency: str) -> str:
        return self.agencies.one_stop_of(self.agencies.by_id(agency)).id

    def charges(self, submission: Submission) -> list[tuple[str, int]]:
        return [(charge.code, charge.amount) for charge in self.definition.fees_due(self.case_object(submission))]

    def open_child(self, submission: Submission, step: PlannedStep, task: str, at: datetime) -> h.ChildOpened:
        from formengine.services.opening import open_child

        return open_child(self, self.submission_id, submission, step, task, at)

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued:
        kind = self._kind_of(submission, paper)
        issuing = self.agencies.by_id(agency)
        day = local_day(at, issuing.zone)
        number = ""
        if kind.series:
            number = f"{paper_number(self.connection, issuing.code, kind.series, day):02d}/{kind.series}"
        return e.PaperIssued(
            paper=paper,
            title=kind.title,
            template=kind.template,
            form_number=kind.form_number,
            number=number,
            on=day.isoformat(),
            signer=signer,
            signer_agency=agency,
            **self._appointment(submission, paper, at),
        )

    def _appointment(self, submission: Submission, paper: str, at: datetime) -> dict[str, Any]:
        """What a receipt says of the date: the appointment, or before acceptance the one to expect."""
        if paper != "receipt" or submission.planned_rules is None:
            return {}
        if submission.clock_started_at is not None:
            return {"due": submission.due.isoformat(timespec="seconds") if submission.due else ""}
        latest = [task.due for task in submission.open_tasks() if task.step.act == "accept" and task.due]
        expected = appointment(
            submission.planned_rules, max(latest, default=at), self.clockwork.calendar(submission.competent)
        )
        return {"due": expected.at.isoformat(timespec="seconds"), "expected": True}

    def _kind_of(self, submission: Submission, paper: str) -> HousePaper:
        """The definition's own paper, else the house's of the day of filing as the definition replaces it."""
        if paper in self.definition.papers:
            own = self.definition.papers[paper]
            return HousePaper(own.title, own.template, own.series, own.form_number)
        day = local_day(submission.filed_at or self.house.now(), self.house.config.zone)
        usual = paper_set(self.house.config.home, day).papers[paper]
        replacing = self.definition.paper_set.get(paper)
        if replacing is None:
            return usual
        return HousePaper(
            replacing.title or usual.title,
            replacing.template or usual.template,
            replacing.series or usual.series,
            replacing.form_number,
        )
