"""Pictures of enclosed files, to look at them in a page: drawn anew in a child process, never the file itself."""

import io
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from formengine.thumbnail_maker import BROKEN, LARGE, LOCKED

# What a picture can be made of.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
SECONDS = 15
MAKER = Path(__file__).with_name("thumbnail_maker.py")
# Children at a time: others wait, so that looking at files leaves the server its breath.
_children = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of one page, and of how many pages it is one."""

    jpeg: bytes
    pages: int


class NoPicture(Exception):
    """There is no picture; `why` is "broken", "locked" (a password), "large" or "slow"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


_WHY = {BROKEN: "broken", LOCKED: "locked", LARGE: "large"}


def picture_of(content: bytes, media_type: str, *, width: int, page: int = 0) -> Picture:
    """Page `page` (from 0) of a file, at most `width` pixels wide. Raises NoPicture."""
    if media_type not in SHOWN:
        raise NoPicture("broken")
    command = [sys.executable, "-I", str(MAKER), media_type, str(width), str(page)]
    with _children:
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise NoPicture("slow") from None
    if done.returncode:
        # A child that was stopped for its time or memory ends by a signal.
        raise NoPicture(_WHY.get(done.returncode, "large"))
    pages, _line, jpeg = done.stdout.partition(b"\n")
    return Picture(jpeg, int(pages))


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG or PNG by its head, nothing decoded; None where the head says none."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # whoever asks judges the size
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            return image.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
