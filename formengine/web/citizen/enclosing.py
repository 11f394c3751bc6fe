"""The attachments of a draft: what has to be enclosed in this case, and what the agency looks up itself."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.services import enclosing
from formengine.services.drafting import OpenDraft
from formengine.services.enclosing import AttachmentView
from formengine.services.errors import FileRefused, NotFound
from formengine.web import previews
from formengine.web.citizen.draft import asked_of, own_draft, place_of, supplementing, title_of, way_out
from formengine.web.context import current_user, house
from formengine.web.files import Download, as_download, damaged, described
from formengine.web.policy import policy
from submissions.store.files import DamagedFile, StoredFile

# Registers that agencies look into, as the definitions name them.
SOURCES = {
    "birth-notice": lambda: _("the electronic birth notice of the hospital"),
    "civil-status-database": lambda: _("the civil status database"),
    "land-register": lambda: _("the land register"),
    "population-database": lambda: _("the population database"),
    "vneid": lambda: _("the VNeID electronic identity"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An attachment as its part of the page shows it; `id` is that of its control, `room` how many files still fit."""

    id: str
    code: str
    title: str
    help: str
    copies: str
    needed: bool
    shown_only: bool
    both_kinds: bool
    kind: str
    accept: tuple[str, ...]
    max_mb: int
    max_files: int
    room: int
    files: list[dict[str, Any]]
    waivers: list[tuple[str, str]]
    waived: bool
    missing: bool
    problem: str


@policy("signed_in", files=True)
def attachments(draft_id: str) -> Response | str | tuple[str, int]:
    draft = own_draft(draft_id)
    views = enclosing.attachments_of(draft)
    if not views:
        return redirect(url_for("citizen.review", draft_id=draft_id))
    if request.method == "GET":
        return _page(draft, _missing(views) if request.args.get("check") else {})
    return _take(draft, views)


@policy("signed_in")
def file(draft_id: str, file_id: str) -> Response | tuple[str, int]:
    try:
        stored, content = enclosing.file_content(house(), current_user.account, draft_id, file_id)
    except NotFound:
        abort(404)
    except DamagedFile as broken:
        return damaged(broken)
    return as_download(content, stored.name, stored.media_type)


@policy("signed_in")
def preview(draft_id: str, file_id: str) -> Download:
    """A page that shows a file of the draft, to see whether it can be read."""
    draft = own_draft(draft_id)
    back = url_for("citizen.attachments", draft_id=draft_id)
    stored = _of_draft(draft, file_id)
    return previews.shown(stored, "citizen.draft_", back=back, title=title_of(draft), draft_id=draft_id)


@policy("signed_in")
def picture(draft_id: str, file_id: str, page: int) -> Download:
    """Page `page` (from 1) of a file of the draft as a picture; 0 is a small one of the first."""
    return previews.picture(_of_draft(own_draft(draft_id), file_id), page)


def _of_draft(draft: OpenDraft, file_id: str) -> StoredFile:
    found = next((file for file in draft.files if file.id == file_id), None)
    if found is None:
        abort(404)
    return found


def too_large(draft: OpenDraft) -> str:
    text = _("The files together are too large to be sent at once, so none was added. Send fewer files at a time.")
    return _page(draft, {}, [("", text)])


def _take(draft: OpenDraft, views: list[AttachmentView]) -> Response | tuple[str, int]:
    """Do what was posted: waive, add what was chosen, remove one; then go where the button says."""
    go = request.form.get("_go", "next")
    codes = [view.attachment.code for view in views]
    offered = {view.attachment.code for view in views if view.attachment.waived_by}
    waived = offered & set(request.form.getlist("waive"))
    if waived != {view.attachment.code for view in views if view.waived}:
        enclosing.set_waived(house(), current_user.account, draft.draft.id, waived)
    enclosing.name_copy(house(), current_user.account, draft.draft.id, _kinds_said())
    problems = _enclose(draft, codes) | _replace(draft)
    if go.startswith("remove:"):
        try:
            enclosing.remove_file(house(), current_user.account, draft.draft.id, go.removeprefix("remove:"))
        except NotFound:
            abort(404)
    fresh = own_draft(draft.draft.id)
    if go == "next":
        problems = {**_missing(enclosing.attachments_of(fresh)), **problems}
    if problems:
        return _page(fresh, problems), 422
    if go == "leave":
        flash(_("Your answers are saved. You can go on whenever you like."), "success")
        return redirect(way_out(fresh))
    return redirect(url_for("citizen.review" if go == "next" else "citizen.attachments", draft_id=draft.draft.id))


