"""Papers as PDF: a Typst template of `templates/papers/` filled from plain data; pure, no database.

The bytes depend on the template, the data and the instant given, on nothing else: no clock, no network, no
fonts of the machine. Data travels as JSON in Typst's inputs and is set as text, never read as markup.
"""

import hashlib
import json
import re
import threading
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast
from zoneinfo import ZoneInfo

from formengine.resources import folder

if TYPE_CHECKING:
    from typst import Compiler

# ISO 19005-2 level A (archiving, tagged) together with ISO 14289-1 (readable aloud).
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
ZONE = "Asia/Ho_Chi_Minh"
# What the templates import; no papers themselves.
SHARED = ("house", "people")

_compiling = threading.Lock()


class PaperError(Exception):
    """A paper cannot be made: no such template, or the template failed on this data."""


def paper_templates() -> tuple[str, ...]:
    """Names of the templates that a definition may name, in alphabetical order."""
    return tuple(sorted(path.stem for path in _folder().glob("*.typ") if path.stem not in SHARED))


def compile_paper(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF (PDF/A-2a, PDF/UA-1) of `template` filled with `data`.

    `data` is JSON-like; days may be `date`, instants aware `datetime`, told in the zone `data["zone"]`
    (Asia/Ho_Chi_Minh when absent). `at` is the instant of the event that issues the paper and the file's own
    date: the same arguments give the same bytes. Raises PaperError.
    """
    if template not in paper_templates():
        raise PaperError(f"no paper template {template!r}; there are {', '.join(paper_templates())}")
    zone = ZoneInfo(data.get("zone") or ZONE)
    filled = dict(data)
    address = (data.get("submission") or {}).get("lookup_url")
    if address:
        filled["qr"] = qr_rows(address)
    text = json.dumps(filled, ensure_ascii=False, default=lambda value: _told(value, zone))
    return _compile(template, text, at)


def template_digest(template: str) -> str:
    """The SHA-256 in hex of a template and of what it imports."""
    folder = _folder()
    sources = [folder / f"{name}.typ" for name in (template, *SHARED)]
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


def qr_rows(text: str) -> list[str]:
    """The QR code (ISO/IEC 18004, error level M) of `text` as rows of "0" and "1", without quiet zone."""
    import segno

    return ["".join(map(str, row)) for row in segno.make_qr(text, error="m").matrix]


def _told(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone is no instant")
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand on a paper")


def _compile(template: str, text: str, at: datetime) -> bytes:
    from typst import TypstError

    compiler = _compiler(template)
    try:
        # One compiler holds one set of inputs, so two threads must not share it in the middle of a paper.
        with _compiling:
            made = compiler.compile(
                sys_inputs={"data": text}, format="pdf", pdf_standards=[*STANDARDS], timestamp=at.replace(microsecond=0)
            )
    except TypstError as error:
        raise PaperError(f"{template}: {_without_data(error.message)}") from error
    return cast(bytes, made)


def _without_data(message: str) -> str:
    """Typst quotes the offending value in its messages; a log must not hold a person's answers."""
    return re.sub(r'"[^"]*"', '"…"', message)


@cache
def _compiler(template: str) -> "Compiler":
    from typst import Compiler, Fonts

    # A path that does not exist for packages: a template can never fetch one from the network.
    nowhere = str(_folder() / "no-packages")
    return Compiler(
        str(_folder() / f"{template}.typ"),
        root=str(_folder()),
        font_paths=Fonts(include_system_fonts=False, font_paths=[str(_folder() / "fonts")]),
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def _folder() -> Any:
    return folder("templates") / "papers"
