"""Papers as PDF: a Typst template filled from plain data; no database.

The templates are those of `templates/papers/`; an installation lays its own over them, for all of its agencies at
HOME/paper-templates/NAME.typ or for one at HOME/paper-templates/AGENCY/NAME.typ (the agency's code).

The bytes depend on the template, the data and the instant given, on nothing else: no clock, no network, no
fonts of the machine. Data travels as JSON in Typst's inputs and is set as text, never read as markup.
"""

import hashlib
import json
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
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


def paper_templates(templates: Path | None = None) -> tuple[str, ...]:
    """Names of the templates that a definition may name, in alphabetical order."""
    return tuple(sorted(path.stem for path in (templates or shipped()).glob("*.typ") if path.stem not in SHARED))


def own_templates(home: Path, agency: str) -> dict[str, Path]:
    """The files that are laid over the shipped templates for an agency (its code), by the template's name."""
    own = home / "paper-templates"
    return {path.stem: path for place in (own, own / agency) if place.is_dir() for path in sorted(place.glob("*.typ"))}


def templates_of(home: Path, agency: str) -> Path:
    """The folder of an agency's templates: the shipped ones, with its own laid over them."""
    changed = own_templates(home, agency)
    if not changed:
        return shipped()
    digest = hashlib.sha256(template_digest().encode())
    for name, path in sorted(changed.items()):
        digest.update(name.encode() + b"\0" + path.read_bytes())
    made = home / "paper-templates" / "laid-over" / digest.hexdigest()[:24]
    if not made.is_dir():
        _lay_over(made, changed)
    return made


def _lay_over(made: Path, changed: Mapping[str, Path]) -> None:
    """A copy of the shipped templates with the changed ones over them; whole or not there at all."""
    made.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=made.parent) as beside:
        whole = Path(beside) / "templates"
        shutil.copytree(shipped(), whole)
        for name, path in changed.items():
            shutil.copy(path, whole / f"{name}.typ")
        with suppress(OSError):  # another process was quicker
            whole.rename(made)


def compile_paper(template: str, data: Mapping[str, Any], at: datetime, templates: Path | None = None) -> bytes:
    """The PDF (PDF/A-2a, PDF/UA-1) of `template` filled with `data`; `templates` as `templates_of` gives it.

    `data` is JSON-like; days may be `date`, instants aware `datetime`, told in the zone `data["zone"]`
    (Asia/Ho_Chi_Minh when absent). `at` is the instant of the event that issues the paper and the file's own
    date: the same arguments give the same bytes. Raises PaperError.
    """
    place = templates or shipped()
    if template not in paper_templates(place):
        raise PaperError(f"no paper template {template!r}; there are {', '.join(paper_templates(place))}")
    zone = ZoneInfo(data.get("zone") or ZONE)
    filled = dict(data)
    address = (data.get("submission") or {}).get("lookup_url")
    if address:
        filled["qr"] = qr_rows(address)
    text = json.dumps(filled, ensure_ascii=False, default=lambda value: _told(value, zone))
    return _compile(template, text, at, place)


def template_digest(*templates: str) -> str:
    """The SHA-256 in hex of shipped templates and of what they import."""
    sources = [shipped() / f"{name}.typ" for name in (*templates, *SHARED)]
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


def _compile(template: str, text: str, at: datetime, place: Path) -> bytes:
    from typst import TypstError

    compiler = _compiler(template, place)
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


@lru_cache(64)
def _compiler(template: str, place: Path) -> "Compiler":
    from typst import Compiler, Fonts

    # A path that does not exist for packages: a template can never fetch one from the network.
    nowhere = str(place / "no-packages")
    return Compiler(
        str(place / f"{template}.typ"),
        root=str(place),
        font_paths=Fonts(include_system_fonts=False, font_paths=[str(place / "fonts")]),
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def shipped() -> Path:
    """The folder of the templates that come with the product."""
    return folder("templates") / "papers"
