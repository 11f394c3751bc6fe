"""Pictures and documents made for a test: real ones, and such as lie about themselves."""

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfWriter


def photo(width=400, height=300, *, orientation=1, comment=b"") -> bytes:
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height))
    exif, made = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    image.save(made, "JPEG", exif=exif, comment=comment)
    return made.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    for _n in range(pages):
        writer.add_blank_page(300, 600)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()
