"""Submissions to store: filed on a short plan, with an office that answers from values."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection

from submissions import events as e
from submissions.acting import Acting, Command
from submissions.actors import Actor, Position
from submissions.calendar import Calendar
from submissions.clock import Limit
from submissions.plan import Plan, PlannedStage, PlannedStep
from submissions.progress import Ruling
from submissions.store import documents, editions, log, search
from submissions.store.columns import new_id
from submissions.submission import Submission

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
CALENDAR = Calendar()
ONE_STOP, WARD, TAX, ELSEWHERE = (letter * 32 for letter in "abcd")
CITIZEN = Actor("person", "1" * 32)
RECEPTIONIST = Actor("person", "2" * 32, (Position(ONE_STOP, "receptionist"),))
OFFICER = Actor("person", "3" * 32, (Position(WARD, "officer"),))
TAX_OFFICER = Actor("person", "4" * 32, (Position(TAX, "officer"),))
STRANGER = Actor("person", "5" * 32, (Position(ELSEWHERE, "officer"), Position(ELSEWHERE, "receptionist")))


@dataclass
class FakeOffice:
    limit_hours: int = 4
    papers: list[str] = field(default_factory=list)

    def ruling(self, submission: Submission) -> Ruling:
        hours = Limit(self.limit_hours, "working_hours")
        accept = PlannedStep("accept", "accept", "accept", agency=ONE_STOP, role="receptionist", limit=hours)
        examine = PlannedStep("examine", "examine", "propose", agency=WARD, role="officer", limit=hours)
        ask = PlannedStep("ask", "ask", "opine", agency=TAX, role="officer", limit=hours, on_silence="agree")
        stages = (PlannedStage("intake", (accept,)), PlannedStage("work", (examine, ask)))
        return Ruling("usual", Plan(stages), Limit(3, "working_days"), time(15))

    def calendar(self, agency: str) -> Calendar:
        return CALENDAR

    def edition(self, digest: str) -> Calendar:
        return CALENDAR

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued:
        return e.PaperIssued(paper=paper, title=paper, template=paper, number="", on="2026-03-09")

    def supplements_allowed(self, submission: Submission) -> int:
        return 3

    def supplement_needs_head(self, submission: Submission) -> bool:
        return False


def file(
    connection: Connection,
    *,
    number: str = "",
    at: datetime = NOW,
    title: str = "",
    office: FakeOffice | None = None,
    **facts,
) -> str:
    """A filed submission; returns its id."""
    submission_id = new_id()
    editions.keep(connection, CALENDAR)
    answers = documents.keep(connection, submission_id, "answers", 1, {"name": "Mẫu"}, at)
    values = {
        "number": number or f"W-{submission_id[-12:]}", "procedure": "1.0", "definition": "v1", "channel": "online",
        "on_behalf": "self", "receiving": ONE_STOP, "competent": WARD, "filer": CITIZEN.person, "document": answers,
    }  # fmt: skip
    submission = Submission()
    event = e.Submitted(**{**values, **facts})
    entries = Acting(submission, CITIZEN, at, office or FakeOffice()).file(event)
    log.begin(connection, submission_id, submission, entries, title=title, locale="vi", secret="ABCD2345")
    concerned = {event.receiving, event.competent}
    search.put(connection, submission_id, [event.number, event.procedure, title], concerned)
    return submission_id


def act(connection: Connection, submission_id: str, actor: Actor, name: str, task: str = "", **more) -> None:
    at = more.pop("at", NOW + timedelta(hours=1))
    submission = log.load_to_act(connection, submission_id)
    if name in ("request_supplement", "supplement"):
        kind = "reason:x" if name == "request_supplement" else "answers"
        field_name = "reason" if name == "request_supplement" else "document"
        more[field_name] = documents.keep(connection, submission_id, kind, submission.seq + 1, {"reason": "thiếu"}, at)
    entries = Acting(submission, actor, at, FakeOffice()).perform(Command(name, task=task, **more))
    log.append(connection, submission_id, submission, entries)


@pytest.fixture
def store() -> SimpleNamespace:
    return SimpleNamespace(
        file=file, act=act, now=NOW, citizen=CITIZEN, receptionist=RECEPTIONIST, officer=OFFICER,
        tax_officer=TAX_OFFICER, stranger=STRANGER, one_stop=ONE_STOP, ward=WARD, tax=TAX, elsewhere=ELSEWHERE,
        Office=FakeOffice,
    )  # fmt: skip
