"""Every procedure handled to its end: each example of it filed, accepted at once, passed from desk to desk."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from formengine.demo_forms import sample_document
from formengine.dossier_reading import open_dossier
from formengine.forms import Definition, load_definition
from formengine.forms.pointers import follow, split_pointer
from formengine.planning import offered_agencies
from formengine.registers.agencies import agencies_of
from formengine.resources import folder
from formengine.services import filing
from submissions.status import status_of
from submissions.submission import Submission, Task

# Each procedure with the paper that ends it.
WALKED = {
    "1.000656": "death-extract",
    "1.003677": "absence-slip",
    "1.009748": "investment-approval",
    "1.010727": "environmental-permit",
    "1.013831": "land-certificate land-change-note",
    "2.000986": "birth-certificate",
    "3.000182": "enrolment-notice",
    "3.000333": "criminal-record-1 criminal-record-2",
}
OUTCOMES = {"opine": "agree", "propose": "approve", "decide": "approve", "deliver_result": "online"}


def definition(code: str) -> Definition:
    return load_definition(folder("form_definitions") / f"{code}.json")


def walks() -> list[Any]:
    return [
        pytest.param(code, number, id=f"{code}-{number}")
        for code in WALKED
        for number in range(len(definition(code).examples))
    ]


class Walk:
    """One example on its way; the officials are whoever the sample agencies have."""

    def __init__(self, office: Any, code: str, number: int, at: datetime | None = None) -> None:
        self.office = office
        self.definition = definition(code)
        self.example = self.definition.examples[number]
        self.steps: list[str] = []
        office.clock.at = at or datetime.fromisoformat(self.example.filing["at"]).astimezone(UTC)

    def file(self) -> str:
        filing, office = self.example.filing, self.office
        how = {"on_behalf": filing["on_behalf"]}
        who = "binh"
        if filing["channel"] != "online":
            who = self.receptionist()
            how |= {"channel": filing["channel"], "applicant": office.account("an").person}
        if filing["on_behalf"] == "organisation":
            how["organisation"] = office.organisation("binh")
        return office.file(who, self.definition.code, dict(self.example.document), **how)

    def receptionist(self) -> str:
        """At the desk that receives for the competent agency."""
        competent = self.definition.competent
        named = follow(self.example.document, split_pointer(competent.get("serving") or competent["named_at"]))
        with self.office.house.database.reading() as connection:
            register = agencies_of(connection)
            day = self.office.house.today()
            deciding = (
                register.serving(competent["type"], str(named), day)
                if "serving" in competent
                else register.by_code(str(named))
            )
            desk = register.one_stop_of(deciding)
        return self.office.holder(desk.id, "receptionist")

    def go_on(self, number: str) -> Submission:
        """One act by whoever has the first open task."""
        submission = self.office.submission(number)
        task = submission.open_tasks()[0]
        self.steps.append(task.step.step)
        if task.step.act == "pay":
            return self.pay(number)
        if task.step.act == "await":
            return self.follow(number, task)
        if task.step.who == "applicant":
            return self.office.done("binh", number, task.step.act, task.key, outcome="confirmed", score=5)
        wish: dict[str, Any] = {"outcome": OUTCOMES.get(task.step.act, ""), "form_document": self.form(task)}
        if task.step.act == "choose_agencies":
            wish["agencies"] = self.chosen(task)
        return self.office.done(
            self.office.holder(task.step.agency, task.step.role), number, task.step.act, task.key, **wish
        )

    def until(self, number: str, step: str) -> Submission:
        """Everything before the task of `step` opens."""
        submission = self.office.submission(number)
        while step not in {task.step.step for task in submission.open_tasks()}:
            submission = self.go_on(number)
        return submission

    def pay(self, number: str) -> Submission:
        """Every fee that was demanded, recorded at the desk one after another."""
        desk = self.office.submission(number).receiving
        for fee in tuple(self.office.submission(number).unpaid):
            submission = self.office.done(self.office.holder(desk, "receptionist"), number, "record_payment", fee=fee)
        return submission

    def follow(self, number: str, task: Task) -> Submission:
        """What the step opened at another agency, handled there to its end."""
        child = next(child for child in self.office.submission(number).children.values() if child.task == task.id)
        there = Walk(self.office, child.procedure, 0, at=self.office.clock.at)
        while self.office.submission(child.number).open_tasks():
            there.go_on(child.number)
        return self.office.submission(number)

    def form(self, task: Task) -> Any:
        """The example's own answers at a step, else sample ones."""
        if not task.step.step_form:
            return None
        given = self.example.forms.get(task.step.step)
        schema = self.definition.step_forms[task.step.step_form]
        return given or sample_document(self.definition.step_form(task.step.step_form), schema)

    def chosen(self, task: Task) -> tuple[str, ...]:
        with self.office.house.database.reading() as connection:
            offered = offered_agencies(agencies_of(connection), task.step, self.office.house.today())
        return tuple(agency.id for agency in offered[:2])


