"""Filing: from a complete draft to a numbered submission in the receiving agency's queue, or to an answered request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from formengine.accounts.people import find_person
from formengine.accounts.signing_in import Account
from formengine.catalog.versions import definition_of
from formengine.forms.definition import Attachment, Case, Charge, Definition
from formengine.forms.pointers import look_up
from formengine.forms.problems import Problem
from formengine.i18n import gettext as _
from formengine.planning import Places, agencies_of, competent_agency, settings_for
from formengine.registers.agencies import Agency, UnknownAgency
from formengine.services.drafting import OpenDraft, hold_open, opened
from formengine.services.enclosing import AttachmentView, attachments_of
from formengine.services.errors import NoAgency, NotFound, NotReady
from formengine.services.house import House
from formengine.services.opening import new_secret
from formengine.services.proceedings import Proceedings
from formengine.services.recording import make_findable, record, title_of
from formengine.services.starting import demand_open
from submissions import events as e
from submissions.acting import Acting, Command
from submissions.acts import is_applicant
from submissions.store import documents, drafts, files, log, numbers, queries
from submissions.store.tables import submissions
from submissions.submission import Submission
from submissions.undoing import settled


@dataclass(frozen=True)
class Review:
    """A draft as it would be filed now: answers in words, what is wrong, what is missing, what it costs."""

    open_draft: OpenDraft
    document: Any
    sections: list[Any]
    problems: list[Problem]
    pages_with_problems: list[int]
    attachments: list[AttachmentView]
    missing: list[Attachment]
    charges: tuple[Charge, ...]
    case: Case | None
    receiving: Agency | None
    competent: Agency | None

    @property
    def is_ready(self) -> bool:
        return not self.problems and not self.missing

    @property
    def first_page_with_problems(self) -> int | None:
        return self.pages_with_problems[0] if self.pages_with_problems else None

    @property
    def total(self) -> int:
        return sum(charge.amount for charge in self.charges)


def review(house: House, account: Account, draft_id: str, locale: str) -> Review:
    """Judge the whole draft; raises NotFound."""
    with house.database.reading() as connection:
        return _reviewed(connection, house, opened(connection, house, account, draft_id), account, locale)


def _reviewed(
    connection: Connection, house: House, open_one: OpenDraft, account: Account, locale: str, *, sections: bool = True
) -> Review:
    document = open_one.compute(open_one.draft.body)
    form = open_one.form(locale)
    problems = open_one.check(document, locale, twice=not sections)
    competent, receiving = _agencies(connection, open_one, document, account)
    if competent is not None:
        open_one.settings = settings_for(connection, open_one.definition, competent.id, open_one.today)
    case_object = open_one.case_object(document)
    views = attachments_of(open_one, document)
    case = next((item for item in open_one.definition.cases if item.case == case_object["case"]), None)
    return Review(
        open_one,
        document,
        form.summary(document, open_one.today) if sections else [],
        problems,
        sorted({form.page_of(problem.pointer) for problem in problems}),
        views,
        [view.attachment for view in views if view.missing],
        open_one.definition.fees_due(case_object),
        case,
        receiving,
        competent,
    )


def _agencies(
    connection: Connection, open_one: OpenDraft, document: Any, account: Account
) -> tuple[Agency | None, Agency | None]:
    try:
        return _responsible(connection, open_one, document, account)
    except UnknownAgency:
        return None, None


def _responsible(connection: Connection, open_one: OpenDraft, document: Any, account: Account) -> tuple[Agency, Agency]:
    register = agencies_of(connection)
    own = register.by_id(account.positions[0].agency) if account.positions else None
    definition = open_one.definition
    places = Places(register, open_one.today, of_filer=own)
    competent = competent_agency(definition, open_one.case_object(document), places)
    return competent, register.one_stop_of(competent)


def submit(house: House, account: Account, draft_id: str, locale: str) -> str:
    """File the draft and return the submission's number; the same draft again returns the same number.

    Raises NotFound, NotReady (with the review), NoAgency, Unavailable (outside the days on which it is taken); Refused
    where the request for supplement that the draft answers was answered or withdrawn meanwhile.
    """
    with house.database.transaction() as connection:
        try:
            open_one = hold_open(connection, house, account, draft_id)
        except NotFound:
            if number := _filed_before(connection, account, draft_id):
                return number
            raise
        judged = _reviewed(connection, house, open_one, account, locale, sections=False)
        if not judged.is_ready:
            raise NotReady(judged)
        if judged.competent is None or judged.receiving is None:
            raise NoAgency(_("No agency in our register is responsible for the place you named. Check the address."))
        if not open_one.draft.submission_id:
            demand_open(open_one.definition, open_one.settings, house)
        try:
            if open_one.draft.submission_id:
                number = _supplement(connection, house, account, judged)
            else:
                number = _file(connection, house, account, judged, locale)
        except UnknownAgency as unknown:
            raise NoAgency(
                _("An agency that has to handle this is missing in the register: %(what)s", what=str(unknown))
            ) from unknown
        drafts.discard(connection, draft_id)
    return number


def _filed_before(connection: Connection, account: Account, draft_id: str) -> str:
    row = connection.execute(select(submissions.c.number).where(submissions.c.id == draft_id, visible(account))).first()
    return row.number if row is not None else ""


def visible(account: Account) -> Any:
    return queries.visible_to(account.actor)


def _file(connection: Connection, house: House, account: Account, judged: Review, locale: str) -> str:
    open_one, at = judged.open_draft, house.now()
    assert judged.competent is not None and judged.receiving is not None
    submission_id, filing = open_one.draft.id, open_one.draft.filing
    number = numbers.submission_number(connection, judged.receiving.code, open_one.today)
    answers = documents.keep(connection, submission_id, "answers", 1, judged.document, at, _editions(open_one))
    submitted = e.Submitted(
        number=number,
        procedure=open_one.definition.code,
        definition=open_one.draft.definition,
        channel=filing["channel"],
        on_behalf=filing["on_behalf"],
        receiving=judged.receiving.id,
        competent=judged.competent.id,
        filer=filing.get("applicant") or account.person,
        owner=_owner(connection, house, open_one, judged.document),
        organisation=filing.get("organisation", ""),
        filed_by_official=filing["channel"] != "online",
        requester_kind=filing.get("requester_kind", "citizen"),
        of_filer=account.positions[0].agency if account.positions else "",
        document=answers,
        files=tuple(file.ref() for file in open_one.files),
        waived=tuple(view.attachment.code for view in judged.attachments if view.waived),
        starts=open_one.definition.clock.get("starts", "accepted"),
    )
    submission = Submission()
    proceedings = Proceedings(connection, house, open_one.definition, judged.document, submission_id=submission_id)
    entries = Acting(submission, account.actor, at, proceedings).file(submitted)
    title = title_of(open_one.form("vi"), judged.document, open_one.today)
    log.begin(connection, submission_id, submission, entries, title=title, locale=locale, secret=new_secret())
    if open_one.files:
        files.claim(connection, open_one.draft.id, submission_id)
    make_findable(connection, submission_id, submission, title, new=True)
    return number


def _owner(connection: Connection, house: House, open_one: OpenDraft, document: Any) -> str:
    """The id of the person whom the submission is about, where the register of persons knows the number."""
    pointer = open_one.definition.parties.get("owner") or open_one.definition.parties.get("requester") or ""
    number = look_up(document, f"{pointer}/personal_number") if pointer else ""
    person = find_person(connection, number, key=house.key) if isinstance(number, str) and number else None
    return person.id if person is not None else ""


def _editions(open_one: OpenDraft) -> dict[str, str]:
    """Which editions of which lists the answers were judged with: name -> digest."""
    names = _list_names(open_one.definition.digest, open_one.definition)
    return {name: open_one.lists.edition(name, open_one.today).digest for name in names}


def _list_names(digest: str, definition: Definition) -> tuple[str, ...]:
    if digest not in _names_of_lists:
        found: set[str] = set()
        waiting: list[Any] = [definition.schema]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Mapping):
                found |= {part["list"]} if isinstance(part.get("list"), str) else set()
                waiting.extend(part.values())
            elif isinstance(part, list | tuple):
                waiting.extend(part)
        _names_of_lists[digest] = tuple(sorted(found))
    return _names_of_lists[digest]


_names_of_lists: dict[str, tuple[str, ...]] = {}


def supplement_draft(house: House, account: Account, number: str) -> str:
    """A draft on the answers of a submission that waits for a supplement; an unfinished one is taken up again."""
    with house.database.transaction() as connection:
        row = queries.find(connection, account.actor, number)
        if row is None:
            raise NotFound(number)
        submission = log.load(connection, row.id)
        is_own = is_applicant(submission, account.actor)
        seen = settled(submission, house.now()) if is_own else submission
        at_counter = account.actor.holds(row.receiving, "receptionist")
        if not seen.waits_for_supplement or not (is_own or at_counter):
            raise NotFound(number)
        for draft in drafts.of_account(connection, account.id, row.procedure):
            if draft.submission_id == row.id:
                return draft.id
        assert submission.answers is not None
        current = {ref.id for ref in submission.files}
        filing = {
            "channel": row.channel,
            "on_behalf": submission.facts.on_behalf,
            "organisation": row.organisation,
            "applicant": row.filer,
            "requester_kind": submission.facts.requester_kind,
            "waived": list(submission.waived),
            "at": row.filed_at.isoformat(timespec="seconds"),
            "number": number,
            "dropped": [file.id for file in files.of_submission(connection, row.id) if file.id not in current],
        }
        return drafts.create(
            connection,
            account_id=account.id,
            procedure=row.procedure,
            definition=row.definition,
            filing=filing,
            body=documents.read(connection, row.id, submission.answers),
            prefilled=(),
            at=house.now(),
            submission_id=row.id,
        )


def _supplement(connection: Connection, house: House, account: Account, judged: Review) -> str:
    open_one, at = judged.open_draft, house.now()
    submission_id = open_one.draft.submission_id
    submission = log.load_to_act(connection, submission_id)
    assert submission.answers is not None
    version = submission.answers.version + 1
    answers = documents.keep(connection, submission_id, "answers", version, judged.document, at, _editions(open_one))
    definition = definition_of(connection, open_one.draft.definition)
    proceedings = Proceedings.of(connection, house, definition, submission_id, submission)
    proceedings.document = judged.document
    command = Command(
        "supplement",
        document=answers,
        files=tuple(file.ref() for file in open_one.files),
        waived=tuple(view.attachment.code for view in judged.attachments if view.waived),
    )
    entries = Acting(submission, account.actor, at, proceedings).perform(command)
    title = title_of(open_one.form("vi"), judged.document, open_one.today)
    record(connection, house, submission_id, submission, entries, title)
    files.claim(connection, open_one.draft.id, submission_id)
    return submission.facts.number
