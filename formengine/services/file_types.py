"""What a file is, by its content and its ending together, and whether it may hold what acts on its own."""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath

from formengine.thumbnails import size_of

PDF, JPEG, PNG, ZIP = "application/pdf", "image/jpeg", "image/png", "application/zip"
# What we can tell from the first bytes, with the endings that such a file may carry.
SIGNATURES: tuple[tuple[str, bytes, int, tuple[str, ...]], ...] = (
    (PDF, b"%PDF-", 0, (".pdf",)),
    (JPEG, b"\xff\xd8\xff", 0, (".jpg", ".jpeg", ".jfif")),
    (PNG, b"\x89PNG\r\n\x1a\n", 0, (".png",)),
    ("image/heic", b"ftypheic", 4, (".heic",)),
    ("video/mp4", b"ftyp", 4, (".mp4", ".m4v", ".mov")),
    (ZIP, b"PK\x03\x04", 0, (".docx", ".xlsx", ".zip")),
)
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMES = {
    PDF: "PDF",
    JPEG: "JPEG",
    PNG: "PNG",
    "image/heic": "HEIC",
    "video/mp4": "MP4",
    OFFICE[".docx"]: "DOCX",
    OFFICE[".xlsx"]: "XLSX",
}
MAX_NAME = 120
MOST_PIXELS = 100_000_000
# An archive is judged by its own directory and never unpacked.
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 1_000, 200 * 1024 * 1024, 100
# What makes a PDF act on its own when it is opened (ISO 32000-1, 12.6.4 and 7.11.4), as a name of its own.
ACTIVE_PDF = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoToE|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9_.-])"
)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
# How far before a stream its own facts are looked for, and from the end its mark, in bytes.
FACTS, TAIL = 1000, 8192
# How much of a compressed list of objects is looked at; a longer one is no citizen's paper.
MAX_OBJECTS = 8 * 1024 * 1024


def type_of(content: bytes, name: str) -> str | None:
    """The media type that the first bytes and the ending of `name` agree on; None where they do not."""
    ending = PurePath(name).suffix.lower()
    for media_type, magic, offset, endings in SIGNATURES:
        if content[offset : offset + len(magic)] == magic and ending in endings:
            return OFFICE.get(ending, media_type)
    return None


def shown_name(name: str) -> str:
    """A file's name as text: no folders, no control or direction characters, at most 120 characters."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()
    ending = PurePath(clean).suffix
    return clean if len(clean) <= MAX_NAME else clean[: MAX_NAME - len(ending)] + ending


def is_whole(content: bytes, media_type: str) -> bool:
    """Whether a PDF or a picture can be opened as far as its frame tells: it has a head and does not end early."""
    if media_type == PDF:
        return b"%%EOF" in content.rstrip(b"\x00\t\n\r ")[-TAIL:]
    if media_type == JPEG:  # the main picture is the last one: a cut file ends in the middle of its data
        return size_of(content) is not None and content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    if media_type == PNG:
        return size_of(content) is not None and b"IEND\xaeB`\x82" in content
    return True


def is_too_large_a_picture(content: bytes, media_type: str) -> bool:
    """Whether a picture would take more memory to draw than any camera's does, by its head."""
    size = size_of(content) if media_type in (JPEG, PNG) else None
    return size is not None and size[0] * size[1] > MOST_PIXELS


def is_two_files(content: bytes, media_type: str) -> bool:
    """Whether something that is no archive is one as well: its last bytes are the end of an archive's directory."""
    if media_type == ZIP or media_type in OFFICE.values():
        return False
    place = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    return place >= 0 and place + 22 + int.from_bytes(content[place + 20 : place + 22], "little") == len(content)


def is_sound_archive(content: bytes, media_type: str) -> bool:
    """Whether an archive's directory is that of an honest document: few entries, plain names, no macros, no bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > min(MOST_UNPACKED, MOST_RATIO * max(len(content), 1)):
        return False
    names = {entry.filename for entry in entries}
    if media_type in OFFICE.values() and "[Content_Types].xml" not in names:
        return False
    return all(_is_plain_entry(entry) for entry in entries)


def _is_plain_entry(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    steps = re.split(r"[/\\]", name)
    nested = PurePath(name).suffix.lower() in (".zip", ".docm", ".xlsm", ".exe", ".js")
    macros = steps[-1].lower() == "vbaproject.bin"
    return not (
        name.startswith("/")
        or ":" in name
        or ".." in steps
        or stat.S_ISLNK(entry.external_attr >> 16)
        or nested
        or macros
    )


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
