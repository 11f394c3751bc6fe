"""Drafts: starting one, saving its pages, enclosing files. What was typed is kept, right or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.known import known_data, of_organisation, of_person
from formengine.accounts.officials import lists_of
from formengine.accounts.people import dependants_of, organisation_of, organisations_of, person_of
from formengine.accounts.signing_in import Account
from formengine.catalog.versions import UnknownVersion, current_definition, definition_of
from formengine.forms.compiled import CompiledForm
from formengine.forms.definition import Attachment, Definition
from formengine.forms.lists import Lists
from formengine.forms.pointers import put, split_pointer
from formengine.forms.problems import Problem
from formengine.i18n import gettext as _
from formengine.planning import Clockwork, agencies_of, case_object_of, settings_for
from formengine.services.enclosing import checked_type
from formengine.services.errors import NotFound, Unavailable
from formengine.services.house import House
from submissions.store import drafts, files
from submissions.store.drafts import Draft
from submissions.store.files import StoredFile

OWN_SIDE = ("self", "child", "person", "organisation")


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

    def check(self, document: Any, locale: str, page: int | None = None) -> list[Problem]:
        return self.form(locale).check(
            document, page, self.today, settings=self.settings, filed_on=self.today, working_days=self.working_days
        )


@dataclass(frozen=True)
class Saved:
    """What a save did: `stay` asks to draw the same page again; `next_page` None leads beyond the pages.

    `open_draft` is the draft as it lies there now, `before` the answers that it held.
    """

    document: Any
    problems: list[Problem]
    stay: bool
    revision: int
    next_page: int | None
    open_draft: "OpenDraft"
    before: Any


@dataclass(frozen=True)
class AttachmentView:
    """An attachment of this case with what is enclosed so far."""

    attachment: Attachment
    files: list[StoredFile]
    waived: bool
    needed: bool

    @property
    def missing(self) -> bool:
        return self.needed and not self.files and not self.waived


def start_draft(
    house: House,
    account: Account,
    code: str,
    *,
    channel: str = "online",
    on_behalf: str = "self",
    organisation: str = "",
    applicant: str = "",
    child: str = "",
) -> str:
    """A new draft of the current version, filled with what the account knows; returns its id.

    `applicant`: the person who stands at the counter (id); `child`: the dependant it is for (id).
    """
    with house.database.transaction() as connection:
        try:
            version, definition = current_definition(connection, code)
        except UnknownVersion:
            raise Unavailable(_("There is no electronic form for this procedure yet.")) from None
        _demand_allowed(connection, house, account, definition, channel, on_behalf, organisation, child)
        filing = {
            "channel": channel,
            "on_behalf": on_behalf,
            "organisation": organisation,
            "applicant": applicant,
            "child": child,
            "requester_kind": _requester_kind(definition, on_behalf),
            "waived": [],
        }
        form = definition.form("vi", lists_of(connection))
        body, prefilled = _prefill(connection, house, account, definition, form, filing)
        return drafts.create(
            connection,
            account_id=account.id,
            procedure=code,
            definition=version.id,
            filing=filing,
            body=body,
            prefilled=prefilled,
            at=house.now(),
        )


def _requester_kind(definition: Definition, on_behalf: str) -> str:
    if definition.audience == ("official",):
        return "official"
    return "organisation" if on_behalf == "organisation" else "citizen"


def _demand_allowed(
    connection: Connection,
    house: House,
    account: Account,
    definition: Definition,
    channel: str,
    on_behalf: str,
    organisation: str,
    child: str,
) -> None:
    internal = definition.audience == ("official",)
    if internal and not account.is_official:
        raise NotFound(definition.code)
    if channel not in ("online", "counter", "post") or on_behalf not in OWN_SIDE:
        raise NotFound(definition.code)
    if channel != "online" and not any(position.role == "receptionist" for position in account.positions):
        raise NotFound(definition.code)
    if child and child not in {one.id for one in dependants_of(connection, account.person, house.today())}:
        raise NotFound(child)
    if on_behalf == "organisation" and channel == "online":
        mandated = {one.id for one in organisations_of(connection, account.person, house.today())}
        if organisation not in mandated:
            raise Unavailable(_("Choose an organisation that you represent."))


def _prefill(
    connection: Connection,
    house: House,
    account: Account,
    definition: Definition,
    form: CompiledForm,
    filing: Mapping[str, Any],
) -> tuple[Any, list[str]]:
    """The blank document filled with what is known, over the defaults: `person.*` in the requester's part only."""
    body = form.blank() or {}
    known = dict(_known(connection, house, account, filing))
    requester = definition.parties.get("requester", "")
    owner = definition.parties.get("owner", "")
    child = dict(of_person(person_of(connection, filing["child"]))) if filing.get("child") else {}
    filled = []
    for pointer, item in form.data_items().items():
        value = known.get(item)
        if item.startswith("person."):
            if child and owner and owner != requester and pointer.startswith(owner + "/"):
                value = child.get(item)
            elif not (requester and pointer.startswith(requester + "/")):
                continue
        if value in (None, ""):
            continue
        body = put(body, split_pointer(pointer), value)
        filled.append(pointer)
    form_hidden = form.hidden(body)
    return body, [pointer for pointer in filled if pointer not in form_hidden]


