"""Drafts: opening one, saving its pages, enclosing files. What was typed is kept, right or wrong."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.officials import lists_of
from formengine.accounts.signing_in import Account
from formengine.catalog.versions import definition_of
from formengine.forms.compiled import CompiledForm
from formengine.forms.definition import Definition
from formengine.forms.lists import Lists
from formengine.forms.pointers import ABSENT, look_up
from formengine.forms.problems import Problem
from formengine.planning import Clockwork, agencies_of, case_object_of, settings_for
from formengine.services.errors import NotFound
from formengine.services.house import House
from submissions.store import drafts, files
from submissions.store.drafts import Draft
from submissions.store.files import StoredFile


@dataclass
class OpenDraft:
    """A draft with what is needed to show and judge it."""

    draft: Draft
    definition: Definition
    files: list[StoredFile]
    lists: Lists
    settings: dict[str, Any]
    today: date
    working_days: Any = field(repr=False, default=None)

    @property
    def page_count(self) -> int:
        return len(self.form("vi").pages({}))

    def form(self, locale: str) -> CompiledForm:
        return self.definition.form(locale, self.lists)

    def pages(self, locale: str) -> list[Any]:
        return self.form(locale).pages(self.draft.body)

    def case_object(self, document: Any = None) -> dict[str, Any]:
        body = self.draft.body if document is None else document
        return case_object_of(self.definition, body, filing=self.filing, settings=self.settings)

    @property
    def filing(self) -> dict[str, Any]:
        filing = self.draft.filing
        kind = filing.get("requester_kind", "citizen")
        at = filing.get("at", "")
        return {"channel": filing["channel"], "on_behalf": filing["on_behalf"], "requester_kind": kind, "at": at}

    def compute(self, document: Any) -> Any:
        """`document` with its computed values, as of today."""
        form = self.form("vi")
        return form.compute(document, self.today, self.settings, filed_on=self.today, working_days=self.working_days)

    def check(self, document: Any, locale: str, page: int | None = None, *, twice: bool = False) -> list[Problem]:
        return self.form(locale).check(
            document,
            page,
            self.today,
            settings=self.settings,
            filed_on=self.today,
            working_days=self.working_days,
            twice=twice,
        )


@dataclass(frozen=True)
class Saved:
    """What a save did: `stay` asks to draw the same page again; `next_page` None leads beyond the pages.

    `open_draft` is the draft as it lies there now, `before` the answers that it held.
    """

    document: Any
    problems: list[Problem]
    stay: bool
    next_page: int | None
    open_draft: "OpenDraft"
    before: Any


def open_draft(house: House, account: Account, draft_id: str) -> OpenDraft:
    """The account's own draft; raises NotFound for an unknown one and for another person's alike."""
    with house.database.reading() as connection:
        return opened(connection, house, account, draft_id)


def opened(connection: Connection, house: House, account: Account, draft_id: str, *, hold: bool = False) -> OpenDraft:
    draft = drafts.read(connection, account.id, draft_id, hold=hold)
    if draft is None:
        raise NotFound(draft_id)
    definition = definition_of(connection, draft.definition)
    today = house.today()
    clockwork = Clockwork(connection, house.config, agencies_of(connection), today)
    return OpenDraft(
        draft,
        definition,
        _files_of(connection, draft),
        lists_of(connection),
        settings_for(connection, definition, None, today),
        today,
        clockwork.working_days(""),
    )


def hold_open(connection: Connection, house: House, account: Account, draft_id: str) -> OpenDraft:
    """As `opened`, and until the transaction ends nobody files the draft or changes its papers: what somebody is told
    of a paper holds when the draft is filed in another window at the same moment."""
    return opened(connection, house, account, draft_id, hold=True)


def _files_of(connection: Connection, draft: Draft) -> list[StoredFile]:
    """What is enclosed: the draft's own files and, when it answers a request, those already filed and not dropped."""
    own = files.of_draft(connection, draft.id)
    if not draft.submission_id:
        return own
    dropped = set(draft.filing.get("dropped", ()))
    return [file for file in files.of_submission(connection, draft.submission_id) if file.id not in dropped] + own


