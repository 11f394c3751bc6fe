"""What is enclosed in a draft: which papers the case asks for, the files kept under them, and which files are taken."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from formengine.accounts.signing_in import Account
from formengine.forms.definition import Attachment
from formengine.forms.explain import node_at
from formengine.forms.pointers import look_up, split_pointer
from formengine.i18n import gettext as _
from formengine.services.drafting import OpenDraft, hold_open, open_draft
from formengine.services.errors import FileRefused, NotFound
from formengine.services.file_types import (
    NAMES,
    OFFICE,
    PDF,
    ZIP,
    is_active,
    is_sound_archive,
    is_too_large_a_picture,
    is_two_files,
    is_whole,
    shown_name,
    type_of,
)
from formengine.services.house import House
from submissions.store import drafts, files
from submissions.store.files import StoredFile

MEGABYTE = 1024 * 1024
COPY_KINDS = ("original", "copy")
# What one draft holds at most; no procedure asks for nearly so much.
MOST_FILES, MOST_MEGABYTES = 300, 500


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
    held = sum(file.code == code for file in open_one.files)
    media_type, clean_name = checked_type(open_one, code, name, content, held, house.config.max_upload_mb)
    _demand_room(open_one, code, len(content))
    with house.database.transaction() as connection:
        if drafts.read(connection, account.id, draft_id, hold=True) is None:
            raise NotFound(draft_id)
        return _keep(connection, house, draft_id, code, clean_name, media_type, content, copy_kind)


def replace_file(
    house: House, account: Account, draft_id: str, file_id: str, *, name: str, content: bytes
) -> StoredFile:
    """Put another file in the place of one, under the same paper and as the same kind of copy; the old one stays
    where the new one is refused. Raises FileRefused, NotFound."""
    open_one = open_draft(house, account, draft_id)
    old = next((file for file in open_one.files if file.id == file_id), None)
    if old is None:
        raise NotFound(file_id)
    others = sum(file.code == old.code for file in open_one.files) - 1
    media_type, clean_name = checked_type(open_one, old.code, name, content, others, house.config.max_upload_mb)
    _demand_room(open_one, old.code, len(content) - old.size)
    with house.database.transaction() as connection:
        _drop(connection, house, hold_open(connection, house, account, draft_id), file_id)
        return _keep(connection, house, draft_id, old.code, clean_name, media_type, content, old.copy_kind)


def name_copy(house: House, account: Account, draft_id: str, kinds: dict[str, str]) -> None:
    """Say of files of the draft, by id, whether each shows the original or a copy; what was filed stays as it is."""
    with house.database.transaction() as connection:
        open_one = hold_open(connection, house, account, draft_id)
        for file in open_one.files:
            said = kinds.get(file.id, file.copy_kind)
            if said in COPY_KINDS and said != file.copy_kind:
                files.name_copy(connection, draft_id, file.id, said)


def _demand_room(open_one: OpenDraft, code: str, size: int) -> None:
    """Raises FileRefused where a draft would hold more than any procedure asks for."""
    total = sum(file.size for file in open_one.files) + size
    if len(open_one.files) >= MOST_FILES or total > MOST_MEGABYTES * MEGABYTE:
        raise FileRefused(
            code,
            _("All files together are at most %(n)s files and %(mb)s MB.", n=MOST_FILES, mb=MOST_MEGABYTES),
        )


def _keep(
    connection: Connection,
    house: House,
    draft_id: str,
    code: str,
    name: str,
    media_type: str,
    content: bytes,
    copy_kind: str,
) -> StoredFile:
    return files.keep(
        connection,
        house.files,
        draft_id=draft_id,
        code=code,
        name=name,
        media_type=media_type,
        content=content,
        at=house.now(),
        copy_kind=copy_kind if copy_kind in COPY_KINDS else "original",
    )


def forget_unnamed(house: House, account: Account, open_one: OpenDraft) -> None:
    """Drop the files of the form's own fields that no answer names any more: replaced ones, and those left out."""
    body = open_one.draft.body
    for file in open_one.files:
        if file.code.startswith("/") and look_up(body, file.code) != file.id:
            remove_file(house, account, open_one.draft.id, file.id)