def _known(connection: Connection, house: House, account: Account, filing: Mapping[str, Any]) -> Mapping[str, Any]:
    if filing["channel"] != "online":
        known = of_person(person_of(connection, filing["applicant"])) if filing["applicant"] else {}
        if filing["organisation"]:
            known |= of_organisation(organisation_of(connection, filing["organisation"]))
        return known
    return known_data(connection, account.person, on=house.today(), organisation=filing["organisation"] or None)


def open_draft(house: House, account: Account, draft_id: str) -> OpenDraft:
    """The account's own draft; raises NotFound for an unknown one and for another person's alike."""
    with house.database.reading() as connection:
        return opened(connection, house, account, draft_id)


def opened(connection: Connection, house: House, account: Account, draft_id: str) -> OpenDraft:
    draft = drafts.read(connection, account.id, draft_id)
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


def _files_of(connection: Connection, draft: Draft) -> list[StoredFile]:
    """What is enclosed: the draft's own files and, when it answers a request, those already filed and not dropped."""
    own = files.of_draft(connection, draft.id)
    if not draft.submission_id:
        return own
    dropped = set(draft.filing.get("dropped", ()))
    return [file for file in files.of_submission(connection, draft.submission_id) if file.id not in dropped] + own


def save_page(
    house: House, account: Account, draft_id: str, *, revision: int, page: int, formdata: Any, locale: str
) -> Saved:
    """Read a posted page into the draft and keep it, with or without problems; raises StaleDraft, NotFound."""
    with house.database.transaction() as connection:
        open_one = opened(connection, house, account, draft_id)
        if open_one.draft.revision != revision:
            raise drafts.StaleDraft(draft_id)
        return _save(connection, house, open_one, page, formdata, locale)


def _save(connection: Connection, house: House, open_one: OpenDraft, page: int, formdata: Any, locale: str) -> Saved:
    form = open_one.form(locale)
    if page not in [view.index for view in form.pages(open_one.draft.body) if view.shown]:
        raise NotFound(open_one.draft.id)
    typed = form.read(formdata, base=open_one.draft.body, page=page)
    document = open_one.compute(typed)
    stay = form.asked_to_stay(formdata)
    problems = [] if stay else open_one.check(document, locale, page)
    pages = set(open_one.draft.saved_pages)
    pages = pages - {page} if problems or stay else pages | {page}
    revision = drafts.save(
        connection, open_one.draft, at=house.now(), body=_storable(document), saved_pages=sorted(pages)
    )
    kept = typed if stay or problems else document
    following = [view.index for view in form.pages(document) if view.shown and view.index > page]
    saved = replace(
        open_one.draft,
        body=_storable(document),
        revision=revision,
        saved_pages=tuple(sorted(pages)),
        saved_at=house.now(),
    )
    next_page = following[0] if following else None
    return Saved(kept, problems, stay, revision, next_page, replace(open_one, draft=saved), open_one.draft.body)


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
        open_one = opened(connection, house, account, draft_id)
        files.forget_all(connection, open_one.draft.id)
        drafts.discard(connection, open_one.draft.id)


