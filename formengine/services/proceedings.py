"""The house's answer to what acting asks: plans, due dates, papers' numbers – with an open connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection

from formengine.forms.definition import Definition
from formengine.planning import Clockwork, Planner, case_object_of, filing_of, local_day, places_of, settings_for
from formengine.registers.agencies import Agencies, agencies_of
from formengine.services.house import House
from submissions import events as e
from submissions.clock import Due, Limit
from submissions.progress import Ruling
from submissions.store import documents
from submissions.store.numbers import paper_number
from submissions.submission import Submission

# The house's own papers: name -> (title, template, series). A definition's `paper_set` replaces them.
HOUSE_PAPERS = {
    "receipt": ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "receipt", ""),
    "supplement_request": ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "supplement-request", "PYCBS"),
    "refusal": ("Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "refusal", "PTC"),
}


@dataclass
class Proceedings:
    """One submission's house while somebody acts on it; `document` and `forms` are what the conditions look at."""

    connection: Connection
    house: House
    definition: Definition
    document: Any
    forms: dict[str, Any] = field(default_factory=dict)
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
        return cls(connection, house, definition, answers, forms)

    def case_object(self, submission: Submission) -> dict[str, Any]:
        day = local_day(submission.filed_at or self.house.now(), self.house.config.zone)
        settings = settings_for(self.connection, self.definition, submission.competent, day)
        return case_object_of(
            self.definition, self.document, filing=filing_of(submission), settings=settings, forms=self.forms
        )

    def ruling(self, submission: Submission) -> Ruling:
        day = local_day(submission.filed_at or self.house.now(), self.house.config.zone)
        places = places_of(submission, self.agencies, day)
        return Planner(self.definition, self.agencies, self.case_object(submission), places, submission.chosen).ruling()

    def due(self, limit: Limit, start: datetime, agency: str, cut_off: time | None) -> Due:
        return self.clockwork.due(limit, start, agency, cut_off)

    def shifted(self, due: datetime, limit: Limit, since: datetime, until: datetime, agency: str) -> datetime:
        return self.clockwork.shifted(due, limit, since, until, agency)

    def supplements_allowed(self, submission: Submission) -> int:
        allowed: Mapping[str, int] = self.definition.clock.get("supplements", {})
        return allowed.get(submission.phase, 1)

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued:
        title, template, series = self._kind_of(paper)
        issuing = self.agencies.by_id(agency)
        day = local_day(at, issuing.zone)
        number = ""
        if series:
            number = f"{paper_number(self.connection, issuing.code, series, day):02d}/{series}"
        return e.PaperIssued(
            paper=paper,
            title=title,
            template=template,
            number=number,
            on=day.isoformat(),
            signer=signer,
            signer_agency=agency,
            **self._appointment(submission, paper, at),
        )

    def _appointment(self, submission: Submission, paper: str, at: datetime) -> dict[str, Any]:
        """What a receipt says of the date: the appointment, or before acceptance the one to expect."""
        if paper != "receipt" or submission.limit is None:
            return {}
        if submission.clock_started_at is not None:
            return {"due": submission.due.isoformat(timespec="seconds") if submission.due else ""}
        latest = [task.due for task in submission.open_tasks() if task.step.act == "accept" and task.due]
        agency = submission.competent
        expected = self.clockwork.due(submission.limit, max(latest, default=at), agency, submission.cut_off)
        return {"due": expected.at.isoformat(timespec="seconds"), "expected": True}

    def _kind_of(self, paper: str) -> tuple[str, str, str]:
        if paper in self.definition.papers:
            own = self.definition.papers[paper]
            return own.title, own.template, own.series
        title, template, series = HOUSE_PAPERS[paper]
        if replacing := self.definition.paper_set.get(paper):
            return replacing.title or title, replacing.template or template, replacing.series or series
        return title, template, series
