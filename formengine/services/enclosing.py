"""Which files are taken: content, ending and the attachment's own list must agree."""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from formengine.forms.definition import Attachment
from formengine.i18n import gettext as _
from formengine.services.errors import FileRefused

if TYPE_CHECKING:
    from formengine.services.drafting import OpenDraft

# What we can tell from the first bytes, with the endings that such a file may carry.
SIGNATURES: tuple[tuple[str, bytes, int, tuple[str, ...]], ...] = (
    ("application/pdf", b"%PDF-", 0, (".pdf",)),
    ("image/jpeg", b"\xff\xd8\xff", 0, (".jpg", ".jpeg", ".jfif")),
    ("image/png", b"\x89PNG\r\n\x1a\n", 0, (".png",)),
    ("image/heic", b"ftypheic", 4, (".heic",)),
    ("video/mp4", b"ftyp", 4, (".mp4", ".m4v", ".mov")),
    ("application/zip", b"PK\x03\x04", 0, (".docx", ".xlsx", ".zip")),
)
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "video/mp4": "MP4",
    OFFICE[".docx"]: "DOCX",
    OFFICE[".xlsx"]: "XLSX",
}
# What makes a PDF act on its own when it is opened (ISO 32000-1, 12.6.4 and 7.11.4), as a name of its own.
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9_.-])")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
# How far before a stream its own facts are looked for, in bytes.
FACTS = 1000
# How much of a compressed list of objects is looked at; a longer one is no citizen's paper.
MAX_OBJECTS = 8 * 1024 * 1024
MAX_NAME = 120
MEGABYTE = 1024 * 1024


def checked_type(
    open_one: "OpenDraft", code: str, name: str, content: bytes, held: int, max_upload_mb: int
) -> tuple[str, str]:
    """(media type, name to show) of a file that may be enclosed under `code`; raises FileRefused."""
    attachment = next((item for item in open_one.definition.attachments if item.code == code), None)
    if attachment is None and code.startswith("/"):
        attachment = Attachment(code=code, title=code)
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
    media_type = _type_of(content, shown)
    if media_type is None or media_type not in attachment.accept:
        wanted = ", ".join(NAMES.get(accepted, accepted) for accepted in attachment.accept)
        raise FileRefused(code, _("“%(name)s” must be a file of type %(types)s.", name=shown, types=wanted))
    if media_type == "application/pdf" and is_active(content):
        raise FileRefused(
            code, _("“%(name)s” holds active content. Print it to a new PDF and send that one.", name=shown)
        )
    return media_type, shown


def is_active(pdf: bytes) -> bool:
    """Whether a PDF holds scripts, other files or commands to start.

    Looks at the objects, also at those kept in compressed object streams, and not at pictures and pages, in whose
    bytes any short name comes up by chance.
    """
    for part in _objects(pdf):
        if part is None or ACTIVE_PDF.search(ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)):
            return True
    return False


def _objects(pdf: bytes) -> Iterator[bytes | None]:
    """The stretches of a PDF between its streams, and the object streams among these unpacked."""
    place, start = 0, pdf.find(b"stream")
    while start >= 0 and (end := pdf.find(b"endstream", start)) >= 0:
        before = pdf[max(place, start - FACTS) : start]
        if before.rstrip().endswith(b">>"):
            yield pdf[place:start]
            if b"/ObjStm" in before:
                yield _inflated(pdf[start + len(b"stream") : end].lstrip(b"\r\n"))
            place = end + len(b"endstream")
        start = pdf.find(b"stream", max(place, start + len(b"stream")))
    yield pdf[place:]


def _inflated(body: bytes) -> bytes | None:
    """What a compressed list of objects holds; None where it is larger than any honest one."""
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(body, MAX_OBJECTS)
    except zlib.error:  # kept in another way than compressed: looked at as it is
        return body
    return None if reader.unconsumed_tail else content


def _type_of(content: bytes, name: str) -> str | None:
    ending = PurePath(name).suffix.lower()
    for media_type, magic, offset, endings in SIGNATURES:
        if content[offset : offset + len(magic)] == magic:
            if ending not in endings:
                continue
            return OFFICE.get(ending, media_type)
    return None


def shown_name(name: str) -> str:
    """A file's name as text: no folders, no control or direction characters, at most 120 characters."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()
    ending = PurePath(clean).suffix
    return clean if len(clean) <= MAX_NAME else clean[: MAX_NAME - len(ending)] + ending
