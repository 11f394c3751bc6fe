"""The empty form of a published version as PDF, for the person at the counter: made once, then kept.

HOME/forms/<version>.<language>.<digest>.pdf; the digest is that of everything printed, so that a changed fee or
template makes the paper anew.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from formengine.catalog.versions import Version
from formengine.effects.files import write_whole
from formengine.forms.conditions_told import told
from formengine.forms.definition import Attachment
from formengine.forms.outline import outline
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.papers import PaperError, compile_paper, template_digest, templates_of
from formengine.web.context import house
from formengine.web.files import Download, as_pdf, not_made
from formengine.web.procedure_facts import Facts

TEMPLATE = "blank-form"


def blank_form(facts: Facts, version: Version) -> Download:
    """The form as kept, else made now and kept in place of the one that said something else."""
    data = blank_form_data(facts, version)
    templates = templates_of(house().config.home, "")
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    printed = f"{text}\n{templates.name} {template_digest(TEMPLATE)}"
    folder, about = house().config.home / "forms", f"{version.id}.{data['locale']}"
    path = folder / f"{about}.{hashlib.sha256(printed.encode()).hexdigest()[:16]}.pdf"
    name = f"{_('Empty form')} {facts.text(facts.definition.title)}.pdf"
    if path.exists():
        return as_pdf(path.read_bytes(), name)
    try:
        made = compile_paper(TEMPLATE, data, version.published_at, templates)
    except PaperError as error:
        return not_made(error)
    write_whole(path, made)
    for older in folder.glob(f"{about}.*.pdf"):
        if older != path:
            older.unlink(missing_ok=True)
    return as_pdf(made, name)


def blank_form_data(facts: Facts, version: Version) -> dict[str, Any]:
    """What the empty form prints, in the current language."""
    definition, locale = facts.definition, current_locale()
    form = definition.form(locale)
    parts = outline(form, definition.pages, facts.text)
    address = f"{house().config.public_url}/procedures/{definition.code}"
    return {
        "locale": locale,
        "title": facts.text(definition.title),
        "code": definition.code,
        "version": version.number,
        "published": version.published_at.astimezone(ZoneInfo(house().config.zone)).date().isoformat(),
        "competent": facts.competent,
        "site": urlsplit(address).netloc,
        "submission": {"lookup_url": address},
        "parts": parts,
        "declare": not any(item["kind"] == "tick" for part in parts for item in part["items"]),
        "attachments": [_attachment(facts, one) for one in definition.attachments],
        "fees": facts.fees(),
    }


def _attachment(facts: Facts, one: Attachment) -> dict[str, Any]:
    root = facts.definition.form(current_locale()).root
    notes = [facts.text(one.help)]
    if one.when:
        notes.append(_("Only if %(condition)s", condition=told(one.when, root)))
    if not one.required:
        notes.append(_("If you have it"))
    if one.keep == "shown":
        notes.append(_("only shown, you keep it"))
    return {
        "title": facts.text(one.title),
        "notes": [note for note in notes if note],
        "originals": one.originals,
        "copies": one.copies,
    }
