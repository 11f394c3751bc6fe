"""Looking at an enclosed file in a page: pictures drawn anew by a child process, never the file itself."""

import threading
from collections import OrderedDict

from flask import Response, abort, render_template, request, url_for

from formengine.i18n import gettext as _
from formengine.thumbnails import SHOWN, NoPicture, Picture, picture_of
from formengine.web.context import house
from formengine.web.files import ALONE, Download, damaged, described
from submissions.store import files
from submissions.store.files import DamagedFile, StoredFile

SMALL, LARGE = 120, 1100
# Pages of one file that are shown; the whole file can be downloaded.
MOST_PAGES = 30


class _Kept:
    """The pictures drawn last, in this process alone: a page of attachments asks for the same ones again and again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._pictures: OrderedDict[tuple[str, str, int], Picture] = OrderedDict()

    def get(self, key: tuple[str, str, int]) -> Picture | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def put(self, key: tuple[str, str, int], picture: Picture) -> None:
        with self._lock:
            self._pictures[key] = picture
            while len(self._pictures) > self._most:
                self._pictures.popitem(last=False)


_small = _Kept(500)


def links(stored: StoredFile, prefix: str, **place: str) -> dict[str, str]:
    """Where a file is fetched, and where it is looked at if it can be; `prefix` begins the endpoints' names."""
    place["file_id"] = stored.id
    seen = stored.media_type in SHOWN
    return {
        "href": url_for(f"{prefix}file", **place),
        "preview": url_for(f"{prefix}preview", **place) if seen else "",
        "small": url_for(f"{prefix}picture", page=0, **place) if seen else "",
    }


def drawn(stored: StoredFile, page: int) -> Picture:
    """Page `page` (from 1) of a file, 0 a small picture of the first. Raises NoPicture, DamagedFile."""
    key = (stored.id, stored.sha256, page)
    known = _small.get(key) if page == 0 else None
    if known is not None:
        return known
    content = files.content_of(house().files, stored)
    made = picture_of(content, stored.media_type, width=LARGE if page else SMALL, page=max(page - 1, 0))
    if page == 0:
        _small.put(key, made)
    return made


def picture(stored: StoredFile, page: int) -> Download:
    """The JPEG of a page; 404 where there is none to show."""
    if page > MOST_PAGES:
        abort(404)
    try:
        made = drawn(stored, page)
    except (NoPicture, DamagedFile):
        abort(404)
    response = Response(made.jpeg, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "no-store"
    return response


def shown(stored: StoredFile, prefix: str, *, back: str, title: str, **place: str) -> Download | str:
    """The page that shows a file page by page, or says why it cannot; `prefix` and `place` as for `links`."""
    pages, why = 0, ""
    try:
        pages = drawn(stored, 0).pages if stored.media_type in SHOWN else 0
        why = "" if pages else "broken"
    except NoPicture as none:
        why = none.why
    except DamagedFile as broken:
        return damaged(broken)
    return render_template(
        "citizen/preview.html",
        file=described(stored),
        back=back,
        title=title,
        download=links(stored, prefix, **place)["href"],
        pages=[
            url_for(f"{prefix}picture", file_id=stored.id, page=page, **place)
            for page in range(1, min(pages, MOST_PAGES) + 1)
        ],
        more=max(0, pages - MOST_PAGES),
        reason=_reason(why),
        section="desk" if request.path.startswith("/desk") else "submissions",
    )


def _reason(why: str) -> str:
    """Why there is no picture, and what to do about it."""
    if not why:
        return ""
    return {
        "locked": _("This file is protected by a password, so nobody else can open it. Save it without a password."),
        "large": _("This file is too large to be shown here. Download it to look at it."),
        "slow": _("This file takes too long to be shown here. Download it to look at it."),
    }.get(why, _("This file cannot be shown here. Download it to look at it."))
