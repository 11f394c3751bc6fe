"""Files on their way out: always downloads, never a page of ours, and never under a type that the browser guesses."""

import logging
import unicodedata
from typing import Any
from urllib.parse import quote

from flask import Response, abort, render_template

from formengine.effects.facts import PaperOrder
from formengine.effects.paper_files import kept_paper
from formengine.i18n import format_number
from formengine.i18n import gettext as _
from formengine.papers import PaperError
from formengine.web.context import house
from submissions.store import files
from submissions.store.files import DamagedFile, StoredFile

log = logging.getLogger(__name__)

Download = Response | tuple[str, int]

TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "video/mp4": "MP4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
# The letter that has no decomposition into a plain one and a mark.
PLAIN = str.maketrans("đĐ", "dD")
ALONE = "default-src 'none'; sandbox"


def as_download(content: bytes, name: str, media_type: str) -> Response:
    """`content` to be saved under `name` (RFC 6266, with the name in UTF-8 beside a plain one)."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def disposition(name: str) -> str:
    """The header for a name in any script: a plain one for old programs, the real one in UTF-8 beside it."""
    letters = unicodedata.normalize("NFKD", name.translate(PLAIN)).encode("ascii", "ignore").decode()
    plain = "".join(letter for letter in letters if letter.isprintable() and letter not in '"\\%').strip() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def as_pdf(content: bytes, name: str) -> Response:
    return as_download(content, name, "application/pdf")


def enclosed(stored: StoredFile | None) -> Download:
    """An enclosed file whose bytes are checked; 404 where there is none."""
    if stored is None:
        abort(404)
    try:
        content = files.content_of(house().files, stored)
    except DamagedFile as broken:
        return damaged(broken)
    return as_download(content, stored.name, stored.media_type)


def issued(submission_id: str, seq: int, order: PaperOrder | None, name: str) -> Download:
    """The paper that the event `seq` issued: as kept, else made now; 404 where it issued none."""
    if order is None:
        abort(404)
    try:
        return as_pdf(kept_paper(house().config.home, submission_id, seq, order), name)
    except PaperError as error:
        return not_made(error)


def made(order: PaperOrder, name: str) -> Download:
    """A paper that is made for this reader and kept nowhere."""
    try:
        return as_pdf(order.made(house().config.home), name)
    except PaperError as error:
        return not_made(error)


def not_made(error: PaperError) -> tuple[str, int]:
    """The page for a paper that cannot be made; the log says why."""
    log.error("a paper cannot be made: %s", error)
    return render_template("citizen/paper-not-made.html"), 503


def damaged(broken: DamagedFile) -> tuple[str, int]:
    """The page for a file whose bytes are not the ones that were kept; the log names it for the administrator."""
    log.error("the file %s is damaged or gone", broken)
    return render_template("citizen/damaged.html"), 410


def described(file: StoredFile) -> dict[str, Any]:
    """Name, type and size of a file as components/files.html shows them."""
    kind = _("original") if file.copy_kind == "original" else _("copy")
    return {
        "name": file.name,
        "type": TYPES.get(file.media_type, file.media_type),
        "size": size_text(file.size),
        "note": kind,
    }


def size_text(size: int) -> str:
    if size >= 1024 * 1024:
        return f"{format_number(round(size / 1024 / 1024, 1))} MB"
    return f"{format_number(max(1, round(size / 1024)))} kB"
