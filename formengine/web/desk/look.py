"""The enclosed files beside the answers: the list of them, and the one that is looked at, page by page.

What is looked at stands in the page's address (`?file=…&page=2&zoom=150`), so that the same links work with and without
scripts; a script asks for the pane alone (`part=look`) and puts it in its place.
"""

from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from formengine.dossier import Dossier, filed_versions
from formengine.i18n import gettext as _
from formengine.sight import Sight
from formengine.web.files import described
from formengine.web.previews import MOST_TURNED, links, looked_into
from submissions.store.files import DamagedFile, StoredFile

# How wide a page is drawn, in hundredths of the pane; "whole": as large as fits into it.
ZOOMS = ("whole", "100", "150", "200", "300")
PLAIN = "100"
PART = "look"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the links of the pane lead: the page of the submission, or of one of its tasks."""

    number: str
    task: str = ""

    def address(self, **query: str | int) -> str:
        """The page with the pane in view."""
        if self.task:
            return url_for("desk.task", number=self.number, task=self.task, _anchor=PART, **query)
        return url_for("desk.submission", number=self.number, _anchor=PART, **query)

    def of(self, stored: StoredFile, page: int = 1, zoom: str = PLAIN) -> str:
        """The same with a page of a file."""
        more: dict[str, str | int] = {"page": page} if page > 1 else {}
        return self.address(file=stored.id, **more, **({"zoom": zoom} if zoom != PLAIN else {}))


@dataclass(frozen=True, slots=True)
class Look:
    """One page of the file that is looked at; `reason` says why there is none to show."""

    id: str
    file: dict[str, Any]
    page: int
    pages: int
    beyond: int
    picture: str
    reason: str
    zoom: str
    turns: dict[str, str]
    jump: dict[str, str]
    action: str


def enclosed_of(dossier: Dossier, sight: Sight, place: Place) -> list[dict[str, Any]]:
    """The attachments of the case with their files, as far as `sight` goes; last, what a supplement took out."""
    new, gone = _changed(dossier)
    labels = _labels(dossier, sight)
    rows = [
        {
            "title": labels.get(title, title),
            "waived": waived,
            "files": [_listed(file, place, _("New") if file.id in new else "") for file in files],
        }
        for _code, title, files, waived in dossier.enclosed(sight)
    ]
    old = [file for file in dossier.files if file.id in gone and sight.attachment(file.code)]
    if old:
        told = [_listed(file, place, "") for file in old]
        rows.append({"title": _("Taken out by the last supplement"), "waived": False, "files": told})
    return rows


def look_of(dossier: Dossier, sight: Sight, place: Place) -> Look | None:
    """What the address asks to look at; None where it asks for nothing. 404 for what is not theirs to see."""
    wanted = request.args.get("file", "")
    if not wanted:
        return None
    seen = {file.id: file for file in dossier.files if sight.attachment(file.code)}
    if wanted not in seen:
        abort(404)
    return _look(seen[wanted], place)


def _look(stored: StoredFile, place: Place) -> Look:
    try:
        pages, reason = looked_into(stored)
    except DamagedFile:
        pages, reason = 0, _("This file is damaged: what is stored is no longer exactly what was sent.")
    turned = min(pages, MOST_TURNED)
    page = max(1, min(request.args.get("page", 1, type=int), turned))
    zoom = request.args.get("zoom", PLAIN)
    zoom = zoom if zoom in ZOOMS else PLAIN
    fine = {} if zoom in ("whole", PLAIN) else {"fine": 1}
    return Look(
        id=stored.id,
        file=described(stored) | links(stored, "desk.", number=place.number),
        page=page,
        pages=turned,
        beyond=pages - turned,
        picture=url_for("desk.picture", number=place.number, file_id=stored.id, page=page, **fine) if pages else "",
        reason=reason,
        zoom=zoom,
        turns=_turns(stored, place, page, turned, zoom),
        jump={"file": stored.id} | ({"zoom": zoom} if zoom != PLAIN else {}),
        action=place.address(),
    )


def _turns(stored: StoredFile, place: Place, page: int, pages: int, zoom: str) -> dict[str, str]:
    """Where the buttons lead, by their names; empty where there is nothing further that way."""
    at = ZOOMS.index(zoom)
    return {
        "earlier": place.of(stored, page - 1, zoom) if page > 1 else "",
        "later": place.of(stored, page + 1, zoom) if page < pages else "",
        "smaller": place.of(stored, page, ZOOMS[at - 1]) if at else "",
        "larger": place.of(stored, page, ZOOMS[at + 1]) if at + 1 < len(ZOOMS) else "",
    }


def _listed(stored: StoredFile, place: Place, tag: str) -> dict[str, Any]:
    shown = described(stored) | links(stored, "desk.", number=place.number)
    return shown | {"look": place.of(stored), "id": stored.id, "tag": tag}


def _changed(dossier: Dossier) -> tuple[set[str], set[str]]:
    """The ids of the files that the last supplement brought, and of those that it took out."""
    versions = [{ref.id for ref in version.files} for version in filed_versions(dossier.submission)[-2:]]
    if len(versions) < 2:
        return set(), set()
    return versions[1] - versions[0], versions[0] - versions[1]


def _labels(dossier: Dossier, sight: Sight) -> dict[str, str]:
    """What the form calls the answers that are files: their code is the answer's pointer."""
    if not any(file.code.startswith("/") for file in dossier.files):
        return {}
    return {row.pointer: row.label for section in dossier.summary(sight) for row in section.rows}
