"""Uploading a definition: its problems, or its preview as a citizen sees it, and publishing it as a new version."""

import hashlib
import json
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formengine.accounts.officials import lists_of
from formengine.catalog.versions import UnknownVersion, current, source_of, versions
from formengine.forms.definition import Definition
from formengine.forms.loading import load_definition
from formengine.forms.problems import DefinitionError, Problem
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.planning import case_object_of
from formengine.registers.agencies import agencies_of
from formengine.reports.procedures import source_by_digest
from formengine.services import publishing
from formengine.services.errors import Forbidden
from formengine.services.proving import prove
from formengine.web.agency.offices import own_office
from formengine.web.context import current_user, house
from formengine.web.files import as_download
from formengine.web.policy import policy
from formengine.web.procedure_facts import Facts
from submissions.store.files import write_durably

MOST_BYTES = 2 * 1024 * 1024
MOST_PROBLEMS = 200
# How long an uploaded file that nobody published is kept.
KEPT_FOR = timedelta(days=7)


@policy("official", files=True)
def upload() -> Response | tuple[str, int] | str:
    """Take a definition file and say what is wrong with it, or lead to its proof."""
    _demand_publisher()
    if request.method == "GET":
        return render_template("agency/upload.html", problems=(), complaint="", name="")
    file = request.files.get("definition")
    name = (file.filename or "") if file else ""
    source = file.read(MOST_BYTES + 1) if file else b""
    if not source or len(source) > MOST_BYTES:
        message = _("Choose a definition file of at most %(mb)s MB.", mb=MOST_BYTES // 1024 // 1024)
        return render_template("agency/upload.html", problems=(), complaint=message, name=name), 422
    _definition, problems, _warnings = prove(source)
    if problems:
        shown = problems[:MOST_PROBLEMS]
        return render_template("agency/upload.html", problems=shown, total=len(problems), complaint="", name=name), 422
    return redirect(url_for("agency.proof", digest=_keep(source)))


@policy("official")
def proof(digest: str) -> str:
    """What was uploaded: its title, warnings to acknowledge, the ways to preview and to publish it."""
    _demand_publisher()
    return _proof(digest)


@policy("official")
def publish(digest: str) -> Response | tuple[str, int]:
    if request.method == "GET":
        return redirect(url_for("agency.proof", digest=digest))
    _demand_publisher()
    source, reason = _source(digest), request.form.get("reason", "").strip()
    _definition, _problems, warnings = prove(source)
    if warnings and not reason:
        return _proof(digest, {"reason": _("Give the reason why it may be published despite the warnings.")}), 422
    try:
        version = publishing.publish(
            house(), current_user.account, source, acknowledged=(reason,) if warnings and reason else ()
        )
    except Forbidden as forbidden:
        return _proof(digest, {"": str(forbidden)}), 403
    except DefinitionError as error:
        return _proof(digest, {"": "; ".join(problem.message for problem in error.problems)}), 422
    flash(
        _(
            "Version %(number)s of %(code)s has been published. New submissions are filed with it.",
            number=version.number,
            code=version.procedure,
        ),
        "success",
    )
    return redirect(url_for("catalogue.procedure", code=version.procedure))


@policy("official")
def preview(digest: str) -> Response | tuple[str, int] | str:
    """The form as a citizen gets it, page by page; nothing is kept and nothing can be filed."""
    _demand_publisher()
    return _Preview(_read(_source(digest)), digest).answer()


@policy("official")
def source(code: str, version: int) -> Response:
    """The exact file of a published version."""
    with house().database.reading() as connection:
        own_office(connection)
        found = next((one for one in versions(connection, code) if one.number == version), None)
        if found is None:
            abort(404)
        content = source_of(connection, found.id)
    return as_download(content, f"{code}-{version}.json", "application/json")


class _Preview:
    """Trying a definition out: what was typed travels in the page itself."""

    def __init__(self, definition: Definition, digest: str) -> None:
        self.definition, self.digest, self.locale = definition, digest, current_locale()
        with house().database.reading() as connection:
            self.form = definition.form(self.locale, lists_of(connection))
            self.agencies = agencies_of(connection)
        self.today = house().today()
        self.settings = definition.setting_values()

    def answer(self) -> tuple[str, int] | str:
        if request.method == "GET":
            return self._page(0, self.form.blank() or {})
        document, page = self._posted()
        if request.form.get("to") == "back":
            before = [view.index for view in self._shown(document) if view.index < page]
            return self._page(before[-1] if before else 0, document)
        typed = self.form.read(request.form, base=document, page=page)
        if self.form.asked_to_stay(request.form):
            return self._page(page, typed)
        computed = self._compute(typed)
        problems = self.form.check(computed, page, self.today, settings=self.settings, filed_on=self.today)
        if problems:
            return self._page(page, typed, problems), 422
        following = [view.index for view in self._shown(computed) if view.index > page]
        return self._page(following[0], computed) if following else self._end(computed)

    def _posted(self) -> tuple[Any, int]:
        try:
            document = json.loads(request.form.get("document", "{}"))
            page = int(request.form.get("page", "0"))
        except (ValueError, RecursionError):
            abort(400)
        if not isinstance(document, dict) or page not in [view.index for view in self.form.pages(document)]:
            abort(400)
        return document, page

    def _compute(self, document: Any) -> Any:
        return self.form.compute(document, self.today, self.settings, filed_on=self.today)

    def _shown(self, document: Any) -> list[Any]:
        return [view for view in self.form.pages(document) if view.shown]

    def _page(self, index: int, document: Any, problems: list[Problem] | None = None) -> str:
        shown = self._shown(document)
        place = next((n for n, view in enumerate(shown, start=1) if view.index == index), 1)
        return render_template(
            "agency/preview.html",
            definition=self.definition,
            digest=self.digest,
            title=self.definition.text(self.definition.title, self.locale),
            page=shown[place - 1] if shown else None,
            place=place,
            of=len(shown),
            controls=self.form.render(document, problems or (), index, today=self.today),
            summary=[(element, "", message) for element, message in self.form.error_summary(problems or ())],
            document=json.dumps(document, ensure_ascii=False),
        )

    def _end(self, document: Any) -> str:
        filing = {"channel": "online", "on_behalf": "self", "requester_kind": "citizen", "at": ""}
        made = case_object_of(self.definition, document, filing=filing, settings=self.settings)
        case = next((one for one in self.definition.cases if one.case == made["case"]), None)
        return render_template(
            "agency/preview_end.html",
            digest=self.digest,
            definition=self.definition,
            title=self.definition.text(self.definition.title, self.locale),
            sections=self.form.summary(document, self.today),
            case=self.definition.text(case.title, self.locale) if case else "",
            attachments=[
                (self.definition.text(one.title, self.locale), one.required)
                for one in self.definition.needed_attachments(made)
            ],
            charges=self.definition.fees_due(made),
            route_data=Facts(self.definition, self.settings, self.agencies, self.today).route(),
        )


def _proof(digest: str, errors: dict[str, str] | None = None) -> str:
    source = _source(digest)
    definition, problems, warnings = prove(source)
    if definition is None or problems:
        abort(404)
    with house().database.reading() as connection:
        try:
            known = current(connection, definition.code)
        except UnknownVersion:
            known = None
    return render_template(
        "agency/proof.html",
        digest=digest,
        definition=definition,
        title=definition.text(definition.title, current_locale()),
        warnings=warnings,
        known=known,
        errors=errors or {},
        typed=request.form.get("reason", ""),
    )


def _demand_publisher() -> None:
    with house().database.reading() as connection:
        if not own_office(connection).publishes:
            abort(403)


@lru_cache(maxsize=8)
def _read(source: bytes) -> Definition:
    """A definition that was proved before; read once for all pages of a preview."""
    return load_definition(source)


def _folder() -> Path:
    return house().config.home / "proofs"


def _keep(source: bytes) -> str:
    """Keep an uploaded definition under its digest until it is published or forgotten; returns the digest."""
    digest = hashlib.sha256(source).hexdigest()
    oldest = (house().now() - KEPT_FOR).timestamp()
    for path in _folder().glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    write_durably(_folder() / f"{digest}.json", source)
    return digest


def _source(digest: str) -> bytes:
    """The bytes with this digest: uploaded for proof, or published; 404 where there are none."""
    if len(digest) != 64 or not digest.isalnum() or not digest.isascii():
        abort(404)
    path = _folder() / f"{digest}.json"
    if path.is_file():
        return path.read_bytes()
    with house().database.reading() as connection:
        found = source_by_digest(connection, digest)
    if found is None:
        abort(404)
    return found
