"""Acting on a submission: what an official or the applicant wants becomes events, or a clear no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from formengine.accounts.officials import lists_of
from formengine.accounts.people import names_of
from formengine.accounts.signing_in import Account, load_account
from formengine.catalog.versions import definition_of
from formengine.forms.definition import Definition
from formengine.forms.problems import Problem
from formengine.i18n import N_
from formengine.i18n import gettext as _
from formengine.planning import offered_agencies, transfer_targets
from formengine.registers.agencies import UnknownAgency
from formengine.services.errors import MAX_REASON, NotFound, missing, text_problems
from formengine.services.house import House
from formengine.services.proceedings import Proceedings
from formengine.services.recording import make_findable, record
from formengine.services.stranding import note_unplaced
from submissions.acting import Acting, Command
from submissions.acts import ACTS
from submissions.clock import UNITS, Limit, due
from submissions.deeds_beside import undo as take_back
from submissions.events import DocumentRef
from submissions.refusal import Refused
from submissions.store import documents, log, queries
from submissions.submission import Submission, Task
from submissions.undoing import demand_as_seen, pending

METHODS = ("cash", "transfer", "card")
MAX_AMOUNT = 10**12
# A new appointment lies at most so far away: no procedure takes longer, and a slip of the year does not go out.
MAX_DAYS_MORE = 366


@dataclass(frozen=True)
class Wish:
    """What somebody asks for.

    formdata: the posted step form, or form_document: its document; answers: the version of the answers they saw;
    reason: text; items: what a supplement has to mend or add, as [{code, what}]; days: the applicant's limit for it;
    agencies: ids, one for a transfer; person: whose a task shall be; amount: whole đồng, None where it is none;
    day: the new appointment; paper: place in the log of the paper to correct.
    """

    act: str
    task: str = ""
    outcome: str = ""
    reason: str = ""
    items: tuple[Mapping[str, str], ...] = ()
    days: int = 0
    agencies: tuple[str, ...] = ()
    stage: str = ""
    fee: str = ""
    method: str = "cash"
    receipt: str = ""
    score: int = 0
    person: str = ""
    amount: int | None = None
    day: date | None = None
    paper: int = 0
    answers: int = 0
    formdata: Any = None
    form_document: Any = None
    locale: str = "vi"


@dataclass(frozen=True)
class Done:
    """What came of it: with `problems` nothing was done and `form_document` is what was typed.

    may_undo: whoever did it may take it back for a minute.
    """

    number: str
    problems: list[Problem] = field(default_factory=list)
    form_document: Any = None
    may_undo: bool = False


class NowhereToGo(Exception):
    """The register knows no agency for a step that follows: nothing was done, and administrators have to hear of it."""

    def __init__(self, submission_id: str, unknown: UnknownAgency) -> None:
        super().__init__(submission_id)
        self.submission_id = submission_id
        self.unknown = unknown


def act(house: House, account: Account, number: str, wish: Wish) -> Done:
    """Do it, or say what is wrong; raises NotFound, Refused (facts name who was first)."""
    if wish.act not in ACTS:
        raise NotFound(number)
    try:
        return _act(house, account, number, wish)
    except NowhereToGo as nowhere:
        note_unplaced(house, nowhere.submission_id, nowhere.unknown)
        raise Refused("agency_missing", what=str(nowhere.unknown)) from nowhere.unknown


def _act(house: House, account: Account, number: str, wish: Wish) -> Done:
    with house.database.transaction() as connection:
        row, account = _held(connection, house, account, number)
        try:
            return _Acting(connection, house, account, row, wish).do()
        except UnknownAgency as unknown:
            raise NowhereToGo(row.id, unknown) from unknown


def _held(connection: Connection, house: House, account: Account, number: str) -> tuple[Row, Account]:
    """The row, held until the transaction ends, and the account with what its person holds at this moment.

    Positions, deputies and mandates may have ended since the request began: what counts is read where the act is
    written.
    """
    row = queries.find(connection, account.actor, number, to_act=True)
    now = load_account(connection, account.id, account.epoch, house.today())
    if row is None or now is None:
        raise NotFound(number)
    if now.actor != account.actor and queries.find(connection, now.actor, number) is None:
        raise NotFound(number)
    return row, now


def undo(house: House, account: Account, number: str) -> Done:
    """Take back what the account did last on the submission; raises NotFound and Refused."""
    with house.database.transaction() as connection:
        row, account = _held(connection, house, account, number)
        submission = log.load(connection, row.id)
        work = Acting(submission, account.actor, house.now(), _proceedings(connection, house, row, submission))
        first = take_back(work)
        if not log.recall(connection, row.id, first, work.log[0].seq - 1):
            raise Refused("already_told")
        record(connection, house, row.id, submission, work.log)
        make_findable(connection, row.id, submission, row.title)
        return Done(number)


def _proceedings(connection: Connection, house: House, row: Row, submission: Submission) -> Proceedings:
    return Proceedings.of(connection, house, definition_of(connection, row.definition), row.id, submission)


def names_for(house: House, refused: Refused) -> dict[str, str]:
    """Names of the persons that a refusal speaks of, by id."""
    person = str(refused.facts.get("by", ""))
    if not person:
        return {}
    with house.database.reading() as connection:
        return dict(names_of(connection, [person]))


class _Acting:
    """One wish on one submission inside one transaction."""

    def __init__(self, connection: Connection, house: House, account: Account, row: Row, wish: Wish) -> None:
        self.connection = connection
        self.house = house
        self.account = account
        self.row = row
        self.wish = wish
        self.at = house.now()
        self.submission: Submission = log.load(connection, row.id)
        self.definition: Definition = definition_of(connection, row.definition)
        self.task: Task | None = self.submission.tasks.get(wish.task) if wish.task else None
        if wish.task and self.task is None:
            raise NotFound(row.number)

    def do(self) -> Done:
        demand_as_seen(self.submission, self.account.actor, self.wish.act, self.task, self.at)
        proceedings = Proceedings.of(self.connection, self.house, self.definition, self.row.id, self.submission)
        form_document, problems = self._step_form()
        problems += self._own_problems()
        if problems:
            return Done(self.row.number, problems, form_document)
        self._demand_offered(proceedings)
        document = self._keep(f"form:{self.wish.task}", form_document) if form_document is not None else None
        if form_document is not None and self.task is not None:
            proceedings.forms[self.task.step.step] = form_document
        command = self._command(proceedings, document)
        entries = Acting(self.submission, self.account.actor, self.at, proceedings).perform(command)
        record(self.connection, self.house, self.row.id, self.submission, entries)
        return Done(self.row.number, may_undo=pending(self.submission, self.at) is not None)

    def _step_form(self) -> tuple[Any, list[Problem]]:
        wish = self.wish
        if self.task is None or not self.task.step.step_form or "step_form" not in ACTS[wish.act].needs:
            return None, []
        form = self.definition.step_form(self.task.step.step_form, wish.locale, lists_of(self.connection))
        given = form.read(wish.formdata or {}) if wish.form_document is None else wish.form_document
        document = form.compute(given, self.house.today())
        return document, form.check(document, None, self.house.today())

    def _own_problems(self) -> list[Problem]:
        """What the act needs beside a step form and was not given."""
        wish, row = self.wish, ACTS[self.wish.act]
        problems = []
        if row.outcomes and wish.outcome not in row.outcomes:
            problems.append(missing("#outcome", _("Choose one of the outcomes.")))
        if not wish.reason.strip() and ("reason" in row.needs or wish.outcome in row.reason_for):
            problems.append(missing("#reason", _("Give the reason.")))
        problems += text_problems("#reason", wish.reason, MAX_REASON)
        if wish.day is not None and (wish.day - self.house.today()).days > MAX_DAYS_MORE:
            far = _("The new day is more than %(n)s days away: check the year.", n=MAX_DAYS_MORE)
            problems.append(Problem("#day", "maximum", far))
        if wish.act == "record_payment" and wish.method not in METHODS:
            problems.append(missing("#method", _("Choose how it was paid.")))
        given = self._given()
        return problems + [missing(f"#{given[need][1]}", _(given[need][2])) for need in row.needs if self._lacks(need)]

    def _lacks(self, need: str) -> bool:
        given = self._given()
        return need in given and not given[need][0]

    def _given(self) -> dict[str, tuple[bool, str, str]]:
        """For each need: whether the wish has it, the control it is typed in, and what to do where it is missing."""
        wish = self.wish
        return {
            "supplement": (bool(wish.items), "items", N_("Say what has to be mended or added.")),
            "stage": (bool(wish.stage), "stage", N_("Choose the stage to go back to.")),
            "fee": (bool(wish.fee), "fee", N_("Choose the fee.")),
            "amount": (
                wish.amount is not None and 0 <= wish.amount <= MAX_AMOUNT,
                "amount",
                N_("Write the amount in whole đồng, such as 1500000."),
            ),
            "agency": (len(wish.agencies) == 1, "agencies", N_("Choose the agency.")),
            "person": (bool(wish.person), "person", N_("Choose who is to do it.")),
            "date": (wish.day is not None, "day", N_("Write the new day, such as 23/11/2026.")),
            "paper": (bool(wish.paper), "paper", N_("Choose the paper to correct.")),
            "score": (1 <= wish.score <= 5, "score", N_("Choose from 1 to 5.")),
        }

    def _demand_offered(self, proceedings: Proceedings) -> None:
        if self.wish.act == "choose_agencies" and self.task is not None:
            offered = {one.id for one in offered_agencies(proceedings.agencies, self.task.step, self.house.today())}
        elif self.wish.act == "transfer":
            competent, on = proceedings.agencies.by_id(self.submission.competent), self.house.today()
            offered = {one.id for one in transfer_targets(proceedings.agencies, competent, on)}
        else:
            return
        if not set(self.wish.agencies) <= offered:
            raise Refused("agency_not_offered")

    def _keep(self, kind: str, document: Any) -> DocumentRef:
        return documents.keep(self.connection, self.row.id, kind, self.submission.seq + 1, document, self.at)

    def _reason(self) -> DocumentRef | None:
        wish = self.wish
        if not wish.reason.strip() and not wish.items:
            return None
        content: dict[str, Any] = {"reason": wish.reason.strip()}
        if wish.items:
            content["items"] = [dict(item) for item in wish.items]
        return self._keep(f"reason:{wish.task or wish.act}", content)

    def _command(self, proceedings: Proceedings, document: DocumentRef | None) -> Command:
        wish = self.wish
        return Command(
            act=wish.act,
            task=wish.task,
            outcome=wish.method if wish.act == "record_payment" else wish.outcome,
            reason=self._reason(),
            document=document,
            agencies=wish.agencies,
            stage=wish.stage,
            person=wish.person,
            fee=wish.fee,
            amount=self._amount(proceedings),
            receipt=wish.receipt[:60],
            score=wish.score,
            answers=wish.answers,
            paper=wish.paper,
            due=self._reply_by(proceedings) or self._new_due(proceedings),
        )

    def _amount(self, proceedings: Proceedings) -> int:
        """What is due for the fee meant: as typed where it is being set, else as the case has it."""
        if not self.wish.fee:
            return 0
        charges = self.definition.fees_due(proceedings.case_object(self.submission))
        for charge in charges:
            if charge.code == self.wish.fee:
                return charge.amount if self.wish.amount is None else self.wish.amount
        raise NotFound(self.row.number)

    def _new_due(self, proceedings: Proceedings) -> datetime | None:
        """The end of office hours of the new day; a day off counts as the next one that is worked."""
        if self.wish.day is None:
            return None
        calendar = proceedings.calendar(self.submission.competent)
        return calendar.closing(calendar.this_or_next_working_day(self.wish.day))

    def _reply_by(self, proceedings: Proceedings) -> datetime | None:
        """The applicant's own limit: the days that the official gave, else what the procedure says."""
        if self.wish.act not in ("request_supplement", "demand_payment"):
            return None
        no_answer: Mapping[str, Any] = self.definition.clock.get("no_answer") or {}
        unit, amount = next(((unit, no_answer[unit]) for unit in UNITS if unit in no_answer), ("days", 30))
        limit = Limit(min(max(self.wish.days, 1), 365), "days") if self.wish.days else Limit(amount, unit)
        return due(limit, self.at, proceedings.calendar(self.submission.receiving)).at
