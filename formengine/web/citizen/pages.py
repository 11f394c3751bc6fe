"""The pages of a form: each is kept as it is left, right or wrong, and two tabs never overwrite each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from formengine.forms.controls import FileShown
from formengine.forms.pointers import look_up
from formengine.forms.problems import Problem
from formengine.i18n import current_locale, format_time
from formengine.i18n import gettext as _
from formengine.services import drafting, enclosing
from formengine.services.drafting import OpenDraft, Saved, Seen
from formengine.services.errors import FileRefused, NotFound
from formengine.web.citizen.draft import (
    after,
    asked_of,
    own_draft,
    page_address,
    place_of,
    shown_pages,
    steps_of,
    supplementing,
    title_of,
    way_out,
)
from formengine.web.context import current_user, house, prefers_json
from formengine.web.policy import policy
from submissions.store.drafts import StaleDraft

OWN_FIELDS = ("csrf_token", "revision")


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that was changed in two places at once."""

    label: str
    kept: str
    typed: str


@policy("signed_in")
def go_on(draft_id: str) -> Response:
    """Lead to the first page that is not filled in yet; a supplement begins with what was filed."""
    draft = own_draft(draft_id)
    if draft.draft.submission_id:
        return redirect(url_for("citizen.review", draft_id=draft_id))
    open_pages = [index for index in shown_pages(draft) if index not in draft.draft.saved_pages]
    if open_pages:
        return redirect(page_address(draft, open_pages[0]))
    return redirect(after(draft, page_address(draft, shown_pages(draft)[-1])))


@policy("signed_in", files=True)
def page(draft_id: str, page: int) -> Response | str | tuple[str, int]:
    index = page - 1
    if request.method == "POST":
        return _save(draft_id, index)
    draft = own_draft(draft_id)
    shown = shown_pages(draft)
    if index not in shown:
        later = [other for other in shown if other > index]
        if not 0 <= index < draft.page_count:
            abort(404)
        return redirect(page_address(draft, later[0] if later else shown[-1]))
    document = draft.draft.body
    problems = draft.check(document, current_locale(), index) if request.args.get("check") else []
    return drawn(draft, index, document, problems)


def _save(draft_id: str, index: int) -> Response | str | tuple[str, int]:
    asked = request.form.get("_go")
    if asked == "keep":
        return _kept(draft_id, index)
    formdata, refused = _with_files(draft_id, request.form)
    try:
        saved = drafting.save_page(
            house(),
            current_user.account,
            draft_id,
            seen=_seen(),
            page=index,
            formdata=formdata,
            locale=current_locale(),
        )
    except StaleDraft:
        return _changed_elsewhere(own_draft(draft_id), index, formdata), 409
    except NotFound:
        abort(404)
    draft = saved.open_draft
    enclosing.forget_unnamed(house(), current_user.account, draft)
    if asked == "leave" and not refused:
        flash(_saved_text(saved), "success")
        return redirect(way_out(draft))
    if asked == "back" and not refused:
        return redirect(_way_back(draft, index))
    told = {problem.pointer for problem in refused}
    problems = [*refused, *(problem for problem in saved.problems if problem.pointer not in told)]
    if saved.stay or problems:
        return drawn(draft, index, saved.document, problems, saved.before), 422 if problems else 200
    if request.args.get("to") == "review":
        return redirect(url_for("citizen.review", draft_id=draft_id))
    if saved.next_page is not None:
        return redirect(page_address(draft, saved.next_page))
    return redirect(after(draft, page_address(draft, index)))


def _saved_text(saved: Saved) -> str:
    if saved.problems:
        return _("Your answers are saved. Some of them still need your attention when you go on.")
    return _("Your answers are saved. You can go on whenever you like.")


def _kept(draft_id: str, index: int) -> Response | str | tuple[str, int]:
    """Keep the page as it is typed so far: a script asks for it now and then, and who signed in again sends it on."""
    account, locale, by_script = current_user.account, current_locale(), prefers_json()
    try:
        draft = drafting.keep_page(
            house(), account, draft_id, seen=_seen(), page=index, formdata=request.form, locale=locale
        )
    except StaleDraft:
        return (
            Response(status=409) if by_script else (_changed_elsewhere(own_draft(draft_id), index, request.form), 409)
        )
    except NotFound:
        abort(404)
    if not by_script:
        return drawn(draft, index, draft.form(locale).read(request.form, base=draft.draft.body, page=index), ())
    return jsonify(
        revision=_written(Seen.of(draft, index)),
        saved=_("Saved at %(time)s", time=format_time(draft.draft.saved_at, house().config.zone)),
        computed=draft.form(locale).computed_texts(draft.draft.body, index, draft.today),
    )


