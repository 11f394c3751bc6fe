"""The child process that looks into a file: `python -I thumbnail_maker.py TYPE WIDTH PAGE`, the file on stdin.

It writes a line with the number of pages, then a JPEG drawn anew: nothing of the file itself is passed on. Decoders are
large and old; here a fault in one costs this process alone, which has little time and memory and writes no files.
The exit status says why there is no picture (see formengine/thumbnails.py).
"""

import io
import sys
from typing import Any

SECONDS, MEGABYTES, MOST_PIXELS = 10, 1500, 100_000_000
BROKEN, LOCKED, LARGE = 3, 4, 5
# How tall a picture may be for its width: a page roll is cut.
TALLEST = 3


def limit() -> None:
    """No more time, memory or files than one picture needs; a system without such limits has the parent's timeout."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def picture(content: bytes, width: int) -> tuple[int, Any]:
    """(1, the picture upright and no wider than `width`)."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # judged here, by name
    image: Any = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    if image.width * image.height > MOST_PIXELS:
        sys.exit(LARGE)
    image.draft("RGB", (width * 2, width * 2))
    image = ImageOps.exif_transpose(image)
    if image.mode not in ("RGB", "L"):
        upon = Image.new("RGB", image.size, "white")
        upon.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
        image = upon
    image.thumbnail((width, width * TALLEST))
    return 1, image


def page_of(content: bytes, width: int, number: int) -> tuple[int, Any]:
    """(pages, page `number` from 0 drawn `width` wide)."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        sys.exit(LOCKED if "password" in str(error).lower() else BROKEN)
    if not 0 <= number < len(document):
        sys.exit(BROKEN)
    page = document[number]
    wide, high = page.get_size()
    if wide <= 0 or high <= 0:
        sys.exit(BROKEN)
    scale = min(width / wide, width * TALLEST / high)
    return len(document), page.render(scale=scale, may_draw_forms=False).to_pil()


def jpeg_of(image: Any) -> bytes:
    """The picture's points alone, on a new sheet: comments and the like would be written along with the old one."""
    from PIL import Image

    sheet, made = Image.new("RGB", image.size), io.BytesIO()
    sheet.paste(image)
    sheet.save(made, "JPEG", quality=80, optimize=True)
    return made.getvalue()


def main() -> None:
    limit()
    media_type, width, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    content = sys.stdin.buffer.read()
    try:
        pages, image = page_of(content, width, number) if media_type == "application/pdf" else picture(content, width)
        made = jpeg_of(image)
    except MemoryError:
        sys.exit(LARGE)
    except (OSError, SyntaxError, ValueError, ZeroDivisionError):  # what Pillow raises for files that are none
        sys.exit(BROKEN)
    sys.stdout.buffer.write(f"{pages}\n".encode() + made)


if __name__ == "__main__":
    main()
