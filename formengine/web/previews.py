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

# Widths in points of the screen: beside a name, to read, to read enlarged.
SMALL, LARGE, FINE = 120, 1100, 2200
# Pages of one file that are shown at once, and that can be turned one by one; the whole file can be downloaded.
MOST_PAGES, MOST_TURNED = 30, 500
MB = 1024 * 1024
Key = tuple[str, str, int, int]


class _Kept:
    """The pictures drawn last, in this process alone and up to `most` bytes: the same pages are asked for again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._lock = threading.Lock()
        self._pictures: OrderedDict[Key, Picture] = OrderedDict()

    def get(self, key: Key) -> Picture | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def put(self, key: Key, picture: Picture) -> None:
        with self._lock:
            before = self._pictures.pop(key, None)
            self._held += len(picture.jpeg) - (len(before.jpeg) if before else 0)
            self._pictures[key] = picture
            while self._held > self._most:
                self._held -= len(self._pictures.popitem(last=False)[1].jpeg)


# Apart, so that turning the pages of a long file drives no small picture out.
_small, _large = _Kept(4 * MB), _Kept(24 * MB)


def links(stored: StoredFile, prefix: str, **place: str) -> dict[str, str]:
    """Where a file is fetched, and where it is looked at if it can be; `prefix` begins the endpoints' names."""
    place["file_id"] = stored.id
    seen = stored.media_type in SHOWN
    return {
        "href": url_for(f"{prefix}file", **place),
        "preview": url_for(f"{prefix}preview", **place) if seen else "",
        "small": url_for(f"{prefix}picture", page=0, **place) if seen else "",
    }


def drawn(stored: StoredFile, page: int, width: int = LARGE) -> Picture:
    """Page `page` (from 1) of a file, 0 a small picture of the first. Raises NoPicture, DamagedFile."""
    kept, width = (_large, width) if page else (_small, SMALL)
    key = (stored.id, stored.sha256, page, width)
    known = kept.get(key)
    if known is not None:
        return known
    content = files.content_of(house().files, stored)
    made = picture_of(content, stored.media_type, width=width, page=max(page - 1, 0))
    kept.put(key, made)
    return made


def looked_into(stored: StoredFile) -> tuple[int, str]:
    """How many pages a file has to show, and where it has none why, in words. Raises DamagedFile."""
    if stored.media_type not in SHOWN:
        return 0, _reason("kind")
    try:
        return drawn(stored, 0).pages, ""
    except NoPicture as none:
        return 0, _reason(none.why)


def picture(stored: StoredFile, page: int, *, fine: bool = False) -> Download:
    """The JPEG of a page, `fine` to be enlarged; 404 where there is none to show."""
    if page > MOST_TURNED:
        abort(404)
    try:
        made = drawn(stored, page, FINE if fine else LARGE)
    except (NoPicture, DamagedFile):
        abort(404)
    response = Response(made.jpeg, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "no-store"
    return response


def shown(stored: StoredFile, prefix: str, *, back: str, title: str, **place: str) -> Download | str:
    """The page that shows a file page by page, or says why it cannot; `prefix` and `place` as for `links`."""
    try:
        pages, reason = looked_into(stored)
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
        reason=reason,
        section="desk" if request.path.startswith("/desk") else "submissions",
    )


def _reason(why: str) -> str:
    """Why there is no picture, and what to do about it."""
    return {
        "locked": _("This file is protected by a password, so nobody else can open it. Save it without a password."),
        "large": _("This file is too large to be shown here. Download it to look at it."),
        "slow": _("This file takes too long to be shown here. Download it to look at it."),
        "kind": _("Files of this kind cannot be shown here. Download it to look at it."),
    }.get(why, _("This file cannot be shown here. Download it to look at it."))