def attachments_of(open_one: OpenDraft, document: Any = None) -> list[AttachmentView]:
    """The attachments of the case as it now stands (or as `document` has it), with what is enclosed."""
    waived = set(open_one.draft.filing.get("waived", ()))
    held: dict[str, list[StoredFile]] = {}
    for file in open_one.files:
        held.setdefault(file.code, []).append(file)
    return [
        AttachmentView(
            item,
            held.get(item.code, []),
            item.code in waived and bool(item.waived_by),
            item.required and item.keep == "kept",
        )
        for item in open_one.definition.needed_attachments(open_one.case_object(document))
    ]


def enclose(
    house: House,
    account: Account,
    draft_id: str,
    *,
    code: str,
    name: str,
    content: bytes,
    copy_kind: str = "original",
) -> StoredFile:
    """Keep a file under an attachment (or a pointer of the form); raises FileRefused, NotFound."""
    open_one = open_draft(house, account, draft_id)
    held = [file for file in open_one.files if file.code == code]
    media_type, clean_name = checked_type(open_one, code, name, content, len(held), house.config.max_upload_mb)
    kind = copy_kind if copy_kind in ("original", "copy") else "original"
    with house.database.transaction() as connection:
        if drafts.read(connection, account.id, draft_id) is None:
            raise NotFound(draft_id)
        return files.keep(
            connection,
            house.files,
            draft_id=draft_id,
            code=code,
            name=clean_name,
            media_type=media_type,
            content=content,
            at=house.now(),
            copy_kind=kind,
        )


def remove_file(house: House, account: Account, draft_id: str, file_id: str) -> None:
    with house.database.transaction() as connection:
        open_one = opened(connection, house, account, draft_id)
        if files.forget(connection, draft_id, file_id):
            return
        if file_id not in {file.id for file in open_one.files}:
            raise NotFound(file_id)
        filing = {**open_one.draft.filing, "dropped": [*open_one.draft.filing.get("dropped", ()), file_id]}
        drafts.save(connection, open_one.draft, at=house.now(), body=open_one.draft.body, filing=filing)


def set_waived(house: House, account: Account, draft_id: str, codes: set[str]) -> None:
    """Say which attachments the agency is to look up itself; only those that the definition waives count."""
    with house.database.transaction() as connection:
        open_one = opened(connection, house, account, draft_id)
        allowed = {item.code for item in open_one.definition.attachments if item.waived_by}
        filing = {**open_one.draft.filing, "waived": sorted(codes & allowed)}
        drafts.save(connection, open_one.draft, at=house.now(), body=open_one.draft.body, filing=filing)


def file_content(house: House, account: Account, draft_id: str, file_id: str) -> tuple[StoredFile, bytes]:
    """A file of the account's own draft; raises NotFound, DamagedFile."""
    open_one = open_draft(house, account, draft_id)
    for file in open_one.files:
        if file.id == file_id:
            return file, files.content_of(house.files, file)
    raise NotFound(file_id)


def on_whose_behalf(house: House, account: Account, definition: Definition) -> dict[str, Any]:
    """What the account can choose from when it files: {children: [Person], organisations: [Organisation]}."""
    with house.database.reading() as connection:
        day = house.today()
        return {
            "children": dependants_of(connection, account.person, day),
            "organisations": organisations_of(connection, account.person, day)
            if "organisation" in definition.audience
            else [],
        }