def remove_file(house: House, account: Account, draft_id: str, file_id: str) -> None:
    with house.database.transaction() as connection:
        _drop(connection, house, hold_open(connection, house, account, draft_id), file_id)


def _drop(connection: Connection, house: House, open_one: OpenDraft, file_id: str) -> None:
    """Take a file out of the draft; one that was filed already is left out of the supplement."""
    if files.forget(connection, open_one.draft.id, file_id):
        return
    if file_id not in {file.id for file in open_one.files}:
        raise NotFound(file_id)
    filing = {**open_one.draft.filing, "dropped": [*open_one.draft.filing.get("dropped", ()), file_id]}
    drafts.save(connection, open_one.draft, at=house.now(), body=open_one.draft.body, filing=filing)


def set_waived(house: House, account: Account, draft_id: str, codes: set[str]) -> None:
    """Say which attachments the agency is to look up itself; only those that the definition waives count."""
    with house.database.transaction() as connection:
        open_one = hold_open(connection, house, account, draft_id)
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


def checked_type(
    open_one: OpenDraft, code: str, name: str, content: bytes, held: int, max_upload_mb: int
) -> tuple[str, str]:
    """(media type, name to show) of a file that may be enclosed under `code`; raises FileRefused."""
    attachment = _asked(open_one, code)
    if attachment is None:
        raise FileRefused(code, _("This procedure asks for no such attachment."))
    if held >= attachment.max_files:
        raise FileRefused(code, _("At most %(n)s files can be enclosed here.", n=attachment.max_files))
    shown = shown_name(name)
    limit = min(attachment.max_mb, max_upload_mb)
    if not content:
        raise FileRefused(code, _("“%(name)s” is empty. Choose the file again.", name=shown))
    if len(content) > limit * MEGABYTE:
        raise FileRefused(code, _("“%(name)s” is larger than %(limit)s MB.", name=shown, limit=limit))
    media_type = type_of(content, shown)
    if media_type is None or media_type not in attachment.accept:
        wanted = ", ".join(NAMES.get(accepted, accepted) for accepted in attachment.accept)
        raise FileRefused(code, _("“%(name)s” must be a file of type %(types)s.", name=shown, types=wanted))
    if reason := _wrong(content, media_type, shown):
        raise FileRefused(code, reason)
    return media_type, shown


def _asked(open_one: OpenDraft, code: str) -> Attachment | None:
    """What is asked for under `code`: an attachment of the procedure, or a file that the form itself asks for."""
    if not code.startswith("/"):
        return next((item for item in open_one.definition.attachments if item.code == code), None)
    node = node_at(open_one.form("vi").root, split_pointer(code), open_one.draft.body)
    if node is None or node.kind.name != "file":
        return None
    return Attachment(code=code, title=node.label, max_files=MOST_FILES)


def _wrong(content: bytes, media_type: str, name: str) -> str:
    """Why a file of a type that is wanted cannot be taken all the same; empty where it can."""
    if not is_whole(content, media_type):
        return _("“%(name)s” is damaged or not complete. Scan or save it again.", name=name)
    if is_too_large_a_picture(content, media_type):
        return _("“%(name)s” has more picture points than can be shown. Save it smaller.", name=name)
    if is_two_files(content, media_type):
        return _("“%(name)s” holds another file inside. Print it to a new PDF and send that one.", name=name)
    if media_type == PDF and is_active(content):
        return _("“%(name)s” holds active content. Print it to a new PDF and send that one.", name=name)
    if media_type in (ZIP, *OFFICE.values()) and not is_sound_archive(content, media_type):
        return _("“%(name)s” cannot be taken as it is. Save it as PDF and send that one.", name=name)
    return ""