def _way_back(draft: OpenDraft, index: int) -> str:
    """Where "back" leads; to where one was, should the answers no longer call for this page."""
    address = page_address(draft, index)
    if request.args.get("to") == "review" or address not in steps_of(draft):
        return url_for("citizen.review", draft_id=draft.draft.id)
    return place_of(draft, address).back


def _seen() -> Seen:
    """What the posted page was drawn from; revision 0, which is nobody's, where that is missing or no figure."""
    revision, _dash, digest = request.form.get("revision", "").partition("-")
    known = revision.isascii() and revision.isdigit() and len(revision) < 10
    return Seen(int(revision) if known else 0, digest)


def _written(seen: Seen) -> str:
    return f"{seen.revision}-{seen.digest}"


def _with_files(draft_id: str, posted: MultiDict) -> tuple[MultiDict, list[Problem]]:
    """The posted form with each chosen file enclosed and named by its id; what was refused, at its field."""
    formdata, refused = MultiDict(posted), []
    for name, file in request.files.items(multi=True):
        pointer = name.removeprefix("_file:")
        if pointer == name or not file.filename:
            continue
        try:
            stored = enclosing.enclose(
                house(),
                current_user.account,
                draft_id,
                code=pointer,
                name=file.filename,
                content=file.read(),
            )
        except FileRefused as no:
            refused.append(Problem(pointer, "file", no.message))
        else:
            formdata[pointer] = stored.id
    return formdata, refused


def _file_address(draft: OpenDraft, file_id: str) -> str:
    return url_for("citizen.draft_preview", draft_id=draft.draft.id, file_id=file_id)


def drawn(draft: OpenDraft, index: int, document: Any, problems: Iterable[Problem], before: Any = None) -> str:
    """A page with these answers; `before`: what they were when the page was sent."""
    form, problems = draft.form(current_locale()), list(problems)
    address = page_address(draft, index)
    notes = _notes(draft, index, document, before)
    files = {file.id: FileShown(file.name, _file_address(draft, file.id)) for file in draft.files}
    controls = form.render(document, problems, index, notes=notes, today=draft.today, live=True, files=files)
    controls += form.live_block(draft.draft.body, index, draft.today, draft.settings, filed_on=draft.today)
    return render_template(
        "citizen/page.html",
        draft=draft.draft,
        revision=_written(Seen.of(draft, index)),
        title=title_of(draft),
        over=supplementing(draft),
        asked=asked_of(draft),
        heading=next(view.title for view in form.pages(document) if view.index == index),
        place=place_of(draft, address),
        address=page_address(draft, index, to="review") if request.args.get("to") == "review" else address,
        controls=controls,
        errors=form.render_error_summary(problems),
        to_review=request.args.get("to") == "review",
        first_visit=index not in draft.draft.saved_pages,
    )


def _notes(draft: OpenDraft, index: int, document: Any, before: Any) -> dict[str, str]:
    """Which answers the account filled in, as long as the person has neither changed nor confirmed them."""
    if index in draft.draft.saved_pages:
        return {}
    text = _("Filled in from your account")
    if draft.draft.filing["channel"] != "online":
        text = _("Filled in from the register of persons")
    return {
        pointer: text
        for pointer in draft.draft.prefilled
        if before is None or look_up(document, pointer) == look_up(before, pointer)
    }


def _changed_elsewhere(draft: OpenDraft, index: int, formdata: MultiDict) -> str:
    """The page that shows what was saved in another tab beside what was typed in this one."""
    form = draft.form(current_locale())
    typed = draft.compute(form.read(formdata, base=draft.draft.body, page=index))
    kept_rows, typed_rows = _answers(form, draft.draft.body, index), _answers(form, typed, index)
    differences = [
        Difference(label, kept_rows.get(pointer, ("", ""))[1], typed_rows.get(pointer, ("", ""))[1])
        for pointer, (label, _text) in {**kept_rows, **typed_rows}.items()
        if kept_rows.get(pointer) != typed_rows.get(pointer)
    ]
    fields = [(name, value) for name, value in formdata.items(multi=True) if name not in (*OWN_FIELDS, "_go")]
    return render_template(
        "citizen/changed-elsewhere.html",
        revision=_written(Seen.of(draft, index)),
        title=title_of(draft),
        address=page_address(draft, index),
        differences=differences,
        fields=fields,
    )


def _answers(form: Any, document: Any, index: int) -> Mapping[str, tuple[str, str]]:
    """(label, value) of every answer of a page, by pointer."""
    return {
        row.pointer: (f"{row.group}: {row.label}" if row.group else row.label, row.value)
        for section in form.summary(document)
        if section.page == index
        for row in section.rows
    }