def _enclose(draft: OpenDraft, codes: list[str]) -> dict[str, str]:
    """Enclose every file that was chosen; what was refused, by attachment."""
    refused: dict[str, str] = {}
    for code in codes:
        for chosen in request.files.getlist(f"file:{code}"):
            if not chosen.filename:
                continue
            try:
                enclosing.enclose(
                    house(),
                    current_user.account,
                    draft.draft.id,
                    code=code,
                    name=chosen.filename,
                    content=chosen.read(),
                    copy_kind=request.form.get(f"kind:{code}", "original"),
                )
            except FileRefused as no:
                refused[code] = f"{refused[code]} {no.message}" if code in refused else no.message
    return refused


def _replace(draft: OpenDraft) -> dict[str, str]:
    """Put each file that was chosen to replace another in its place; what was refused, by attachment."""
    refused: dict[str, str] = {}
    for file in draft.files:
        chosen = request.files.get(f"replace:{file.id}")
        if chosen is None or not chosen.filename:
            continue
        account, content = current_user.account, chosen.read()
        try:
            enclosing.replace_file(house(), account, draft.draft.id, file.id, name=chosen.filename, content=content)
        except FileRefused as no:
            refused[file.code] = no.message
    return refused


def _kinds_said() -> dict[str, str]:
    """What was said of files that are enclosed already: the original or a copy, by id."""
    named = ((name.removeprefix("copy:"), value) for name, value in request.form.items() if name.startswith("copy:"))
    return dict(named)


def _missing(views: list[AttachmentView]) -> dict[str, str]:
    text = missing_text()
    return {view.attachment.code: text for view in views if view.missing}


def missing_text() -> str:
    return _("Enclose this paper: choose a file or take a photograph")


def _page(draft: OpenDraft, problems: dict[str, str], general: list[tuple[str, str]] | None = None) -> str:
    asked = [_asked(draft, view, place, problems) for place, view in enumerate(enclosing.attachments_of(draft), 1)]
    address = url_for("citizen.attachments", draft_id=draft.draft.id)
    errors = [("", "", text) for _id, text in general or ()]
    errors += [(one.id, one.title, one.problem) for one in asked if one.problem]
    return render_template(
        "citizen/attachments.html",
        draft=draft.draft,
        title=title_of(draft),
        over=supplementing(draft),
        wanted=asked_of(draft),
        place=place_of(draft, address),
        asked=asked,
        errors=errors,
        online=draft.draft.filing["channel"] == "online",
    )


def _asked(draft: OpenDraft, view: AttachmentView, place: int, problems: dict[str, str]) -> Asked:
    item, definition, locale = view.attachment, draft.definition, current_locale()
    return Asked(
        id=f"file-{place}",
        code=item.code,
        title=definition.text(item.title, locale),
        help=definition.text(item.help, locale),
        copies=copies_text(item.originals, item.copies),
        needed=view.needed and not view.waived,
        shown_only=item.keep == "shown",
        both_kinds=bool(item.originals and item.copies),
        kind="original" if item.originals else "copy",
        accept=item.accept,
        max_mb=min(item.max_mb, house().config.max_upload_mb),
        max_files=item.max_files,
        room=item.max_files - len(view.files),
        files=[_listed(draft, file) for file in view.files],
        waivers=[(source_text(one["source"]), definition.text(one["basis"], locale)) for one in item.waived_by],
        waived=view.waived,
        missing=view.missing,
        problem=problems.get(item.code, ""),
    )


def _listed(draft: OpenDraft, file: Any) -> dict[str, Any]:
    places = previews.links(file, "citizen.draft_", draft_id=draft.draft.id)
    return described(file) | places | {"id": file.id, "kind": file.copy_kind}


def copies_text(originals: int, copies: int) -> str:
    """How many originals and copies of a paper are asked for."""
    parts = []
    if originals:
        parts.append(_("originals: %(n)s", n=originals))
    if copies:
        parts.append(_("copies: %(n)s", n=copies))
    return ", ".join(parts)


def source_text(source: str) -> str:
    """A register that the agency looks into, in words."""
    named = SOURCES.get(source)
    return named() if named else source