@pytest.mark.parametrize(("code", "number"), walks())
def test_an_example_reaches_its_end_as_expected(office: Any, code: str, number: int) -> None:
    walk = Walk(office, code, number)
    expect = walk.example.expect
    filed = walk.file()
    assert office.submission(filed).case == expect["case"]
    submission = walk.go_on(filed)
    assert due_day(office, submission) == (date.fromisoformat(expect["due"]) if "due" in expect else None)
    while submission.open_tasks():
        office.clock.later(minutes=5)
        submission = walk.go_on(filed)
        assert len(walk.steps) < 20
    assert list(dict.fromkeys(walk.steps)) == expect["steps"]
    assert charged(office, walk, filed) == expect["fee"]
    assert submission.outcome == "approve"
    assert {paper.paper for paper in submission.papers} & set(WALKED[code].split())


def test_what_the_tax_office_and_the_payer_take_is_not_the_land_offices_time(office: Any) -> None:
    walk = Walk(office, "1.013831", 0)
    filed = walk.file()
    assert due_day(office, walk.go_on(filed)) == date(2026, 3, 20)
    office.clock.at = datetime(2026, 3, 12, 3, tzinfo=UTC)
    submission = walk.until(filed, "tax")
    assert (submission.held, status_of(submission)) == (("payment",), "paying")
    office.clock.at = datetime(2026, 3, 17, 3, tzinfo=UTC)
    submission = walk.until(filed, "pay")
    assert set(submission.unpaid) == {"PHI-TD", "LP-GCN", "LPTB", "TNCN"}
    assert status_of(submission) == "paying"
    office.clock.at = datetime(2026, 3, 19, 3, tzinfo=UTC)
    submission = walk.until(filed, "update")
    assert (submission.held, status_of(submission)) == ((), "processing")
    # From Thursday 12 to Thursday 19 March the clock stood five working days; 20 March and five more is 27 March.
    assert due_day(office, submission) == date(2026, 3, 27)
    assert {task.step.agency for task in submission.open_tasks()} == {submission.competent}


def test_what_the_owner_takes_to_revise_is_not_the_departments_time(office: Any) -> None:
    walk = Walk(office, "1.010727", 0)
    filed = walk.file()
    submission = walk.until(filed, "notice")
    assert due_day(office, submission) == date(2026, 4, 9)
    officer = office.holder(submission.open_tasks()[0].step.agency, "officer")
    office.done(
        officer, filed, "request_supplement", "notice",
        reason="Bổ sung sơ đồ thu gom nước thải.", items=({"code": "BC", "what": "Báo cáo đã chỉnh sửa"},),
    )  # fmt: skip
    office.let_it_stand(filed)
    draft = filing.supplement_draft(office.house, office.account("binh"), filed)
    office.clock.later(days=14)
    filing.submit(office.house, office.account("binh"), draft, "vi")
    # Fourteen days of the calendar, and 9 April and fourteen more is 23 April.
    assert due_day(office, office.submission(filed)) == date(2026, 4, 23)


def due_day(office: Any, submission: Submission) -> date | None:
    return submission.due and submission.due.astimezone(ZoneInfo(office.house.config.zone)).date()


def charged(office: Any, walk: Walk, number: str) -> int:
    with office.house.database.reading() as connection:
        holder = office.submission(number).plan.stages[0].steps[0]
        actor = office.account(office.holder(holder.agency, holder.role)).actor
        dossier = open_dossier(connection, actor, number, office.house.config, office.clock())
        return sum(charge.amount for charge, _paid in dossier.charges())