def save_page(
    house: House, account: Account, draft_id: str, *, seen: "Seen", page: int, formdata: Any, locale: str
) -> Saved:
    """Read a posted page into the draft and keep it, with or without problems; raises StaleDraft, NotFound."""
    with house.database.transaction() as connection:
        open_one = opened(connection, house, account, draft_id)
        typed = _read(open_one, seen, page, formdata, locale)
        document = open_one.compute(typed)
        stay = open_one.form(locale).asked_to_stay(formdata)
        problems = [] if stay else open_one.check(document, locale, page)
        done = set(open_one.draft.saved_pages)
        done = done - {page} if problems or stay else done | {page}
        kept = _keep(connection, house, open_one, document, done)
    following = [view.index for view in kept.pages(locale) if view.shown and view.index > page]
    shown = typed if stay or problems else document
    return Saved(shown, problems, stay, following[0] if following else None, kept, open_one.draft.body)


def keep_page(
    house: House, account: Account, draft_id: str, *, seen: "Seen", page: int, formdata: Any, locale: str
) -> OpenDraft:
    """Keep a page as it stands while somebody is still at it, wrong answers and all.

    It never makes a page done, but one that was done and now has problems is not done any longer. Where nothing
    changed, nothing is written. Raises StaleDraft, NotFound.
    """
    with house.database.transaction() as connection:
        open_one = opened(connection, house, account, draft_id)
        document = open_one.compute(_read(open_one, seen, page, formdata, locale))
        if document == open_one.draft.body:
            return open_one
        done = set(open_one.draft.saved_pages)
        if page in done and open_one.check(document, locale, page):
            done -= {page}
        return _keep(connection, house, open_one, document, done)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page was drawn from: the draft's revision, and a digest of the answers on the page.

    A save from another page leaves these answers as they were seen, so nothing is overwritten by saving them.
    """

    revision: int
    digest: str

    @classmethod
    def of(cls, open_one: OpenDraft, page: int) -> "Seen":
        form = open_one.form("vi")
        pointers = next(view.pointers for view in form.pages(open_one.draft.body) if view.index == page)
        answers = {pointer: look_up(open_one.draft.body, pointer) for pointer in pointers}
        text = json.dumps({name: value for name, value in answers.items() if value is not ABSENT}, sort_keys=True)
        return cls(open_one.draft.revision, blake2b(text.encode(), digest_size=9).hexdigest())


def _read(open_one: OpenDraft, seen: Seen, page: int, formdata: Any, locale: str) -> Any:
    """The draft's answers with those that were posted of `page`.

    Raises StaleDraft where the page's answers were saved elsewhere since they were seen, to something else.
    """
    form = open_one.form(locale)
    if page not in [view.index for view in form.pages(open_one.draft.body) if view.shown]:
        raise NotFound(open_one.draft.id)
    typed = form.read(formdata, base=open_one.draft.body, page=page)
    changed = open_one.draft.revision != seen.revision and Seen.of(open_one, page).digest != seen.digest
    if changed and open_one.compute(typed) != open_one.draft.body:
        raise drafts.StaleDraft(open_one.draft.id)
    return typed


def _keep(connection: Connection, house: House, open_one: OpenDraft, document: Any, done: set[int]) -> OpenDraft:
    """The draft as it lies there afterwards."""
    body, pages, at = _storable(document), tuple(sorted(done)), house.now()
    revision = drafts.save(connection, open_one.draft, at=at, body=body, saved_pages=pages)
    saved = replace(open_one.draft, body=body, revision=revision, saved_pages=pages, saved_at=at)
    return replace(open_one, draft=saved)


def _storable(document: Any) -> Any:
    return dict(document) if isinstance(document, dict) else document


def replace_answers(house: House, account: Account, draft_id: str, document: Any) -> None:
    """Put a whole document into a draft, computed and judged later as if it had been typed."""
    with house.database.transaction() as connection:
        open_one = opened(connection, house, account, draft_id)
        drafts.save(connection, open_one.draft, at=house.now(), body=_storable(open_one.compute(document)))


def discard_draft(house: House, account: Account, draft_id: str) -> None:
    """Delete a draft and its files; the bytes go with the next sweep."""
    with house.database.transaction() as connection:
        open_one = hold_open(connection, house, account, draft_id)
        files.forget_all(connection, open_one.draft.id)
        drafts.discard(connection, open_one.draft.id)
